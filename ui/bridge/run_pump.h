// SPDX-License-Identifier: GPL-3.0-or-later
// From a worker's `wake` to a drain on the GUI thread: at most 30 times a second, and asleep when nothing comes. `wake()` may be
// called on any thread as long as the pump lives; end the subscription that holds it first.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>

namespace timbre::ui {

class RunPump : public QObject {
 public:
  explicit RunPump(std::function<void()> drain, QObject* parent = nullptr) : QObject(parent), m_drain(std::move(drain)) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { run(); });
  }

  std::function<void()> wake() {
    return [this] { QMetaObject::invokeMethod(this, [this] { due(); }, Qt::QueuedConnection); };
  }

 private:
  static constexpr int kMilliseconds = 33;
  void due() {
    if (m_timer.isActive()) return;
    const qint64 passed = m_last.isValid() ? m_last.elapsed() : kMilliseconds;
    if (passed >= kMilliseconds) run();
    else m_timer.start(int(kMilliseconds - passed));
  }
  void run() {
    m_last.start();
    m_drain();
  }

  std::function<void()> m_drain;
  QTimer m_timer;
  QElapsedTimer m_last;
};

}  // namespace timbre::ui
