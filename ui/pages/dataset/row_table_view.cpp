// SPDX-License-Identifier: GPL-3.0-or-later
// Columns, selection and editors of the table; mouse and keys are in row_table_input.cpp.
#include "ui/pages/dataset/row_table_view.h"

#include "ui/pages/dataset/row_delegate.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>

#include <algorithm>

namespace timbre::ui {

namespace {

constexpr int draftMs = 1000;
constexpr int bulkBarRoom = 62;  ///< its height and the 16 px below it
struct ColumnWidth {
  int column, width;
};
constexpr ColumnWidth fixedWidths[] = {{RowTableModel::Number, 46}, {RowTableModel::Status, 128}, {RowTableModel::System, 86},
                                       {RowTableModel::Tokens, 104}, {RowTableModel::Tags, 74}, {RowTableModel::SplitColumn, 58}};
/// Table widths below which a column goes; with the side panel open the board's 868 px keep all of them.
constexpr int needsSystem = 820, needsTags = 760;

}  // namespace

RowTableView::RowTableView(RowTableModel* model, QWidget* parent) : QTableView(parent), m_rows(model), m_delegate(new RowDelegate(this)) {
  setObjectName(QStringLiteral("rowTable"));
  setAccessibleName(tr("Rows"));
  setModel(model);
  setItemDelegate(m_delegate);
  setFrameShape(QFrame::NoFrame);
  setShowGrid(false);
  setWordWrap(false);
  setCornerButtonEnabled(false);
  setMouseTracking(true);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setSelectionMode(ExtendedSelection);
  setSelectionBehavior(SelectItems);
  setEditTriggers(DoubleClicked | EditKeyPressed | AnyKeyPressed);
  setTabKeyNavigation(true);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  QHeaderView* header = horizontalHeader();
  header->setObjectName(QStringLiteral("rowHeader"));
  header->setAccessibleName(tr("Columns"));
  header->setSectionsClickable(true);
  header->setHighlightSections(false);
  header->setSectionsMovable(false);
  header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  header->setSectionResizeMode(QHeaderView::Interactive);
  header->setSectionResizeMode(RowTableModel::Number, QHeaderView::Fixed);
  header->setSectionResizeMode(RowTableModel::Assistant, QHeaderView::Fixed);
  connect(header, &QHeaderView::sectionResized, this, [this](int column, int, int size) {
    if (m_arranging) return;
    if (column == RowTableModel::User) {
      const int both = columnWidth(RowTableModel::Assistant) + size;
      if (both > 0) setUserShare(double(size) / std::max(1, both));
    }
    layoutColumns();
    Q_EMIT widthsChanged();
  });
  connect(m_delegate, &QAbstractItemDelegate::closeEditor, this, &RowTableView::editorGone);
  connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &RowTableView::commitOpenEditor);
  connect(model, &RowTableModel::rowsArrived, this, &RowTableView::noteFilled);
  m_draftTimer.setInterval(draftMs);
  connect(&m_draftTimer, &QTimer::timeout, this, [this] {
    if (!m_editor || m_editor->waiting() || !m_editor->changed() || m_editor->toPlainText() == m_lastDraft) return;
    m_lastDraft = m_editor->toPlainText();
    Q_EMIT draft(m_editor->row, m_editor->cell, m_lastDraft);
  });
  applyMetrics();
}

void RowTableView::applyMetrics() {
  const Theme& t = theme();
  static constexpr int heights[] = {28, 48, 88}, lines[] = {1, 2, 4};
  m_delegate->setLines(lines[int(m_height)]);
  verticalHeader()->setMinimumSectionSize(t.px(20));
  verticalHeader()->setDefaultSectionSize(t.px(heights[int(m_height)]));
  horizontalHeader()->setMinimumSectionSize(t.px(40));
  horizontalHeader()->setFixedHeight(t.px(32));
  verticalScrollBar()->setSingleStep(t.px(24));
  layoutColumns();
}

void RowTableView::setRowHeight(RowHeight height) {
  const int current = currentIndex().row();
  m_height = height;
  applyMetrics();
  if (current >= 0) scrollTo(currentIndex());
  viewport()->update();
  tellViewport();
}

void RowTableView::setColumnWish(int column, ColumnWish wish) {
  m_wishes.insert(column, wish);
  layoutColumns();
}

bool RowTableView::columnWanted(int column) const {
  const ColumnWish wish = columnWish(column);
  if (wish != ColumnWish::Auto) return wish == ColumnWish::Shown;
  return (column != RowTableModel::System && column != RowTableModel::Tags) || m_filled.contains(column);
}

