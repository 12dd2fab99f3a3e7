// SPDX-License-Identifier: GPL-3.0-or-later
// The Runs page on real run folders: what is listed, verified, deleted and resumed, also after a restart.
#include "tests/ui/runs/run_stage.h"

#include "ui/bridge/language.h"
#include "ui/pages/train/live_view.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/curve_card.h"
#include "ui/widgets/label.h"

#include <QPushButton>
#include <QTableView>
#include <QTableWidget>

using namespace timbre;
using namespace timbre::ui;
using timbre::testing::FakeScript;
using timbre::ui::testing::RunStage;
using events::RunState;

class RunListTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

  static QPushButton* buttonWith(QWidget* in, const QString& text) {
    const auto buttons = in->findChildren<QPushButton*>();
    for (QPushButton* button : buttons)
      if (button->text() == text && button->isVisible()) return button;
    return nullptr;
  }
  static QString cell(QTableWidget* table, int row, int column) { return table->item(row, column)->text(); }

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }

  void listsRunsWithCurveAndCheckpoints() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("runs");
    auto* table = stage.find<QTableView>("runTable");
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, RunTableModel::State).data().toString(), QStringLiteral("Finished"));
    QCOMPARE(table->model()->index(0, RunTableModel::Run).data().toString(), QStringLiteral("marv-r1"));
    QCOMPARE(table->model()->index(0, RunTableModel::Steps).data().toString(), QStringLiteral("20"));
    QCOMPARE(table->model()->index(0, RunTableModel::Base).data().toString(), QStringLiteral("timbre-mini"));
    auto* curve = stage.find<CurveCard>("runCurve");
    QTRY_COMPARE(curve->chart()->curve(0).size(), std::size_t(20));
    QCOMPARE(curve->chart()->curve(2).size(), std::size_t(4));
    auto* checkpoints = stage.find<QTableWidget>("runCheckpoints");
    QCOMPARE(checkpoints->rowCount(), 2);
    QCOMPARE(cell(checkpoints, 0, 0), QStringLiteral("20"));
    QCOMPARE(cell(checkpoints, 0, 6), QStringLiteral("best"));
  }

  void verifyTellsIntactFromDamaged() {
    RunStage stage;
    stage.trainRun("marv-r1");
    timbre::testing::writeFile(stage.runsFolder() / "marv-r1" / "checkpoint-10" / "adapter_model.safetensors", "something else");
    stage.window->goTo("runs");
    auto* checkpoints = stage.find<QTableWidget>("runCheckpoints");
    QTRY_COMPARE(checkpoints->rowCount(), 2);
    QCOMPARE(cell(checkpoints, 0, 5), QStringLiteral("not checked"));
    QTest::mouseClick(stage.find<QPushButton>("verifyCheckpoints"), Qt::LeftButton);
    QTRY_COMPARE(cell(checkpoints, 0, 5), QStringLiteral("intact"));
    QTRY_COMPARE(cell(checkpoints, 1, 5), QStringLiteral("damaged"));
  }

  void deleteAsksThenRemoves() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("runs");
    auto* checkpoints = stage.find<QTableWidget>("runCheckpoints");
    QTRY_COMPARE(checkpoints->rowCount(), 2);
    checkpoints->selectRow(1);
    QTest::mouseClick(stage.find<QPushButton>("deleteCheckpoint"), Qt::LeftButton);
    QPushButton* confirm = buttonWith(stage.window.get(), QStringLiteral("Delete checkpoint"));
    QVERIFY(confirm);
    QVERIFY(std::filesystem::exists(stage.runsFolder() / "marv-r1" / "checkpoint-10"));
    QTest::mouseClick(confirm, Qt::LeftButton);
    QTRY_COMPARE(checkpoints->rowCount(), 1);
    QVERIFY(!std::filesystem::exists(stage.runsFolder() / "marv-r1" / "checkpoint-10"));
    QVERIFY(std::filesystem::exists(stage.runsFolder() / "marv-r1" / "checkpoint-20"));
  }

  void checkpointGoesToChatAndExport() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("runs");
    auto* checkpoints = stage.find<QTableWidget>("runCheckpoints");
    QTRY_COMPARE(checkpoints->rowCount(), 2);
    checkpoints->selectRow(1);
    QTest::mouseClick(stage.find<QPushButton>("chatCheckpoint"), Qt::LeftButton);
    QCOMPARE(stage.window->currentPage()->id(), QStringLiteral("chat"));
    QCOMPARE(stage.find<QPushButton>("tunedVoice")->text(), QStringLiteral("marv-r1, checkpoint 10"));
  }

  void furtherSelectedRunsLieOverTheChosenOne() {
    RunStage stage;
    recipe::Recipe weak;
    weak.rank = 8;
    stage.trainRun("marv-r1", weak);
    stage.trainRun("marv-r2");
    stage.window->goTo("runs");
    auto* table = stage.find<QTableView>("runTable");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    const auto at = [&](int row) { return table->visualRect(table->model()->index(row, 1)).center(); };
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at(0));
    auto* curve = stage.find<CurveCard>("runCurve");
    QTRY_COMPARE(curve->chart()->curve(0).size(), std::size_t(20));
    QCOMPARE(curve->chart()->snapshot().names.size(), std::size_t(3));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier, at(1));
    QTRY_COMPARE(curve->chart()->snapshot().names.size(), std::size_t(4));
    QCOMPARE(stage.find<Label>("selectedRuns")->text(), QStringLiteral("2 runs selected"));
    QCOMPARE(curve->chart()->snapshot().curves.back().size(), std::size_t(20));
    QCOMPARE(curve->chart()->spec(3).name, QStringLiteral("marv-r1"));
    QVERIFY(!curve->chart()->spec(3).dash.isEmpty());
    // The chosen run stays the watched one, and only what differs is listed.
    QCOMPARE(stage.runsPage->chosen()->name, std::string("marv-r2"));
    QStringList words;
    const auto labels = stage.find("runFacts")->findChildren<Label*>();
    for (const Label* label : labels) words << label->text();
    QVERIFY2(words.contains("What differs") && words.contains("Rank") && words.contains("8") && words.contains("16"), qPrintable(words.join('|')));
    QVERIFY(!words.contains("Learning rate"));
    // One run alone again.
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at(1));
    QTRY_COMPARE(curve->chart()->snapshot().names.size(), std::size_t(3));
    QCOMPARE(stage.runsPage->chosen()->name, std::string("marv-r1"));
  }

  void bestCheckpointIsChosenUntilSomebodyChooses() {
    FakeScript script;
    script.steps = 40;
    RunStage stage(script);
    stage.trainRun("marv-r1");
    stage.window->goTo("runs");
    auto* checkpoints = stage.find<QTableWidget>("runCheckpoints");
    QTRY_COMPARE(checkpoints->rowCount(), 4);
    QCOMPARE(cell(checkpoints, checkpoints->currentRow(), 6), QStringLiteral("best"));
    checkpoints->selectRow(2);
    stage.runs->requestRuns();
    QTest::qWait(200);
    QCOMPARE(checkpoints->currentRow(), 2);
  }

  void runsOfAnEarlierProcessCanBeResumed() {
    FakeScript script;
    script.steps = 60;
    script.failAtStep = 30;
    RunStage stage(script);
    session::RunRequest request;
    request.baseModel = stage.model;
    request.runFolder = stage.runsFolder() / "old";
    {
      // What a process that was killed leaves behind: files, and no end.
      session::RunControl control;
      (void)stage.backend.train(request, control, [](const events::RunEvent&) {});
    }
    stage.backend.script().failAtStep = 0;
    stage.window->goTo("runs");
    auto* table = stage.find<QTableView>("runTable");
    QTRY_COMPARE(table->model()->rowCount(), 1);
    auto* resume = stage.find<QPushButton>("resumeRun");
    QTRY_VERIFY(resume->isEnabled());
    QTest::mouseClick(resume, Qt::LeftButton);
    QCOMPARE(stage.window->currentPage()->id(), QStringLiteral("train"));
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Finished, 20000);
    QCOMPARE(stage.train->live()->loss()->chart()->curve(0).size(), std::size_t(60));
  }
};

QTEST_MAIN(RunListTest)
#include "run_list_test.moc"
