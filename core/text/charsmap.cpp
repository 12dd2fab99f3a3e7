// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/charsmap.h"

#include "core/base/utf8.h"

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
  if (!base::isUtf8(out.m_replacements)) return invalid();
  out.findStarts();
  out.findAlone();
  return out;
}

/// Calls visit(length, replacement) for every entry that the text starts with, shortest first, until it says no.
template <class Visit>
void Charsmap::prefixes(std::string_view text, const Visit& visit) const {
  if (m_units.empty()) return;
  std::size_t node = childOffset(m_units[0]);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    node ^= byte;
    if (node >= m_units.size() || label(m_units[node]) != byte) return;
    const std::uint32_t unit = m_units[node];
    node ^= childOffset(unit);
    if (node >= m_units.size()) return;
    if (!hasLeaf(unit)) continue;
    const std::size_t at = leafValue(m_units[node]);
    if (at >= m_replacements.size()) return;
    const auto isInside = [](std::string_view s, std::size_t k) {
      return k < s.size() && (static_cast<unsigned char>(s[k]) & 0xC0) == 0x80;
    };
    if (isInside(m_replacements, at) || isInside(text, i + 1)) continue;  // not whole characters
    if (!visit(i + 1, std::string_view(m_replacements).substr(at, m_replacements.find('\0', at) - at))) return;
  }
}

void Charsmap::findStarts() {
  constexpr std::size_t none = SIZE_MAX;
  // What lies below `node` after `byte`; the unit itself goes to `unit`.
  std::uint32_t unit = 0;
  const auto below = [&](std::size_t node, unsigned byte) -> std::size_t {
    if (node == none || (node ^ byte) >= m_units.size() || label(m_units[node ^ byte]) != byte) return none;
    unit = m_units[node ^ byte];
    return (node ^ byte) ^ childOffset(unit);
  };
  const std::size_t root = childOffset(m_units[0]);
  m_starts.add(0);  // also says that there are entries at all
  for (unsigned first = 0; first <= 0xF0; ++first) {
    const std::size_t one = below(root, first);
    if (one == none) continue;
    if (first < 0x80) {
      m_starts.add(first);
      bool ascii = hasLeaf(unit);
      for (unsigned second = 0; second < 0x80; ++second) ascii |= below(one, second) != none;
      if (ascii) m_ascii[first / 64] |= std::uint64_t{1} << (first % 64);
      continue;
    }
    for (unsigned second = 0x80; second < 0xC0; ++second) {
      const std::size_t two = below(one, second);
      if (two == none) continue;
      if (first < 0xE0) m_starts.add((first & 0x1F) << 6 | (second & 0x3F));
      for (unsigned third = 0x80; first >= 0xE0 && third < 0xC0; ++third) {
        const std::size_t three = below(two, third);
        if (three == none) continue;
        if (first < 0xF0) m_starts.add((first & 0x0F) << 12 | (second & 0x3F) << 6 | (third & 0x3F));
        for (unsigned fourth = 0x80; first == 0xF0 && fourth < 0xC0; ++fourth)
          if (below(three, fourth) != none) m_starts.add((second & 0x3F) << 12 | (third & 0x3F) << 6 | (fourth & 0x3F));
      }
    }
  }
}

/// Characters with a replacement that no longer entry begins with.
void Charsmap::findAlone() {
  constexpr char32_t kEnd = 0x10000;
  constexpr std::size_t kPlaces = std::size_t{1} << (32 - kLengthBits);
  m_alone.assign(kEnd, 0);
  std::string text;
  for (char32_t c = 1; c < kEnd; ++c) {
    if (!m_starts.mayHave(c) || (c >= 0xD800 && c < 0xE000)) continue;
    text.clear();
    base::appendUtf8(text, c);
    const Match match = longestPrefix(text);
    const std::size_t size = match.replacement.size();
    if (match.length != text.size() || size == 0 || (size >> kLengthBits) != 0 || goesOn(text)) continue;
    const auto at = static_cast<std::size_t>(match.replacement.data() - m_replacements.data());
    if (at < kPlaces) m_alone[c] = static_cast<std::uint32_t>(at << kLengthBits | size);
  }
}

/// Whether a byte can follow `text`, which is an entry.
bool Charsmap::goesOn(std::string_view text) const {
  std::size_t node = childOffset(m_units[0]);
  for (const char c : text) {
    node ^= static_cast<unsigned char>(c);
    node ^= childOffset(m_units[node]);
  }
  for (std::size_t byte = 1; byte < 0x100; ++byte)
    if ((node ^ byte) < m_units.size() && label(m_units[node ^ byte]) == byte) return true;
  return false;
}

Charsmap::Match Charsmap::longestPrefix(std::string_view text) const {
  Match best;
  prefixes(text, [&](std::size_t length, std::string_view replacement) {
    best = {length, replacement};
    return true;
  });
  return best;
}

Charsmap::Match Charsmap::shortestPrefix(std::string_view text) const {
  Match best;
  prefixes(text, [&](std::size_t length, std::string_view replacement) {
    best = {length, replacement};
    return false;
  });
  return best;
}

}  // namespace timbre::text
