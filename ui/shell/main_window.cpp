// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/shell/page_header.h"
#include "ui/shell/regions.h"
#include "ui/shell/status_bar.h"
#include "ui/theme/icons.h"
#include "ui/widgets/drop_frame.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/local_paths.h"
#include "ui/widgets/overlay.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {
constexpr int kRailBelow = 1200;
}

MainWindow::MainWindow(ShellCommands commands, QWidget* parent)
    : QMainWindow(parent), m_commands(std::move(commands)), m_actions(new ActionRegistry(this)) {
  const Theme& t = theme();
  setObjectName("mainWindow");
  setMinimumSize(t.px(1000), t.px(640));
  auto* centre = new QWidget(this);
  auto* column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* row = new QHBoxLayout;
  row->setSpacing(0);
  m_sidebar = new Sidebar(centre);
  m_sidebar->hide();
  m_stack = new QStackedWidget(centre);
  m_stack->setObjectName("pages");
  row->addWidget(m_sidebar);
  row->addWidget(m_stack, 1);
  m_status = new StatusLine(centre);
  column->addLayout(row, 1);
  column->addWidget(m_status);
  setCentralWidget(centre);
  for (int i = 0; i < kMenuCount; ++i) {
    QMenu* menu = menuBar()->addMenu(ActionRegistry::menuTitle(MenuId(i)));
    menu->menuAction()->setVisible(false);
    m_menus.append(menu);
  }
  m_projectMenu = new QMenu(this);
  connect(m_projectMenu, &QMenu::aboutToShow, this, &MainWindow::fillProjectMenu);
  m_sidebar->setProjectMenu(m_projectMenu);
  m_notices = new NoticeStack(this);
  m_dropFrame = new DropFrame(this);
  setAcceptDrops(true);
  m_noticePlace.setSingleShot(true);
  m_noticePlace.setInterval(0);
  connect(&m_noticePlace, &QTimer::timeout, this, &MainWindow::placeNotices);
  FocusRing::install(this);
  connect(m_actions, &ActionRegistry::added, this, &MainWindow::insertIntoMenu);
  connect(m_sidebar, &Sidebar::pageChosen, this, &MainWindow::goTo);
  connect(m_sidebar, &Sidebar::settingsRequested, this, [this] { if (m_commands.settings) m_commands.settings(); });
  connect(m_sidebar->runStrip(), &RunStrip::opened, this, &MainWindow::runStripOpened);
  connect(m_sidebar->runStrip(), &RunStrip::pauseToggled, this, &MainWindow::pauseToggled);
  addShellActions();
  retitle();
}

MainWindow::~MainWindow() = default;

void MainWindow::addShellActions() {
  const auto add = [this](const CommandSpec& spec, const std::function<void()>& run) {
    if (run) m_actions->add(spec, run);
  };
  add({.id = "file.new", .text = QT_TRANSLATE_NOOP("Command", "&New project…"), .icon = "plus", .keys = QKeySequence::New}, m_commands.newProject);
  add({.id = "file.open", .text = QT_TRANSLATE_NOOP("Command", "&Open project…"), .icon = "folder-open", .keys = QKeySequence::Open}, m_commands.openProject);
  add({.id = "file.import", .text = QT_TRANSLATE_NOOP("Command", "&Import data…"), .icon = "download", .keys = QKeySequence("Ctrl+I"), .separatorBefore = true}, m_commands.importData);
  add({.id = "file.showFolder", .text = QT_TRANSLATE_NOOP("Command", "Show project &folder"), .icon = "folder", .separatorBefore = true}, m_commands.showProjectFolder);
  add({.id = "file.close", .text = QT_TRANSLATE_NOOP("Command", "&Close project"), .icon = "log-out", .keys = QKeySequence("Ctrl+W")}, m_commands.closeProject);
  add({.id = "file.settings", .text = QT_TRANSLATE_NOOP("Command", "&Settings…"), .icon = "settings", .keys = QKeySequence("Ctrl+,"), .separatorBefore = true}, m_commands.settings);
  add({.id = "file.quit", .text = QT_TRANSLATE_NOOP("Command", "&Quit"), .keys = QKeySequence("Ctrl+Q"), .separatorBefore = true}, m_commands.quit);
  addViewActions();
  add({.id = "run.chooseModel", .text = QT_TRANSLATE_NOOP("Command", "Choose a &model…"), .menu = MenuId::Run, .icon = "box", .shortText = QT_TRANSLATE_NOOP("Command", "Choose a model")}, m_commands.chooseModel);
  add({.id = "help.log", .text = QT_TRANSLATE_NOOP("Command", "Open &log folder"), .menu = MenuId::Help, .icon = "logs"}, m_commands.openLogFolder);
  add({.id = "help.about", .text = QT_TRANSLATE_NOOP("Command", "&About Timbre"), .menu = MenuId::Help, .icon = "info", .separatorBefore = true}, m_commands.about);
  for (const char* id : {"file.showFolder", "file.close", "file.import"})
    if (QAction* action = m_actions->find(id)) setAvailable(action, false, tr("No project is open"));
}

