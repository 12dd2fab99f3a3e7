// SPDX-License-Identifier: GPL-3.0-or-later
// The one way JSON from outside becomes a value. Limits are checked while parsing (depth by SAX, never by recursion on
// hostile input), duplicate keys in one object are refused, and an error names line and byte column.
// Object members keep their order in the file (`Json` is nlohmann::ordered_json).
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace timbre::base {

using Json = nlohmann::ordered_json;

struct JsonLimits {
  int depth = 64;
  std::size_t bytes = std::size_t(1) << 30;
  std::size_t values = 50'000'000;  ///< scalars + containers, against memory bombs
};

/// `path` is only used in errors. A UTF-8 mark at the start is skipped.
/// Errors: json.syntax, json.too_deep, json.duplicate_key, json.encoding, json.too_large.
Result<Json> parseJson(std::string_view text, std::string_view path = {}, const JsonLimits& limits = {});

/// Compact, with non-ASCII characters as they are; invalid UTF-8 becomes U+FFFD instead of an exception.
std::string dumpJson(const Json& value, int indent = -1);

/// Typed reads that never throw: the value when the key exists and has the type, else the fallback.
std::string stringOr(const Json& object, std::string_view key, std::string_view fallback = {});
long long integerOr(const Json& object, std::string_view key, long long fallback);
double numberOr(const Json& object, std::string_view key, double fallback);
bool boolOr(const Json& object, std::string_view key, bool fallback);
/// Pointer to the member or nullptr; also nullptr when `object` is not an object.
const Json* member(const Json& object, std::string_view key);

}  // namespace timbre::base
