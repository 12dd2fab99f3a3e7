// SPDX-License-Identifier: GPL-3.0-or-later
// The price table: a JSON file the user may edit (resources/prices/training_prices.json is the shipped one):
// {"format_version": 1, "date": "2025-08-01", "prices": [{"id", "name", "train", "currency", "encoding", "max_tokens"?,
// "date"?}]}. `train` is per million tokens; a price without its own date has the table's.
#pragma once

#include "core/base/result.h"
#include "core/data/statistics.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace timbre::data {

/// Errors: data.prices_invalid (reason) and those of base.
base::Result<std::vector<Price>> parsePrices(std::string_view json, std::string_view path = {});
base::Result<std::vector<Price>> loadPrices(const std::filesystem::path& path);

}  // namespace timbre::data
