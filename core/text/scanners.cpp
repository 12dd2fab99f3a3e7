// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/scanners.h"

#include "core/text/unicode_classes.h"

namespace timbre::text {

namespace {

/// Reads code points of valid UTF-8 with their class bits.
class Reader {
 public:
  Reader(std::string_view text) : m_text(text), m_table(CharTable::shared()), m_ascii(m_table.ascii()) {}
  std::size_t size() const { return m_text.size(); }
  unsigned char byte(std::size_t i) const { return static_cast<unsigned char>(m_text[i]); }

  struct Char {
    std::uint8_t bits = 0;
    std::uint8_t length = 0;  // 0: end of the text
  };
  Char at(std::size_t i) const {
    if (i >= m_text.size()) return {};
    const unsigned char lead = byte(i);
    if (lead < 0x80) return {m_ascii[lead], 1};
    char32_t c;
    std::uint8_t length;
    if (lead < 0xE0) {
      c = static_cast<char32_t>((lead & 0x1F) << 6) | (byte(i + 1) & 0x3Fu);
      length = 2;
    } else if (lead < 0xF0) {
      c = static_cast<char32_t>((lead & 0x0F) << 12) | static_cast<char32_t>((byte(i + 1) & 0x3F) << 6) |
          (byte(i + 2) & 0x3Fu);
      length = 3;
    } else {
      c = static_cast<char32_t>((lead & 0x07) << 18) | static_cast<char32_t>((byte(i + 1) & 0x3F) << 12) |
          static_cast<char32_t>((byte(i + 2) & 0x3F) << 6) | (byte(i + 3) & 0x3Fu);
      length = 4;
    }
    return {m_table[c], length};
  }
  bool isNewline(std::size_t i) const { return i < m_text.size() && (m_text[i] == '\n' || m_text[i] == '\r'); }

  /// End of the run of characters with any of `bits` that starts at i.
  std::size_t run(std::size_t i, std::uint8_t bits) const {
    for (;;) {
      while (i < m_text.size() && byte(i) < 0x80) {
        if (!(m_ascii[byte(i)] & bits)) return i;
        ++i;
      }
      const Char c = at(i);
      if (c.length == 0 || !(c.bits & bits)) return i;
      i += c.length;
    }
  }
  /// End of the run of characters with none of `bits`.
  std::size_t runOther(std::size_t i, std::uint8_t bits) const {
    for (Char c = at(i); c.length != 0 && !(c.bits & bits); c = at(i)) i += c.length;
    return i;
  }

  /// Length of 's 't 're 've 'm 'll 'd at i (an apostrophe stands there), or 0. With folding also upper case and 'ſ.
  std::size_t contraction(std::size_t i, bool fold) const {
    const auto lower = [&](std::size_t k) -> unsigned char {
      if (k >= m_text.size()) return 0;
      const unsigned char c = byte(k);
      return fold && c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + 32) : c;
    };
    const unsigned char a = lower(i + 1);
    if (a == 's' || a == 't' || a == 'm' || a == 'd') return 2;
    const unsigned char b = lower(i + 2);
    if ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l')) return 3;
    if (fold && a == 0xC5 && b == 0xBF) return 3;  // U+017F folds to s
    return 0;
  }

