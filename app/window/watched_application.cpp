// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/watched_application.h"

#include <QEvent>
#include <QThread>

#include <cstdio>
#include <ctime>

namespace timbre::window {

namespace {

double milliseconds(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

}  // namespace

std::string Stall::words() const {
  char text[160];
  std::snprintf(text, sizeof text, "handler of %.80s for event %d: %.0f ms CPU, %.0f ms wall", receiver.c_str(), event,
                cpuMs, wallMs);
  return text;
}

bool WatchedApplication::notify(QObject* receiver, QEvent* event) {
  // Events that a handler sends itself belong to it; other threads have event loops of their own.
  if (m_depth > 0 || QThread::currentThread() != thread()) return QApplication::notify(receiver, event);
  // Read before: the handler may delete the receiver.
  const char* const kind = receiver->metaObject()->className();
  const QString name = receiver->objectName();
  Stall stall;
  stall.event = event->type();
  const double cpu = milliseconds(CLOCK_THREAD_CPUTIME_ID), wall = milliseconds(CLOCK_MONOTONIC);
  ++m_depth;
  const bool taken = QApplication::notify(receiver, event);
  --m_depth;
  stall.cpuMs = milliseconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
  stall.wallMs = milliseconds(CLOCK_MONOTONIC) - wall;
  ++m_handlers;
  const bool over = stall.cpuMs > kCpuLimitMs || stall.wallMs > kWallLimitMs;
  if (stall.cpuMs > m_longest.cpuMs || over) {
    stall.receiver = name.isEmpty() ? std::string(kind) : std::string(kind) + " " + name.toStdString();
    take(std::move(stall));
  }
  return taken;
}

void WatchedApplication::take(Stall stall) {
  const bool over = stall.cpuMs > kCpuLimitMs || stall.wallMs > kWallLimitMs;
  if (over && m_sink) m_sink(stall);
  if (stall.cpuMs > m_longest.cpuMs) m_longest = std::move(stall);
}

void WatchedApplication::resetLongest() {
  m_longest = {};
  m_handlers = 0;
}

}  // namespace timbre::window
