// SPDX-License-Identifier: GPL-3.0-or-later
// The undo half of row_store.h. A step keeps, for every touched row, the other state of the fields it changed; undo and redo
// swap that state with the row's. Rows that a step added are kept as id ranges, so an import of a million rows is one line.
#include "core/base/clock.h"
#include "core/store/row_store.h"

#include <algorithm>
#include <utility>

namespace timbre::store {

using base::Result;

namespace {

// Numbers that stand in the file.
using Fields = std::int64_t;
constexpr Fields Content = 1, Tags = 2, SplitField = 4, Position = 8, Deleted = 16, Range = 32;
using State = std::int64_t;
constexpr State Unfinished = 0, Done = 1, Undone = 2;
constexpr std::size_t mostAffected = 1'000;

Result<void> enqueueCheck(Database& database, RowId id) {
  TIMBRE_ASSIGN(Statement * add, database.cached("INSERT OR IGNORE INTO todo(id) VALUES(?1)"));
  return add->bind(1, id).run();
}

/// A row that is gone has no checks; rows that were called its duplicates are looked at again.
Result<void> dropChecks(Database& database, RowId id) {
  TIMBRE_ASSIGN(Statement * others, database.cached("INSERT OR IGNORE INTO todo(id) SELECT id FROM checks WHERE other=?1"));
  TIMBRE_TRY(others->bind(1, id).run());
  TIMBRE_ASSIGN(Statement * checks, database.cached("DELETE FROM checks WHERE id=?1"));
  TIMBRE_TRY(checks->bind(1, id).run());
  TIMBRE_ASSIGN(Statement * todo, database.cached("DELETE FROM todo WHERE id=?1"));
  return todo->bind(1, id).run();
}

Result<void> setGone(Database& database, RowId id, bool gone) {
  TIMBRE_ASSIGN(Statement * set, database.cached("UPDATE rows SET gone=?2 WHERE id=?1"));
  TIMBRE_TRY(set->bind(1, id).bind(2, std::int64_t(gone)).run());
  return gone ? dropChecks(database, id) : enqueueCheck(database, id);
}

Result<void> writeRow(Database& database, const StoredRow& row) {
  TIMBRE_ASSIGN(Statement * set,
                database.cached("UPDATE rows SET position=?2, kind=?3, split=?4, tags=?5, content=?6, revision=?7 WHERE id=?1"));
  return set->bind(1, row.id).bind(2, row.position).bind(3, row.kind).bind(4, row.split).bind(5, row.tags).bind(6, row.content)
      .bind(7, row.revision).run();
}

/// Content is often large and mostly unchanged: leave it out of the update when only small fields differ.
Result<void> writeSmallFields(Database& database, const StoredRow& row) {
  TIMBRE_ASSIGN(Statement * set, database.cached("UPDATE rows SET position=?2, split=?3, tags=?4 WHERE id=?1"));
  return set->bind(1, row.id).bind(2, row.position).bind(3, row.split).bind(4, row.tags).run();
}

Result<std::int64_t> bumpVersion(Database& database) {
  TIMBRE_ASSIGN(Statement * bump, database.cached("UPDATE meta SET value=value+1 WHERE key='version'"));
  TIMBRE_TRY(bump->run());
  return datasetVersion(database);
}

/// Removes a step for good, with the rows that only it could have brought back.
Result<void> forget(Database& database, std::int64_t edit) {
  TIMBRE_ASSIGN(Statement * rows,
                database.cached("DELETE FROM rows WHERE gone=1 AND id IN (SELECT row FROM edit_rows WHERE edit=?1 AND fields=16)"));
  TIMBRE_TRY(rows->bind(1, edit).run());
  TIMBRE_ASSIGN(Statement * ranges, database.cached("SELECT row, last FROM edit_rows WHERE edit=?1 AND fields=32"));
  std::vector<std::pair<RowId, RowId>> list;
  ranges->bind(1, edit);
  for (;;) {
    TIMBRE_ASSIGN(const bool row, ranges->step());
    if (!row) break;
    list.emplace_back(ranges->asInteger(0), ranges->asInteger(1));
  }
  // A row the step added may have been deleted by a later step that can still be undone: then that step owns it.
  TIMBRE_ASSIGN(Statement * added, database.cached("DELETE FROM rows WHERE id BETWEEN ?1 AND ?2 AND batch=?3 AND gone=1 AND id NOT IN "
                                                   "(SELECT row FROM edit_rows WHERE edit<>?3 AND fields=16)"));
  for (const auto& [first, last] : list) TIMBRE_TRY(added->bind(1, first).bind(2, last).bind(3, edit).run());
  TIMBRE_ASSIGN(Statement * parts, database.cached("DELETE FROM edit_rows WHERE edit=?1"));
  TIMBRE_TRY(parts->bind(1, edit).run());
  TIMBRE_ASSIGN(Statement * head, database.cached("DELETE FROM edits WHERE id=?1"));
  return head->bind(1, edit).run();
}

Result<std::vector<std::int64_t>> editIds(Database& database, const char* sql) {
  TIMBRE_ASSIGN(Statement * list, database.cached(sql));
  std::vector<std::int64_t> ids;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list->step());
    if (!row) return ids;
    ids.push_back(list->asInteger(0));
  }
}

