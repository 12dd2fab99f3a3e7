// SPDX-License-Identifier: GPL-3.0-or-later
// Blocking queue of bounded length between two threads. `close()` wakes everybody: pushes then fail, pops drain what is
// left and then fail, so a join after close() never hangs.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace timbre::base {

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity) {}

  /// Waits for room. False when the queue was closed (the value is then dropped).
  bool push(T value) {
    std::unique_lock lock(m_mutex);
    m_notFull.wait(lock, [&] { return m_closed || m_items.size() < m_capacity; });
    if (m_closed) return false;
    m_items.push_back(std::move(value));
    m_notEmpty.notify_one();
    return true;
  }

  /// Waits for a value. Empty when the queue is closed and drained.
  std::optional<T> pop() {
    std::unique_lock lock(m_mutex);
    m_notEmpty.wait(lock, [&] { return m_closed || !m_items.empty(); });
    return take();
  }

  std::optional<T> tryPop() {
    std::unique_lock lock(m_mutex);
    return take();
  }

  void close() {
    std::unique_lock lock(m_mutex);
    m_closed = true;
    m_notEmpty.notify_all();
    m_notFull.notify_all();
  }

  std::size_t size() const {
    std::unique_lock lock(m_mutex);
    return m_items.size();
  }

 private:
  std::optional<T> take() {
    if (m_items.empty()) return std::nullopt;
    T value = std::move(m_items.front());
    m_items.pop_front();
    m_notFull.notify_one();
    return value;
  }

  const std::size_t m_capacity;
  mutable std::mutex m_mutex;
  std::condition_variable m_notEmpty;
  std::condition_variable m_notFull;
  std::deque<T> m_items;
  bool m_closed = false;
};

}  // namespace timbre::base
