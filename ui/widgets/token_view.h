// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens as they enter the model, with what is trained: context plain, trained text on a soft ground and underlined, the
// trained stop token filled, template tokens outlined. ASCII is drawn without shaping, so that the mono font's ligatures cannot
// turn <|eot_id|> into a picture. A "\n" inside a token is shown as ↵ and breaks the line.
// One tab stop: arrows, Home and End walk from token to token, a click goes to one; the current one is framed and told by
// name and id.
#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

namespace timbre::ui {

struct TokenRun {
  /// Shade: one ground after the other, so that neighbours can be told apart where nothing is trained.
  enum class Kind { Context, Trained, Stop, Template, Shade };
  QString text{};
  Kind kind = Kind::Context;
  int id = -1;      ///< shown in the tooltip
  QString reason{};  ///< why it is or is not trained; tooltip
};

class TokenView : public QWidget {
  Q_OBJECT
 public:
  explicit TokenView(QWidget* parent = nullptr);
  void setTokens(const QList<TokenRun>& tokens);
  const QList<TokenRun>& tokens() const { return m_tokens; }
  /// The accessible name; that of the current token is said behind it.
  void setName(const QString& name);
  /// -1: none. A view that cannot have the focus shows it as well.
  void setCurrent(int token);
  int current() const { return m_current; }
  /// "Token 3 of 26: “ighth”, id 1696"; empty without a current one.
  QString currentWords() const;

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void currentChanged(int token);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  void walk(int token);
  int above(int lines) const;
  int tokenAt(const QPoint& position) const;
  void sayName();
  struct Piece {
    int token;
    QString text;
    QRect box;
  };
  void arrange(int width) const;
  QList<TokenRun> m_tokens;
  QString m_name;
  int m_current = -1;
  mutable QList<Piece> m_pieces;
  mutable int m_width = -1, m_height = 0;
};

/// The four kinds with their words, in one line, or in more where one has no room.
class TokenLegend : public QWidget {
  Q_OBJECT
 public:
  explicit TokenLegend(QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return arrange(width).last().bottom() + 1; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QStringList words() const;
  /// Where each kind stands, its sample included.
  QList<QRect> arrange(int width) const;
};

}  // namespace timbre::ui
