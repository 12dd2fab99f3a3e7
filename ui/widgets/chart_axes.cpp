// SPDX-License-Identifier: GPL-3.0-or-later
// Where the plot of a ChartView lies and the figures at its edges. The axes of Qt Charts draw the grid only: their labels are
// cut to dots as soon as a chart is small, and their digits jitter.
#include "ui/widgets/chart_view.h"
#include "ui/widgets/text_block.h"

#include <QChart>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace timbre::ui {

namespace {

constexpr double kSmallStep = 1e-3;  ///< below it zeros would be all that a label shows
constexpr int kMostTicks = 64;

/// 2e-4 instead of 2e-04: as people write learning rates.
QString shortPower(double value) {
  if (value == 0) return QStringLiteral("0");
  const int power = int(std::floor(std::log10(std::abs(value)) + 1e-9));
  return QLocale().toString(value / std::pow(10.0, power), 'g', 3) + QLatin1Char('e') + QString::number(power);
}

}  // namespace

QString ChartView::tickText(double value, double step) {
  if (std::abs(value) < step * 1e-6) value = 0;
  if (step < kSmallStep) return shortPower(value);
  return QLocale().toString(value, 'f', step >= 1 ? 0 : int(std::ceil(-std::log10(step) - 1e-9)));
}

std::vector<double> ChartView::ticks(double low, double high, double step) const {
  std::vector<double> out;
  if (!(step > 0) || !(high > low) || (high - low) / step > kMostTicks) return out;
  for (double n = std::ceil(low / step - 1e-6); n * step <= high + step * 1e-6; ++n) out.push_back(n * step);
  return out;
}

void ChartView::placePlot() {
  const Theme& t = theme();
  const QFont& font = t.font(TextRole::Caption);
  int left = t.px(20);
  for (const double y : ticks(m_axisY->min(), m_axisY->max(), m_stepY)) left = std::max(left, tabularWidth(tickText(y, m_stepY), font));
  left += t.px(8);
  const int below = t.lineBox(TextRole::Caption) + t.px(5), above = t.px(7), right = t.px(m_compact ? 12 : 18);
  chart()->setPlotArea(QRectF(left, above, std::max(10, width() - left - right), std::max(10, height() - above - below)));
}

void ChartView::paintLabels(QPainter& p, const QRectF& plot) const {
  const Theme& t = theme();
  const QFont& font = t.font(TextRole::Caption);
  const int line = t.lineBox(TextRole::Caption);
  for (const double y : ticks(m_axisY->min(), m_axisY->max(), m_stepY)) {
    const int middle = int(std::round(at(m_axisX->min(), y).y()));
    drawTabular(p, QRect(0, middle - line / 2, int(plot.left()) - t.px(8), line), tickText(y, m_stepY), font, t.color(Role::Text2));
  }
  const auto paint = [&](double x) {
    const QString text = tickText(x, m_stepX);
    const int width = tabularWidth(text, font);
    const int centre = int(std::round(at(x, m_axisY->min()).x()));
    drawTabular(p, QRect(std::min(centre - width / 2, this->width() - width), int(plot.bottom()) + t.px(4), width, line), text, font, t.color(Role::Text2));
    return centre;
  };
  // The end is worth more than a round number just before it: it says how long the run is.
  const double end = xRange().second;
  const bool whole = std::abs(end - std::round(end)) < 1e-9 && m_stepX >= 1;
  const int last = whole ? paint(end) : width() + t.px(60);
  const int room = tabularWidth(tickText(end, m_stepX), font) + t.px(14);
  for (const double x : ticks(m_axisX->min(), end, m_stepX))
    if (at(x, m_axisY->min()).x() < last - room) paint(x);
}

}  // namespace timbre::ui
