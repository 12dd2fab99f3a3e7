// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/drop_frame.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace timbre::ui {

DropFrame::DropFrame(QWidget* covered) : QWidget(covered) {
  setObjectName(QStringLiteral("dropFrame"));
  setAttribute(Qt::WA_TransparentForMouseEvents);
  hide();
}

void DropFrame::cover(const QString& words) {
  m_words = words;
  setGeometry(parentWidget()->rect());
  raise();
  show();
}

void DropFrame::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRect frame = rect().adjusted(t.px(4), t.px(4), -t.px(4), -t.px(4));
  paintRounded(painter, frame, t.px(10), Qt::transparent, t.color(Role::Accent), 2);
  const QFont& font = t.font(TextRole::Strong);
  const int wide = QFontMetrics(font).horizontalAdvance(m_words) + 2 * t.px(20), high = t.px(40);
  const QRect line((width() - wide) / 2, height() - high - t.px(56), wide, high);
  paintShadow(painter, line, t.px(10));
  paintRounded(painter, line, t.px(10), t.color(Role::Accent));
  painter.setFont(font);
  painter.setPen(t.color(Role::OnAccent));
  painter.drawText(line, Qt::AlignCenter, m_words);
}

}  // namespace timbre::ui