/// Undone steps cannot be done again once something new is done; very old ones are not kept.
Result<void> trimHistory(Database& database) {
  TIMBRE_ASSIGN(const auto undone, editIds(database, "SELECT id FROM edits WHERE state=2 ORDER BY sequence DESC"));
  for (const std::int64_t edit : undone) TIMBRE_TRY(forget(database, edit));
  TIMBRE_ASSIGN(const auto old, editIds(database, "SELECT id FROM edits WHERE state=1 ORDER BY sequence DESC LIMIT -1 OFFSET 199"));
  for (auto edit = old.rbegin(); edit != old.rend(); ++edit) TIMBRE_TRY(forget(database, *edit));
  return {};
}

Result<std::int64_t> nextSequence(Database& database) {
  TIMBRE_ASSIGN(Statement * last, database.cached("SELECT max(sequence) FROM edits"));
  TIMBRE_ASSIGN(const auto value, last->integer());
  return value.value_or(0) + 1;
}

Result<std::int64_t> addEdit(Database& database, std::int64_t sequence, State state, std::int64_t label, std::int64_t cell, const std::string& detail) {
  TIMBRE_ASSIGN(Statement * add,
                database.cached("INSERT INTO edits(sequence, state, label, cell, rows, detail, made) VALUES(?1, ?2, ?3, ?4, 0, ?5, ?6)"));
  TIMBRE_TRY(add->bind(1, sequence).bind(2, state).bind(3, label).bind(4, cell).bind(5, detail).bind(6, base::nowSeconds()).run());
  return database.lastInsertId();
}

