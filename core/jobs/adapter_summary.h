// SPDX-License-Identifier: GPL-3.0-or-later
// An adapter that a run may begin from.
#pragma once

#include "core/recipe/recipe.h"

#include <string>
#include <vector>

namespace timbre::jobs {

struct AdapterSummary {
  int rank = 0;
  double alpha = 0;
  double dropout = 0;
  std::vector<std::string> targetModules;
  bool operator==(const AdapterSummary&) const = default;
};

/// A run that begins from an adapter has that adapter's shape, whatever the recipe says.
inline void adopt(recipe::Recipe& recipe, const AdapterSummary& adapter) {
  recipe.rank = adapter.rank;
  recipe.alpha = adapter.alpha;
  recipe.dropout = adapter.dropout;
  recipe.targetModules = adapter.targetModules;
}

}  // namespace timbre::jobs
