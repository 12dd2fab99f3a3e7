// SPDX-License-Identifier: GPL-3.0-or-later
// The page's commands: menu, keys, words, and when they are available.
#include "ui/pages/dataset/dataset_page.h"

#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/dataset_words.h"
#include "ui/models/history_mirror.h"
#include "ui/pages/dataset/bulk_bar.h"
#include "ui/pages/dataset/bulk_panel.h"
#include "ui/pages/dataset/filter_bar.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/shell/action_registry.h"
#include "ui/theme/icons.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/retranslate.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QStackedWidget>

namespace timbre::ui {

void DatasetPage::registerActions(ActionRegistry& registry) {
  m_registry = &registry;
  const auto add = [&](const CommandSpec& spec, std::function<void()> run) {
    QAction* made = registry.add(spec, std::move(run));
    m_actions.insert(QString::fromLatin1(spec.id), made);
    return made;
  };
  // Keys that text fields use as well belong to the table alone.
  const auto local = [&](const CommandSpec& spec, std::function<void()> run) {
    QAction* made = add(spec, std::move(run));
    made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_table->addAction(made);
    return made;
  };
  add({.id = "edit.undo", .text = QT_TRANSLATE_NOOP("Command", "Undo"), .menu = MenuId::Edit, .icon = "undo-2", .keys = QKeySequence("Ctrl+Z")}, {});
  add({.id = "edit.redo", .text = QT_TRANSLATE_NOOP("Command", "Redo"), .menu = MenuId::Edit, .icon = "redo-2", .keys = QKeySequence("Ctrl+Shift+Z")}, {});
  local({.id = "dataset.cut", .text = QT_TRANSLATE_NOOP("Command", "Cut"), .menu = MenuId::Edit, .icon = "scissors", .keys = QKeySequence("Ctrl+X"), .separatorBefore = true}, [this] { copy(true); });
  local({.id = "dataset.copy", .text = QT_TRANSLATE_NOOP("Command", "Copy"), .menu = MenuId::Edit, .icon = "copy", .keys = QKeySequence("Ctrl+C")}, [this] { copy(false); });
  QAction* pasteAction = add({.id = "dataset.paste", .text = QT_TRANSLATE_NOOP("Command", "Paste"), .menu = MenuId::Edit, .icon = "clipboard-paste", .keys = QKeySequence("Ctrl+V")}, [this] { paste(); });
  pasteAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  m_table->addAction(pasteAction);
  m_empty->addAction(pasteAction);
  local({.id = "dataset.clear", .text = QT_TRANSLATE_NOOP("Command", "Clear cells"), .menu = MenuId::Edit, .keys = QKeySequence("Del")}, [this] { clearCells(); });
  local({.id = "dataset.fillDown", .text = QT_TRANSLATE_NOOP("Command", "Fill down"), .menu = MenuId::Edit, .icon = "arrow-down", .keys = QKeySequence("Ctrl+D")}, [this] { fillDown(); });
  add({.id = "dataset.find", .text = QT_TRANSLATE_NOOP("Command", "Search rows"), .menu = MenuId::Edit, .icon = "search", .keys = QKeySequence("Ctrl+F"), .separatorBefore = true}, [this] { m_filter->focusSearch(); });
  add({.id = "dataset.replace", .text = QT_TRANSLATE_NOOP("Command", "Replace text…"), .menu = MenuId::Edit, .icon = "replace", .keys = QKeySequence("Ctrl+H"), .shortText = QT_TRANSLATE_NOOP("Command", "Replace")}, [this] { openReplace({}); });
  add({.id = "dataset.addRow", .text = QT_TRANSLATE_NOOP("Command", "Add row"), .menu = MenuId::Dataset, .icon = "plus", .keys = QKeySequence("Ctrl+Shift+=")}, [this] { addRow(); });
  add({.id = "dataset.duplicate", .text = QT_TRANSLATE_NOOP("Command", "Duplicate row"), .menu = MenuId::Dataset, .icon = "copy", .keys = QKeySequence("Ctrl+Shift+D"), .shortText = QT_TRANSLATE_NOOP("Command", "Duplicate")}, [this] { duplicateRows(); });
  local({.id = "dataset.moveUp", .text = QT_TRANSLATE_NOOP("Command", "Move row up"), .menu = MenuId::Dataset, .icon = "arrow-up", .keys = QKeySequence("Alt+Up"), .separatorBefore = true}, [this] { moveRows(-1); });
  local({.id = "dataset.moveDown", .text = QT_TRANSLATE_NOOP("Command", "Move row down"), .menu = MenuId::Dataset, .icon = "arrow-down", .keys = QKeySequence("Alt+Down")}, [this] { moveRows(1); });
  add({.id = "dataset.tag", .text = QT_TRANSLATE_NOOP("Command", "Tag rows…"), .menu = MenuId::Dataset, .icon = "tag", .separatorBefore = true, .shortText = QT_TRANSLATE_NOOP("Command", "Tag")}, [this] {
    const QModelIndex at = m_table->currentIndex();
    if (!m_table->bulk() && at.isValid()) m_table->selectRows(m_table->touchedRows(), at.row());
    m_panelWanted = m_panelForced = true;
    showPanels();
    m_side->setCurrentWidget(m_bulk);
    m_bulk->setCount(std::max(1, m_table->wholeRowCount()));
    m_bulk->focusTags();
  });
  add({.id = "dataset.splitTrain", .text = QT_TRANSLATE_NOOP("Command", "Put into training"), .menu = MenuId::Dataset}, [this] { setSplit(data::Split::Train); });
  add({.id = "dataset.splitValid", .text = QT_TRANSLATE_NOOP("Command", "Put into validation"), .menu = MenuId::Dataset}, [this] { setSplit(data::Split::Validation); });
  add({.id = "dataset.splitAuto", .text = QT_TRANSLATE_NOOP("Command", "Split automatically"), .menu = MenuId::Dataset}, [this] { setSplit(data::Split::Auto); });
  add({.id = "dataset.nextProblem", .text = QT_TRANSLATE_NOOP("Command", "Next problem"), .menu = MenuId::Dataset, .icon = "triangle-alert", .keys = QKeySequence("F8"), .separatorBefore = true}, [this] { stepProblem(1); });
  add({.id = "dataset.previousProblem", .text = QT_TRANSLATE_NOOP("Command", "Previous problem"), .menu = MenuId::Dataset, .keys = QKeySequence("Shift+F8")}, [this] { stepProblem(-1); });
  if (QAction* shell = registry.find(QStringLiteral("file.import"))) m_actions.insert(QStringLiteral("dataset.import"), shell);
  else add({.id = "dataset.import", .text = QT_TRANSLATE_NOOP("Command", "Import data…"), .menu = MenuId::Dataset, .icon = "download", .keys = QKeySequence("Ctrl+I"), .separatorBefore = true, .shortText = QT_TRANSLATE_NOOP("Command", "Import")}, [this] { chooseImport(); });
  add({.id = "dataset.export", .text = QT_TRANSLATE_NOOP("Command", "Export rows…"), .menu = MenuId::Dataset, .icon = "upload", .shortText = QT_TRANSLATE_NOOP("Command", "Export")}, [this] { chooseExport(); });
  local({.id = "dataset.delete", .text = QT_TRANSLATE_NOOP("Command", "Delete row"), .menu = MenuId::Dataset, .icon = "trash-2", .keys = QKeySequence("Ctrl+-"), .separatorBefore = true, .danger = true, .shortText = QT_TRANSLATE_NOOP("Command", "Delete")}, [this] { deleteRows(); });
  QAction* panel = add({.id = "dataset.panel", .text = QT_TRANSLATE_NOOP("Command", "Conversation panel"), .menu = MenuId::View, .icon = "panel-right", .checkable = true, .separatorBefore = true}, {});
  panel->setChecked(true);
  connect(panel, &QAction::toggled, this, [this](bool on) {
    m_panelWanted = on;
    m_panelForced = on;
    showPanels();
    m_layoutTimer.start();
  });
  m_history = new HistoryMirror(m_bridge, action("edit.undo"), action("edit.redo"), this);
  m_history->setActive(false);

  // Toolbar: undo and redo | row height, columns, panel.
  m_filter->addTool(action("edit.undo"));
  m_filter->addTool(action("edit.redo"));
  m_filter->addLine();
  auto* heightMenu = new QMenu(this);
  QAction* heights = add({.id = "dataset.rowHeight", .text = QT_TRANSLATE_NOOP("Command", "Row height"), .menu = MenuId::View, .icon = "rows-3"}, {});
  heights->setMenu(heightMenu);
  auto* group = new QActionGroup(this);
  static constexpr const char* names[] = {QT_TR_NOOP("One line"), QT_TR_NOOP("Two lines"), QT_TR_NOOP("Four lines")};
  connect(heightMenu, &QMenu::aboutToShow, this, [this, heightMenu, group] {
    heightMenu->clear();
    for (int i = 0; i < 3; ++i) {
      QAction* choice = heightMenu->addAction(tr(names[i]));
      choice->setCheckable(true);
      choice->setActionGroup(group);
      choice->setChecked(int(m_table->rowHeight_()) == i);
      connect(choice, &QAction::triggered, this, [this, i] {
        m_table->setRowHeight(RowTableView::RowHeight(i));
        m_layoutTimer.start();
      });
    }
  });
  m_filter->addTool(heights, heightMenu);
  auto* columnMenu = new QMenu(this);
  QAction* columns = add({.id = "dataset.columns", .text = QT_TRANSLATE_NOOP("Command", "Columns"), .menu = MenuId::View, .icon = "columns-3"}, {});
  columns->setMenu(columnMenu);
  connect(columnMenu, &QMenu::aboutToShow, this, [this, columnMenu] {
    columnMenu->clear();
    for (int c = RowTableModel::Status; c < RowTableModel::ColumnCount; ++c) {
      QAction* choice = columnMenu->addAction(m_model->headerData(c, Qt::Horizontal).toString());
      choice->setCheckable(true);
      choice->setChecked(m_table->columnWanted(c));
      connect(choice, &QAction::toggled, this, [this, c](bool on) {
        m_table->setColumnWish(c, on ? RowTableView::ColumnWish::Shown : RowTableView::ColumnWish::Hidden);
        m_layoutTimer.start();
      });
    }
  });
  m_filter->addTool(columns, columnMenu);
  m_filter->addTool(panel);
  m_bulkBar->addCommand(action("dataset.tag"), QStringLiteral("bulk.tag"));
  auto* splitMenu = new QMenu(this);
  for (const char* id : {"dataset.splitTrain", "dataset.splitValid", "dataset.splitAuto"}) splitMenu->addAction(action(id));
  auto* splitWords = new QAction(Icons::icon(QStringLiteral("split")), {}, this);
  onLanguageChange(this, [splitWords] {
    splitWords->setText(tr("Split"));
    splitWords->setIconText(tr("Split"));
    splitWords->setToolTip(tr("Split"));
  });
  m_bulkBar->addMenu(splitMenu, splitWords, QStringLiteral("bulk.split"));
  m_bulkBar->addCommand(action("dataset.replace"), QStringLiteral("bulk.replace"));
  m_bulkBar->addCommand(action("dataset.duplicate"), QStringLiteral("bulk.duplicate"));
  m_bulkBar->addCommand(action("dataset.delete"), QStringLiteral("bulk.delete"));
  updateActions();
  showPanels();
}

QList<QWidget*> DatasetPage::headerActions() {
  QPushButton* import = makeButton(ButtonKind::Secondary, {}, QStringLiteral("download"));
  import->setObjectName(QStringLiteral("header.import"));
  QPushButton* exportButton = makeButton(ButtonKind::Secondary, {}, QStringLiteral("upload"));
  exportButton->setObjectName(QStringLiteral("header.export"));
  QPushButton* add = makeButton(ButtonKind::Primary, {}, QStringLiteral("plus"));
  add->setObjectName(QStringLiteral("header.addRow"));
  const std::pair<QPushButton*, const char*> buttons[] = {{import, "dataset.import"}, {exportButton, "dataset.export"}, {add, "dataset.addRow"}};
  for (const auto& [button, id] : buttons)
    if (action(id)) bindAction(button, action(id));
  // The shell's menu entry reads "Import data…"; the button says less.
  if (action("dataset.import") && m_registry->find(QStringLiteral("file.import"))) {
    const auto shorten = [import, this] { import->setText(tr("Import")); };
    shorten();
    connect(action("dataset.import"), &QAction::changed, import, shorten);
  }
  return {import, exportButton, add};
}

void DatasetPage::updateActions() {
  if (m_actions.isEmpty()) return;
  const bool open = service() != nullptr;
  const bool writable = open && !m_project.readOnly;
  const bool rows = open && m_table->currentIndex().isValid() && m_model->rowCount() > 0;
  const QString locked = m_project.readOnly ? tr("The project is read-only") : QString();
  const QString none = tr("No row is selected");
  const auto set = [&](const char* id, bool on, const QString& reason) {
    if (QAction* a = action(id)) setAvailable(a, on && m_active, reason);
  };
  const QString rowReason = !locked.isEmpty() ? locked : none;
  for (const char* id : {"dataset.cut", "dataset.clear", "dataset.fillDown", "dataset.duplicate", "dataset.delete", "dataset.tag", "dataset.splitTrain", "dataset.splitValid", "dataset.splitAuto"})
    set(id, writable && rows, rowReason);
  set("dataset.copy", rows, none);
  set("dataset.paste", writable, locked);
  set("dataset.addRow", writable, locked);
  set("dataset.replace", writable && m_total > 0, !locked.isEmpty() ? locked : tr("The dataset is empty"));
  set("dataset.export", open && m_total > 0, tr("The dataset is empty"));
  const bool ordered = m_sort.sort == session::SortKey::Position && !m_sort.descending;
  const QString moveReason = !locked.isEmpty() ? locked : ordered ? none : tr("Rows can be moved in the dataset's own order only");
  set("dataset.moveUp", writable && rows && ordered, moveReason);
  set("dataset.moveDown", writable && rows && ordered, moveReason);
  m_table->setMovable(writable && ordered);
  const bool problems = m_problemState.errors + m_problemState.warnings > 0;
  set("dataset.nextProblem", problems, tr("There are no problems"));
  set("dataset.previousProblem", problems, tr("There are no problems"));
  set("dataset.find", open, {});
  for (const char* id : {"dataset.panel", "dataset.rowHeight", "dataset.columns"}) set(id, open, {});
  // The window's own import is the window's without a project, and is for other pages too.
  QAction* import = action("dataset.import");
  if (import && m_registry && import == m_registry->find(QStringLiteral("file.import"))) {
    if (open) setAvailable(import, writable, locked);
  } else {
    set("dataset.import", writable, locked);
  }
}

void DatasetPage::openMenu(const QPoint& position) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->setObjectName(QStringLiteral("rowMenu"));
  const QModelIndex at = m_table->currentIndex();
  const bool cell = RowTableModel::cellOf(at.column()).has_value();
  QAction* edit = menu->addAction(Icons::icon("pencil"), tr("Edit cell"), this, [this, at] { m_table->editCell(at.row(), at.column()); });
  edit->setShortcut(Qt::Key_F2);
  edit->setEnabled(cell && !m_project.readOnly && !m_table->bulk());
  QAction* open = menu->addAction(Icons::icon("messages-square"), tr("Open conversation"), m_table, &RowTableView::conversationRequested);
  open->setShortcut(Qt::Key_Space);
  if (at.column() == RowTableModel::System) {
    QAction* name = menu->addAction(Icons::icon("type"), tr("Name this system prompt…"), this, &DatasetPage::namePrompt);
    name->setEnabled(!m_project.readOnly);
  }
  menu->addSeparator();
  for (const char* id : {"dataset.cut", "dataset.copy", "dataset.paste", "dataset.fillDown"}) menu->addAction(action(id));
  menu->addSeparator();
  for (const char* id : {"dataset.addRow", "dataset.duplicate", "dataset.moveUp", "dataset.moveDown", "dataset.tag"}) menu->addAction(action(id));
  QMenu* split = menu->addMenu(tr("Split"));
  for (const char* id : {"dataset.splitTrain", "dataset.splitValid", "dataset.splitAuto"}) split->addAction(action(id));
  menu->addSeparator();
  menu->addAction(action("dataset.delete"));
  menu->popup(position);
}

}  // namespace timbre::ui
