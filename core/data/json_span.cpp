// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_span.h"

#include "core/base/json.h"
#include "core/base/utf8.h"

#include <cstdio>

namespace timbre::data {

namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Moves over a valid JSON text. Every step is bounded by the end, so that even a wrong precondition stays in the buffer.
class Cursor {
 public:
  Cursor(std::string_view json, std::size_t at, std::size_t end) : m_json(json), m_at(at), m_end(end) { skipSpace(); }

  std::size_t at() const { return m_at; }
  bool done() const { return m_at >= m_end; }
  char peek() const { return done() ? '\0' : m_json[m_at]; }
  void skipSpace() {
    while (!done() && isSpace(m_json[m_at])) ++m_at;
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++m_at;
    skipSpace();
    return true;
  }

  Span string() {
    const std::size_t begin = m_at;
    ++m_at;
    while (!done() && m_json[m_at] != '"') m_at += m_json[m_at] == '\\' ? 2 : 1;
    m_at = m_at < m_end ? m_at + 1 : m_end;
    const Span span{begin, m_at};
    skipSpace();
    return span;
  }

  Span value() {
    if (peek() == '"') return string();
    const std::size_t begin = m_at;
    if (peek() == '{' || peek() == '[') {
      std::size_t depth = 0;
      while (!done()) {
        const char c = m_json[m_at];
        if (c == '"') {
          string();
          continue;
        }
        ++m_at;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth == 0) break;
      }
    } else {
      while (!done() && !isSpace(peek()) && peek() != ',' && peek() != '}' && peek() != ']') ++m_at;
    }
    const std::size_t end = m_at;
    skipSpace();
    return {begin, end};
  }

 private:
  std::string_view m_json;
  std::size_t m_at;
  std::size_t m_end;
};

bool keyEquals(std::string_view quoted, std::string_view key) {
  if (quoted.size() < 2) return false;
  const std::string_view inner = quoted.substr(1, quoted.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return inner == key;
  const auto parsed = base::parseJson(quoted);
  return parsed.ok() && parsed->is_string() && parsed->get_ref<const std::string&>() == key;
}

std::optional<Span> step(std::string_view json, Span container, const PathPart& part) {
  Cursor cursor(json, container.begin, container.end);
  if (const auto* key = std::get_if<std::string_view>(&part)) {
    if (!cursor.take('{')) return std::nullopt;
    while (!cursor.done() && cursor.peek() == '"') {
      const Span name = cursor.string();
      cursor.take(':');
      const Span value = cursor.value();
      if (keyEquals(json.substr(name.begin, name.end - name.begin), *key)) return value;
      if (!cursor.take(',')) break;
    }
    return std::nullopt;
  }
  if (cursor.peek() != '[') return std::nullopt;
  const auto children = childSpans(json, container);
  const std::size_t index = std::get<std::size_t>(part);
  if (index >= children.size()) return std::nullopt;
  return children[index];
}

}  // namespace

std::optional<Span> valueSpan(std::string_view json, const Path& path) {
  const std::size_t start = json.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  Cursor cursor(json, start, json.size());
  if (cursor.done()) return std::nullopt;
  std::optional<Span> span = cursor.value();
  for (const PathPart& part : path) {
    span = step(json, *span, part);
    if (!span) return std::nullopt;
  }
  return span;
}

std::vector<Span> childSpans(std::string_view json, Span container) {
  std::vector<Span> spans;
  Cursor cursor(json, container.begin, container.end);
  const bool object = cursor.peek() == '{';
  if (!object && cursor.peek() != '[') return spans;
  cursor.take(cursor.peek());
  while (!cursor.done() && cursor.peek() != '}' && cursor.peek() != ']') {
    if (object) {
      if (cursor.peek() != '"') break;
      cursor.string();
      cursor.take(':');
    }
    spans.push_back(cursor.value());
    if (!cursor.take(',')) break;
  }
  return spans;
}

std::string replaceSpan(std::string_view json, Span span, std::string_view replacement) {
  std::string out;
  out.reserve(json.size() - (span.end - span.begin) + replacement.size());
  out.append(json.substr(0, span.begin)).append(replacement).append(json.substr(span.end));
  return out;
}

JsonStyle styleOf(std::string_view json) {
  JsonStyle style;
  bool escaped = false, other = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (static_cast<unsigned char>(json[i]) >= 0x80) other = true;
    if (json[i] == '\\' && i + 1 < json.size()) {
      if (json[i + 1] == 'u') escaped = true;
      ++i;
    }
  }
  style.asciiOnly = escaped && !other;
  // The first colon outside a string follows the first key.
  Cursor cursor(json, 0, json.size());
  if (cursor.take('{') && cursor.peek() == '"') {
    cursor.string();
    style.spaced = cursor.at() + 1 < json.size() && json[cursor.at()] == ':' && json[cursor.at() + 1] == ' ';
  }
  return style;
}

std::string jsonString(std::string_view text, const JsonStyle& style) {
  std::string out = base::dumpJson(base::Json(std::string(text)));
  if (!style.asciiOnly) return out;
  std::string ascii;
  ascii.reserve(out.size() * 2);
  for (std::size_t i = 0; i < out.size();) {
    const base::CodePoint point = base::decodeUtf8(out, i);
    i += point.length;
    if (point.value < 0x80) {
      ascii += static_cast<char>(point.value);
      continue;
    }
    auto unit = [&](unsigned value) {
      char buffer[8];
      std::snprintf(buffer, sizeof buffer, "\\u%04x", value & 0xFFFFu);
      ascii += buffer;
    };
    if (point.value < 0x10000) {
      unit(static_cast<unsigned>(point.value));
    } else {
      const auto rest = static_cast<unsigned>(point.value) - 0x10000u;
      unit(0xD800u + (rest >> 10));
      unit(0xDC00u + (rest & 0x3FFu));
    }
  }
  return ascii;
}

std::string singleLine(std::string_view json) {
  if (json.find_first_of("\n\r") == std::string_view::npos) return std::string(json);
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size();) {
    if (json[i] == '"') {
      Cursor cursor(json, i, json.size());
      const Span span = cursor.string();
      out.append(json.substr(span.begin, span.end - span.begin));
      i = span.end;
    } else if (isSpace(json[i])) {
      std::size_t end = i;
      bool breaks = false;
      while (end < json.size() && isSpace(json[end])) breaks |= json[end] == '\n' || json[end] == '\r', ++end;
      if (!breaks) out.append(json.substr(i, end - i));
      i = end;
    } else {
      out += json[i++];
    }
  }
  return out;
}

}  // namespace timbre::data
