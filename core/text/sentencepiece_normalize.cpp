// SPDX-License-Identifier: GPL-3.0-or-later
// The text as the pieces spell it: through the character map, spaces as ▁, and none at the ends. Where the vocabulary
// allows it (m_spaceIsByte) ▁ is written as a plain space from here to the model, which makes English words ASCII.
#include "core/text/sentencepiece_tokenizer.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace timbre::text {

namespace {

constexpr std::string_view kSpace = "\xE2\x96\x81";  // ▁
// What copying does with a byte of the text.
constexpr std::uint8_t kStop = 1;        // not ASCII, or something may begin with it
constexpr std::uint8_t kBlank = 2;       // a space, or becomes one
constexpr std::uint8_t kGuarded = 0x80;  // stops before a byte that is not ASCII

}  // namespace

/// A text on its way to its normal form.
class SentencePieceTokenizer::Normalizing {
 public:
  Normalizing(const SentencePieceTokenizer& tokenizer, const Piece& piece, Arena::Buffer& out)
      : m_tokenizer(tokenizer),
        m_piece(piece),
        m_text(piece.text),
        m_out(out),
        m_space(tokenizer.spaceSpelt()),
        m_trim(tokenizer.m_model.removeExtraWhitespaces),
        m_afterSpace(m_trim) {}

  /// Where the first character stands that is no space to be trimmed.
  std::size_t begin() const {
    std::size_t at = 0;
    while (m_trim && at < m_text.size()) {
      const Charsmap::Match match = next(at);
      if (match.replacement != " ") break;
      at += match.length;
    }
    return at;
  }
  void run(std::size_t at) {
    m_out.text.reserve(m_out.text.size() + m_text.size() + m_text.size() / 8 + 8);
    while (at < m_text.size()) {
      if (!m_out.origins && (at = copyAscii(at)) == m_text.size()) break;
      const std::size_t end = otherEnd(at);
      if (end > at) copy(at, end);
      at = end > at ? end : mapOne(at);
    }
  }
  void trimEnd() {
    while (m_trim && std::string_view(m_out.text).ends_with(m_space)) {
      m_out.text.resize(m_out.text.size() - m_space.size());
      if (m_out.origins) m_out.map.resize(m_out.text.size());
    }
  }
  std::string_view space() const { return m_space; }

 private:
  unsigned char byte(std::size_t i) const { return static_cast<unsigned char>(m_text[i]); }

  Charsmap::Match next(std::size_t at) const {
    if (const std::size_t length = m_tokenizer.m_userDefined.longestAt(m_text, at))
      return {length, m_text.substr(at, length)};
    if (const Charsmap::Match match = m_tokenizer.m_charsmap.longestOf(walkUtf8(m_text.data() + at)); match.length > 0)
      return match;
    if (const Charsmap::Match match = m_tokenizer.m_charsmap.longestPrefix(m_text.substr(at)); match.length > 0)
      return match;
    const std::size_t length = utf8Length(byte(at));
    return {length, m_text.substr(at, length)};
  }

  /// Copies ASCII that nothing begins with, spaces included; where it stopped. One step per byte without a branch:
  /// words are too short for their ends to be foreseen.
  std::size_t copyAscii(std::size_t at) {
    constexpr std::size_t kChunk = 256;
    const auto& kinds = m_tokenizer.m_byteKinds;
    if (kinds[byte(at)] & kStop) return at;
    for (bool stopped = false; !stopped && at < m_text.size();) {
      const std::size_t stop = std::min(m_text.size(), at + kChunk);
      const std::size_t written = m_out.text.size();
      m_out.text.resize(written + (stop - at) * m_space.size() + 4);
      char* to = m_out.text.data() + written;
      bool afterSpace = m_afterSpace;
      for (std::size_t block = at; at < stop; ++at) {
        // Where a step is one byte long, up to eight are copied at once; where none can be, eight are walked before
        // the next try.
        for (std::size_t plain = 8; plain == 8 && at >= block && at + 8 < stop; at += plain) {
          plain = plainBytes(at, afterSpace);
          std::memcpy(to, m_text.data() + at, 8);
          to += plain;
          if (plain == 0) block = at + 8;
          if (plain > 0) afterSpace = m_trim && to[-1] == ' ';
        }
        const unsigned char here = byte(at);
        const unsigned char after = at + 1 < m_text.size() ? byte(at + 1) : 0;
        const std::uint8_t kind = kinds[here];
        if ((kind & kStop) | (kind & after & kGuarded)) {
          stopped = true;
          break;
        }
        const bool blank = (kind & kBlank) != 0;
        std::memcpy(to, m_tokenizer.m_spelt[here].data(), 4);
        to += blank ? (afterSpace ? 0 : m_space.size()) : 1;
        afterSpace = blank & m_trim;
      }
      m_afterSpace = afterSpace;
      m_out.text.resize(static_cast<std::size_t>(to - m_out.text.data()));
    }
    return at;
  }

