// SPDX-License-Identifier: GPL-3.0-or-later
// Where a value stands in the bytes of a JSON text, so that an edit can replace those bytes and leave all others alone
// (numbers like 1.0, escapes, spacing and unknown keys survive because they are never parsed and written again).
// Precondition of all functions: `json` was accepted by base::parseJson. Linear, no recursion, any thread.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace timbre::data {

struct Span {
  std::size_t begin = 0, end = 0;  // bytes, [begin, end)
  bool operator==(const Span&) const = default;
};

using PathPart = std::variant<std::string_view, std::size_t>;
using Path = std::vector<PathPart>;

/// Span of the value at `path` (empty path: the value itself, without surrounding white space).
std::optional<Span> valueSpan(std::string_view json, const Path& path);

/// Spans of an array's elements or an object's member values; empty for scalars. `array` is the container's own span.
std::vector<Span> childSpans(std::string_view json, Span container);

std::string replaceSpan(std::string_view json, Span span, std::string_view replacement);

/// How a text was written, so that new parts of it look alike.
struct JsonStyle {
  bool spaced = false;       ///< ", " and ": " as Python writes by default
  bool asciiOnly = false;    ///< other characters are escaped as \uXXXX
};
JsonStyle styleOf(std::string_view json);
/// `text` as a JSON string with quotes; invalid UTF-8 becomes U+FFFD.
std::string jsonString(std::string_view text, const JsonStyle& style);

/// The same JSON without line breaks (white space outside strings that contains one is removed).
std::string singleLine(std::string_view json);

}  // namespace timbre::data
