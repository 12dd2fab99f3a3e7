// SPDX-License-Identifier: GPL-3.0-or-later
// The SQLite C API with owners instead of handles and Results instead of codes. The only place that includes sqlite3.h.
// A Database and its Statements belong to one thread at a time; interrupt() may be called from any.
//
// Errors: store.busy, store.damaged, store.read_only, store.failed (reason), disk.full, cancelled (interrupted), and
// file.unreadable when the file cannot be opened.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace timbre::store {

class Database;

/// A prepared statement; finalised by the destructor. Parameters are bound by position from 1.
class Statement {
 public:
  Statement() = default;
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);  ///< copied
  Statement& bindReal(int index, double value);
  Statement& bindNull(int index);

  /// True: a row is there; false: done (the statement is reset and can be run again).
  base::Result<bool> step();
  /// Runs to the end and resets.
  base::Result<void> run();
  /// First column of the first row; the statement is reset.
  base::Result<std::optional<std::int64_t>> integer();
  void reset();

  std::int64_t asInteger(int column) const;
  std::string asText(int column) const;
  /// Valid until the next step.
  std::string_view asView(int column) const;
  bool isNull(int column) const;

 private:
  friend class Database;
  Statement(Database& database, sqlite3_stmt* statement) : m_database(&database), m_statement(statement) {}
  Database* m_database = nullptr;
  sqlite3_stmt* m_statement = nullptr;
  int m_bindError = 0;
};

/// Immutable: for files on read-only media; no locks, no WAL is looked at.
enum class OpenMode { ReadOnly, ReadWrite, Create, Immutable };

class Database {
 public:
  /// Opens with a bounded busy wait and everything off that a crafted file could use: triggers, views, functions in the
  /// schema, extensions, ATTACH, memory maps; cells are size-checked. Does not look at the contents (see open.h).
  static base::Result<std::unique_ptr<Database>> open(const std::filesystem::path& path, OpenMode mode, int busyMs = 5'000);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  base::Result<Statement> prepare(std::string_view sql);
  /// A statement kept prepared under its text; reset and unbound. Valid until the database closes.
  base::Result<Statement*> cached(const char* sql);
  /// One or more statements without parameters.
  base::Result<void> execute(const char* sql);
  base::Result<std::optional<std::int64_t>> integer(const char* sql);

  std::int64_t lastInsertId() const;
  std::int64_t changes() const;
  /// Outside of a transaction.
  bool autocommit() const;
  /// Ends the running statement with code cancelled. Any thread.
  void interrupt();

  /// A pure SQL function of texts to 0 or 1.
  using Predicate = std::function<bool(const std::vector<std::string_view>& arguments)>;
  base::Result<void> addPredicate(const char* name, int arguments, Predicate predicate);

  /// Online copy of the whole database into a new file.
  base::Result<void> backupTo(const std::filesystem::path& target);

  const std::filesystem::path& path() const { return m_path; }
  base::Error error(int code) const;
  sqlite3* handle() const { return m_handle; }

 private:
  explicit Database(std::filesystem::path path) : m_path(std::move(path)) {}
  std::filesystem::path m_path;
  sqlite3* m_handle = nullptr;
  std::vector<std::pair<const char*, std::unique_ptr<Statement>>> m_cache;
  std::vector<std::unique_ptr<Predicate>> m_predicates;
};

/// BEGIN … COMMIT; rolls back in the destructor unless committed.
class Transaction {
 public:
  enum class Kind { Read, Write };
  static base::Result<Transaction> begin(Database& database, Kind kind);
  Transaction(Transaction&& other) noexcept : m_database(other.m_database) { other.m_database = nullptr; }
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  base::Result<void> commit();

 private:
  explicit Transaction(Database& database) : m_database(&database) {}
  Database* m_database;
};

/// "3.40.1".
std::string sqliteVersion();

}  // namespace timbre::store
