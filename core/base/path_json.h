// SPDX-License-Identifier: GPL-3.0-or-later
// A path in a JSON object. JSON is UTF-8 and a file's name is bytes: the member `key` is the path for people, and where its
// bytes are no UTF-8, `key`_bytes holds them in hex beside it, so that the file is found again. Pure, any thread.
#pragma once

#include "core/base/json.h"

#include <filesystem>
#include <string>

namespace timbre::base {

void putPath(Json& object, const std::string& key, const std::filesystem::path& path);
/// Empty when there is none.
std::filesystem::path pathOr(const Json& object, const std::string& key);

}  // namespace timbre::base
