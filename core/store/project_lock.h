// SPDX-License-Identifier: GPL-3.0-or-later
// One writer per project: an open-file-description lock on `project.lock` in the project folder. The kernel drops it when
// the holder dies, so a lock file left by a crash, a reboot or another machine never blocks; its text (process id and host)
// only serves the message. Where a file system cannot lock, the project opens read-only rather than unprotected.
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace timbre::store {

class ProjectLock {
 public:
  /// Errors: project.locked (pid, host), project.unwritable (reason).
  static base::Result<ProjectLock> take(const std::filesystem::path& folder);
  ProjectLock(ProjectLock&& other) noexcept;
  ProjectLock& operator=(ProjectLock&& other) noexcept;
  ~ProjectLock();

 private:
  explicit ProjectLock(int descriptor) : m_descriptor(descriptor) {}
  int m_descriptor = -1;
};

}  // namespace timbre::store
