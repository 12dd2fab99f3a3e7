// SPDX-License-Identifier: GPL-3.0-or-later
// Which modules a pattern of adapter_config.json means. The pattern is a stranger's: its work is bounded. Torch-free.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace timbre::model {

/// Whether `(.*\.)?(pattern)$` matches the module's whole path, as PEFT asks of rank_pattern and alpha_pattern (peft utils/other.py).
/// Errors: adapter.invalid_config (key: the pattern) when it is no pattern or takes too much.
base::Result<bool> matchesModule(std::string_view pattern, std::string_view modulePath, const std::string& path);

/// Whether the pattern alone matches the whole path, as PEFT asks of target_modules and exclude_modules. Errors: as above.
base::Result<bool> matchesWhole(std::string_view pattern, std::string_view modulePath, const std::string& path);

}  // namespace timbre::model
