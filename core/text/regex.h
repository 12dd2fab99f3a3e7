// SPDX-License-Identifier: GPL-3.0-or-later
// Regular expressions as tokenizer files mean them, run by PCRE2 (JIT, UTF, match limit). A pattern comes in the
// dialect of the library that its tokenizer uses; what PCRE2 would read differently is rewritten, and what cannot be
// rewritten is refused with tokenizer.unsupported, never run with another meaning. Matching is thread-safe.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

enum class RegexDialect {
  Oniguruma,  ///< tokenizer.json: Ruby syntax (^ and $ are lines, {n,m}+ is no possessive quantifier)
  Rust,       ///< tiktoken: fancy-regex (^ and $ are the whole text)
};

/// Bytes [begin, end) of a text.
struct Cut {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const Cut&) const = default;
};

class Regex {
 public:
  /// Errors: tokenizer.regex (not compilable), tokenizer.unsupported (another meaning in PCRE2).
  static base::Result<Regex> compile(std::string_view pattern, RegexDialect dialect);
  /// A pattern that matches exactly this text.
  static base::Result<Regex> literal(std::string_view text);

  /// All matches from left to right; an empty match right after a match does not count. `text` is valid UTF-8.
  /// Errors: tokenizer.budget when the pattern needs more steps or time than a tokenizer's may.
  base::Result<void> findAll(std::string_view text, std::vector<Cut>& matches) const;

  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

 private:
  struct Code;
  explicit Regex(std::unique_ptr<Code> code);
  std::unique_ptr<Code> m_code;
};

/// `pattern` in PCRE2's words; exposed for tests.
base::Result<std::string> translateRegex(std::string_view pattern, RegexDialect dialect);

}  // namespace timbre::text
