// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/view_store.h"

namespace timbre::store {

using base::Result;

namespace {

const char* orderBy(OrderKey key) {
  switch (key) {
    case OrderKey::Position: return "r.position";
    case OrderKey::Status: return "coalesce(c.severity, -1)";
    case OrderKey::System: return "c.system_key";
    case OrderKey::User: return "c.user_key";
    case OrderKey::Assistant: return "c.answer_key";
    case OrderKey::Turns: return "c.messages";
    case OrderKey::Tokens: return "c.tokens";
    case OrderKey::Trained: return "c.trained";
    case OrderKey::Tags: return "r.tags";
    case OrderKey::Split: return "r.split";
  }
  return "r.position";
}

}  // namespace

bool RowFilter::isWhole() const {
  return text.empty() && !onlyProblems && problemBit == 0 && !split && tag.empty() && !minTokens && !maxTokens && !systemId;
}

const char* allRowsSql() { return "SELECT id FROM rows WHERE gone=0 ORDER BY position, id"; }

const char* pageLineSql() {
  return "SELECT r.position, r.kind, r.split, r.revision, r.tags, r.content, c.revision, c.problems, c.severity, c.tokens, c.trained, "
         "c.system_id, c.other, c.details, p.name FROM rows r LEFT JOIN checks c ON c.id=r.id LEFT JOIN prompts p ON p.id=c.system_id "
         "WHERE r.id=?1 AND r.gone=0";
}

Result<std::vector<RowId>> allRows(Database& database) {
  TIMBRE_ASSIGN(Statement * list, database.cached(allRowsSql()));
  std::vector<RowId> ids;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list->step());
    if (!row) return ids;
    ids.push_back(list->asInteger(0));
  }
}

Result<std::vector<RowId>> filteredRows(Database& database, const RowFilter& filter) {
  if (filter.isWhole() && filter.order == OrderKey::Position && !filter.descending) return allRows(database);
  std::string sql = "SELECT r.id FROM rows r LEFT JOIN checks c ON c.id=r.id";
  if (!filter.text.empty()) sql += " LEFT JOIN prompts p ON p.id=c.system_id";
  sql += " WHERE r.gone=0";
  if (filter.onlyProblems) sql += " AND c.severity<>0";
  if (filter.problemBit) sql += " AND (c.problems & ?1)<>0";
  if (filter.split) sql += " AND r.split=?2";
  if (!filter.tag.empty()) sql += " AND instr(r.tags, ?3)>0";
  if (filter.minTokens) sql += " AND c.tokens>=?4";
  if (filter.maxTokens) sql += " AND c.tokens>=0 AND c.tokens<=?5";
  if (filter.systemId) sql += " AND c.system_id=?6";
  // Last: the only condition that looks at texts.
  if (!filter.text.empty()) sql += " AND row_matches(r.content, r.tags, p.name, ?7)";
  const std::string direction = filter.descending ? " DESC" : "";
  sql += std::string(" ORDER BY ") + orderBy(filter.order) + direction + ", r.position" + direction + ", r.id" + direction;
  TIMBRE_ASSIGN(Statement list, database.prepare(sql));
  if (filter.problemBit) list.bind(1, static_cast<std::int64_t>(filter.problemBit));
  if (filter.split) list.bind(2, *filter.split);
  if (!filter.tag.empty()) list.bind(3, "\n" + filter.tag + "\n");
  if (filter.minTokens) list.bind(4, *filter.minTokens);
  if (filter.maxTokens) list.bind(5, *filter.maxTokens);
  if (filter.systemId) list.bind(6, *filter.systemId);
  if (!filter.text.empty()) list.bind(7, filter.text);
  std::vector<RowId> ids;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list.step());
    if (!row) return ids;
    ids.push_back(list.asInteger(0));
  }
}

Result<std::optional<PageLine>> pageLine(Database& database, RowId id) {
  TIMBRE_ASSIGN(Statement * get, database.cached(pageLineSql()));
  TIMBRE_ASSIGN(const bool found, get->bind(1, id).step());
  if (!found) return std::optional<PageLine>();
  PageLine line;
  line.row.id = id;
  line.row.position = get->asInteger(0);
  line.row.kind = get->asInteger(1);
  line.row.split = get->asInteger(2);
  line.row.revision = get->asInteger(3);
  line.row.tags = get->asText(4);
  line.row.content = get->asText(5);
  line.checked = !get->isNull(6);
  if (line.checked) {
    line.checkedRevision = get->asInteger(6);
    line.problems = static_cast<std::uint64_t>(get->asInteger(7));
    line.severity = get->asInteger(8);
    line.tokens = get->asInteger(9);
    line.trained = get->asInteger(10);
    line.systemId = get->asInteger(11);
    line.other = get->asInteger(12);
    line.details = get->asText(13);
    line.promptName = get->asText(14);
  }
  get->reset();
  return std::optional<PageLine>(std::move(line));
}

}  // namespace timbre::store
