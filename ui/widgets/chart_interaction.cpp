// SPDX-License-Identifier: GPL-3.0-or-later
// Crosshair, marks, zoom and keys of ChartView.
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/chart_view.h"
#include "ui/widgets/text_block.h"

#include <QChart>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>

#include <cmath>
#include <limits>

namespace timbre::ui {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The sample at or before x, if there is one.
std::optional<events::CurvePoint> sampleAt(const events::CurvePyramid& curve, double x) {
  if (curve.empty() || x < curve.firstX()) return std::nullopt;
  std::size_t i = curve.lowerBound(x);
  if (i == curve.size() || curve.at(i).x > x) --i;
  return curve.at(i);
}

}  // namespace

double ChartView::xAt(double pixel) const {
  const QRectF plot = chart()->plotArea();
  const auto [x0, x1] = axisRange();
  return x0 + (pixel - plot.x()) / std::max(1.0, plot.width()) * (x1 - x0);
}

QPointF ChartView::at(double x, double y) const {
  const QRectF plot = chart()->plotArea();
  const auto [x0, x1] = axisRange();
  const double low = m_axisY->min(), high = m_axisY->max();
  return {plot.x() + (x - x0) / (x1 - x0) * plot.width(), plot.bottom() - (y - low) / (high - low) * plot.height()};
}

void ChartView::setCrosshair(double x) {
  if (std::isnan(x)) m_cross.reset();
  else m_cross = x;
  describeCrosshair();
  viewport()->update();
}

void ChartView::moveCrosshair(double x) {
  setCrosshair(x);
  Q_EMIT crosshairMoved(x);
}

void ChartView::stepCrosshair(int samples) {
  const events::CurvePyramid* first = nullptr;
  for (const auto& series : m_series)
    if (!series->curve.empty() && series->visible) {
      first = &series->curve;
      break;
    }
  if (!first) return;
  qint64 index = qint64(first->size()) - 1;
  if (m_cross) index = std::min<qint64>(index, qint64(first->lowerBound(*m_cross))) + samples;
  else if (samples < -10) index = 0;  // Home; the first arrow key shows the newest sample
  index = std::clamp<qint64>(index, 0, qint64(first->size()) - 1);
  moveCrosshair(first->at(std::size_t(index)).x);
}

void ChartView::describeCrosshair() {
  if (!m_cross) return setAccessibleDescription({});
  QStringList parts{m_xText ? m_xText(*m_cross) : QLocale().toString(*m_cross, 'g', 8)};
  for (const auto& series : m_series)
    if (const auto sample = sampleAt(series->curve, *m_cross); sample && series->visible)
      parts << series->spec.name + QLatin1Char(' ') + (m_yText ? m_yText(sample->y) : QLocale().toString(sample->y, 'g', 5));
  setAccessibleDescription(parts.join(QStringLiteral(", ")));
}

void ChartView::drawForeground(QPainter* painter, const QRectF&) {
  const QRectF plot = chart()->plotArea();
  painter->setRenderHint(QPainter::Antialiasing);
  paintLabels(*painter, plot);
  paintLines(*painter, plot);
  paintMarks(*painter, plot);
  if (m_dragging && m_pressed) {
    QRectF band(QPointF(std::min(m_pressed->x(), m_dragX), plot.y()), QPointF(std::max(m_pressed->x(), m_dragX), plot.bottom()));
    QColor fill = theme().color(Role::Accent);
    fill.setAlphaF(0.15F);
    painter->fillRect(band & plot, fill);
  }
  if (m_cross) paintCrosshair(*painter, plot);
  if (hasFocus()) paintRounded(*painter, QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), theme().px(6), {}, theme().color(Role::Focus), 2);
}

bool ChartView::curveRunsThrough(const QRectF& box) const {
  for (const auto& series : m_series) {
    if (!series->visible || series->curve.empty()) continue;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& sample : series->curve.query(xAt(box.left()), xAt(box.right()), 2)) {  // those just outside as well: lines lead there
      if (!std::isfinite(sample.y)) continue;
      low = std::min(low, sample.y);
      high = std::max(high, sample.y);
    }
    if (low <= high && at(0, high).y() <= box.bottom() && at(0, low).y() >= box.top()) return true;
  }
  return false;
}