/// One line of the undo list; columns that did not change are null.
Result<void> addPart(Database& database, std::int64_t edit, std::int64_t fields, const StoredRow& other, RowId last) {
  TIMBRE_ASSIGN(Statement * add, database.cached("INSERT INTO edit_rows(edit, row, last, fields, position, kind, split, tags, content) "
                                                 "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
  add->bind(1, edit).bind(2, other.id).bind(3, last).bind(4, fields);
  if (fields & Position) add->bind(5, other.position);
  if (fields & Content) add->bind(6, other.kind).bind(9, other.content);
  if (fields & SplitField) add->bind(7, other.split);
  if (fields & Tags) add->bind(8, other.tags);
  return add->run();
}

}  // namespace

// ---- recording ------------------------------------------------------------------------------------------------------

Result<void> EditRecorder::begin() {
  if (m_edit) return {};
  TIMBRE_TRY(trimHistory(*m_database));
  TIMBRE_ASSIGN(const std::int64_t sequence, nextSequence(*m_database));
  TIMBRE_ASSIGN(m_edit, addEdit(*m_database, sequence, Done, m_label, m_cell, m_detail));
  return {};
}

void EditRecorder::note(RowId row) {
  ++m_rows;
  if (m_affected.size() < mostAffected) m_affected.push_back(row);
}

Result<void> EditRecorder::change(const StoredRow& before, StoredRow after) {
  const bool content = before.content != after.content || before.kind != after.kind;
  const bool moved = before.position != after.position;
  const std::int64_t fields = (content ? Content : 0) | (before.tags != after.tags ? Tags : 0) |
                              (before.split != after.split ? SplitField : 0) | (moved ? Position : 0);
  if (fields == 0) return {};
  TIMBRE_TRY(begin());
  TIMBRE_TRY(addPart(*m_database, m_edit, fields, before, before.id));
  m_structure |= moved;
  after.revision = before.revision + (content ? 1 : 0);
  TIMBRE_TRY(content ? writeRow(*m_database, after) : writeSmallFields(*m_database, after));
  if (content) TIMBRE_TRY(enqueueCheck(*m_database, after.id));
  note(after.id);
  return {};
}

Result<void> EditRecorder::closeRange() {
  if (!m_rangeFirst) return {};
  StoredRow first;
  first.id = std::exchange(m_rangeFirst, 0);
  return addPart(*m_database, m_edit, Range, first, m_rangeLast);
}

Result<void> EditRecorder::insert(StoredRow& row) {
  TIMBRE_TRY(begin());
  TIMBRE_ASSIGN(row.id, insertStaged(*m_database, m_edit, row));
  if (m_rangeFirst && row.id != m_rangeLast + 1) TIMBRE_TRY(closeRange());
  if (!m_rangeFirst) m_rangeFirst = row.id;
  m_rangeLast = row.id;
  m_structure = true;
  TIMBRE_TRY(setGone(*m_database, row.id, false));
  note(row.id);
  return {};
}

Result<void> EditRecorder::remove(RowId id) {
  TIMBRE_ASSIGN(const auto row, readRow(*m_database, id));
  if (!row) return {};
  TIMBRE_TRY(begin());
  TIMBRE_TRY(addPart(*m_database, m_edit, Deleted, *row, id));
  m_structure = true;
  TIMBRE_TRY(setGone(*m_database, id, true));
  note(id);
  return {};
}

Result<EditOutcome> EditRecorder::finish() {
  EditOutcome out;
  if (!m_edit) {
    TIMBRE_ASSIGN(out.version, datasetVersion(*m_database));
    return out;
  }
  TIMBRE_TRY(closeRange());
  TIMBRE_ASSIGN(Statement * set, m_database->cached("UPDATE edits SET rows=?2 WHERE id=?1"));
  TIMBRE_TRY(set->bind(1, m_edit).bind(2, m_rows).run());
  TIMBRE_ASSIGN(out.version, bumpVersion(*m_database));
  out.edit = {m_edit, m_label, m_cell, m_rows, m_detail};
  out.affected = std::move(m_affected);
  out.structure = m_structure;
  return out;
}

// ---- imports --------------------------------------------------------------------------------------------------------

Result<std::int64_t> EditRecorder::beginStaged() {
  return addEdit(*m_database, 0, Unfinished, m_label, m_cell, m_detail);
}

Result<RowId> EditRecorder::insertStaged(Database& database, std::int64_t batch, const StoredRow& row) {
  TIMBRE_ASSIGN(Statement * add, database.cached("INSERT INTO rows(position, gone, kind, split, batch, revision, tags, content) "
                                                 "VALUES(?1, 2, ?2, ?3, ?4, 1, ?5, ?6)"));
  TIMBRE_TRY(add->bind(1, row.position).bind(2, row.kind).bind(3, row.split).bind(4, batch).bind(5, row.tags).bind(6, row.content).run());
  return database.lastInsertId();
}

Result<EditOutcome> EditRecorder::finishStaged(std::int64_t batch, RowId from) {
  TIMBRE_TRY(trimHistory(*m_database));
  TIMBRE_ASSIGN(Statement * staged, m_database->cached("SELECT min(id), max(id), count(*) FROM rows WHERE id>=?2 AND batch=?1 AND gone=2"));
  TIMBRE_ASSIGN(const bool found, staged->bind(1, batch).bind(2, from).step());
  const RowId first = found ? staged->asInteger(0) : 0, last = found ? staged->asInteger(1) : 0;
  m_rows = found ? staged->asInteger(2) : 0;
  staged->reset();
  if (m_rows == 0) {
    TIMBRE_TRY(dropStaged(*m_database, batch, from));
    return finish();
  }
  m_edit = batch;
  TIMBRE_ASSIGN(const std::int64_t sequence, nextSequence(*m_database));
  TIMBRE_ASSIGN(Statement * head, m_database->cached("UPDATE edits SET state=1, sequence=?2 WHERE id=?1"));
  TIMBRE_TRY(head->bind(1, batch).bind(2, sequence).run());
  TIMBRE_ASSIGN(Statement * show, m_database->cached("UPDATE rows SET gone=0 WHERE id BETWEEN ?1 AND ?2 AND batch=?3 AND gone=2"));
  TIMBRE_TRY(show->bind(1, first).bind(2, last).bind(3, batch).run());
  TIMBRE_ASSIGN(Statement * todo, m_database->cached("INSERT OR IGNORE INTO todo(id) SELECT id FROM rows WHERE id BETWEEN ?1 AND ?2 AND batch=?3"));
  TIMBRE_TRY(todo->bind(1, first).bind(2, last).bind(3, batch).run());
  m_rangeFirst = first;
  m_rangeLast = last;
  m_structure = true;
  return finish();
}

Result<void> EditRecorder::dropStaged(Database& database, std::int64_t batch, RowId from) {
  TIMBRE_ASSIGN(Statement * rows, database.cached("DELETE FROM rows WHERE id>=?2 AND batch=?1 AND gone=2"));
  TIMBRE_TRY(rows->bind(1, batch).bind(2, from).run());
  TIMBRE_ASSIGN(Statement * bad, database.cached("DELETE FROM rejected WHERE batch=?1"));
  TIMBRE_TRY(bad->bind(1, batch).run());
  TIMBRE_ASSIGN(Statement * head, database.cached("DELETE FROM edits WHERE id=?1 AND state=0"));
  return head->bind(1, batch).run();
}

Result<void> dropUnfinishedImports(Database& database) {
  TIMBRE_ASSIGN(const auto open, editIds(database, "SELECT id FROM edits WHERE state=0"));
  for (const std::int64_t batch : open) TIMBRE_TRY(EditRecorder::dropStaged(database, batch, 0));
  return {};
}

// ---- undo and redo --------------------------------------------------------------------------------------------------

namespace {

struct Part {
  std::int64_t id, fields;
  RowId row, last;
};

/// Swaps the remembered fields of one part with those of its row.
Result<void> swapPart(Database& database, const Part& part) {
  TIMBRE_ASSIGN(const auto row, readRow(database, part.row));
  if (!row) return {};  // cannot happen while the list is whole; a missing row must not block the others
  TIMBRE_ASSIGN(Statement * get, database.cached("SELECT position, kind, split, tags, content FROM edit_rows WHERE id=?1"));
  TIMBRE_ASSIGN(const bool found, get->bind(1, part.id).step());
  if (!found) return {};
  StoredRow next = *row;
  if (part.fields & Position) next.position = get->asInteger(0);
  if (part.fields & Content) next.kind = get->asInteger(1), next.content = get->asText(4), ++next.revision;
  if (part.fields & SplitField) next.split = get->asInteger(2);
  if (part.fields & Tags) next.tags = get->asText(3);
  get->reset();
  TIMBRE_ASSIGN(Statement * drop, database.cached("DELETE FROM edit_rows WHERE id=?1"));
  TIMBRE_TRY(drop->bind(1, part.id).run());
  TIMBRE_TRY(part.fields & Content ? writeRow(database, next) : writeSmallFields(database, next));
  if (part.fields & Content) TIMBRE_TRY(enqueueCheck(database, next.id));
  return {};
}

Result<void> toggleRange(Database& database, std::int64_t edit, const Part& part, bool gone, std::vector<RowId>& affected) {
  const char* condition = "id BETWEEN ?1 AND ?2 AND batch=?3 AND gone=?4";
  const std::string from = condition;
  auto run = [&](const std::string& sql, std::int64_t state) -> Result<void> {
    TIMBRE_ASSIGN(Statement statement, database.prepare(sql));
    return statement.bind(1, part.row).bind(2, part.last).bind(3, edit).bind(4, state).run();
  };
  TIMBRE_TRY(run("UPDATE rows SET gone=1-gone WHERE " + from, gone ? 0 : 1));
  if (gone) {
    TIMBRE_TRY(run("INSERT OR IGNORE INTO todo(id) SELECT id FROM checks WHERE other<>0 AND other IN (SELECT id FROM rows WHERE " + from + ")", 1));
    TIMBRE_TRY(run("DELETE FROM checks WHERE id IN (SELECT id FROM rows WHERE " + from + ")", 1));
    TIMBRE_TRY(run("DELETE FROM todo WHERE id IN (SELECT id FROM rows WHERE " + from + ")", 1));
  } else {
    TIMBRE_TRY(run("INSERT OR IGNORE INTO todo(id) SELECT id FROM rows WHERE " + from, 0));
  }
  TIMBRE_ASSIGN(Statement list, database.prepare("SELECT id FROM rows WHERE " + from + " LIMIT 1000"));
  list.bind(1, part.row).bind(2, part.last).bind(3, edit).bind(4, std::int64_t(gone));
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list.step());
    if (!row) return {};
    if (affected.size() < mostAffected) affected.push_back(list.asInteger(0));
  }
}

