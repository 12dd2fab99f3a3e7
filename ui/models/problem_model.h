// SPDX-License-Identifier: GPL-3.0-or-later
// The problems of the dataset as a list: errors first, then by row, at most the 500 that the service names. Row numbers are
// those of the moment the list was made. GUI thread.
#pragma once

#include "core/session/dataset_service.h"

#include <QAbstractListModel>

namespace timbre::ui {

class ProblemModel : public QAbstractListModel {
  Q_OBJECT
 public:
  explicit ProblemModel(QObject* parent = nullptr);
  void setProblems(const std::vector<session::ProblemItem>& list);
  const session::ProblemItem* at(int row) const;
  /// First entry with this row and kind, else this row, else −1.
  int find(session::RowId row, std::optional<data::ProblemKind> kind = std::nullopt) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  /// DisplayRole: kind, reason and row in one line.
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  /// The reason alone, translated.
  QString reason(int row) const;

 private:
  std::vector<session::ProblemItem> m_list;
};

}  // namespace timbre::ui
