// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/hf_tokenizer.h"

#include "core/base/utf8.h"
#include "core/text/bytes_map.h"
#include "core/text/text_input.h"

namespace timbre::text {

base::Result<void> HfTokenizer::encodeWords(const Piece& piece, Scratch& scratch, TokenSink& sink) const {
  struct Words {
    const WordModel& model;
    bool operator()(std::string_view word, bool whole, Symbols& out) const { return model.encode(word, whole, out); }
    bool tellsParts() const { return model.tellsParts(); }
    void expect(std::string_view word) const { model.expect(word); }
  };
  const Words encode{*m_model};
  return preTokenize(m_preTokenizer, piece, scratch.arena, scratch.pre,
                     [&](const Piece& text, std::span<const Cut> words) {
                       return timbre::text::encodeWords(text, words, m_model->joins(), scratch.words, sink, encode);
                     });
}

base::Result<void> HfTokenizer::encodePiece(const Piece& raw, Scratch& scratch, TokenSink& sink) const {
  Piece piece = raw;
  if (m_normalizer) TIMBRE_TRY(m_normalizer->apply(piece, scratch.arena));
  if (m_normalizedMatcher.empty()) {
    if (!piece.text.empty()) TIMBRE_TRY(encodeWords(piece, scratch, sink));
    return {};
  }
  TIMBRE_ASSIGN(const auto matches, m_normalizedMatcher.find(piece.text));
  std::size_t at = 0;
  for (const AddedMatch& match : matches) {
    if (at < match.begin) TIMBRE_TRY(encodeWords(piece.part(at, match.begin), scratch, sink));
    sink.push(match.id, piece.origin(match.begin, match.end));
    at = match.end;
  }
  if (at < piece.text.size()) TIMBRE_TRY(encodeWords(piece.part(at, piece.text.size()), scratch, sink));
  return {};
}

base::Result<Encoding> HfTokenizer::run(std::string_view text, const EncodeOptions& options, bool offsets) const {
  const ScratchPool<Scratch>::Lease scratch(m_scratch);
  // “first” looks at where a piece comes from, which only a piece that nothing changed knows without a map.
  const Arena::Use use(scratch->arena,
                       offsets || (m_preTokenizer.prependsFirst && (m_normalizer || m_preTokenizer.stages.size() > 1)));
  TIMBRE_ASSIGN(const Piece whole, inputPiece(text, scratch->arena));
  Encoding& out = scratch->words.draft.begin();
  TokenSink sink(out, offsets);
  const auto addAll = [&](const std::vector<TokenId>& ids, std::uint32_t at) {
    for (const TokenId id : ids) sink.push(id, {at, at});
  };
  if (options.addSpecial) addAll(m_postProcessor.before, 0);
  TIMBRE_ASSIGN(const auto matches, m_rawMatcher.find(whole.text));
  std::size_t at = 0;
  for (const AddedMatch& match : matches) {
    if (at < match.begin) TIMBRE_TRY(encodePiece(whole.part(at, match.begin), *scratch, sink));
    sink.push(match.id, whole.origin(match.begin, match.end));
    at = match.end;
  }
  if (at < whole.text.size()) TIMBRE_TRY(encodePiece(whole.part(at, whole.text.size()), *scratch, sink));
  if (options.addSpecial) addAll(m_postProcessor.after, static_cast<std::uint32_t>(text.size()));
  return scratch->words.draft.take();
}

base::Result<Encoding> HfTokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  return run(text, options, true);
}

base::Result<std::vector<TokenId>> HfTokenizer::encodeIds(std::string_view text, const EncodeOptions& options) const {
  TIMBRE_ASSIGN(Encoding encoding, run(text, options, false));
  return std::move(encoding.ids);
}

const std::string* HfTokenizer::surfaceOf(TokenId id) const {
  if (const auto it = m_addedById.find(id); it != m_addedById.end()) return &m_added[it->second].content;
  return m_model->surface(id);
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
  return m_model->idOf(surface);
}

bool HfTokenizer::isSpecial(TokenId id) const {
  const auto it = m_addedById.find(id);
  return it != m_addedById.end() && m_added[it->second].special;
}

std::string HfTokenizer::kind() const {
  if (m_model->isUnigram()) return "Unigram";
  return m_preTokenizer.byteMode || m_decoder.isByteLevel() ? "byte-level BPE" : "SentencePiece BPE";
}

}  // namespace timbre::text
