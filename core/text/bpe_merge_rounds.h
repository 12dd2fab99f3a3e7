// SPDX-License-Identifier: GPL-3.0-or-later
// The merge loop for long words that repeat themselves (a megabyte of one letter, a line of dashes), with the result of
// the other loops: all pairs of the lowest rank in one pass from left to right, then those of the next. After some
// passes that shorten the word by little it is left to the other loops as it stands, so the cost is linear in the
// symbols.
#pragma once

#include "core/text/string_index.h"
#include "core/text/symbols.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace timbre::text {

template <class Lookup>
class RoundMerge {
 public:
  RoundMerge(Symbols::Ids& ids, Symbols::Lengths& lengths, std::size_t from, const Lookup& lookup)
      : m_ids(ids), m_lengths(lengths), m_from(from), m_lookup(lookup) {}

  /// Whether most symbols of [from, end) stand there again a few symbols later; looks at some.
  static bool isWorthIt(const Symbols::Ids& ids, std::size_t from) {
    constexpr std::size_t kSamples = 256;
    constexpr std::size_t kPeriod = 8;
    const std::size_t count = ids.size() - from;
    if (count < 2 * kSamples) return false;
    std::size_t again = 0;
    for (std::size_t k = 0; k < kSamples; ++k) {
      const std::size_t i = from + k * ((count - kPeriod) / kSamples);
      bool same = false;
      for (std::size_t p = 1; p <= kPeriod; ++p) same |= ids[i] == ids[i + p];
      again += same ? 1 : 0;
    }
    return again >= kSamples - kSamples / 16;
  }

  /// Merges symbols [from, end) in place and shrinks both lists. False: pairs that may merge are left.
  bool run() {
    std::size_t n = m_ids.size() - m_from;
    m_next.resize(n);
    for (std::size_t i = 0; i + 1 < n; ++i) m_next[i] = find(m_right, id(i), id(i + 1));
    std::uint32_t rank = lowest(n);
    for (int wasted = 0; rank != UINT32_MAX && wasted < kWasted; rank = lowest(n)) {
      const std::size_t before = n;
      n = pass(rank, n);
      wasted += before - n < before / 16 ? 1 : 0;
    }
    m_ids.resize(m_from + n);
    m_lengths.resize(m_from + n);
    return rank == UINT32_MAX;
  }

 private:
  static constexpr int kWasted = 16;  // passes that shorten little: both ends of a word merge in their own ways
  struct Memo {                       // the last question, which in such words is most often the next one
    TokenId left = -1, right = -1;
    Merge merge;
  };

  TokenId& id(std::size_t i) { return m_ids[m_from + i]; }
  std::uint32_t& length(std::size_t i) { return m_lengths[m_from + i]; }
  Merge find(Memo& memo, TokenId left, TokenId right) {
    if (memo.left != left || memo.right != right) memo = {left, right, m_lookup(left, right)};
    return memo.merge;
  }

  std::uint32_t lowest(std::size_t n) const {
    std::uint32_t out = UINT32_MAX;
    for (std::size_t i = 0; i + 1 < n; ++i) out = std::min(out, m_next[i].rank);
    return out;
  }

  /// Merges the pairs of `rank`, which is the lowest of all; how many symbols are left. What comes before `rank` or
  /// further left can only be a pair that a merge has just made, and goes first.
  std::size_t pass(std::uint32_t rank, std::size_t n) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < n; ++out) {
      TokenId symbol = id(i);
      std::uint32_t size = length(i);
      Merge right = m_next[i++];
      bool merges = i < n && right.rank == rank;
      while (merges) {
        symbol = right.id;
        size += length(i++);
        Merge left;
        for (;; --out) {
          right = i < n ? find(m_right, symbol, id(i)) : Merge{};
          left = out > 0 ? find(m_left, id(out - 1), symbol) : Merge{};
          if (left.rank > rank || left.rank > right.rank) break;
          symbol = left.id;
          size += length(out - 1);
        }
        if (out > 0) m_next[out - 1] = left;
        merges = right.rank <= rank;
      }
      id(out) = symbol;
      length(out) = size;
      m_next[out] = right;
    }
    return out;
  }

  Symbols::Ids& m_ids;
  Symbols::Lengths& m_lengths;
  std::size_t m_from;
  const Lookup& m_lookup;
  std::vector<Merge> m_next;  // of a symbol and the one after it
  Memo m_left, m_right;
};

}  // namespace timbre::text
