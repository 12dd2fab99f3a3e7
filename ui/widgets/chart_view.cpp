// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_view.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QLegend>
#include <QScatterSeries>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <limits>

namespace timbre::ui {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kThickLinePoints = 400;

double dotSize(bool compact) { return compact ? 6 : 9; }

/// 1, 2 or 5 times a power of ten, so that at most `most` of them fit.
double niceStep(double span, int most) {
  if (!(span > 0)) return 1;
  const double raw = span / std::max(1, most), power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0})
    if (factor * power >= raw * 0.999) return factor * power;
  return 10 * power;
}

double setTicks(QValueAxis& axis, double low, double high, int most, bool whole) {
  double step = niceStep(high - low, most);
  if (whole) step = std::max(1.0, std::round(step));
  axis.setTickAnchor(0);
  // A wide range with the old, small interval would lay out millions of ticks: the change that makes fewer comes first.
  if (step > axis.tickInterval()) axis.setTickInterval(step);
  axis.setRange(low, high);
  axis.setTickInterval(step);
  if (axis.tickType() != QValueAxis::TicksDynamic) axis.setTickType(QValueAxis::TicksDynamic);
  return step;
}

}  // namespace

SeriesSpec rawSeries(const QString& name, Role color) { return {name, color, 1, 0.5, {}, false, true}; }
SeriesSpec smoothSeries(const QString& name, Role color) { return {name, color, 2.6, 1, {}, false, true}; }
SeriesSpec validationSeries(const QString& name) { return {name, Role::C2, 2, 1, {}, true, true}; }

SeriesSpec dashedSeries(const QString& name, Role color) {
  SeriesSpec spec{name, color, 2, 1, {}, false, true};
  if (color == Role::C3) spec.dash = {6, 3};
  if (color == Role::C4) spec.dash = {1.5, 2.5};
  if (color == Role::C5) spec.dash = {6, 2, 1.5, 2};
  if (color == Role::C0) spec.dash = {4, 3};
  return spec;
}

QPen seriesPen(const SeriesSpec& spec) {
  const Theme& t = theme();
  QPen pen(Theme::mix(t.color(spec.color), t.color(Role::Surface), spec.shareOfColor), spec.width, Qt::SolidLine, spec.dash.isEmpty() ? Qt::RoundCap : Qt::FlatCap, Qt::RoundJoin);
  if (!spec.dash.isEmpty()) {
    QList<qreal> pattern;
    for (const qreal length : spec.dash) pattern << length / spec.width * 2;
    pen.setDashPattern(pattern);
  }
  return pen;
}

ChartView::ChartView(QWidget* parent)
    : QChartView(parent), m_axisX(new QValueAxis(this)), m_axisY(new QValueAxis(this)), m_timer(new QTimer(this)), m_x1(kNaN), m_y0(kNaN), m_y1(kNaN) {
  chart()->legend()->hide();
  chart()->setMargins(QMargins(0, 0, 0, 0));
  chart()->layout()->setContentsMargins(0, 0, 0, 0);
  chart()->setBackgroundRoundness(0);
  chart()->setAnimationOptions(QChart::NoAnimation);
  chart()->setMinimumSize(10, 10);
  setMinimumSize(theme().px(120), theme().px(70));
  setFrameShape(QFrame::NoFrame);
  setRenderHint(QPainter::Antialiasing);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  viewport()->setMouseTracking(true);
  setProperty("ownFocus", true);
  chart()->addAxis(m_axisX, Qt::AlignBottom);
  chart()->addAxis(m_axisY, Qt::AlignLeft);
  m_timer->setSingleShot(true);
  m_timer->setInterval(33);
  connect(m_timer, &QTimer::timeout, this, &ChartView::refresh);
  applyTheme();
  refresh();
}

ChartView::~ChartView() = default;

void ChartView::setTitle(const QString& title) {
  m_title = title;
  setAccessibleName(title);
  viewport()->setAccessibleName(title);
}

void ChartView::setXName(const QString& name) { m_xName = name; }

int ChartView::addSeries(const SeriesSpec& spec) {
  auto series = std::make_unique<Series>();
  series->spec = spec;
  m_series.push_back(std::move(series));
  schedule();
  return int(m_series.size()) - 1;
}

