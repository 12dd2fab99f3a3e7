// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pane.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/text_block.h"

#include <QPainter>

namespace timbre::ui {

Pane::Pane(Role ground, Qt::Edges lines, QWidget* parent) : QWidget(parent), m_ground(ground), m_lines(lines) {}

void Pane::setGround(Role ground) {
  m_ground = ground;
  update();
}

void Pane::setLines(Qt::Edges lines) {
  m_lines = lines;
  update();
}

void Pane::setRounded(int radius, Role edge) {
  m_radius = radius;
  m_edge = edge;
  update();
}

void Pane::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme& t = theme();
  if (m_radius > 0) {
    paintRounded(painter, rect(), t.px(m_radius), t.color(m_ground), m_edge == Role::Count ? QColor() : t.color(m_edge));
    return;
  }
  painter.fillRect(rect(), t.color(m_ground));
  const QColor line = t.color(Role::Line);
  if (m_lines & Qt::TopEdge) painter.fillRect(0, 0, width(), 1, line);
  if (m_lines & Qt::BottomEdge) painter.fillRect(0, height() - 1, width(), 1, line);
  if (m_lines & Qt::LeftEdge) painter.fillRect(0, 0, 1, height(), line);
  if (m_lines & Qt::RightEdge) painter.fillRect(width() - 1, 0, 1, height(), line);
}

Hairline::Hairline(Qt::Orientation orientation, QWidget* parent) : QWidget(parent) {
  if (orientation == Qt::Horizontal) setFixedHeight(1);
  else setFixedWidth(1);
}

void Hairline::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), theme().color(Role::Line)); }

IconView::IconView(const QString& name, Role tone, int size, QWidget* parent) : QWidget(parent), m_name(name), m_tone(tone), m_size(size) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconView::setIcon(const QString& name, Role tone) {
  m_name = name;
  m_tone = tone;
  update();
}

QSize IconView::sizeHint() const { return {theme().px(m_size), theme().px(m_size)}; }

void IconView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Icons::paint(painter, rect(), m_name, theme().color(isEnabled() ? m_tone : Role::Disabled), theme().px(m_size));
}

Monogram::Monogram(const QString& name, int size, QWidget* parent) : QWidget(parent), m_name(name), m_size(size) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Monogram::setName(const QString& name) {
  m_name = name;
  update();
}

void Monogram::setMuted(bool muted) {
  m_muted = muted;
  update();
}

QSize Monogram::sizeHint() const { return {theme().px(m_size), theme().px(m_size)}; }

void Monogram::paint(QPainter& painter, const QRect& box, const QString& name, bool muted) {
  const Theme& t = theme();
  paintRounded(painter, box, box.width() * 0.25, t.color(muted ? Role::Press : Role::Accent));
  const QString trimmed = name.trimmed();
  const QString letter = trimmed.isEmpty() ? QString() : trimmed.left(trimmed[0].isHighSurrogate() ? 2 : 1).toUpper();
  QFont font = t.font(TextRole::Title);
  font.setWeight(QFont::Bold);
  drawTextLine(painter, box, letter, font, t.color(muted ? Role::Text2 : Role::OnAccent), Qt::AlignHCenter, Qt::ElideNone);
}

void Monogram::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paint(painter, rect(), m_name, m_muted);
}

}  // namespace timbre::ui
