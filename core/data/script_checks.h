// SPDX-License-Identifier: GPL-3.0-or-later
// What OpenAI's published data-preparation script of 2023 (the edition that knows the keys role, content and name, and the
// roles system, user and assistant) counts in a dataset. Where that script would stop with an exception, the example is
// counted as what it is and the counting goes on. Pure functions on values, any thread.
#pragma once

#include "core/base/json.h"
#include "core/data/statistics.h"

#include <cstdint>

namespace timbre::data {

/// Once per offending message or example, as the script counts.
struct FormatErrors {
  std::int64_t dataType = 0;              ///< the example is not an object
  std::int64_t missingMessagesList = 0;   ///< no messages, an empty list, or something else than a list
  std::int64_t messageMissingKey = 0;     ///< a message without role or content
  std::int64_t messageUnrecognizedKey = 0;
  std::int64_t unrecognizedRole = 0;
  std::int64_t missingContent = 0;        ///< content empty or not a string
  std::int64_t exampleMissingAssistantMessage = 0;
  std::int64_t total() const;
  bool operator==(const FormatErrors&) const = default;
};

/// The figures of one example in the script's second half. Token members are −1 without a counter.
struct ExampleNumbers {
  bool missingSystem = false, missingUser = false;
  std::int64_t messages = 0;
  std::int64_t tokens = -1;
  std::int64_t assistantTokens = -1;
};

void countFormatErrors(const base::Json& example, FormatErrors& errors);
ExampleNumbers exampleNumbers(const base::Json& example, const TokenCounter& counter);

/// Tokens of a message list as the hosted service bills them: 3 per message, the tokens of every text member (role, content,
/// name …), 1 more per name, 3 per example. Members that are not text count nothing, except the text parts of a content
/// list and the name and arguments of tool calls. −1: the counter could not count a text.
std::int64_t hostedTokens(const base::Json& messages, const TokenCounter& counter);

}  // namespace timbre::data
