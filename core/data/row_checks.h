// SPDX-License-Identifier: GPL-3.0-or-later
// Timbre's own checks of one row: what keeps it from being learned as meant. They know weights, tools, text rows and
// preference rows. Duplicates need the other rows and are found by whoever holds them (see rowKeys). Pure, any thread.
#pragma once

#include "core/data/conversation.h"
#include "core/data/problem.h"

#include <cstdint>
#include <string>
#include <vector>

namespace timbre::data {

struct CheckOptions {
  std::int64_t tokenLimit = 0;  ///< 0: none
  std::int64_t tokens = -1;     ///< of this row, when known
};

/// Worst first; at most 50.
std::vector<Problem> checkRow(const Conversation& row, const CheckOptions& options = {});
ProblemSet problemSet(const std::vector<Problem>& problems);

/// Equal keys mean equal questions and answers, up to case and white space. The question is everything before the first
/// answer, the system prompt included; 0: there is none.
struct RowKeys {
  std::int64_t prompt = 0;
  std::int64_t answer = 0;
  std::int64_t system = 0;   ///< exact text of the first system message
  bool operator==(const RowKeys&) const = default;
};
RowKeys rowKeys(const Conversation& row);

}  // namespace timbre::data
