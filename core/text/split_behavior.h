// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the delimiters that a Split finds (formats.md 2.2).
#pragma once

#include "core/text/regex.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace timbre::text {

enum class SplitBehavior : std::uint8_t { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

/// From the file's spelling ("MergedWithNext").
std::optional<SplitBehavior> splitBehaviorOf(std::string_view name);

/// `matches` are ordered and do not overlap; the gaps between them are the rest of the text. With `invert` matches and
/// gaps change roles. Appends the non-empty pieces, shifted by `offset`.
void appendSplit(const std::vector<Cut>& matches, std::size_t textSize, SplitBehavior behavior, bool invert,
                 std::uint32_t offset, std::vector<Cut>& out);

}  // namespace timbre::text
