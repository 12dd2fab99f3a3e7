// SPDX-License-Identifier: GPL-3.0-or-later
// Added tokens of tokenizer.json: entries that are cut out of the text before the model sees it, leftmost and longest
// first, with the whitespace and word rules of formats.md 2.2. Immutable and thread-safe.
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::text {

struct AddedToken {
  TokenId id = -1;
  std::string content;
  std::string pattern;  ///< what is looked for: the content, or its normalised form when `normalized`
  bool singleWord = false;
  bool stripLeft = false;
  bool stripRight = false;
  bool normalized = true;
  bool special = false;
};

/// A token at bytes [begin, end), including whitespace that it swallowed.
struct AddedMatch {
  std::size_t begin = 0;
  std::size_t end = 0;
  TokenId id = -1;
};

class AddedTokenMatcher {
 public:
  /// Keeps its own copy of the tokens.
  explicit AddedTokenMatcher(std::vector<AddedToken> tokens = {});
  bool empty() const { return m_tokens.empty(); }
  /// Length of the longest token that starts at byte `at`, 0: none. Flags are not looked at.
  std::size_t longestAt(std::string_view text, std::size_t at, TokenId* id = nullptr) const;
  /// Errors: tokenizer.budget (overlapping patterns that would make this quadratic).
  base::Result<std::vector<AddedMatch>> find(std::string_view text) const;

 private:
  struct Node {
    std::vector<std::pair<unsigned char, std::uint32_t>> children;
    std::int32_t token = -1;  // index into m_tokens
  };
  std::uint32_t child(std::uint32_t node, unsigned char byte) const;

  std::vector<AddedToken> m_tokens;
  std::vector<Node> m_nodes;
  std::vector<std::uint32_t> m_first;  // child of the root per byte, 0: none
};

}  // namespace timbre::text
