// SPDX-License-Identifier: GPL-3.0-or-later
// The learning loop of BPE on counted words. Works on symbol numbers only; what they stand for is the caller's
// business.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timbre::text {

/// Words as runs of symbols in one array; learning shortens them in place.
struct CountedWords {
  std::vector<std::int32_t> symbols;
  struct Word {
    std::uint64_t begin = 0;  // into symbols
    std::uint32_t length = 0;
    std::uint64_t count = 0;
  };
  std::vector<Word> words;
};

/// Names the symbol that joins two (a new one or one that exists), or -1 when they may not be joined.
using JoinSymbols = std::function<std::int32_t(std::int32_t left, std::int32_t right)>;

/// Joins the most frequent adjacent pair (ties: smaller left, then smaller right symbol) until `enough()` or no pair is
/// at least `minFrequency` frequent. Returns the pairs in order. Errors: cancelled.
base::Result<std::vector<std::pair<std::int32_t, std::int32_t>>> learnMerges(CountedWords& words,
                                                                             std::uint64_t minFrequency,
                                                                             const JoinSymbols& join,
                                                                             const std::function<bool()>& enough,
                                                                             const base::CancelToken& cancel);

}  // namespace timbre::text
