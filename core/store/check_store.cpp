// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/check_store.h"

namespace timbre::store {

using base::Result;

namespace {

/// Rows with the same question that are looked at from one row; larger groups are still marked, only not against all.
constexpr std::int64_t nearest = 50;

Result<std::vector<RowId>> ids(Statement& statement) {
  std::vector<RowId> out;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, statement.step());
    if (!row) return out;
    out.push_back(statement.asInteger(0));
  }
}

std::int64_t severityOf(std::uint64_t problems, const CheckBits& bits) { return problems & bits.errors ? 2 : problems ? 1 : 0; }

/// Finds the first earlier row with the same question (preferring one with the same answer) and marks this one.
Result<void> resolveDuplicate(Database& database, RowId id, const CheckBits& bits) {
  TIMBRE_ASSIGN(Statement * own, database.cached("SELECT prompt_hash, answer_hash, problems, other FROM checks WHERE id=?1"));
  TIMBRE_ASSIGN(const bool found, own->bind(1, id).step());
  if (!found) return {};
  const std::int64_t prompt = own->asInteger(0), answer = own->asInteger(1), before = own->asInteger(3);
  const auto problems = static_cast<std::uint64_t>(own->asInteger(2));
  own->reset();
  std::int64_t other = 0;
  bool sameAnswer = false;
  if (prompt != 0) {
    TIMBRE_ASSIGN(Statement * earlier,
                  database.cached("SELECT id, answer_hash FROM checks WHERE prompt_hash=?1 AND prompt_hash<>0 AND id<?2 ORDER BY id LIMIT ?3"));
    earlier->bind(1, prompt).bind(2, id).bind(3, nearest);
    for (;;) {
      TIMBRE_ASSIGN(const bool row, earlier->step());
      if (!row) break;
      if (other == 0) other = earlier->asInteger(0);
      if (earlier->asInteger(1) != answer) continue;
      other = earlier->asInteger(0);
      sameAnswer = true;
      earlier->reset();
      break;
    }
  }
  std::uint64_t now = problems & ~(bits.duplicateRow | bits.duplicatePrompt);
  if (other != 0) now = (now & ~bits.nearDuplicate) | (sameAnswer ? bits.duplicateRow : bits.duplicatePrompt);
  else if (now & bits.nearDuplicate) other = before;
  if (now == problems && other == before) return {};
  TIMBRE_ASSIGN(Statement * set, database.cached("UPDATE checks SET problems=?2, severity=?3, other=?4 WHERE id=?1"));
  return set->bind(1, id).bind(2, static_cast<std::int64_t>(now)).bind(3, severityOf(now, bits)).bind(4, other).run();
}

/// Rows that were nearly the same as one whose question changed are compared anew.
Result<void> checkNearFollowers(Database& database, RowId id, const CheckBits& bits) {
  TIMBRE_ASSIGN(Statement * again,
                database.cached("INSERT OR IGNORE INTO todo(id) SELECT id FROM checks WHERE other=?1 AND other<>0 AND (problems & ?2)<>0"));
  return again->bind(1, id).bind(2, static_cast<std::int64_t>(bits.nearDuplicate)).run();
}

Result<std::int64_t> promptId(Database& database, std::int64_t hash, const std::string& text) {
  if (hash == 0) return std::int64_t(0);
  TIMBRE_ASSIGN(Statement * get, database.cached("SELECT id FROM prompts WHERE hash=?1"));
  TIMBRE_ASSIGN(const auto known, get->bind(1, hash).integer());
  if (known) return *known;
  TIMBRE_ASSIGN(Statement * add, database.cached("INSERT INTO prompts(hash, name, text) VALUES(?1, '', ?2)"));
  TIMBRE_TRY(add->bind(1, hash).bind(2, text).run());
  return database.lastInsertId();
}

}  // namespace

Result<std::vector<RowId>> todoRows(Database& database, std::int64_t limit) {
  TIMBRE_ASSIGN(Statement * list, database.cached("SELECT id FROM todo ORDER BY id LIMIT ?1"));
  list->bind(1, limit);
  return ids(*list);
}

Result<std::int64_t> todoCount(Database& database) {
  TIMBRE_ASSIGN(Statement * count, database.cached("SELECT count(*) FROM todo"));
  TIMBRE_ASSIGN(const auto value, count->integer());
  return value.value_or(0);
}

Result<void> checkAllAgain(Database& database) {
  return database.execute("INSERT OR IGNORE INTO todo(id) SELECT id FROM rows WHERE gone=0");
}

Result<void> forgetTodo(Database& database, RowId id) {
  TIMBRE_ASSIGN(Statement * drop, database.cached("DELETE FROM todo WHERE id=?1"));
  return drop->bind(1, id).run();
}

