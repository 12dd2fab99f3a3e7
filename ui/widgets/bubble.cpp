// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bubble.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/text_block.h"

#include <QEvent>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>

namespace timbre::ui {

namespace {

QList<QTextLayout::FormatRange> formatsOf(const BubbleData& data) {
  const Theme& t = theme();
  QList<QTextLayout::FormatRange> out;
  for (const BubbleRange& range : data.ranges) {
    QTextLayout::FormatRange format;
    format.start = range.from;
    format.length = range.length;
    if (range.mark == BubbleRange::Mark::Added) {
      format.format.setBackground(t.color(Role::DiffAdd));
    } else {
      format.format.setBackground(t.color(range.mark == BubbleRange::Mark::Removed ? Role::DiffDel : Role::ErrSoft));
      format.format.setFontStrikeOut(true);
      format.format.setForeground(t.color(range.mark == BubbleRange::Mark::Removed ? Role::Text1 : Role::Text2));
    }
    out.append(format);
  }
  return out;
}

}  // namespace

Bubble::Bubble(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setProperty("ownFocus", true);
}

Bubble::~Bubble() = default;

void Bubble::setData(const BubbleData& data) {
  m_data = data;
  m_blockWidth = -1;
  describe();
  updateGeometry();
  update();
}

void Bubble::setText(const QString& text, bool caret) {
  m_data.text = text;
  m_data.caret = caret;
  m_blockWidth = -1;
  describe();
  updateGeometry();
  update();
}

void Bubble::describe() {
  QStringList head;
  for (const QString& part : {m_data.name, m_data.note, m_data.state})
    if (!part.isEmpty()) head << part;
  setAccessibleName(head.isEmpty() ? m_data.text : head.join(QStringLiteral(", ")) + QStringLiteral(": ") + m_data.text);
}

void Bubble::setEditing(bool editing) {
  m_editing = editing;
  update();
}

void Bubble::setMaxShare(double share) {
  m_share = share;
  m_blockWidth = -1;
  updateGeometry();
}

void Bubble::setCompact(bool compact) {
  m_compact = compact;
  m_blockWidth = -1;
  updateGeometry();
}

int Bubble::headerHeight() const { return m_data.name.isEmpty() ? 0 : theme().px(22); }
int Bubble::padX() const { return theme().px(13); }
int Bubble::padY() const { return theme().px(m_compact ? 4 : 9); }

void Bubble::rebuild(int width) const {
  if (width == m_blockWidth && m_block) return;
  m_blockWidth = width;
  const TextRole role = m_compact ? TextRole::Small : TextRole::Body;
  m_block = std::make_unique<TextBlock>(m_data.text, theme().font(role), m_compact ? theme().px(20) : theme().px(21));
  m_block->setFormats(formatsOf(m_data));
  m_block->layout(std::max(theme().px(40), int(width * m_share) - 2 * padX()));
}

int Bubble::heightForWidth(int width) const {
  rebuild(width);
  return headerHeight() + m_block->height() + 2 * padY();
}

QSize Bubble::sizeHint() const {
  const int width = theme().px(300);
  return {width, heightForWidth(width)};
}

QSize Bubble::minimumSizeHint() const { return {theme().px(120), headerHeight() + theme().px(21) + 2 * padY()}; }

QRect Bubble::bodyRect() const {
  rebuild(width());
  const int caretRoom = m_data.caret ? theme().px(10) : 0;
  const int w = std::min(int(width() * m_share), m_block->usedWidth() + 2 * padX() + caretRoom);
  const int x = m_data.who == BubbleData::Who::User ? width() - w : 0;
  return {x, headerHeight(), w, m_block->height() + 2 * padY()};
}

void Bubble::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  const QRect body = bodyRect();
  const bool tuned = m_data.who == BubbleData::Who::Tuned;
  if (!m_data.name.isEmpty()) {
    QFont strong = t.font(TextRole::Small);
    strong.setWeight(QFont::DemiBold);
    const QFont& caption = t.font(TextRole::Caption);
    const QString rest = m_data.note + (m_data.note.isEmpty() || m_data.state.isEmpty() ? QString() : QStringLiteral("  "));
    const int nameWidth = QFontMetrics(strong).horizontalAdvance(m_data.name) + t.px(7);
    const int total = nameWidth + QFontMetrics(caption).horizontalAdvance(rest + m_data.state) + (tuned ? t.px(18) : 0);
    int x = m_data.who == BubbleData::Who::User ? std::max(0, std::min(body.x(), width() - total)) : 0;
    const int h = t.px(18);
    if (tuned) {
      Icons::paint(painter, QRect(x, 0, t.px(14), h), "audio-waveform", t.color(Role::AccentText), t.px(14));
      x += t.px(18);
    }
    drawTextLine(painter, QRect(x, 0, nameWidth, h), m_data.name, strong, t.color(tuned ? Role::AccentText : Role::Text2), Qt::AlignLeft, Qt::ElideNone);
    x += nameWidth;
    drawTextLine(painter, QRect(x, 0, width() - x, h), rest, caption, t.color(Role::Text3), Qt::AlignLeft, Qt::ElideNone);
    x += QFontMetrics(caption).horizontalAdvance(rest);
    drawTextLine(painter, QRect(x, 0, width() - x, h), m_data.state, caption, t.color(m_data.trained && tuned ? Role::AccentText : Role::Text3));
  }
  QColor ground = t.color(m_data.who == BubbleData::Who::User ? Role::UserBubble : tuned && m_data.trained ? Role::AccentSoft : Role::Surface);
  if (tuned && !m_data.trained) ground = t.color(Role::Window);
  QColor edge;
  double edgeWidth = 1;
  if (m_data.who == BubbleData::Who::System || m_data.who == BubbleData::Who::Base || (tuned && !m_data.trained)) edge = t.color(Role::LineMid);
  if (m_editing || hasFocus()) edge = t.color(Role::Focus), edgeWidth = 2;
  paintRounded(painter, body, t.px(m_compact ? 8 : 10), ground, edge, edgeWidth);
  const QRect text = body.adjusted(padX(), padY(), -padX(), -padY());
  m_block->draw(painter, text, t.color(Role::Text1));
  if (m_data.caret) {
    const QPointF end = m_block->endOfText();
    painter.fillRect(QRectF(text.x() + end.x() + 3, text.y() + end.y() + 3, t.px(6), t.px(15)), t.color(Role::AccentText));
  }
}

void Bubble::mouseDoubleClickEvent(QMouseEvent*) { Q_EMIT activated(); }

void Bubble::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_F2 || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) Q_EMIT activated();
  else QWidget::keyPressEvent(event);
}

void Bubble::changeEvent(QEvent* event) {
  if (event->type() == QEvent::StyleChange) {
    m_blockWidth = -1;  // formats hold colours
    updateGeometry();
  }
  QWidget::changeEvent(event);
}

void Bubble::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void Bubble::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

}  // namespace timbre::ui
