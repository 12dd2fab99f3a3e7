// SPDX-License-Identifier: GPL-3.0-or-later
// The text as the pieces spell it: through the character map, spaces as ▁, and none at the ends.
#include "core/text/sentencepiece_tokenizer.h"

namespace timbre::text {

namespace {

constexpr std::string_view kSpace = "\xE2\x96\x81";  // ▁

}  // namespace

/// End of the characters from `at` on that stay as they are; none of them is a space.
std::size_t SentencePieceTokenizer::plainEnd(std::string_view text, std::size_t at) const {
  if (m_charsmap.empty() && m_userDefined.empty()) return std::min(text.find(' ', at), text.size());
  while (at < text.size() && text[at] != ' ') {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (!m_userDefined.empty() && m_userDefined.longestAt(text, at) > 0) break;
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0;
    if ((byte | next) < 0x80) {
      if (m_charsmap.mayStart(byte, next)) break;
      ++at;
    } else {
      if (m_charsmap.longestPrefix(text.substr(at)).length > 0) break;
      at += walkUtf8(text.data() + at).length;
    }
  }
  return at;
}

Piece SentencePieceTokenizer::normalize(const Piece& piece, bool dummyPrefix, Arena& arena) const {
  const std::string_view text = piece.text;
  const std::string_view space = m_model.escapeWhitespaces ? kSpace : std::string_view(" ");
  const auto next = [&](std::size_t at) -> Charsmap::Match {
    if (const std::size_t length = m_userDefined.longestAt(text, at)) return {length, text.substr(at, length)};
    if (const Charsmap::Match match = m_charsmap.longestPrefix(text.substr(at)); match.length > 0) return match;
    const std::size_t length = walkUtf8(text.data() + at).length;
    return {length, text.substr(at, length)};
  };
  const bool trim = m_model.removeExtraWhitespaces;
  std::size_t at = 0;
  while (trim && at < text.size()) {
    const Charsmap::Match match = next(at);
    if (match.replacement != " ") break;
    at += match.length;
  }
  Arena::Buffer& out = arena.make();
  if (at == text.size()) return Arena::view(out, piece.originAt(at));
  out.text.reserve(text.size() + text.size() / 4 + 8);
  const std::uint32_t start = piece.originAt(at);
  const bool prefix = dummyPrefix && m_model.addDummyPrefix;
  if (prefix && !m_model.whitespaceAsSuffix) out.append(space, {start, start});
  bool afterSpace = trim;
  while (at < text.size()) {
    if (const std::size_t end = plainEnd(text, at); end > at) {
      if (!out.origins) out.text += text.substr(at, end - at);
      for (std::size_t stop = at; out.origins && at < end; at = stop) {  // byte tokens stand for their whole character
        stop += walkUtf8(text.data() + at).length;
        out.append(text.substr(at, stop - at), piece.origin(at, stop));
      }
      afterSpace = false;
      at = end;
      continue;
    }
    const Charsmap::Match match = next(at);
    const Cut origin = piece.origin(at, at + match.length);
    std::string_view rest = match.replacement;
    while (afterSpace && rest.starts_with(' ')) rest.remove_prefix(1);
    for (std::size_t i = 0; i < rest.size(); ++i) out.append(rest[i] == ' ' ? space : rest.substr(i, 1), origin);
    if (!rest.empty()) afterSpace = rest.back() == ' ';
    if (!trim) afterSpace = false;
    at += match.length;
  }
  while (trim && std::string_view(out.text).ends_with(space)) {
    out.text.resize(out.text.size() - space.size());
    if (out.origins) out.map.resize(out.text.size());
  }
  if (prefix && m_model.whitespaceAsSuffix) {
    const std::uint32_t end = piece.originAt(text.size());
    out.append(space, {end, end});
  }
  return Arena::view(out, start);
}

}  // namespace timbre::text
