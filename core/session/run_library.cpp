// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_library.h"

#include "core/base/file_ops.h"

#include <utility>

namespace timbre::session {

namespace fs = std::filesystem;

namespace {

LibraryEvent load(const fs::path& folder) {
  RunLoaded loaded;
  loaded.folder = folder;
  auto record = jobs::readRun(folder);
  auto metrics = jobs::readMetrics(folder);
  auto facts = jobs::readFacts(folder);
  if (!record.ok()) loaded.error = record.error();
  else if (!metrics.ok()) loaded.error = metrics.error();
  else if (!facts.ok()) loaded.error = facts.error();
  if (loaded.error) return loaded;
  loaded.record = *std::move(record);
  loaded.metrics = *std::move(metrics);
  loaded.facts = *std::move(facts);
  return loaded;
}

LibraryEvent remove(const fs::path& folder, bool allowed) {
  Removed removed{folder, std::nullopt};
  if (!allowed) removed.error = base::Error("run.not_removable", {}, base::displayPath(folder));
  else if (auto done = base::FileOps().removeTree(folder); !done.ok()) removed.error = done.error();
  return removed;
}

}  // namespace

RunLibrary::RunLibrary(LibrarySink sink) : m_sink(std::move(sink)), m_thread([this] { work(); }) {}

RunLibrary::~RunLibrary() {
  {
    std::unique_lock lock(m_mutex);
    m_quit = true;
    m_jobs.clear();
  }
  m_wake.notify_all();
  m_thread.join();
}

void RunLibrary::post(std::function<LibraryEvent()> job) {
  std::unique_lock lock(m_mutex);
  m_jobs.push_back(std::move(job));
  m_wake.notify_all();
}

void RunLibrary::work() {
  for (;;) {
    std::function<LibraryEvent()> job;
    {
      std::unique_lock lock(m_mutex);
      m_wake.wait(lock, [&] { return m_quit || !m_jobs.empty(); });
      if (m_quit) return;
      job = std::move(m_jobs.front());
      m_jobs.pop_front();
    }
    m_sink(job());
  }
}

void RunLibrary::requestRuns(const fs::path& runsFolder) {
  post([runsFolder] { return LibraryEvent(RunsListed{runsFolder, jobs::listRuns(runsFolder)}); });
}

void RunLibrary::requestRun(const fs::path& folder) {
  post([folder] { return load(folder); });
}

void RunLibrary::verifyCheckpoint(const fs::path& folder) {
  post([folder] {
    CheckpointChecked checked{folder, std::nullopt};
    if (auto verified = jobs::verifyCheckpoint(folder); !verified.ok()) checked.error = verified.error();
    return LibraryEvent(checked);
  });
}

void RunLibrary::removeCheckpoint(const fs::path& folder) {
  post([folder] {
    const bool named = folder.filename().string().starts_with("checkpoint-");
    return remove(folder, named && jobs::isRunFolder(folder.parent_path()));
  });
}

void RunLibrary::removeRun(const fs::path& folder) {
  post([folder] { return remove(folder, jobs::isRunFolder(folder)); });
}

}  // namespace timbre::session