/// Last first. Swapping writes the parts anew in the order it takes them, so that both undo and redo go backwards.
Result<std::vector<Part>> partsOf(Database& database, std::int64_t edit) {
  TIMBRE_ASSIGN(Statement * list, database.cached("SELECT id, fields, row, last FROM edit_rows WHERE edit=?1 ORDER BY id DESC"));
  list->bind(1, edit);
  std::vector<Part> parts;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list->step());
    if (!row) return parts;
    parts.push_back({list->asInteger(0), list->asInteger(1), list->asInteger(2), list->asInteger(3)});
  }
}

Result<std::optional<EditInfo>> findEdit(Database& database, State state) {
  TIMBRE_ASSIGN(Statement * get,
                database.cached(state == Done ? "SELECT id, label, cell, rows, detail FROM edits WHERE state=1 ORDER BY sequence DESC LIMIT 1"
                                              : "SELECT id, label, cell, rows, detail FROM edits WHERE state=2 ORDER BY sequence LIMIT 1"));
  TIMBRE_ASSIGN(const bool found, get->step());
  if (!found) return std::optional<EditInfo>();
  EditInfo info{get->asInteger(0), get->asInteger(1), get->asInteger(2), get->asInteger(3), get->asText(4)};
  get->reset();
  return std::optional<EditInfo>(std::move(info));
}

