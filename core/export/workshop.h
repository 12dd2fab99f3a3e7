// SPDX-License-Identifier: GPL-3.0-or-later
// The hidden folder beside the target in which an export grows; removed at the end unless it was renamed. What killed exports to the same
// target left is removed when a new one opens, and a model that had stepped aside for one that never came goes back to its place.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"

#include <filesystem>
#include <vector>

namespace timbre::exporting {

class Workshop {
 public:
  /// `ops` is borrowed.
  Workshop(base::FileOps& ops, const std::filesystem::path& target);
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  ~Workshop();
  base::Result<void> open();
  const std::filesystem::path& folder() const { return m_folder; }
  /// Where an earlier export steps aside when two names cannot be swapped.
  std::filesystem::path aside() const;

 private:
  base::Result<void> clearStale();

  base::FileOps& m_ops;
  std::filesystem::path m_target;
  std::filesystem::path m_folder;
  std::vector<std::filesystem::path> m_madeParents;  // innermost first
};

}  // namespace timbre::exporting
