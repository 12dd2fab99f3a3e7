// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/curve_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/chart_files.h"
#include "ui/widgets/chart_table.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace timbre::ui {

namespace {
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kDefaultWeight = 88;
constexpr int kSliderNeeds = 560;  ///< card width below which the slider goes
constexpr int kOwnSeries = 3;  ///< raw, smoothed, points; overlays follow
}  // namespace

CurveCard::CurveCard(QWidget* parent) : Pane(Role::Surface, {}, parent), m_ema(kDefaultWeight / 100.0), m_smoothedValue(kNaN) {
  const Theme& t = theme();
  setRounded(10, Role::Line);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(18), t.px(10), t.px(16), t.px(10));
  column->setSpacing(t.px(8));
  auto* head = new QHBoxLayout;
  head->setSpacing(t.px(8));
  m_title = new Label({}, TextRole::Title, Role::Text1, this);
  m_legend = new ChartLegend(this);
  m_smoothingText = new Label({}, TextRole::Small, Role::Text2, this);
  m_slider = new QSlider(Qt::Horizontal, this);
  m_slider->setObjectName(QStringLiteral("smoothing"));
  m_slider->setRange(0, 99);
  m_slider->setValue(kDefaultWeight);
  m_slider->setFixedWidth(t.px(90));
  m_smoothingText->setBuddy(m_slider);
  m_weight = new Label({}, TextRole::Small, Role::Text2, this);
  m_weight->setTabular(true);
  m_tableButton = makeIconButton("table-2", {}, this);
  m_tableButton->setObjectName(QStringLiteral("curveTable"));
  m_tableButton->setCheckable(true);
  m_csv = makeIconButton("file-spreadsheet", {}, this);
  m_csv->setObjectName(QStringLiteral("curveCsv"));
  m_picture = makeIconButton("image", {}, this);
  m_picture->setObjectName(QStringLiteral("curvePicture"));
  head->addWidget(m_title);
  head->addSpacing(t.px(8));
  head->addWidget(m_legend);
  head->addStretch(1);
  for (QWidget* widget : std::initializer_list<QWidget*>{m_smoothingText, m_slider, m_weight, m_tableButton, m_csv, m_picture}) head->addWidget(widget);
  column->addLayout(head);
  m_stack = new QStackedWidget(this);
  m_chart = new ChartView(m_stack);
  m_chart->addSeries(rawSeries({}));
  m_chart->addSeries(smoothSeries({}));
  m_chart->addSeries(validationSeries({}));
  m_table = new ChartTable(m_stack);
  m_table->setObjectName(QStringLiteral("curveTableView"));
  m_stack->addWidget(m_chart);
  m_stack->addWidget(m_table);
  column->addWidget(m_stack, 1);
  connect(m_slider, &QSlider::valueChanged, this, [this] {
    resmooth();
    smoothOverlays();
    Q_EMIT smoothingChanged(smoothing());
  });
  connect(m_tableButton, &QToolButton::toggled, this, &CurveCard::showTable);
  const auto offer = [this](const ChartFile& file) { Q_EMIT saveRequested(file.name, file.make); };
  connect(m_csv, &QToolButton::clicked, this, [this, offer] { offer(csvOf(*m_chart, m_name)); });
  connect(m_picture, &QToolButton::clicked, this, [this, offer] { offer(pngOf(*m_chart, m_name)); });
  onLanguageChange(this, [this] { retranslate(); });
}

void CurveCard::retranslate() {
  m_smoothingText->setText(tr("Smoothing"));
  m_slider->setAccessibleName(tr("Smoothing"));
  m_weight->setText(QLocale().toString(smoothing(), 'f', 2));
  setIconButtonName(m_tableButton, tr("Values as a table"));
  setIconButtonName(m_csv, tr("Save the values as CSV"));
  setIconButtonName(m_picture, tr("Save the picture as PNG"));
}

void CurveCard::setNames(const QString& title, const QString& raw, const QString& smoothed, const QString& points) {
  m_name = title;
  m_title->setText(title);
  m_chart->setTitle(title);
  m_smoothedName = smoothed;
  const QString names[] = {raw, m_mainName.isEmpty() ? smoothed : m_mainName, points};
  for (int i = 0; i < 3; ++i) {
    SeriesSpec spec = m_chart->spec(i);
    spec.name = names[i];
    m_chart->setSpec(i, spec);
  }
  showLegend();
}

void CurveCard::showLegend() {
  QList<SeriesSpec> entries;
  for (int i = 0; i < kOwnSeries + int(m_overlays.size()); ++i) entries << m_chart->spec(i);
  m_legend->setEntries(entries);
}

