// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unicode_classes.h"

#include <utf8proc.h>

#include <array>
#include <cstring>
#include <map>
#include <vector>

namespace timbre::text {

namespace {

struct NewRange {
  char32_t first, last;
  utf8proc_category_t category;
};

constexpr NewRange kNewRanges[] = {
#include "core/text/unicode16.inc"
};

constexpr bool isWhiteSpace(char32_t c) {
  return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::uint8_t bitsOf(int category) {
  switch (category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
      return CharUpper;
    case UTF8PROC_CATEGORY_LL:
      return CharLower;
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return CharCaseless;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return CharMark;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return CharNumber;
    case UTF8PROC_CATEGORY_PC:
      return CharPunctuation | CharConnector;
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return CharPunctuation;
    default:
      return 0;
  }
}

}  // namespace

CharTable::CharTable() {
  std::vector<std::uint8_t> flat(0x110000);
  for (char32_t c = 0; c < 0x110000; ++c) {
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    flat[c] = static_cast<std::uint8_t>(bitsOf(category) | (isWhiteSpace(c) ? CharSpace : 0));
  }
  for (const NewRange& range : kNewRanges)
    for (char32_t c = range.first; c <= range.last; ++c)
      if (utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_CN) flat[c] = bitsOf(range.category);

  // Most blocks are equal (unassigned, Han, Hangul): 8704 blocks shrink to a few hundred.
  std::map<std::array<std::uint8_t, 128>, std::uint16_t> known;
  std::vector<std::array<std::uint8_t, 128>> blocks;
  for (std::size_t i = 0; i < std::size(m_index); ++i) {
    std::array<std::uint8_t, 128> block;
    std::memcpy(block.data(), flat.data() + i * 128, 128);
    const auto [it, isNew] = known.try_emplace(block, static_cast<std::uint16_t>(blocks.size()));
    if (isNew) blocks.push_back(block);
    m_index[i] = it->second;
  }
  m_blocks = std::make_unique<std::uint8_t[][128]>(blocks.size());
  std::memcpy(m_blocks.get(), blocks.data(), blocks.size() * 128);
}

bool isRustWord(char32_t c) {
  const std::uint8_t bits = CharTable::shared()[c];
  if ((bits & (CharLetter | CharMark | CharConnector)) != 0) return true;
  if ((bits & CharNumber) != 0) return utf8proc_category(static_cast<utf8proc_int32_t>(c)) != UTF8PROC_CATEGORY_NO;
  const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  return within(0x200C, 0x200D) || within(0x24B6, 0x24E9) || within(0x1F130, 0x1F149) || within(0x1F150, 0x1F169) ||
         within(0x1F170, 0x1F189);
}

const CharTable& CharTable::shared() {
  static const CharTable table;
  return table;
}

}  // namespace timbre::text
