// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_lock.h"

#include "core/base/file_ops.h"
#include "core/base/reasons.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace timbre::store {

using base::Error;
using base::Result;

namespace {

std::string hostName() {
  std::array<char, 256> buffer{};
  return ::gethostname(buffer.data(), buffer.size() - 1) == 0 ? std::string(buffer.data()) : std::string("?");
}

Error lockedBy(int descriptor, const std::filesystem::path& path) {
  std::array<char, 300> text{};
  const ssize_t got = ::pread(descriptor, text.data(), text.size() - 1, 0);
  const std::string content(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  const std::size_t split = content.find('\n');
  const std::string pid = split == std::string::npos ? "?" : content.substr(0, split);
  const std::string host = split == std::string::npos ? "?" : content.substr(split + 1, content.find('\n', split + 1) - split - 1);
  return Error("project.locked", {{"pid", pid}, {"host", host}}, base::displayPath(path.parent_path()));
}

}  // namespace

Result<ProjectLock> ProjectLock::take(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "project.lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  auto unwritable = [&](int code) {
    return Error("project.unwritable", {{"reason", base::systemReason(code)}}, base::displayPath(folder));
  };
  if (descriptor < 0) return unwritable(errno);
  ProjectLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return lockedBy(descriptor, path);
    return unwritable(errno);
  }
  const std::string text = std::to_string(::getpid()) + "\n" + hostName() + "\n";
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return unwritable(errno);
  return lock;
}

ProjectLock::ProjectLock(ProjectLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

ProjectLock& ProjectLock::operator=(ProjectLock&& other) noexcept {
  std::swap(m_descriptor, other.m_descriptor);
  return *this;
}

ProjectLock::~ProjectLock() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

}  // namespace timbre::store