 private:
  std::string_view m_text;
  const CharTable& m_table;
  const std::uint8_t* m_ascii;
};

/// \s+(?!\S)|\s+ for a run of whitespace [i, end).
std::size_t spacesBeforeWord(const Reader& r, std::size_t i, std::size_t end) {
  if (end == r.size()) return end;
  std::size_t last = end - 1;
  while ((r.byte(last) & 0xC0) == 0x80) --last;
  return last > i ? last : end;
}

std::size_t nextGpt2(const Reader& r, std::size_t i) {
  if (r.byte(i) == '\'')
    if (const std::size_t length = r.contraction(i, false)) return i + length;
  std::size_t start = i;
  Reader::Char c = r.at(i);
  if (r.byte(i) == ' ') {
    const Reader::Char next = r.at(i + 1);
    if (next.length != 0 && !(next.bits & CharSpace)) {
      start = i + 1;
      c = next;
    }
  }
  if (c.bits & CharLetter) return r.run(start + c.length, CharLetter);
  if (c.bits & CharNumber) return r.run(start + c.length, CharNumber);
  if (!(c.bits & CharSpace)) return r.runOther(start + c.length, CharLetter | CharNumber | CharSpace);
  return spacesBeforeWord(r, i, r.run(i, CharSpace));
}

struct Rules {
  std::uint8_t word = CharLetter;  // classes of characters in a word
  bool byCase = false;
  bool leadingContractions = true;
  bool trailingContractions = false;
  bool slashAfterMarks = false;  // [\r\n/]* instead of [\r\n]*
  bool tailWhole = false;        // \s++$ before \s*[\r\n]
  int digits = 3;
};

constexpr std::uint8_t kUpperPart = CharUpper | CharCaseless | CharMark;
constexpr std::uint8_t kLowerPart = CharLower | CharCaseless | CharMark;

/// [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+ from s, or 0.
std::size_t capitalised(const Reader& r, std::size_t s) {
  std::size_t lastShared = 0;  // end of the last character that could also be the lower part
  std::size_t i = s;
  for (Reader::Char c = r.at(i); c.length != 0 && (c.bits & kUpperPart); c = r.at(i)) {
    i += c.length;
    if (c.bits & kLowerPart) lastShared = i;
  }
  const std::size_t end = r.run(i, kLowerPart);
  return end > i ? end : lastShared;
}

/// [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]* from s, or 0.
std::size_t upperFirst(const Reader& r, std::size_t s) {
  const std::size_t end = r.run(s, kUpperPart);
  return end > s ? r.run(end, kLowerPart) : 0;
}

std::size_t wordByCase(const Reader& r, std::size_t i, Reader::Char c, bool mayPrefix) {
  const std::size_t after = i + c.length;
  std::size_t end = 0;
  if (mayPrefix) end = capitalised(r, after);
  if (!end) end = capitalised(r, i);
  if (!end && mayPrefix) end = upperFirst(r, after);
  if (!end) end = upperFirst(r, i);
  return end;
}

template <Rules rules>
std::size_t nextModern(const Reader& r, std::size_t i) {
  if constexpr (rules.leadingContractions)
    if (r.byte(i) == '\'')
      if (const std::size_t length = r.contraction(i, true)) return i + length;
  const Reader::Char c = r.at(i);
  const bool mayPrefix = !(c.bits & (CharLetter | CharNumber)) && !r.isNewline(i);
  if constexpr (rules.byCase) {
    if (std::size_t end = wordByCase(r, i, c, mayPrefix)) {
      if constexpr (rules.trailingContractions)
        if (end < r.size() && r.byte(end) == '\'') end += r.contraction(end, true);
      return end;
    }
  } else {
    if (c.bits & rules.word) return r.run(i + c.length, rules.word);
    if (mayPrefix) {
      const Reader::Char next = r.at(i + c.length);
      if (next.bits & rules.word) return r.run(i + c.length + next.length, rules.word);
    }
  }
  if (c.bits & CharNumber) {
    std::size_t end = i + c.length;
    for (int n = 1; n < rules.digits; ++n) {
      const Reader::Char digit = r.at(end);
      if (!(digit.bits & CharNumber)) break;
      end += digit.length;
    }
    return end;
  }
  constexpr std::uint8_t notMarks = CharSpace | CharNumber | (rules.byCase ? std::uint8_t{CharLetter} : rules.word);
  const std::size_t marks = r.byte(i) == ' ' ? i + 1 : i;
  if (const std::size_t end = r.runOther(marks, notMarks); end > marks) {
    std::size_t tail = end;
    while (r.isNewline(tail) || (rules.slashAfterMarks && tail < r.size() && r.byte(tail) == '/')) ++tail;
    return tail;
  }
  const std::size_t end = r.run(i, CharSpace);
  if (rules.tailWhole && end == r.size()) return end;
  for (std::size_t k = end; k > i; --k)
    if (r.isNewline(k - 1)) return k;
  return spacesBeforeWord(r, i, end);
}

template <class Next>
void collect(std::string_view text, std::uint32_t offset, std::vector<Cut>& out, const Next& next) {
  const Reader reader(text);
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = next(reader, i);
    out.push_back({offset + static_cast<std::uint32_t>(i), offset + static_cast<std::uint32_t>(end)});
    i = end;
  }
}

}  // namespace

std::optional<Scanner> scannerFor(std::string_view pattern) {
  if (pattern == kGpt2Pattern) return Scanner::Gpt2;
  if (pattern == kLlama3Pattern) return Scanner::Llama3;
  if (pattern == kQwen2Pattern) return Scanner::Qwen2;
  if (pattern == kQwen35Pattern) return Scanner::Qwen35;
  if (pattern == kTekkenPattern) return Scanner::Tekken;
  if (pattern == kO200kPattern) return Scanner::O200k;
  return std::nullopt;
}

void scan(Scanner scanner, std::string_view text, std::uint32_t offset, std::vector<Cut>& out) {
  constexpr Rules llama3{};
  constexpr Rules cl100k{.tailWhole = true};
  constexpr Rules qwen2{.digits = 1};
  constexpr Rules qwen35{.word = CharLetter | CharMark, .digits = 1};
  constexpr Rules tekken{.byCase = true, .leadingContractions = false, .slashAfterMarks = true, .digits = 1};
  constexpr Rules o200k{
      .byCase = true, .leadingContractions = false, .trailingContractions = true, .slashAfterMarks = true};
  switch (scanner) {
    case Scanner::Gpt2:
      return collect(text, offset, out, nextGpt2);
    case Scanner::Llama3:
      return collect(text, offset, out, nextModern<llama3>);
    case Scanner::Cl100k:
      return collect(text, offset, out, nextModern<cl100k>);
    case Scanner::Qwen2:
      return collect(text, offset, out, nextModern<qwen2>);
    case Scanner::Qwen35:
      return collect(text, offset, out, nextModern<qwen35>);
    case Scanner::Tekken:
      return collect(text, offset, out, nextModern<tekken>);
    case Scanner::O200k:
      return collect(text, offset, out, nextModern<o200k>);
  }
}

}  // namespace timbre::text
