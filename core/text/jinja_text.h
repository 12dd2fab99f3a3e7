// SPDX-License-Identifier: GPL-3.0-or-later
// Python's str, as far as templates notice it: Unicode white space, case, code-point positions, repr of strings and
// floats. Input is valid UTF-8 (the value type guarantees it); positions and lengths are bytes unless they say points.
#pragma once

#include "core/base/utf8.h"
#include "core/text/jinja_value.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text::jinja {

bool isSpace(char32_t c);
/// Bytes of leading and trailing white space.
std::size_t spacePrefix(std::string_view text);
std::size_t spaceSuffix(std::string_view text);

/// str.strip(): `characters` is a set of code points; without it white space.
std::string_view strip(std::string_view text, const std::string_view* characters, bool left, bool right);

/// With the full mappings of Unicode: one letter may become three, and a sigma looks around (jinja_case.cpp).
std::string toUpper(std::string_view text);
std::string toLower(std::string_view text);
/// First character in title case, the others lower.
std::string capitalize(std::string_view text);
/// str.title(): each run of cased letters.
std::string toTitle(std::string_view text);
std::string swapCase(std::string_view text);

/// `visit(char32_t)` for every code point.
template <class F>
void eachPoint(std::string_view text, F visit) {
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      visit(static_cast<char32_t>(text[i++]));
      continue;
    }
    const base::CodePoint point = base::decodeUtf8(text, i);
    visit(point.value);
    i += point.length;
  }
}

enum class CharacterClass : std::uint8_t { Alpha, Decimal, Digit, Alnum, Space, Upper, Lower };
/// Python's str.isalpha() and relatives; false for the empty string.
bool allOf(std::string_view text, CharacterClass wanted);

/// str.splitlines(): every line ending that Python knows; `keepEnds` leaves it on the line.
std::vector<std::string_view> splitLines(Heap& heap, std::string_view text, bool keepEnds);

/// Substring search in linear time: std::string_view::find is quadratic on texts made for it. npos when absent.
std::size_t findText(std::string_view text, std::string_view wanted, std::size_t from = 0);
std::size_t findLastText(std::string_view text, std::string_view wanted);

/// Byte offset of the n-th code point.
std::size_t pointOffset(const StringObj& text, std::size_t point);
std::size_t offsetToPoint(const StringObj& text, std::size_t offset);

/// Python's repr.
void appendRepr(std::string& out, std::string_view text);
std::string realText(double value);
/// A JSON string with quotes, as json.dumps writes it.
void appendJsonString(std::string& out, std::string_view text, bool asciiOnly);
/// &, <, >, ', " as markupsafe writes them.
std::string escapeHtml(std::string_view text);

/// Grows a string on the heap's account: the limits hit before memory is taken.
class TextBuilder {
 public:
  explicit TextBuilder(Heap& heap) : m_heap(heap) {}
  void add(std::string_view text);
  void add(char c) { add(std::string_view(&c, 1)); }
  void repeat(std::string_view text, std::size_t times);
  std::string& text() { return m_text; }
  std::size_t size() const { return m_text.size(); }
  Value finish(bool markup = false) { return m_heap.string(std::move(m_text), markup); }

 private:
  Heap& m_heap;
  std::string m_text;
};

}  // namespace timbre::text::jinja
