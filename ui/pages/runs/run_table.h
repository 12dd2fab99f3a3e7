// SPDX-License-Identifier: GPL-3.0-or-later
// The list of runs as a table: state, name over recipe, base, steps, losses, time, start. A model over values from disk and a
// delegate with two-line cells. GUI thread.
#pragma once

#include "core/jobs/run_record.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

#include <vector>

namespace timbre::ui {

class RunTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { State, Run, Base, Steps, Loss, Validation, Time, Rows, Started, ColumnCount };
  enum Role { SecondLine = Qt::UserRole, BadgeKindRole };
  using QAbstractTableModel::QAbstractTableModel;
  void setRuns(std::vector<jobs::RunRecord> runs);
  const jobs::RunRecord* at(int row) const { return row >= 0 && row < int(m_runs.size()) ? &m_runs[std::size_t(row)] : nullptr; }
  int rowOf(const std::filesystem::path& folder) const;
  int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(m_runs.size()); }
  int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void retranslate();
  /// Rows as the engine froze them, where the run's provenance says so; else a dash.
  static QString rowsOf(const jobs::RunRecord& run);

 private:
  std::vector<jobs::RunRecord> m_runs;
};

class RunDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace timbre::ui
