// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_support.h"
#include "tests/ui/support/sample_window.h"
#include "tests/ui/support/ui_walk.h"
#include "ui/bridge/language.h"
#include "ui/shell/page_header.h"
#include "ui/shell/status_bar.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/label.h"
#include "ui/widgets/overlay.h"

#include <QDropEvent>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QUrl>

using namespace timbre::ui;

class ShellTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
  }
  void init() { m_language->setLanguage("en"); }

  void sidebarBecomesARailBelow1200() {
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    window->resize(1200, 800);
    QCOMPARE(window->sidebar()->width(), 212);
    QVERIFY(!window->sidebar()->rail());
    window->resize(1199, 800);
    QTest::qWait(5);
    QCOMPARE(window->sidebar()->width(), 56);
    NavItem* item = window->sidebar()->item("dataset");
    QVERIFY2(item->toolTip().contains("2 errors"), "the rail's words are in the tooltip");
    QVERIFY(item->accessibleName().contains("2 errors"));
  }

  void keysGoToPages() {
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(window->currentPage()->id(), QString("runs"));
    QVERIFY(window->sidebar()->item("runs")->isChecked());
    QVERIFY(window->windowTitle().contains("Runs") && window->windowTitle().contains("Marv"));
    QTest::mouseClick(window->sidebar()->item("chat"), Qt::LeftButton);
    QCOMPARE(window->currentPage()->id(), QString("chat"));
  }

  void pagesNeedAProject() {
    std::unique_ptr<MainWindow> window(sample::window(false));
    window->show();
    QCOMPARE(window->currentPage()->id(), QString("welcome"));
    QVERIFY(!window->goTo("dataset"));
    QVERIFY(!window->sidebar()->isVisible());
    QAction* action = window->actions().find("view.page.dataset");
    QVERIFY(!action->isEnabled());
    QVERIFY2(!action->property("reason").toString().isEmpty(), "a disabled command says why");
    window->setProject("Marv", "86 rows");
    QVERIFY(window->goTo("dataset"));
    QVERIFY(window->sidebar()->isVisible());
    window->setProject({}, {});
    QCOMPARE(window->currentPage()->id(), QString("welcome"));
  }

  void commandsHaveUniqueKeysAndWords() {
    std::unique_ptr<MainWindow> window(sample::window(true));
    QCOMPARE(window->actions().conflicts(), QStringList());
    for (const QAction* action : window->actions().actions()) QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
  }

  void languageSwitchesWhileRunning() {
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    m_language->setLanguage("zh_CN");
    QCoreApplication::sendPostedEvents();
    QVERIFY2(window->menuBar()->actions().front()->text().contains("文件"), qPrintable(window->menuBar()->actions().front()->text()));
    QVERIFY(window->actions().find("file.quit")->text().contains("退出"));
    QCOMPARE(window->actions().find("view.page.dataset")->text(), QString("数据集"));
    QCOMPARE(QLocale().language(), QLocale::Chinese);
    m_language->setLanguage("en");
    QCoreApplication::sendPostedEvents();
    QVERIFY(window->menuBar()->actions().front()->text().contains("File"));
  }

  void paletteAnswersToEnglishInChinese() {
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    m_language->setLanguage("zh_CN");
    QCoreApplication::sendPostedEvents();
    QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
    auto* palette = window->findChild<CommandPalette*>();
    QVERIFY(palette);
    QTest::keyClicks(palette->field(), "about");
    QVERIFY(palette->model()->rowCount() > 0);
    QVERIFY2(palette->model()->index(0, 0).data().toString().contains("关于"), qPrintable(palette->model()->index(0, 0).data().toString()));
    QTest::keyClick(palette->field(), Qt::Key_Escape);
    QVERIFY(!Overlay::top(window.get()));
  }

  void f6VisitsTheRegions() {
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QSet<QString> visited;
    for (int i = 0; i < 4; ++i) {
      QTest::keyClick(window.get(), Qt::Key_F6);
      QWidget* focus = QApplication::focusWidget();
      QVERIFY(focus);
      if (window->sidebar()->isAncestorOf(focus)) visited << "sidebar";
      for (QWidget* w = focus; w; w = w->parentWidget())
        if (qobject_cast<PageHeader*>(w)) visited << "header";
    }
    QVERIFY(visited.contains("sidebar") && visited.contains("header"));
  }

  void headerButtonsBecomeIconsWhenNarrow() {
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    auto* header = window->findChild<PageHeader*>("header.dataset");
    QVERIFY(!header->collapsed());
    header->setFixedWidth(420);
    QTest::qWait(5);
    QVERIFY(header->collapsed());
    for (QPushButton* button : header->findChildren<QPushButton*>()) {
      QVERIFY2(!button->text().isEmpty(), "the words stay for screen readers");
      if (button->property("k").toString() != "primary") QVERIFY(button->sizeHint().width() <= 32);
      else QVERIFY(button->sizeHint().width() > 60);
    }
  }

  void statusFollowsThePage() {
    std::unique_ptr<MainWindow> window(sample::window(true));
    QCOMPARE(window->statusLine()->savedText(), QString("All edits saved"));
    window->goTo("welcome");
    QCOMPARE(window->statusLine()->savedText(), QString("Ready"));
  }

  void workBehindThePagesIsSeenAndEnded() {
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    StatusLine* line = window->statusLine();
    auto* box = line->findChild<QWidget*>("statusWork");
    QVERIFY(!box->isVisible());
    StatusWork work{.icon = "download", .name = "org/name", .figure = "43 %", .share = 0.43, .showName = "Show the download of org/name", .stopName = "Stop the download of org/name"};
    line->setWork(work);
    QVERIFY(box->isVisible());
    QCOMPARE(box->accessibleName(), QString("org/name 43 %"));
    QCOMPARE(line->findChild<Label*>("statusWork.figure")->text(), QString("43 %"));
    work.figure = "45 %";
    work.share = 0.45;
    line->setWork(work);
    QCOMPARE(line->findChild<Label*>("statusWork.figure")->text(), QString("45 %"));
    QCOMPARE(box->accessibleName(), QString("org/name 43 %"));  // said once per tenth
    QSignalSpy shown(line, &StatusLine::workShown), stopped(line, &StatusLine::workStopped);
    QTest::mouseClick(line->findChild<QPushButton*>("statusWork.show"), Qt::LeftButton);
    QTest::mouseClick(line->findChild<QPushButton*>("statusWork.stop"), Qt::LeftButton);
    QVERIFY(shown.count() == 1 && stopped.count() == 1);
    QVERIFY(walk::namelessControls(window.get()).isEmpty() && walk::clippedTexts(line).isEmpty());
    line->setWork({});
    QVERIFY(!box->isVisible());
  }

  void runStripSaysItselfSparingly() {
    RunStrip strip;
    RunStripState state{.visible = true, .name = "marv-r3", .share = 0.501};
    strip.setState(state);
    const QString before = strip.accessibleName();
    state.share = 0.52;
    strip.setState(state);
    QCOMPARE(strip.accessibleName(), before);
    state.share = 0.61;
    strip.setState(state);
    QVERIFY(strip.accessibleName() != before);
  }

  void droppedPathsAreTold() {
    std::unique_ptr<MainWindow> window(sample::window(false));
    window->show();
    std::vector<std::filesystem::path> told;
    connect(window.get(), &MainWindow::dropped, this, [&](const std::vector<std::filesystem::path>& paths) { told = paths; });
    QMimeData files;
    // The second is a name of bytes that are no UTF-8, as file managers hand it over.
    files.setData("text/uri-list", "https://example.org/a\r\nfile:///data/model%20%C3%BC\r\nfile:///data/caf%E9%25\r\n");
    auto* frame = window->findChild<QWidget*>("dropFrame");
    const auto enters = [&](const QMimeData& data) {
      QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, {});
      enter.ignore();
      QCoreApplication::sendEvent(window.get(), &enter);
      return enter.isAccepted();
    };
    QVERIFY(enters(files) && frame->isVisible());
    QDragLeaveEvent leave;
    QCoreApplication::sendEvent(window.get(), &leave);
    QVERIFY(!frame->isVisible());
    QVERIFY(enters(files));
    QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &files, Qt::LeftButton, {});
    QCoreApplication::sendEvent(window.get(), &drop);
    QCOMPARE(told, (std::vector<std::filesystem::path>{"/data/model \xc3\xbc", "/data/caf\xe9%"}));
    QVERIFY(!frame->isVisible());
    QMimeData text;
    text.setText("words");
    QVERIFY2(!enters(text), "only files and folders can be opened");
    window->openPalette();
    QVERIFY2(!enters(files) && !frame->isVisible(), "what lies over the window has the word");
  }

  void closingAsksFirst() {
    int asked = 0;
    ShellCommands commands;
    commands.mayClose = [&] { return ++asked > 1; };
    MainWindow window(commands);
    window.show();
    QVERIFY(!window.close());
    QVERIFY(window.close());
  }
};

QTEST_MAIN(ShellTest)
#include "shell_test.moc"