void ChartView::removeAllSeries() {
  chart()->removeAllSeries();
  m_series.clear();
  m_zoom.reset();
  schedule();
}

void ChartView::setSpec(int series, const SeriesSpec& spec) {
  Series& s = *m_series[std::size_t(series)];
  s.spec = spec;
  styleSeries(s);
  schedule();
}

void ChartView::setSeriesVisible(int series, bool visible) {
  m_series[std::size_t(series)]->visible = visible;
  schedule();
}

void ChartView::append(int series, double x, double y) {
  m_series[std::size_t(series)]->curve.append(x, y);
  schedule();
}

void ChartView::setCurve(int series, events::CurvePyramid curve) {
  m_series[std::size_t(series)]->curve = std::move(curve);
  schedule();
}

void ChartView::setXExtent(double x0, double x1) {
  m_x0 = x0;
  m_x1 = x1;
  schedule();
}

void ChartView::setYExtent(double y0, double y1) {
  m_y0 = y0;
  m_y1 = y1;
  schedule();
}

void ChartView::setIgnoreOutliers(bool ignore) {
  m_outliers = ignore;
  schedule();
}

void ChartView::setMarks(const QList<ChartMark>& marks) {
  m_marks = marks;
  viewport()->update();
}

void ChartView::setLines(const QList<ChartLine>& lines) {
  m_lines = lines;
  viewport()->update();
}

void ChartView::setCompact(bool compact) {
  m_compact = compact;
  schedule();
}

void ChartView::resetZoom() {
  if (!m_zoom) return;
  m_zoom.reset();
  refresh();
  Q_EMIT zoomChanged(false);
}

void ChartView::schedule() {
  if (!m_timer->isActive()) m_timer->start();
}

std::pair<double, double> ChartView::xRange() const {
  if (m_zoom) return *m_zoom;
  double last = m_x0;
  for (const auto& series : m_series)
    if (!series->curve.empty()) last = std::max(last, series->curve.lastX());
  const double end = std::isnan(m_x1) ? last : std::max(m_x1, last);
  return {m_x0, end > m_x0 ? end : m_x0 + 1};
}

std::pair<double, double> ChartView::axisRange() const {
  const auto [x0, x1] = xRange();
  const bool dots = std::any_of(m_series.begin(), m_series.end(), [x1 = x1](const auto& s) { return s->visible && s->spec.points && !s->curve.empty() && s->curve.lastX() >= x1; });
  if (!dots) return {x0, x1};
  const double half = dotSize(m_compact) / 2 + 1, width = std::max(4 * half, chart()->plotArea().width());
  return {x0, x1 + (x1 - x0) * half / (width - half)};
}

void ChartView::styleSeries(Series& series) {
  const QPen pen = seriesPen(series.spec);
  for (QLineSeries* part : series.parts) part->setPen(pen);
  if (!series.dots) return;
  series.dots->setColor(theme().color(series.spec.color));
  series.dots->setBorderColor(theme().color(Role::Surface));
  series.dots->setMarkerSize(dotSize(m_compact));
}

void ChartView::showSeries(Series& series, double x0, double x1, int buckets) {
  std::vector<QList<QPointF>> stretches(1);
  if (series.visible && !series.curve.empty()) {
    for (const events::CurvePoint& point : series.curve.query(x0, x1, std::size_t(buckets))) {
      if (std::isfinite(point.y)) stretches.back().append({point.x, point.y});
      else if (!stretches.back().isEmpty()) stretches.emplace_back();
    }
  }
  bool added = false;
  while (series.parts.size() < stretches.size()) {
    auto* part = new QLineSeries;
    chart()->addSeries(part);
    part->attachAxis(m_axisX);
    part->attachAxis(m_axisY);
    series.parts.push_back(part);
    added = true;
  }
  for (std::size_t i = 0; i < series.parts.size(); ++i) series.parts[i]->replace(i < stretches.size() ? stretches[i] : QList<QPointF>());
  if (series.spec.points) {
    if (!series.dots) {
      series.dots = new QScatterSeries;
      chart()->addSeries(series.dots);
      series.dots->attachAxis(m_axisX);
      series.dots->attachAxis(m_axisY);
      added = true;
    }
    QList<QPointF> all;
    for (const auto& stretch : stretches) all += stretch;
    series.dots->replace(all);
  }
  if (added) styleSeries(series);
}

