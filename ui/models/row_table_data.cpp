// SPDX-License-Identifier: GPL-3.0-or-later
// What a row says in each column: the half of RowTableModel that makes words.
#include "ui/models/row_table_model.h"

#include "ui/bridge/dataset_words.h"

#include <QLocale>

namespace timbre::ui {

std::optional<data::Cell> RowTableModel::cellOf(int column) {
  switch (column) {
    case System: return data::Cell::System;
    case User: return data::Cell::User;
    case Assistant: return data::Cell::Assistant;
    default: return std::nullopt;
  }
}

int RowTableModel::columnOf(data::Cell cell) {
  switch (cell) {
    case data::Cell::System: return System;
    case data::Cell::User: return User;
    case data::Cell::Assistant: break;
  }
  return Assistant;
}

QString RowTableModel::cellText(const session::RowSummary& row, data::Cell cell, bool* cut) {
  const std::string& text = cell == data::Cell::System ? row.system : cell == data::Cell::User ? row.user : row.assistant;
  if (cut) *cut = cell == data::Cell::System ? row.systemCut : cell == data::Cell::User ? row.userCut : row.assistantCut;
  return QString::fromStdString(text);
}

bool RowTableModel::hasCell(const session::RowSummary& row, data::Cell cell) {
  return cell == data::Cell::System ? row.hasSystem : cell == data::Cell::User ? row.hasUser : row.hasAssistant;
}

Qt::ItemFlags RowTableModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
  if (!m_readOnly && cellOf(index.column())) flags |= Qt::ItemIsEditable;
  return flags;
}

namespace {

QString statusWords(const session::RowSummary& row) {
  if (!row.problems.empty()) {
    QStringList words;
    for (const data::ProblemKind kind : row.problems) words << DatasetWords::problem(kind);
    return words.join(QStringLiteral(", "));
  }
  return row.check == session::RowCheck::NotChecked ? RowTableModel::tr("Not checked yet") : RowTableModel::tr("Checked, no problem");
}

QString tagWords(const session::RowSummary& row) {
  QStringList words;
  for (const std::string& tag : row.tags) words << QString::fromStdString(tag);
  return words.join(QStringLiteral(", "));
}

QString tokenWords(const session::RowSummary& row) {
  if (row.tokens < 0) return RowTableModel::tr("Not counted yet");
  const QLocale locale;
  if (row.trainedTokens < 0) return locale.toString(qlonglong(row.tokens));
  return RowTableModel::tr("%1, %2 trained").arg(locale.toString(qlonglong(row.tokens)), locale.toString(qlonglong(row.trainedTokens)));
}

}  // namespace

QVariant RowTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (role != Qt::DisplayRole && role != Qt::EditRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) return {};
  const session::RowSummary* row = rowAt(index.row());
  if (!row) return role == Qt::AccessibleTextRole ? QVariant(tr("Loading")) : QVariant();
  if (const auto cell = cellOf(index.column())) {
    bool cut = false;
    const QString text = cellText(*row, *cell, &cut);
    if (role == Qt::EditRole) return text;
    if (role == Qt::ToolTipRole) return cut || text.size() > 60 ? text + (cut ? QStringLiteral(" …") : QString()) : QString();
    if (*cell == data::Cell::System && role == Qt::DisplayRole && !row->systemName.empty()) return QString::fromStdString(row->systemName);
    if (role == Qt::AccessibleTextRole && text.isEmpty()) return hasCell(*row, *cell) ? tr("Empty") : tr("None");
    return text;
  }
  switch (index.column()) {
    case Number: return role == Qt::ToolTipRole ? QVariant() : QVariant(QLocale().toString(qlonglong(row->number)));
    case Status: return statusWords(*row);
    case Tokens: return tokenWords(*row);
    case Tags: return tagWords(*row);
    case SplitColumn: return DatasetWords::split(row->split);
    default: return {};
  }
}

QVariant RowTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == Number) return QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
  if (orientation == Qt::Vertical || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)) return {};
  switch (section) {
    case Number: return role == Qt::DisplayRole ? QStringLiteral("#") : tr("Number");
    case Status: return tr("Status");
    case System: return DatasetWords::cell(data::Cell::System);
    case User: return DatasetWords::cell(data::Cell::User);
    case Assistant: return DatasetWords::cell(data::Cell::Assistant);
    case Tokens: return tr("Tokens");
    case Tags: return tr("Tags");
    case SplitColumn: return tr("Split");
    default: return {};
  }
}

bool RowTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const auto cell = cellOf(index.column());
  if (role != Qt::EditRole || !cell || m_readOnly) return false;
  const session::RowSummary* row = rowAt(index.row());
  if (!row) return false;
  bool cut = false;
  const QString text = value.toString();
  if (cellText(*row, *cell, &cut) == text && !cut && hasCell(*row, *cell)) return false;
  submitCell(row->id, *cell, text);
  return true;
}

}  // namespace timbre::ui
