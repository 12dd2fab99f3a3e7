// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/text_scan.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/data/conversation.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace timbre::data {

namespace {

char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
bool isWordByte(char c) { return (fold(c) >= 'a' && fold(c) <= 'z') || (c >= '0' && c <= '9') || c == '_'; }
bool isWordStart(char c) { return isWordByte(c) && !(c >= '0' && c <= '9'); }

bool isInvisible(char32_t c) {
  return c == 0x200B || c == 0x2060 || c == 0xFEFF || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/// Position of `folded` in `text` from `from`, ASCII case ignored. The first byte is found by memchr of both cases.
std::size_t findFolded(std::string_view text, std::string_view folded, std::size_t from) {
  if (folded.empty()) return from;
  const char lower = folded[0];
  const char upper = lower >= 'a' && lower <= 'z' ? static_cast<char>(lower - ('a' - 'A')) : lower;
  std::size_t nextLower = text.find(lower, from);
  std::size_t nextUpper = upper == lower ? std::string_view::npos : text.find(upper, from);
  while (nextLower != std::string_view::npos || nextUpper != std::string_view::npos) {
    const std::size_t at = std::min(nextLower, nextUpper);
    if (at + folded.size() > text.size()) return std::string_view::npos;
    std::size_t i = 1;
    while (i < folded.size() && fold(text[at + i]) == folded[i]) ++i;
    if (i == folded.size()) return at;
    if (at == nextLower) nextLower = text.find(lower, at + 1);
    else nextUpper = text.find(upper, at + 1);
  }
  return std::string_view::npos;
}

constexpr std::array<std::string_view, 18> refusalPhrases{
    "as an ai language model", "as a language model", "as an ai assistant", "as an artificial intelligence", "i'm just an ai",
    "i am just an ai", "i'm an ai language model", "i am an ai language model", "my knowledge cutoff", "my training data only goes",
    "i was trained by openai", "i am chatgpt", "i'm chatgpt",
    "作为一个人工智能", "作为一名人工智能", "作为一个ai", "作为ai语言模型", "作为一个语言模型"};

}  // namespace

std::string findPlaceholder(std::string_view text) {
  bool code = false, block = false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text.substr(i, 3) == "```") {
      block = !block;
      code = false;
      i += 2;
    } else if (text[i] == '`' && !block) {
      code = !code;
    } else if (text[i] == '\n') {
      code = false;
    } else if (!code && !block && text[i] == '{' && text[i + 1] == '{') {
      std::size_t at = i + 2;
      while (at < text.size() && text[at] == ' ') ++at;
      const std::size_t name = at;
      if (at < text.size() && isWordStart(text[at]))
        while (at < text.size() && isWordByte(text[at]) && at - name < 64) ++at;
      const std::size_t nameEnd = at;
      while (at < text.size() && text[at] == ' ') ++at;
      if (nameEnd > name && text.substr(at, 2) == "}}" && (i == 0 || text[i - 1] != '{')) return std::string(text.substr(i, at + 2 - i));
    }
  }
  return {};
}

std::string findRefusalPhrase(std::string_view text) {
  for (const std::string_view phrase : refusalPhrases)
    if (const std::size_t at = findFolded(text, phrase, 0); at != std::string_view::npos) return std::string(text.substr(at, phrase.size()));
  return {};
}

std::string findInvisible(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0xE2) {
      ++i;
      continue;
    }
    const base::CodePoint point = base::decodeUtf8(text, i);
    i += point.length;
    if (!point.valid || !isInvisible(point.value)) continue;
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, "U+%04X", static_cast<unsigned>(point.value));
    return buffer;
  }
  return {};
}

std::string removeInvisible(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const base::CodePoint point = base::decodeUtf8(text, i);
    if (!point.valid || !isInvisible(point.value)) out.append(text.substr(i, point.length));
    i += point.length;
  }
  return out;
}

std::string foldAscii(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), fold);
  return out;
}

bool containsFolded(std::string_view text, std::string_view folded) {
  return findFolded(text, folded, 0) != std::string_view::npos;
}

bool rowContains(std::string_view raw, std::string_view folded) {
  // Where nothing of the needle can be escaped, the bytes of the row contain it: a quick no for nearly all rows of a search.
  const bool plain = std::none_of(folded.begin(), folded.end(), [](char c) {
    return c == '"' || c == '\\' || c == '/' || static_cast<unsigned char>(c) < 0x20;
  });
  if (plain && raw.find("\\u") == std::string_view::npos && !containsFolded(raw, folded)) return false;
  const auto row = Conversation::parse(std::string(raw));
  if (!row.ok()) return false;
  const std::vector<std::string> texts = row->texts();
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return containsFolded(text, folded); });
}

