// SPDX-License-Identifier: GPL-3.0-or-later
// The background thread that checks and counts rows after they change, stores what it found, and publishes problems and
// numbers, at most a few times a second while it works and once when it is done. Sleeps otherwise.
#pragma once

#include "core/data/conversation.h"
#include "core/data/similarity.h"
#include "core/session/dataset_core.h"

#include <chrono>
#include <condition_variable>
#include <thread>

namespace timbre::session {

class DatasetChecker {
 public:
  explicit DatasetChecker(DatasetCore& core);
  ~DatasetChecker();
  /// Rows may have changed. Any thread.
  void wake();
  void stop();

 private:
  struct Result;
  void loop();
  bool workBatch();
  Result check(const store::StoredRow& row, const Counting& counting);
  void findNearDuplicate(const data::Conversation& row, Result& result, std::vector<data::Problem>& problems);
  void fillIndex();
  void settle();
  bool store(std::vector<Result> results, std::uint64_t epoch);
  void publish(bool force);
  void publishProblems(store::Database& database, std::int64_t total, std::int64_t todo);
  void publishNumbers(store::Database& database, std::int64_t total, std::int64_t todo);
  bool stopped();

  DatasetCore& m_core;
  std::unique_ptr<store::Database> m_database;
  data::SimilarIndex m_similar;   // of rows checked so far; filled when the first row is to be checked
  bool m_indexed = false;
  std::mutex m_mutex;
  std::condition_variable m_wake;
  bool m_woken = true;
  bool m_stop = false;
  std::chrono::steady_clock::time_point m_nextPublish{};
  std::thread m_thread;
};

/// The figures over all checked rows; `unbilled` are the ids that a hosted service does not bill, ascending. Pure.
NumbersChanged numbersOf(const std::vector<store::CheckFigures>& figures, const std::vector<RowId>& unbilled, const Counting& counting);

}  // namespace timbre::session
