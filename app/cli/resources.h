// SPDX-License-Identifier: GPL-3.0-or-later
// Where the program's shipped files are, and recipes read from disk.
#pragma once

#include "core/base/result.h"
#include "core/recipe/recipe.h"

#include <filesystem>

namespace timbre::cli {

/// $TIMBRE_RESOURCES, else <prefix>/share/timbre beside the program, else the source tree's resources/.
std::filesystem::path resourceFolder();
base::Result<recipe::Recipe> loadRecipe(const std::filesystem::path& file);

}  // namespace timbre::cli