std::string normalised(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  for (const char c : text) {
    if (isBlank(c)) {
      gap = !out.empty();
    } else {
      if (gap) out += ' ';
      gap = false;
      out += fold(c);
    }
  }
  return out;
}

std::int64_t textHash(std::string_view text) {
  const std::string hex = base::sha256Hex(text);
  std::uint64_t value = 0;
  for (const char c : hex.substr(0, 16)) value = value * 16 + static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  return value == 0 ? 1 : static_cast<std::int64_t>(value);
}

Replaced replaceAll(std::string_view text, std::string_view find, std::string_view replacement, bool matchCase, bool wholeWord) {
  Replaced out;
  if (find.empty()) return {std::string(text), 0};
  const std::string folded = foldAscii(find);
  std::size_t copied = 0;
  for (std::size_t at = 0;;) {
    at = matchCase ? text.find(find, at) : findFolded(text, folded, at);
    if (at == std::string_view::npos) break;
    const std::size_t end = at + find.size();
    const bool splitsWord = wholeWord && ((at > 0 && isWordByte(text[at - 1]) && isWordByte(text[at])) ||
                                          (end < text.size() && isWordByte(text[end]) && isWordByte(text[end - 1])));
    if (splitsWord) {
      ++at;
      continue;
    }
    out.text.append(text.substr(copied, at - copied)).append(replacement);
    copied = at = end;
    ++out.count;
  }
  out.text.append(text.substr(copied));
  return out;
}

std::string trimSpaces(std::string_view text) {
  std::size_t begin = 0, end = text.size();
  // U+3000, the full-width blank, counts too: Chinese texts are indented with it.
  for (;;) {
    if (begin < end && isBlank(text[begin])) ++begin;
    else if (text.substr(begin, 3) == "\u3000" && begin + 3 <= end) begin += 3;
    else break;
  }
  for (;;) {
    if (end > begin && isBlank(text[end - 1])) --end;
    else if (end >= begin + 3 && text.substr(end - 3, 3) == "\u3000") end -= 3;
    else break;
  }
  return std::string(text.substr(begin, end - begin));
}

std::string collapseSpaces(std::string_view text) {
  const std::string trimmed = trimSpaces(text);
  std::string out;
  for (std::size_t i = 0; i < trimmed.size();) {
    if (!isBlank(trimmed[i])) {
      out += trimmed[i++];
      continue;
    }
    std::size_t breaks = 0;
    for (; i < trimmed.size() && isBlank(trimmed[i]); ++i) breaks += trimmed[i] == '\n';
    out += breaks == 0 ? " " : breaks == 1 ? "\n" : "\n\n";
  }
  return out;
}

namespace {

struct Pair {
  char half;
  std::string_view full;
};
constexpr std::array<Pair, 8> punctuation{{{',', "，"}, {'.', "。"}, {'!', "！"}, {'?', "？"}, {':', "："}, {';', "；"}, {'(', "（"}, {')', "）"}}};

bool isCjk(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const char32_t c = base::decodeUtf8(text, at).value;
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/// Whether the character that ends before `at` is CJK.
bool cjkBefore(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 4) {
    --begin;
    if ((static_cast<unsigned char>(text[begin]) & 0xC0) != 0x80) return isCjk(text, begin);
  }
  return false;
}

}  // namespace

std::string fullWidthPunctuation(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto pair = std::find_if(punctuation.begin(), punctuation.end(), [&](const Pair& p) { return p.half == text[i]; });
    const bool beside = pair != punctuation.end() && (cjkBefore(text, i) || (text[i] == '(' && isCjk(text, i + 1)));
    if (beside) out += pair->full;
    else out += text[i];
  }
  return out;
}

std::string halfWidthPunctuation(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto pair = std::find_if(punctuation.begin(), punctuation.end(), [&](const Pair& p) { return text.substr(i, p.full.size()) == p.full; });
    if (pair != punctuation.end()) {
      out += pair->half;
      i += pair->full.size();
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::string cutText(std::string_view text, std::size_t bytes, bool& cut) {
  cut = text.size() > bytes;
  if (!cut) return std::string(text);
  const std::string_view head = text.substr(0, bytes);
  return std::string(head.substr(0, base::completeUtf8Prefix(head)));
}

}  // namespace timbre::data
