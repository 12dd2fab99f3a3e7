// SPDX-License-Identifier: GPL-3.0-or-later
// The thread a run lives in. One run at a time; commands are atomics that the loop reads, so no caller ever waits for it.
// Thread-safe, except that the destructor must not race with other calls.
#pragma once

#include "core/events/hub.h"
#include "core/session/backend.h"
#include "core/session/device_lease.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace timbre::session {

/// A run event with the folder of the run it belongs to.
struct HostedRunEvent {
  std::filesystem::path run;
  events::RunEvent event;
};

class RunHost {
 public:
  virtual ~RunHost() = default;
  /// Errors: run.busy when one lives (arg run), device.busy when the device is lent to a chat. Everything later is an event.
  virtual base::Result<void> start(const RunRequest& request) = 0;
  /// Acknowledged at once; the loop honours it within one micro-batch. Ignored when nothing runs.
  virtual void command(RunCommand command) = 0;
  virtual void saveNow() = 0;
  /// Folder of the living run.
  virtual std::optional<std::filesystem::path> running() const = 0;
  virtual events::Hub<HostedRunEvent>& hub() = 0;
};

/// Runs in a thread of this process. The destructor stops the run after a checkpoint and joins.
class ThreadHost final : public RunHost {
 public:
  ThreadHost(Backend& backend, DeviceLeases& leases);
  ~ThreadHost() override;
  base::Result<void> start(const RunRequest& request) override;
  void command(RunCommand command) override;
  void saveNow() override;
  std::optional<std::filesystem::path> running() const override;
  events::Hub<HostedRunEvent>& hub() override { return m_hub; }

 private:
  void work(RunRequest request, std::shared_ptr<RunControl> control, DeviceLeases::Lease lease);

  Backend& m_backend;
  DeviceLeases& m_leases;
  events::Hub<HostedRunEvent> m_hub;
  mutable std::mutex m_mutex;
  std::optional<std::filesystem::path> m_running;
  std::shared_ptr<RunControl> m_control;
  std::thread m_thread;
};

}  // namespace timbre::session