  /// How many of the eight bytes from `at` on are copied as they are: printable ASCII that nothing begins with, before
  /// more ASCII, and no space that is spelt otherwise or left out.
  std::size_t plainBytes(std::size_t at, bool afterSpace) const {
    if (m_space.size() != 1) return 0;
    constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7Full;
    constexpr std::uint64_t kOnes = 0x0101010101010101ull;
    std::uint64_t bytes;
    std::memcpy(&bytes, m_text.data() + at, 8);
    // The top bit of every byte that is not plain. Carries reach only bytes behind one.
    std::uint64_t other = ((bytes + kOnes) | (bytes - 0x20 * kOnes) | bytes) & ~kLow;  // not within 0x20–0x7E
    other |= (bytes & ~kLow) >> 8 | std::uint64_t{byte(at + 8) & 0x80u} << 56;
    if (!m_tokenizer.m_printableStays)
      for (std::size_t i = 0; i < 8; ++i)
        other |= static_cast<std::uint64_t>(m_tokenizer.m_byteKinds[byte(at + i)] & kStop) << (8 * i + 7);
    const std::uint64_t letters = bytes ^ (0x20 * kOnes);
    const std::uint64_t spaces = ~(((letters & kLow) + kLow) | letters | kLow);
    if (m_trim) other |= spaces & ((spaces << 8) | (afterSpace ? 0x80u : 0u));
    return static_cast<std::size_t>(std::countr_zero(other)) / 8;
  }

  /// End of the characters from `at` on that stay as they are, none of them a space or ▁ to be respelt.
  std::size_t otherEnd(std::size_t at) const {
    const CharSet& mapped = m_tokenizer.m_charsmap.starts();
    while (at < m_text.size()) {
      const WalkedChar c = walkUtf8(m_text.data() + at);
      if (c.value < 0x80 && (!m_out.origins || c.value == ' ')) break;
      if (m_tokenizer.m_userStarts.mayHave(c.value) || (m_tokenizer.m_spaceIsByte && c.value == 0x2581)) break;
      if (mapped.mayHave(c.value)) break;
      at += c.length;
    }
    return at;
  }
  void copy(std::size_t at, std::size_t end) {
    m_afterSpace = false;
    if (!m_out.origins) m_out.text += m_text.substr(at, end - at);
    while (m_out.origins && at < end) {  // byte tokens stand for their whole character
      const std::size_t stop = at + utf8Length(byte(at));
      m_out.append(m_text.substr(at, stop - at), m_piece.origin(at, stop));
      at = stop;
    }
  }

  /// The longest entry, user-defined piece or character at `at`.
  std::size_t mapOne(std::size_t at) {
    const Charsmap::Match match = next(at);
    const Cut origin = m_piece.origin(at, at + match.length);
    std::string_view rest = match.replacement;
    while (m_afterSpace && rest.starts_with(' ')) rest.remove_prefix(1);
    if (!rest.empty()) m_afterSpace = m_trim && rest.back() == ' ';
    while (!rest.empty()) {
      const std::size_t plain = std::min(rest.find(' '), m_tokenizer.m_spaceIsByte ? rest.find(kSpace) : rest.npos);
      m_out.append(rest.substr(0, plain), origin);
      if (plain == rest.npos) break;
      m_out.append(m_space, origin);
      rest.remove_prefix(plain + (rest[plain] == ' ' ? 1 : kSpace.size()));
    }
    if (!m_trim) m_afterSpace = false;
    return at + match.length;
  }

  const SentencePieceTokenizer& m_tokenizer;
  const Piece& m_piece;
  std::string_view m_text;
  Arena::Buffer& m_out;
  std::string_view m_space;
  bool m_trim;
  bool m_afterSpace;
};

std::string_view SentencePieceTokenizer::spaceSpelt() const {
  return m_model.escapeWhitespaces && !m_spaceIsByte ? kSpace : std::string_view(" ");
}

std::string SentencePieceTokenizer::inside(std::string_view piece) const {
  std::string out(piece);
  for (std::size_t i = 0; m_spaceIsByte && (i = out.find(kSpace, i)) != std::string::npos; ++i)
    out.replace(i, kSpace.size(), 1, ' ');
  return out;
}

void SentencePieceTokenizer::indexBytes() {
  for (unsigned b = 0; b < 256; ++b) {
    const auto c = static_cast<unsigned char>(b);
    std::uint8_t& kind = m_byteKinds[b];
    m_spelt[b] = {static_cast<char>(b), 0, 0, 0};
    const bool mappedToSpace = b < ' ' && m_charsmap.longestOf({b, 1}).replacement == " ";  // ends of lines, tabs
    if (b >= 0x80 || m_userStarts.mayHave(b) || (m_charsmap.startsInAscii(c) && !mappedToSpace)) {
      kind = kStop;
      if (b >= ' ' && b < 0x7F) m_printableStays = false;
      continue;
    }
    kind = m_charsmap.starts().mayHave(b) ? kGuarded : 0;
    if (b != ' ' && !mappedToSpace) continue;
    kind |= kBlank;
    std::memcpy(m_spelt[b].data(), spaceSpelt().data(), spaceSpelt().size());
  }
}

Piece SentencePieceTokenizer::normalize(const Piece& piece, bool dummyPrefix, Arena& arena) const {
  Arena::Buffer& out = arena.make();
  Normalizing work(*this, piece, out);
  const std::size_t at = work.begin();
  if (at == piece.text.size()) return Arena::view(out, piece.originAt(at));
  const std::uint32_t start = piece.originAt(at);
  const bool prefix = dummyPrefix && m_model.addDummyPrefix;
  if (prefix && !m_model.whitespaceAsSuffix) out.append(work.space(), {start, start});
  work.run(at);
  work.trimEnd();
  if (prefix && m_model.whitespaceAsSuffix) {
    const std::uint32_t end = piece.originAt(piece.text.size());
    out.append(work.space(), {end, end});
  }
  return Arena::view(out, start);
}

}  // namespace timbre::text
