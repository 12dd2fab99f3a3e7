// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_bridge.h"

#include "core/base/file_ops.h"
#include "ui/bridge/run_pump.h"

#include <mutex>

namespace timbre::ui {

struct RunBridge::Mailbox {
  std::mutex mutex;
  std::vector<session::LibraryEvent> events;  // guarded by mutex
  bool woken = false;                         // guarded by mutex
  std::function<void()> wake;

  void put(const session::LibraryEvent& event) {
    {
      const std::lock_guard lock(mutex);
      events.push_back(event);
      if (std::exchange(woken, true)) return;
    }
    wake();
  }
  std::vector<session::LibraryEvent> take() {
    const std::lock_guard lock(mutex);
    woken = false;
    return std::exchange(events, {});
  }
};

RunBridge::RunBridge(session::RunHost& host, QObject* parent)
    : QObject(parent),
      m_host(host),
      m_hostPump(std::make_unique<RunPump>([this] { drainHost(); })),
      m_libraryPump(std::make_unique<RunPump>([this] { drainLibrary(); })),
      m_mailbox(std::make_shared<Mailbox>()) {
  m_mailbox->wake = m_libraryPump->wake();
  m_library = std::make_unique<session::RunLibrary>([box = m_mailbox](const session::LibraryEvent& event) { box->put(event); });
  m_subscription = host.hub().subscribe(m_hostPump->wake());
  m_starter.setMaxThreadCount(1);
}

RunBridge::~RunBridge() = default;

void RunBridge::setRunsFolder(const std::filesystem::path& folder) {
  m_runsFolder = folder;
  m_runs.clear();
  Q_EMIT runsListed(m_runs);
  requestRuns();
}

void RunBridge::start(const session::RunRequest& request) {
  if (busy()) {
    Q_EMIT startFailed(base::Error("run.busy", {{"run", base::displayPath(m_live.folder.filename())}}));
    return;
  }
  m_starting = true;
  m_starter.start([this, request] {
    const base::Result<void> result = m_host.start(request);
    QMetaObject::invokeMethod(this, [this, request, result] {
      m_starting = false;
      if (!result.ok()) {
        Q_EMIT startFailed(result.error());
        drainHost();
        return;
      }
      if (!request.resume || m_live.folder != request.runFolder) m_live = RunLog();
      m_live.folder = request.runFolder;
      m_live.state = events::RunState::Preparing;
      m_live.error.reset();
      Q_EMIT started(request.runFolder, request.resume);
      Q_EMIT liveChanged();
      drainHost();
      requestRuns();
    }, Qt::QueuedConnection);
  });
}

void RunBridge::command(session::RunCommand command) {
  if (m_starting) return;
  m_host.command(command);
}

void RunBridge::saveNow() {
  if (!m_starting) m_host.saveNow();
}

void RunBridge::drainHost() {
  if (m_starting) return;  // started() comes first; its answer drains
  auto drained = m_subscription.drain();
  if (drained.overflowed && !drained.events.empty()) {
    m_rereading = true;
    m_held.clear();
    requestRun(drained.events.front().run);
    m_rereadAt = m_asked;
  }
  if (m_rereading) {
    m_held.insert(m_held.end(), std::make_move_iterator(drained.events.begin()), std::make_move_iterator(drained.events.end()));
    return;
  }
  deliver(drained.events);
}

void RunBridge::deliver(const std::vector<session::HostedRunEvent>& hosted) {
  if (hosted.empty()) return;
  bool ended = false, saved = false;
  std::size_t at = 0;
  while (at < hosted.size()) {
    const std::filesystem::path& run = hosted[at].run;
    if (run != m_live.folder) {
      m_live = RunLog();
      m_live.folder = run;
    }
    std::vector<events::RunEvent> batch;
    for (; at < hosted.size() && hosted[at].run == run; ++at) {
      m_live.apply(hosted[at].event);
      saved = saved || std::holds_alternative<events::CheckpointSaved>(hosted[at].event);
      batch.push_back(hosted[at].event);
    }
    ended = ended || !m_live.alive();
    Q_EMIT eventsArrived(run, batch);
  }
  Q_EMIT liveChanged();
  if (ended || saved) requestRuns();
}

void RunBridge::requestRuns() {
  if (!m_runsFolder.empty()) m_library->requestRuns(m_runsFolder);
}
void RunBridge::requestRun(const std::filesystem::path& folder) {
  ++m_asked;
  m_library->requestRun(folder);
}
void RunBridge::verifyCheckpoint(const std::filesystem::path& folder) { m_library->verifyCheckpoint(folder); }
void RunBridge::removeCheckpoint(const std::filesystem::path& folder) { m_library->removeCheckpoint(folder); }
void RunBridge::removeRun(const std::filesystem::path& folder) { m_library->removeRun(folder); }

void RunBridge::takeLoaded(const session::RunLoaded& loaded) {
  // An answer that was asked for before the newest loss would leave a gap to the events held since.
  ++m_answered;
  if (m_rereading && m_answered >= m_rereadAt && !m_held.empty() && m_held.front().run == loaded.folder) {
    m_rereading = false;
    if (!loaded.error) {
      const events::RunState state = m_live.state;
      m_live.load(loaded);
      // The folder says "interrupted" of a run whose end is not written yet; the held events know better.
      if (m_live.state == events::RunState::Interrupted) m_live.state = state;
      Q_EMIT runReloaded(loaded);
    }
    deliver(std::exchange(m_held, {}));
  }
  Q_EMIT runLoaded(loaded);
}

void RunBridge::drainLibrary() {
  for (const session::LibraryEvent& event : m_mailbox->take()) {
    if (const auto* listed = std::get_if<session::RunsListed>(&event)) {
      if (listed->runsFolder != m_runsFolder) continue;
      m_runs = listed->runs;
      bool changed = false;
      for (const jobs::RunRecord& run : m_runs) changed = m_live.dropGone(run) || changed;
      Q_EMIT runsListed(m_runs);
      if (changed) Q_EMIT liveChanged();
    } else if (const auto* loaded = std::get_if<session::RunLoaded>(&event)) {
      takeLoaded(*loaded);
    } else if (const auto* checked = std::get_if<session::CheckpointChecked>(&event)) {
      Q_EMIT checkpointChecked(*checked);
    } else if (const auto* gone = std::get_if<session::Removed>(&event)) {
      Q_EMIT removed(*gone);
      requestRuns();
    }
  }
}

}  // namespace timbre::ui