void RowTableView::forgetFilled() {
  m_filled.clear();
  layoutColumns();
}

void RowTableView::noteFilled(int first, int last) {
  if (m_filled.size() == 2) return;
  const auto before = m_filled.size();
  for (int i = first; i <= last; ++i) {
    const session::RowSummary* row = m_rows->rowAt(i);
    if (!row) continue;
    if (row->hasSystem) m_filled.insert(RowTableModel::System);
    if (!row->tags.empty()) m_filled.insert(RowTableModel::Tags);
  }
  if (m_filled.size() != before) layoutColumns();
}

void RowTableView::setUserShare(double share) {
  m_userShare = std::clamp(share, 0.15, 0.85);
  if (!m_arranging) layoutColumns();
}

void RowTableView::layoutColumns() {
  if (m_arranging) return;
  m_arranging = true;
  const Theme& t = theme();
  const int width = viewport()->width();
  const bool narrow = width >= t.px(1) && (width < t.px(needsTags) || (window()->width() < t.px(1160)));
  const bool noSystem = width < t.px(needsSystem) || window()->width() < t.px(1200);
  int taken = 0;
  for (const auto& [column, wide] : fixedWidths) {
    const bool hide = !columnWanted(column) || (column == RowTableModel::System && noSystem) || (column == RowTableModel::Tags && narrow);
    setColumnHidden(column, hide);
    if (hide) continue;
    setColumnWidth(column, t.px(column == RowTableModel::Tokens && narrow ? 89 : wide));
    taken += columnWidth(column);
  }
  const bool user = columnWanted(RowTableModel::User), assistant = columnWanted(RowTableModel::Assistant);
  setColumnHidden(RowTableModel::User, !user);
  setColumnHidden(RowTableModel::Assistant, !assistant);
  const int rest = std::max(t.px(120), width - taken);
  const int forUser = !assistant ? rest : user ? int(rest * m_userShare) : 0;
  if (user) setColumnWidth(RowTableModel::User, forUser);
  if (assistant) setColumnWidth(RowTableModel::Assistant, rest - forUser);
  m_arranging = false;
}

void RowTableView::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  layoutColumns();
  tellViewport();
}

void RowTableView::updateGeometries() {
  QTableView::updateGeometries();
  // The bar of a bulk selection floats over the table's end: the last rows can be scrolled out from under it.
  QScrollBar* bar = verticalScrollBar();
  const int content = verticalHeader()->length() + (m_bulk ? theme().px(bulkBarRoom) : 0);
  if (m_bulk && content > viewport()->height()) bar->setRange(0, content - viewport()->height());
}

void RowTableView::scrollContentsBy(int dx, int dy) {
  QTableView::scrollContentsBy(dx, dy);
  tellViewport();
}

void RowTableView::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) applyMetrics();
}

void RowTableView::tellViewport() {
  const int first = rowAt(0);
  if (first >= 0) {
    const int last = rowAt(viewport()->height() - 1);
    m_rows->setViewport(first, last >= 0 ? last : m_rows->rowCount() - 1);
  }
  Q_EMIT viewportMoved();
}

// ---- selection --------------------------------------------------------------------------------------------------------

namespace {

QList<std::pair<int, int>> merged(QList<std::pair<int, int>> spans) {
  std::sort(spans.begin(), spans.end());
  QList<std::pair<int, int>> out;
  for (const auto& span : spans) {
    if (!out.isEmpty() && span.first <= out.last().second + 1) out.last().second = std::max(out.last().second, span.second);
    else out.append(span);
  }
  return out;
}

}  // namespace

void RowTableView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
  QTableView::selectionChanged(selected, deselected);
  QList<std::pair<int, int>> whole;
  if (selectionModel())
    for (const QItemSelectionRange& range : selectionModel()->selection())
      if (range.left() == 0 && range.right() == RowTableModel::ColumnCount - 1) whole.append({range.top(), range.bottom()});
  m_wholeRows = merged(std::move(whole));
  m_wholeCount = 0;
  for (const auto& [first, last] : std::as_const(m_wholeRows)) m_wholeCount += last - first + 1;
  const bool bulk = m_wholeCount >= 2;
  if (bulk != m_bulk) {
    m_bulk = bulk;
    updateGeometries();
    Q_EMIT bulkChanged(bulk);
  }
  viewport()->update();
  Q_EMIT selectionMoved();
}

void RowTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  viewport()->update();
  Q_EMIT selectionMoved();
}

bool RowTableView::rowSelected(int row) const {
  const auto after = std::upper_bound(m_wholeRows.begin(), m_wholeRows.end(), row, [](int r, const auto& span) { return r < span.first; });
  return after != m_wholeRows.begin() && row <= std::prev(after)->second;
}

