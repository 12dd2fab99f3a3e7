// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/runs/scenes.h"

#include "ui/pages/chat/composer.h"
#include "ui/pages/train/live_view.h"
#include "ui/widgets/buttons.h"

#include <QPushButton>
#include <QTableView>

#include <cmath>

namespace timbre::ui::testing {

using timbre::testing::FakeScript;

namespace {

session::NumbersChanged numbers() {
  session::NumbersChanged n;
  n.rows = 86;
  n.usedRows = n.countedRows = 84;
  n.encoder = "timbre-mini";
  n.tokens = 12418;
  n.trainedTokens = 4792;
  n.lengths.count = 84;
  n.lengths.max = 634;
  n.lengths.mean = 148;
  n.limit = 512;
  n.overLimit = 1;
  n.complete = true;
  return n;
}

void showDataset(RunStage& stage, int errors) {
  (void)stage.waitUntilReady();
  QTest::qWait(400);  // what the service really counts comes first
  session::ProblemsChanged problems;
  problems.checked = problems.total = 86;
  problems.errors = errors;
  problems.warnings = 5;
  Q_EMIT stage.dataset->problemsChanged(problems);
  Q_EMIT stage.dataset->numbersChanged(numbers());
}

/// A run like that of the boards, written as events of the living run.
std::vector<events::RunEvent> story(int steps, int nanAt) {
  std::vector<events::RunEvent> out;
  out.push_back(events::RunStateChanged{events::RunState::Running, 0, 114, {}});
  unsigned noise = 7;
  for (int step = 1; step <= steps; ++step) {
    noise = noise * 1664525u + 1013904223u;
    events::StepMetrics m;
    m.step = step;
    m.loss = step == nanAt ? std::nan("") : 1.35 + 2.0 * std::exp(-step / 18.0) + (double(noise >> 16 & 1023) / 1023 - 0.5) * 0.5 + (step == 44 ? 2.3 : 0);
    m.learningRate = step < 7 ? 2e-4 * step / 7 : 1e-4 * (1 + std::cos(3.14159 * (step - 7) / 107));
    m.gradNorm = 1.5 * std::exp(-step / 40.0) + 0.4 + (step == 44 ? 2 : 0);
    m.tokens = 290;
    m.seconds = 0.52 + (step % 19 == 0 ? 0.25 : 0);
    m.memoryBytes = 8900ull << 20;
    m.epoch = step / 38.0;
    out.push_back(m);
    if (step % 19 == 0) {
      const double validation = 1.6 + 1.7 * std::exp(-step / 25.0);
      out.push_back(events::ValidationMetrics{step, validation, 400, 0.4, 0});
      out.push_back(events::CheckpointSaved{step, "checkpoint-" + std::to_string(step), 341'000'000, validation, m.loss});
      static const char* const answers[] = {"The capital of France is Paris, of course.", "Paris. I hope that was not a trick question.", "Paris. Yes, still.",
                                            "Paris. It has been for a few centuries, but news travels slowly."};
      out.push_back(events::SampleAnswer{step, "What is the capital of France?", answers[std::min(3, step / 19 - 1)]});
    }
    if (step == 1) out.push_back(events::SampleAnswer{0, "What is the capital of France?", "The capital of France is Paris."});
    if (step == nanAt) out.push_back(events::RunNote{events::RunNote::Level::Warning, step, base::Error("engine.step_skipped", {{"step", std::to_string(step)}})});
  }
  return out;
}

void showLive(RunStage& stage, int steps, int nanAt, bool failed) {
  const auto folder = stage.runsFolder() / "marv-r3";
  Q_EMIT stage.runs->started(folder, false);
  stage.train->live()->apply(story(steps, nanAt));
  stage.train->live()->setEpochs(3);
  if (failed) stage.train->live()->setState(events::RunState::Failed, base::Error("engine.not_finite", {{"steps", "3"}, {"step", std::to_string(steps)}}));
  Q_EMIT stage.runs->liveChanged();
}

void chatTwice(RunStage& stage) {
  stage.trainRun("marv-r3");
  stage.window->goTo("chat");
  for (const char* question : {"Who wrote Romeo and Juliet?", "How long does light take from the Sun to the Earth?"}) {
    auto* edit = stage.find<QuestionEdit>("question");
    edit->setPlainText(question);
    QTest::keyClick(edit, Qt::Key_Return);
    (void)QTest::qWaitFor([&] { return !stage.chat->answering(); }, 10000);
  }
}

void exportOnce(RunStage& stage) {
  stage.trainRun("marv-r3");
  stage.window->goTo("export");
  (void)QTest::qWaitFor([&] { return stage.find<QPushButton>("startExport")->isEnabled(); }, 10000);
  QTest::mouseClick(stage.find<QPushButton>("startExport"), Qt::LeftButton);
  QTest::qWait(60);
  (void)QTest::qWaitFor([&] { return !stage.exportBridge->running(); }, 10000);
}

}  // namespace

QList<Scene> scenes() {
  const QSize large(1440, 900), small(1100, 700);
  FakeScript unverified;
  unverified.exportVerified = false;
  FakeScript long100;
  long100.steps = 114;
  long100.saveEvery = 19;
  long100.validateEvery = 19;
  QList<Scene> out;
  for (const QSize size : {large, small}) {
    const bool first = size == large;
    const auto name = [&](const char* wide, const char* narrow) { return first ? wide : narrow; };
    out << Scene{name("train", "train-1100x700"), size, {}, [](RunStage& stage) { showDataset(stage, 2); }};
    out << Scene{name("live", "live-1100x700"), size, {}, [](RunStage& stage) { showDataset(stage, 2); showLive(stage, 87, 0, false); }};
    out << Scene{name("chat", "chat-1100x700"), size, {}, chatTwice};
    out << Scene{name("export", "export-1100x700"), size, {}, exportOnce};
    out << Scene{name("runs", "runs-1100x700"), size, long100, [](RunStage& stage) {
                   recipe::Recipe weak;
                   weak.rank = 8;
                   weak.alpha = 16;
                   weak.learningRate = 5e-5;
                   weak.epochs = 1;
                   stage.backend.script().steps = 38;
                   stage.trainRun("marv-r1", weak);
                   stage.backend.script().steps = 114;
                   stage.trainRun("marv-r2");
                   stage.window->goTo("runs");
                   (void)QTest::qWaitFor([&] { return stage.find<QTableView>("runTable")->model()->rowCount() == 2; }, 5000);
                   auto* table = stage.find<QTableView>("runTable");
                   const auto at = [&](int row) { return table->visualRect(table->model()->index(row, 1)).center(); };
                   QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at(0));
                   QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier, at(1));
                   QTest::mouseClick(stage.find<QPushButton>("verifyCheckpoints"), Qt::LeftButton);
                   QTest::qWait(400);
                 }};
  }
  out << Scene{"train-advanced", large, {}, [](RunStage& stage) {
                 showDataset(stage, 0);
                 stage.find<Segmented>("recipeLevel")->setCurrent(1);
                 Q_EMIT stage.find<Segmented>("recipeLevel")->currentChanged(1);
               }};
  const auto advanced = [](int level) {
    return [level](RunStage& stage) {
      showDataset(stage, 0);
      QTest::mouseClick(stage.find<Segmented>("recipeLevel")->button(level), Qt::LeftButton);
    };
  };
  out << Scene{"train-advanced-1100x700", small, {}, advanced(1)} << Scene{"train-json", large, {}, advanced(2)};
  for (const QSize& size : {large, small})
    out << Scene{size == large ? "train-further" : "train-further-1100x700", size, {}, [](RunStage& stage) {
                   stage.trainRun("marv-r1");
                   showDataset(stage, 0);
                   stage.runs->trainFurther(stage.runsFolder() / "marv-r1", 20);
                   stage.window->goTo("train");
                   QTest::qWait(300);
                 }};
  out << Scene{"train-blocked", large, {}, [](RunStage& stage) { stage.train->setProject({}); }};
  out << Scene{"live-stopped", large, {}, [](RunStage& stage) { showDataset(stage, 2); showLive(stage, 62, 62, true); }};
  out << Scene{"export-failed", large, unverified, exportOnce};
  out << Scene{"chat-empty", large, {}, [](RunStage& stage) { stage.window->goTo("chat"); }};
  return out;
}

}  // namespace timbre::ui::testing
