// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"
#include "core/text/regex.h"

#include <cctype>

namespace timbre::text {

namespace {

// PCRE2's \s in Unicode mode also takes U+180E, and its \w leaves out marks; Oniguruma and Rust do neither.
constexpr std::string_view kSpaces =
    R"(\t-\r\x20\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
constexpr std::string_view kNotSpaces =
    R"(\x00-\x08\x0E-\x1F\x21-\x{84}\x{86}-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027}\x{202A}-\x{202E})"
    R"(\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{10FFFF})";
constexpr std::string_view kRubyWords = R"(\p{L}\p{M}\p{N}\p{Pc})";
// Alphabetic, Join_Control and marks, decimal digits, connectors, as UTS #18 has it; see isRustWord.
constexpr std::string_view kRustWords =
    R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{200C}\x{200D}\x{24B6}-\x{24E9}\x{1F130}-\x{1F149}\x{1F150}-\x{1F169}\x{1F170}-\x{1F189})";

class Translator {
 public:
  Translator(std::string_view pattern, RegexDialect dialect) : m_pattern(pattern), m_dialect(dialect) {}

  base::Result<std::string> run() {
    while (m_at < m_pattern.size()) {
      const char c = m_pattern[m_at];
      if (c == '\\') {
        TIMBRE_TRY(escape(false));
      } else if (c == '[') {
        TIMBRE_TRY(charClass());
      } else if (c == '(') {
        TIMBRE_TRY(group());
      } else if (c == '{') {
        TIMBRE_TRY(counted());
      } else {
        take(1);
      }
    }
    return std::move(m_out);
  }

 private:
  base::Error refuse(std::string_view what) const {
    return base::Error("tokenizer.unsupported",
                       {{"what", "regular expression " + std::string(m_pattern) + " (" + std::string(what) + ")"}});
  }
  void take(std::size_t bytes) {
    m_out += m_pattern.substr(m_at, bytes);
    m_at += bytes;
  }
  char peek(std::size_t ahead) const { return m_at + ahead < m_pattern.size() ? m_pattern[m_at + ahead] : '\0'; }
  bool oniguruma() const { return m_dialect == RegexDialect::Oniguruma; }

  base::Result<void> unicodeEscape() {  // \uHHHH
    for (std::size_t i = 2; i < 6; ++i)
      if (!std::isxdigit(static_cast<unsigned char>(peek(i)))) return refuse("\\u");
    m_out += "\\x{" + std::string(m_pattern.substr(m_at + 2, 4)) + "}";
    m_at += 6;
    return {};
  }

  void shorthand(std::string_view set, bool inClass, bool negated) {
    if (inClass)
      m_out += set;
    else
      m_out += (negated ? "[^" : "[") + std::string(set) + "]";
    m_at += 2;
  }

  base::Result<void> escape(bool inClass) {
    const char c = peek(1);
    switch (c) {
      case '\0':
        return refuse("trailing backslash");
      case 's':
        return shorthand(kSpaces, inClass, false), base::Result<void>();
      case 'S':
        return shorthand(inClass ? kNotSpaces : kSpaces, inClass, true), base::Result<void>();
      case 'w':
        return shorthand(words(), inClass, false), base::Result<void>();
      case 'W':
        if (inClass) return refuse("\\W in a class");
        return shorthand(words(), false, true), base::Result<void>();
      case 'h':
        if (!oniguruma()) return refuse("\\h");
        return shorthand("0-9A-Fa-f", inClass, false), base::Result<void>();
      case 'd':
        return shorthand(R"(\p{Nd})", inClass, false), base::Result<void>();
      case 'u':
        return unicodeEscape();
      case 'p':
      case 'P':
        if (peek(2) != '{') return refuse("\\p without braces");
        return property();
      case 'x': {
        const std::size_t close = peek(2) == '{' ? m_pattern.find('}', m_at) : std::string_view::npos;
        if (close == std::string_view::npos) return refuse("\\x without braces");
        take(close - m_at + 1);
        return {};
      }
      default:
        break;
    }
    // Word boundaries, \R, \X, \K, calls and back references differ in detail between the libraries.
    if (std::isalnum(static_cast<unsigned char>(c)) &&
        std::string_view("nrtfveaDzA0").find(c) == std::string_view::npos)
      return refuse(std::string("\\") + c);
    if (c == 'D' && inClass) return refuse("\\D in a class");
    if (c == 'v' && !oniguruma()) return refuse("\\v");
    if (c == 'v') {  // vertical tab in Ruby, any vertical space in Perl
      m_out += "\\x0B";
      m_at += 2;
      return {};
    }
    const std::size_t length = 1 + base::decodeUtf8(m_pattern, m_at + 1).length;
    take(length);
    return {};
  }

