// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prices.h"

#include "core/base/file_ops.h"
#include "core/base/json.h"

#include <algorithm>
#include <cmath>

namespace timbre::data {

using base::Error;
using base::Result;

Result<std::vector<Price>> parsePrices(std::string_view json, std::string_view path) {
  TIMBRE_ASSIGN(const base::Json table, base::parseJson(json, path));
  auto invalid = [&](std::string reason) { return Error("data.prices_invalid", {{"reason", std::move(reason)}}, path); };
  if (base::integerOr(table, "format_version", 0) != 1) return invalid("format_version");
  const base::Json* list = base::member(table, "prices");
  if (!list || !list->is_array()) return invalid("prices");
  std::vector<Price> prices;
  for (const base::Json& entry : *list) {
    Price price;
    price.id = base::stringOr(entry, "id");
    price.name = base::stringOr(entry, "name", price.id);
    price.train = base::numberOr(entry, "train", -1);
    price.currency = base::stringOr(entry, "currency", "USD");
    price.date = base::stringOr(entry, "date", base::stringOr(table, "date"));
    price.encoding = base::stringOr(entry, "encoding", "cl100k");
    price.maxTokens = std::max(0LL, base::integerOr(entry, "max_tokens", 0));
    if (price.id.empty()) return invalid("id");
    if (!std::isfinite(price.train) || price.train < 0) return invalid(price.id + ": train");
    prices.push_back(std::move(price));
  }
  return prices;
}

Result<std::vector<Price>> loadPrices(const std::filesystem::path& path) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(path, 1 << 20));
  return parsePrices(text, base::displayPath(path));
}

}  // namespace timbre::data
