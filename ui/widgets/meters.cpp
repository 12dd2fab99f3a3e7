// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/meters.h"

#include "ui/theme/paint.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <cmath>
#include <limits>

namespace timbre::ui {

Meter::Meter(int height, QWidget* parent) : QWidget(parent), m_height(height) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

void Meter::setValue(double share) {
  m_share = std::isfinite(share) ? share : 0;
  update();
}

void Meter::setTone(Role tone) {
  m_tone = tone;
  update();
}

QSize Meter::sizeHint() const { return {theme().px(80), m_height}; }

void Meter::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintMeter(painter, QRectF(0, (height() - m_height) / 2.0, width(), m_height), m_share, theme().color(m_tone), theme().color(Role::Press));
}

StackMeter::StackMeter(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

void StackMeter::setParts(const QList<Part>& parts, double whole, double limit) {
  m_parts = parts;
  m_whole = whole > 0 ? whole : 1;
  m_limit = limit;
  update();
}

QSize StackMeter::sizeHint() const { return {theme().px(120), theme().px(16)}; }

void StackMeter::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  const QRectF track(0, (height() - 7) / 2.0, width(), 7);
  QPainterPath clip;
  clip.addRoundedRect(track, 3.5, 3.5);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setClipPath(clip);
  painter.fillRect(track, t.color(Role::Press));
  double x = track.x();
  for (const Part& part : m_parts) {
    const double w = part.value / m_whole * track.width();
    if (w <= 0) continue;
    // A hair of ground between the parts keeps neighbours apart for eyes that see both colours alike.
    painter.fillRect(QRectF(x, track.y(), std::max(1.0, w - 1), track.height()), t.color(part.tone));
    x += w;
  }
  painter.setClipping(false);
  if (m_limit >= 0) {
    const double at = std::min(1.0, m_limit / m_whole) * track.width();
    painter.fillRect(QRectF(std::min(at, track.width() - 2), (height() - 16) / 2.0, 2, 16), t.color(Role::Text1));
  }
}

Histogram::Histogram(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::TabFocus);
  setCursor(Qt::PointingHandCursor);
}

void Histogram::setBins(const QList<qint64>& counts, double top, double limit) {
  m_counts = counts;
  m_top = top > 0 ? top : 1;
  m_limit = limit;
  m_current = -1;
  update();
}

QSize Histogram::sizeHint() const { return {theme().px(150), theme().px(32)}; }

int Histogram::binAt(int x) const {
  if (m_counts.isEmpty() || x < 0 || x >= width()) return -1;
  return std::min(int(m_counts.size()) - 1, int(double(x) / width() * double(m_counts.size())));
}

void Histogram::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  painter.fillRect(0, height() - 1, width(), 1, t.color(Role::LineMid));
  qint64 most = 1;
  for (const qint64 n : m_counts) most = std::max(most, n);
  const double step = m_counts.isEmpty() ? 1 : double(width()) / double(m_counts.size());
  for (int i = 0; i < m_counts.size(); ++i) {
    if (m_counts[i] == 0) continue;
    const int h = std::max(2, int(std::lround(double(m_counts[i]) / double(most) * (height() - 3))));
    const bool over = m_limit >= 0 && i * m_top / double(m_counts.size()) >= m_limit;
    const QRectF bar(i * step, height() - 1 - h, std::max(1.0, step - 2), h);
    painter.fillRect(bar, t.color(over ? Role::Err : i == m_current && hasFocus() ? Role::AccentHover : Role::C1));
  }
  if (m_limit >= 0 && m_limit <= m_top * 1.001) {
    const int x = std::min(width() - 2, int(m_limit / m_top * width()));
    painter.fillRect(x, 0, 2, height(), t.color(Role::Text2));
  }
}

void Histogram::mousePressEvent(QMouseEvent* event) {
  const int bin = binAt(int(event->position().x()));
  if (bin >= 0) Q_EMIT binClicked(bin, bin * m_top / double(m_counts.size()), (bin + 1) * m_top / double(m_counts.size()));
}

