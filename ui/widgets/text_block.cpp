// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text_block.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace timbre::ui {

namespace {

double baselineIn(double lineBox, const QFont& font) {
  const QFontMetricsF fm(font);
  return (lineBox - (fm.ascent() + fm.descent())) / 2 + fm.ascent();
}

double aligned(double x, double room, double width, Qt::Alignment align) {
  if (align & Qt::AlignRight) return x + room - width;
  if (align & Qt::AlignHCenter) return x + (room - width) / 2;
  return x;
}

double digitCell(const QFontMetricsF& fm) {
  double widest = 0;
  for (char16_t c = u'0'; c <= u'9'; ++c) widest = std::max(widest, fm.horizontalAdvance(QChar(c)));
  return widest;
}

}  // namespace

TextBlock::TextBlock(const QString& text, const QFont& font, int lineBox) : m_font(font), m_lineBox(lineBox) {
  QString body = text;
  body.replace(QLatin1String("\r\n"), QLatin1String("\n"));
  body.replace(QLatin1Char('\n'), QChar(QChar::LineSeparator));
  m_layout = std::make_unique<QTextLayout>(body, font);
  QTextOption option;
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  m_layout->setTextOption(option);
  m_layout->setCacheEnabled(true);
}

void TextBlock::layout(int width, int maxLines, Qt::TextElideMode elide) {
  m_width = std::max(1, width);
  m_tail = QString();
  m_usedWidth = 0;
  m_lines = 0;
  m_layout->setFormats(m_formats);
  const double baseline = baselineIn(m_lineBox, m_font);
  m_layout->beginLayout();
  while (true) {
    QTextLine line = m_layout->createLine();
    if (!line.isValid()) break;
    line.setLineWidth(m_width);
    line.setPosition({0, m_lines * m_lineBox + baseline - line.ascent()});
    ++m_lines;
    const bool last = maxLines > 0 && m_lines == maxLines;
    const int end = line.textStart() + line.textLength();
    if (last && end < m_layout->text().size()) {
      QString rest = m_layout->text().mid(line.textStart());
      rest.replace(QChar(QChar::LineSeparator), QLatin1Char(' '));
      m_tail = QFontMetricsF(m_font).elidedText(rest, elide == Qt::ElideNone ? Qt::ElideRight : elide, m_width);
      m_usedWidth = std::max(m_usedWidth, int(std::ceil(QFontMetricsF(m_font).horizontalAdvance(m_tail))));
      break;
    }
    m_usedWidth = std::max(m_usedWidth, int(std::ceil(line.naturalTextWidth())));
  }
  m_layout->endLayout();
  m_lines = std::max(1, m_lines);
}

void TextBlock::draw(QPainter& painter, const QRect& box, const QColor& color, Qt::Alignment align) const {
  const double top = align & Qt::AlignVCenter ? box.y() + (box.height() - height()) / 2.0 : align & Qt::AlignBottom ? box.bottom() + 1 - height() : box.y();
  painter.setPen(color);
  const int whole = m_tail.isNull() ? m_layout->lineCount() : std::max(0, m_lines - 1);
  for (int i = 0; i < whole; ++i) {
    const QTextLine line = m_layout->lineAt(i);
    const double x = aligned(box.x(), box.width(), line.naturalTextWidth(), align);
    line.draw(&painter, QPointF(std::floor(x), top));
  }
  if (m_tail.isNull()) return;
  painter.setFont(m_font);
  const double x = aligned(box.x(), box.width(), QFontMetricsF(m_font).horizontalAdvance(m_tail), align);
  painter.drawText(QPointF(std::floor(x), top + (m_lines - 1) * m_lineBox + baselineIn(m_lineBox, m_font)), m_tail);
}

QPointF TextBlock::endOfText() const {
  if (m_layout->lineCount() == 0) return {0, 0};
  const QTextLine line = m_layout->lineAt(m_layout->lineCount() - 1);
  return {line.cursorToX(int(m_layout->text().size())), double((m_lines - 1) * m_lineBox)};
}

void drawTextLine(QPainter& painter, const QRect& box, const QString& text, const QFont& font, const QColor& color, Qt::Alignment align, Qt::TextElideMode elide) {
  const QFontMetricsF fm(font);
  const QString shown = elide == Qt::ElideNone ? text : fm.elidedText(text, elide, box.width());
  painter.setFont(font);
  painter.setPen(color);
  painter.drawText(QPointF(std::floor(aligned(box.x(), box.width(), fm.horizontalAdvance(shown), align)), box.y() + baselineIn(box.height(), font)), shown);
}

void drawTextLines(QPainter& painter, const QRect& box, const QString& text, TextRole role, const QColor& color, int maxLines, Qt::Alignment align) {
  TextBlock block(text, theme().font(role), theme().lineBox(role));
  block.layout(box.width(), maxLines);
  block.draw(painter, box, color, align | Qt::AlignVCenter);
}

QFont monoFontFor(const QString& text) {
  QFont font = theme().font(TextRole::Mono);
  const auto plain = [](QChar c) { return c.unicode() < 0x300 || (c.unicode() >= 0x2000 && c.unicode() < 0x2c00); };
  if (std::all_of(text.begin(), text.end(), plain)) font.setStyleStrategy(QFont::PreferNoShaping);
  return font;
}

void drawTabular(QPainter& painter, const QRect& box, const QString& text, const QFont& font, const QColor& color, Qt::Alignment align) {
  const QFontMetricsF fm(font);
  const double cell = digitCell(fm);
  painter.setFont(font);
  painter.setPen(color);
  double x = std::floor(aligned(box.x(), box.width(), tabularWidth(text, font), align));
  const double y = box.y() + baselineIn(box.height(), font);
  // Runs without digits are drawn whole, so that shaping and fallback fonts work as usual.
  for (qsizetype i = 0; i < text.size();) {
    if (text[i] >= u'0' && text[i] <= u'9') {
      const double width = fm.horizontalAdvance(text[i]);
      painter.drawText(QPointF(x + (cell - width) / 2, y), QString(text[i]));
      x += cell;
      ++i;
      continue;
    }
    qsizetype end = i;
    while (end < text.size() && !(text[end] >= u'0' && text[end] <= u'9')) ++end;
    const QString run = text.mid(i, end - i);
    painter.drawText(QPointF(x, y), run);
    x += fm.horizontalAdvance(run);
    i = end;
  }
}

int tabularWidth(const QString& text, const QFont& font) {
  const QFontMetricsF fm(font);
  double width = 0;
  QString run;
  const double cell = digitCell(fm);
  for (const QChar c : text) {
    if (c >= u'0' && c <= u'9') {
      width += fm.horizontalAdvance(run) + cell;
      run.clear();
    } else {
      run += c;
    }
  }
  return int(std::ceil(width + fm.horizontalAdvance(run)));
}

}  // namespace timbre::ui
