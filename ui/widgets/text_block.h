// SPDX-License-Identifier: GPL-3.0-or-later
// Text in lines of a fixed height, so that Latin and Chinese lines are equally high and share a baseline. Used by labels,
// bubbles and delegates. Widths and heights are device-independent pixels.
#pragma once

#include "ui/theme/theme.h"

#include <QTextLayout>

#include <memory>

class QPainter;

namespace timbre::ui {

class TextBlock {
 public:
  TextBlock(const QString& text, const QFont& font, int lineBox);

  void setFormats(const QList<QTextLayout::FormatRange>& formats) { m_formats = formats; }
  /// Breaks into lines of at most `width`. With `maxLines` > 0 the last one is elided.
  void layout(int width, int maxLines = 0, Qt::TextElideMode elide = Qt::ElideRight);
  int lines() const { return m_lines; }
  int height() const { return m_lines * m_lineBox; }
  /// Widest line, rounded up.
  int usedWidth() const { return m_usedWidth; }
  bool elided() const { return !m_tail.isNull(); }
  void draw(QPainter& painter, const QRect& box, const QColor& color, Qt::Alignment align = Qt::AlignLeft) const;
  /// Left edge of the caret that follows the last character, for a streaming answer.
  QPointF endOfText() const;

 private:
  QFont m_font;
  int m_lineBox;
  std::unique_ptr<QTextLayout> m_layout;
  QList<QTextLayout::FormatRange> m_formats;
  QString m_tail;  ///< elided last line, drawn instead of the layout's
  int m_lines = 0;
  int m_width = 0;
  int m_usedWidth = 0;
};

/// One line, elided, with the role's font: the baseline does not depend on the script.
void drawTextLine(QPainter& painter, const QRect& box, const QString& text, const QFont& font, const QColor& color,
                  Qt::Alignment align = Qt::AlignLeft, Qt::TextElideMode elide = Qt::ElideRight);
/// Up to `maxLines` lines, vertically centred in `box`.
void drawTextLines(QPainter& painter, const QRect& box, const QString& text, TextRole role, const QColor& color, int maxLines,
                   Qt::Alignment align = Qt::AlignLeft);

/// The mono font for this text. Latin and symbols are drawn without shaping: JetBrains Mono would join <|eot_id|> into a picture, and what
/// is shown must be what is there.
QFont monoFontFor(const QString& text);

/// Digits in cells as wide as the widest digit: columns and counters stand still although Inter's digits are proportional.
void drawTabular(QPainter& painter, const QRect& box, const QString& text, const QFont& font, const QColor& color,
                 Qt::Alignment align = Qt::AlignRight);
int tabularWidth(const QString& text, const QFont& font);

}  // namespace timbre::ui
