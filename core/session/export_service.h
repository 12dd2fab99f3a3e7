// SPDX-License-Identifier: GPL-3.0-or-later
// One export at a time on a thread of its own. Calls return at once; progress and the end come through the hub.
#pragma once

#include "core/events/hub.h"
#include "core/session/backend.h"

#include <mutex>
#include <thread>

namespace timbre::session {

struct ExportEvent {
  enum class Kind { Progress, Done, Failed };
  Kind kind = Kind::Progress;
  Progress progress;
  ExportReport report;
  base::Error error;
};

class ExportService {
 public:
  explicit ExportService(Backend& backend);
  /// Cancels and joins; a cancelled export leaves nothing behind.
  ~ExportService();
  /// Errors: export.busy.
  base::Result<void> start(const ExportRequest& request);
  void cancel();
  bool running() const;
  events::Hub<ExportEvent>& hub() { return m_hub; }

 private:
  Backend& m_backend;
  events::Hub<ExportEvent> m_hub;
  mutable std::mutex m_mutex;
  bool m_running = false;       // guarded by m_mutex
  base::CancelSource m_cancel;  // guarded by m_mutex
  std::thread m_thread;
};

}  // namespace timbre::session
