// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 as everything in the core uses it: strict (no surrogates, no overlong forms, ≤ U+10FFFF), without exceptions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace timbre::base {

/// One decoded code point. `length` bytes were read (≥ 1 while `at` < size); invalid bytes give `valid` = false,
/// U+FFFD and length 1.
struct CodePoint {
  char32_t value = 0xFFFD;
  unsigned length = 1;
  bool valid = false;
};

CodePoint decodeUtf8(std::string_view text, std::size_t at);
void appendUtf8(std::string& out, char32_t codePoint);
/// Byte offset of the first invalid byte, or npos.
std::size_t firstInvalidUtf8(std::string_view text);
inline bool isUtf8(std::string_view text) { return firstInvalidUtf8(text) == std::string_view::npos; }
/// Invalid bytes become U+FFFD, one per byte.
std::string sanitizeUtf8(std::string_view text);
/// Number of code points (invalid bytes count one each).
std::size_t codePointCount(std::string_view text);
/// Length of the longest prefix that ends on a complete character; a truncated character at the end is left out.
/// Used to hold back the tail of streamed text.
std::size_t completeUtf8Prefix(std::string_view text);

}  // namespace timbre::base
