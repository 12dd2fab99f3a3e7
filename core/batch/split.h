// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows are held out for validation: chosen by seed and content, never by place, so that copies of a row stay on
// one side (a copy in both would make the validation loss look better than it is) and adding rows moves few others.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace timbre::batch {

/// 64 bits of a row's text (FNV-1a, then mixed): equal texts give equal keys.
std::uint64_t rowKey(std::string_view text);

/// true = validation. About `share` of the rows, at least one when share > 0 and there are two different rows, never
/// all.
std::vector<bool> chooseValidation(const std::vector<std::uint64_t>& keys, double share, std::uint64_t seed);

}  // namespace timbre::batch
