// SPDX-License-Identifier: GPL-3.0-or-later
// The table twin of a chart: one row per distinct x, one column per series. A snapshot, not a live view.
#pragma once

#include "ui/widgets/chart_view.h"

#include <QAbstractTableModel>
#include <QTableView>

namespace timbre::ui {

class ChartTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit ChartTableModel(ChartSnapshot snapshot, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  ChartSnapshot m_snapshot;
  std::vector<double> m_x;
};

/// The view of it that takes a chart's place.
class ChartTable : public QTableView {
  Q_OBJECT
 public:
  explicit ChartTable(QWidget* parent = nullptr);
  void display(ChartSnapshot snapshot);
  void clear();
};

}  // namespace timbre::ui
