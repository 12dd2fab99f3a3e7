// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/child_process.h"

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace timbre::testing {

ChildProcess::ChildProcess(const std::vector<std::string>& arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  std::vector<std::string> copies{"/proc/self/exe"};
  copies.insert(copies.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(copies.size() + 1);
  for (std::string& argument : copies) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], answers);
  if (::posix_spawn(&m_id, copies[0].c_str(), &actions, nullptr, argv.data(), environ) != 0) m_id = -1;
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  m_pipe = ends[0];
}

ChildProcess::~ChildProcess() {
  kill();
  if (m_pipe >= 0) ::close(m_pipe);
}

bool ChildProcess::read(void* answer, std::size_t size, int seconds) {
  auto* at = static_cast<char*>(answer);
  while (size > 0) {
    pollfd waiting{m_pipe, POLLIN, 0};
    if (::poll(&waiting, 1, seconds * 1'000) <= 0) return false;
    const ssize_t got = ::read(m_pipe, at, size);
    if (got <= 0) return false;
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

void ChildProcess::kill() {
  if (m_id <= 0) return;  // kill(-1) would be everybody
  ::kill(m_id, SIGKILL);
  ::waitpid(m_id, nullptr, 0);
  m_id = -1;
}

}  // namespace timbre::testing
