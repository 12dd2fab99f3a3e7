// SPDX-License-Identifier: GPL-3.0-or-later
// Under which licence a model folder says it stands. Torch-free; reads two small files, not on the GUI's thread.
#pragma once

#include <filesystem>
#include <string>

namespace timbre::model {

/// `license` (or, where that is "other", `license_name`) of the front matter of README.md, as written; else the first
/// line of LICENSE, LICENSE.txt or LICENSE.md; "" where neither says anything. Control characters are left out.
std::string licenceOf(const std::filesystem::path& folder);

}  // namespace timbre::model
