// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite.h"

#include "core/base/file_ops.h"

#include <cstdio>
#include <sqlite3.h>
#include <system_error>
#include <utility>

namespace timbre::store {

using base::Error;
using base::Result;

// ---- Statement ------------------------------------------------------------------------------------------------------

Statement::Statement(Statement&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr)),
      m_statement(std::exchange(other.m_statement, nullptr)),
      m_bindError(std::exchange(other.m_bindError, 0)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(m_database, other.m_database);
  std::swap(m_statement, other.m_statement);
  std::swap(m_bindError, other.m_bindError);
  return *this;
}

Statement::~Statement() { sqlite3_finalize(m_statement); }

Statement& Statement::bind(int index, std::int64_t value) {
  if (const int code = sqlite3_bind_int64(m_statement, index, value)) m_bindError = code;
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  const char* data = text.data() ? text.data() : "";
  if (const int code = sqlite3_bind_text64(m_statement, index, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8)) m_bindError = code;
  return *this;
}

Statement& Statement::bindReal(int index, double value) {
  if (const int code = sqlite3_bind_double(m_statement, index, value)) m_bindError = code;
  return *this;
}

Statement& Statement::bindNull(int index) {
  if (const int code = sqlite3_bind_null(m_statement, index)) m_bindError = code;
  return *this;
}

void Statement::reset() {
  sqlite3_reset(m_statement);
  sqlite3_clear_bindings(m_statement);
  m_bindError = 0;
}

Result<bool> Statement::step() {
  if (m_bindError) {
    const int code = m_bindError;
    reset();
    return m_database->error(code);
  }
  const int code = sqlite3_step(m_statement);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  Error error = m_database->error(code);
  reset();
  return error;
}

Result<void> Statement::run() {
  for (;;) {
    TIMBRE_ASSIGN(const bool row, step());
    if (!row) return {};
  }
}

Result<std::optional<std::int64_t>> Statement::integer() {
  TIMBRE_ASSIGN(const bool row, step());
  std::optional<std::int64_t> value;
  if (row && !isNull(0)) value = asInteger(0);
  if (row) reset();
  return value;
}

std::int64_t Statement::asInteger(int column) const { return sqlite3_column_int64(m_statement, column); }
bool Statement::isNull(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }
std::string Statement::asText(int column) const { return std::string(asView(column)); }

std::string_view Statement::asView(int column) const {
  const void* data = sqlite3_column_blob(m_statement, column);
  const int bytes = sqlite3_column_bytes(m_statement, column);
  return data && bytes > 0 ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(bytes)) : std::string_view();
}

// ---- Database -------------------------------------------------------------------------------------------------------

namespace {

std::string immutableUri(const std::filesystem::path& path) {
  std::string uri = "file:";
  std::error_code code;
  const std::filesystem::path absolute = std::filesystem::absolute(path, code);
  for (const char c : absolute.native()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-' || c == '_';
    if (plain) {
      uri += c;
      continue;
    }
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    uri += escaped;
  }
  return uri + "?immutable=1";
}

Result<void> harden(Database& database) {
  sqlite3* handle = database.handle();
  const std::pair<int, int> switches[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                          {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                          {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
                                          {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}};
  for (const auto& [name, value] : switches)
    if (const int code = sqlite3_db_config(handle, name, value, nullptr); code != SQLITE_OK) return database.error(code);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 256 << 20);
  sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 1 << 20);
  sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, 0);
  return database.execute(
      "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;");
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path, OpenMode mode, int busyMs) {
  std::unique_ptr<Database> database(new Database(path));
  int flags = SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;
  std::string name = path.native();
  if (mode == OpenMode::ReadOnly) flags |= SQLITE_OPEN_READONLY;
  else if (mode == OpenMode::Immutable) flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, name = immutableUri(path);
  else flags |= SQLITE_OPEN_READWRITE | (mode == OpenMode::Create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(name.c_str(), &database->m_handle, flags, nullptr);
  if (code != SQLITE_OK) return database->error(code);
  sqlite3_busy_timeout(database->m_handle, busyMs);
  TIMBRE_TRY(harden(*database));
  return database;
}

Database::~Database() {
  m_cache.clear();
  sqlite3_close_v2(m_handle);
}

Error Database::error(int code) const {
  const std::string reason = m_handle ? sqlite3_errmsg(m_handle) : sqlite3_errstr(code);
  const std::string path = base::displayPath(m_path);
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Error("store.busy", {}, path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Error("store.damaged", {{"reason", reason}}, path);
    case SQLITE_READONLY: return Error("store.read_only", {}, path);
    case SQLITE_INTERRUPT: return Error("cancelled");
    case SQLITE_FULL: {
      auto available = base::freeBytes(m_path.parent_path());
      return Error("disk.full", {{"needed", "?"}, {"free", available.ok() ? std::to_string(*available) : "?"}}, path);
    }
    case SQLITE_CANTOPEN: return Error("file.unreadable", {{"reason", reason}}, path);
    case SQLITE_NOMEM: return Error("memory.insufficient", {{"needed", "?"}, {"free", "?"}});
    default: return Error("store.failed", {{"reason", reason + " (" + std::to_string(code) + ")"}}, path);
  }
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()), 0, &statement, nullptr);
  if (code != SQLITE_OK) return error(code);
  return Statement(*this, statement);
}

