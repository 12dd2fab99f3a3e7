// SPDX-License-Identifier: GPL-3.0-or-later
// SentencePiece's precompiled character map: a double-array trie of UTF-8 prefixes, each with a replacement. The blob
// comes from a file, so every step is bounds-checked, and what it gives is always UTF-8. Immutable and thread-safe.
#pragma once

#include "core/base/result.h"
#include "core/text/char_set.h"

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
  /// The same for the character `c` at the start of a text, by one load; of length 0 when that is not enough to know.
  Match longestOf(WalkedChar c) const {
    const std::uint32_t alone = c.value < m_alone.size() ? m_alone[c.value] : 0;
    if (alone == 0) return {};
    return {c.length, std::string_view(m_replacements).substr(alone >> kLengthBits, alone & ((1u << kLengthBits) - 1))};
  }
  /// Characters that entries begin with.
  const CharSet& starts() const { return m_starts; }
  /// Whether an entry is this byte of ASCII, or begins with it and another.
  bool startsInAscii(unsigned char first) const { return (m_ascii[first / 64] >> (first % 64)) & 1; }
  bool empty() const { return m_units.empty(); }

 private:
  template <class Visit>
  void prefixes(std::string_view text, const Visit& visit) const;
  void findStarts();
  void findAlone();
  bool goesOn(std::string_view text) const;
  static constexpr unsigned kLengthBits = 6;  // of m_alone

  std::vector<std::uint32_t> m_units;
  std::string m_replacements;          // separated by NULs
  std::vector<std::uint32_t> m_alone;  // by character: place and length of its replacement; 0: ask longestPrefix()
  CharSet m_starts;
  std::array<std::uint64_t, 2> m_ascii{};
};

}  // namespace timbre::text
