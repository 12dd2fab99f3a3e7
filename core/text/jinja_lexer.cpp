// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_lexer.h"

#include "core/text/jinja_text.h"

#include <algorithm>

namespace timbre::text::jinja {

std::string normaliseSource(std::string_view source) {
  std::string out;
  out.reserve(source.size());
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] == '\r') {
      out += '\n';
      if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
    } else {
      out += source[i];
    }
  }
  if (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

base::Error syntaxError(std::string_view source, std::size_t at, std::string reason) {
  at = std::min(at, source.size());
  const auto line = std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
  const std::size_t newline = at == 0 ? std::string_view::npos : source.rfind('\n', at - 1);
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  base::Error error("template.syntax", {{"reason", std::move(reason)}});
  error.at(line, static_cast<long long>(at - start) + 1);
  return error;
}

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) >= 0x80); }

class Lexer {
 public:
  explicit Lexer(std::string_view source) : m_source(source) {}

  base::Result<std::vector<Token>> run() {
    while (m_at < m_source.size() && !m_error) root();
    if (m_error) return *std::move(m_error);
    add(TokenType::End, m_source.size(), 0);
    return std::move(m_tokens);
  }

 private:
  char peek(std::size_t offset = 0) const { return m_at + offset < m_source.size() ? m_source[m_at + offset] : '\0'; }
  bool startsWith(std::string_view text) const { return m_source.substr(m_at).starts_with(text); }
  void fail(std::size_t at, std::string reason) {
    if (!m_error) m_error = syntaxError(m_source, at, std::move(reason));
  }
  /// Tokens come in order, so lines are counted once over the whole source.
  void add(TokenType type, std::size_t begin, std::size_t length) {
    m_line += static_cast<std::uint32_t>(std::count(m_source.begin() + static_cast<std::ptrdiff_t>(m_counted),
                                                    m_source.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
    m_counted = begin;
    m_tokens.push_back({type, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(length), m_line});
  }
  void skipSpace() { m_at += spacePrefix(m_source.substr(m_at)); }

  /// Emits the text [m_at, end) as the tag that follows it asks: '-' strips all space, otherwise a tag that stands first on
  /// its line takes its indentation away (not for {{ }}, not after '+').
  void data(std::size_t end, char sign, bool isPrint) {
    std::string_view text = m_source.substr(m_at, end - m_at);
    if (sign == '-') {
      text.remove_suffix(spaceSuffix(text));
    } else if (sign != '+' && !isPrint) {
      const std::size_t newline = text.rfind('\n');
      const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
      if ((start > 0 || m_lineStarting) && spacePrefix(text.substr(start)) == text.size() - start) text = text.substr(0, start);
    }
    if (!text.empty()) add(TokenType::Data, m_at, text.size());
  }

  void root() {
    std::size_t tag = m_at;
    for (;; ++tag) {
      tag = m_source.find('{', tag);
      if (tag == std::string_view::npos || tag + 1 >= m_source.size()) {
        add(TokenType::Data, m_at, m_source.size() - m_at);
        m_at = m_source.size();
        return;
      }
      if (const char c = m_source[tag + 1]; c == '{' || c == '%' || c == '#') break;
    }
    const char kind = m_source[tag + 1];
    const char next = tag + 2 < m_source.size() ? m_source[tag + 2] : '\0';
    const char sign = next == '-' || next == '+' ? next : '\0';
    data(tag, sign, kind == '{');
    m_at = tag + 2 + (sign ? 1 : 0);
    m_lineStarting = false;
    if (kind == '#') comment(tag);
    else if (kind == '%' && rawBegin()) raw(tag);
    else code(tag, kind == '{');
  }

  /// After the closing mark: '-' takes all space, none takes one newline ('+' keeps it).
  void closed(char sign, bool takesNewline) {
    const std::size_t from = m_at;
    if (sign == '-') skipSpace();
    else if (sign != '+' && takesNewline && peek() == '\n') ++m_at;
    m_lineStarting = m_at > from && m_source[m_at - 1] == '\n';
  }

  void comment(std::size_t tag) {
    const std::size_t close = m_source.find("#}", m_at);
    if (close == std::string_view::npos) return fail(tag, "a comment {# is not closed with #}");
    const char sign = close > m_at && (m_source[close - 1] == '-' || m_source[close - 1] == '+') ? m_source[close - 1] : '\0';
    m_at = close + 2;
    closed(sign, true);
  }

  bool rawBegin() {
    const std::size_t from = m_at;
    skipSpace();
    if (startsWith("raw")) {
      m_at += 3;
      skipSpace();
      const bool dash = startsWith("-%}");
      if (dash || startsWith("%}")) {
        m_at += dash ? 3 : 2;
        closed(dash ? '-' : '\0', false);
        return true;
      }
    }
    m_at = from;
    return false;
  }

  void raw(std::size_t tag) {
    for (std::size_t open = m_at;; open += 2) {
      open = m_source.find("{%", open);
      if (open == std::string_view::npos) return fail(tag, "{% raw %} is not closed with {% endraw %}");
      const std::size_t textBegin = m_at;
      m_at = open + 2;
      const char sign = peek() == '-' || peek() == '+' ? peek() : '\0';
      if (sign) ++m_at;
      skipSpace();
      if (startsWith("endraw")) {
        m_at += 6;
        skipSpace();
        const char closeSign = peek() == '-' || peek() == '+' ? peek() : '\0';
        if (m_source.substr(m_at + (closeSign ? 1 : 0)).starts_with("%}")) {
          const std::size_t after = m_at + (closeSign ? 3 : 2);
          m_at = textBegin;
          data(open, sign, false);
          m_at = after;
          return closed(closeSign, true);
        }
      }
      m_at = textBegin;
    }
  }

  void code(std::size_t tag, bool isPrint) {
    add(isPrint ? TokenType::PrintBegin : TokenType::BlockBegin, tag, 2);
    std::vector<char> open;
    while (!m_error) {
      skipSpace();
      if (m_at >= m_source.size()) return fail(tag, isPrint ? "{{ is not closed with }}" : "{% is not closed with %}");
      if (open.empty() && codeEnd(isPrint)) return;
      token(open);
    }
  }

  bool codeEnd(bool isPrint) {
    const std::string_view mark = isPrint ? "}}" : "%}";
    const char sign = peek() == '-' || (!isPrint && peek() == '+') ? peek() : '\0';
    const std::size_t length = sign ? 1 : 0;
    if (!m_source.substr(m_at + length).starts_with(mark)) return false;
    add(isPrint ? TokenType::PrintEnd : TokenType::BlockEnd, m_at, 2 + length);
    m_at += 2 + length;
    closed(sign, !isPrint);
    return true;
  }

  void token(std::vector<char>& open) {
    const char c = peek();
    if (isDigit(c)) return number();
    if (isNameStart(c)) {
      const std::size_t begin = m_at;
      while (isNameStart(peek()) || isDigit(peek())) ++m_at;
      return add(TokenType::Name, begin, m_at - begin);
    }
    if (c == '"' || c == '\'') return string();
    static constexpr std::string_view kTwo[] = {"//", "**", "==", "!=", ">=", "<="};
    for (std::string_view two : kTwo)
      if (startsWith(two)) {
        add(TokenType::Operator, m_at, 2);
        m_at += 2;
        return;
      }
    if (std::string_view("+-*/%~[](){}><=.:|,;").find(c) == std::string_view::npos)
      return fail(m_at, "unexpected character");
    if (c == '(' || c == '[' || c == '{') open.push_back(c == '(' ? ')' : c == '[' ? ']' : '}');
    if (c == ')' || c == ']' || c == '}') {
      if (open.empty() || open.back() != c) return fail(m_at, std::string("unexpected '") + c + "'");
      open.pop_back();
    }
    add(TokenType::Operator, m_at++, 1);
  }

  void string() {
    const std::size_t begin = m_at;
    const char quote = peek();
    for (++m_at; m_at < m_source.size() && m_source[m_at] != quote; ++m_at)
      if (m_source[m_at] == '\\') ++m_at;
    if (m_at >= m_source.size()) return fail(begin, "a string is not closed");
    ++m_at;
    add(TokenType::String, begin, m_at - begin);
  }

  void digits() {
    while (isDigit(peek()) || (peek() == '_' && isDigit(peek(1)))) ++m_at;
  }

  void number() {
    const std::size_t begin = m_at;
    const char base = peek(1);
    if (peek() == '0' && (base == 'x' || base == 'X' || base == 'b' || base == 'B' || base == 'o' || base == 'O')) {
      m_at += 2;
      while (isxdigit(static_cast<unsigned char>(peek())) || peek() == '_') ++m_at;
      return add(TokenType::Integer, begin, m_at - begin);
    }
    digits();
    // "x.0.1" indexes twice, so a number after a dot has no fraction.
    const bool afterDot = begin > 0 && m_source[begin - 1] == '.';
    bool isFloat = false;
    if (!afterDot && peek() == '.' && isDigit(peek(1))) {
      ++m_at;
      digits();
      isFloat = true;
    }
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
    if (!afterDot && (peek() == 'e' || peek() == 'E') && isDigit(peek(sign))) {
      m_at += sign;
      digits();
      isFloat = true;
    }
    add(isFloat ? TokenType::Float : TokenType::Integer, begin, m_at - begin);
  }

  std::string_view m_source;
  std::size_t m_at = 0;
  std::size_t m_counted = 0;
  std::uint32_t m_line = 1;
  bool m_lineStarting = true;
  std::vector<Token> m_tokens;
  std::optional<base::Error> m_error;
};

}  // namespace

base::Result<std::vector<Token>> tokenize(std::string_view source) { return Lexer(source).run(); }

}  // namespace timbre::text::jinja