Result<SystemUse> systemUse(Database& database) {
  TIMBRE_ASSIGN(Statement * count, database.cached("SELECT coalesce(sum(system_id<>0), 0), coalesce(sum(system_id=0), 0) FROM checks WHERE messages>0"));
  TIMBRE_ASSIGN(const bool row, count->step());
  SystemUse use;
  if (row) use = {count->asInteger(0), count->asInteger(1)};
  count->reset();
  return use;
}

Result<bool> markNoSystem(Database& database, bool wanted, std::uint64_t bit, const CheckBits& bits, bool onlyAsk) {
  // ?1: the bit, ?2: whether rows without a system prompt are to have it
  TIMBRE_ASSIGN(Statement * ask, database.cached("SELECT EXISTS(SELECT 1 FROM checks WHERE ((problems & ?1)<>0) <> (?2 AND system_id=0 AND messages>0))"));
  TIMBRE_ASSIGN(const auto differs, ask->bind(1, static_cast<std::int64_t>(bit)).bind(2, std::int64_t(wanted)).integer());
  if (onlyAsk || differs.value_or(0) == 0) return differs.value_or(0) != 0;
  TIMBRE_ASSIGN(Statement * mark,
                database.cached("UPDATE checks SET problems=(problems & ~?1) | CASE WHEN ?2 AND system_id=0 AND messages>0 THEN ?1 ELSE 0 END, "
                                "severity=CASE WHEN problems & ?3 THEN 2 WHEN (?2 AND system_id=0 AND messages>0) OR (problems & ~?1)<>0 THEN 1 ELSE 0 END "
                                "WHERE ((problems & ?1)<>0) <> (?2 AND system_id=0 AND messages>0)"));
  TIMBRE_TRY(mark->bind(1, static_cast<std::int64_t>(bit)).bind(2, std::int64_t(wanted)).bind(3, static_cast<std::int64_t>(bits.errors)).run());
  return true;
}

Result<void> markTooLong(Database& database, std::int64_t limit, std::uint64_t bit, const CheckBits& bits) {
  TIMBRE_ASSIGN(Statement * mark,
                database.cached("UPDATE checks SET problems=(problems & ~?2) | CASE WHEN tokens>?1 THEN ?2 ELSE 0 END, "
                                "severity=CASE WHEN problems & ?3 THEN 2 WHEN tokens>?1 OR (problems & ~?2)<>0 THEN 1 ELSE 0 END "
                                "WHERE (tokens>?1) <> ((problems & ?2)<>0)"));
  return mark->bind(1, limit).bind(2, static_cast<std::int64_t>(bit)).bind(3, static_cast<std::int64_t>(bits.errors)).run();
}

Result<void> putChecks(Database& database, RowChecks checks, std::int64_t systemHash, const std::string& systemText, const CheckBits& bits) {
  TIMBRE_ASSIGN(Statement * current, database.cached("SELECT revision FROM rows WHERE id=?1 AND gone=0"));
  TIMBRE_ASSIGN(const auto revision, current->bind(1, checks.id).integer());
  if (!revision) return forgetTodo(database, checks.id);
  if (*revision != checks.revision) return {};
  TIMBRE_ASSIGN(checks.systemId, promptId(database, systemHash, systemText));
  TIMBRE_ASSIGN(Statement * old, database.cached("SELECT prompt_hash FROM checks WHERE id=?1"));
  TIMBRE_ASSIGN(const auto before, old->bind(1, checks.id).integer());
  // Rows that called this one their original must be looked at again when its question or answer changed.
  TIMBRE_ASSIGN(Statement * followers, database.cached("SELECT id FROM checks WHERE other=?1 AND other<>0 LIMIT 1000"));
  TIMBRE_ASSIGN(std::vector<RowId> again, ids(followers->bind(1, checks.id)));
  TIMBRE_ASSIGN(Statement * put,
                database.cached("INSERT OR REPLACE INTO checks(id, revision, problems, severity, tokens, trained, hosted, messages, "
                                "prompt_hash, answer_hash, system_id, other, system_key, user_key, answer_key, details) "
                                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?16, ?12, ?13, ?14, ?15)"));
  put->bind(1, checks.id).bind(2, checks.revision).bind(3, static_cast<std::int64_t>(checks.problems));
  put->bind(4, severityOf(checks.problems, bits)).bind(5, checks.tokens).bind(6, checks.trained).bind(7, checks.hosted);
  put->bind(8, checks.messages).bind(9, checks.promptHash).bind(10, checks.answerHash).bind(11, checks.systemId);
  put->bind(12, checks.systemKey).bind(13, checks.userKey).bind(14, checks.answerKey).bind(15, checks.details).bind(16, checks.other);
  TIMBRE_TRY(put->run());
  TIMBRE_TRY(forgetTodo(database, checks.id));
  TIMBRE_TRY(resolveDuplicate(database, checks.id, bits));
  if (checks.promptHash != 0) {
    TIMBRE_ASSIGN(Statement * later,
                  database.cached("SELECT id FROM checks WHERE prompt_hash=?1 AND prompt_hash<>0 AND id>?2 ORDER BY id LIMIT ?3"));
    TIMBRE_ASSIGN(const auto list, ids(later->bind(1, checks.promptHash).bind(2, checks.id).bind(3, nearest)));
    again.insert(again.end(), list.begin(), list.end());
  }
  for (const RowId id : again) TIMBRE_TRY(resolveDuplicate(database, id, bits));
  return before && *before != checks.promptHash ? checkNearFollowers(database, checks.id, bits) : Result<void>();
}

Result<std::optional<RowChecks>> readChecks(Database& database, RowId id) {
  TIMBRE_ASSIGN(Statement * get, database.cached("SELECT revision, problems, severity, tokens, trained, hosted, messages, prompt_hash, "
                                                 "answer_hash, system_id, other, details FROM checks WHERE id=?1"));
  TIMBRE_ASSIGN(const bool found, get->bind(1, id).step());
  if (!found) return std::optional<RowChecks>();
  RowChecks out;
  out.id = id;
  out.revision = get->asInteger(0);
  out.problems = static_cast<std::uint64_t>(get->asInteger(1));
  out.severity = get->asInteger(2);
  out.tokens = get->asInteger(3);
  out.trained = get->asInteger(4);
  out.hosted = get->asInteger(5);
  out.messages = get->asInteger(6);
  out.promptHash = get->asInteger(7);
  out.answerHash = get->asInteger(8);
  out.systemId = get->asInteger(9);
  out.other = get->asInteger(10);
  out.details = get->asText(11);
  get->reset();
  return std::optional<RowChecks>(std::move(out));
}

Result<std::vector<CheckFigures>> allFigures(Database& database) {
  TIMBRE_ASSIGN(Statement * list, database.cached("SELECT id, severity, tokens, trained, hosted FROM checks"));
  std::vector<CheckFigures> out;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list->step());
    if (!row) return out;
    out.push_back({list->asInteger(0), list->asInteger(1), list->asInteger(2), list->asInteger(3), list->asInteger(4)});
  }
}

