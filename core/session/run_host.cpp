// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_host.h"

#include <utility>

namespace timbre::session {

namespace {

/// Only a phase may replace a phase; everything else is a fact.
bool mergePhases(HostedRunEvent& last, const HostedRunEvent& next) {
  if (events::isFact(last.event) || events::isFact(next.event)) return false;
  last = next;
  return true;
}

bool endsRun(events::RunState state) {
  using enum events::RunState;
  return state == Failed || state == Finished || state == Paused || state == Stopped;
}

std::string resolveDevice(Backend& backend, const std::string& wanted) {
  if (wanted != "auto") return wanted;
  const DeviceReport report = backend.devices();
  for (const DeviceInfo& device : report.devices)
    if (device.id != "cpu") return device.id;
  return "cpu";
}

}  // namespace

ThreadHost::ThreadHost(Backend& backend, DeviceLeases& leases) : m_backend(backend), m_leases(leases), m_hub(mergePhases) {}

ThreadHost::~ThreadHost() {
  command(RunCommand::Stop);
  if (m_thread.joinable()) m_thread.join();
}

base::Result<void> ThreadHost::start(const RunRequest& request) {
  std::unique_lock lock(m_mutex);
  if (m_running) return base::Error("run.busy", {{"run", m_running->filename().string()}});
  RunRequest resolved = request;
  resolved.device = resolveDevice(m_backend, request.device);
  TIMBRE_ASSIGN(auto lease, m_leases.acquire(resolved.device, request.runFolder.filename().string()));
  if (m_thread.joinable()) m_thread.join();  // the previous run has ended: m_running is empty
  m_running = request.runFolder;
  m_control = std::make_shared<RunControl>();
  m_thread = std::thread([this, resolved = std::move(resolved), control = m_control, lease = std::move(lease)]() mutable {
    work(std::move(resolved), std::move(control), std::move(lease));
  });
  return {};
}

void ThreadHost::work(RunRequest request, std::shared_ptr<RunControl> control, DeviceLeases::Lease lease) {
  // The end is published after the device is free, so that whoever hears it can start the next thing at once.
  std::optional<events::RunStateChanged> end;
  const auto sink = [&](const events::RunEvent& event) {
    if (std::holds_alternative<events::RunDone>(event)) return;
    const auto* state = std::get_if<events::RunStateChanged>(&event);
    if (state && endsRun(state->state)) end = *state;
    else m_hub.publish({request.runFolder, event});
  };
  auto done = m_backend.train(request, *control, sink);
  lease.release();
  {
    std::unique_lock lock(m_mutex);
    m_running.reset();
  }
  if (done.ok()) m_hub.publish({request.runFolder, *done});
  if (done.ok() && !end) end = events::RunStateChanged{events::RunState::Finished, done->steps, done->steps, std::nullopt};
  // A run that the engine itself put down with a reason (a full disk) stays what its folder says.
  const bool putDown = end && end->state == events::RunState::Paused && end->error;
  if (!done.ok() && !putDown) end = events::RunStateChanged{events::RunState::Failed, end ? end->step : 0, end ? end->totalSteps : 0, done.error()};
  m_hub.publish({request.runFolder, *end});
}

void ThreadHost::command(RunCommand command) {
  std::unique_lock lock(m_mutex);
  if (!m_control) return;
  // A stop is never taken back by a later pause.
  if (m_control->command.load() != RunCommand::Stop) m_control->command.store(command);
}

void ThreadHost::saveNow() {
  std::unique_lock lock(m_mutex);
  if (m_control) m_control->saveNow.store(true);
}

std::optional<std::filesystem::path> ThreadHost::running() const {
  std::unique_lock lock(m_mutex);
  return m_running;
}

}  // namespace timbre::session