void MainWindow::addViewActions() {
  m_actions->add({.id = "view.palette", .text = QT_TRANSLATE_NOOP("Command", "&Command palette…"), .menu = MenuId::View, .icon = "command", .keys = QKeySequence("Ctrl+K")}, [this] { openPalette(); });
  m_actions->add({.id = "view.nextRegion", .text = QT_TRANSLATE_NOOP("Command", "Next &region"), .menu = MenuId::View, .keys = QKeySequence("F6")}, [this] { cycle(true); });
  m_actions->add({.id = "view.previousRegion", .text = QT_TRANSLATE_NOOP("Command", "&Previous region"), .menu = MenuId::View, .keys = QKeySequence("Shift+F6")}, [this] { cycle(false); });
}

void MainWindow::insertIntoMenu(QAction* action) {
  QMenu* menu = m_menus[int(m_actions->menuOf(action))];
  if (m_actions->separatorBefore(action) && !menu->isEmpty()) menu->addSeparator();
  menu->addAction(action);
  menu->menuAction()->setVisible(true);
  addAction(action);
}

QWidget* MainWindow::framed(Page* page) {
  auto* frame = new Pane(Role::Surface, {}, m_stack);
  frame->setProperty("focusHome", true);
  auto* column = new QVBoxLayout(frame);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  if (page->hasHeader()) column->addWidget(new PageHeader(page, frame));
  if (QWidget* line = page->headerLine()) column->addWidget(line);
  column->addWidget(page, 1);
  return frame;
}

void MainWindow::addPage(Page* page) {
  page->setObjectName(QStringLiteral("page.") + page->id());
  page->registerActions(*m_actions);
  Entry entry{page, framed(page), nullptr};
  m_stack->addWidget(entry.frame);
  if (page->inSidebar()) {
    const int number = m_sidebar->findChildren<NavItem*>().size();  // settings is one of them
    const QString keys = QStringLiteral("Ctrl+%1").arg(number);
    const QByteArray id = "view.page." + page->id().toUtf8();
    entry.action = m_actions->add({.id = id.constData(), .text = "", .menu = MenuId::View, .keys = QKeySequence(keys), .separatorBefore = number == 1},
                                  [this, name = page->id()] { goTo(name); });
    entry.action->setIcon(Icons::icon(page->icon()));
    setAvailable(entry.action, !page->needsProject() || m_hasProject, tr("No project is open"));
    m_sidebar->addPage(page, keys);
  }
  m_pages.insert(page->id(), entry);
  m_order.append(page->id());
  connect(page, &Page::goTo, this, &MainWindow::goTo);
  connect(page, &Page::notice, this, &MainWindow::notify);
  connect(page, &Page::statusChanged, this, [this, page] {
    if (page != currentPage()) return;
    showStatus();
    m_noticePlace.start();
  });
  connect(page, &Page::titleChanged, this, &MainWindow::retitle);
  retitle();
  if (m_order.size() == 1) goTo(page->id());
}

Page* MainWindow::currentPage() const {
  for (const Entry& entry : m_pages)
    if (entry.frame == m_stack->currentWidget()) return entry.page;
  return nullptr;
}

bool MainWindow::goTo(const QString& pageId) {
  const auto found = m_pages.constFind(pageId);
  if (found == m_pages.constEnd() || (found->page->needsProject() && !m_hasProject)) return false;
  Page* before = currentPage();
  const bool changes = before != found->page || !m_stack->currentWidget()->isVisible();
  if (before && before != found->page) before->leave();
  m_stack->setCurrentWidget(found->frame);
  m_sidebar->setCurrent(pageId);
  m_sidebar->setVisible(m_hasProject && found->page->needsProject());
  if (changes || before == found->page) found->page->enter();
  showStatus();
  retitle();
  m_noticePlace.start();
  Q_EMIT pageChanged(pageId);
  return true;
}

