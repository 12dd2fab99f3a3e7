// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/record_reader.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <memory>

namespace timbre::data {

using base::Error;
using base::Result;

namespace {
constexpr std::size_t chunkBytes = std::size_t(1) << 18;
constexpr std::size_t shownBytes = 200;

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isBlank(std::string_view line) { return std::all_of(line.begin(), line.end(), isSpace); }

std::string shown(std::string_view text) {
  const std::string_view cut = text.substr(0, shownBytes);
  return base::sanitizeUtf8(cut.substr(0, base::completeUtf8Prefix(cut)));
}
}  // namespace

const char* formatName(FileFormat format) { return format == FileFormat::JsonLines ? "JSONL" : "JSON array"; }

Result<RecordReader> RecordReader::open(const std::filesystem::path& path) {
  TIMBRE_ASSIGN(auto file, base::FileReader::open(path));
  const std::uint64_t size = file.size();
  auto shared = std::make_shared<base::FileReader>(std::move(file));
  return fromSource([shared](char* buffer, std::size_t bytes) { return shared->read(buffer, bytes); }, base::displayPath(path), size);
}

Result<RecordReader> RecordReader::fromSource(ByteSource source, std::string path, std::uint64_t size) {
  RecordReader reader(std::move(source), std::move(path), size);
  TIMBRE_TRY(reader.detect());
  return reader;
}

Result<bool> RecordReader::fill() {
  if (m_ended) return false;
  if (m_at > 0) {
    m_buffer.erase(0, m_at);
    m_at = 0;
  }
  const std::size_t before = m_buffer.size();
  m_buffer.resize(before + chunkBytes);
  auto got = m_source(m_buffer.data() + before, chunkBytes);
  m_buffer.resize(before + (got.ok() ? std::min(*got, chunkBytes) : 0));
  if (!got.ok()) {
    m_stopped = m_ended = true;
    return std::move(got).error();
  }
  if (*got == 0) m_ended = true;
  return *got > 0;
}

char RecordReader::take() {
  const char c = m_buffer[m_at++];
  ++m_consumed;
  if (c == '\n') {
    ++m_line;
    m_column = 1;
  } else {
    ++m_column;
  }
  return c;
}

Result<void> RecordReader::detect() {
  for (bool more = true; more && m_buffer.size() < 4;) {
    TIMBRE_ASSIGN(more, fill());
  }
  const std::string_view head = m_buffer;
  if (head.substr(0, 2) == "\xFF\xFE" || head.substr(0, 2) == "\xFE\xFF") return Error("data.not_text", {{"what", "UTF-16"}}, m_path);
  if (head.substr(0, 4) == std::string_view("PK\x03\x04") || head.substr(0, 2) == "\x1F\x8B" ||
      head.substr(0, 6) == std::string_view("SQLite"))
    return Error("data.not_text", {{"what", "binary data"}}, m_path);
  if (head.substr(0, 3) == "\xEF\xBB\xBF") m_at = 3, m_consumed = 3;
  // An array unless its first line is complete by itself and more lines follow: then each line is a record.
  std::size_t at = m_at;
  auto available = [&](std::size_t index) -> Result<bool> {
    while (index >= m_buffer.size()) {
      if (m_buffer.size() > maxRowBytes) return false;
      const std::size_t shift = m_at;
      TIMBRE_ASSIGN(const bool more, fill());
      at -= shift;
      index -= shift;
      if (!more) return false;
    }
    return true;
  };
  for (;; ++at) {
    TIMBRE_ASSIGN(const bool more, available(at));
    if (!more) return {};
    if (!isSpace(m_buffer[at])) break;
  }
  if (m_buffer[at] != '[') return {};
  m_format = FileFormat::JsonArray;
  bool inString = false, balanced = false;
  std::size_t depth = 0;
  for (;; ++at) {
    TIMBRE_ASSIGN(const bool more, available(at));
    if (!more) return {};
    const char c = m_buffer[at];
    if (c == '\n') break;
    if (inString) {
      if (c == '\\') ++at;
      else if (c == '"') inString = false;
    } else if (c == '"') {
      inString = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if ((c == ']' || c == '}') && depth > 0 && --depth == 0) {
      balanced = true;
    }
  }
  if (!balanced || depth > 0) return {};
  for (++at;; ++at) {
    TIMBRE_ASSIGN(const bool more, available(at));
    if (!more) return {};
    if (!isSpace(m_buffer[at])) break;
  }
  m_format = FileFormat::JsonLines;
  return {};
}

BadRecord RecordReader::bad(Error error, std::string_view text, long long line, long long column) const {
  error.path = m_path;
  error.at(line, column);
  return {std::move(error), shown(text)};
}

RecordReader::Item RecordReader::finish(std::string text, long long line, long long column) {
  auto row = Conversation::parse(text);
  if (row.ok()) return Record{std::move(row).value(), line};
  Error error = std::move(row).error();
  // The parser counts inside the record; give the place in the file.
  const long long inner = error.line.value_or(1);
  const long long place = error.column.value_or(1);
  return bad(std::move(error), text, line + inner - 1, inner == 1 ? column + place - 1 : place);
}

Result<std::optional<RecordReader::Item>> RecordReader::next() {
  if (m_stopped) return std::optional<Item>();
  return m_format == FileFormat::JsonLines ? nextLine() : nextElement();
}

Result<std::optional<RecordReader::Item>> RecordReader::nextLine() {
  for (;;) {
    const long long line = m_line;
    std::size_t searched = 0;
    bool tooLong = false;
    std::string begin;  // of a line that is too long to keep
    std::uint64_t dropped = 0;
    std::size_t end = std::string::npos;
    for (;;) {
      end = m_buffer.find('\n', m_at + searched);
      if (end != std::string::npos) break;
      searched = m_buffer.size() - m_at;
      if (searched > maxRowBytes) {
        if (!tooLong) begin = m_buffer.substr(m_at, shownBytes);
        tooLong = true;
        dropped += searched;
        m_consumed += searched;
        m_at = m_buffer.size();
        searched = 0;
      }
      TIMBRE_ASSIGN(const bool more, fill());
      if (!more) break;
    }
    const bool last = end == std::string::npos;
    if (last) end = m_buffer.size();
    const std::size_t length = end - m_at;
    std::string text = m_buffer.substr(m_at, length);
    m_at = last ? end : end + 1;
    m_consumed += length + (last ? 0 : 1);
    ++m_line;
    if (last) m_stopped = true;
    if (tooLong || text.size() > maxRowBytes) {
      const std::string size = std::to_string(dropped + length);
      return std::optional<Item>(bad(Error("data.row_too_long", {{"size", size}, {"limit", std::to_string(maxRowBytes)}}),
                                     tooLong ? begin : text, line, 1));
    }
    if (isBlank(text)) {
      if (last) return std::optional<Item>();
      continue;
    }
    return std::optional<Item>(finish(std::move(text), line, 1));
  }
}

struct RecordReader::Element {
  std::string text;
  long long line = 1, column = 1;
  bool tooLong = false;
  char stop = '\0';  // ',' or ']' behind it, '\0' at the end of the file
};

/// Reads up to the comma or bracket that ends an element, knowing only strings and nesting. False at the end of the file.
Result<bool> RecordReader::scanElement(Element& element) {
  bool inString = false, escape = false, started = false;
  std::size_t depth = 0;
  for (;;) {
    if (m_at >= m_buffer.size()) {
      TIMBRE_ASSIGN(const bool more, fill());
      if (!more) return false;
    }
    const char next = m_buffer[m_at];
    if (!started && isSpace(next)) {
      take();
      continue;
    }
    if (!started) {
      element.line = m_line;
      element.column = m_column;
      started = true;
    }
    if (!inString && depth == 0 && (next == ',' || next == ']')) {
      element.stop = take();
      return true;
    }
    take();
    if (element.text.size() < maxRowBytes + 1) element.text += next;
    else element.tooLong = true;
    if (escape) escape = false;
    else if (inString && next == '\\') escape = true;
    else if (next == '"') inString = !inString;
    else if (!inString && (next == '{' || next == '[')) ++depth;
    else if (!inString && (next == '}' || next == ']') && depth > 0) --depth;
  }
}

Result<std::optional<RecordReader::Item>> RecordReader::nextElement() {
  bool first = false;
  if (!m_inArray) {
    for (;;) {  // detect() saw the bracket
      if (m_at >= m_buffer.size()) {
        TIMBRE_ASSIGN(const bool more, fill());
        if (!more) return std::optional<Item>();
      }
      if (take() == '[') break;
    }
    m_inArray = first = true;
  }
  Element element;
  TIMBRE_ASSIGN(const bool complete, scanElement(element));
  while (!element.text.empty() && isSpace(element.text.back())) element.text.pop_back();
  if (!complete) {
    m_stopped = true;
    return std::optional<Item>(bad(Error("data.array_not_closed"), element.text, element.text.empty() ? m_line : element.line,
                                   element.text.empty() ? m_column : element.column));
  }
  if (element.stop == ']') m_stopped = true;
  if (element.text.empty() && element.stop == ']' && first) return std::optional<Item>();
  if (element.text.empty()) return std::optional<Item>(bad(Error("data.array_hole"), "", element.line, element.column));
  if (element.tooLong)
    return std::optional<Item>(bad(Error("data.row_too_long", {{"size", ">" + std::to_string(maxRowBytes)}, {"limit", std::to_string(maxRowBytes)}}),
                                   element.text, element.line, element.column));
  return std::optional<Item>(finish(std::move(element.text), element.line, element.column));
}

}  // namespace timbre::data