void ChartView::paintLines(QPainter& p, const QRectF& plot) const {
  const Theme& t = theme();
  const QFont& font = t.font(TextRole::Caption);
  QList<std::pair<QRect, QString>> words;
  double lastLine = plot.left() - t.px(100), lastWord = lastLine;
  for (const ChartLine& line : m_lines) {
    const double x = at(line.x, 0).x();
    if (x < plot.left() || x > plot.right()) continue;
    if (!line.seam && x - lastLine < t.px(14)) continue;
    lastLine = x;
    QPen pen(t.color(Role::LineMid), 1);
    pen.setDashPattern({2, 3});
    p.setPen(pen);
    p.drawLine(QPointF(std::floor(x) + 0.5, plot.top()), QPointF(std::floor(x) + 0.5, plot.bottom()));
    const int width = QFontMetrics(font).horizontalAdvance(line.text) + 2;
    if (m_compact || x + 5 < lastWord || x + 5 + width > plot.right()) continue;
    words.append({QRect(int(x) + 5, int(plot.bottom()) - t.px(18), width, t.px(16)), line.text});
    lastWord = words.last().first.right() + t.px(10);
  }
  // All of them below, or all above where they hide less of a curve that lies low.
  const int up = int(plot.bottom()) - t.px(18) - int(plot.top()) - t.px(2);
  int below = 0, above = 0;
  for (const auto& [box, text] : words) {
    below += curveRunsThrough(box);
    above += curveRunsThrough(box.translated(0, -up));
  }
  for (const auto& [box, text] : words) drawTextLine(p, above < below ? box.translated(0, -up) : box, text, font, t.color(Role::Text2), Qt::AlignLeft, Qt::ElideNone);
}

void ChartView::paintMarks(QPainter& p, const QRectF& plot) {
  const Theme& t = theme();
  m_markBoxes.clear();
  QFont font = t.font(TextRole::Caption);
  font.setWeight(QFont::DemiBold);
  for (const ChartMark& mark : m_marks) {
    QPointF point = at(mark.x, std::isnan(mark.y) ? m_axisY->max() : mark.y);
    m_markBoxes.append(QRectF());
    if (point.x() < plot.left() - 1 || point.x() > plot.right() + 1) continue;
    point.setY(std::clamp(point.y(), plot.top() + t.px(9), plot.bottom() - t.px(9)));
    const QColor tone = t.color(mark.kind == ChartMark::Kind::Error ? Role::Err : mark.kind == ChartMark::Kind::Warning ? Role::Warn : Role::AccentText);
    const double r = t.px(6);
    if (mark.kind == ChartMark::Kind::Best) {
      p.setPen(QPen(t.color(Role::Surface), 1.5));
      p.setBrush(tone);
      p.drawEllipse(point, r - 1, r - 1);
    } else {
      p.setPen(QPen(tone, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      p.setBrush(tone);
      p.drawPolygon(QPolygonF({{point.x(), point.y() - r + 1}, {point.x() + r, point.y() + r - 1}, {point.x() - r, point.y() + r - 1}}));
      p.setPen(QPen(t.color(Role::Surface), 1.6, Qt::SolidLine, Qt::RoundCap));
      p.drawLine(QPointF(point.x(), point.y() - 1.5), QPointF(point.x(), point.y() + 1.5));
      p.drawPoint(QPointF(point.x(), point.y() + 4));
    }
    QRectF box(point.x() - r, point.y() - r, 2 * r, 2 * r);
    if (!m_compact && !mark.text.isEmpty()) {
      const int width = QFontMetrics(font).horizontalAdvance(mark.text) + 2;
      const bool left = point.x() + r + 6 + width > plot.right();
      // The best point lies on its own line: its word stands above it.
      const double up = mark.kind == ChartMark::Kind::Best ? t.px(14) : 0;
      const QRectF words(left ? point.x() - r - 6 - width + up : point.x() + r + 6 - up, point.y() - t.px(9) - up, width, t.px(18));
      p.fillRect(words.adjusted(-1, 2, 1, -2), t.color(Role::Surface));
      drawTextLine(p, words.toRect(), mark.text, font, tone, Qt::AlignLeft, Qt::ElideNone);
      box = box.united(words);
    }
    m_markBoxes.last() = box;
  }
}

void ChartView::paintCrosshair(QPainter& p, const QRectF& plot) const {
  const Theme& t = theme();
  const double x = at(*m_cross, 0).x();
  if (x < plot.left() - 1 || x > plot.right() + 1) return;
  p.fillRect(QRectF(std::floor(x), plot.top(), 1, plot.height()), t.color(Role::Text1));
  struct Row { const Series* series; QString value; };
  std::vector<Row> rows;
  const QFont &small = t.font(TextRole::Caption), strong = [&] { QFont f = small; f.setWeight(QFont::DemiBold); return f; }();
  const QString head = m_xText ? m_xText(*m_cross) : QLocale().toString(*m_cross, 'g', 8);
  int width = QFontMetrics(strong).horizontalAdvance(head);
  for (const auto& series : m_series) {
    const auto sample = sampleAt(series->curve, *m_cross);
    if (!sample || !series->visible) continue;
    const QString value = std::isfinite(sample->y) ? (m_yText ? m_yText(sample->y) : QLocale().toString(sample->y, 'g', 5)) : tr("not a number");
    rows.push_back({series.get(), value});
    width = std::max(width, t.px(22 + 24) + QFontMetrics(small).horizontalAdvance(series->spec.name) + tabularWidth(value, strong));
    if (std::isfinite(sample->y)) {
      const QPointF point = at(sample->x, sample->y);
      if (plot.adjusted(-1, -1, 1, 1).contains(point)) paintRounded(p, QRectF(point.x() - 3, point.y() - 3, 6, 6), 3, t.color(series->spec.color), t.color(Role::Surface));
    }
  }
  if (m_compact) return;
  const int line = t.px(17), pad = t.px(10);
  QRectF box(x + t.px(10), plot.top() + t.px(22), width + 2 * pad, line * double(rows.size() + 1) + t.px(14));
  if (box.right() > plot.right()) box.moveRight(x - t.px(10));
  paintRounded(p, box, t.px(6), t.color(Role::Raised), t.color(Role::Line));
  QRect row(int(box.x()) + pad, int(box.y()) + t.px(6), width, line);
  drawTextLine(p, row, head, strong, t.color(Role::Text1), Qt::AlignLeft, Qt::ElideNone);
  for (const Row& r : rows) {
    row.translate(0, line);
    QPen pen = seriesPen(r.series->spec);
    pen.setWidthF(2);
    p.setPen(pen);
    p.drawLine(QPointF(row.x(), row.center().y() + 0.5), QPointF(row.x() + t.px(13), row.center().y() + 0.5));
    drawTextLine(p, row.adjusted(t.px(20), 0, 0, 0), r.series->spec.name, small, t.color(Role::Text2), Qt::AlignLeft, Qt::ElideNone);
    drawTabular(p, row, r.value, strong, t.color(Role::Text1));
  }
}

void ChartView::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && chart()->plotArea().contains(event->position())) {
    m_pressed = event->position();
    m_dragging = false;
  }
  setFocus(Qt::MouseFocusReason);
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
  if (m_pressed && std::abs(event->position().x() - m_pressed->x()) > 6) m_dragging = true;
  m_dragX = event->position().x();
  if (chart()->plotArea().contains(event->position())) moveCrosshair(std::round(xAt(event->position().x())));
  else if (m_cross && !m_dragging) moveCrosshair(kNaN);
  if (m_dragging) viewport()->update();
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !m_pressed) return;
  const double a = xAt(std::min(m_pressed->x(), event->position().x())), b = xAt(std::max(m_pressed->x(), event->position().x()));
  const bool dragged = m_dragging;
  m_pressed.reset();
  m_dragging = false;
  if (dragged) {
    const auto [x0, x1] = xRange();
    const double from = std::max(x0, a), to = std::min(x1, b);
    if (to - from > (x1 - x0) * 1e-6) {
      m_zoom = {from, to};
      refresh();
      Q_EMIT zoomChanged(true);
    }
    return;
  }
  for (int i = 0; i < m_markBoxes.size(); ++i)
    if (m_markBoxes[i].contains(event->position())) {
      Q_EMIT markActivated(i);
      return;
    }
  Q_EMIT activated(std::round(a));
}

