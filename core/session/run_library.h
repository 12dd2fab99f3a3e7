// SPDX-License-Identifier: GPL-3.0-or-later
// Runs on disk for the window: lists, curves, checkpoint verification and deletion on a thread of its own. Every call returns
// at once; answers come through the sink on that thread, in the order of the calls. After the destructor returned the sink is
// not called any more.
#pragma once

#include "core/base/result.h"
#include "core/jobs/run_record.h"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

namespace timbre::session {

struct RunsListed {
  std::filesystem::path runsFolder;
  std::vector<jobs::RunRecord> runs;  ///< newest first
};
struct RunLoaded {
  std::filesystem::path folder;
  std::optional<base::Error> error;
  jobs::RunRecord record;
  std::vector<events::RunEvent> metrics;  ///< each step once, by step
  std::vector<events::RunEvent> facts;    ///< states, checkpoints, notes, samples in order
};
struct CheckpointChecked {
  std::filesystem::path folder;
  std::optional<base::Error> error;  ///< none: every byte is what the manifest says
};
struct Removed {
  std::filesystem::path folder;
  std::optional<base::Error> error;
};
using LibraryEvent = std::variant<RunsListed, RunLoaded, CheckpointChecked, Removed>;
using LibrarySink = std::function<void(const LibraryEvent&)>;

class RunLibrary {
 public:
  explicit RunLibrary(LibrarySink sink);
  ~RunLibrary();
  RunLibrary(const RunLibrary&) = delete;
  RunLibrary& operator=(const RunLibrary&) = delete;

  void requestRuns(const std::filesystem::path& runsFolder);
  void requestRun(const std::filesystem::path& folder);
  void verifyCheckpoint(const std::filesystem::path& folder);
  /// Only folders named checkpoint-<step> inside a run folder, and run folders themselves, are removed (run.not_removable).
  void removeCheckpoint(const std::filesystem::path& folder);
  void removeRun(const std::filesystem::path& folder);

 private:
  void post(std::function<LibraryEvent()> job);
  void work();

  LibrarySink m_sink;
  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<std::function<LibraryEvent()>> m_jobs;  // guarded by m_mutex
  bool m_quit = false;                               // guarded by m_mutex
  std::thread m_thread;
};

}  // namespace timbre::session
