// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/export_bridge.h"

#include "ui/bridge/run_pump.h"

namespace timbre::ui {

ExportBridge::ExportBridge(session::ExportService& service, QObject* parent)
    : QObject(parent), m_service(service), m_pump(std::make_unique<RunPump>([this] { drain(); })) {
  m_subscription = service.hub().subscribe(m_pump->wake());
  m_starter.setMaxThreadCount(1);
}

ExportBridge::~ExportBridge() = default;

void ExportBridge::start(const session::ExportRequest& request) {
  if (m_running) {
    Q_EMIT failed(base::Error("export.busy"));
    return;
  }
  m_running = true;
  m_starter.start([this, request] {
    const auto result = m_service.start(request);
    if (result.ok()) return;
    QMetaObject::invokeMethod(this, [this, error = result.error()] {
      m_running = false;
      Q_EMIT failed(error);
    }, Qt::QueuedConnection);
  });
}

void ExportBridge::cancel() {
  // Behind the start in the same queue: a cancel cannot overtake it.
  m_starter.start([this] { m_service.cancel(); });
}

void ExportBridge::drain() {
  for (const session::ExportEvent& event : m_subscription.drain().events) {
    if (event.kind == session::ExportEvent::Kind::Progress) {
      Q_EMIT progress(event.progress);
      continue;
    }
    m_running = false;
    if (event.kind == session::ExportEvent::Kind::Done) Q_EMIT finished(event.report);
    else Q_EMIT failed(event.error);
  }
}

}  // namespace timbre::ui
