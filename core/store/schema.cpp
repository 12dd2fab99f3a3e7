// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/schema.h"

#include "core/base/messages.h"

#include <algorithm>
#include <map>
#include <system_error>

namespace timbre::store {

using base::Error;
using base::Result;

namespace {

// One statement each, exactly as sqlite_schema keeps them: verifySchema compares the texts.
const char* const schema1[] = {
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE rows(id INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER NOT NULL, gone INTEGER NOT NULL, "
    "kind INTEGER NOT NULL, split INTEGER NOT NULL, batch INTEGER NOT NULL, revision INTEGER NOT NULL, tags TEXT NOT NULL, "
    "content TEXT NOT NULL)",
    "CREATE INDEX rows_order ON rows(position, id, gone)",
    "CREATE INDEX rows_split ON rows(split) WHERE gone=0 AND split<>0",
    "CREATE TABLE checks(id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, problems INTEGER NOT NULL, severity INTEGER NOT NULL, "
    "tokens INTEGER NOT NULL, trained INTEGER NOT NULL, hosted INTEGER NOT NULL, messages INTEGER NOT NULL, "
    "prompt_hash INTEGER NOT NULL, answer_hash INTEGER NOT NULL, system_id INTEGER NOT NULL, other INTEGER NOT NULL, "
    "system_key TEXT NOT NULL, user_key TEXT NOT NULL, answer_key TEXT NOT NULL, details TEXT NOT NULL)",
    "CREATE INDEX checks_prompt ON checks(prompt_hash, id) WHERE prompt_hash<>0",
    "CREATE INDEX checks_other ON checks(other) WHERE other<>0",
    "CREATE INDEX checks_severity ON checks(severity, id) WHERE severity<>0",
    "CREATE TABLE todo(id INTEGER PRIMARY KEY)",
    "CREATE TABLE edits(id INTEGER PRIMARY KEY AUTOINCREMENT, sequence INTEGER NOT NULL, state INTEGER NOT NULL, label INTEGER NOT NULL, cell INTEGER NOT NULL, "
    "rows INTEGER NOT NULL, detail TEXT NOT NULL, made INTEGER NOT NULL)",
    "CREATE TABLE edit_rows(id INTEGER PRIMARY KEY, edit INTEGER NOT NULL, row INTEGER NOT NULL, last INTEGER NOT NULL, "
    "fields INTEGER NOT NULL, position INTEGER, gone INTEGER, kind INTEGER, split INTEGER, tags TEXT, content TEXT)",
    "CREATE INDEX edit_rows_edit ON edit_rows(edit)",
    "CREATE INDEX edit_rows_position ON edit_rows(position) WHERE position IS NOT NULL",
    "CREATE TABLE prompts(id INTEGER PRIMARY KEY AUTOINCREMENT, hash INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE TABLE rejected(id INTEGER PRIMARY KEY, batch INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, "
    "col INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE drafts(key TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE chats(id TEXT PRIMARY KEY, title TEXT NOT NULL, changed INTEGER NOT NULL, content TEXT NOT NULL)",
    "CREATE TABLE runs(name TEXT PRIMARY KEY, summary TEXT NOT NULL) WITHOUT ROWID",
};

std::string nameOf(std::string_view sql) {
  // "CREATE TABLE name(" or "CREATE INDEX name ON"
  const std::size_t begin = sql.find(' ', sql.find(' ') + 1) + 1;
  return std::string(sql.substr(begin, sql.find_first_of(" (", begin) - begin));
}

Result<void> setHeader(Database& database) {
  const std::string sql = "PRAGMA application_id=" + std::to_string(applicationId) + "; PRAGMA user_version=" + std::to_string(schemaVersion) + ";";
  return database.execute(sql.c_str());
}

}  // namespace

Result<void> createSchema(Database& database) {
  TIMBRE_ASSIGN(auto transaction, Transaction::begin(database, Transaction::Kind::Write));
  for (const char* statement : schema1) TIMBRE_TRY(database.execute(statement));
  TIMBRE_TRY(database.execute("INSERT INTO meta(key, value) VALUES('version', 0)"));
  TIMBRE_TRY(setHeader(database));
  return transaction.commit();
}

std::span<const Migration> releasedMigrations() { return {}; }  // version 1 is the first released schema

Result<void> migrate(Database& database, std::span<const Migration> steps, std::int64_t target) {
  TIMBRE_ASSIGN(const auto found, database.integer("PRAGMA user_version"));
  std::int64_t version = found.value_or(0);
  if (version == target) return {};
  auto failed = [&](const std::string& reason) {
    return Error("store.migration_failed", {{"from", std::to_string(version)}, {"to", std::to_string(target)}, {"reason", reason}},
                 base::displayPath(database.path()));
  };
  const std::filesystem::path backup = database.path().native() + ".v" + std::to_string(version) + ".bak";
  std::error_code code;
  std::filesystem::remove(backup, code);  // of an attempt that failed before
  if (auto copied = database.backupTo(backup); !copied.ok()) return failed(base::errorSentence(copied.error()));
  TIMBRE_ASSIGN(auto transaction, Transaction::begin(database, Transaction::Kind::Write));
  while (version != target) {
    const auto step = std::find_if(steps.begin(), steps.end(), [&](const Migration& m) { return m.from == version; });
    if (step == steps.end()) return failed("no step from " + std::to_string(version));
    for (const char* sql : step->statements)
      if (auto done = database.execute(sql); !done.ok()) return failed(base::errorSentence(done.error()));
    ++version;
  }
  const std::string sql = "PRAGMA user_version=" + std::to_string(target);
  TIMBRE_TRY(database.execute(sql.c_str()));
  return transaction.commit();
}

Result<void> verifySchema(Database& database) {
  std::map<std::string, std::string_view> expected;
  for (const char* sql : schema1) expected.emplace(nameOf(sql), sql);
  auto foreign = [&](std::string what) { return Error("store.foreign_schema", {{"what", std::move(what)}}, base::displayPath(database.path())); };
  TIMBRE_ASSIGN(Statement list, database.prepare("SELECT type, name, sql FROM sqlite_schema"));
  std::size_t found = 0;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list.step());
    if (!row) break;
    const std::string type = list.asText(0), name = list.asText(1);
    if (name.rfind("sqlite_", 0) == 0 && (type == "table" || type == "index")) continue;  // AUTOINCREMENT's and UNIQUE's own
    const auto at = expected.find(name);
    if (at == expected.end() || at->second != list.asView(2)) return foreign(type + " " + name.substr(0, 60));
    ++found;
  }
  if (found != expected.size()) return foreign("missing tables");
  return {};
}

}  // namespace timbre::store
