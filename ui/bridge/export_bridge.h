// SPDX-License-Identifier: GPL-3.0-or-later
// One export at a time as signals on the GUI thread. The start is tried on a thread of its own, because it may wait for the
// thread of the export before. The service outlives the bridge. GUI thread.
#pragma once

#include "core/session/export_service.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace timbre::ui {

class RunPump;

class ExportBridge : public QObject {
  Q_OBJECT
 public:
  explicit ExportBridge(session::ExportService& service, QObject* parent = nullptr);
  ~ExportBridge() override;
  /// Answered by progress(), then finished() or failed().
  void start(const session::ExportRequest& request);
  void cancel();
  bool running() const { return m_running; }

 Q_SIGNALS:
  void progress(const timbre::session::Progress& progress);
  void finished(const timbre::session::ExportReport& report);
  void failed(const timbre::base::Error& error);

 private:
  void drain();
  session::ExportService& m_service;
  bool m_running = false;
  std::unique_ptr<RunPump> m_pump;
  events::Hub<session::ExportEvent>::Subscription m_subscription;  // dies before the pump
  QThreadPool m_starter;
};

}  // namespace timbre::ui
