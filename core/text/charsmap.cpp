// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/charsmap.h"

#include <algorithm>

namespace timbre::text {

namespace {

std::uint32_t readUint32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

// A unit of the double array (Darts-clone): bits 0–7 label, 8 has a leaf, 9 the offset is in 256s, 10–30 offset, 31
// marks a leaf.
bool hasLeaf(std::uint32_t unit) { return (unit >> 8) & 1u; }
std::uint32_t label(std::uint32_t unit) { return unit & ((std::uint32_t{1} << 31) | 0xFFu); }
std::uint32_t leafValue(std::uint32_t unit) { return unit & 0x7FFFFFFFu; }
std::uint32_t childOffset(std::uint32_t unit) { return (unit >> 10) << ((unit & (1u << 9)) >> 6); }

}  // namespace

base::Result<Charsmap> Charsmap::parse(std::string_view blob, std::string_view path) {
  Charsmap out;
  if (blob.empty()) return out;
  const auto invalid = [&] {
    return base::Error("tokenizer.invalid", {{"reason", "the character map is damaged"}}, path);
  };
  if (blob.size() < 8) return invalid();
  const std::uint32_t trieBytes = readUint32(blob, 0);
  if (trieBytes < 4 || trieBytes % 4 != 0 || trieBytes > blob.size() - 4) return invalid();
  out.m_units.reserve(trieBytes / 4);
  for (std::size_t at = 4; at < 4 + std::size_t(trieBytes); at += 4) out.m_units.push_back(readUint32(blob, at));
  out.m_replacements = blob.substr(4 + std::size_t(trieBytes));
  out.m_replacements += '\0';  // so that the last replacement ends even in a damaged file
  return out;
}

Charsmap::Match Charsmap::longestPrefix(std::string_view text) const {
  Match best;
  if (m_units.empty()) return best;
  std::size_t node = childOffset(m_units[0]);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    node ^= byte;
    if (node >= m_units.size() || label(m_units[node]) != byte) break;
    const std::uint32_t unit = m_units[node];
    node ^= childOffset(unit);
    if (node >= m_units.size()) break;
    if (!hasLeaf(unit)) continue;
    const std::size_t at = leafValue(m_units[node]);
    if (at >= m_replacements.size()) break;
    best.length = i + 1;
    best.replacement = std::string_view(m_replacements).substr(at, m_replacements.find('\0', at) - at);
  }
  return best;
}

}  // namespace timbre::text
