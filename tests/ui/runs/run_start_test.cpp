// SPDX-License-Identifier: GPL-3.0-or-later
// What a run begins from: a new adapter, a checkpoint, an adapter from a folder; on the Train page, reached from Runs.
#include "tests/ui/runs/run_stage.h"

#include "ui/bridge/language.h"
#include "ui/pages/train/live_view.h"
#include "ui/pages/train/recipe_field.h"
#include "ui/pages/train/recipe_form.h"
#include "ui/pages/train/start_picker.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"

#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTableWidget>

using namespace timbre;
using namespace timbre::ui;
using timbre::testing::FakeScript;
using timbre::ui::testing::RunStage;
using events::RunState;

namespace {

recipe::Recipe shaped(int rank) {
  recipe::Recipe out;
  out.rank = rank;
  out.chatTemplate = "chatml";
  return out;
}

/// On Runs, the older checkpoint of the only run: "Train further".
void trainFurther(RunStage& stage) {
  stage.window->goTo("runs");
  auto* checkpoints = stage.find<QTableWidget>("runCheckpoints");
  QTRY_COMPARE(checkpoints->rowCount(), 2);
  checkpoints->selectRow(1);
  auto* further = stage.find<QPushButton>("furtherCheckpoint");
  QVERIFY(further->isEnabled());
  QTest::mouseClick(further, Qt::LeftButton);
  QCOMPARE(stage.window->currentPage()->id(), QStringLiteral("train"));
}

StartPicker* picker(const RunStage& stage) { return stage.window->findChild<StartPicker*>(); }

}  // namespace

class RunStartTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }

  void aNewAdapterIsWhatARunBeginsFrom() {
    RunStage stage;
    QVERIFY(stage.waitUntilReady());
    QVERIFY2(!picker(stage)->isVisible(), "one choice that few need is no part of the basic form");
    stage.find<Segmented>("recipeLevel")->button(1)->click();
    QVERIFY(picker(stage)->isVisible());
    stage.find<QPushButton>("startTraining")->click();
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Finished, 20000);
    QVERIFY(stage.backend.trained.back().initAdapter.empty());
  }

  void aCheckpointIsTrainedFurther() {
    RunStage stage;
    stage.trainRun("marv-r1", shaped(4));
    QVERIFY(stage.waitUntilReady());
    auto* rank = stage.find<QSpinBox>("edit.rank");
    rank->setValue(32);
    trainFurther(stage);
    QVERIFY(picker(stage)->isVisible());
    QTRY_VERIFY(picker(stage)->adapter());
    QCOMPARE(picker(stage)->name(), QStringLiteral("marv-r1, checkpoint 10"));
    // The adapter's shape is shown and cannot be changed; its template is kept.
    QCOMPARE(rank->value(), 4);
    QVERIFY(!rank->isEnabled());
    QCOMPARE(stage.find<QComboBox>("edit.chat_template")->currentData().toString(), QStringLiteral("chatml"));
    auto* start = stage.find<QPushButton>("startTraining");
    QTRY_VERIFY(start->isEnabled());
    start->click();
    QTRY_VERIFY(stage.train->live()->log().folder.filename() == "marv-r2");
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Finished, 20000);
    const auto& request = stage.backend.trained.back();
    QCOMPARE(request.initAdapter, stage.runsFolder() / "marv-r1" / "checkpoint-10");
    QCOMPARE(request.recipe.rank, 4);
    // The new run says what it came from.
    stage.window->goTo("runs");
    QTRY_COMPARE(stage.find<QTableView>("runTable")->model()->rowCount(), 2);
    stage.find<QTableView>("runTable")->selectRow(0);
    const auto labels = [&] {
      QStringList out;
      for (const Label* label : stage.runsPage->findChildren<Label*>()) out << label->text();
      return out;
    };
    QTRY_VERIFY(labels().contains("marv-r1/checkpoint-10"));
    // A new adapter brings back what was typed.
    picker(stage)->setFolder({});
    QCOMPARE(rank->value(), 32);
    QVERIFY(rank->isEnabled());
  }

  void theChoiceIsKeptWithTheProject() {
    RunStage stage;
    stage.trainRun("marv-r1", shaped(4));
    QVERIFY(stage.waitUntilReady());
    trainFurther(stage);
    QTRY_VERIFY(picker(stage)->adapter());
    const QString folder = picker(stage)->folder();
    stage.train->finishEditing();
    const TrainProject again{accessTo(stage.project), stage.project->folder(), {}};
    stage.train->setProject({});
    QVERIFY(picker(stage)->folder().isEmpty());
    stage.train->setProject(again);
    QCOMPARE(picker(stage)->folder(), folder);
    QTRY_VERIFY(picker(stage)->adapter());
  }

  void whatCannotBeTrainedFurtherBlocksAndSaysWhy() {
    RunStage stage;
    stage.trainRun("marv-r1", shaped(4));
    QVERIFY(stage.waitUntilReady());
    stage.backend.script().adapterFailure = base::Error("adapter.unsupported", {{"what", "a grown vocabulary"}}, "there");
    trainFurther(stage);
    auto* problems = stage.find("startProblems");
    QTRY_VERIFY(problems->isVisible());
    QVERIFY(problems->findChild<Label*>()->text().contains("a grown vocabulary"));
    QVERIFY(!stage.find<QPushButton>("startTraining")->isEnabled());
    QCOMPARE(stage.find<Label>("unlock")->text(), QStringLiteral("Begin from another adapter or from a new one."));
  }

  void aFullFineTuningBeginsFromNoAdapter() {
    RunStage stage;
    stage.trainRun("marv-r1", shaped(4));
    QVERIFY(stage.waitUntilReady());
    trainFurther(stage);
    auto* start = stage.find<QPushButton>("startTraining");
    QTRY_VERIFY(start->isEnabled());
    stage.window->findChild<RecipeForm*>()->setOverrides({{"method", "full"}});
    QVERIFY(!start->isEnabled());
    QCOMPARE(stage.find<Label>("unlock")->text(), QStringLiteral("Choose LoRA as the method, or begin from a new adapter."));
  }

  void theMenuOffersTheCheckpointsOfThisBaseModel() {
    RunStage stage;
    stage.trainRun("marv-r1", shaped(4));
    QVERIFY(stage.waitUntilReady());
    stage.find<Segmented>("recipeLevel")->button(1)->click();
    QTest::mouseClick(stage.find<CardButton>("startCard"), Qt::LeftButton);
    auto* menu = picker(stage)->findChild<QMenu*>();
    QVERIFY(menu);
    QVERIFY(menu->actions().first()->isChecked());
    QMenu* run = nullptr;
    for (const QAction* action : menu->actions())
      if (action->menu()) run = action->menu();
    QVERIFY(run);
    QCOMPARE(run->title(), QStringLiteral("marv-r1"));
    QCOMPARE(run->actions().size(), 2);
    run->actions().first()->trigger();
    menu->close();
    QTRY_VERIFY(picker(stage)->adapter());
    QCOMPARE(picker(stage)->name(), QStringLiteral("marv-r1, checkpoint 20"));
  }
};

QTEST_MAIN(RunStartTest)
#include "run_start_test.moc"
