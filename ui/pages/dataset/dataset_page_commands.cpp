// SPDX-License-Identifier: GPL-3.0-or-later
// What people do to rows, as values for the service.
#include "ui/pages/dataset/dataset_page.h"

#include "core/data/conversation.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/dataset_words.h"
#include "ui/pages/dataset/bulk_panel.h"
#include "ui/pages/dataset/conversation_panel.h"
#include "ui/pages/dataset/dataset_dialogs.h"
#include "ui/pages/dataset/filter_bar.h"
#include "ui/pages/dataset/message_edit.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/widgets/buttons.h"

#include <QAction>
#include <QHeaderView>
#include <QLocale>
#include <QStackedWidget>

namespace timbre::ui {

void DatasetPage::withRows(std::function<void(Ids)> run) {
  if (!service() || m_project.readOnly) return;
  m_model->collectIds(m_table->touchedRows(), [this, run = std::move(run)](Ids ids) {
    if (!ids.empty() && service()) run(std::move(ids));
  });
}

void DatasetPage::addRow() {
  if (!service() || m_project.readOnly) return;
  finishEditing();
  session::NewRow row;
  // A dataset with one system prompt gets it in new rows too; otherwise each new row would begin with a warning.
  if (m_prompts.size() == 1 && m_prompts.front().rows * 2 > m_total) {
    row.value["messages"] = base::Json::array({newMessage("system", QString::fromStdString(m_prompts.front().text)), newMessage("user"), newMessage("assistant")});
  }
  const bool ordered = m_sort.sort == session::SortKey::Position && !m_sort.descending;
  const session::RowId current = m_model->idAt(m_table->currentIndex().row());
  m_addedByUser = true;
  m_editWhenThere = std::numeric_limits<session::RowId>::max();  // the id comes with the view
  m_editColumn = RowTableModel::User;
  service()->submit(session::InsertRows{ordered && current > 0 ? current : -1, {row}});
}

void DatasetPage::duplicateRows() {
  finishEditing();
  withRows([this](Ids ids) {
    m_addedByUser = true;
    m_editWhenThere = 0;
    service()->submit(session::DuplicateRows{std::move(ids)});
  });
}

void DatasetPage::deleteRows() {
  finishEditing();
  withRows([this](Ids ids) {
    const int count = int(ids.size());
    m_table->endBulk();
    service()->submit(session::DeleteRows{std::move(ids)});
    NoticeText text{BadgeKind::Info, tr("%n row(s) deleted", nullptr, count), {}, tr("Undo"), [this] { if (service()) service()->undo(); }};
    Q_EMIT notice(text);
  });
}

void DatasetPage::moveRows(int direction) {
  const auto spans = m_table->touchedRows();
  if (spans.size() != 1) return;
  const auto [first, last] = spans.front();
  if ((direction < 0 && first == 0) || (direction > 0 && last + 1 >= m_model->rowCount())) return;
  const int before = direction < 0 ? first - 2 : last + 1;
  const session::RowId after = before < 0 ? 0 : m_model->idAt(before);
  if (before >= 0 && after <= 0) return;
  finishEditing();
  withRows([this, after](Ids ids) {
    moveBehind(std::move(ids), after);
  });
}

void DatasetPage::moveBehind(Ids ids, session::RowId after) {
  m_moveCount = int(ids.size());
  m_moveLead = ids.front();  // looked for in the new view: an answer from the old one would come too early
  service()->submit(session::MoveRows{std::move(ids), after});
}

void DatasetPage::dropRows(int before) {
  const auto spans = m_table->touchedRows();
  if (spans.size() == 1 && before >= spans.front().first && before <= spans.front().second + 1) return;  // where they are
  int row = before - 1;
  while (row >= 0 && m_table->rowSelected(row)) --row;
  const session::RowId after = row < 0 ? 0 : m_model->idAt(row);
  if (row >= 0 && after <= 0) return;
  withRows([this, after](Ids ids) {
    moveBehind(std::move(ids), after);
  });
}

void DatasetPage::fillDown() {
  const QItemSelection selection = m_table->selectionModel()->selection();
  if (selection.isEmpty()) return;
  int top = std::numeric_limits<int>::max(), bottom = -1, left = RowTableModel::ColumnCount, right = -1;
  for (const QItemSelectionRange& range : selection) {
    top = std::min(top, range.top());
    bottom = std::max(bottom, range.bottom());
    left = std::min(left, range.left());
    right = std::max(right, range.right());
  }
  // One row: it takes the text of the row above it.
  if (top == bottom) --top;
  if (top < 0) return;
  QList<data::Cell> cells;
  for (int c = left; c <= right; ++c)
    if (const auto cell = RowTableModel::cellOf(c); cell && !m_table->isColumnHidden(c)) cells << *cell;
  const session::RowId source = m_model->idAt(top);
  if (cells.isEmpty() || source <= 0 || !service()) return;
  m_model->collectIds({{top + 1, bottom}}, [this, source, cells](Ids ids) {
    if (ids.empty() || !service()) return;
    m_rowAnswers.insert(service()->requestRow(source), [this, ids, cells](const session::RowReady& row) {
      if (row.missing || !service()) return;
      const data::Projection from = data::Conversation::fromJson(row.row).projection();
      const auto text = [&](data::Cell cell) { return cell == data::Cell::System ? from.systemText : cell == data::Cell::User ? from.userText : from.assistantText; };
      if (cells.size() == 1) {
        service()->submit(session::FillCell{ids, cells.front(), text(cells.front())});
        return;
      }
      session::SetCells many;
      for (const session::RowId id : ids)
        for (const data::Cell cell : cells) many.cells.push_back({id, cell, text(cell)});
      service()->submit(std::move(many));
    });
  });
}

void DatasetPage::clearCells() {
  if (m_table->wholeRowCount() > 0) return deleteRows();
  const QItemSelection selection = m_table->selectionModel()->selection();
  QSet<int> columns;
  for (const QItemSelectionRange& range : selection)
    for (int c = range.left(); c <= range.right(); ++c)
      if (RowTableModel::cellOf(c) && !m_table->isColumnHidden(c)) columns << c;
  if (columns.isEmpty()) return;
  withRows([this, columns](Ids ids) {
    if (columns.size() == 1) {
      service()->submit(session::FillCell{std::move(ids), *RowTableModel::cellOf(*columns.begin()), {}});
      return;
    }
    session::SetCells many;
    for (const session::RowId id : ids)
      for (const int column : columns) many.cells.push_back({id, *RowTableModel::cellOf(column), {}});
    service()->submit(std::move(many));
  });
}

void DatasetPage::setSplit(data::Split split) {
  withRows([this, split](Ids ids) { service()->submit(session::SetSplit{std::move(ids), split}); });
}

void DatasetPage::openReplace(const QString& find) {
  finishEditing();
  auto* dialog = new ReplaceDialog(window(), find, m_table->bulk() ? m_table->wholeRowCount() : 0, m_viewCount);
  connect(dialog, &ReplaceDialog::replaceRequested, this, [this](session::ReplaceText replace, bool selection) {
    if (!service()) return;
    if (!selection) {
      service()->submit(std::move(replace));
      return;
    }
    withRows([this, replace = std::move(replace)](Ids ids) mutable {
      replace.rows = std::move(ids);
      service()->submit(std::move(replace));
    });
  });
  dialog->openDialog();
}

// ---- problems ---------------------------------------------------------------------------------------------------------

void DatasetPage::goToRow(session::RowId row, int column, bool edit) {
  if (!service() || row <= 0) return;
  m_goColumn = column;
  m_goEdit = edit;
  m_goAttempts = 0;
  m_goTicket = service()->locate(row);
}

void DatasetPage::stepProblem(int direction) {
  // The list may have been made anew since; the step goes from where the table stands, unless a step is still under way.
  if (m_goTicket == 0 && m_table->currentIndex().isValid()) m_problems->showRow(m_model->idAt(m_table->currentIndex().row()));
  // Beyond the listed problems the service knows the next one.
  if (direction > 0 && !m_problems->complete() && m_problems->list()->currentIndex().row() + 1 >= m_problems->list()->model()->rowCount() && service()) {
    m_goColumn = RowTableModel::Assistant;
    m_goEdit = false;
    m_goAttempts = 0;
    m_goTicket = service()->nextProblem(m_model->idAt(m_table->currentIndex().row()));
    return;
  }
  if (const session::ProblemItem* item = m_problems->step(direction)) goToRow(item->row, RowTableModel::Assistant, false);
}

void DatasetPage::runFix(const session::ProblemItem& item, Fix fix) {
  if (!service()) return;
  const session::RowId row = item.row;
  const auto openPanel = [this] {
    m_panelWanted = m_panelForced = true;
    showPanels();
  };
  switch (fix) {
    case Fix::GoTo: return goToRow(row, RowTableModel::Assistant, false);
    case Fix::WriteAnswer: return goToRow(row, RowTableModel::Assistant, true);
    case Fix::EditCell:
    case Fix::OpenConversation:
    case Fix::EditJson: {
      // The message may be none of the table's columns: the panel shows all of them.
      openPanel();
      goToRow(row, RowTableModel::Assistant, false);
      m_rowAnswers.insert(service()->requestRow(row), [this, fix, message = item.problem.message.value_or(-1)](const session::RowReady& ready) {
        if (ready.missing) return;
        m_conversation->setRow(ready);
        if (fix == Fix::EditJson) m_conversation->editJson();
        else m_conversation->editMessage(message, fix == Fix::EditCell);
      });
      return;
    }
    case Fix::DeleteRow:
      m_followFix = 1;
      service()->submit(session::DeleteRows{{row}});
      return;
    case Fix::Replace: return openReplace(QString::fromStdString(item.problem.detail));
    case Fix::RemoveInvisible:
      m_followFix = 1;
      service()->submit(session::TransformText{{row}, {}, session::TextTransform::RemoveInvisible});
      return;
    case Fix::AddPrompt:
      if (m_prompts.empty()) return goToRow(row, RowTableModel::System, true);
      m_followFix = 1;
      service()->submit(session::SetCell{row, data::Cell::System, m_prompts.front().text});
      return;
    case Fix::Compare:
      m_rowAnswers.insert(service()->requestRow(row), [this, other = item.problem.otherRow](const session::RowReady& first) {
        if (first.missing || !service()) return;
        m_rowAnswers.insert(service()->requestRow(other), [this, first](const session::RowReady& second) {
          if (second.missing) return;
          auto* dialog = new CompareDialog(window(), second, first, m_project.readOnly);
          connect(dialog, &CompareDialog::deleteRequested, this, [this](session::RowId id) {
            m_followFix = 1;
            if (service()) service()->submit(session::DeleteRows{{id}});
          });
          dialog->openDialog();
        });
      });
      return;
  }
}

// ---- view and panels --------------------------------------------------------------------------------------------------

void DatasetPage::applyView() {
  if (!service()) return;
  finishEditing();
  session::ViewSpec spec = m_filter->spec();
  spec.sort = m_sort.sort;
  spec.descending = m_sort.descending;
  m_viewTicket = service()->setView(spec);
}

void DatasetPage::sortBy(int column) {
  using session::SortKey;
  static constexpr SortKey keys[] = {SortKey::Position, SortKey::Status, SortKey::System, SortKey::User, SortKey::Assistant, SortKey::Tokens, SortKey::Tags, SortKey::Split};
  const SortKey key = keys[std::clamp(column, 0, 7)];
  // Ascending, descending, and back to the dataset's own order.
  if (m_sort.sort != key) m_sort.sort = key, m_sort.descending = key == SortKey::Status;
  else if (!m_sort.descending) m_sort.descending = true;
  else m_sort.sort = SortKey::Position, m_sort.descending = false;
  if (key == SortKey::Status && m_sort.sort == key && !m_sort.descending) m_sort.sort = SortKey::Position;
  QHeaderView* header = m_table->horizontalHeader();
  header->setSortIndicatorShown(m_sort.sort != SortKey::Position || m_sort.descending);
  header->setSortIndicator(column, m_sort.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
  updateActions();
  applyView();
}

void DatasetPage::stepRow(int direction) {
  const int row = m_table->currentIndex().row() + direction;
  if (row >= 0 && row < m_model->rowCount()) m_table->goTo(row, m_table->currentIndex().column());
}

void DatasetPage::applyBulk(const std::vector<session::Edit>& edits) {
  withRows([this, edits](Ids ids) {
    for (session::Edit edit : edits) {
      std::visit(
          [&](auto& value) {
            if constexpr (requires { value.rows = ids; }) value.rows = ids;
          },
          edit);
      service()->submit(std::move(edit));
    }
  });
}

void DatasetPage::namePrompt() {
  const session::RowId row = m_model->idAt(m_table->currentIndex().row());
  if (row <= 0 || !service()) return;
  m_rowAnswers.insert(service()->requestRow(row), [this](const session::RowReady& ready) {
    const data::Projection cells = data::Conversation::fromJson(ready.row).projection();
    if (ready.missing || cells.system < 0) return;
    auto* dialog = new NameDialog(window(), QString::fromStdString(cells.systemText), QString::fromStdString(ready.summary.systemName));
    connect(dialog, &NameDialog::named, this, [this, text = cells.systemText](const QString& name) {
      if (!service()) return;
      service()->namePrompt(text, name.toStdString());
      // Not an edit: the view is asked for again to show the new name.
      applyView();
    });
    dialog->openDialog();
  });
}

}  // namespace timbre::ui
