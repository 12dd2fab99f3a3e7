// SPDX-License-Identifier: GPL-3.0-or-later
// Reading UTF-8 that is known to be valid (every encode call checks its input once, text_input.h), without checking
// again.
#pragma once

#include <cstddef>
#include <cstdint>

namespace timbre::text {

struct WalkedChar {
  char32_t value = 0;
  std::uint32_t length = 0;
};

/// Bytes of the character that begins with this one.
inline std::uint32_t utf8Length(unsigned char lead) { return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4; }

/// The character at `p`, which is the first byte of one.
inline WalkedChar walkUtf8(const char* p) {
  const auto byte = [p](int i) { return static_cast<char32_t>(static_cast<unsigned char>(p[i])); };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {((lead & 0x1F) << 6) | (byte(1) & 0x3F), 2};
  if (lead < 0xF0) return {((lead & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F), 3};
  return {((lead & 0x07) << 18) | ((byte(1) & 0x3F) << 12) | ((byte(2) & 0x3F) << 6) | (byte(3) & 0x3F), 4};
}

}  // namespace timbre::text
