// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/export_service.h"

#include <utility>

namespace timbre::session {

namespace {

bool mergeProgress(ExportEvent& last, const ExportEvent& next) {
  if (last.kind != ExportEvent::Kind::Progress || next.kind != ExportEvent::Kind::Progress) return false;
  last = next;
  return true;
}

}  // namespace

ExportService::ExportService(Backend& backend) : m_backend(backend), m_hub(mergeProgress) {}

ExportService::~ExportService() {
  cancel();
  if (m_thread.joinable()) m_thread.join();
}

base::Result<void> ExportService::start(const ExportRequest& request) {
  std::unique_lock lock(m_mutex);
  if (m_running) return base::Error("export.busy");
  if (m_thread.joinable()) m_thread.join();
  m_running = true;
  m_cancel = base::CancelSource();
  m_thread = std::thread([this, request, token = m_cancel.token()] {
    ExportEvent event;
    auto done = m_backend.exportModel(
        request,
        [&](const Progress& progress) {
          event.progress = progress;
          m_hub.publish(event);
        },
        token);
    {
      std::unique_lock inner(m_mutex);
      m_running = false;
    }
    event.kind = done.ok() ? ExportEvent::Kind::Done : ExportEvent::Kind::Failed;
    if (done.ok()) event.report = std::move(done).value();
    else event.error = done.error();
    m_hub.publish(event);
  });
  return {};
}

void ExportService::cancel() {
  std::unique_lock lock(m_mutex);
  m_cancel.cancel();
}

bool ExportService::running() const {
  std::unique_lock lock(m_mutex);
  return m_running;
}

}  // namespace timbre::session
