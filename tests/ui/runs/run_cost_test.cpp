// SPDX-License-Identifier: GPL-3.0-or-later
// What a long run costs the GUI thread: CPU time of single handlers, so that a busy machine does not change the answer.
#include "tests/ui/runs/run_stage.h"

#include "ui/bridge/language.h"
#include "ui/pages/train/live_view.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/curve_card.h"

#include <QApplication>
#include <QTableView>

#include <cmath>
#include <ctime>

using namespace timbre;
using namespace timbre::ui;
using timbre::ui::testing::RunStage;

namespace {

constexpr int kSteps = 200'000;
constexpr double kMostMs = 50;

double threadMs() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

session::RunLoaded longRun(const std::filesystem::path& folder) {
  session::RunLoaded run;
  run.folder = folder;
  run.record.folder = folder;
  run.record.name = folder.filename().string();
  run.record.state = events::RunState::Finished;
  run.record.step = run.record.totalSteps = kSteps;
  for (int step = 1; step <= kSteps; ++step) {
    events::StepMetrics m;
    m.step = step;
    m.loss = step % 5000 == 0 ? std::nan("") : 1 + std::exp(-step / 2e4) + 0.1 * std::sin(step * 0.7);
    m.learningRate = 2e-4;
    m.gradNorm = 1;
    m.tokens = 512;
    m.seconds = 0.1;
    m.epoch = 3.0 * step / kSteps;
    run.metrics.emplace_back(m);
    if (step % 1000 == 0) run.metrics.emplace_back(events::ValidationMetrics{step, 1.2, 500, 0.1, 0});
  }
  return run;
}

}  // namespace

/// Every event of the GUI thread is timed.
class TimedApplication : public QApplication {
 public:
  using QApplication::QApplication;
  double longest = 0;
  QString who;
  bool notify(QObject* to, QEvent* event) override {
    if (m_inside) return QApplication::notify(to, event);
    m_inside = true;
    const double before = threadMs();
    const char* name = to->metaObject()->className();
    const int type = event->type();
    const bool out = QApplication::notify(to, event);
    const double took = threadMs() - before;
    m_inside = false;
    if (took > longest) longest = took, who = QStringLiteral("%1, event %2").arg(QString::fromLatin1(name)).arg(type);
    return out;
  }

 private:
  bool m_inside = false;
};

class RunCostTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

  static TimedApplication& app() { return *static_cast<TimedApplication*>(qApp); }

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }

  void longRunInTheLiveView() {
    LiveView view;
    view.resize(1200, 800);
    view.setAttribute(Qt::WA_DontShowOnScreen);
    view.show();
    QTest::qWait(50);
    const auto run = longRun("/runs/long");
    app().longest = 0;
    const double before = threadMs();
    view.load(run);
    const double load = threadMs() - before;
    QTRY_COMPARE_WITH_TIMEOUT(view.loss()->chart()->curve(0).size(), std::size_t(kSteps), 20000);
    QTest::qWait(100);
    qInfo("load: %.1f ms; longest handler after it: %.1f ms (%s)", load, app().longest, qPrintable(app().who));
    QVERIFY2(load < kMostMs, qPrintable(QStringLiteral("%1 ms").arg(load)));
    QVERIFY2(app().longest < kMostMs, qPrintable(app().who));
    QCOMPARE(view.loss()->chart()->curve(2).size(), std::size_t(kSteps / 1000));
    QVERIFY(std::isnan(view.loss()->chart()->curve(0).at(4999).y));
    QVERIFY(std::isfinite(view.loss()->smoothedValue()));
  }

  void longRunInTheRunsPage() {
    RunStage stage;
    stage.trainRun("long");
    stage.window->goTo("runs");
    QTest::qWait(200);
    auto run = longRun(stage.runsFolder() / "long");
    app().longest = 0;
    const double before = threadMs();
    Q_EMIT stage.runs->runLoaded(run);
    const double load = threadMs() - before;
    auto* curve = stage.find<CurveCard>("runCurve");
    QTRY_COMPARE_WITH_TIMEOUT(curve->chart()->curve(0).size(), std::size_t(kSteps), 20000);
    QTest::qWait(100);
    qInfo("runLoaded: %.1f ms; longest handler after it: %.1f ms (%s)", load, app().longest, qPrintable(app().who));
    QVERIFY2(load < kMostMs, qPrintable(QStringLiteral("%1 ms").arg(load)));
    QVERIFY2(app().longest < kMostMs, qPrintable(app().who));
  }

  void smoothingOfALongRun() {
    CurveCard card;
    events::CurvePyramid raw;
    for (int i = 1; i <= kSteps; ++i) raw.append(i, 1 + 0.1 * std::sin(i * 0.7));
    card.setCurves(std::move(raw), {});
    const double before = threadMs();
    card.setSmoothing(0.5);
    const double took = threadMs() - before;
    qInfo("smoothing: %.1f ms", took);
    QVERIFY2(took < kMostMs, qPrintable(QStringLiteral("%1 ms").arg(took)));
  }
};

int main(int argc, char** argv) {
  TimedApplication application(argc, argv);
  RunCostTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "run_cost_test.moc"
