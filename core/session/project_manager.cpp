// SPDX-License-Identifier: GPL-3.0-or-later
// The window's half of project.h: one worker thread that opens projects and keeps the recent list.
#include "core/base/clock.h"
#include "core/base/file_ops.h"
#include "core/session/path_text.h"
#include "core/session/project.h"
#include "core/store/project_store.h"
#include "core/store/row_store.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

namespace timbre::session {

using base::Json;
using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostRecent = 10;

std::vector<RecentProject> readRecent(const fs::path& file) {
  std::vector<RecentProject> out;
  const auto text = base::readFile(file, 1 << 20);
  if (!text.ok()) return out;
  const auto json = base::parseJson(*text);
  const Json* list = json.ok() ? base::member(*json, "projects") : nullptr;
  if (!list || !list->is_array()) return out;
  for (const Json& entry : *list) {
    RecentProject recent;
    recent.folder = pathFromText(base::stringOr(entry, "folder"));
    recent.name = base::stringOr(entry, "name");
    recent.opened = base::integerOr(entry, "opened", 0);
    recent.rows = base::integerOr(entry, "rows", -1);
    std::error_code code;
    recent.missing = !fs::exists(recent.folder / "project.timbre", code);
    if (!recent.folder.empty() && out.size() < mostRecent) out.push_back(std::move(recent));
  }
  return out;
}

/// The list's own figure is of the moment the project was opened: a fresh one says 0 for ever.
void countRows(RecentProject& recent) {
  if (recent.missing) return;
  auto database = store::Database::open(recent.folder / "project.timbre", store::OpenMode::ReadOnly, 50);
  if (!database.ok()) return;
  if (const auto rows = store::rowCount(**database); rows.ok()) recent.rows = *rows;
}

Result<void> writeRecent(const fs::path& file, const std::vector<RecentProject>& projects) {
  Json list = Json::array();
  for (const RecentProject& recent : projects)
    list.push_back({{"folder", pathText(recent.folder)}, {"name", recent.name}, {"opened", recent.opened}, {"rows", recent.rows}});
  const Json json{{"format_version", 1}, {"projects", std::move(list)}};
  base::FileOps ops;
  TIMBRE_TRY(ops.makeFolder(file.parent_path()));
  return base::writeFileAtomic(ops, file, base::dumpJson(json, 2) + "\n");
}

}  // namespace

struct ProjectManager::Impl {
  fs::path recentFile;
  ProjectSink sink;
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::function<void()>> tasks;
  bool stop = false;
  std::atomic<std::uint64_t> tickets{0};
  std::thread thread;

  void run() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return stop || !tasks.empty(); });
        if (stop) return;
        task = std::move(tasks.front());
        tasks.pop_front();
      }
      task();
    }
  }

  void add(std::function<void()> task) {
    {
      std::lock_guard lock(mutex);
      tasks.push_back(std::move(task));
    }
    wake.notify_one();
  }

  void remember(const Project& project) {
    std::vector<RecentProject> list = readRecent(recentFile);
    std::erase_if(list, [&](const RecentProject& r) { return r.folder == project.folder(); });
    RecentProject now{project.folder(), project.name(), base::nowSeconds(), -1, false};
    if (auto reader = project.store().reader(); reader.ok())
      if (const auto rows = store::rowCount(**reader); rows.ok()) now.rows = *rows;
    list.insert(list.begin(), std::move(now));
    if (list.size() > mostRecent) list.resize(mostRecent);
    // The list is a convenience: failing to keep it must not keep the project from opening.
    (void)writeRecent(recentFile, list);
    sink(RecentListed{std::move(list)});
  }

  std::uint64_t addOpening(const fs::path& path, std::function<Result<std::shared_ptr<Project>>()> make) {
    const std::uint64_t ticket = ++tickets;
    add([this, ticket, path, make = std::move(make)] {
      auto project = make();
      if (!project.ok()) return sink(ProjectFailed{ticket, path, project.error()});
      sink(ProjectOpened{ticket, *project});
      remember(**project);
    });
    return ticket;
  }
};

ProjectManager::ProjectManager(fs::path stateFolder, ProjectSink sink) : m_impl(std::make_unique<Impl>()) {
  m_impl->recentFile = stateFolder / "recent.json";
  m_impl->sink = std::move(sink);
  m_impl->thread = std::thread([impl = m_impl.get()] { impl->run(); });
}

ProjectManager::~ProjectManager() {
  {
    std::lock_guard lock(m_impl->mutex);
    m_impl->stop = true;
  }
  m_impl->wake.notify_all();
  m_impl->thread.join();
}

std::uint64_t ProjectManager::create(const fs::path& folder, const std::string& name) {
  return m_impl->addOpening(folder, [folder, name] { return createProject(folder, name); });
}

std::uint64_t ProjectManager::open(const fs::path& path, const OpenOptions& options) {
  return m_impl->addOpening(path, [path, options] { return openProject(path, options); });
}

std::uint64_t ProjectManager::repair(const fs::path& path, const fs::path& target) {
  return m_impl->addOpening(path, [path, target] { return repairProject(path, target); });
}

void ProjectManager::requestRecent() {
  m_impl->add([impl = m_impl.get()] {
    std::vector<RecentProject> list = readRecent(impl->recentFile);
    for (RecentProject& recent : list) countRows(recent);
    impl->sink(RecentListed{std::move(list)});
  });
}

void ProjectManager::removeRecent(const fs::path& folder) {
  m_impl->add([impl = m_impl.get(), folder] {
    std::vector<RecentProject> list = readRecent(impl->recentFile);
    std::erase_if(list, [&](const RecentProject& r) { return r.folder == folder; });
    (void)writeRecent(impl->recentFile, list);
    impl->sink(RecentListed{std::move(list)});
  });
}

}  // namespace timbre::session
