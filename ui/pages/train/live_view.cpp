// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/live_view.h"

#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/train/live_side.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/curve_card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace timbre::ui {

namespace {
constexpr int kSideWidth = 356, kSideNeeds = 1120;
constexpr int kMostMarks = 12;  ///< more words than that cover the curve
constexpr int kMostLines = 2000;
constexpr std::size_t kMadeHere = 20'000;  ///< steps whose curves take a few milliseconds
}  // namespace

LiveView::LiveView(QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  setObjectName(QStringLiteral("liveView"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  auto* left = new QVBoxLayout;
  left->setSpacing(0);
  row->addLayout(left, 1);
  auto* figures = new Pane(Role::Surface, Qt::BottomEdge, this);
  figures->setObjectName(QStringLiteral("figures"));
  auto* figureRow = new QHBoxLayout(figures);
  figureRow->setContentsMargins(t.px(24), t.px(8), t.px(16), t.px(8));
  figureRow->setSpacing(t.px(15));
  Figure** all[] = {&m_step, &m_epoch, &m_left, &m_lossFigure, &m_validation, &m_tokens};
  const char* names[] = {"figureStep", "figureEpoch", "figureLeft", "figureLoss", "figureValidation", "figureSpeed"};
  for (int i = 0; i < 6; ++i) {
    *all[i] = new Figure(figures);
    (*all[i])->setObjectName(QString::fromLatin1(names[i]));
    (*all[i])->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    if (i > 0) figureRow->addWidget(new Hairline(Qt::Vertical, figures));
    figureRow->addWidget(*all[i]);
  }
  figureRow->addStretch(1);
  left->addWidget(figures);
  auto* body = new QVBoxLayout;
  body->setContentsMargins(t.px(20), t.px(14), t.px(20), t.px(14));
  body->setSpacing(t.px(11));
  left->addLayout(body, 1);
  m_banner = new Banner(BadgeKind::Error, this);
  m_banner->setObjectName(QStringLiteral("runBanner"));
  m_banner->hide();
  body->addWidget(m_banner);
  m_loss = new CurveCard(this);
  m_loss->setObjectName(QStringLiteral("lossCard"));
  m_loss->chart()->setObjectName(QStringLiteral("lossChart"));
  body->addWidget(m_loss, 1);
  auto* smalls = new QHBoxLayout;
  smalls->setSpacing(t.px(10));
  const Role tones[] = {Role::C3, Role::C4, Role::C1, Role::C0};
  for (int i = 0; i < 4; ++i) smalls->addWidget(m_small[i] = new SmallChart({{}, tones[i], 1.6, 1, {}, false, true}, this), 1);
  body->addLayout(smalls);
  m_side = new LiveSide(this);
  m_side->setFixedWidth(t.px(kSideWidth));
  row->addWidget(m_side);
  linkCrosshairs({m_loss->chart(), m_small[0]->chart(), m_small[1]->chart(), m_small[2]->chart(), m_small[3]->chart()});
  connect(m_side, &LiveSide::chatRequested, this, &LiveView::chatRequested);
  connect(m_loss, &CurveCard::saveRequested, this, &LiveView::saveRequested);
  for (SmallChart* chart : m_small) connect(chart, &SmallChart::saveRequested, this, &LiveView::saveRequested);
  connect(m_loss, &CurveCard::smoothingChanged, this, &LiveView::showFigures);
  m_maker.setMaxThreadCount(1);
  onLanguageChange(this, [this] { retranslate(); });
}

void LiveView::retranslate() {
  m_step->setCaption(tr("Step"));
  m_epoch->setCaption(tr("Epoch"));
  m_lossFigure->setCaption(tr("Loss"));
  m_validation->setCaption(tr("Validation"));
  m_tokens->setCaption(tr("Speed"));
  m_loss->setNames(tr("Loss"), tr("raw"), tr("smoothed"), tr("validation"));
  m_loss->chart()->setXName(tr("Step"));
  m_loss->chart()->setXText([](double x) { return RunWords::step(std::int64_t(std::llround(x))); });
  m_small[Rate]->setTitle(tr("Learning rate"));
  m_small[Norm]->setTitle(tr("Gradient norm"));
  m_small[Speed]->setTitle(tr("Speed"));
  m_small[Memory]->setTitle(tr("Memory"));
  for (SmallChart* small : m_small) {
    SeriesSpec spec = small->chart()->spec(0);
    spec.name = small->chart()->accessibleName();
    small->chart()->setSpec(0, spec);
    small->chart()->setXName(tr("Step"));
    small->chart()->setXText([](double x) { return RunWords::step(std::int64_t(std::llround(x))); });
  }
  showState();
}

void LiveView::begin(const std::filesystem::path& folder) {
  m_log = RunLog();
  m_log.folder = folder;
  m_loss->clear();
  for (SmallChart* small : m_small) {
    small->chart()->setCurve(0, {});
    small->chart()->resetZoom();
    small->setValue({});
  }
  m_marks.clear();
  m_lines.clear();
  m_segment = -1;
  m_epochSeen = 0;
  ++m_reading;
  m_makingCurves = false;
  m_unplotted.clear();
  showState();
}

void LiveView::addMark(ChartMark mark) {
  if (m_marks.size() < kMostMarks) m_marks << std::move(mark);
}

void LiveView::markStep(const events::StepMetrics& m) {
  const double x = double(m.step);
  if (m_segment >= 0 && m.segment != m_segment && m_lines.size() < kMostLines) m_lines << ChartLine{x, tr("resumed"), true};
  m_segment = m.segment;
  const std::int64_t epoch = std::int64_t(std::floor(m.epoch + 1e-9));
  if (epoch > m_epochSeen && m_lines.size() < kMostLines && (m_log.totalSteps == 0 || m.step < m_log.totalSteps)) {
    m_lines << ChartLine{x, tr("epoch %1").arg(epoch + 1), false};
  }
  m_epochSeen = std::max(m_epochSeen, epoch);
  if (!std::isfinite(m.loss)) addMark({ChartMark::Kind::Error, x, std::numeric_limits<double>::quiet_NaN(), tr("Not a number at %1").arg(Format::number(m.step))});
}

void LiveView::addStep(const events::StepMetrics& m) {
  const double x = double(m.step);
  markStep(m);
  m_loss->append(x, m.loss);
  m_small[Rate]->chart()->append(0, x, m.learningRate);
  m_small[Norm]->chart()->append(0, x, m.gradNorm);
  m_small[Speed]->chart()->append(0, x, RunCurves::speedOf(m));
  m_small[Memory]->chart()->append(0, x, RunCurves::memoryOf(m));
}

void LiveView::plot(const events::RunEvent& event) {
  if (m_makingCurves) {
    m_unplotted.push_back(event);
    return;
  }
  if (const auto* step = std::get_if<events::StepMetrics>(&event)) addStep(*step);
  if (const auto* validation = std::get_if<events::ValidationMetrics>(&event)) m_loss->appendPoint(double(validation->step), validation->loss);
}

void LiveView::apply(const std::vector<events::RunEvent>& events) {
  for (const auto& event : events) {
    m_log.apply(event);
    plot(event);
  }
  showState();
}

void LiveView::load(const session::RunLoaded& run) {
  const auto state = m_log.state;
  const bool was = m_log.folder == run.folder && m_log.alive();
  begin(run.folder);
  m_log.load(run);
  if (was && m_log.state == events::RunState::Interrupted) m_log.state = state;
  auto figures = std::make_shared<const RunFigures>(run.metrics);
  for (const auto& step : figures->steps) markStep(step);
  if (figures->steps.size() <= kMadeHere) {
    takeCurves(figures->curves());
  } else {
    m_makingCurves = true;
    m_maker.start([this, figures, reading = m_reading] {
      auto curves = std::make_shared<RunCurves>(figures->curves());
      QMetaObject::invokeMethod(this, [this, curves, reading] {
        if (reading == m_reading) takeCurves(std::move(*curves));
      }, Qt::QueuedConnection);
    });
  }
  showState();
}

void LiveView::takeRuns(const std::vector<jobs::RunRecord>& runs) {
  for (const jobs::RunRecord& run : runs)
    if (m_log.dropGone(run)) showState();
}

void LiveView::takeCurves(RunCurves curves) {
  m_makingCurves = false;
  m_loss->setCurves(std::move(curves.loss), std::move(curves.validation));
  m_small[Rate]->chart()->setCurve(0, std::move(curves.rate));
  m_small[Norm]->chart()->setCurve(0, std::move(curves.gradNorm));
  m_small[Speed]->chart()->setCurve(0, std::move(curves.speed));
  m_small[Memory]->chart()->setCurve(0, std::move(curves.memory));
  for (const auto& event : std::exchange(m_unplotted, {})) plot(event);
  showState();
}

void LiveView::setState(events::RunState state, const std::optional<base::Error>& error) {
  m_log.state = state;
  m_log.error = error;
  showState();
}

void LiveView::setEpochs(double epochs) {
  m_epochs = epochs;
  showFigures();
}

void LiveView::setCanResume(bool can) {
  if (m_canResume == can) return;
  m_canResume = can;
  showBanner();
}

void LiveView::showState() {
  m_loss->chart()->setMarks(m_marks);
  m_loss->chart()->setLines(m_lines);
  const double last = m_log.totalSteps > 0 ? double(m_log.totalSteps) : std::numeric_limits<double>::quiet_NaN();
  m_loss->chart()->setXExtent(0, last);
  for (SmallChart* small : m_small) small->chart()->setXExtent(0, last);
  for (int small : {int(Norm), int(Speed), int(Memory)}) m_small[small]->chart()->setYExtent(0, std::numeric_limits<double>::quiet_NaN());
  showFigures();
  showBanner();
  m_side->setLog(m_log);
}

void LiveView::showFigures() {
  const auto of = [](const QString& whole) { return whole.isEmpty() ? QString() : QStringLiteral("/ ") + whole; };
  m_step->setValue(Format::number(m_log.step), of(m_log.totalSteps > 0 ? Format::number(m_log.totalSteps) : QString()));
  m_epoch->setValue(m_log.last ? Format::decimal(m_log.last->epoch, 2) : QStringLiteral("–"), m_epochs > 0 ? of(QLocale().toString(m_epochs, 'g', 4)) : QString());
  if (m_log.alive()) {
    m_left->setCaption(tr("Time left"));
    const auto left = m_log.secondsLeft();
    m_left->setValue(left ? Format::duration(*left) : QStringLiteral("–"), m_log.phase.phase.empty() ? QString() : RunWords::phase(m_log.phase.phase));
  } else {
    m_left->setCaption(tr("Trained for"));
    m_left->setValue(Format::duration(m_log.seconds));
  }
  m_lossFigure->setValue(Format::decimal(m_loss->smoothedValue(), 2), m_log.last ? tr("smoothed") : QString());
  QString change;
  if (m_log.validation && m_log.previousValidation) {
    const double by = m_log.validation->loss - *m_log.previousValidation;
    if (std::isfinite(by)) change = (by < 0 ? QStringLiteral("−") : QStringLiteral("+")) + Format::decimal(std::abs(by), 2);
  }
  m_validation->setValue(m_log.validation ? Format::decimal(m_log.validation->loss, 2) : QStringLiteral("–"), change);
  const auto& last = m_log.last;
  const double speed = last ? RunCurves::speedOf(*last) : std::numeric_limits<double>::quiet_NaN();
  m_tokens->setValue(Format::decimal(speed, 0), last ? tr("tokens/s") : QString());
  if (!last) return;
  m_small[Rate]->setValue(Format::rate(last->learningRate));
  m_small[Norm]->setValue(Format::decimal(last->gradNorm, 2));
  m_small[Speed]->setValue(Format::decimal(speed, 0), tr("tokens/s"));
  const double memory = RunCurves::memoryOf(*last);
  m_small[Memory]->setValue(Format::decimal(memory, memory < 1 ? 2 : 1), QStringLiteral("GB"));  // the unit of its axis
}

void LiveView::showBanner() {
  using enum events::RunState;
  const bool ended = m_log.state == Failed || m_log.state == Interrupted || m_log.state == Paused;
  m_banner->setVisible(ended);
  m_banner->clearButtons();
  if (!ended) return;
  const std::int64_t kept = m_log.checkpoints.empty() ? 0 : m_log.checkpoints.back().step;
  const QString keptText = kept > 0 ? tr("The checkpoint of step %1 is complete.").arg(Format::number(kept)) : tr("No checkpoint was saved before.");
  if (m_log.state == Failed) {
    const ErrorText why = m_log.error ? errorText(*m_log.error) : ErrorText{tr("The run ended without saying why."), {}, {}};
    m_banner->setMessage(BadgeKind::Error, tr("Failed at step %1: %2").arg(Format::number(m_log.step), why.sentence), joinSentences(why.hint, keptText));
  } else if (m_log.state == Paused && m_log.error) {
    const ErrorText why = errorText(*m_log.error);
    m_banner->setMessage(BadgeKind::Warn, tr("Paused at step %1: %2").arg(Format::number(m_log.step), why.sentence), joinSentences(why.hint, keptText));
  } else if (m_log.state == Paused) {
    m_banner->setMessage(BadgeKind::Info, tr("Paused at step %1").arg(Format::number(m_log.step)), tr("Memory and device are free. %1").arg(keptText));
  } else {
    m_banner->setMessage(BadgeKind::Warn, tr("Interrupted at step %1").arg(Format::number(m_log.step)), tr("The program that trained it is gone. %1").arg(keptText));
  }
  if (m_canResume) {
    auto* resume = m_banner->addButton(makeButton(ButtonKind::Primary, kept > 0 ? tr("Resume from %1").arg(Format::number(kept)) : tr("Start again"), "play"));
    resume->setObjectName(QStringLiteral("bannerResume"));
    connect(resume, &QPushButton::clicked, this, &LiveView::resumeRequested);
  }
  if (m_log.state == Failed) connect(m_banner->addButton(makeButton(ButtonKind::Secondary, tr("Edit recipe"), "sliders-horizontal")), &QPushButton::clicked, this, &LiveView::recipeRequested);
}

bool LiveView::sideFits() const { return width() >= theme().px(kSideNeeds); }

void LiveView::showSide(bool show) {
  m_sideWanted = show;
  placeSide();
}

void LiveView::placeSide() { m_side->setVisible(sideFits() || m_sideWanted); }

void LiveView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  placeSide();
  Q_EMIT sideFitsChanged();
}

}  // namespace timbre::ui
