// SPDX-License-Identifier: GPL-3.0-or-later
// SentencePiece's precompiled character map: a double-array trie of UTF-8 prefixes, each with a replacement. The blob
// comes from a file, so every step is bounds-checked, and what it gives is always UTF-8. Immutable and thread-safe.
#pragma once

#include "core/base/result.h"
#include "core/text/char_starts.h"

#include <array>
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
  /// The longest entry that `text` (valid UTF-8) starts with and that ends between two characters.
  Match longestPrefix(std::string_view text) const;
  /// The shortest one; what the tokenizers library takes.
  Match shortestPrefix(std::string_view text) const;
  /// Characters that entries begin with.
  const CharStarts& starts() const { return m_starts; }
  /// Whether an entry is this byte of ASCII, or begins with it and another.
  bool startsInAscii(unsigned char first) const { return (m_ascii[first / 64] >> (first % 64)) & 1; }
  bool empty() const { return m_units.empty(); }

 private:
  template <class Visit>
  void prefixes(std::string_view text, const Visit& visit) const;
  void findStarts();

  std::vector<std::uint32_t> m_units;
  std::string m_replacements;  // separated by NULs
  CharStarts m_starts;
  std::array<std::uint64_t, 2> m_ascii{};
};

}  // namespace timbre::text
