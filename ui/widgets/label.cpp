// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/label.h"

#include "ui/widgets/text_block.h"

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>

namespace timbre::ui {

Label::Label(const QString& text, TextRole role, Role tone, QWidget* parent) : QLabel(parent), m_role(role), m_tone(tone) {
  setTextFormat(Qt::PlainText);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setFont(theme().font(role));
  setText(text);
}

void Label::setRole(TextRole role) {
  m_role = role;
  setFont(theme().font(role));
  updateGeometry();
}

void Label::setTone(Role tone) {
  if (tone == m_tone) return;
  m_tone = tone;
  update();
}

void Label::setWrap(bool wrap, int maxLines) {
  m_wrap = wrap;
  m_maxLines = maxLines;
  QSizePolicy policy(QSizePolicy::Preferred, wrap ? QSizePolicy::Minimum : QSizePolicy::Fixed);
  policy.setHeightForWidth(wrap);
  setSizePolicy(policy);
  updateGeometry();
}

void Label::setElide(Qt::TextElideMode mode) {
  m_elide = mode;
  updateGeometry();
}

void Label::setStrong(bool on) {
  m_strong = on;
  updateGeometry();
}

void Label::setTabular(bool on) {
  m_tabular = on;
  updateGeometry();
}

void Label::setText(const QString& text) {
  if (text == QLabel::text()) return;
  QLabel::setText(text);
  updateGeometry();
  if (elides()) setToolTip(width() > 1 && fullWidth() > width() ? text : QString());
}

QString Label::plain() const {
  if (!buddy()) return text();
  QString out;
  for (qsizetype i = 0; i < text().size(); ++i) {
    if (text()[i] == u'&' && i + 1 < text().size()) ++i;
    out += text()[i];
  }
  return out;
}

QFont Label::fontOfText() const {
  QFont font = m_role == TextRole::Mono ? monoFontFor(text()) : theme().font(m_role);
  if (m_strong) font.setWeight(QFont::DemiBold);
  return font;
}

int Label::fullWidth() const {
  const QFont font = fontOfText();
  if (m_tabular) return tabularWidth(plain(), font);
  int widest = 0;
  const auto lines = plain().split('\n');
  for (const QString& line : lines) widest = std::max(widest, QFontMetrics(font).horizontalAdvance(line) + 1);
  return widest;
}

QSize Label::sizeHint() const {
  const int box = theme().lineBox(m_role);
  if (!m_wrap) return {fullWidth(), box};
  const int ideal = std::min(fullWidth(), theme().px(420));
  return {ideal, heightForWidth(ideal)};
}

QSize Label::minimumSizeHint() const {
  const int box = theme().lineBox(m_role);
  if (m_wrap) return {std::min(fullWidth(), theme().px(60)), box};
  if (elides()) return {std::min(fullWidth(), theme().px(24)), box};
  return {fullWidth(), box};
}

int Label::heightForWidth(int width) const {
  if (!m_wrap) return theme().lineBox(m_role);
  TextBlock block(plain(), fontOfText(), theme().lineBox(m_role));
  block.layout(std::max(1, width), m_maxLines);
  return block.height();
}

void Label::resizeEvent(QResizeEvent* event) {
  QLabel::resizeEvent(event);
  if (elides()) setToolTip(fullWidth() > width() ? text() : QString());
}

void Label::changeEvent(QEvent* event) {
  if (event->type() == QEvent::StyleChange) {
    setFont(theme().font(m_role));
    updateGeometry();
  }
  QLabel::changeEvent(event);
}

void Label::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QColor color = theme().color(isEnabled() ? m_tone : Role::Disabled);
  const QFont font = fontOfText();
  const Qt::Alignment horizontal = alignment() & Qt::AlignHorizontal_Mask;
  if (m_tabular && (!m_wrap || fullWidth() <= width())) {
    drawTabular(painter, rect(), plain(), font, color, horizontal);
  } else if (m_wrap || plain().contains('\n')) {
    TextBlock block(plain(), font, theme().lineBox(m_role));
    block.layout(width(), m_maxLines);
    const Qt::Alignment vertical = alignment() & Qt::AlignVertical_Mask;
    block.draw(painter, rect(), color, horizontal | vertical);
  } else {
    drawTextLine(painter, rect(), plain(), font, color, horizontal, m_elide);
  }
}

NumberLabel::NumberLabel(const QString& text, TextRole role, Role tone, QWidget* parent) : Label(text, role, tone, parent) { setTabular(true); }

}  // namespace timbre::ui
