// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/version.h"

#include <sqlite3.h>

namespace timbre::store {

std::string sqliteVersion() { return sqlite3_libversion(); }

}  // namespace timbre::store
