// SPDX-License-Identifier: GPL-3.0-or-later
// A project: one folder with `project.timbre` (SQLite) and `runs/`. A Project value is shared by the services that work on
// it; the file closes when the last of them is gone.
//
// Threads: `Project` may be used from any thread; its writing calls return at once and commit on the project's writer
// thread. `ProjectManager` is what the window uses: each call returns at once, the answer comes through the sink on the
// manager's worker thread. The blocking functions are for the command line and tests.
//
// Errors: project.missing, project.not_a_project, project.exists, project.locked (pid, host), project.newer, project.damaged,
// project.unwritable and those of base and store.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace timbre::store {
class ProjectStore;
}

namespace timbre::session {

struct OpenOptions {
  bool readOnly = false;  ///< never take the lock, never write
};

struct ChatRecord {
  std::string id;        ///< unique in the project
  std::string title;
  std::int64_t changed = 0;  ///< seconds since the epoch
  base::Json content;    ///< panes, messages, votes: the chat's own form
};

/// One line of the run index. The run folder is the truth; this copy can be thrown away and rebuilt.
struct RunIndexEntry {
  std::string name;      ///< folder below runs/
  base::Json summary;    ///< what the run list shows, made by the run service
};

class Project {
 public:
  ~Project();
  const std::filesystem::path& folder() const { return m_folder; }
  std::filesystem::path runsFolder() const { return m_folder / "runs"; }
  /// Display name: the folder's name unless one was set.
  std::string name() const;
  bool readOnly() const;
  /// Why it is read-only: project.locked, project.newer, project.unwritable; nothing when asked for or writable.
  std::optional<base::Error> readOnlyReason() const;

  /// Small per-project settings (column widths, last model, epochs …), loaded at open. Values are JSON.
  base::Json setting(const std::string& key, const base::Json& fallback = nullptr) const;
  void setSetting(const std::string& key, const base::Json& value);

  /// Text of an editor that was not closed properly. The window calls putDraft at most once a second while it is open.
  /// `key` names the editor ("row:12:assistant", "chat:composer").
  void putDraft(const std::string& key, const std::string& text);
  void removeDraft(const std::string& key);
  /// Drafts that the last process left behind, read at open.
  std::vector<std::pair<std::string, std::string>> leftDrafts() const;

  void putChat(const ChatRecord& chat);
  void removeChat(const std::string& id);
  /// Blocking (reads the file): call from a worker thread.
  base::Result<std::vector<ChatRecord>> chats() const;

  void putRun(const RunIndexEntry& run);
  base::Result<std::vector<RunIndexEntry>> runs() const;
  /// Blocking. Drops the index and fills it with `summarise(folder)` of every folder below runs/.
  base::Result<void> rebuildRunIndex(const std::function<std::optional<base::Json>(const std::filesystem::path&)>& summarise);

  /// Blocking: waits until everything handed to the writer so far is committed; the first failure since the last call.
  base::Result<void> flush();

  store::ProjectStore& store() const { return *m_store; }

  Project(std::filesystem::path folder, std::unique_ptr<store::ProjectStore> store);

 private:
  std::filesystem::path m_folder;
  std::unique_ptr<store::ProjectStore> m_store;
};

/// Blocking. Creates the folder (which must be new or empty) and an empty project in it.
base::Result<std::shared_ptr<Project>> createProject(const std::filesystem::path& folder, const std::string& name = {});
/// Blocking. `path` is the folder or its project.timbre. A project that another process holds opens read-only.
base::Result<std::shared_ptr<Project>> openProject(const std::filesystem::path& path, const OpenOptions& options = {});
/// Blocking. Copies what can be read out of a damaged project.timbre into a fresh project in `target`.
base::Result<std::shared_ptr<Project>> repairProject(const std::filesystem::path& path, const std::filesystem::path& target);

// ---- for the window -------------------------------------------------------------------------------------------------

struct RecentProject {
  std::filesystem::path folder;
  std::string name;
  std::int64_t opened = 0;  ///< seconds since the epoch
  std::int64_t rows = -1;   ///< −1: not known
  bool missing = false;     ///< the folder is gone
};

struct ProjectOpened {
  std::uint64_t ticket = 0;
  std::shared_ptr<Project> project;
};
struct ProjectFailed {
  std::uint64_t ticket = 0;
  std::filesystem::path path;
  base::Error error;
};
struct RecentListed {
  std::vector<RecentProject> projects;  ///< newest first, at most 10
};
using ProjectEvent = std::variant<ProjectOpened, ProjectFailed, RecentListed>;
using ProjectSink = std::function<void(const ProjectEvent&)>;

class ProjectManager {
 public:
  /// `stateFolder`: where the recent list lives (base::stateFolder() in the program). The sink is called on the worker
  /// thread; after the destructor returned it is not called any more.
  ProjectManager(std::filesystem::path stateFolder, ProjectSink sink);
  ~ProjectManager();
  ProjectManager(const ProjectManager&) = delete;
  ProjectManager& operator=(const ProjectManager&) = delete;

  std::uint64_t create(const std::filesystem::path& folder, const std::string& name = {});
  std::uint64_t open(const std::filesystem::path& path, const OpenOptions& options = {});
  std::uint64_t repair(const std::filesystem::path& path, const std::filesystem::path& target);
  /// Answered by RecentListed; so is removeRecent.
  void requestRecent();
  void removeRecent(const std::filesystem::path& folder);

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace timbre::session
