// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/text_table.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace timbre::data {

using base::Error;
using base::Result;

namespace {

Error tooLarge(const char* what, std::size_t limit) {
  return Error("data.table_too_large", {{"what", what}, {"limit", std::to_string(limit)}});
}

/// End of a quoted field that starts at `begin` (a quote), or npos when the quote is not closed before a separator, line
/// end or the end of the text.
std::size_t quotedEnd(std::string_view text, std::size_t begin, char separator) {
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] != '"') continue;
    if (i + 1 < text.size() && text[i + 1] == '"') {
      ++i;
      continue;
    }
    const bool ends = i + 1 == text.size() || text[i + 1] == separator || text[i + 1] == '\n' || text[i + 1] == '\r';
    return ends ? i : std::string_view::npos;
  }
  return std::string_view::npos;
}

std::string unquote(std::string_view inner) {
  std::string out;
  out.reserve(inner.size());
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '"') ++i;  // the first of two
    if (inner[i] == '\r') {    // Excel writes \n inside a cell, some sheets \r\n: one line end for us
      out += '\n';
      if (i + 1 < inner.size() && inner[i + 1] == '\n') ++i;
    } else {
      out += inner[i];
    }
  }
  return out;
}

}  // namespace

Result<TextTable> parseTextTable(std::string_view text, char separator, const TextTableLimits& limits) {
  if (text.size() > limits.bytes) return tooLarge("bytes", limits.bytes);
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  const std::string clean = base::isUtf8(text) ? std::string() : base::sanitizeUtf8(text);
  if (!clean.empty()) text = clean;
  TextTable table;
  std::size_t cells = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (table.rows.size() >= limits.rows) return tooLarge("rows", limits.rows);
    std::vector<std::string>& row = table.rows.emplace_back();
    for (bool more = true; more;) {
      if (row.size() >= limits.columns) return tooLarge("columns", limits.columns);
      if (++cells > limits.cells) return tooLarge("cells", limits.cells);
      std::size_t end = std::string_view::npos;
      if (at < text.size() && text[at] == '"') end = quotedEnd(text, at, separator);
      if (end != std::string_view::npos) {
        row.push_back(unquote(text.substr(at + 1, end - at - 1)));
        at = end + 1;
      } else {
        end = at;
        while (end < text.size() && text[end] != separator && text[end] != '\n' && text[end] != '\r') ++end;
        row.emplace_back(text.substr(at, end - at));
        at = end;
      }
      more = at < text.size() && text[at] == separator;
      if (more) ++at;
    }
    table.columns = std::max(table.columns, row.size());
    if (at < text.size() && text[at] == '\r') ++at;
    if (at < text.size() && text[at] == '\n') ++at;
  }
  return table;
}

std::string writeTextTable(const TextTable& table, char separator) {
  std::string out;
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += separator;
      const std::string& cell = row[i];
      // A mark of byte order at the start would be taken for the text's own.
      const bool quote = cell.find_first_of("\"\n\r") != std::string::npos || cell.find(separator) != std::string::npos ||
                         cell.compare(0, 3, "\xEF\xBB\xBF") == 0;
      if (!quote) {
        out += cell;
        continue;
      }
      out += '"';
      for (const char c : cell) {
        if (c == '"') out += '"';
        out += c;
      }
      out += '"';
    }
    out += '\n';
  }
  return out;
}

std::string writeHtmlTable(const TextTable& table) {
  std::string out = "<meta charset=\"utf-8\"><table>";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (const std::string& cell : row) {
      out += "<td>";
      for (const char c : cell) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '\n') out += "<br>";
        else if (c != '\r') out += c;
      }
      out += "</td>";
    }
    out += "</tr>";
  }
  return out + "</table>";
}

}  // namespace timbre::data
