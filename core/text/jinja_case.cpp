// SPDX-License-Identifier: GPL-3.0-or-later
// Letters as Python's str sees them: the full case mappings of Unicode with the final sigma, and what counts as a letter, a digit,
// upper or lower. utf8proc has the simple mappings and the categories; jinja_case.inc holds what differs.
#include "core/text/jinja_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <iterator>

namespace timbre::text::jinja {

using base::appendUtf8;
using base::CodePoint;
using base::decodeUtf8;

namespace {

struct CharRange {
  char32_t first, last;
};
struct SpecialCase {
  char32_t point;
  char32_t becomes[3];  // ends with 0 when shorter
};

#include "core/text/jinja_case.inc"

template <std::size_t N>
bool isIn(const CharRange (&ranges)[N], char32_t c) {
  const auto* range = std::lower_bound(std::begin(ranges), std::end(ranges), c, [](const CharRange& each, char32_t point) { return each.last < point; });
  return range != std::end(ranges) && range->first <= c;
}

template <std::size_t N>
void append(std::string& out, char32_t c, const SpecialCase (&specials)[N], utf8proc_int32_t (*simple)(utf8proc_int32_t)) {
  const auto* special = std::lower_bound(std::begin(specials), std::end(specials), c, [](const SpecialCase& each, char32_t point) { return each.point < point; });
  if (special == std::end(specials) || special->point != c) {
    appendUtf8(out, static_cast<char32_t>(simple(static_cast<utf8proc_int32_t>(c))));
    return;
  }
  for (const char32_t part : special->becomes)
    if (part) appendUtf8(out, part);
}

void appendUpper(std::string& out, char32_t c) {
  if (c < 0x80) out += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  else append(out, c, kSpecialUpper, utf8proc_toupper);
}
void appendTitle(std::string& out, char32_t c) {
  if (c < 0x80) out += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  else append(out, c, kSpecialTitle, utf8proc_totitle);
}

utf8proc_category_t categoryOf(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }
bool isLetter(utf8proc_category_t category) { return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO; }
bool isLower(char32_t c) { return c < 0x80 ? c >= 'a' && c <= 'z' : categoryOf(c) == UTF8PROC_CATEGORY_LL || isIn(kOtherLower, c); }
bool isUpper(char32_t c) { return c < 0x80 ? c >= 'A' && c <= 'Z' : categoryOf(c) == UTF8PROC_CATEGORY_LU || isIn(kOtherUpper, c); }
bool isCased(char32_t c) { return isLower(c) || isUpper(c) || (c >= 0x80 && categoryOf(c) == UTF8PROC_CATEGORY_LT); }

/// What may stand between a letter and the end of its word.
bool isIgnorable(char32_t c) {
  switch (categoryOf(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK: return true;
    default: return isIn(kAlsoIgnorable, c);
  }
}

bool isDigit(char32_t c) { return categoryOf(c) == UTF8PROC_CATEGORY_ND || isIn(kOtherDigits, c); }

/// Lower case of one character of a text after another: the sigma looks at both sides.
class Lowering {
 public:
  Lowering(std::string_view text, std::string& out) : m_text(text), m_out(out) {}
  /// `end`: where the character ends in the text.
  void append(char32_t c, std::size_t end) {
    constexpr char32_t kSigma = 0x3A3, kSmallSigma = 0x3C3, kFinalSigma = 0x3C2;
    if (c < 0x80) m_out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    else if (c == kSigma) appendUtf8(m_out, m_afterLetter && !letterFollows(end) ? kFinalSigma : kSmallSigma);
    else jinja::append(m_out, c, kSpecialLower, utf8proc_tolower);
  }
  /// Every character passes here, after it was appended or not.
  void passed(char32_t c) {
    if (!isIgnorable(c)) m_afterLetter = isCased(c);
  }

 private:
  bool letterFollows(std::size_t at) const {
    while (at < m_text.size()) {
      const auto point = decodeUtf8(m_text, at);
      if (!isIgnorable(point.value)) return isCased(point.value);
      at += point.length;
    }
    return false;
  }

  std::string_view m_text;
  std::string& m_out;
  bool m_afterLetter = false;
};

/// `visit(character, end)` appends; the lowering keeps track of what stands before.
template <class F>
std::string changed(std::string_view text, F visit) {
  std::string out;
  out.reserve(text.size());
  Lowering lowering(text, out);
  for (std::size_t at = 0; at < text.size();) {
    const auto point = decodeUtf8(text, at);
    at += point.length;
    visit(out, lowering, point.value, at);
    lowering.passed(point.value);
  }
  return out;
}

}  // namespace

std::string toUpper(std::string_view text) {
  std::string out;
  eachPoint(text, [&](char32_t c) { appendUpper(out, c); });
  return out;
}

std::string toLower(std::string_view text) {
  return changed(text, [](std::string&, Lowering& lowering, char32_t c, std::size_t end) { lowering.append(c, end); });
}

std::string capitalize(std::string_view text) {
  bool first = true;
  return changed(text, [&first](std::string& out, Lowering& lowering, char32_t c, std::size_t end) {
    if (first) appendTitle(out, c);
    else lowering.append(c, end);
    first = false;
  });
}

std::string toTitle(std::string_view text) {
  bool inWord = false;
  return changed(text, [&inWord](std::string& out, Lowering& lowering, char32_t c, std::size_t end) {
    if (inWord) lowering.append(c, end);
    else appendTitle(out, c);
    inWord = isCased(c);
  });
}

std::string swapCase(std::string_view text) {
  return changed(text, [](std::string& out, Lowering& lowering, char32_t c, std::size_t end) {
    if (isUpper(c)) lowering.append(c, end);
    else if (isLower(c)) appendUpper(out, c);
    else appendUtf8(out, c);
  });
}

bool allOf(std::string_view text, CharacterClass wanted) {
  bool every = !text.empty();
  bool cased = false;
  eachPoint(text, [&](char32_t c) {
    const auto category = categoryOf(c);
    switch (wanted) {
      case CharacterClass::Alpha: every = every && isLetter(category); break;
      case CharacterClass::Decimal: every = every && category == UTF8PROC_CATEGORY_ND; break;
      case CharacterClass::Digit: every = every && isDigit(c); break;
      case CharacterClass::Alnum: every = every && (isLetter(category) || isDigit(c) || category == UTF8PROC_CATEGORY_NL || category == UTF8PROC_CATEGORY_NO); break;
      case CharacterClass::Space: every = every && isSpace(c); break;
      case CharacterClass::Upper:
      case CharacterClass::Lower:
        if (wanted == CharacterClass::Upper ? isUpper(c) : isLower(c)) cased = true;
        else if (isCased(c)) every = false;
        break;
    }
  });
  return every && (cased || (wanted != CharacterClass::Upper && wanted != CharacterClass::Lower));
}

}  // namespace timbre::text::jinja
