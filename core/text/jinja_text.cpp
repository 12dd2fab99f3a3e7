// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_text.h"

#include <utf8proc.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace timbre::text::jinja {

using base::appendUtf8;
using base::CodePoint;
using base::decodeUtf8;

bool isSpace(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

namespace {

/// The code point that ends at `end`.
CodePoint decodeBefore(std::string_view text, std::size_t end) {
  std::size_t at = end - 1;
  while (at > 0 && end - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  const CodePoint point = decodeUtf8(text, at);
  return at + point.length == end ? point : CodePoint{};
}

bool inSet(char32_t c, const std::string_view* characters) {
  if (!characters) return isSpace(c);
  for (std::size_t i = 0; i < characters->size();) {
    const CodePoint point = decodeUtf8(*characters, i);
    if (point.value == c) return true;
    i += point.length;
  }
  return false;
}

}  // namespace

std::size_t spacePrefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const CodePoint point = decodeUtf8(text, at);
    if (!point.valid || !isSpace(point.value)) break;
    at += point.length;
  }
  return at;
}

std::size_t spaceSuffix(std::string_view text) { return text.size() - strip(text, nullptr, false, true).size(); }

std::string_view strip(std::string_view text, const std::string_view* characters, bool left, bool right) {
  while (left && !text.empty()) {
    const CodePoint point = decodeUtf8(text, 0);
    if (!inSet(point.value, characters)) break;
    text.remove_prefix(point.length);
  }
  while (right && !text.empty()) {
    const CodePoint point = decodeBefore(text, text.size());
    if (!inSet(point.value, characters)) break;
    text.remove_suffix(point.length);
  }
  return text;
}

std::size_t findText(std::string_view text, std::string_view wanted, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (wanted.empty()) return from;
  const void* found = memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : std::string_view::npos;
}

std::size_t findLastText(std::string_view text, std::string_view wanted) {
  constexpr std::size_t kShort = 32;
  if (wanted.size() <= kShort) return text.rfind(wanted);
  const std::string backText(text.rbegin(), text.rend()), backWanted(wanted.rbegin(), wanted.rend());
  const std::size_t at = findText(backText, backWanted);
  return at == std::string_view::npos ? at : text.size() - at - wanted.size();
}

std::vector<std::string_view> splitLines(Heap& heap, std::string_view text, bool keepEnds) {
  heap.walk(text.size());
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decodeUtf8(text, i);
    const char32_t c = point.value;
    const bool ends = (c >= 10 && c <= 13) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
    std::size_t next = i + point.length;
    if (ends) {
      if (c == '\r' && next < text.size() && text[next] == '\n') ++next;
      if (lines.size() == lines.capacity()) heap.room((lines.size() + 1) * 2 * sizeof(std::string_view));
      lines.push_back(text.substr(begin, (keepEnds ? next : i) - begin));
      begin = next;
    }
    i = next;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

std::size_t pointOffset(const StringObj& text, std::size_t point) {
  if (text.ascii()) return std::min(point, text.text.size());
  std::size_t at = 0;
  while (point > 0 && at < text.text.size()) {
    at += decodeUtf8(text.text, at).length;
    --point;
  }
  return at;
}

std::size_t offsetToPoint(const StringObj& text, std::size_t offset) {
  return text.ascii() ? offset : base::codePointCount(std::string_view(text.text).substr(0, offset));
}

namespace {

void appendEscape(std::string& out, char kind, int digits, char32_t c) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "\\%c%0*x", kind, digits, static_cast<unsigned>(c));
  out += buffer;
}

bool isPrintable(char32_t c) {
  if (c == ' ') return true;
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return category != UTF8PROC_CATEGORY_CN && category < UTF8PROC_CATEGORY_ZS;
}

}  // namespace

void appendRepr(std::string& out, std::string_view text) {
  const bool hasSingle = text.find('\'') != std::string_view::npos;
  const char quote = hasSingle && text.find('"') == std::string_view::npos ? '"' : '\'';
  out += quote;
  eachPoint(text, [&](char32_t c) {
    if (c == static_cast<char32_t>(quote) || c == '\\') (out += '\\') += static_cast<char>(c);
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (isPrintable(c)) appendUtf8(out, c);
    else if (c < 0x100) appendEscape(out, 'x', 2, c);
    else if (c < 0x10000) appendEscape(out, 'u', 4, c);
    else appendEscape(out, 'U', 8, c);
  });
  out += quote;
}

std::string realText(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  std::string_view shortest(buffer, static_cast<std::size_t>(end - buffer));
  std::string out;
  if (shortest.front() == '-') {
    out += '-';
    shortest.remove_prefix(1);
  }
  const std::size_t e = shortest.find('e');
  int exponent = 0;
  const char* digitsOfExponent = shortest.data() + e + 1;
  if (*digitsOfExponent == '+') ++digitsOfExponent;
  std::from_chars(digitsOfExponent, shortest.data() + shortest.size(), exponent);
  std::string digits(shortest.substr(0, 1));
  if (e > 2) digits += shortest.substr(2, e - 2);
  const int count = static_cast<int>(digits.size());
  if (exponent >= 16 || exponent < -4) {
    out += digits[0];
    if (count > 1) (out += '.') += digits.substr(1);
    std::snprintf(buffer, sizeof buffer, "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
    return out + buffer;
  }
  if (exponent < 0) return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  if (count <= exponent + 1) return out + digits + std::string(static_cast<std::size_t>(exponent + 1 - count), '0') + ".0";
  return out + digits.substr(0, static_cast<std::size_t>(exponent) + 1) + "." + digits.substr(static_cast<std::size_t>(exponent) + 1);
}

void appendJsonString(std::string& out, std::string_view text, bool asciiOnly) {
  out += '"';
  eachPoint(text, [&](char32_t c) {
    switch (c) {
      case '"': out += "\\\""; return;
      case '\\': out += "\\\\"; return;
      case '\n': out += "\\n"; return;
      case '\r': out += "\\r"; return;
      case '\t': out += "\\t"; return;
      case '\b': out += "\\b"; return;
      case '\f': out += "\\f"; return;
      default: break;
    }
    if (c < 0x20 || (asciiOnly && c >= 0x7F && c < 0x10000 && c != 0x7F)) {
      appendEscape(out, 'u', 4, c);
    } else if (asciiOnly && c >= 0x10000) {
      appendEscape(out, 'u', 4, 0xD800 + ((c - 0x10000) >> 10));
      appendEscape(out, 'u', 4, 0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      appendUtf8(out, c);
    }
  });
  out += '"';
}

std::string escapeHtml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '\'') out += "&#39;";
    else if (c == '"') out += "&#34;";
    else out += c;
  }
  return out;
}

void TextBuilder::add(std::string_view text) {
  const std::size_t needed = m_text.size() + text.size();
  if (needed > m_text.capacity()) {
    const std::size_t grown = std::max(needed, m_text.capacity() * 2);
    m_heap.room(grown);
    m_text.reserve(grown);
  }
  m_heap.work(text.size());
  m_text.append(text);
}

void TextBuilder::repeat(std::string_view text, std::size_t times) {
  if (text.empty() || times == 0) return;
  if (times > SIZE_MAX / 2 / text.size()) failBudget("memory");
  m_heap.room(m_text.size() + text.size() * times);
  m_heap.work(text.size() * times);
  m_text.reserve(m_text.size() + text.size() * times);
  for (std::size_t i = 0; i < times; ++i) m_text.append(text);
}

}  // namespace timbre::text::jinja
