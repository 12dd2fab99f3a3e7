// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens as they enter the model, with what is trained: context plain, trained text on a soft ground and underlined, the
// trained stop token filled, template tokens outlined. ASCII is drawn without shaping, so that the mono font's ligatures cannot
// turn <|eot_id|> into a picture. A "\n" inside a token is shown as ↵ and breaks the line.
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

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Piece {
    int token;
    QString text;
    QRect box;
  };
  void arrange(int width) const;
  QList<TokenRun> m_tokens;
  mutable QList<Piece> m_pieces;
  mutable int m_width = -1, m_height = 0;
};

/// The four kinds with their words, in one line.
class TokenLegend : public QWidget {
  Q_OBJECT
 public:
  explicit TokenLegend(QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QStringList words() const;
};

}  // namespace timbre::ui
