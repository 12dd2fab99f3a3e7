// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row_store.h"

#include "core/base/file_ops.h"
#include "core/base/messages.h"

#include <algorithm>
#include <limits>

namespace timbre::store {

using base::Error;
using base::Result;

namespace {

constexpr std::int64_t gap = std::int64_t(1) << 32;
/// Rows that are spread out are left at least this far apart, so that it stays rare.
constexpr std::int64_t smallestSpread = 1 << 10;

/// No honest project gets near: 2^61 / 2^32 rows. A crafted one must not make the arithmetic overflow.
constexpr std::int64_t farthest = std::int64_t(1) << 61;

bool tooFar(std::int64_t position) { return position > farthest || position < -farthest; }

Error badPosition(Database& database) {
  return Error("store.damaged", {{"reason", "row positions out of range"}}, base::displayPath(database.path()));
}

/// A place in the order: of a row, or one remembered in the undo list.
struct Place {
  std::int64_t position;
  std::int64_t id;
  bool remembered;
};

Result<std::vector<Place>> placesFrom(Database& database, const char* sql, std::int64_t from, std::int64_t limit, bool remembered) {
  TIMBRE_ASSIGN(Statement * list, database.cached(sql));
  list->bind(1, from).bind(2, limit);
  std::vector<Place> places;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list->step());
    if (!row) return places;
    places.push_back({list->asInteger(0), list->asInteger(1), remembered});
  }
}

Result<void> place(Database& database, const Place& at, std::int64_t position) {
  TIMBRE_ASSIGN(Statement * set, database.cached("UPDATE rows SET position=?1 WHERE id=?2"));
  TIMBRE_ASSIGN(Statement * setRemembered, database.cached("UPDATE edit_rows SET position=?1 WHERE id=?2"));
  return (at.remembered ? setRemembered : set)->bind(1, position).bind(2, at.id).run();
}

/// Spreads the rows behind `before` so that `count` new rows fit between it and them.
Result<void> spreadBehind(Database& database, std::int64_t before, std::size_t count) {
  for (std::int64_t window = 64;; window *= 8) {
    TIMBRE_ASSIGN(auto rows, placesFrom(database, "SELECT position, id FROM rows WHERE position>?1 ORDER BY position, id LIMIT ?2", before,
                                        window + 1, false));
    const bool toTheEnd = static_cast<std::int64_t>(rows.size()) <= window;
    std::int64_t end = 0;
    if (!toTheEnd) {
      end = rows.back().position;
      if (tooFar(end)) return badPosition(database);
      while (!rows.empty() && rows.back().position == end) rows.pop_back();  // ties stay together
      if (rows.empty()) continue;
    }
    TIMBRE_ASSIGN(auto remembered,
                  placesFrom(database, "SELECT position, id FROM edit_rows WHERE position>?1 ORDER BY position, id LIMIT ?2", before,
                             std::numeric_limits<std::int64_t>::max(), true));
    for (const Place& at : remembered)
      if (toTheEnd || at.position < end) rows.push_back(at);
    std::stable_sort(rows.begin(), rows.end(), [](const Place& a, const Place& b) { return a.position < b.position; });
    const auto parts = static_cast<std::int64_t>(rows.size() + count + 1);
    const std::int64_t step = toTheEnd ? gap : (end - before) / parts;
    if (step < smallestSpread) continue;
    std::int64_t position = before + step * static_cast<std::int64_t>(count + 1);
    for (const Place& at : rows) {
      TIMBRE_TRY(place(database, at, position));
      position += step;
    }
    return {};
  }
}

Result<std::optional<std::int64_t>> nextPosition(Database& database, std::int64_t after) {
  TIMBRE_ASSIGN(Statement * next, database.cached("SELECT min(position) FROM rows WHERE position>?1"));
  return next->bind(1, after).integer();
}

}  // namespace

