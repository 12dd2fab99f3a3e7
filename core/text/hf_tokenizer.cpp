// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/hf_tokenizer.h"

#include "core/base/utf8.h"
#include "core/text/bytes_map.h"
#include "core/text/text_input.h"

namespace timbre::text {

base::Result<void> HfTokenizer::encodeWords(const Piece& piece, Arena& arena, Symbols& symbols, Encoding& out) const {
  const auto sink = [&](const Piece& text, std::span<const Cut> words) -> base::Result<void> {
    for (const Cut& word : words) {
      symbols.ids.clear();
      symbols.lengths.clear();
      if (!m_model.encode(text.text.substr(word.begin, word.end - word.begin), symbols))
        return base::Error("tokenizer.budget",
                           {{"what", "one word of " + std::to_string(word.end - word.begin) + " bytes"}});
      std::size_t at = word.begin;
      for (std::size_t i = 0; i < symbols.ids.size(); ++i) {
        const Cut origin = text.origin(at, at + symbols.lengths[i]);
        at += symbols.lengths[i];
        out.ids.push_back(symbols.ids[i]);
        out.begin.push_back(origin.begin);
        out.end.push_back(origin.end);
      }
    }
    return {};
  };
  return preTokenize(m_preTokenizer, piece, arena, sink);
}

base::Result<void> HfTokenizer::encodePiece(const Piece& raw, Arena& arena, Symbols& symbols, Encoding& out) const {
  Piece piece = raw;
  if (m_normalizer) TIMBRE_TRY(m_normalizer->apply(piece, arena));
  if (m_normalizedMatcher.empty()) {
    if (!piece.text.empty()) TIMBRE_TRY(encodeWords(piece, arena, symbols, out));
    return {};
  }
  TIMBRE_ASSIGN(const auto matches, m_normalizedMatcher.find(piece.text));
  std::size_t at = 0;
  for (const AddedMatch& match : matches) {
    if (at < match.begin) TIMBRE_TRY(encodeWords(piece.part(at, match.begin), arena, symbols, out));
    const Cut origin = piece.origin(match.begin, match.end);
    out.ids.push_back(match.id);
    out.begin.push_back(origin.begin);
    out.end.push_back(origin.end);
    at = match.end;
  }
  if (at < piece.text.size()) TIMBRE_TRY(encodeWords(piece.part(at, piece.text.size()), arena, symbols, out));
  return {};
}

base::Result<Encoding> HfTokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  Arena arena;
  TIMBRE_ASSIGN(const Piece whole, inputPiece(text, arena));
  Encoding out;
  const std::size_t guess = text.size() / 3 + 8;
  out.ids.reserve(guess);
  out.begin.reserve(guess);
  out.end.reserve(guess);
  const auto addAll = [&](const std::vector<TokenId>& ids, std::uint32_t at) {
    out.ids.insert(out.ids.end(), ids.begin(), ids.end());
    out.begin.insert(out.begin.end(), ids.size(), at);
    out.end.insert(out.end.end(), ids.size(), at);
  };
  if (options.addSpecial) addAll(m_postProcessor.before, 0);
  Symbols symbols;
  TIMBRE_ASSIGN(const auto matches, m_rawMatcher.find(whole.text));
  std::size_t at = 0;
  for (const AddedMatch& match : matches) {
    if (at < match.begin) TIMBRE_TRY(encodePiece(whole.part(at, match.begin), arena, symbols, out));
    const Cut origin = whole.origin(match.begin, match.end);
    out.ids.push_back(match.id);
    out.begin.push_back(origin.begin);
    out.end.push_back(origin.end);
    at = match.end;
  }
  if (at < whole.text.size()) TIMBRE_TRY(encodePiece(whole.part(at, whole.text.size()), arena, symbols, out));
  if (options.addSpecial) addAll(m_postProcessor.after, static_cast<std::uint32_t>(text.size()));
  return out;
}

const std::string* HfTokenizer::surfaceOf(TokenId id) const {
  if (const auto it = m_addedById.find(id); it != m_addedById.end()) return &m_added[it->second].content;
  return m_model.surface(id);
}

std::string HfTokenizer::decode(std::span<const TokenId> ids, bool skipSpecial) const {
  if (m_decoder.isByteLevel()) {
    std::string bytes;
    for (const TokenId id : ids) {
      const std::string* surface = surfaceOf(id);
      if (!surface || (skipSpecial && isSpecial(id))) continue;
      if (const auto own = bytesOfSurface(*surface))
        bytes += *own;
      else
        bytes += *surface;
    }
    return lossyUtf8(std::move(bytes));
  }
  std::vector<std::string> tokens;
  tokens.reserve(ids.size());
  for (const TokenId id : ids)
    if (const std::string* surface = surfaceOf(id); surface && !(skipSpecial && isSpecial(id)))
      tokens.push_back(*surface);
  return m_decoder.decode(std::move(tokens));
}

std::string HfTokenizer::tokenBytes(TokenId id) const {
  const std::string* surface = surfaceOf(id);
  if (!surface || isSpecial(id)) return {};
  if (m_decoder.isByteLevel()) return bytesOfSurface(*surface).value_or(*surface);
  if (m_decoder.hasByteFallback())
    if (const auto byte = fallbackByte(*surface)) return std::string(1, static_cast<char>(*byte));
  // Decoders may treat the first token differently, so decode it behind a neutral one.
  std::string text = m_decoder.decode({"a", *surface, "a"});
  const std::string alone = m_decoder.decode({"a", "a"});
  if (!text.starts_with('a') || !text.ends_with('a') || text.size() < 2) return *surface;
  text = text.substr(1, text.size() - 2);
  if (alone == "a a" && text.ends_with(' '))
    text.pop_back();  // no decoder: one of the two spaces belongs to the next token
  return text;
}

std::string HfTokenizer::tokenText(TokenId id) const {
  const std::string* surface = surfaceOf(id);
  return surface ? *surface : std::string();
}

std::optional<TokenId> HfTokenizer::tokenId(std::string_view surface) const {
  if (const auto it = m_addedByContent.find(std::string(surface)); it != m_addedByContent.end()) return it->second;
  return m_model.idOf(surface);
}

bool HfTokenizer::isSpecial(TokenId id) const {
  const auto it = m_addedById.find(id);
  return it != m_addedById.end() && m_added[it->second].special;
}

std::string HfTokenizer::kind() const {
  return m_preTokenizer.byteMode || m_decoder.isByteLevel() ? "byte-level BPE" : "SentencePiece BPE";
}

}  // namespace timbre::text
