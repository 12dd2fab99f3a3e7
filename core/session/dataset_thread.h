// SPDX-License-Identifier: GPL-3.0-or-later
// A thread with a queue of tasks. stop() drops what has not begun, waits for what has, and may be called twice.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace timbre::session {

class TaskThread {
 public:
  using Task = std::function<void()>;
  TaskThread() : m_thread([this] { loop(); }) {}
  ~TaskThread() { stop(); }
  TaskThread(const TaskThread&) = delete;
  TaskThread& operator=(const TaskThread&) = delete;

  void post(Task task) {
    std::lock_guard lock(m_mutex);
    m_tasks.push_back(std::move(task));
    m_wake.notify_one();
  }

  /// In front of all others; of tasks that stand there already at most `keep` are kept (the newest): what a fast scroll
  /// asked for and has left behind is not worth reading.
  void postFirst(Task task, std::size_t keep) {
    std::lock_guard lock(m_mutex);
    m_urgent.push_back(std::move(task));
    while (m_urgent.size() > keep) m_urgent.pop_front();
    m_wake.notify_one();
  }

  void stop() {
    {
      std::lock_guard lock(m_mutex);
      m_stop = true;
      m_wake.notify_all();
    }
    if (m_thread.joinable()) m_thread.join();
  }

 private:
  void loop() {
    for (;;) {
      Task task;
      {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [&] { return m_stop || !m_tasks.empty() || !m_urgent.empty(); });
        if (m_stop) return;
        if (!m_urgent.empty()) {
          task = std::move(m_urgent.back());
          m_urgent.pop_back();
        } else {
          task = std::move(m_tasks.front());
          m_tasks.pop_front();
        }
      }
      task();
    }
  }

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<Task> m_tasks, m_urgent;
  bool m_stop = false;
  std::thread m_thread;  // last: starts when everything above exists
};

}  // namespace timbre::session