Result<Statement*> Database::cached(const char* sql) {
  // Texts are literals in this room, so the address is the key; equal texts at two addresses only cost a second statement.
  for (auto& [key, statement] : m_cache)
    if (key == sql) {
      statement->reset();
      return statement.get();
    }
  TIMBRE_ASSIGN(Statement statement, prepare(sql));
  m_cache.emplace_back(sql, std::make_unique<Statement>(std::move(statement)));
  return m_cache.back().second.get();
}

Result<void> Database::execute(const char* sql) {
  const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

Result<std::optional<std::int64_t>> Database::integer(const char* sql) {
  TIMBRE_ASSIGN(Statement statement, prepare(sql));
  return statement.integer();
}

std::int64_t Database::lastInsertId() const { return sqlite3_last_insert_rowid(m_handle); }
std::int64_t Database::changes() const { return sqlite3_changes64(m_handle); }
bool Database::autocommit() const { return sqlite3_get_autocommit(m_handle) != 0; }
void Database::interrupt() { sqlite3_interrupt(m_handle); }

Result<void> Database::addPredicate(const char* name, int arguments, Predicate predicate) {
  auto call = [](sqlite3_context* context, int count, sqlite3_value** values) {
    std::vector<std::string_view> texts;
    for (int i = 0; i < count; ++i) {
      const void* data = sqlite3_value_blob(values[i]);
      texts.emplace_back(static_cast<const char*>(data), data ? static_cast<std::size_t>(sqlite3_value_bytes(values[i])) : 0);
    }
    sqlite3_result_int(context, (*static_cast<Predicate*>(sqlite3_user_data(context)))(texts));
  };
  m_predicates.push_back(std::make_unique<Predicate>(std::move(predicate)));
  const int code = sqlite3_create_function_v2(m_handle, name, arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                              m_predicates.back().get(), call, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

Result<void> Database::backupTo(const std::filesystem::path& target) {
  TIMBRE_ASSIGN(auto copy, open(target, OpenMode::Create));
  sqlite3_backup* backup = sqlite3_backup_init(copy->m_handle, "main", m_handle, "main");
  if (!backup) return copy->error(sqlite3_errcode(copy->m_handle));
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE) return copy->error(stepped);
  if (finished != SQLITE_OK) return copy->error(finished);
  return {};
}

// ---- Transaction ----------------------------------------------------------------------------------------------------

Result<Transaction> Transaction::begin(Database& database, Kind kind) {
  TIMBRE_TRY(database.execute(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(database);
}

Transaction::~Transaction() {
  if (m_database && !m_database->autocommit()) (void)m_database->execute("ROLLBACK");
}

Result<void> Transaction::commit() {
  TIMBRE_TRY(m_database->execute("COMMIT"));
  m_database = nullptr;
  return {};
}

std::string sqliteVersion() { return sqlite3_libversion(); }

}  // namespace timbre::store
