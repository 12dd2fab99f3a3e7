// SPDX-License-Identifier: GPL-3.0-or-later
// A second copy of the running test program, made to be killed. It is started with exec, not by a bare fork: the sanitizers'
// run times and the program's own threads do not survive a fork. The test's main() looks at the arguments and calls what
// the child shall do; the child answers through the file descriptor `answers`. POSIX only; one thread at a time.
#pragma once

#include <cstddef>
#include <string>
#include <sys/types.h>
#include <vector>

namespace timbre::testing {

class ChildProcess {
 public:
  static constexpr int answers = 3;

  explicit ChildProcess(const std::vector<std::string>& arguments);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  bool started() const { return m_id > 0; }
  pid_t id() const { return m_id; }
  /// One answer of exactly `size` bytes. False when the child is gone or said nothing for `seconds`.
  bool read(void* answer, std::size_t size, int seconds = 60);
  /// SIGKILL; returns when the process is gone.
  void kill();

 private:
  pid_t m_id = -1;
  int m_pipe = -1;
};

}  // namespace timbre::testing
