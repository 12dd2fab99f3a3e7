// SPDX-License-Identifier: GPL-3.0-or-later
// The words for the dataset's enumerations, translated when asked. GUI thread.
#pragma once

#include "core/session/dataset_service.h"

#include <QCoreApplication>
#include <QString>

namespace timbre::ui {

class DatasetWords {
  Q_DECLARE_TR_FUNCTIONS(timbre::ui::DatasetWords)
 public:
  /// "Empty answer": the badge in the table and the first word in the problems panel.
  static QString problem(data::ProblemKind kind);
  static QString split(data::Split split);       ///< "Train", "Valid", "Auto"
  static QString cell(data::Cell cell);          ///< "System", "User", "Assistant"
  static QString role(const std::string& role);  ///< the same words for roles; an unknown role is shown as it is
  static QString transform(session::TextTransform transform);
  /// "edit of Assistant", "deletion of 6 rows": stands behind "Undo".
  static QString edit(const session::HistoryEntry& entry);
  /// "Row 8"
  static QString row(qint64 number);
};

}  // namespace timbre::ui
