// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/entry_joins.h"

#include <algorithm>
#include <bit>

namespace timbre::text {

namespace {

constexpr unsigned kBitsPerPair = 32;  // one wrong join in thirty

unsigned char byteAt(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }
bool isContinuation(unsigned char b) { return (b & 0xC0) == 0x80; }

struct Span {
  std::size_t end = 0;
  bool whole = false;  // a complete character
};

Span spanAt(std::string_view bytes, std::size_t i) {
  const unsigned char lead = byteAt(bytes, i);
  std::size_t end = i + 1;
  if (isContinuation(lead)) {
    while (end < bytes.size() && isContinuation(byteAt(bytes, end))) ++end;
    return {end, false};
  }
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  while (end < bytes.size() && end < i + length && isContinuation(byteAt(bytes, end))) ++end;
  return {end, end == i + length};
}

}  // namespace

void EntryJoins::add(std::string_view entry) {
  Span left{0, false};
  std::size_t leftBegin = 0;
  for (std::size_t i = 0; i < entry.size();) {
    const Span right = spanAt(entry, i);
    if (i > 0) {
      const unsigned last = byteAt(entry, i - 1);
      const unsigned first = byteAt(entry, i);
      if (!left.whole || !right.whole || (last | first) < 0x80)
        m_bytes[last * 4 + first / 64] |= std::uint64_t{1} << (first % 64);
      else
        m_hashes.push_back(hash(walkUtf8(entry.data() + leftBegin).value, walkUtf8(entry.data() + i).value));
    }
    left = right;
    leftBegin = i;
    i = right.end;
  }
}

void EntryJoins::finish() {
  for (unsigned last = 0; last < 128; ++last)
    for (unsigned first = 0; first < 128; ++first) m_asciiBorders[last * 128 + first] = !byteJoin(last, first);
  std::sort(m_hashes.begin(), m_hashes.end());
  m_hashes.erase(std::unique(m_hashes.begin(), m_hashes.end()), m_hashes.end());
  const std::uint64_t bits = std::bit_ceil(std::max<std::uint64_t>(m_hashes.size() * kBitsPerPair, 4096));
  m_shift = static_cast<unsigned>(64 - std::countr_zero(bits));
  m_pairs.assign(bits / 64, 0);
  for (const std::uint64_t h : m_hashes) m_pairs[(h >> m_shift) / 64] |= std::uint64_t{1} << ((h >> m_shift) % 64);
  m_hashes.clear();
  m_hashes.shrink_to_fit();
}

}  // namespace timbre::text