Result<EditOutcome> swapEdit(Database& database, State from) {
  EditOutcome out;
  TIMBRE_ASSIGN(const auto edit, findEdit(database, from));
  if (!edit) {
    TIMBRE_ASSIGN(out.version, datasetVersion(database));
    return out;
  }
  out.edit = *edit;
  const bool undoing = from == Done;
  TIMBRE_ASSIGN(const auto parts, partsOf(database, edit->id));
  for (const Part& part : parts) {
    if (part.fields == Range) {
      TIMBRE_TRY(toggleRange(database, edit->id, part, undoing, out.affected));
      out.structure = true;
      continue;
    }
    if (out.affected.size() < mostAffected) out.affected.push_back(part.row);
    if (part.fields == Deleted) {
      TIMBRE_TRY(setGone(database, part.row, !undoing));
      out.structure = true;
      continue;
    }
    out.structure |= (part.fields & Position) != 0;
    TIMBRE_ASSIGN(const auto before, readRow(database, part.row));
    TIMBRE_TRY(swapPart(database, part));
    if (before) TIMBRE_TRY(addPart(database, edit->id, part.fields, *before, part.last));
  }
  TIMBRE_ASSIGN(Statement * set, database.cached("UPDATE edits SET state=?2 WHERE id=?1"));
  TIMBRE_TRY(set->bind(1, edit->id).bind(2, undoing ? Undone : Done).run());
  TIMBRE_ASSIGN(out.version, bumpVersion(database));
  return out;
}

}  // namespace

Result<EditOutcome> undo(Database& database) { return swapEdit(database, Done); }
Result<EditOutcome> redo(Database& database) { return swapEdit(database, Undone); }

Result<History> history(Database& database) {
  History out;
  TIMBRE_ASSIGN(out.undo, findEdit(database, Done));
  TIMBRE_ASSIGN(out.redo, findEdit(database, Undone));
  return out;
}

}  // namespace timbre::store
