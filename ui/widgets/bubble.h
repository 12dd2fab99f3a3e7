// SPDX-License-Identifier: GPL-3.0-or-later
// A message of a conversation: header line (role, tokens, trained or not) above a painted text with 21 px lines. The layout is
// cached by width. Its words reach screen readers through the accessible name. Long texts are laid out once per width change.
#pragma once

#include "ui/theme/theme.h"

#include <QTextLayout>
#include <QWidget>

#include <memory>

namespace timbre::ui {

class TextBlock;

struct BubbleRange {
  int from = 0, length = 0;
  enum class Mark { Added, Removed, OverLimit } mark = Mark::Added;
};

struct BubbleData {
  enum class Who { User, Tuned, Base, System };  ///< Tuned is teal, Base outlined, System outlined, User grey on the right
  Who who = Who::User;
  QString text{};
  QString name;        ///< "User", "Marv"; empty: no header line
  QString note;        ///< "21 tokens"
  QString state;       ///< "trained", "not trained"
  bool trained = true; ///< false: a tuned bubble loses its ground, because the answer is only context
  bool caret = false;  ///< streaming: a steady caret behind the text
  QList<BubbleRange> ranges;
};

class Bubble : public QWidget {
  Q_OBJECT
 public:
  explicit Bubble(QWidget* parent = nullptr);
  ~Bubble() override;
  void setData(const BubbleData& data);
  const BubbleData& data() const { return m_data; }
  /// Text and caret only, for streaming: cheaper than setData.
  void setText(const QString& text, bool caret);
  void setEditing(bool editing);
  /// Share of the width that the body may take, 0.86 by default.
  void setMaxShare(double share);
  /// Body lines of the Body role with less padding, as on template cards.
  void setCompact(bool compact);
  QRect bodyRect() const;

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void activated();  ///< double click, F2 or Enter: the owner opens an editor

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void rebuild(int width) const;
  void describe();
  int headerHeight() const;
  int padX() const;
  int padY() const;
  BubbleData m_data;
  bool m_editing = false, m_compact = false;
  double m_share = 0.86;
  mutable std::unique_ptr<TextBlock> m_block;
  mutable int m_blockWidth = -1;
};

}  // namespace timbre::ui
