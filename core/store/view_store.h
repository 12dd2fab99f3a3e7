// SPDX-License-Identifier: GPL-3.0-or-later
// Orders of row ids for a filter and a sort key, and the lines of a page. Building an order may take long and is interrupted
// through Database::interrupt(); reading a page goes by primary key only: no OFFSET, no scan (a test reads the plans).
#pragma once

#include "core/base/result.h"
#include "core/store/row_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace timbre::store {

enum class OrderKey { Position, Status, System, User, Assistant, Turns, Tokens, Trained, Tags, Split };

struct RowFilter {
  std::string text;             ///< folded; uses the SQL predicate row_matches(content, tags, prompt name, text)
  bool onlyProblems = false;
  std::uint64_t problemBit = 0; ///< 0: any
  std::optional<std::int64_t> split;
  std::string tag;
  std::optional<std::int64_t> minTokens, maxTokens, systemId;
  OrderKey order = OrderKey::Position;
  bool descending = false;
  bool isWhole() const;         ///< no filter at all
};

/// All alive rows in order, from the index alone.
base::Result<std::vector<RowId>> allRows(Database& database);
base::Result<std::vector<RowId>> filteredRows(Database& database, const RowFilter& filter);

struct PageLine {
  StoredRow row;
  bool checked = false;         ///< there are checks, perhaps of an older revision
  std::int64_t checkedRevision = 0;
  std::uint64_t problems = 0;
  std::int64_t severity = 0, tokens = -1, trained = -1, systemId = 0, other = 0;
  std::string promptName, details;
};
/// Nothing when the row is gone.
base::Result<std::optional<PageLine>> pageLine(Database& database, RowId id);

/// SQL texts of what runs while scrolling, for the test that reads their plans.
const char* pageLineSql();
const char* allRowsSql();

}  // namespace timbre::store
