// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody drags, as files and folders of this machine. GUI thread.
#pragma once

#include <filesystem>
#include <vector>

class QMimeData;

namespace timbre::ui {

/// Links to other machines are left out. Paths are bytes: a name that is no UTF-8 arrives as it is on disk, which Qt's own
/// strings could not carry.
std::vector<std::filesystem::path> localPaths(const QMimeData* data);

}  // namespace timbre::ui
