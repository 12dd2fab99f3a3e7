// SPDX-License-Identifier: GPL-3.0-or-later
// The Train page driven by mouse and keys, read from its widgets, over the real hosts.
#include "tests/ui/runs/run_stage.h"

#include "ui/bridge/language.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/train/live_view.h"
#include "ui/pages/train/recipe_field.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/curve_card.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/label.h"

#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

using namespace timbre;
using namespace timbre::ui;
using timbre::testing::FakeScript;
using timbre::ui::testing::RunStage;
using events::RunState;

namespace {

FakeScript slow(int steps) {
  FakeScript script;
  script.steps = steps;
  script.stepTime = std::chrono::milliseconds(4);
  return script;
}

void click(QPushButton* button) {
  QVERIFY(button);
  QVERIFY2(button->isEnabled(), qPrintable(button->text() + " is disabled: " + button->toolTip()));
  QTest::mouseClick(button, Qt::LeftButton);
}

}  // namespace

class RunTrainTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }

  void emptyDatasetBlocksTheStartAndSaysWhy() {
    RunStage stage({}, 0);
    auto* unlock = stage.find<Label>("unlock");
    QTRY_COMPARE_WITH_TIMEOUT(unlock->text(), QStringLiteral("Add rows to the dataset to start."), 10000);
    QVERIFY(!stage.find<QPushButton>("startTraining")->isEnabled());
  }

  void formIsMadeFromTheFieldTable() {
    RunStage stage;
    for (const recipe::Field& field : recipe::fieldTable()) {
      auto* row = stage.find<RecipeField>(qPrintable(QStringLiteral("field.") + field.key));
      QVERIFY2(row, field.key);
      QCOMPARE(row->isVisibleTo(row->parentWidget()), field.level == recipe::FieldLevel::Basic);
    }
  }

  void aChatTemplateIsShownByExample() {
    RunStage stage;
    QVERIFY(stage.waitUntilReady());
    auto* combo = stage.find<QComboBox>("edit.chat_template");
    QCOMPARE(combo->currentData().toString(), QStringLiteral("auto"));
    const auto shows = [&](const QString& part) {
      for (const Label* label : stage.find<RecipeField>("field.chat_template")->findChildren<Label*>())
        if (label->text().contains(part)) return true;
      return false;
    };
    combo->setCurrentIndex(combo->findData(QStringLiteral("llama2")));
    QCOMPARE(combo->currentText(), QStringLiteral("Llama 2"));
    QVERIFY(shows(QStringLiteral("[INST] <<SYS>>↵Be brief.↵<</SYS>>↵↵Hello [/INST] Hi there </s>")));
    QVERIFY(stage.find<QPushButton>("startTraining")->isEnabled());
    combo->setCurrentIndex(0);
    QVERIFY(!shows(QStringLiteral("[INST]")));
  }

  void aModelThatCannotBeUsedHasADoor() {
    FakeScript script;
    script.describe = [](const std::filesystem::path&, session::ModelSummary& summary) { summary.problems.push_back(base::Error("weights.none")); };
    RunStage stage(script);
    auto* page = stage.window->findChild<TrainPage*>();
    QSignalSpy asked(page, &TrainPage::modelBrowseRequested);
    QPushButton* door = nullptr;
    const auto found = [&] {
      for (auto* check : page->findChildren<QWidget*>("check"))
        if (check->accessibleName().startsWith("Base model") && (door = check->findChild<QPushButton*>())) return true;
      return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(found(), 10000);
    QCOMPARE(door->text(), QStringLiteral("Choose a model"));
    QTest::mouseClick(door, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.front().front().toString(), page->modelFolder());
  }

  void aModelWithoutATemplateIsTrainedWithABuiltInOne() {
    FakeScript script;
    script.describe = [](const std::filesystem::path& folder, session::ModelSummary& summary) {
      summary.problems.push_back(base::Error("template.missing", {{"suggestion", "plain"}}, folder.string()));
    };
    RunStage stage(script);
    auto* unlock = stage.find<Label>("unlock");
    QTRY_VERIFY_WITH_TIMEOUT(unlock->text().contains("chat template under Advanced"), 10000);
    auto* combo = stage.find<QComboBox>("edit.chat_template");
    combo->setCurrentIndex(combo->findData(QStringLiteral("plain")));
    QTRY_VERIFY(stage.find<QPushButton>("startTraining")->isEnabled());
    combo->setCurrentIndex(0);
    QTRY_VERIFY(!stage.find<QPushButton>("startTraining")->isEnabled());
  }

  void wrongValueIsMarkedAndBlocks() {
    RunStage stage;
    QVERIFY(stage.waitUntilReady());
    auto* rate = stage.find<QLineEdit>("edit.learning_rate");
    rate->setFocus();
    rate->selectAll();
    QTest::keyClicks(rate, "7");
    QCOMPARE(rate->property("state").toString(), QStringLiteral("error"));
    QVERIFY(!stage.find<QPushButton>("startTraining")->isEnabled());
    QCOMPARE(stage.find<Label>("unlock")->text(), QStringLiteral("Correct the field that is marked red."));
    rate->selectAll();
    QTest::keyClicks(rate, "3e-4");
    QVERIFY(rate->property("state").toString().isEmpty());
    QVERIFY(stage.find<QPushButton>("startTraining")->isEnabled());
  }

  void recipeAsJsonMovesTheFormAndBlocksWhileItIsNone() {
    RunStage stage;
    QVERIFY(stage.waitUntilReady());
    auto* level = stage.find<Segmented>("recipeLevel");
    QTest::mouseClick(level->button(2), Qt::LeftButton);
    auto* json = stage.find<QPlainTextEdit>("recipeJson");
    QVERIFY(json->isVisible());
    QVERIFY(json->toPlainText().contains("\"learning_rate\""));
    json->setFocus();
    json->setPlainText("{\"rank\": 4, \"lerning_rate\": 1}");
    QVERIFY(!stage.find<QPushButton>("startTraining")->isEnabled());
    QVERIFY2(json->accessibleDescription().contains("learning_rate") || json->parentWidget()->findChildren<Label*>().last()->text().contains("learning_rate"), "the nearest key is named");
    json->setPlainText("{\"rank\": 4}");
    QVERIFY(stage.find<QPushButton>("startTraining")->isEnabled());
    QTest::mouseClick(level->button(0), Qt::LeftButton);
    QCOMPARE(stage.find<QSpinBox>("edit.rank")->value(), 4);
    QVERIFY(stage.find<QSpinBox>("edit.rank")->isVisible());
  }

  void recipeFileIsLoadedOverTheRule() {
    RunStage stage;
    QVERIFY(stage.waitUntilReady());
    const auto path = stage.folder.path() / "mine.json";
    timbre::testing::writeFile(path, "{\"rank\": 32, \"seed\": 7}");
    const int batch = stage.find<QSpinBox>("edit.batch_size")->value();
    stage.worker->read(fromPath(path));
    QTRY_COMPARE(stage.find<QSpinBox>("edit.rank")->value(), 32);
    QCOMPARE(stage.find<QSpinBox>("edit.batch_size")->value(), batch);
    timbre::testing::writeFile(path, "{\"rnk\": 32}");
    stage.worker->read(fromPath(path));
    QTRY_VERIFY([&] {
      const auto labels = stage.window->findChildren<Label*>();
      return std::any_of(labels.begin(), labels.end(), [](const Label* label) { return label->text() == "The recipe was not loaded"; });
    }());
    QCOMPARE(stage.find<QSpinBox>("edit.rank")->value(), 32);
  }

  void clickStartsARunAndFiguresMove() {
    RunStage stage(slow(120));
    QVERIFY(stage.waitUntilReady());
    auto* batch = stage.find<QSpinBox>("edit.batch_size");
    batch->setFocus();
    batch->setValue(2);
    click(stage.find<QPushButton>("startTraining"));
    auto* step = stage.find<Figure>("figureStep");
    QTRY_VERIFY_WITH_TIMEOUT(stage.train->showsRun() && step->value().toInt() > 3, 20000);
    const int before = step->value().toInt();
    QTRY_VERIFY_WITH_TIMEOUT(step->value().toInt() > before, 10000);
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Finished, 20000);
    QCOMPARE(step->value(), QStringLiteral("120"));
    QCOMPARE(stage.train->live()->loss()->chart()->curve(0).size(), std::size_t(120));
    QCOMPARE(stage.train->live()->log().checkpoints.size(), std::size_t(12));
    // The recipe of the form is the one on disk, and the frozen copy of the rows is gone.
    const auto run = jobs::readRun(stage.train->live()->log().folder);
    TIMBRE_OK(run);
    QCOMPARE(run->recipe["batch_size"].get<int>(), 2);
    QTRY_VERIFY(!std::filesystem::exists(stage.project->folder() / "rows-of-next-run.jsonl"));
    // The next name is fresh.
    click(stage.find<QPushButton>("train.new"));
    QTRY_COMPARE(stage.find<QLineEdit>("runName")->text(), QStringLiteral("marv-r2"));
  }

  void focusDoesNotJumpToAButtonWhenTheRunStarts() {
    RunStage stage(slow(400));
    stage.window->hide();
    stage.window->setAttribute(Qt::WA_DontShowOnScreen, false);
    stage.window->show();
    stage.window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(stage.window.get()));
    QVERIFY(stage.waitUntilReady());
    auto* start = stage.find<QPushButton>("startTraining");
    start->setFocus(Qt::TabFocusReason);
    QTest::keyClick(start, Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(stage.train->showsRun() && stage.train->live()->log().step > 2, 20000);
    QVERIFY2(!qobject_cast<QAbstractButton*>(QApplication::focusWidget()), "no button was chosen by anybody");
  }

  /// The header's buttons change with the state of the run: whatever had the focus there is gone afterwards.
  void focusDoesNotFallFromTheHeaderOnAButton() {
    RunStage stage(slow(400));
    stage.window->hide();
    stage.window->setAttribute(Qt::WA_DontShowOnScreen, false);
    stage.window->show();
    stage.window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(stage.window.get()));
    QVERIFY(stage.waitUntilReady());
    auto* load = stage.find<QPushButton>("train.loadRecipe");
    load->setFocus(Qt::OtherFocusReason);
    QCOMPARE(QApplication::focusWidget(), load);
    stage.find<QPushButton>("startTraining")->click();
    QTRY_VERIFY_WITH_TIMEOUT(stage.train->showsRun() && stage.train->live()->log().step > 2, 20000);
    QCoreApplication::processEvents();
    QVERIFY2(!qobject_cast<QAbstractButton*>(QApplication::focusWidget()), "no button was chosen by anybody");
    QVERIFY(!stage.find<FocusRing>("focusRing")->isVisible());
    // The same when a key pressed the button that goes.
    auto* pause = stage.find<QPushButton>("train.pause");
    pause->setFocus(Qt::TabFocusReason);
    QTest::keyClick(pause, Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Paused, 20000);
    QCoreApplication::processEvents();
    QVERIFY2(!qobject_cast<QAbstractButton*>(QApplication::focusWidget()), "no button was chosen by anybody");
    QVERIFY(!stage.find<FocusRing>("focusRing")->isVisible());
  }

  /// The page is made before the list of runs is there: its name grows with it.
  void theHeaderNamesTheRunThatStarts() {
    RunStage stage;
    QVERIFY(stage.waitUntilReady());
    auto* badge = stage.find<Badge>("runNameBadge");
    auto* name = stage.find<QLineEdit>("runName");
    QVERIFY(badge && name);
    QTRY_VERIFY(!name->text().isEmpty());
    QTRY_COMPARE(badge->text(), name->text());
    name->selectAll();
    QTest::keyClicks(name, "another");
    QTRY_COMPARE(badge->text(), QString("another"));
  }

  /// Old checkpoints make room for new ones while the run goes on.
  void checkpointsThatAreGoneLeaveTheTable() {
    RunStage stage(slow(400));
    QVERIFY(stage.waitUntilReady());
    click(stage.find<QPushButton>("startTraining"));
    const auto has = [&](std::int64_t step) {
      const auto& there = stage.train->live()->log().checkpoints;
      return std::any_of(there.begin(), there.end(), [&](const auto& c) { return c.step == step; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(has(20), 20000);
    QVERIFY(has(10));
    std::filesystem::remove_all(stage.train->live()->log().folder / "checkpoint-10");
    QTRY_VERIFY_WITH_TIMEOUT(!has(10), 20000);
    QVERIFY2(stage.train->live()->log().alive(), "while it trains");
    QVERIFY(has(20));
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Finished, 30000);
    QVERIFY(has(400));
  }

  void pauseAndResumeGoOnInTheSameRun() {
    RunStage stage(slow(200));
    QVERIFY(stage.waitUntilReady());
    click(stage.find<QPushButton>("startTraining"));
    QTRY_VERIFY_WITH_TIMEOUT(stage.train->live()->log().step > 5, 20000);
    click(stage.find<QPushButton>("train.pause"));
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Paused, 20000);
    const auto folder = stage.train->live()->log().folder;
    QVERIFY(stage.find("runBanner")->isVisible());
    click(stage.find<QPushButton>("train.resume"));
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Finished, 30000);
    QCOMPARE(stage.train->live()->log().folder, folder);
    QVERIFY(!stage.find("runBanner")->isVisible());
    // Each step once: the resumed steps took the place of the repeated ones.
    QCOMPARE(stage.train->live()->loss()->chart()->curve(0).size(), std::size_t(200));
  }

  void stopAsksFirst() {
    RunStage stage(slow(2000));
    QVERIFY(stage.waitUntilReady());
    click(stage.find<QPushButton>("startTraining"));
    QTRY_VERIFY_WITH_TIMEOUT(stage.train->live()->log().step > 3, 20000);
    click(stage.find<QPushButton>("train.stop"));
    QPushButton* confirm = nullptr;
    const auto buttons = stage.window->findChildren<QPushButton*>();
    for (QPushButton* button : buttons)
      if (button->text() == QStringLiteral("Stop training")) confirm = button;
    QVERIFY2(confirm, "the window asks");
    QVERIFY(stage.train->live()->log().alive());
    click(confirm);
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Stopped, 20000);
    QVERIFY(stage.train->live()->log().step < 2000);
    QVERIFY(!stage.train->live()->log().checkpoints.empty());
  }

  void failureKeepsTheLayoutAndOffersTheWayOut() {
    FakeScript script = slow(40);
    script.nanAtStep = 15;
    script.failAtStep = 25;
    script.failure = base::Error("engine.not_finite", {{"steps", "3"}, {"step", "25"}});
    RunStage stage(script);
    QVERIFY(stage.waitUntilReady());
    click(stage.find<QPushButton>("startTraining"));
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Failed, 20000);
    auto* banner = stage.find<Banner>("runBanner");
    QVERIFY(banner->isVisible());
    QVERIFY2(banner->accessibleName().contains("not a number"), qPrintable(banner->accessibleName()));
    QVERIFY(banner->accessibleDescription().contains("checkpoint of step 20 is complete"));
    QVERIFY(stage.find<QPushButton>("bannerResume"));
    QVERIFY(std::isnan(stage.train->live()->loss()->chart()->curve(0).at(14).y));
  }

  /// The folder and the window say the same of a run that a full disk has put down.
  void aFullDiskPausesAndSaysWhy() {
    FakeScript script = slow(200);
    script.failAtStep = 25;
    script.failure = base::Error("disk.full", {{"needed", "121"}, {"free", "0"}}, "/p/metrics.jsonl");
    RunStage stage(script);
    QVERIFY(stage.waitUntilReady());
    click(stage.find<QPushButton>("startTraining"));
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Paused, 20000);
    QVERIFY(stage.find("runBanner")->isVisible());
    const auto labels = stage.find("runBanner")->findChildren<Label*>();
    QVERIFY2(std::any_of(labels.begin(), labels.end(), [](const Label* label) { return label->text().contains("/p/metrics.jsonl"); }), "the reason stands there");
    QTRY_VERIFY(!stage.runs->runs().empty() && stage.runs->runs().front().state == RunState::Paused);
    QVERIFY(stage.find<QPushButton>("bannerResume"));
  }

  /// The GUI thread does nothing while more events come than its queue holds.
  void blockedGuiLosesNoFact() {
    FakeScript script;
    script.steps = 20000;
    script.stepTime = std::chrono::milliseconds(0);
    script.validateEvery = 1000;
    script.saveEvery = 5000;
    RunStage stage(script);
    QVERIFY(stage.waitUntilReady());
    int reloads = 0;
    bool blocked = false;
    connect(stage.runs.get(), &RunBridge::runReloaded, this, [&] { ++reloads; });
    connect(stage.runs.get(), &RunBridge::eventsArrived, this, [&] {  // the first batch holds the GUI thread until the run is over
      for (int i = 0; i < 1500 && !std::exchange(blocked, blocked || !stage.host->running()); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
    click(stage.find<QPushButton>("startTraining"));
    QTRY_VERIFY_WITH_TIMEOUT(blocked, 40000);
    QTRY_COMPARE_WITH_TIMEOUT(stage.train->live()->log().state, RunState::Finished, 30000);
    const RunLog& log = stage.train->live()->log();
    QCOMPARE(stage.train->live()->loss()->chart()->curve(0).size(), std::size_t(20000));
    QCOMPARE(stage.train->live()->loss()->chart()->curve(2).size(), std::size_t(20));
    QCOMPARE(log.checkpoints.size(), std::size_t(4));
    QCOMPARE(log.step, std::int64_t(20000));
    QVERIFY2(reloads >= 1, "the queue was too short for this, so the folder was read again");
  }

  void spikeOfOneSampleAmongAMillionIsVisible() {
    CurveCard card;
    card.resize(900, 420);
    card.setAttribute(Qt::WA_DontShowOnScreen);
    events::CurvePyramid curve;
    const int spike = 612345;
    for (int i = 1; i <= 1000000; ++i) curve.append(i, i == spike ? 10.0 : 1.0);
    card.setSmoothing(0);
    card.setCurves(std::move(curve), {});
    card.chart()->setXExtent(0, 1000000);
    card.chart()->setYExtent(0, 10);
    card.show();
    card.chart()->setSeriesVisible(1, false);
    const QImage with = card.chart()->toImage(1);
    // A pixel column at the spike has the curve's colour in the upper half of the plot; its neighbours far away have not.
    const QRectF plot = card.chart()->chart()->plotArea();
    const int x = int(plot.left() + plot.width() * spike / 1e6);
    const QColor surface = theme().color(Role::Surface);
    const auto inked = [&](int column) {
      int count = 0;
      for (int y = int(plot.top()) + 4; y < int(plot.center().y()); ++y) {
        const QColor c = with.pixelColor(column, y);
        count += std::abs(c.red() - surface.red()) > 40;
      }
      return count;
    };
    int at = 0;
    for (int dx = -2; dx <= 2; ++dx) at = std::max(at, inked(x + dx));
    QVERIFY2(at > int(plot.height() / 4), qPrintable(QString::number(at)));
    QVERIFY(inked(x - 60) < 6);
    QVERIFY(inked(x + 60) < 6);
  }
};

QTEST_MAIN(RunTrainTest)
#include "run_train_test.moc"
