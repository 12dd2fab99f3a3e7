// SPDX-License-Identifier: GPL-3.0-or-later
// SentencePiece's precompiled character map: a double-array trie of UTF-8 prefixes, each with a replacement. The blob
// comes from a file, so every step is bounds-checked. Immutable and thread-safe.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

class Charsmap {
 public:
  /// An empty blob maps nothing. Errors: tokenizer.invalid.
  static base::Result<Charsmap> parse(std::string_view blob, std::string_view path);

  struct Match {
    std::size_t length = 0;  ///< bytes of the text that were matched, 0: none
    std::string_view replacement;
  };
  /// The longest entry that `text` starts with.
  Match longestPrefix(std::string_view text) const;
  bool empty() const { return m_units.empty(); }

 private:
  std::vector<std::uint32_t> m_units;
  std::string m_replacements;  // separated by NULs
};

}  // namespace timbre::text