void Histogram::keyPressEvent(QKeyEvent* event) {
  const int last = int(m_counts.size()) - 1;
  switch (event->key()) {
    case Qt::Key_Left: m_current = std::max(0, m_current - 1); break;
    case Qt::Key_Right: m_current = std::min(last, m_current + 1); break;
    case Qt::Key_Home: m_current = 0; break;
    case Qt::Key_End: m_current = last; break;
    case Qt::Key_Return: case Qt::Key_Enter: case Qt::Key_Space:
      if (m_current >= 0 && m_current <= last) Q_EMIT binClicked(m_current, m_current * m_top / double(m_counts.size()), (m_current + 1) * m_top / double(m_counts.size()));
      return;
    default: QWidget::keyPressEvent(event); return;
  }
  if (m_current >= 0 && m_current <= last) setAccessibleDescription(tr("%1 to %2: %n row(s)", nullptr, int(m_counts[m_current])).arg(qRound(m_current * m_top / double(m_counts.size()))).arg(qRound((m_current + 1) * m_top / double(m_counts.size()))));
  update();
}

bool Histogram::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    const int bin = binAt(help->pos().x());
    if (bin < 0) return false;
    const double width = m_top / double(m_counts.size());
    QToolTip::showText(help->globalPos(), tr("%1 to %2: %n row(s)", nullptr, int(m_counts[bin])).arg(qRound(bin * width)).arg(qRound((bin + 1) * width)), this);
    return true;
  }
  return QWidget::event(event);
}

void paintSpark(QPainter& painter, const QRectF& box, const QList<double>& values, const QColor& color, bool dashed) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double v : values)
    if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  if (!(low <= high)) return;
  const double span = high > low ? high - low : 1;
  // At most two points a pixel: more cannot be seen and cost time.
  const qsizetype step = std::max<qsizetype>(1, values.size() / std::max<qsizetype>(1, qsizetype(box.width() * 2)));
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  QPen pen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  if (dashed) pen.setDashPattern({4, 3});
  painter.setPen(pen);
  QPolygonF line;
  for (qsizetype i = 0; i < values.size(); i += step) {
    if (!std::isfinite(values[i])) {
      painter.drawPolyline(line);
      line.clear();
      continue;
    }
    const double x = values.size() > 1 ? double(i) / double(values.size() - 1) : 0.5;
    line << QPointF(box.x() + x * box.width(), box.bottom() - 1 - (values[i] - low) / span * (box.height() - 2));
  }
  painter.drawPolyline(line);
  painter.restore();
}

Spark::Spark(QWidget* parent) : QWidget(parent) {}

void Spark::setValues(const QList<double>& values, Role tone) {
  m_values = values;
  m_tone = tone;
  update();
}

QSize Spark::sizeHint() const { return {theme().px(120), theme().px(32)}; }

void Spark::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintSpark(painter, QRectF(rect()).adjusted(1, 2, -1, -2), m_values, theme().color(m_tone), m_tone == Role::C0);
}

IntervalBar::IntervalBar(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

void IntervalBar::setInterval(double low, double point, double high) {
  m_low = low;
  m_point = point;
  m_high = high;
  update();
}

QSize IntervalBar::sizeHint() const { return {theme().px(160), theme().px(20)}; }

void IntervalBar::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  const double mid = height() / 2.0, w = width() - 12;
  paintRounded(painter, QRectF(6, mid - 2, w, 4), 2, t.color(Role::Press));
  painter.fillRect(QRectF(6 + w / 2 - 0.5, 1, 1, height() - 2), t.color(Role::LineStrong));
  paintRounded(painter, QRectF(6 + m_low * w, mid - 3, std::max(2.0, (m_high - m_low) * w), 6), 3, t.color(Role::AccentLine));
  paintRounded(painter, QRectF(6 + m_point * w - 6, mid - 6, 12, 12), 6, t.color(Role::Accent), t.color(Role::Surface), 2);
}

ProgressLine::ProgressLine(QWidget* parent) : QWidget(parent) { setFixedHeight(3); }

void ProgressLine::setValue(double share) {
  m_share = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
  update();
}

void ProgressLine::setTone(Role tone) {
  m_tone = tone;
  update();
}

void ProgressLine::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme().color(Role::Press));
  painter.fillRect(QRectF(0, 0, width() * m_share, height()), theme().color(m_tone));
}

}  // namespace timbre::ui
