// SPDX-License-Identifier: GPL-3.0-or-later
// The project file opened the careful way: header and size first, then the lock, then a hardened connection, quick_check,
// version, schema compared text by text; only then WAL and writing. Owns the writer thread and hands out readers.
//
// Errors: project.missing, project.not_a_project, project.exists, project.damaged (reason), project.unwritable and those of
// sqlite.h and schema.h. A project that is locked, newer or on a read-only disk opens read-only and says why.
#pragma once

#include "core/base/result.h"
#include "core/store/project_lock.h"
#include "core/store/sqlite.h"
#include "core/store/writer.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace timbre::store {

class ProjectStore {
 public:
  static base::Result<std::unique_ptr<ProjectStore>> create(const std::filesystem::path& folder);
  static base::Result<std::unique_ptr<ProjectStore>> open(const std::filesystem::path& folder, bool readOnly);
  ~ProjectStore();

  /// A connection of the caller's own thread that only reads.
  base::Result<std::unique_ptr<Database>> reader() const;
  Writer& writer() { return *m_writer; }
  bool readOnly() const { return !m_writer->writable(); }
  const std::optional<base::Error>& readOnlyReason() const { return m_reason; }
  const std::filesystem::path& file() const { return m_file; }

  /// Settings are kept in memory and written behind; JSON text.
  std::optional<std::string> setting(const std::string& key) const;
  void putSetting(const std::string& key, const std::string& json);
  /// Read at open; a draft put since then is not in it.
  const std::vector<std::pair<std::string, std::string>>& leftDrafts() const { return m_drafts; }

  /// Posts one statement with text parameters; the first failure is kept for takeFailure().
  void post(const char* sql, std::vector<std::string> texts);
  std::optional<base::Error> takeFailure();

 private:
  ProjectStore(std::filesystem::path file, std::optional<ProjectLock> lock, bool immutable)
      : m_file(std::move(file)), m_lock(std::move(lock)), m_immutable(immutable) {}
  base::Result<void> loadSmallTables(Database& database);

  std::filesystem::path m_file;
  std::optional<ProjectLock> m_lock;
  bool m_immutable;
  std::optional<base::Error> m_reason;
  mutable std::mutex m_mutex;
  std::map<std::string, std::string> m_settings;
  std::vector<std::pair<std::string, std::string>> m_drafts;
  std::optional<base::Error> m_failure;
  std::unique_ptr<Writer> m_writer;  // last: its thread ends before anything above goes away
};

/// Copies the rows (and settings, chats) that can be read out of a damaged file into a new project folder; returns the
/// number of rows. The damaged file is only read.
base::Result<std::int64_t> salvage(const std::filesystem::path& damagedFile, const std::filesystem::path& newFolder);

}  // namespace timbre::store
