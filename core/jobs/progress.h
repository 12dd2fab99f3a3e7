// SPDX-License-Identifier: GPL-3.0-or-later
// How far a long job is.
#pragma once

#include <functional>
#include <string>

namespace timbre::jobs {

struct Progress {
  std::string phase;     ///< "merging", "writing", "verifying" …
  std::string detail;    ///< tensor or file
  double fraction = -1;  ///< 0…1
};
using ProgressSink = std::function<void(const Progress&)>;

}  // namespace timbre::jobs
