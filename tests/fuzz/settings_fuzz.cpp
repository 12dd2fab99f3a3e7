// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as JSON, and that JSON as a recipe, a price table and an event line. What is accepted survives being written and
// read again: a value that changes on the way would train another run than the one that was shown.
#include "core/base/json.h"
#include "core/data/prices.h"
#include "core/events/events.h"
#include "core/recipe/recipe.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>

using namespace timbre;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void useRecipe(const base::Json& json, std::string_view text) {
  if (const auto recipe = recipe::fromJson(json); recipe.ok()) {
    const auto again = recipe::fromJson(recipe::toJson(*recipe));
    require(again.ok() && *again == *recipe);
    (void)recipe::check(*recipe);
  }
  // The same bytes as `--set key=value`.
  const std::size_t cut = text.find('=');
  if (cut == std::string_view::npos) return;
  recipe::Recipe recipe;
  if (recipe::setValue(recipe, text.substr(0, cut), text.substr(cut + 1)).ok()) {
    const auto again = recipe::fromJson(recipe::toJson(recipe));
    require(again.ok() && *again == recipe);
  }
}

void useEvent(const base::Json& json) {
  const auto event = events::runEventFromJson(json);
  if (!event.ok()) return;
  const std::string line = base::dumpJson(events::toJson(*event));
  const auto parsed = base::parseJson(line);
  require(parsed.ok());
  const auto again = events::runEventFromJson(*parsed);
  require(again.ok() && again->index() == event->index() && base::dumpJson(events::toJson(*again)) == line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto prices = data::parsePrices(text); prices.ok())
    for (const auto& price : *prices) require(!price.id.empty() && std::isfinite(price.train) && price.train >= 0);
  const auto json = base::parseJson(text);
  useRecipe(json.ok() ? *json : base::Json(), text);
  if (!json.ok()) {
    require(!json.error().code.empty());
    return 0;
  }
  const auto again = base::parseJson(base::dumpJson(*json));
  require(again.ok() && *again == *json);
  useEvent(*json);
  return 0;
}
