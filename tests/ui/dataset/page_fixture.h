// SPDX-License-Identifier: GPL-3.0-or-later
// The Dataset page in its window over a real project in a temporary folder, as app/ wires it.
#pragma once

#include "tests/support/test_support.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/pages/dataset/dataset_page.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/shell/main_window.h"

#include <QtTest/QtTest>

namespace timbre::ui::testing {

class PageFixture {
 public:
  explicit PageFixture(const QStringList& lines, bool readOnly = false) {
    const auto folder = m_folder.path() / "p";
    m_project = session::createProject(folder, "Marv").value();
    if (!lines.isEmpty()) {
      timbre::testing::writeFile(m_folder.path() / "rows.jsonl", lines.join('\n').toStdString() + "\n");
      open(false);
      page->importFiles({QString::fromStdString((m_folder.path() / "rows.jsonl").string())});
      // Some rows are broken on purpose: a report may stand over the window.
      [&] { QTRY_COMPARE_WITH_TIMEOUT(table()->rows()->rowCount(), int(lines.size()), 20000); }();
      close();
    }
    open(readOnly);
    const int rows = int(lines.size());
    [&] { QTRY_COMPARE_WITH_TIMEOUT(table()->rows()->rowCount(), rows, 20000); }();
    if (rows > 0) [&] { QTRY_VERIFY_WITH_TIMEOUT(table()->rows()->rowAt(0), 20000); }();
  }
  ~PageFixture() { close(); }

  void open(bool readOnly) {
    bridge = std::make_unique<DatasetBridge>();
    window = std::make_unique<MainWindow>(ShellCommands{});
    page = new DatasetPage(bridge.get());
    window->addPage(page);
    ProjectAccess access = accessTo(m_project);
    if (readOnly) access.readOnly = true;
    page->setProject(access);
    service = session::createDatasetService(m_project, bridge->sink());
    bridge->setService(service.get());
    window->setProject("Marv", {});
    window->goTo("dataset");
    window->resize(1440, 900);
    window->show();
    [&] { QVERIFY(QTest::qWaitForWindowActive(window.get())); }();
  }
  void close() {
    if (!window) return;
    page->finishEditing();
    page->setProject({});
    bridge->setService(nullptr);
    service.reset();
    window.reset();
    bridge.reset();
  }

  RowTableView* table() const { return page->findChild<RowTableView*>("rowTable"); }
  const session::RowSummary* row(int index) const { return table()->rows()->rowAt(index); }
  QString text(int index, int column) const { return table()->rows()->index(index, column).data(Qt::EditRole).toString(); }
  void click(int row, int column, Qt::KeyboardModifiers mods = {}) {
    const QRect cell = table()->visualRect(table()->rows()->index(row, column));
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, mods, cell.center());
  }
  void key(Qt::Key key, Qt::KeyboardModifiers mods = {}) { QTest::keyClick(window->focusWidget() ? window->focusWidget() : window.get(), key, mods); }
  template <class W>
  W* find(const QString& name) const { return window->findChild<W*>(name); }
  bool saved() const { return page->statusText() == "All edits saved"; }
  std::filesystem::path folder() const { return m_folder.path(); }
  std::shared_ptr<session::Project> project() const { return m_project; }

  static QString line(const QString& user, const QString& assistant, const QString& system = QStringLiteral("Be Marv.")) {
    return QStringLiteral("{\"messages\":[{\"role\":\"system\",\"content\":\"%1\"},{\"role\":\"user\",\"content\":\"%2\"},{\"role\":\"assistant\",\"content\":\"%3\"}]}").arg(system, user, assistant);
  }
  static QStringList lines(int count) {
    QStringList out;
    for (int i = 1; i <= count; ++i) out << line(QStringLiteral("Question %1 about the harbour").arg(i * 37), QStringLiteral("Answer %1, given with a sigh.").arg(i * 91));
    return out;
  }

  std::unique_ptr<DatasetBridge> bridge;
  std::unique_ptr<session::DatasetService> service;
  std::unique_ptr<MainWindow> window;
  DatasetPage* page = nullptr;

 private:
  timbre::testing::TempFolder m_folder;
  std::shared_ptr<session::Project> m_project;
};

}  // namespace timbre::ui::testing
