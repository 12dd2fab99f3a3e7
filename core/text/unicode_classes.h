// SPDX-License-Identifier: GPL-3.0-or-later
// What a code point is, as tokenizers ask: letter, number, space … One table for all of them (Unicode 16: utf8proc's
// categories plus unicode16.inc), so that the hand-written scanners, Digits, Punctuation and added tokens agree.
// The table is built once, is immutable and may be read from any thread.
#pragma once

#include <cstdint>
#include <memory>

namespace timbre::text {

/// Bits of a code point. Upper = Lu, Lt; Lower = Ll; Caseless = Lm, Lo.
enum CharBits : std::uint8_t {
  CharUpper = 1,
  CharLower = 2,
  CharCaseless = 4,
  CharLetter = 7,
  CharMark = 8,     // Mn, Mc, Me
  CharNumber = 16,  // Nd, Nl, No
  CharSpace = 32,   // White_Space
  CharPunctuation = 64,
  CharConnector = 128,  // Pc
};

/// \w of Rust's regular expressions (UTS #18): Alphabetic, marks, decimal digits, connectors and Join_Control. Other
/// than Ruby's it has no ² or ½, and it has ⓐ and the zero-width joiners.
bool isRustWord(char32_t c);

class CharTable {
 public:
  static const CharTable& shared();
  std::uint8_t operator[](char32_t c) const {
    return c < 0x110000 ? m_blocks[m_index[c >> 7]][c & 127] : std::uint8_t{0};
  }
  bool is(char32_t c, std::uint8_t bits) const { return ((*this)[c] & bits) != 0; }
  /// Row for code points below 128.
  const std::uint8_t* ascii() const { return m_blocks[m_index[0]]; }

 private:
  CharTable();
  std::uint16_t m_index[0x110000 >> 7];
  std::unique_ptr<std::uint8_t[][128]> m_blocks;
};

}  // namespace timbre::text