void ChartView::fitY(double x0, double x1) {
  double low = m_y0, high = m_y1;
  std::vector<double> sample;
  events::CurvePyramid::Range range;
  for (const auto& series : m_series) {
    if (!series->visible || !series->spec.scales || series->curve.empty()) continue;
    const auto own = series->curve.range(x0, x1);
    if (own.empty) continue;
    if (range.empty) range = own;
    range.low = std::min(range.low, own.low);
    range.high = std::max(range.high, own.high);
    if (m_outliers)
      for (const auto& point : series->curve.query(x0, x1, 500))
        if (std::isfinite(point.y)) sample.push_back(point.y);
  }
  if (m_outliers && sample.size() > 20) {
    std::sort(sample.begin(), sample.end());
    range.low = sample[sample.size() / 20];
    range.high = sample[sample.size() - 1 - sample.size() / 20];
  }
  if (range.empty) range.low = 0, range.high = 1;
  if (std::isnan(low)) low = range.low;
  if (std::isnan(high)) high = range.high;
  if (!(high > low)) high = low + std::max(1e-9, std::abs(low) * 0.1 + (low == 0 ? 1 : 0));
  const int ticks = m_compact ? 3 : std::clamp(int(height() / theme().px(70)), 3, 6);
  const double step = niceStep(high - low, ticks);
  if (std::isnan(m_y0)) low = std::floor(low / step + 1e-9) * step;
  if (std::isnan(m_y1)) high = std::ceil(high / step - 1e-9) * step;
  m_stepY = setTicks(*m_axisY, low, high, ticks, false);
}

void ChartView::refresh() {
  m_timer->stop();
  const auto [x0, x1] = xRange();
  fitY(x0, x1);
  placePlot();
  const int pixels = std::max(50, int(chart()->plotArea().width()));
  m_stepX = setTicks(*m_axisX, x0, axisRange().second, std::clamp(pixels / theme().px(m_compact ? 60 : 90), 2, 10), x1 - x0 >= 4);
  for (const auto& series : m_series) showSeries(*series, x0, x1, series->spec.width > 1.5 ? std::min(pixels, kThickLinePoints / 2) : pixels);
  viewport()->update();
}

void ChartView::applyTheme() {
  const Theme& t = theme();
  chart()->setBackgroundBrush(t.color(Role::Surface));
  chart()->setBackgroundPen(Qt::NoPen);
  chart()->setPlotAreaBackgroundVisible(false);
  setBackgroundBrush(t.color(Role::Surface));
  for (QValueAxis* axis : {m_axisX, m_axisY}) {
    axis->setLabelsVisible(false);  // ours: theirs are cut to dots in a small chart
    axis->setLinePen(QPen(t.color(Role::Line), 1));
    axis->setGridLinePen(QPen(t.color(Role::Grid), 1));
    axis->setMinorGridLineVisible(false);
  }
  m_axisX->setGridLineVisible(false);
  m_axisY->setLineVisible(false);
  for (const auto& series : m_series) styleSeries(*series);
}

void ChartView::changeEvent(QEvent* event) {
  QChartView::changeEvent(event);
  if (event->type() == QEvent::StyleChange && m_axisX) applyTheme();
}

void ChartView::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  placePlot();
  schedule();
}

ChartSnapshot ChartView::snapshot() const {
  ChartSnapshot out;
  out.xName = m_xName.isEmpty() ? "x" : m_xName.toStdString();
  for (const auto& series : m_series) {
    if (!series->visible) continue;
    out.names.push_back(series->spec.name.toStdString());
    out.curves.push_back(series->curve);
  }
  return out;
}

QImage ChartView::toImage(double ratio) {
  refresh();
  QImage image(size() * ratio, QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(ratio);
  image.fill(theme().color(Role::Surface));
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  render(&painter, QRectF(rect()), rect());
  return image;
}

}  // namespace timbre::ui
