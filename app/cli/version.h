// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>

namespace timbre::cli {

/// Timbre, LibTorch, SQLite, BLAS and the CPU features that are used.
base::Json versionJson();
std::string versionText();
/// Sets LibTorch's thread count; 0 leaves it at all cores.
void applyThreads(int threads);

}  // namespace timbre::cli
