// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"

#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "core/base/reasons.h"
#include "core/store/row_store.h"
#include "core/store/schema.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace timbre::store {

using base::Error;
using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr const char* fileName = "project.timbre";

struct Header {
  std::int64_t application = 0, version = 0;
};

/// The first 100 bytes, read without SQLite.
Result<Header> readHeader(const fs::path& file) {
  TIMBRE_ASSIGN(auto reader, base::FileReader::open(file));
  std::array<unsigned char, 100> bytes{};
  TIMBRE_ASSIGN(const std::size_t got, reader.read(bytes.data(), bytes.size()));
  const std::string_view magic("SQLite format 3\0", 16);
  if (got < bytes.size() || std::string_view(reinterpret_cast<const char*>(bytes.data()), 16) != magic)
    return Error("project.not_a_project", {}, base::displayPath(file));
  auto number = [&](std::size_t at) {
    return static_cast<std::int64_t>((std::uint32_t(bytes[at]) << 24) | (std::uint32_t(bytes[at + 1]) << 16) |
                                     (std::uint32_t(bytes[at + 2]) << 8) | std::uint32_t(bytes[at + 3]));
  };
  const Header header{number(68), number(60)};
  if (header.application != applicationId) return Error("project.not_a_project", {}, base::displayPath(file));
  return header;
}

Error damaged(const Error& error, const fs::path& file) {
  if (error.code != "store.damaged" && error.code != "store.foreign_schema") return error;
  return Error("project.damaged", {{"reason", base::errorSentence(error)}}, base::displayPath(file));
}

Result<void> quickCheck(Database& database) {
  TIMBRE_ASSIGN(Statement check, database.prepare("PRAGMA quick_check(1)"));
  TIMBRE_ASSIGN(const bool row, check.step());
  const std::string verdict = row ? check.asText(0) : "no answer";
  if (verdict != "ok") return Error("store.damaged", {{"reason", verdict.substr(0, 200)}}, base::displayPath(database.path()));
  return {};
}

/// A newer file may have tables we do not know, but nothing that runs by itself.
Result<void> verifyPassive(Database& database) {
  TIMBRE_ASSIGN(const auto odd, database.integer("SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"));
  if (odd.value_or(0) != 0) return Error("store.foreign_schema", {{"what", "triggers or views"}}, base::displayPath(database.path()));
  return {};
}

struct Opened {
  std::unique_ptr<Database> database;
  bool immutable = false;
};

/// A read-only folder cannot hold the shared-memory file that WAL readers need; then the file is read as it is.
Result<Opened> openConnection(const fs::path& file, bool writable) {
  auto database = Database::open(file, writable ? OpenMode::ReadWrite : OpenMode::ReadOnly);
  if (database.ok()) {
    const auto readable = (*database)->integer("SELECT count(*) FROM sqlite_schema");
    if (readable.ok()) return Opened{std::move(database).value(), false};
    if (writable || (readable.error().code != "file.unreadable" && readable.error().code != "store.read_only")) return readable.error();
  } else if (writable) {
    return std::move(database).error();
  }
  TIMBRE_ASSIGN(auto immutable, Database::open(file, OpenMode::Immutable));
  return Opened{std::move(immutable), true};
}

}  // namespace

