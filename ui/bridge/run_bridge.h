// SPDX-License-Identifier: GPL-3.0-or-later
// Runs for the window: the living run's events and the run library's answers as signals on the GUI thread, and the commands.
//
// Events come in batches of everything since the last drain, at most 30 a second. When this watcher fell too far behind, events
// are held back, the run folder is read again, `runReloaded` delivers it, and the held events follow: no fact is lost.
// Nothing here blocks the GUI thread; a start is tried on a thread of its own, because it asks the backend for its devices.
// The host outlives the bridge. GUI thread.
#pragma once

#include "core/session/run_host.h"
#include "core/session/run_library.h"
#include "ui/bridge/run_log.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace timbre::ui {

class RunPump;

class RunBridge : public QObject {
  Q_OBJECT
 public:
  explicit RunBridge(session::RunHost& host, QObject* parent = nullptr);
  ~RunBridge() override;

  /// The runs/ folder of the open project; empty: none.
  void setRunsFolder(const std::filesystem::path& folder);
  const std::filesystem::path& runsFolder() const { return m_runsFolder; }

  /// Answered by started() or startFailed(), with events behind it.
  void start(const session::RunRequest& request);
  void command(session::RunCommand command);
  void saveNow();
  bool busy() const { return m_starting || m_live.alive(); }
  /// The run that lives, or lived last; an empty folder: none yet.
  const RunLog& live() const { return m_live; }

  /// Answered by runsListed, runLoaded, checkpointChecked, removed.
  void requestRuns();
  void requestRun(const std::filesystem::path& folder);
  void verifyCheckpoint(const std::filesystem::path& folder);
  void removeCheckpoint(const std::filesystem::path& folder);
  void removeRun(const std::filesystem::path& folder);
  /// Newest answer of requestRuns for the current project.
  const std::vector<jobs::RunRecord>& runs() const { return m_runs; }

  /// Hands a checkpoint to another page; that page listens, the asker goes there.
  void openInChat(const std::filesystem::path& run, std::int64_t step) { Q_EMIT chatRequested(run, step); }
  void openInExport(const std::filesystem::path& run, std::int64_t step) { Q_EMIT exportRequested(run, step); }
  void trainFurther(const std::filesystem::path& run, std::int64_t step) { Q_EMIT furtherRequested(run, step); }

  /// Brings what waits to the pages now (tests).
  void drainNow() { drainHost(); drainLibrary(); }

 Q_SIGNALS:
  void started(const std::filesystem::path& folder, bool resumed);
  void startFailed(const timbre::base::Error& error);
  void eventsArrived(const std::filesystem::path& folder, const std::vector<timbre::events::RunEvent>& events);
  /// The living run as read from disk, after events were lost on the way here.
  void runReloaded(const timbre::session::RunLoaded& run);
  /// live() changed.
  void liveChanged();
  void runsListed(const std::vector<timbre::jobs::RunRecord>& runs);
  void runLoaded(const timbre::session::RunLoaded& run);
  void checkpointChecked(const timbre::session::CheckpointChecked& checked);
  void removed(const timbre::session::Removed& removed);
  void chatRequested(const std::filesystem::path& run, std::int64_t step);
  void exportRequested(const std::filesystem::path& run, std::int64_t step);
  void furtherRequested(const std::filesystem::path& run, std::int64_t step);

 private:
  struct Mailbox;
  using Subscription = events::Hub<session::HostedRunEvent>::Subscription;
  void drainHost();
  void deliver(const std::vector<session::HostedRunEvent>& events);
  void drainLibrary();
  void takeLoaded(const session::RunLoaded& loaded);

  session::RunHost& m_host;
  std::filesystem::path m_runsFolder;
  std::vector<jobs::RunRecord> m_runs;
  RunLog m_live;
  bool m_starting = false;
  bool m_rereading = false;                         ///< events are held until the folder was read
  std::uint64_t m_asked = 0, m_answered = 0;        ///< runs requested from the library, and answered: in the same order
  std::uint64_t m_rereadAt = 0;                     ///< the request whose answer covers the newest loss
  std::vector<session::HostedRunEvent> m_held;
  std::unique_ptr<RunPump> m_hostPump, m_libraryPump;
  std::shared_ptr<Mailbox> m_mailbox;
  std::unique_ptr<session::RunLibrary> m_library;   // dies before the pump that its sink wakes
  Subscription m_subscription;                      // likewise
  QThreadPool m_starter;                            // waits for a start that is under way
};

}  // namespace timbre::ui
