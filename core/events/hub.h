// SPDX-License-Identifier: GPL-3.0-or-later
// Fan-out of values from one worker to watchers on other threads, in flat memory and without ever making the worker wait
// for a watcher. A watcher registers a `wake` callback, which fires at most once until it drains. When a watcher falls
// `capacity` facts behind, its queue is dropped and the next drain says `overflowed`: it then re-reads the facts from where
// they were stored before publishing (the run folder). Readings coalesce through `merge`.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace timbre::events {

template <class T>
class Hub {
  struct Watcher {
    std::function<void()> wake;
    std::size_t capacity = 0;
    std::vector<T> queue;       // guarded by Shared::mutex
    bool overflowed = false;    // guarded by Shared::mutex
    bool woken = false;         // guarded by Shared::mutex
    bool gone = false;          // guarded by callMutex
    std::recursive_mutex callMutex;  // held while `wake` runs, so that unsubscribing waits for it
  };
  struct Shared {
    std::mutex mutex;
    std::vector<std::shared_ptr<Watcher>> watchers;
  };

 public:
  /// Tries to fold `next` into `last` (the newest queued value); true when it did and `next` need not be queued.
  using Merge = std::function<bool(T& last, const T& next)>;

  struct Drained {
    std::vector<T> events;
    bool overflowed = false;  ///< facts before `events` were dropped here: read them again from disk
  };

  /// Ends the subscription when destroyed; returns only when no wake callback is running (calling it from inside the
  /// callback itself is allowed).
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Subscription&&) noexcept = default;
    Subscription& operator=(Subscription&& other) noexcept {
      end();
      m_shared = std::move(other.m_shared);
      m_watcher = std::move(other.m_watcher);
      return *this;
    }
    ~Subscription() { end(); }

    Drained drain() {
      Drained result;
      if (!m_watcher) return result;
      std::unique_lock lock(m_shared->mutex);
      result.events.swap(m_watcher->queue);
      result.overflowed = std::exchange(m_watcher->overflowed, false);
      m_watcher->woken = false;
      return result;
    }

   private:
    friend class Hub;
    Subscription(std::shared_ptr<Shared> shared, std::shared_ptr<Watcher> watcher)
        : m_shared(std::move(shared)), m_watcher(std::move(watcher)) {}
    void end() {
      if (!m_watcher) return;
      {
        std::unique_lock lock(m_shared->mutex);
        std::erase(m_shared->watchers, m_watcher);
      }
      std::unique_lock call(m_watcher->callMutex);
      m_watcher->gone = true;
      call.unlock();
      m_watcher.reset();
    }
    std::shared_ptr<Shared> m_shared;
    std::shared_ptr<Watcher> m_watcher;
  };

  explicit Hub(Merge merge = {}) : m_shared(std::make_shared<Shared>()), m_merge(std::move(merge)) {}

  /// `wake` is called on the publishing thread; it must only schedule a drain.
  Subscription subscribe(std::function<void()> wake, std::size_t capacity = 4096) {
    auto watcher = std::make_shared<Watcher>();
    watcher->wake = std::move(wake);
    watcher->capacity = capacity;
    std::unique_lock lock(m_shared->mutex);
    m_shared->watchers.push_back(watcher);
    return Subscription(m_shared, std::move(watcher));
  }

  /// Thread-safe. Never waits for a watcher's work, only for a wake callback that is being removed.
  void publish(const T& event) {
    std::vector<std::shared_ptr<Watcher>> toWake;
    {
      std::unique_lock lock(m_shared->mutex);
      for (auto& watcher : m_shared->watchers) {
        enqueue(*watcher, event);
        if (!std::exchange(watcher->woken, true)) toWake.push_back(watcher);
      }
    }
    for (auto& watcher : toWake) {
      std::unique_lock call(watcher->callMutex);
      if (!watcher->gone) watcher->wake();
    }
  }

 private:
  void enqueue(Watcher& watcher, const T& event) {
    if (m_merge && !watcher.queue.empty() && m_merge(watcher.queue.back(), event)) return;
    if (watcher.queue.size() >= watcher.capacity) {
      watcher.queue.clear();
      watcher.overflowed = true;
    }
    watcher.queue.push_back(event);
  }

  std::shared_ptr<Shared> m_shared;
  Merge m_merge;
};

}  // namespace timbre::events
