// SPDX-License-Identifier: GPL-3.0-or-later
// The application object that times its own handlers. Each event that the event loop hands to a widget is one handler;
// what it costs is the CPU time of the GUI thread (CLOCK_THREAD_CPUTIME_ID), so that a busy machine does not look like
// a slow window. Wall time is taken too: a handler that waits instead of computing shows there. GUI thread.
//
// The rule of DESIGN §2: no handler over 50 ms of CPU time. The program logs what breaks it, a test fails on it.
#pragma once

#include <QApplication>

#include <functional>
#include <string>

namespace timbre::window {

struct Stall {
  std::string receiver;  ///< class and object name of who got the event
  int event = 0;         ///< QEvent::Type
  double cpuMs = 0, wallMs = 0;
  std::string words() const;
};

class WatchedApplication : public QApplication {
  Q_OBJECT
 public:
  static constexpr double kCpuLimitMs = 50;
  static constexpr double kWallLimitMs = 250;

  using QApplication::QApplication;
  bool notify(QObject* receiver, QEvent* event) override;

  /// Told of each handler over one of the limits, after it has ended. Empty: nobody.
  void setStallSink(std::function<void(const Stall&)> sink) { m_sink = std::move(sink); }
  /// Costliest handler since the last reset.
  const Stall& longest() const { return m_longest; }
  qint64 handlers() const { return m_handlers; }
  void resetLongest();

 private:
  void take(Stall stall);
  std::function<void(const Stall&)> m_sink;
  Stall m_longest;
  qint64 m_handlers = 0;
  int m_depth = 0;
};

}  // namespace timbre::window
