// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace timbre::store {

/// Of the library that is loaded, "3.40.1".
std::string sqliteVersion();

}  // namespace timbre::store
