// SPDX-License-Identifier: GPL-3.0-or-later
// What a tokenizer puts around a text when special tokens are asked for (BOS, EOS). Unknown types and keys are refused.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <string_view>
#include <vector>

namespace timbre::text {

struct PostProcessor {
  std::vector<TokenId> before;
  std::vector<TokenId> after;
};

/// `spec` is the member "post_processor"; null adds nothing. ids must be below `idEnd`.
/// Errors: tokenizer.unsupported, tokenizer.invalid.
base::Result<PostProcessor> parsePostProcessor(const base::Json& spec, std::size_t idEnd, std::string_view path);

}  // namespace timbre::text
