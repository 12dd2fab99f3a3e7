// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of a Unigram model by what a text begins with: a double array of 8-byte units, so that one step is one load
// and a vocabulary of 32,000 fits the second cache. Units are laid out breadth first down to the third byte, which
// keeps what every text passes close together, and branch by branch below, which keeps the rest of a word together;
// characters of the Basic Multilingual Plane are entered by one load of their own. Place for a node's children is
// looked for a bounded number of times, so a hostile file costs space, not time: building is linear in the nodes.
// Immutable after finish() and safe from any thread.
#pragma once

#include "core/text/tokenizer.h"
#include "core/text/utf8_walk.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

class PieceTrie {
 public:
  struct Unit {
    std::uint32_t base = 0;        // the child for byte b is unit base ^ b, when its label says b; no two share a base
    std::uint32_t label : 9 = 0;   // byte + 1; 0: not in use
    std::uint32_t piece : 23 = 0;  ///< id + 1 of the piece that ends here, 0: none does
  };

  /// UTF-8, each once, ids below 2^22; empty pieces are never found.
  void add(std::string_view piece, TokenId id);
  void finish();

  /// The unit after the character at `p`, 0: no piece begins with it.
  std::uint32_t enter(const char* p, WalkedChar c) const {
    if (c.value < kTable) return m_entry.empty() ? 0 : m_entry[c.value];
    std::uint32_t node = 0;
    for (std::uint32_t i = 0; i < c.length; ++i)
      if ((node = step(node, static_cast<unsigned char>(p[i]))) == 0) break;
    return node;
  }
  /// The unit after one more byte, 0: none.
  std::uint32_t step(std::uint32_t node, unsigned char byte) const {
    const std::uint32_t at = m_units[node].base ^ byte;
    return m_units[at].label == byte + 1u ? at : 0;
  }
  const Unit& unit(std::uint32_t node) const { return m_units[node]; }
  /// The piece that ends at this unit, -1: none.
  TokenId id(std::uint32_t node) const { return static_cast<TokenId>(m_units[node].piece) - 1; }

 private:
  struct Item {
    std::string piece;
    TokenId id;
  };
  class Builder;
  static constexpr char32_t kTable = 0x10000;

  std::vector<Item> m_items;  // until finish()
  std::vector<Unit> m_units = std::vector<Unit>(256);
  std::vector<std::uint32_t> m_entry;  // by character
};

}  // namespace timbre::text
