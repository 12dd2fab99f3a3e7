// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/dataset/page_states.h"

#include "ui/models/row_table_model.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/shell/action_registry.h"

#include <QApplication>
#include <QClipboard>
#include <QTest>

namespace timbre::ui::testing {

namespace {
RowTableView* tableOf(DatasetPage& page) { return page.findChild<RowTableView*>("rowTable"); }
}  // namespace

StateWindow::StateWindow(const PageState& state, bool chinese) : m_story(makeStory(chinese, state.rows, m_bridge.sink())), m_window(std::make_unique<MainWindow>(ShellCommands{})), m_page(new DatasetPage(&m_bridge)) {
  m_window->addPage(m_page);
  const QString name = chinese ? QStringLiteral("小助手") : QStringLiteral("Marv");
  m_page->setTemplates({{name, {}, "x"}});
  ProjectAccess access;
  access.name = name;
  m_page->setProject(access);
  m_bridge.setService(m_story.get());
  m_window->setProject(name, QString());
  m_window->goTo("dataset");
  m_window->resize(state.size);
  m_window->setAttribute(Qt::WA_DontShowOnScreen);
  m_window->show();
  m_story->publish();
  QTest::qWait(150);
  if (state.pose) state.pose(*m_window, *m_page, m_bridge);
  QTest::qWait(200);
}

StateWindow::~StateWindow() {
  m_page->setProject({});
  m_bridge.setService(nullptr);
}

QList<PageState> pageStates() {
  const auto row4 = [](MainWindow&, DatasetPage& page, DatasetBridge&) { tableOf(page)->goTo(3, RowTableModel::Assistant); };
  const auto bulk = [](MainWindow&, DatasetPage& page, DatasetBridge&) {
    tableOf(page)->selectRows({{0, 2}, {4, 4}, {6, 6}, {8, 8}}, 0);
  };
  const auto edit = [](MainWindow&, DatasetPage& page, DatasetBridge&) { tableOf(page)->editCell(3, RowTableModel::Assistant); };
  const auto bubble = [](MainWindow&, DatasetPage& page, DatasetBridge&) {
    tableOf(page)->goTo(3, RowTableModel::Assistant);
    QTest::qWait(150);
    QTest::keyClick(page.findChild<QWidget*>("message2")->findChild<QWidget*>(), Qt::Key_F2);
  };
  const auto paste = [](MainWindow& window, DatasetPage&, DatasetBridge&) {
    QApplication::clipboard()->setText("Question\tAnswer\nWhat is 2 + 2?\t4. I checked twice.\nWho are you?\t\"Marv.\nStill Marv.\"");
    window.actions().find("dataset.paste")->trigger();
  };
  const auto replace = [](MainWindow& window, DatasetPage&, DatasetBridge&) { window.actions().find("dataset.replace")->trigger(); };
  return {{"dataset", {1440, 900}, 86, row4}, {"dataset-bulk", {1440, 900}, 86, bulk}, {"dataset-empty", {1440, 900}, 0, {}},
                          {"dataset-1100x700", {1100, 700}, 86, row4}, {"dataset-1000x640", {1000, 640}, 86, row4}, {"dataset-edit", {1440, 900}, 86, edit},
                          {"dataset-bubble", {1440, 900}, 86, bubble}, {"dataset-paste", {1440, 900}, 86, paste}, {"dataset-replace", {1440, 900}, 86, replace}};
}

}  // namespace timbre::ui::testing
