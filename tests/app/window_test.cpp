// SPDX-License-Identifier: GPL-3.0-or-later
// A person's whole way through the real window: persona's template, an edit and its undo, a run, the chat, a verified
// export.
#include "tests/app/window_fixture.h"

#include "ui/pages/chat/chat_page.h"
#include "ui/pages/chat/chat_pane.h"
#include "ui/pages/dataset/cell_editor.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/pages/export/export_page.h"
#include "ui/pages/export/verdict_view.h"
#include "ui/pages/train/live_view.h"
#include "ui/pages/train/train_page.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/curve_card.h"

#include <QSpinBox>

#include <ctime>

using namespace timbre;
using namespace timbre::ui;
using testing::WindowFixture;
using Model = RowTableModel;

namespace {

ChartView* lossChart(const WindowFixture& f) {
  auto* card = f.seen<CurveCard>("lossCard");
  return card ? card->chart() : nullptr;
}

RowTableView* table(const WindowFixture& f) { return f.seen<RowTableView>("rowTable"); }
QString cell(const WindowFixture& f, int row, int column) {
  return table(f)->model()->index(row, column).data(Qt::EditRole).toString();
}

/// A number in a form's field, typed.
void fill(const WindowFixture& f, const QString& field, int value) {
  auto* box = f.seen<QSpinBox>(field);
  QVERIFY2(box, qPrintable(field));
  box->setFocus();
  box->selectAll();
  QTest::keyClicks(box, QString::number(value));
  QTest::keyClick(box, Qt::Key_Tab);
  QCOMPARE(box->value(), value);
}

TrainPage* trainPage(const WindowFixture& f) { return static_cast<TrainPage*>(f.win->page("train")); }

/// A finished run as the engine leaves it, long enough for a stall.
void writeLongRun(const std::filesystem::path& folder, int steps) {
  testing::writeFile(folder / "recipe.json", "{\"max_steps\":" + std::to_string(steps) + "}");
  testing::writeFile(folder / "dataset.jsonl", "");
  std::string lines;
  for (int i = 1; i <= steps; ++i) {
    const events::StepMetrics step{
        i, 3.0 / (1 + i * 1e-3) + 0.01 * (i % 17), 1e-4, 0.5, 512, 200, 0.1, i * 1e-3, 1u << 28, 0};
    lines += base::dumpJson(events::toJson(step)) + "\n";
    if (i % 1000 == 0)
      lines += base::dumpJson(events::toJson(events::ValidationMetrics{i, 2.0 / (1 + i * 1e-3), 500, 0.2, 0})) + "\n";
  }
  testing::writeFile(folder / "metrics.jsonl", lines);
}

/// On the Train page: everything is checked, and a run of so many steps can start.
void prepareRun(const WindowFixture& f, int steps) {
  f.click("nav.train");
  QTRY_VERIFY_WITH_TIMEOUT(f.ready("startTraining"), 60000);
  QTest::mouseClick(f.seen<Segmented>("recipeLevel")->button(1), Qt::LeftButton);
  fill(f, "edit.max_steps", steps);
  QTRY_VERIFY_WITH_TIMEOUT(f.ready("startTraining"), 30000);
}

}  // namespace

class WindowTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void fromTheTemplateToTheVerifiedExport() {
    WindowFixture f;
    f.createFrom("marv", "Marv");
    QTRY_VERIFY_WITH_TIMEOUT(table(f) && table(f)->model()->rowCount() == 124, 30000);
    for (const auto& part : {editAndUndo, train, chat, exportModel}) {
      part(f);
      if (QTest::currentTestFailed()) return;
    }
  }

  void noHandlerIsSlowWhileARunIsLive() {
    WindowFixture f;
    f.createFrom("marv", "Stall");
    QTRY_VERIFY_WITH_TIMEOUT(table(f) && table(f)->model()->rowCount() == 124, 30000);
    prepareRun(f, 400);
    if (QTest::currentTestFailed()) return;
    // Each page is made once; what is measured is living with a run.
    for (const char* page : {"nav.runs", "nav.chat", "nav.export", "nav.dataset", "nav.train"}) {
      f.click(page);
      QTest::qWait(100);
    }
    QList<window::Stall> stalls;
    f.app().resetLongest();
    f.app().setStallSink([&stalls](const window::Stall& stall) { stalls << stall; });
    f.click("startTraining");
    QTRY_VERIFY_WITH_TIMEOUT(f.studio->runBridge().live().step > 10, 60000);
    for (int round = 0; round < 3; ++round) {
      for (const char* page : {"nav.dataset", "nav.runs", "nav.chat", "nav.export", "nav.train"}) {
        f.click(page);
        QTest::qWait(150);
      }
      QTest::keyClick(f.win, Qt::Key_K, Qt::ControlModifier);
      QTest::qWait(150);
      QTest::keyClick(f.win->focusWidget(), Qt::Key_Escape);
      f.win->resize(round % 2 ? QSize(1440, 900) : QSize(1100, 700));
      QTest::qWait(200);
    }
    QVERIFY2(f.studio->runBridge().live().alive(), "the run was over before the measurement");
    f.app().setStallSink({});
    QString slow;
    for (const auto& stall : stalls)
      if (stall.cpuMs > window::WatchedApplication::kCpuLimitMs) slow += QString::fromStdString(stall.words()) + '\n';
    qInfo("%lld handlers, the longest: %s", f.app().handlers(), f.app().longest().words().c_str());
    QVERIFY(f.app().handlers() > 200);
    QVERIFY2(slow.isEmpty(), qPrintable(slow));
    f.studio->runBridge().command(session::RunCommand::Stop);
    QTRY_VERIFY_WITH_TIMEOUT(!f.studio->runBridge().live().alive(), 60000);
  }

  void aLongRunOpensWithoutAStall() {
    WindowFixture f;
    f.createFrom("marv", "Long");
    QTRY_VERIFY_WITH_TIMEOUT(table(f) && table(f)->model()->rowCount() == 124, 30000);
    writeLongRun(std::filesystem::path(f.projectFolder("Long").toStdString()) / "runs" / "long", 100'000);
    f.click("nav.chat");
    QTest::qWait(200);
    f.app().resetLongest();
    f.click("nav.runs");
    CurveCard* card = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((card = f.seen<CurveCard>("runCurve")) && card->chart()->curve(0).size() == 100'000,
                             60000);
    trainPage(f)->openRun(std::filesystem::path(f.projectFolder("Long").toStdString()) / "runs" / "long");
    f.click("nav.train");
    QTRY_VERIFY_WITH_TIMEOUT(lossChart(f) && lossChart(f)->curve(0).size() == 100'000, 60000);
    QTest::qWait(300);
    qInfo("%lld handlers, the longest: %s", f.app().handlers(), f.app().longest().words().c_str());
    QVERIFY2(f.app().longest().cpuMs < window::WatchedApplication::kCpuLimitMs, f.app().longest().words().c_str());
  }

  void theWatchSeesASlowHandler() {
    class Slow : public QObject {
     public:
      bool event(QEvent*) override {
        const double until = seconds() + 0.1;
        volatile double x = 1;
        while (seconds() < until)
          for (int i = 0; i < 1000; ++i) x = x * 1.0000001;
        return true;
      }
      static double seconds() {
        timespec now{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
      }
    } slow;
    auto& app = WindowFixture::app();
    QList<window::Stall> stalls;
    app.setStallSink([&stalls](const window::Stall& stall) { stalls << stall; });
    QEvent event(QEvent::User);
    QCoreApplication::sendEvent(&slow, &event);
    app.setStallSink({});
    QCOMPARE(stalls.size(), 1);
    QVERIFY(stalls.first().cpuMs >= 99);
    QVERIFY(stalls.first().wallMs >= stalls.first().cpuMs * 0.9);
  }

 private:
  static void editAndUndo(const WindowFixture& f) {
    const QString before = cell(f, 2, Model::Assistant);
    QTRY_VERIFY_WITH_TIMEOUT(!cell(f, 2, Model::Assistant).isEmpty(), 10000);
    QTest::mouseClick(table(f)->viewport(), Qt::LeftButton, {},
                      table(f)->visualRect(table(f)->model()->index(2, Model::Assistant)).center());
    QTest::keyClick(table(f), Qt::Key_F2);
    QTRY_VERIFY(table(f)->openEditor());
    QTest::keySequence(table(f)->openEditor(), QKeySequence::SelectAll);
    QTest::keyClicks(table(f)->openEditor(), "One. Hold your applause.");
    QTest::keyClick(table(f)->openEditor(), Qt::Key_Return);
    QCOMPARE(cell(f, 2, Model::Assistant), QStringLiteral("One. Hold your applause."));
    QTRY_COMPARE_WITH_TIMEOUT(f.win->statusLine()->savedText(), QStringLiteral("All edits saved"), 10000);
    QTRY_VERIFY(f.win->actions().find("edit.undo")->isEnabled());
    QTest::keyClick(table(f), Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(cell(f, 2, Model::Assistant) != QStringLiteral("One. Hold your applause."), 10000);
    if (!before.isEmpty()) QCOMPARE(cell(f, 2, Model::Assistant), before);
  }

  static void train(const WindowFixture& f) {
    prepareRun(f, 40);
    f.click("startTraining");
    QTRY_VERIFY_WITH_TIMEOUT(lossChart(f) && lossChart(f)->curve(0).size() > 2, 60000);
    QVERIFY2(f.studio->runBridge().live().alive(), "points stand in the chart while the run lives");
    QVERIFY(f.seen("runStrip"));
    QTRY_COMPARE_WITH_TIMEOUT(trainPage(f)->live()->log().state, events::RunState::Finished, 120000);
    QCOMPARE(lossChart(f)->curve(0).size(), std::size_t(40));
    QVERIFY(lossChart(f)->curve(0).at(39).y < 0.7 * lossChart(f)->curve(0).at(0).y);
    QVERIFY(!f.seen("runStrip"));
  }

  static void chat(const WindowFixture& f) {
    f.click("nav.chat");
    QTRY_VERIFY_WITH_TIMEOUT(f.seen("question"), 10000);
    f.type("question", "What is the capital of France?");
    QTest::keyClick(f.seen("question"), Qt::Key_Return);
    auto* page = static_cast<ChatPage*>(f.win->page("chat"));
    QTRY_VERIFY_WITH_TIMEOUT(!page->base()->turns().isEmpty() && !page->answering(), 60000);
    for (const ChatPane* pane : {page->base(), page->tuned()}) {
      QVERIFY(!pane->turns().last().error);
      QVERIFY(!pane->turns().last().answer.isEmpty());
    }
    QVERIFY(page->base()->provenanceText() != page->tuned()->provenanceText());
  }

  static void exportModel(const WindowFixture& f) {
    f.click("nav.export");
    f.click("startExport");
    auto* page = static_cast<ExportPage*>(f.win->page("export"));
    QTRY_VERIFY_WITH_TIMEOUT(page->verdict()->verified(), 120000);
    QVERIFY(f.seen("exportState"));
    const auto out = std::filesystem::path(f.projectFolder("Marv").toStdString()) / "exports";
    int weights = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(out))
      weights += entry.path().extension() == ".safetensors";
    QCOMPARE(weights, 1);
  }
};

TIMBRE_WINDOW_MAIN(WindowTest)
#include "window_test.moc"
