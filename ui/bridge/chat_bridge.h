// SPDX-License-Identifier: GPL-3.0-or-later
// Chat answers as signals on the GUI thread, at most 30 batches a second; the pieces of one pane arrive joined. The service
// outlives the bridge. GUI thread; nothing waits.
#pragma once

#include "core/session/chat_service.h"

#include <QObject>

#include <memory>

namespace timbre::ui {

class RunPump;

class ChatBridge : public QObject {
  Q_OBJECT
 public:
  explicit ChatBridge(session::ChatService& service, QObject* parent = nullptr);
  ~ChatBridge() override;
  std::uint64_t ask(session::ChatRequest request) { return m_service.ask(std::move(request)); }
  void stop() { m_service.stop(); }
  void unload() { m_service.unload(); }

 Q_SIGNALS:
  void eventArrived(const timbre::session::ChatEvent& event);
  /// Events were lost on the way: what is shown of the running answers is incomplete.
  void eventsLost();

 private:
  void drain();
  session::ChatService& m_service;
  std::unique_ptr<RunPump> m_pump;
  events::Hub<session::ChatEvent>::Subscription m_subscription;  // dies before the pump
};

}  // namespace timbre::ui
