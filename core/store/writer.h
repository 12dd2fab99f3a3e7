// SPDX-License-Identifier: GPL-3.0-or-later
// The one thread that changes a project file. Jobs run in the order given (background jobs only while no other job waits),
// those that wait together share one transaction, and `done` is called after the commit that holds them returned: what it
// reports as success survives a kill and, with synchronous=FULL, a power loss.
//
// A job that fails is undone alone (savepoint); the others of its burst are committed. When the transaction itself is lost
// (disk full), the jobs of the burst run again one by one. A job therefore may run more than once: it must set its outputs
// anew each time and touch nothing but the database. `done` runs on the writer thread and must not block; it may post.
#pragma once

#include "core/base/result.h"
#include "core/store/sqlite.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace timbre::store {

class Writer {
 public:
  using Job = std::function<base::Result<void>(Database&)>;
  using Done = std::function<void(const base::Result<void>&)>;
  enum class Priority { Normal, Background };

  /// `database` null: a read-only project; every job is answered with store.read_only.
  explicit Writer(std::unique_ptr<Database> database);
  /// Finishes all jobs that were posted, then ends.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void post(Job job, Done done = {}, Priority priority = Priority::Normal);
  /// Waits until every job posted before is answered. Not from the writer thread.
  void flush();
  bool writable() const { return m_writable; }

 private:
  struct Entry {
    Job job;
    Done done;
    Priority priority;
  };
  void loop();
  void runBurst(std::vector<Entry>& burst);
  base::Result<void> tryBurst(std::vector<Entry>& burst, std::vector<base::Result<void>>& results);
  base::Result<void> runAlone(Entry& entry);

  std::unique_ptr<Database> m_database;
  const bool m_writable;
  std::mutex m_mutex;
  std::condition_variable m_wake, m_idle;
  std::deque<Entry> m_normal, m_background;
  std::uint64_t m_posted[2] = {0, 0}, m_answered[2] = {0, 0};  // by priority; each kind is answered in its order
  bool m_stop = false;
  std::thread m_thread;
};

}  // namespace timbre::store
