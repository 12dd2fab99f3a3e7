// SPDX-License-Identifier: GPL-3.0-or-later
// A bit per character of the first two planes, such as what the entries of a trie begin with: the quick no before a
// search.
#pragma once

#include "core/text/utf8_walk.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace timbre::text {

class CharSet {
 public:
  bool empty() const { return m_bits.empty(); }
  /// False: surely not. Characters beyond the first two planes may always.
  bool mayHave(char32_t c) const { return !m_bits.empty() && (c >= kEnd || ((m_bits[c / 64] >> (c % 64)) & 1) != 0); }
  /// True: surely. Characters beyond the first two planes never.
  bool surelyHas(char32_t c) const { return c < kEnd && mayHave(c); }
  void add(char32_t c) {
    if (m_bits.empty()) m_bits.resize(kEnd / 64);
    if (c < kEnd) m_bits[c / 64] |= std::uint64_t{1} << (c % 64);
  }
  /// The first character of `text`, which is UTF-8 and not empty.
  void addFirst(std::string_view text) { add(walkUtf8(text.data()).value); }

  /// Characters from here on are in no set for certain.
  static constexpr char32_t kEnd = 0x20000;

 private:
  std::vector<std::uint64_t> m_bits;
};

}  // namespace timbre::text
