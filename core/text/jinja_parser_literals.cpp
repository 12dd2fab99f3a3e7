// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_parser.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace timbre::text::jinja {

namespace {

/// Python's string escapes; an unknown one stands for itself.
bool unescape(std::string_view body, std::string& out) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '\\' || i + 1 >= body.size()) {
      out += body[i];
      continue;
    }
    const char c = body[++i];
    static constexpr std::string_view kPlain = "\\'\"abfnrtv", kMeaning = "\\'\"\a\b\f\n\r\t\v";
    if (const std::size_t at = kPlain.find(c); at != std::string_view::npos) {
      out += kMeaning[at];
    } else if (c == '\n') {
      continue;
    } else if (c == 'x' || c == 'u' || c == 'U' || (c >= '0' && c <= '7')) {
      const bool octal = c >= '0' && c <= '7';
      const std::size_t digits = octal ? 3 : c == 'x' ? 2 : c == 'u' ? 4 : 8;
      const char* begin = body.data() + i + (octal ? 0 : 1);
      const char* end = begin + std::min<std::size_t>(digits, static_cast<std::size_t>(body.data() + body.size() - begin));
      std::uint32_t value = 0;
      const auto read = std::from_chars(begin, end, value, octal ? 8 : 16);
      const auto length = static_cast<std::size_t>(read.ptr - begin);
      if (read.ec != std::errc() || (!octal && length != digits) || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return false;
      base::appendUtf8(out, value);
      i += length - (octal ? 1 : 0);
    } else if (c == 'N') {
      return false;
    } else {
      (out += '\\') += c;
    }
  }
  return true;
}

}  // namespace

ExprPtr Parser::stringLiteral() {
  const std::uint32_t line = current().line;
  std::string value;
  while (current().type == TokenType::String) {  // neighbours are one string
    std::string_view body = text(current());
    body = body.substr(1, body.size() - 2);
    if (!unescape(body, value)) fail("a string escape that is not understood");
    ++m_at;
  }
  return std::make_unique<ConstantExpr>(line, constant(std::move(value)));
}

ExprPtr Parser::numberLiteral() {
  const Token& token = current();
  std::string digits;
  for (const char c : text(token))
    if (c != '_') digits += c;
  ++m_at;
  if (token.type == TokenType::Float) {
    const double value = std::strtod(digits.c_str(), nullptr);
    return std::make_unique<ConstantExpr>(token.line, constant(value));
  }
  int base = 10;
  std::size_t skip = 0;
  if (digits.size() > 2 && digits[0] == '0' && !(digits[1] >= '0' && digits[1] <= '9')) {
    base = digits[1] == 'x' || digits[1] == 'X' ? 16 : digits[1] == 'b' || digits[1] == 'B' ? 2 : 8;
    skip = 2;
  }
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data() + skip, digits.data() + digits.size(), value, base);
  if (read.ec == std::errc::result_out_of_range) unsupported("whole numbers beyond 64 bits");
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) fail("a number that is not understood", token.begin);
  return std::make_unique<ConstantExpr>(token.line, constant(value));
}

}  // namespace timbre::text::jinja
