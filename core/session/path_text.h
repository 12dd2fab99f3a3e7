// SPDX-License-Identifier: GPL-3.0-or-later
// Paths in the small JSON files of the state folder. Pure; any thread.
#pragma once

#include <filesystem>
#include <string>

namespace timbre::session {

/// Bytes of a path as JSON text: UTF-8 paths as they are, others with their bytes escaped as %XX behind a mark.
std::string pathText(const std::filesystem::path& path);
std::filesystem::path pathFromText(const std::string& text);

}  // namespace timbre::session
