// SPDX-License-Identifier: GPL-3.0-or-later
// The first step of every encode call: any bytes in, valid UTF-8 with its origin out.
#pragma once

#include "core/base/result.h"
#include "core/text/piece.h"

#include <string_view>

namespace timbre::text {

/// Longest text that one call takes (offsets are 32 bits wide and memory grows with the text).
inline constexpr std::size_t kLongestText = std::size_t(1) << 30;

/// Invalid bytes become U+FFFD, one each. Errors: tokenizer.budget (text too long).
base::Result<Piece> inputPiece(std::string_view text, Arena& arena);

}  // namespace timbre::text
