// SPDX-License-Identifier: GPL-3.0-or-later
// What an Edit value does: to one row (used both for the commit and for showing it before the commit), and to the project
// file inside a writer job. Internal to the dataset service.
#pragma once

#include "core/session/dataset_service.h"
#include "core/store/row_store.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace timbre::session {

/// The in-place part of an edit, prepared once and then applied row by row. Immutable, any thread.
class RowChanger {
 public:
  explicit RowChanger(std::shared_ptr<const Edit> edit);
  /// Rows whose text, tags or split it changes, ascending; empty for edits that only add, remove or move.
  const std::vector<RowId>& rows() const { return m_rows; }
  bool touches(RowId row) const;
  /// Applied twice it shows the same as once, so that it may be shown while its commit is on the way.
  bool canBeShownEarly() const;
  /// `row` must be one that the edit means. Errors: data.not_editable, data.not_messages.
  base::Result<void> change(store::StoredRow& row) const;
  const Edit& edit() const { return *m_edit; }

 private:
  std::shared_ptr<const Edit> m_edit;
  std::vector<RowId> m_rows;
  std::unordered_map<RowId, std::vector<SetCell>> m_cells;  // of SetCells and PasteTable
};

EditLabel labelOf(const Edit& edit);
Cell cellOf(const Edit& edit);

/// Runs in a writer job. `viewRows` is what ReplaceText without rows means.
base::Result<store::EditOutcome> applyEdit(store::Database& database, const RowChanger& changer, const std::vector<RowId>& viewRows);

/// One tag as it is kept: a line break or a blank at its ends would break the list.
std::string cleanTag(const std::string& tag);

}  // namespace timbre::session