  std::string_view words() const { return m_dialect == RegexDialect::Rust ? kRustWords : kRubyWords; }

  base::Result<void> property() {
    const std::size_t close = m_pattern.find('}', m_at);
    if (close == std::string_view::npos) return refuse("\\p");
    std::string name(m_pattern.substr(m_at + 3, close - m_at - 3));
    struct Long {
      std::string_view from, to;
    };
    constexpr Long kLong[] = {{"Letter", "L"},
                              {"Number", "N"},
                              {"Mark", "M"},
                              {"Punctuation", "P"},
                              {"Symbol", "S"},
                              {"Separator", "Z"},
                              {"Uppercase_Letter", "Lu"},
                              {"Lowercase_Letter", "Ll"},
                              {"Decimal_Number", "Nd"},
                              {"Script=Han", "Han"}};
    const bool negated = !name.empty() && name[0] == '^';
    if (negated) name.erase(0, 1);
    for (const Long& entry : kLong)
      if (name == entry.from) name = entry.to;
    if (name == "Alpha" || name == "Alphabetic" || name == "White_Space" || name == "Word" || name == "Punct" ||
        name == "L&")
      return refuse("\\p{" + name + "}");
    // Longer names are scripts, by the property Script; PCRE2 would take Script_Extensions.
    if (name.size() > 2 && name != "Any") name = "sc:" + name;
    m_out += m_pattern.substr(m_at, 2);
    m_out += "{" + std::string(negated ? "^" : "") + name + "}";
    m_at = close + 1;
    return {};
  }

  base::Result<void> charClass() {
    take(1);
    if (peek(0) == '^') take(1);
    if (peek(0) == ']') return refuse("empty class");
    while (m_at < m_pattern.size() && m_pattern[m_at] != ']') {
      const char c = m_pattern[m_at];
      if (c == '[') return refuse("class inside a class");
      if (c == '&' && peek(1) == '&') return refuse("&& in a class");
      if (!oniguruma() && ((c == '-' && peek(1) == '-') || (c == '~' && peek(1) == '~')))
        return refuse("set operation in a class");
      if (c == '\\') {
        TIMBRE_TRY(escape(true));
      } else {
        take(1);
      }
    }
    if (m_at >= m_pattern.size()) return refuse("open class");
    take(1);
    return {};
  }

  base::Result<void> group() {
    if (peek(1) != '?') {
      if (peek(1) == '*') return refuse("(*");
      m_out += "(?:";  // nothing here reads captures, and without them PCRE2 is faster
      m_at += 1;
      return {};
    }
    const char kind = peek(2);
    if (kind == ':' || kind == '=' || kind == '!' || kind == '>') return take(3), base::Result<void>();
    if (kind == '<' && (peek(3) == '=' || peek(3) == '!')) return take(4), base::Result<void>();
    // Ruby reads a(?i)b|c as a(?i:b|c), Perl does not; they agree at the very start.
    if (kind == 'i' && (peek(3) == ':' || (peek(3) == ')' && (m_at == 0 || !oniguruma()))))
      return take(4), base::Result<void>();
    if (kind == '-' && peek(3) == 'i' && peek(4) == ':') return take(5), base::Result<void>();
    return refuse("group (?" + std::string(1, kind ? kind : ' '));
  }

  base::Result<void> counted() {
    const std::size_t close = m_pattern.find('}', m_at);
    const bool isCount =
        close != std::string_view::npos && close > m_at + 1 &&
        m_pattern.substr(m_at + 1, close - m_at - 1).find_first_not_of("0123456789,") == std::string_view::npos;
    if (!isCount) {
      m_out += "\\{";
      m_at += 1;
      return {};
    }
    if (m_pattern[m_at + 1] == ',') return refuse("{,n}");
    if (oniguruma() && close + 1 < m_pattern.size() && (m_pattern[close + 1] == '+' || m_pattern[close + 1] == '?'))
      return refuse("quantifier after {n,m}");
    take(close - m_at + 1);
    return {};
  }

  std::string_view m_pattern;
  RegexDialect m_dialect;
  std::size_t m_at = 0;
  std::string m_out;
};

}  // namespace

base::Result<std::string> translateRegex(std::string_view pattern, RegexDialect dialect) {
  if (pattern.size() > std::size_t{64} << 10)
    return base::Error("tokenizer.regex",
                       {{"pattern", std::string(pattern.substr(0, 60))}, {"reason", "longer than 64 KiB"}});
  if (!base::isUtf8(pattern))
    return base::Error("tokenizer.regex", {{"pattern", base::sanitizeUtf8(pattern)}, {"reason", "not UTF-8"}});
  return Translator(pattern, dialect).run();
}

}  // namespace timbre::text