bool RowTableView::rowMarked(int row) const { return rowSelected(row) || (!m_bulk && row == currentIndex().row()); }

QList<std::pair<int, int>> RowTableView::touchedRows() const {
  if (!m_wholeRows.isEmpty()) return m_wholeRows;
  QList<std::pair<int, int>> spans;
  for (const QItemSelectionRange& range : selectionModel()->selection()) spans.append({range.top(), range.bottom()});
  if (spans.isEmpty() && currentIndex().isValid()) spans.append({currentIndex().row(), currentIndex().row()});
  return merged(std::move(spans));
}

qint64 RowTableView::selectedCells() const {
  qint64 cells = 0;
  for (const QItemSelectionRange& range : selectionModel()->selection()) cells += qint64(range.width()) * range.height();
  return cells;
}

void RowTableView::endBulk() {
  const QModelIndex current = currentIndex();
  if (!current.isValid()) return clearSelection();
  selectionModel()->setCurrentIndex(m_rows->index(current.row(), std::max(int(RowTableModel::User), current.column())), QItemSelectionModel::ClearAndSelect);
}

void RowTableView::selectRows(const QList<std::pair<int, int>>& ranges, int current) {
  QItemSelection selection;
  for (const auto& [first, last] : ranges) selection.select(m_rows->index(first, 0), m_rows->index(last, RowTableModel::ColumnCount - 1));
  if (current >= 0) selectionModel()->setCurrentIndex(m_rows->index(current, RowTableModel::Number), QItemSelectionModel::NoUpdate);
  selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
  m_anchor = current;
}

void RowTableView::goTo(int row, int column, bool center) {
  if (row < 0 || row >= m_rows->rowCount()) return;
  if (isColumnHidden(column)) column = RowTableModel::Assistant;
  const QModelIndex target = m_rows->index(row, column);
  selectionModel()->setCurrentIndex(target, QItemSelectionModel::ClearAndSelect);
  scrollTo(target, center ? PositionAtCenter : EnsureVisible);
}

// ---- editors ----------------------------------------------------------------------------------------------------------

bool RowTableView::editCell(int row, int column) {
  if (m_rows->readOnly() || !m_rows->rowAt(row)) return false;
  if (!columnWanted(column)) setColumnWish(column, ColumnWish::Shown);
  if (isColumnHidden(column)) return false;
  goTo(row, column);
  setFocus();
  return edit(m_rows->index(row, column), AllEditTriggers, nullptr);
}

void RowTableView::editorOpened(CellEditor* editor) {
  m_editor = editor;
  m_lastDraft.clear();
  m_draftTimer.start();
}

/// Qt deletes an editor later; from here on it counts as closed.
void RowTableView::editorGone(const QWidget* editor) {
  if (!m_editor || editor != m_editor) return;
  m_draftTimer.stop();
  if (!m_lastDraft.isEmpty()) Q_EMIT draftEnded(m_editor->row, m_editor->cell);
  m_lastDraft.clear();
  m_editor = nullptr;
}

void RowTableView::closeCellEditor(CellEditor* editor, bool commit, CellEditor::Leave leave) {
  const QModelIndex at = currentIndex();
  if (commit) commitData(editor);
  editorGone(editor);
  closeEditor(editor, QAbstractItemDelegate::NoHint);
  setFocus();
  if (!commit || leave == CellEditor::Leave::Stay || !at.isValid()) return;
  int row = at.row(), column = at.column();
  if (leave == CellEditor::Leave::Down) {
    row = std::min(row + 1, m_rows->rowCount() - 1);
  } else {
    const int step = leave == CellEditor::Leave::Right ? 1 : -1;
    do column += step;
    while (column > RowTableModel::Number && column < RowTableModel::ColumnCount && isColumnHidden(column));
    if (column <= RowTableModel::Number || column >= RowTableModel::ColumnCount) column = at.column();
  }
  goTo(row, column);
}

void RowTableView::commitOpenEditor() {
  if (!m_editor) return;
  CellEditor* editor = m_editor;
  commitData(editor);
  editorGone(editor);
  closeEditor(editor, QAbstractItemDelegate::NoHint);
}

void RowTableView::giveFullText(session::RowId row, const QString& system, const QString& user, const QString& assistant) {
  if (!m_editor || m_editor->row != row || !m_editor->waiting()) return;
  m_editor->setOriginal(m_editor->cell == data::Cell::System ? system : m_editor->cell == data::Cell::User ? user : assistant, false);
}

}  // namespace timbre::ui