Result<std::optional<StoredRow>> readRow(Database& database, RowId id) {
  TIMBRE_ASSIGN(Statement * get,
                database.cached("SELECT position, gone, kind, split, batch, revision, tags, content FROM rows WHERE id=?1 AND gone=0"));
  TIMBRE_ASSIGN(const bool found, get->bind(1, id).step());
  if (!found) return std::optional<StoredRow>();
  StoredRow row;
  row.id = id;
  row.position = get->asInteger(0);
  row.gone = static_cast<Gone>(get->asInteger(1));
  row.kind = get->asInteger(2);
  row.split = get->asInteger(3);
  row.batch = get->asInteger(4);
  row.revision = get->asInteger(5);
  row.tags = get->asText(6);
  row.content = get->asText(7);
  get->reset();
  return std::optional<StoredRow>(std::move(row));
}

Result<std::int64_t> rowCount(Database& database) {
  TIMBRE_ASSIGN(Statement * count, database.cached("SELECT count(*) FROM rows INDEXED BY rows_order WHERE gone=0"));
  TIMBRE_ASSIGN(const auto value, count->integer());
  return value.value_or(0);
}

Result<std::int64_t> datasetVersion(Database& database) {
  TIMBRE_ASSIGN(Statement * get, database.cached("SELECT value FROM meta WHERE key='version'"));
  TIMBRE_ASSIGN(const auto value, get->integer());
  return value.value_or(0);
}

Result<std::vector<std::int64_t>> makeRoom(Database& database, RowId after, std::size_t count) {
  std::int64_t before = 0;
  if (after == atEnd) {
    TIMBRE_ASSIGN(Statement * last, database.cached("SELECT max(position) FROM rows"));
    TIMBRE_ASSIGN(const auto position, last->integer());
    before = position.value_or(0);
  } else if (after == atBeginning) {
    TIMBRE_ASSIGN(Statement * first, database.cached("SELECT min(position) FROM rows"));
    TIMBRE_ASSIGN(const auto position, first->integer());
    if (tooFar(position.value_or(0))) return badPosition(database);
    before = position.value_or(0) - gap * static_cast<std::int64_t>(count + 1);
  } else {
    TIMBRE_ASSIGN(const auto row, readRow(database, after));
    if (!row) return Error("store.rows_gone");
    before = row->position;
  }
  TIMBRE_ASSIGN(auto next, nextPosition(database, before));
  if (tooFar(before) || (next && tooFar(*next))) return badPosition(database);
  const auto parts = static_cast<std::int64_t>(count + 1);
  if (next && (*next - before) / parts < 2) {
    TIMBRE_TRY(spreadBehind(database, before, count));
    TIMBRE_ASSIGN(next, nextPosition(database, before));
  }
  const std::int64_t step = next ? std::min(gap, (*next - before) / parts) : gap;
  std::vector<std::int64_t> positions(count);
  for (std::size_t i = 0; i < count; ++i) positions[i] = before + step * static_cast<std::int64_t>(i + 1);
  return positions;
}

Result<void> addRejected(Database& database, std::int64_t batch, const std::string& file, const Error& error, const std::string& text) {
  TIMBRE_ASSIGN(Statement * add, database.cached("INSERT INTO rejected(batch, file, line, col, code, message, text) "
                                                 "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  add->bind(1, batch).bind(2, file).bind(3, std::int64_t(error.line.value_or(0))).bind(4, std::int64_t(error.column.value_or(0)));
  return add->bind(5, error.code).bind(6, base::errorSentence(error)).bind(7, text).run();
}

std::string joinTags(const std::vector<std::string>& tags) {
  std::string out;
  for (const std::string& tag : tags) out += (out.empty() ? "\n" : "") + tag + '\n';
  return out;
}

std::vector<std::string> splitTags(std::string_view joined) {
  std::vector<std::string> tags;
  for (std::size_t at = 1; at < joined.size();) {
    const std::size_t end = joined.find('\n', at);
    if (end == std::string_view::npos) break;
    if (end > at) tags.emplace_back(joined.substr(at, end - at));
    at = end + 1;
  }
  return tags;
}

}  // namespace timbre::store