void CurveCard::setMainName(const QString& name) {
  m_mainName = name;
  SeriesSpec spec = m_chart->spec(Smoothed);
  spec.name = name.isEmpty() ? m_smoothedName : name;
  m_chart->setSpec(Smoothed, spec);
  showLegend();
}

void CurveCard::setOverlays(std::vector<CurveOverlay> overlays) {
  m_overlays = std::move(overlays);
  static constexpr Role kTones[] = {Role::C0, Role::C5, Role::C3, Role::C4};
  for (std::size_t i = 0; i < m_overlays.size(); ++i) {
    const SeriesSpec spec = dashedSeries(m_overlays[i].name, kTones[i % std::size(kTones)]);
    const int series = kOwnSeries + int(i);
    if (series >= m_chart->seriesCount()) m_chart->addSeries(spec);
    m_chart->setSpec(series, spec);
    m_chart->setSeriesVisible(series, true);
  }
  for (int series = kOwnSeries + int(m_overlays.size()); series < m_chart->seriesCount(); ++series) {
    m_chart->setCurve(series, {});
    m_chart->setSeriesVisible(series, false);
  }
  smoothOverlays();
  showLegend();
  if (m_tableButton->isChecked()) showTable(true);
}

void CurveCard::smoothOverlays() {
  for (std::size_t i = 0; i < m_overlays.size(); ++i) {
    events::DebiasedEma ema(smoothing());
    events::CurvePyramid smoothed;
    const auto& raw = m_overlays[i].raw;
    for (std::size_t k = 0; k < raw.size(); ++k) smoothed.append(raw.at(k).x, ema.push(raw.at(k).y));
    m_chart->setCurve(kOwnSeries + int(i), std::move(smoothed));
  }
}

void CurveCard::clear() {
  for (int i = 0; i < kOwnSeries; ++i) m_chart->setCurve(i, {});
  setOverlays({});
  m_ema = events::DebiasedEma(smoothing());
  m_smoothedValue = kNaN;
  m_chart->setMarks({});
  m_chart->setLines({});
  m_chart->resetZoom();
  m_tableButton->setChecked(false);
}

void CurveCard::append(double x, double y) {
  // A resumed run repeats steps: the curve cuts itself, the mean has to be made anew.
  const auto& raw = m_chart->curve(Raw);
  const bool again = !raw.empty() && x <= raw.lastX();
  m_chart->append(Raw, x, y);
  if (again) return resmooth();
  const double smooth = m_ema.push(y);
  if (std::isfinite(smooth)) m_smoothedValue = smooth;
  m_chart->append(Smoothed, x, smooth);
}

void CurveCard::appendPoint(double x, double y) { m_chart->append(Points, x, y); }

void CurveCard::setCurves(events::CurvePyramid raw, events::CurvePyramid points) {
  m_chart->setCurve(Raw, std::move(raw));
  m_chart->setCurve(Points, std::move(points));
  resmooth();
}

double CurveCard::smoothing() const { return m_slider->value() / 100.0; }
void CurveCard::setSmoothing(double weight) { m_slider->setValue(qRound(weight * 100)); }

void CurveCard::resmooth() {
  m_weight->setText(QLocale().toString(smoothing(), 'f', 2));
  m_ema = events::DebiasedEma(smoothing());
  m_smoothedValue = kNaN;
  events::CurvePyramid smoothed;
  const auto& raw = m_chart->curve(Raw);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const double smooth = m_ema.push(raw.at(i).y);
    if (std::isfinite(smooth)) m_smoothedValue = smooth;
    smoothed.append(raw.at(i).x, smooth);
  }
  m_chart->setCurve(Smoothed, std::move(smoothed));
}

void CurveCard::showTable(bool table) {
  if (table) m_table->display(m_chart->snapshot());
  else m_table->clear();
  m_stack->setCurrentIndex(table ? 1 : 0);
}

void CurveCard::setSmoothingVisible(bool visible) {
  m_wantsSmoothing = visible;
  for (QWidget* widget : std::initializer_list<QWidget*>{m_smoothingText, m_slider, m_weight}) widget->setVisible(visible);
}

void CurveCard::resizeEvent(QResizeEvent* event) {
  Pane::resizeEvent(event);
  const bool room = m_wantsSmoothing && width() >= theme().px(kSliderNeeds);
  for (QWidget* widget : std::initializer_list<QWidget*>{m_smoothingText, m_slider, m_weight}) widget->setVisible(room);
}

}  // namespace timbre::ui
