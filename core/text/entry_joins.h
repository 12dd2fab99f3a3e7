// SPDX-License-Identifier: GPL-3.0-or-later
// Where a word may be cut before its symbols are merged. A merge only ever makes an entry of the vocabulary, so between
// two characters that stand side by side in no entry there is always the border of two tokens, and the parts left and
// right of it can be encoded on their own with the same result. Han text falls into parts of one to three characters
// that way, which a word cache can hold; the same goes for the best path of a Unigram model. Entries may be bytes that
// begin or end inside a character: such a border is kept by its last and first byte. Pairs are kept in a hashed bitmap,
// so that a join may be reported where there is none, never the other way round. Immutable after finish() and safe from
// any thread.
#pragma once

#include "core/text/utf8_walk.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace timbre::text {

class EntryJoins {
 public:
  /// `entry` as it stands in texts: UTF-8, or bytes cut out of UTF-8.
  void add(std::string_view entry);
  void finish();

  /// The borders before characters that begin in text[at, min(at + 64, end)), as bits counted from `at`; at > 0 and the
  /// character before it belongs to the same word. `at` becomes the first character that was not looked at. Without
  /// a branch per border, which no processor foresees in text of short parts.
  std::uint64_t borders(std::string_view text, std::size_t& at, std::size_t end) const {
    const std::size_t base = at;
    const std::size_t stop = end - base < 64 ? end : base + 64;
    const char* bytes = text.data();
    std::uint64_t out = 0;
    while (at < stop) {
      for (; at + 8 <= stop && asciiAround(bytes + at); at += 8)
        out |= std::uint64_t{asciiBorders(bytes + at)} << (at - base);
      if (at == stop) return out;
      unsigned last = byteOf(bytes, at - 1);
      for (unsigned first = byteOf(bytes, at); (last | first) < 0x80; first = byteOf(bytes, at)) {
        out |= std::uint64_t{!byteJoin(last, first)} << (at - base);
        last = first;
        if (++at == stop) return out;
      }
      WalkedChar left = walkUtf8(bytes + charBefore(bytes, at));
      WalkedChar right = walkUtf8(bytes + at);
      do {
        // Both are asked, because a branch would cost more.
        const unsigned joins =
            unsigned{byteJoin(last, byteOf(bytes, at))} | unsigned{pairJoin(left.value, right.value)};
        out |= std::uint64_t{joins == 0} << (at - base);
        at += right.length;
        if (at >= stop) return out;
        last = byteOf(bytes, at - 1);
        left = right;
        right = walkUtf8(bytes + at);
      } while ((left.value | right.value) >= 0x80);
    }
    return out;
  }

 private:
  static unsigned byteOf(const char* bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }
  static std::size_t charBefore(const char* bytes, std::size_t at) {
    do {
      --at;
    } while ((byteOf(bytes, at) & 0xC0) == 0x80);
    return at;
  }
  /// Whether p[-1] and the eight bytes from p[0] on are ASCII.
  static bool asciiAround(const char* p) {
    std::uint64_t eight;
    std::memcpy(&eight, p, 8);
    return ((eight | byteOf(p - 1, 0)) & 0x8080808080808080ull) == 0;
  }
  /// A bit per border before one of eight bytes of ASCII.
  unsigned asciiBorders(const char* p) const {
    unsigned out = 0;
    unsigned last = byteOf(p - 1, 0);
    for (unsigned i = 0; i < 8; ++i) {
      const unsigned first = byteOf(p, i);
      out |= unsigned{m_asciiBorders[last * 128 + first]} << i;
      last = first;
    }
    return out;
  }
  bool byteJoin(unsigned last, unsigned first) const { return (m_bytes[last * 4 + first / 64] >> (first % 64)) & 1; }
  bool pairJoin(char32_t left, char32_t right) const {
    const std::uint64_t at = hash(left, right) >> m_shift;
    return (m_pairs[at / 64] >> (at % 64)) & 1;
  }
  static std::uint64_t hash(char32_t left, char32_t right) {
    return ((static_cast<std::uint64_t>(left) << 21) | right) * 0x9E3779B97F4A7C15ull;
  }

  std::array<std::uint64_t, 1024> m_bytes{};             // bit per (last byte, first byte); exact where both are ASCII
  std::array<std::uint8_t, 128 * 128> m_asciiBorders{};  // 1 where two bytes of ASCII do not join
  std::vector<std::uint64_t> m_pairs =
      std::vector<std::uint64_t>(1);    // bits; whole characters of which at least one is not ASCII
  std::vector<std::uint64_t> m_hashes;  // until finish()
  unsigned m_shift = 63;
};

}  // namespace timbre::text
