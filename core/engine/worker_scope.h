// SPDX-License-Identifier: GPL-3.0-or-later
// What a thread sets before it computes: its number of OpenMP threads and its name. Put back by the destructor.
#pragma once

namespace timbre::engine {

class WorkerScope {
 public:
  /// `threads` 0 leaves the number as it is; the name is cut to 15 characters (Linux).
  WorkerScope(int threads, const char* name);
  ~WorkerScope();
  WorkerScope(const WorkerScope&) = delete;
  WorkerScope& operator=(const WorkerScope&) = delete;
  int threads() const { return m_threads; }

 private:
  int m_before;
  int m_threads;
  char m_name[16] = {};
};

}  // namespace timbre::engine