Result<std::vector<RowId>> rowsOfSplit(Database& database, std::int64_t split) {
  TIMBRE_ASSIGN(Statement * list, database.cached("SELECT id FROM rows WHERE gone=0 AND split<>0 AND split=?1 ORDER BY id"));
  list->bind(1, split);
  std::vector<RowId> out;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list->step());
    if (!row) return out;
    out.push_back(list->asInteger(0));
  }
}

Result<std::vector<FoundProblem>> foundProblems(Database& database, std::int64_t limit) {
  std::vector<FoundProblem> out;
  TIMBRE_ASSIGN(Statement * list, database.cached("SELECT id, severity, problems, other, details FROM checks WHERE severity<>0 "
                                                  "ORDER BY severity DESC, id LIMIT ?1"));
  list->bind(1, limit);
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list->step());
    if (!row) return out;
    out.push_back({list->asInteger(0), list->asInteger(1), static_cast<std::uint64_t>(list->asInteger(2)), list->asInteger(3), list->asText(4)});
  }
}

Result<std::vector<std::uint64_t>> problemSets(Database& database) {
  TIMBRE_ASSIGN(Statement * list, database.cached("SELECT problems FROM checks WHERE severity<>0"));
  std::vector<std::uint64_t> out;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list->step());
    if (!row) return out;
    out.push_back(static_cast<std::uint64_t>(list->asInteger(0)));
  }
}

Result<std::vector<RowId>> problemRows(Database& database) {
  TIMBRE_ASSIGN(Statement * list, database.cached("SELECT id FROM checks WHERE severity<>0"));
  return ids(*list);
}

Result<std::vector<PromptUse>> promptUses(Database& database, std::int64_t limit) {
  TIMBRE_ASSIGN(Statement * list, database.cached("SELECT p.id, p.name, p.text, count(*) AS uses FROM checks c JOIN prompts p ON p.id=c.system_id "
                                                  "GROUP BY p.id ORDER BY uses DESC, p.id LIMIT ?1"));
  list->bind(1, limit);
  std::vector<PromptUse> out;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list->step());
    if (!row) return out;
    out.push_back({list->asInteger(0), list->asText(1), list->asText(2), list->asInteger(3)});
  }
}

Result<void> namePrompt(Database& database, std::int64_t hash, const std::string& text, const std::string& name) {
  TIMBRE_ASSIGN(const std::int64_t id, promptId(database, hash, text));
  TIMBRE_ASSIGN(Statement * set, database.cached("UPDATE prompts SET name=?2 WHERE id=?1"));
  return set->bind(1, id).bind(2, name).run();
}

}  // namespace timbre::store
