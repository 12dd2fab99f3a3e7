// SPDX-License-Identifier: GPL-3.0-or-later
// 100,000 and 1,000,000 rows: pages are asked for near the viewport only, memory stays bounded, and no handler of the GUI thread
// takes more than 50 ms of its CPU time while the table is scrolled.
#include "tests/ui/dataset/story.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/pages/dataset/dataset_page.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/shell/main_window.h"
#include "ui/theme/apply_theme.h"

#include <QApplication>
#include <QScrollBar>
#include <QtTest/QtTest>

#include <ctime>

using namespace timbre;
using namespace timbre::ui;

namespace {

/// Thread-CPU time of every event, so that a busy machine does not count as a slow handler.
class MeasuredApplication : public QApplication {
 public:
  using QApplication::QApplication;
  bool notify(QObject* receiver, QEvent* event) override {
    if (m_depth > 0) return QApplication::notify(receiver, event);
    ++m_depth;
    const double before = cpu();
    const bool handled = QApplication::notify(receiver, event);
    const double took = cpu() - before;
    --m_depth;
    if (took > worst) {
      worst = took;
      what = QStringLiteral("%1 event %2").arg(receiver->metaObject()->className()).arg(int(event->type()));
    }
    return handled;
  }
  double worst = 0;  ///< milliseconds
  QString what;

 private:
  static double cpu() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
  }
  int m_depth = 0;
};

MeasuredApplication* app = nullptr;

}  // namespace

class DatasetScrollTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void scrolling_data() {
    QTest::addColumn<int>("rows");
    QTest::newRow("100,000") << 100'000;
    QTest::newRow("1,000,000") << 1'000'000;
  }

  void scrolling() {
    QFETCH(int, rows);
    DatasetBridge bridge;
    const auto story = ui::testing::makeStory(false, rows, bridge.sink());
    MainWindow window({});
    auto* page = new DatasetPage(&bridge);
    window.addPage(page);
    page->setProject({});
    bridge.setService(story.get());
    window.setProject("Marv", {});
    window.goTo("dataset");
    window.resize(1440, 900);
    window.show();
    story->publish();
    auto* table = page->findChild<RowTableView*>("rowTable");
    QTRY_VERIFY(table->rows()->rowAt(0));
    QTest::qWait(200);
    QVERIFY2(story->pagesAsked() <= 4, qPrintable(QString::number(story->pagesAsked())));
    app->worst = 0;
    // Wheel through the first rows, then drag the bar across everything.
    for (int i = 0; i < 150; ++i) {
      table->verticalScrollBar()->setValue(i * 120);
      QTest::qWait(1);
    }
    const int near = story->pagesAsked();
    for (int i = 0; i <= 300; ++i) {
      table->verticalScrollBar()->setValue(int(qint64(table->verticalScrollBar()->maximum()) * i / 300));
      QTest::qWait(1);
    }
    QTest::qWait(100);
    qInfo("%d rows: worst handler %.1f ms CPU (%s), %d pages asked of %d, %d rows held", rows, app->worst, qPrintable(app->what), story->pagesAsked(), rows / RowTableModel::pageRows, table->rows()->heldRows());
    QVERIFY2(near < 20, qPrintable(QString::number(near)));
    QVERIFY2(story->pagesAsked() < 1300, qPrintable(QString::number(story->pagesAsked())));
    QVERIFY(table->rows()->heldRows() <= (RowTableModel::maxPages + 1) * RowTableModel::pageRows);
    QTRY_VERIFY(table->rows()->rowAt(rows - 1));
    QVERIFY2(app->worst < 50, qPrintable(QStringLiteral("%1 ms in %2").arg(app->worst).arg(app->what)));
    page->setProject({});
    bridge.setService(nullptr);
  }
};

int main(int argc, char** argv) {
  MeasuredApplication application(argc, argv);
  app = &application;
  ThemeController theme;
  DatasetScrollTest test;
  QTEST_SET_MAIN_SOURCE_PATH
  return QTest::qExec(&test, argc, argv);
}

#include "dataset_scroll_test.moc"
