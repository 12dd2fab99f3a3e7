// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/problem_model.h"

#include "ui/bridge/dataset_words.h"
#include "ui/bridge/error_text.h"

#include <QLocale>

namespace timbre::ui {

ProblemModel::ProblemModel(QObject* parent) : QAbstractListModel(parent) {}

void ProblemModel::setProblems(const std::vector<session::ProblemItem>& list) {
  beginResetModel();
  m_list = list;
  endResetModel();
}

const session::ProblemItem* ProblemModel::at(int row) const { return row >= 0 && std::size_t(row) < m_list.size() ? &m_list[std::size_t(row)] : nullptr; }

int ProblemModel::find(session::RowId row, std::optional<data::ProblemKind> kind) const {
  int any = -1;
  for (std::size_t i = 0; i < m_list.size(); ++i) {
    if (m_list[i].row != row) continue;
    if (!kind || m_list[i].problem.kind == *kind) return int(i);
    if (any < 0) any = int(i);
  }
  return any;
}

int ProblemModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_list.size()); }

namespace {

/// People count rows by their place, the problem names the other one by id.
base::Error withNumber(const session::ProblemItem& item) {
  base::Error error = data::problemMessage(item.problem);
  if (item.otherNumber > 0) error.args["other"] = QLocale().toString(qlonglong(item.otherNumber)).toStdString();
  return error;
}

}  // namespace

QString ProblemModel::reason(int row) const {
  const session::ProblemItem* item = at(row);
  return item ? errorText(withNumber(*item)).sentence : QString();
}

QVariant ProblemModel::data(const QModelIndex& index, int role) const {
  const session::ProblemItem* item = at(index.row());
  if (!item) return {};
  if (role == Qt::ToolTipRole) return errorText(withNumber(*item)).hint;
  if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole) return {};
  const QString severity = item->severity == data::Severity::Error ? tr("Error") : tr("Warning");
  return tr("%1: %2, %3. %4").arg(severity, DatasetWords::problem(item->problem.kind), DatasetWords::row(item->number), reason(index.row()));
}

}  // namespace timbre::ui
