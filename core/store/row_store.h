// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the dataset in the project file, their gapped order keys, and the undo list over them. All functions run inside a
// transaction of the caller: changes in writer jobs, reads on any connection of one thread.
//
// Order: rows stand in (position, id) order. New rows take positions in the gap between their neighbours; where a gap is
// too small, a window of rows behind it is spread out (remembered positions of moved rows in the undo list move along).
#pragma once

#include "core/base/result.h"
#include "core/store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace timbre::store {

using RowId = std::int64_t;

enum class Gone : std::int64_t { Alive = 0, Deleted = 1, Staged = 2 };

struct StoredRow {
  RowId id = 0;
  std::int64_t position = 0;
  Gone gone = Gone::Alive;
  std::int64_t kind = 0;
  std::int64_t split = 0;
  std::int64_t batch = 0;     ///< edit that added it
  std::int64_t revision = 0;  ///< grows with each change of the content
  std::string tags;           ///< see joinTags
  std::string content;
  bool operator==(const StoredRow&) const = default;
};

/// Nothing when the row does not exist or is deleted.
base::Result<std::optional<StoredRow>> readRow(Database& database, RowId id);
base::Result<std::int64_t> rowCount(Database& database);
base::Result<std::int64_t> datasetVersion(Database& database);

/// Anchors of an insertion or a move.
inline constexpr RowId atBeginning = 0;
inline constexpr RowId atEnd = -1;
/// `count` ascending positions behind `after` (an alive row or an anchor). Errors: store.rows_gone.
base::Result<std::vector<std::int64_t>> makeRoom(Database& database, RowId after, std::size_t count);

/// Tags are kept as "\ntag\ntag\n" ("" for none) so that one tag can be searched for.
std::string joinTags(const std::vector<std::string>& tags);
std::vector<std::string> splitTags(std::string_view joined);

// ---- undo list ------------------------------------------------------------------------------------------------------

inline constexpr std::int64_t undoSteps = 200;

struct EditInfo {
  std::int64_t id = 0;
  std::int64_t label = 0;
  std::int64_t cell = 0;
  std::int64_t rows = 0;
  std::string detail;
};

struct EditOutcome {
  EditInfo edit;                   ///< id 0: nothing differed, nothing was recorded
  std::vector<RowId> affected;     ///< the first 1,000
  std::int64_t version = 0;        ///< dataset version afterwards
  bool structure = false;          ///< rows were added, removed or moved
};

/// One undo step in the making. Nothing is written before the first difference; finish() must be called.
class EditRecorder {
 public:
  EditRecorder(Database& database, std::int64_t label, std::int64_t cell = 0, std::string detail = {})
      : m_database(&database), m_label(label), m_cell(cell), m_detail(std::move(detail)) {}

  /// `after` has before's id; content, kind, tags, split and position may differ.
  base::Result<void> change(const StoredRow& before, StoredRow after);
  /// Adds an alive row; its id is set.
  base::Result<void> insert(StoredRow& row);
  base::Result<void> remove(RowId id);
  base::Result<EditOutcome> finish();

  // An import is staged in many transactions and becomes visible in one.
  base::Result<std::int64_t> beginStaged();
  static base::Result<RowId> insertStaged(Database& database, std::int64_t batch, const StoredRow& row);
  /// `from`: the first id it staged (0: look at all rows).
  base::Result<EditOutcome> finishStaged(std::int64_t batch, RowId from);
  static base::Result<void> dropStaged(Database& database, std::int64_t batch, RowId from);

 private:
  base::Result<void> begin();
  void note(RowId row);
  base::Result<void> closeRange();

  Database* m_database;
  std::int64_t m_label, m_cell;
  std::string m_detail;
  std::int64_t m_edit = 0;
  std::int64_t m_rows = 0;
  RowId m_rangeFirst = 0, m_rangeLast = 0;
  bool m_structure = false;
  std::vector<RowId> m_affected;
};

/// Takes back the newest step, or does the newest undone one again. id 0: there is none.
base::Result<EditOutcome> undo(Database& database);
base::Result<EditOutcome> redo(Database& database);
/// What undo() and redo() would do; nothing: none.
struct History {
  std::optional<EditInfo> undo, redo;
};
base::Result<History> history(Database& database);
/// A line of an import that could not become a row.
base::Result<void> addRejected(Database& database, std::int64_t batch, const std::string& file, const base::Error& error,
                               const std::string& text);
/// Rows of imports that a dead process left unfinished are removed.
base::Result<void> dropUnfinishedImports(Database& database);

}  // namespace timbre::store
