// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_apply.h"

#include "core/base/utf8.h"
#include "core/data/conversation.h"
#include "core/data/text_edit.h"
#include "core/data/text_scan.h"

#include <algorithm>
#include <unordered_set>

namespace timbre::session {

using base::Error;
using base::Result;
using data::Conversation;
using store::StoredRow;

namespace {

template <class... T>
struct Overloaded : T... {
  using T::operator()...;
};
template <class... T>
Overloaded(T...) -> Overloaded<T...>;

std::vector<RowId> sorted(std::vector<RowId> rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

/// Replaces the content by what `change` makes of it.
template <class Change>
Result<void> rewriteContent(StoredRow& row, const Change& change) {
  TIMBRE_ASSIGN(const Conversation before, Conversation::parse(row.content));
  TIMBRE_ASSIGN(const Conversation after, change(before));
  row.content = after.raw();
  row.kind = static_cast<std::int64_t>(after.kind());
  return {};
}

Result<void> setCell(StoredRow& row, Cell cell, const std::string& text) {
  return rewriteContent(row, [&](const Conversation& now) { return now.withCell(cell, base::sanitizeUtf8(text)); });
}

std::string transformed(TextTransform transform, std::string_view text) {
  switch (transform) {
    case TextTransform::TrimSpaces: return data::trimSpaces(text);
    case TextTransform::CollapseSpaces: return data::collapseSpaces(text);
    case TextTransform::FullWidthPunctuation: return data::fullWidthPunctuation(text);
    case TextTransform::HalfWidthPunctuation: return data::halfWidthPunctuation(text);
    case TextTransform::RemoveInvisible: return data::removeInvisible(text);
  }
  return std::string(text);
}

void setTags(StoredRow& row, const SetTags& edit) {
  std::vector<std::string> tags = edit.clear ? std::vector<std::string>() : store::splitTags(row.tags);
  for (const std::string& tag : edit.remove) std::erase(tags, cleanTag(tag));
  for (const std::string& raw : edit.add) {
    const std::string tag = cleanTag(raw);
    if (!tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
  }
  row.tags = store::joinTags(tags);
}

/// Cells of one table row, as the columns were mapped.
std::vector<SetCell> tableCells(const PasteTable& edit, std::size_t tableRow, RowId row) {
  std::vector<SetCell> cells;
  const auto& texts = edit.table->rows[tableRow];
  for (std::size_t i = 0; i < texts.size() && i < edit.columns.size(); ++i)
    if (edit.columns[i]) cells.push_back({row, *edit.columns[i], texts[i]});
  return cells;
}

std::size_t firstTableRow(const PasteTable& edit) { return edit.skipHeader ? 1 : 0; }

std::size_t pastedOnto(const PasteTable& edit) {
  if (!edit.table) return 0;
  const std::size_t first = firstTableRow(edit), lines = edit.table->rows.size();
  return std::min(edit.onto.size(), lines > first ? lines - first : 0);
}

}  // namespace

std::string cleanTag(const std::string& tag) {
  std::string line;
  for (const char c : base::sanitizeUtf8(tag)) line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  bool cut = false;
  return data::cutText(data::trimSpaces(line), 64, cut);
}

RowChanger::RowChanger(std::shared_ptr<const Edit> edit) : m_edit(std::move(edit)) {
  auto addCells = [&](const std::vector<SetCell>& cells) {
    for (const SetCell& cell : cells) {
      m_rows.push_back(cell.row);
      m_cells[cell.row].push_back(cell);
    }
  };
  std::visit(Overloaded{
                 [&](const SetCell& e) { m_rows = {e.row}; },
                 [&](const SetCells& e) { addCells(e.cells); },
                 [&](const FillCell& e) { m_rows = e.rows; },
                 [&](const SetMessages& e) { m_rows = {e.row}; },
                 [&](const SetRowJson& e) { m_rows = {e.row}; },
                 [&](const SetSplit& e) { m_rows = e.rows; },
                 [&](const SetTags& e) { m_rows = e.rows; },
                 [&](const ReplaceText& e) { m_rows = e.rows; },
                 [&](const TransformText& e) { m_rows = e.rows; },
                 [&](const PasteTable& e) {
                   for (std::size_t i = 0; i < pastedOnto(e); ++i) addCells(tableCells(e, firstTableRow(e) + i, e.onto[i]));
                 },
                 [](const auto&) {},
             },
             *m_edit);
  m_rows = sorted(std::move(m_rows));
}

bool RowChanger::touches(RowId row) const { return std::binary_search(m_rows.begin(), m_rows.end(), row); }
bool RowChanger::canBeShownEarly() const { return !std::holds_alternative<ReplaceText>(*m_edit); }

Result<void> RowChanger::change(StoredRow& row) const {
  auto setCells = [&]() -> Result<void> {
    const auto cells = m_cells.find(row.id);
    if (cells == m_cells.end()) return {};
    for (const SetCell& cell : cells->second) TIMBRE_TRY(setCell(row, cell.cell, cell.text));
    return {};
  };
  return std::visit(Overloaded{
                        [&](const SetCell& e) { return setCell(row, e.cell, e.text); },
                        [&](const SetCells&) { return setCells(); },
                        [&](const PasteTable&) { return setCells(); },
                        [&](const FillCell& e) { return setCell(row, e.cell, e.text); },
                        [&](const SetMessages& e) {
                          return rewriteContent(row, [&](const Conversation& now) { return now.withMessages(e.messages); });
                        },
                        [&](const SetRowJson& e) {
                          return rewriteContent(row, [&](const Conversation& now) -> Result<Conversation> {
                            if (now.json() == e.value) return now;
                            return Conversation::parse(base::dumpJson(e.value));
                          });
                        },
                        [&](const SetSplit& e) -> Result<void> {
                          row.split = static_cast<std::int64_t>(e.split);
                          return {};
                        },
                        [&](const SetTags& e) -> Result<void> {
                          setTags(row, e);
                          return {};
                        },
                        [&](const ReplaceText& e) {
                          return rewriteContent(row, [&](const Conversation& now) {
                            return data::changeTexts(now, e.cells, [&](std::string_view text) {
                              return data::replaceAll(text, e.find, base::sanitizeUtf8(e.replacement), e.matchCase, e.wholeWord).text;
                            });
                          });
                        },
                        [&](const TransformText& e) {
                          return rewriteContent(row, [&](const Conversation& now) {
                            return data::changeTexts(now, e.cells, [&](std::string_view text) { return transformed(e.transform, text); });
                          });
                        },
                        [](const auto&) -> Result<void> { return {}; },
                    },
                    *m_edit);
}

EditLabel labelOf(const Edit& edit) {
  return std::visit(Overloaded{
                        [](const SetCell&) { return EditLabel::EditCell; },
                        [](const SetCells&) { return EditLabel::EditCells; },
                        [](const FillCell&) { return EditLabel::EditCells; },
                        [](const SetMessages&) { return EditLabel::EditMessages; },
                        [](const SetRowJson&) { return EditLabel::EditMessages; },
                        [](const InsertRows&) { return EditLabel::AddRows; },
                        [](const DuplicateRows&) { return EditLabel::DuplicateRows; },
                        [](const DeleteRows&) { return EditLabel::DeleteRows; },
                        [](const MoveRows&) { return EditLabel::MoveRows; },
                        [](const SetSplit&) { return EditLabel::SetSplit; },
                        [](const SetTags&) { return EditLabel::SetTags; },
                        [](const ReplaceText&) { return EditLabel::Replace; },
                        [](const TransformText&) { return EditLabel::Transform; },
                        [](const PasteTable&) { return EditLabel::Paste; },
                    },
                    edit);
}

Cell cellOf(const Edit& edit) {
  if (const auto* cell = std::get_if<SetCell>(&edit)) return cell->cell;
  if (const auto* fill = std::get_if<FillCell>(&edit)) return fill->cell;
  return Cell::Assistant;
}

// ---- in the writer job ----------------------------------------------------------------------------------------------

namespace {

Result<void> changeInPlace(store::Database& database, const RowChanger& changer, const std::vector<RowId>& rows, store::EditRecorder& recorder) {
  for (const RowId id : rows) {
    TIMBRE_ASSIGN(const auto before, store::readRow(database, id));
    if (!before) {
      if (rows.size() == 1) return Error("store.rows_gone");
      continue;
    }
    StoredRow after = *before;
    auto changed = changer.change(after);
    if (!changed.ok()) {
      // A bulk edit goes on with the rows it fits; a single one says why it does not.
      if (rows.size() == 1 || changed.error().code != "data.not_editable") return changed;
      continue;
    }
    TIMBRE_TRY(recorder.change(*before, std::move(after)));
  }
  return {};
}

StoredRow storedRow(const Conversation& row, std::int64_t position) {
  StoredRow out;
  out.position = position;
  out.kind = static_cast<std::int64_t>(row.kind());
  out.content = row.raw();
  return out;
}

Result<void> insertRows(store::Database& database, const InsertRows& edit, store::EditRecorder& recorder) {
  TIMBRE_ASSIGN(const auto positions, store::makeRoom(database, edit.after, edit.rows.size()));
  for (std::size_t i = 0; i < edit.rows.size(); ++i) {
    const NewRow& fresh = edit.rows[i];
    TIMBRE_ASSIGN(const Conversation row, fresh.value.is_null() ? Result<Conversation>(Conversation::make({}, "", ""))
                                                                : Conversation::parse(base::dumpJson(fresh.value)));
    StoredRow stored = storedRow(row, positions[i]);
    stored.split = static_cast<std::int64_t>(fresh.split);
    setTags(stored, {{}, fresh.tags, {}, true});
    TIMBRE_TRY(recorder.insert(stored));
  }
  return {};
}

/// Existing rows of `ids` in dataset order.
Result<std::vector<StoredRow>> inOrder(store::Database& database, const std::vector<RowId>& ids) {
  std::vector<StoredRow> rows;
  for (const RowId id : sorted(ids)) {
    TIMBRE_ASSIGN(auto row, store::readRow(database, id));
    if (row) rows.push_back(std::move(*row));
  }
  std::sort(rows.begin(), rows.end(), [](const StoredRow& a, const StoredRow& b) {
    return a.position != b.position ? a.position < b.position : a.id < b.id;
  });
  return rows;
}

Result<void> duplicateRows(store::Database& database, const DuplicateRows& edit, store::EditRecorder& recorder) {
  TIMBRE_ASSIGN(auto rows, inOrder(database, edit.rows));
  for (StoredRow& row : rows) {
    TIMBRE_ASSIGN(const auto positions, store::makeRoom(database, row.id, 1));
    row.position = positions[0];
    TIMBRE_TRY(recorder.insert(row));
  }
  return {};
}

/// The nearest row before `after` that is not itself moved.
Result<RowId> stableAnchor(store::Database& database, RowId after, const std::unordered_set<RowId>& moved) {
  if (after == store::atBeginning || after == store::atEnd || !moved.contains(after)) return after;
  TIMBRE_ASSIGN(const auto row, store::readRow(database, after));
  if (!row) return Error("store.rows_gone");
  TIMBRE_ASSIGN(auto list, database.prepare("SELECT id FROM rows WHERE gone=0 AND position<=?1 ORDER BY position DESC, id DESC"));
  list.bind(1, row->position);
  for (;;) {
    TIMBRE_ASSIGN(const bool more, list.step());
    if (!more) return RowId(store::atBeginning);
    if (!moved.contains(list.asInteger(0))) return list.asInteger(0);
  }
}

Result<void> moveRows(store::Database& database, const MoveRows& edit, store::EditRecorder& recorder) {
  const std::unordered_set<RowId> moved(edit.rows.begin(), edit.rows.end());
  TIMBRE_ASSIGN(const RowId anchor, stableAnchor(database, edit.after, moved));
  TIMBRE_ASSIGN(const auto positions, store::makeRoom(database, anchor, edit.rows.size()));
  for (std::size_t i = 0; i < edit.rows.size(); ++i) {
    // Read after makeRoom, which may have moved it.
    TIMBRE_ASSIGN(const auto before, store::readRow(database, edit.rows[i]));
    if (!before) continue;
    StoredRow after = *before;
    after.position = positions[i];
    TIMBRE_TRY(recorder.change(*before, std::move(after)));
  }
  return {};
}

Result<void> pasteNewRows(store::Database& database, const PasteTable& edit, store::EditRecorder& recorder) {
  const std::size_t first = firstTableRow(edit) + edit.onto.size();
  if (!edit.table || first >= edit.table->rows.size()) return {};
  TIMBRE_ASSIGN(const auto positions, store::makeRoom(database, edit.insertAfter, edit.table->rows.size() - first));
  for (std::size_t i = first; i < edit.table->rows.size(); ++i) {
    std::optional<std::string> system;
    std::string user, assistant;
    for (SetCell& cell : tableCells(edit, i, 0)) {
      std::string text = base::sanitizeUtf8(cell.text);
      if (cell.cell == Cell::System && !text.empty()) system = std::move(text);
      else if (cell.cell == Cell::User) user = std::move(text);
      else if (cell.cell == Cell::Assistant) assistant = std::move(text);
    }
    StoredRow row = storedRow(Conversation::make(system, user, assistant), positions[i - first]);
    TIMBRE_TRY(recorder.insert(row));
  }
  return {};
}

}  // namespace

Result<store::EditOutcome> applyEdit(store::Database& database, const RowChanger& changer, const std::vector<RowId>& viewRows) {
  const Edit& edit = changer.edit();
  store::EditRecorder recorder(database, static_cast<std::int64_t>(labelOf(edit)), static_cast<std::int64_t>(cellOf(edit)));
  const auto* replace = std::get_if<ReplaceText>(&edit);
  const bool wholeView = replace && replace->rows.empty();
  TIMBRE_TRY(changeInPlace(database, changer, wholeView ? viewRows : changer.rows(), recorder));
  const Result<void> structural = std::visit(Overloaded{
                            [&](const InsertRows& e) { return insertRows(database, e, recorder); },
                            [&](const DuplicateRows& e) { return duplicateRows(database, e, recorder); },
                            [&](const DeleteRows& e) -> Result<void> {
                              for (const RowId id : sorted(e.rows)) TIMBRE_TRY(recorder.remove(id));
                              return {};
                            },
                            [&](const MoveRows& e) { return moveRows(database, e, recorder); },
                            [&](const PasteTable& e) { return pasteNewRows(database, e, recorder); },
                            [](const auto&) -> Result<void> { return {}; },
                        },
                        edit);
  if (!structural.ok()) return structural.error();
  return recorder.finish();
}

}  // namespace timbre::session