void MainWindow::setProject(const QString& name, const QString& detail) {
  m_project = name;
  m_hasProject = !name.isEmpty();
  m_sidebar->setProject(name, detail);
  for (const Entry& entry : std::as_const(m_pages))
    if (entry.action) setAvailable(entry.action, !entry.page->needsProject() || m_hasProject, tr("No project is open"));
  for (const char* id : {"file.showFolder", "file.close", "file.import"})
    if (QAction* action = m_actions->find(id)) setAvailable(action, m_hasProject, tr("No project is open"));
  if (Page* current = currentPage(); current && current->needsProject() && !m_hasProject)
    for (const QString& id : std::as_const(m_order))
      if (!m_pages[id].page->needsProject() && goTo(id)) break;
  if (Page* current = currentPage()) m_sidebar->setVisible(m_hasProject && current->needsProject());
  retitle();
}

void MainWindow::notify(const NoticeText& text) {
  placeNotices();
  m_notices->post(text);
}

void MainWindow::placeNotices() {
  const Page* page = currentPage();
  if (page && isAncestorOf(page)) m_notices->setArea(QRect(page->mapTo(this, page->noticeArea().topLeft()), page->noticeArea().size()));
}

void MainWindow::retitle() {
  const Page* current = currentPage();
  setWindowTitle(m_hasProject ? QStringLiteral("%1 · %2 · Timbre").arg(current ? current->title() : QString(), m_project) : QStringLiteral("Timbre"));
  for (const Entry& entry : std::as_const(m_pages))
    if (entry.action) {
      entry.action->setText(entry.page->title());
      entry.action->setIconText(entry.page->title());
      entry.action->setToolTip(entry.page->title());
    }
}

void MainWindow::showStatus() {
  const Page* current = currentPage();
  if (!current) return;
  m_status->setSaved(current->statusKind(), current->statusText());
  m_status->setSelection(current->selectionText());
}

void MainWindow::fillProjectMenu() {
  m_projectMenu->clear();
  if (m_projectFiller) m_projectFiller(m_projectMenu);
  if (!m_projectMenu->isEmpty()) m_projectMenu->addSeparator();
  for (const char* id : {"file.new", "file.open", "file.showFolder", "file.close"})
    if (QAction* action = m_actions->find(id)) m_projectMenu->addAction(action);
}

void MainWindow::openPalette() {
  if (Overlay::top(this)) return;
  QList<PaletteEntry> entries;
  for (QAction* action : m_actions->actions()) {
    if (action->objectName() == "view.palette" || action->text().isEmpty()) continue;
    entries.append({ActionRegistry::plainWords(action->text()), m_actions->englishOf(action), ActionRegistry::plainWords(ActionRegistry::menuTitle(m_actions->menuOf(action))),
                    Icons::nameOf(action->icon()), action->shortcut().toString(QKeySequence::NativeText), action->isEnabled(), action->property("reason").toString(), [action] { action->trigger(); }});
  }
  for (const auto& source : std::as_const(m_sources)) entries += source();
  CommandPalette::open(this, std::move(entries));
}

void MainWindow::cycle(bool forward) {
  QList<QWidget*> regions{m_sidebar};
  if (Page* current = currentPage()) {
    if (auto* header = m_stack->currentWidget()->findChild<PageHeader*>(QString(), Qt::FindDirectChildrenOnly)) regions << header;
    regions += current->regions();
  }
  focusNextRegion(regions, QApplication::focusWidget(), forward);
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    m_actions->retranslate();
    for (int i = 0; i < kMenuCount; ++i) m_menus[i]->setTitle(ActionRegistry::menuTitle(MenuId(i)));
    retitle();
    showStatus();
    setProject(m_project, m_sidebar->projectButton()->accessibleDescription());
  }
  QMainWindow::changeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  m_sidebar->setRail(width() < theme().px(kRailBelow));
  m_noticePlace.start();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (m_commands.mayClose && !m_commands.mayClose()) event->ignore();
  else event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  // A dialog that is open has the word.
  if (Overlay::top(this) || localPaths(event->mimeData()).empty()) return;
  event->acceptProposedAction();
  m_dropFrame->cover(tr("Drop a model folder, a project or a file with conversations"));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { m_dropFrame->hide(); }

void MainWindow::dropEvent(QDropEvent* event) {
  m_dropFrame->hide();
  const auto paths = localPaths(event->mimeData());
  if (Overlay::top(this) || paths.empty()) return;
  event->acceptProposedAction();
  Q_EMIT dropped(paths);
}

}  // namespace timbre::ui
