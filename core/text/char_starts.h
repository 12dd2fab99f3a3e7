// SPDX-License-Identifier: GPL-3.0-or-later
// With which characters something may begin, as one bit per character: the quick no before a search in a trie.
#pragma once

#include "core/text/utf8_walk.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace timbre::text {

class CharStarts {
 public:
  bool empty() const { return m_bits.empty(); }
  /// False: surely not. Characters beyond the Basic Multilingual Plane may always.
  bool mayStart(char32_t c) const { return !m_bits.empty() && (c >= kEnd || ((m_bits[c / 64] >> (c % 64)) & 1) != 0); }
  void add(char32_t c) {
    if (m_bits.empty()) m_bits.resize(kEnd / 64);
    if (c < kEnd) m_bits[c / 64] |= std::uint64_t{1} << (c % 64);
  }
  /// The first character of `text`, which is UTF-8 and not empty.
  void addFirst(std::string_view text) { add(walkUtf8(text.data()).value); }

 private:
  static constexpr char32_t kEnd = 0x10000;
  std::vector<std::uint64_t> m_bits;
};

}  // namespace timbre::text
