// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/writer.h"

#include "core/base/file_ops.h"

#include <exception>

namespace timbre::store {

using base::Error;
using base::Result;

namespace {
/// A burst is bounded so that the first of many waiting edits is not acknowledged late.
constexpr std::size_t burstJobs = 64;

Result<void> guarded(const Writer::Job& job, Database& database) {
  try {
    return job(database);
  } catch (const std::exception& e) {  // bad_alloc above all: the edit fails, the program lives
    return Error("internal", {{"reason", e.what()}});
  }
}
}  // namespace

Writer::Writer(std::unique_ptr<Database> database) : m_database(std::move(database)), m_writable(m_database != nullptr) {
  m_thread = std::thread([this] { loop(); });
}

Writer::~Writer() {
  {
    std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_wake.notify_all();
  m_thread.join();
}

void Writer::post(Job job, Done done, Priority priority) {
  {
    std::lock_guard lock(m_mutex);
    ++m_posted[static_cast<int>(priority)];
    (priority == Priority::Normal ? m_normal : m_background).push_back({std::move(job), std::move(done), priority});
  }
  m_wake.notify_one();
}

void Writer::flush() {
  std::unique_lock lock(m_mutex);
  const std::uint64_t normal = m_posted[0], background = m_posted[1];
  m_idle.wait(lock, [&] { return m_answered[0] >= normal && m_answered[1] >= background; });
}

void Writer::loop() {
  for (;;) {
    std::vector<Entry> burst;
    {
      std::unique_lock lock(m_mutex);
      m_wake.wait(lock, [&] { return m_stop || !m_normal.empty() || !m_background.empty(); });
      if (m_normal.empty() && m_background.empty()) return;
      if (m_normal.empty()) {
        burst.push_back(std::move(m_background.front()));
        m_background.pop_front();
      }
      while (!m_normal.empty() && burst.size() < burstJobs) {
        burst.push_back(std::move(m_normal.front()));
        m_normal.pop_front();
      }
    }
    runBurst(burst);
    {
      std::lock_guard lock(m_mutex);
      for (const Entry& entry : burst) ++m_answered[static_cast<int>(entry.priority)];
    }
    m_idle.notify_all();
  }
}

Result<void> Writer::tryBurst(std::vector<Entry>& burst, std::vector<Result<void>>& results) {
  TIMBRE_ASSIGN(auto transaction, Transaction::begin(*m_database, Transaction::Kind::Write));
  for (std::size_t i = 0; i < burst.size(); ++i) {
    TIMBRE_TRY(m_database->execute("SAVEPOINT job"));
    results[i] = guarded(burst[i].job, *m_database);
    // A full disk rolls the whole transaction back: nothing of the burst is left.
    if (m_database->autocommit()) return results[i].ok() ? Result<void>(Error("store.failed", {{"reason", "rolled back"}})) : results[i];
    if (!results[i].ok()) TIMBRE_TRY(m_database->execute("ROLLBACK TO job"));
    TIMBRE_TRY(m_database->execute("RELEASE job"));
  }
  return transaction.commit();
}

Result<void> Writer::runAlone(Entry& entry) {
  TIMBRE_ASSIGN(auto transaction, Transaction::begin(*m_database, Transaction::Kind::Write));
  TIMBRE_TRY(guarded(entry.job, *m_database));
  return transaction.commit();
}

void Writer::runBurst(std::vector<Entry>& burst) {
  std::vector<Result<void>> results(burst.size());
  if (!m_database) {
    for (auto& result : results) result = Error("store.read_only");
  } else if (auto done = tryBurst(burst, results); !done.ok()) {
    if (burst.size() == 1) results[0] = done;
    else
      for (std::size_t i = 0; i < burst.size(); ++i) results[i] = runAlone(burst[i]);
  }
  for (std::size_t i = 0; i < burst.size(); ++i)
    if (burst[i].done) burst[i].done(results[i]);
}

}  // namespace timbre::store
