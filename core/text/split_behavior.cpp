// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/split_behavior.h"

#include <algorithm>

namespace timbre::text {

namespace {

struct Part {
  Cut cut;
  bool isMatch;
};

/// Joins a match to its left neighbour (in the order given) unless that neighbour was a match too.
void mergeMatches(std::vector<Part>& parts, bool leftward) {
  std::vector<Part> merged;
  bool previousMatch = false;
  for (const Part& part : parts) {
    if (part.isMatch && !previousMatch && !merged.empty()) {
      Cut& neighbour = merged.back().cut;
      if (leftward)
        neighbour.end = part.cut.end;
      else
        neighbour.begin = part.cut.begin;
    } else {
      merged.push_back(part);
    }
    previousMatch = part.isMatch;
  }
  parts = std::move(merged);
}

void mergeEqual(std::vector<Part>& parts) {
  std::vector<Part> merged;
  bool previousMatch = false;
  for (const Part& part : parts) {
    if (part.isMatch == previousMatch && !merged.empty())
      merged.back().cut.end = part.cut.end;
    else
      merged.push_back(part);
    previousMatch = part.isMatch;
  }
  parts = std::move(merged);
}

}  // namespace

std::optional<SplitBehavior> splitBehaviorOf(std::string_view name) {
  if (name == "Removed") return SplitBehavior::Removed;
  if (name == "Isolated") return SplitBehavior::Isolated;
  if (name == "MergedWithPrevious") return SplitBehavior::MergedWithPrevious;
  if (name == "MergedWithNext") return SplitBehavior::MergedWithNext;
  if (name == "Contiguous") return SplitBehavior::Contiguous;
  return std::nullopt;
}

void appendSplit(const std::vector<Cut>& matches, std::size_t textSize, SplitBehavior behavior, bool invert,
                 std::uint32_t offset, std::vector<Cut>& out) {
  const auto push = [&](Cut cut) {
    if (cut.begin < cut.end) out.push_back({cut.begin + offset, cut.end + offset});
  };
  const auto size = static_cast<std::uint32_t>(textSize);
  if (behavior == SplitBehavior::Isolated) {  // by far the most frequent: no list of parts needed
    std::uint32_t at = 0;
    for (const Cut& match : matches) {
      push({at, match.begin});
      push(match);
      at = match.end;
    }
    push({at, size});
    return;
  }
  std::vector<Part> parts;
  std::uint32_t at = 0;
  for (const Cut& match : matches) {
    if (at != match.begin) parts.push_back({{at, match.begin}, invert});
    parts.push_back({match, !invert});
    at = match.end;
  }
  if (at != size) parts.push_back({{at, size}, invert});
  if (behavior == SplitBehavior::MergedWithPrevious) {
    mergeMatches(parts, true);
  } else if (behavior == SplitBehavior::MergedWithNext) {
    std::reverse(parts.begin(), parts.end());
    mergeMatches(parts, false);
    std::reverse(parts.begin(), parts.end());
  } else if (behavior == SplitBehavior::Contiguous) {
    mergeEqual(parts);
  }
  for (const Part& part : parts)
    if (behavior != SplitBehavior::Removed || !part.isMatch) push(part.cut);
}

}  // namespace timbre::text
