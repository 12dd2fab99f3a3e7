// SPDX-License-Identifier: GPL-3.0-or-later
// Template source to tokens, with the whitespace rules that Hugging Face sets: trim_blocks, lstrip_blocks, newlines
// made
// "\n", one newline at the very end dropped. Text between tags is already stripped as the tags ask. Iterative, linear.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text::jinja {

enum class TokenType : std::uint8_t {
  Data,
  PrintBegin,
  PrintEnd,
  BlockBegin,
  BlockEnd,
  Name,
  String,
  Integer,
  Float,
  Operator,
  End
};

struct Token {
  TokenType type = TokenType::End;
  std::uint32_t begin = 0;  // bytes of the normalised source; a String includes its quotes
  std::uint32_t length = 0;
  std::uint32_t line = 1;
};

/// "\r\n" and "\r" become "\n", and one final newline goes.
std::string normaliseSource(std::string_view source);

/// `source` is normalised and valid UTF-8. Errors: template.syntax.
base::Result<std::vector<Token>> tokenize(std::string_view source);

/// template.syntax at a byte of the source.
base::Error syntaxError(std::string_view source, std::size_t at, std::string reason);

}  // namespace timbre::text::jinja