void ChartView::mouseDoubleClickEvent(QMouseEvent*) { resetZoom(); }

void ChartView::leaveEvent(QEvent* event) {
  QChartView::leaveEvent(event);
  if (!hasFocus() && m_cross) moveCrosshair(kNaN);
}

void ChartView::keyPressEvent(QKeyEvent* event) {
  const int by = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
  const auto zoom = [this](double factor) {
    const auto [x0, x1] = xRange();
    const double centre = m_cross.value_or((x0 + x1) / 2), half = (x1 - x0) / 2 * factor;
    m_zoom = {std::max(m_x0, centre - half), centre + half};
    refresh();
    Q_EMIT zoomChanged(true);
  };
  switch (event->key()) {
    case Qt::Key_Left: stepCrosshair(-by); break;
    case Qt::Key_Right: stepCrosshair(by); break;
    case Qt::Key_Home: stepCrosshair(std::numeric_limits<int>::min() / 2); break;
    case Qt::Key_End: stepCrosshair(std::numeric_limits<int>::max() / 2); break;
    case Qt::Key_Plus: case Qt::Key_Equal: zoom(0.5); break;
    case Qt::Key_Minus: zoom(2); break;
    case Qt::Key_0: resetZoom(); break;
    case Qt::Key_Return: case Qt::Key_Enter:
      if (m_cross) Q_EMIT activated(*m_cross);
      break;
    default: QChartView::keyPressEvent(event); return;
  }
  event->accept();
}

void ChartView::focusInEvent(QFocusEvent* event) {
  QChartView::focusInEvent(event);
  viewport()->update();
}

void ChartView::focusOutEvent(QFocusEvent* event) {
  QChartView::focusOutEvent(event);
  viewport()->update();
}

void linkCrosshairs(const QList<ChartView*>& charts) {
  for (ChartView* from : charts)
    for (ChartView* to : charts)
      if (from != to) QObject::connect(from, &ChartView::crosshairMoved, to, &ChartView::setCrosshair);
}

}  // namespace timbre::ui
