// SPDX-License-Identifier: GPL-3.0-or-later
// What comes back from the service, on the GUI thread.
#include "ui/pages/dataset/dataset_page.h"

#include "core/data/conversation.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/dataset_words.h"
#include "ui/bridge/error_text.h"
#include "ui/pages/dataset/bulk_panel.h"
#include "ui/pages/dataset/conversation_panel.h"
#include "ui/pages/dataset/dataset_dialogs.h"
#include "ui/pages/dataset/filter_bar.h"
#include "ui/pages/dataset/message_edit.h"
#include "ui/pages/dataset/numbers_strip.h"
#include "ui/pages/dataset/paste_dialog.h"
#include "ui/pages/dataset/row_delegate.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/widgets/label.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QLocale>
#include <QMimeData>
#include <QScrollBar>
#include <QStackedWidget>

namespace timbre::ui {

void DatasetPage::connectBridge() {
  connect(m_bridge, &DatasetBridge::serviceChanged, this, [this] {
    m_hasView = false;
    m_total = m_viewCount = 0;
    m_problemState = {};
    m_problems->setProblems({});
    m_numbers->setNumbers({});
    showEmpty();
    updateActions();
    Q_EMIT badgeChanged();
  });
  connect(m_bridge, &DatasetBridge::rowReady, this, &DatasetPage::takeRow);
  connect(m_bridge, &DatasetBridge::found, this, &DatasetPage::takeFound);
  connect(m_bridge, &DatasetBridge::editDone, this, &DatasetPage::takeEdit);
  connect(m_bridge, &DatasetBridge::problemsChanged, this, &DatasetPage::takeProblems);
  connect(m_bridge, &DatasetBridge::numbersChanged, this, &DatasetPage::takeNumbers);
  connect(m_bridge, &DatasetBridge::importDone, this, &DatasetPage::takeImport);
  connect(m_bridge, &DatasetBridge::exportDone, this, &DatasetPage::takeExport);
  connect(m_bridge, &DatasetBridge::clipboardParsed, this, &DatasetPage::takeClipboard);
  connect(m_bridge, &DatasetBridge::copyReady, this, &DatasetPage::takeCopy);
  connect(m_bridge, &DatasetBridge::pageReady, this, [this](const session::PageReady& page) { m_filter->addTags(page.rows); });
  connect(m_bridge, &DatasetBridge::pendingChanged, this, [this](const session::PendingChanged& pending) {
    if (m_pending > 0 && pending.pending == 0) m_everSaved = true;
    m_pending = pending.pending;
    Q_EMIT statusChanged();
  });
  connect(m_bridge, &DatasetBridge::promptsReady, this, [this](const session::PromptsReady& prompts) {
    m_prompts = prompts.prompts;
    m_filter->setPrompts(prompts.prompts);
  });
  connect(m_bridge, &DatasetBridge::selectionSummary, this, [this](const session::SelectionSummary& summary) {
    if (summary.ticket != m_selectionTicket) return;
    m_selectionTokens = summary.tokens;
    m_bulk->setSummary(summary);
    Q_EMIT statusChanged();
  });
  connect(m_bridge, &DatasetBridge::fileProgress, this, [this](const session::FileProgress& progress) {
    if (progress.ticket == m_fileTicket && m_fileDialog) m_fileDialog->setProgress(progress);
  });
  connect(m_bridge, &DatasetBridge::failed, this, [this](const session::Failed& failed) {
    const ErrorText words = errorText(failed.error);
    showBanner(BadgeKind::Error, words.sentence, words.hint);
  });
}

void DatasetPage::takeView(const session::ViewReady& view) {
  if (view.generation == 0) return;
  const bool first = !m_hasView;
  m_hasView = true;
  m_total = view.total;
  m_viewCount = view.count;
  showVersion(view.version);
  showEmpty();
  updateActions();
  Q_EMIT badgeChanged();
  m_table->doItemsLayout();
  if (m_model->rowCount() == 0) {
    m_conversation->clear();
    Q_EMIT statusChanged();
    return;
  }
  if (!view.patched) {
    m_table->goTo(0, std::max(int(RowTableModel::User), m_keep.column));
    m_table->verticalScrollBar()->setValue(0);
    if (!first && m_keep.id > 0 && service()) m_keepTicket = service()->locate(m_keep.id);
  } else if (m_addedByUser && view.firstAdded >= 0 && !view.added.empty()) {
    const int at = int(view.firstAdded);
    m_table->verticalScrollBar()->setValue(m_keep.scroll);
    m_table->goTo(at, m_editWhenThere ? m_editColumn : m_keep.column);
    if (m_editWhenThere) {
      m_editWhenThere = view.added.front();
      rowsArrived(at, at);
    } else if (view.added.size() > 1 && view.total > std::int64_t(view.added.size())) {
      // A paste or a duplicate of many: they stay selected so that the next command can follow.
      // Into an empty dataset nothing stands beside them: the first row is shown instead.
      m_table->selectRows({{at, std::min(at + int(view.added.size()), m_model->rowCount()) - 1}}, at);
    }
    m_addedByUser = false;
  } else {
    m_table->verticalScrollBar()->setValue(m_keep.scroll);
    const int row = std::clamp(m_keep.row, 0, m_model->rowCount() - 1);
    m_table->goTo(row, std::max(int(RowTableModel::User), m_keep.column));
    m_table->verticalScrollBar()->setValue(m_keep.scroll);
    // By id: undo and moves bring the row to another place; after a delete the one that took the place stays.
    if (const session::RowId lead = std::exchange(m_moveLead, 0); lead > 0 && service()) m_moveTicket = service()->locate(lead);
    else if (m_keep.id > 0 && service() && !m_moveTicket) m_keepTicket = service()->locate(m_keep.id);
  }
  m_rowTimer.start();
  Q_EMIT statusChanged();
}

void DatasetPage::showVersion(qint64 version) {
  if (version <= 0 || !m_version) return;
  m_versionNumber = version;
  m_version->setBadge(BadgeKind::Mute, tr("Version %1").arg(QLocale().toString(m_versionNumber)));
  m_version->setVisible(m_total > 0);
}

void DatasetPage::rowsArrived(int first, int last) {
  if (m_editWhenThere > 0) {
    const int at = m_model->indexOf(m_editWhenThere);
    if (at >= 0 && m_model->rowAt(at)) {
      m_editWhenThere = 0;
      m_table->editCell(at, m_editColumn);
    }
  }
  const int current = m_table->currentIndex().row();
  if (current >= first && current <= last && m_conversation->row() != m_model->idAt(current)) m_rowTimer.start();
  // The row a command wanted to open was not in memory yet.
  if (m_goRow > 0)
    if (const int at = m_model->indexOf(m_goRow); at >= 0 && at == current && m_model->rowAt(at)) {
      m_goRow = 0;
      if (std::exchange(m_goEdit, false)) m_table->editCell(at, m_goColumn);
    }
}

void DatasetPage::requestCurrentRow() {
  const session::RowId id = m_model->idAt(m_table->currentIndex().row());
  if (id <= 0 || !service()) return;
  m_rowTicket = service()->requestRow(id);
  m_problems->showRow(id);
}

void DatasetPage::takeRow(const session::RowReady& row) {
  if (const auto answer = m_rowAnswers.take(row.ticket)) {
    answer(row);
    return;
  }
  if (row.ticket == m_fullTicket) {
    const data::Projection cells = data::Conversation::fromJson(row.row).projection();
    m_table->giveFullText(row.summary.id, QString::fromStdString(cells.systemText), QString::fromStdString(cells.userText), QString::fromStdString(cells.assistantText));
    return;
  }
  if (row.ticket != m_rowTicket) return;
  if (row.missing) m_conversation->clear();
  else m_conversation->setRow(row);
}

void DatasetPage::takeFound(const session::FoundRow& found) {
  if (found.ticket == m_keepTicket) {
    m_keepTicket = 0;
    if (found.viewIndex < 0 || found.viewIndex >= m_model->rowCount() || m_table->openEditor()) return;
    if (found.viewIndex != m_table->currentIndex().row()) m_table->goTo(int(found.viewIndex), m_table->currentIndex().column());
    return;
  }
  if (found.ticket == m_moveTicket) {
    m_moveTicket = 0;
    if (found.viewIndex < 0) return;
    const int at = int(found.viewIndex);
    const int last = std::min(at + m_moveCount, m_model->rowCount()) - 1;
    if (m_moveCount > 1) m_table->selectRows({{at, last}}, at);
    else m_table->goTo(at, m_table->currentIndex().column());
    m_table->scrollTo(m_model->index(at, RowTableModel::User));
    return;
  }
  if (found.ticket != m_goTicket) return;
  m_goTicket = 0;
  if (found.row <= 0) return;
  if (found.viewIndex < 0) {
    // Hidden by the filter: show it. Once, so that a row that is gone cannot loop.
    if (m_goAttempts++ == 0 && m_filter->active()) {
      m_goRow = found.row;
      m_filter->clear();
      if (service()) m_goTicket = service()->locate(found.row);
    }
    return;
  }
  m_goRow = found.row;
  m_table->goTo(int(found.viewIndex), m_goColumn);
  rowsArrived(int(found.viewIndex), int(found.viewIndex));
}

void DatasetPage::takeEdit(const session::EditDone& done) {
  if (done.error) {
    const ErrorText words = errorText(*done.error);
    showBanner(BadgeKind::Error, tr("The change was not saved and has been taken back. %1").arg(words.sentence), words.hint);
    m_addedByUser = false;
    m_moveLead = 0;
    m_editWhenThere = 0;
    m_rowTimer.start();
    return;
  }
  showVersion(done.version);
  const bool travelled = done.cause == session::EditCause::Undo || done.cause == session::EditCause::Redo;
  if (travelled && !done.affected.empty() && !m_table->openEditor()) {
    // The hand goes where the change is, as in a spreadsheet.
    m_goColumn = std::max(int(RowTableModel::User), m_table->currentIndex().column());
    m_goEdit = false;
    m_goAttempts = 1;
    if (service()) m_goTicket = service()->locate(done.affected.front());
  }
  const session::RowId shown = m_conversation->row();
  if (std::find(done.affected.begin(), done.affected.end(), shown) != done.affected.end() || done.affectedCount > std::int64_t(done.affected.size())) m_rowTimer.start();
  m_selectionTimer.start();
}

void DatasetPage::takeProblems(const session::ProblemsChanged& problems) {
  m_problemState = problems;
  m_problems->setProblems(problems);
  m_filter->setProblemKinds(problems.kinds);
  if (m_followFix > 0 && problems.checked >= problems.total) {
    m_followFix = 0;
    if (m_problems->list()->currentIndex().isValid()) m_problems->list()->setFocus(Qt::ShortcutFocusReason);
  }
  updateActions();
  m_rowTimer.start();
  Q_EMIT badgeChanged();
}

void DatasetPage::takeNumbers(const session::NumbersChanged& numbers) {
  m_numbers->setNumbers(numbers);
  const bool known = numbers.lengths.count > 0;
  m_table->painter()->setScale(known ? std::max(1.0, numbers.lengths.p95) : 0, numbers.limit);
  m_table->viewport()->update();
  if (m_encoder) m_encoder->setText(numbers.encoder.empty() ? QString() : tr("tokenizer %1").arg(QString::fromStdString(numbers.encoder)));
}

void DatasetPage::askSelection() {
  if (!service() || !m_table->bulk()) return;
  m_bulk->setCount(m_table->wholeRowCount());
  showPanels();
  m_model->collectIds(m_table->wholeRows(), [this](Ids ids) {
    if (!ids.empty() && service()) m_selectionTicket = service()->summariseSelection(ids);
  });
}

// ---- words for the shell ----------------------------------------------------------------------------------------------

NavBadge DatasetPage::badge() const {
  if (!m_hasView) return {};
  if (m_problemState.errors > 0) return {BadgeKind::Error, tr("%n error(s)", nullptr, int(m_problemState.errors))};
  if (m_total == 0) return {BadgeKind::Mute, QLocale().toString(0)};
  return {};
}

QString DatasetPage::statusText() const {
  if (!service()) return {};
  if (m_project.readOnly) return tr("Read-only");
  if (m_pending > 0) return tr("Saving %n edit(s)", nullptr, int(m_pending));
  return tr("All edits saved");
}

BadgeKind DatasetPage::statusKind() const { return service() && !m_project.readOnly && m_pending == 0 ? BadgeKind::Ok : BadgeKind::Mute; }

QString DatasetPage::selectionText() const {
  if (!m_hasView || m_total == 0) return {};
  const QLocale locale;
  if (m_table->wholeRowCount() > 0) {
    const QString rows = tr("%1 of %2 rows selected").arg(locale.toString(m_table->wholeRowCount()), locale.toString(m_total));
    return m_selectionTokens >= 0 && m_table->bulk() ? rows + QStringLiteral(" · ") + tr("%1 tokens").arg(locale.toString(m_selectionTokens)) : rows;
  }
  QString text;
  if (const qint64 cells = m_table->selectedCells(); cells > 0) text = tr("%n cell(s) selected", nullptr, int(std::min<qint64>(cells, 1'000'000'000)));
  if (m_viewCount != m_total) text = tr("%1 of %2 rows shown").arg(locale.toString(m_viewCount), locale.toString(m_total)) + (text.isEmpty() ? QString() : QStringLiteral(" · ") + text);
  return text;
}

// ---- drafts -----------------------------------------------------------------------------------------------------------

void DatasetPage::offerDrafts() {
  int mine = 0;
  for (const auto& [key, text] : std::as_const(m_project.leftDrafts)) mine += key.startsWith(QStringLiteral("row:"));
  if (mine == 0) return;
  showBanner(BadgeKind::Info, tr("%n text(s) stood in an editor when Timbre ended last time", nullptr, mine), tr("Restoring puts them into their cells; it can be undone."), tr("Restore"), [this] { restoreDrafts(); });
}

void DatasetPage::restoreDrafts() {
  if (!service()) return;
  for (const auto& [key, text] : std::as_const(m_project.leftDrafts)) {
    const QStringList parts = key.split(QLatin1Char(':'));
    if (parts.size() != 4 || parts[0] != QLatin1String("row")) continue;
    const session::RowId row = parts[1].toLongLong();
    const int index = parts[3].toInt();
    if (parts[2] == QLatin1String("cell") && index >= 0 && index <= 2) {
      service()->submit(session::SetCell{row, data::Cell(index), text.toStdString()});
    } else if (parts[2] == QLatin1String("message")) {
      m_rowAnswers.insert(service()->requestRow(row), [this, index, text = text](const session::RowReady& ready) {
        if (ready.missing || !ready.messages.is_array() || index < 0 || std::size_t(index) >= ready.messages.size() || !service()) return;
        base::Json messages = ready.messages;
        messages[std::size_t(index)] = withText(messages[std::size_t(index)], text);
        service()->submit(session::SetMessages{ready.summary.id, messages});
      });
    }
    m_project.removeDraft(key);
  }
  m_project.leftDrafts.clear();
}

}  // namespace timbre::ui
