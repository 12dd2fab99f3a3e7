// SPDX-License-Identifier: GPL-3.0-or-later
// Which modules a key of rank_pattern or alpha_pattern means. Torch-free.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace timbre::model {

/// Whether `(.*\.)?(pattern)$` matches the module's whole path, as PEFT asks (peft utils/other.py). The pattern is a stranger's: its work is
/// bounded. Errors: adapter.invalid_config (key: the pattern) when it is no pattern or takes too much.
base::Result<bool> matchesModule(std::string_view pattern, std::string_view modulePath, const std::string& path);

}  // namespace timbre::model
