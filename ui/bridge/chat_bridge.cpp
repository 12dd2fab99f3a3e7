// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/chat_bridge.h"

#include "ui/bridge/run_pump.h"

namespace timbre::ui {

ChatBridge::ChatBridge(session::ChatService& service, QObject* parent)
    : QObject(parent), m_service(service), m_pump(std::make_unique<RunPump>([this] { drain(); })) {
  m_subscription = service.hub().subscribe(m_pump->wake());
}

ChatBridge::~ChatBridge() = default;

void ChatBridge::drain() {
  const auto drained = m_subscription.drain();
  if (drained.overflowed) Q_EMIT eventsLost();
  for (const session::ChatEvent& event : drained.events) Q_EMIT eventArrived(event);
}

}  // namespace timbre::ui
