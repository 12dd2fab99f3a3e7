// SPDX-License-Identifier: GPL-3.0-or-later
// The window: menu bar, sidebar, page stack with headers, status line, palette, notices. It owns pages and actions, and knows
// projects, runs and devices only as words that app/ hands to it. Nothing here blocks or opens a nested event loop.
#pragma once

#include "ui/shell/action_registry.h"
#include "ui/shell/sidebar.h"
#include "ui/widgets/command_palette.h"
#include "ui/widgets/notices.h"

#include <QHash>
#include <QMainWindow>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <vector>

class QMenu;
class QStackedWidget;

namespace timbre::ui {

class Page;
class PageHeader;
class DropFrame;
class StatusLine;

/// What the program does for the window. Commands without a function are left out: no menu entry does nothing.
struct ShellCommands {
  std::function<void()> newProject{}, openProject{}, importData{}, closeProject{}, showProjectFolder{}, chooseModel{};
  std::function<void()> settings{}, about{}, openLogFolder{}, quit{};
  /// Asked when the window is about to close; true lets it. May open a dialog and call QWidget::close() again later.
  std::function<bool()> mayClose{};
};

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(ShellCommands commands, QWidget* parent = nullptr);
  ~MainWindow() override;

  ActionRegistry& actions() { return *m_actions; }
  /// Takes ownership. Sidebar pages get Ctrl+1… in order.
  void addPage(Page* page);
  Page* currentPage() const;
  Page* page(const QString& id) const { return m_pages.value(id).page; }
  bool goTo(const QString& pageId);

  /// An empty name closes the project: only pages without a project stay reachable, the sidebar hides.
  void setProject(const QString& name, const QString& detail);
  bool hasProject() const { return m_hasProject; }
  void setRun(const RunStripState& state) { m_sidebar->setRun(state); }
  void setDevice(const DeviceState& device) { m_sidebar->setDevice(device); }
  Sidebar* sidebar() const { return m_sidebar; }
  StatusLine* statusLine() const { return m_status; }
  void notify(const NoticeText& text);
  /// More entries for the palette (rows, runs, settings), asked each time it opens.
  void addPaletteSource(std::function<QList<PaletteEntry>()> source) { m_sources.append(std::move(source)); }
  /// Recent projects in the project menu.
  void setProjectMenuFiller(std::function<void(QMenu*)> filler) { m_projectFiller = std::move(filler); }

 public Q_SLOTS:
  void openPalette();

 Q_SIGNALS:
  void pageChanged(const QString& pageId);
  void runStripOpened();
  void pauseToggled();
  /// Local files or folders were dropped onto the window while nothing lay over it.
  void dropped(const std::vector<std::filesystem::path>& paths);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  struct Entry {
    Page* page = nullptr;
    QWidget* frame = nullptr;
    QAction* action = nullptr;
  };
  void addShellActions();
  void addViewActions();
  void insertIntoMenu(QAction* action);
  void fillProjectMenu();
  void retitle();
  void placeNotices();
  void showStatus();
  void cycle(bool forward);
  QWidget* framed(Page* page);

  ShellCommands m_commands;
  ActionRegistry* m_actions;
  Sidebar* m_sidebar;
  QStackedWidget* m_stack;
  StatusLine* m_status;
  NoticeStack* m_notices;
  DropFrame* m_dropFrame;
  QTimer m_noticePlace;  ///< once the layout has settled
  QMenu* m_projectMenu;
  std::function<void(QMenu*)> m_projectFiller;
  QList<QMenu*> m_menus;
  QHash<QString, Entry> m_pages;
  QStringList m_order;
  QList<std::function<QList<PaletteEntry>()>> m_sources;
  QString m_project;
  bool m_hasProject = false;
};

}  // namespace timbre::ui