Result<std::unique_ptr<ProjectStore>> ProjectStore::create(const fs::path& folder) {
  base::FileOps ops;
  std::error_code code;
  if (fs::exists(folder / fileName, code) || (fs::exists(folder, code) && !fs::is_empty(folder, code)))
    return Error("project.exists", {}, base::displayPath(folder));
  TIMBRE_TRY(ops.makeFolder(folder / "runs"));
  {
    TIMBRE_ASSIGN(auto database, Database::open(folder / fileName, OpenMode::Create));
    TIMBRE_TRY(database->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"));
    TIMBRE_TRY(createSchema(*database));
  }
  TIMBRE_TRY(ops.syncFolder(folder));
  TIMBRE_TRY(ops.syncFolder(folder.parent_path()));
  return open(folder, false);
}

Result<std::unique_ptr<ProjectStore>> ProjectStore::open(const fs::path& folder, bool readOnly) {
  const fs::path file = folder / fileName;
  std::error_code code;
  if (!fs::exists(file, code)) return Error("project.missing", {}, base::displayPath(folder));
  auto header = readHeader(file);
  if (!header.ok()) return std::move(header).error();
  std::optional<ProjectLock> lock;
  std::optional<Error> reason;
  if (header->version > schemaVersion) {
    reason = Error("project.newer", {{"version", std::to_string(header->version)}}, base::displayPath(folder));
  } else if (!readOnly) {
    auto taken = ProjectLock::take(folder);
    if (taken.ok()) lock = std::move(taken).value();
    else reason = taken.error();
  }
  bool writable = lock.has_value();
  if (writable && ::access(file.c_str(), W_OK) != 0) {
    reason = Error("project.unwritable", {{"reason", base::systemReason(errno)}}, base::displayPath(folder));
    lock.reset();
    writable = false;
  }
  auto opened = openConnection(file, writable);
  if (!opened.ok()) return damaged(opened.error(), file);
  Database& database = *opened->database;
  if (auto checked = quickCheck(database); !checked.ok()) return damaged(checked.error(), file);
  if (auto passive = verifyPassive(database); !passive.ok()) return damaged(passive.error(), file);
  std::unique_ptr<ProjectStore> store(new ProjectStore(file, std::move(lock), opened->immutable));
  store->m_reason = reason;
  if (writable) TIMBRE_TRY(migrate(database));
  if (header->version <= schemaVersion)
    if (auto schema = verifySchema(database); !schema.ok()) return damaged(schema.error(), file);
  if (writable) {
    TIMBRE_TRY(database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;"));
    TIMBRE_ASSIGN(auto transaction, Transaction::begin(database, Transaction::Kind::Write));
    TIMBRE_TRY(dropUnfinishedImports(database));
    TIMBRE_TRY(transaction.commit());
  }
  if (auto loaded = store->loadSmallTables(database); !loaded.ok()) return damaged(loaded.error(), file);
  store->m_writer = std::make_unique<Writer>(writable ? std::move(opened->database) : nullptr);
  return store;
}

ProjectStore::~ProjectStore() = default;

Result<std::unique_ptr<Database>> ProjectStore::reader() const {
  return Database::open(m_file, m_immutable ? OpenMode::Immutable : OpenMode::ReadOnly);
}

Result<void> ProjectStore::loadSmallTables(Database& database) {
  TIMBRE_ASSIGN(Statement settings, database.prepare("SELECT key, value FROM settings LIMIT 10000"));
  for (;;) {
    TIMBRE_ASSIGN(const bool row, settings.step());
    if (!row) break;
    m_settings[settings.asText(0)] = settings.asText(1);
  }
  TIMBRE_ASSIGN(Statement drafts, database.prepare("SELECT key, text FROM drafts LIMIT 1000"));
  for (;;) {
    TIMBRE_ASSIGN(const bool row, drafts.step());
    if (!row) return {};
    m_drafts.emplace_back(drafts.asText(0), drafts.asText(1));
  }
}

std::optional<std::string> ProjectStore::setting(const std::string& key) const {
  std::lock_guard lock(m_mutex);
  const auto at = m_settings.find(key);
  return at == m_settings.end() ? std::nullopt : std::optional(at->second);
}

void ProjectStore::putSetting(const std::string& key, const std::string& json) {
  {
    std::lock_guard lock(m_mutex);
    m_settings[key] = json;
  }
  post("INSERT OR REPLACE INTO settings(key, value) VALUES(?1, ?2)", {key, json});
}

void ProjectStore::post(const char* sql, std::vector<std::string> texts) {
  if (readOnly()) return;
  m_writer->post(
      [sql, texts = std::move(texts)](Database& database) -> Result<void> {
        TIMBRE_ASSIGN(Statement * statement, database.cached(sql));
        for (std::size_t i = 0; i < texts.size(); ++i) statement->bind(static_cast<int>(i + 1), texts[i]);
        return statement->run();
      },
      [this](const Result<void>& done) {
        std::lock_guard lock(m_mutex);
        if (!done.ok() && !m_failure) m_failure = done.error();
      });
}

std::optional<Error> ProjectStore::takeFailure() {
  std::lock_guard lock(m_mutex);
  return std::exchange(m_failure, std::nullopt);
}

Result<std::int64_t> salvage(const fs::path& damagedFile, const fs::path& newFolder) {
  TIMBRE_ASSIGN(Opened from, openConnection(damagedFile, false));
  TIMBRE_ASSIGN(auto store, ProjectStore::create(newFolder));
  std::int64_t rows = 0;
  Error failure;
  auto copy = [&](Database& to) -> Result<void> {
    rows = 0;
    EditRecorder recorder(to, 0);
    // Along the table itself: an index is the likelier part to be damaged. The positions keep the order.
    auto list = from.database->prepare("SELECT position, kind, split, tags, content FROM rows NOT INDEXED WHERE gone=0");
    if (!list.ok()) return list.error();
    for (;; ++rows) {
      auto more = list->step();
      if (!more.ok() || !*more) break;  // what stands behind the damage cannot be read; what came before is kept
      StoredRow row;
      row.position = list->asInteger(0);
      row.kind = list->asInteger(1);
      row.split = list->asInteger(2);
      row.tags = list->asText(3);
      row.content = list->asText(4);
      TIMBRE_TRY(recorder.insert(row));
    }
    if (auto done = recorder.finish(); !done.ok()) return done.error();
    // Recovered rows are no edit of anybody.
    return to.execute("DELETE FROM edit_rows; DELETE FROM edits;");
  };
  store->writer().post(copy, [&](const Result<void>& done) {
    if (!done.ok()) failure = done.error();
  });
  store->writer().flush();
  if (!failure.code.empty()) return failure;
  return rows;
}

}  // namespace timbre::store
