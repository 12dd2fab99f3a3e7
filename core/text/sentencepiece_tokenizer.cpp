// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_tokenizer.h"

#include "core/base/utf8.h"
#include "core/text/text_input.h"

#include <algorithm>

namespace timbre::text {

namespace {

constexpr std::string_view kSpace = "\xE2\x96\x81";  // ▁
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kPartnerBytes = 3;  // of “sop” and “eop”
constexpr std::size_t kLongestStretch = std::size_t(1) << 25;

std::string withSpaces(std::string_view piece) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = piece.find(kSpace); i != std::string_view::npos; i = piece.find(kSpace, copied)) {
    out += piece.substr(copied, i - copied);
    out += ' ';
    copied = i + kSpace.size();
  }
  return out += piece.substr(copied);
}

}  // namespace

void SentencePieceTokenizer::splitUnused(TokenId id, std::uint32_t length, const Halves& halves, unsigned depth,
                                         Symbols& out) const {
  const bool isUnused = isPiece(id) && m_model.pieces[static_cast<std::size_t>(id)].type == PieceType::Unused;
  const auto half = isUnused && depth < 1000 ? halves.find(id) : halves.end();
  if (half == halves.end()) {
    out.add(id, length);
    return;
  }
  const auto& [left, right] = half->second;
  const auto leftLength = static_cast<std::uint32_t>(inside(textOf(left)).size());
  splitUnused(left, leftLength, halves, depth + 1, out);
  splitUnused(right, length - leftLength, halves, depth + 1, out);
}

/// Symbols that are no pieces become bytes or the unknown piece.
void SentencePieceTokenizer::resolve(std::string_view part, const Symbols& symbols, Symbols& out) const {
  std::size_t at = 0;
  for (std::size_t i = 0; i < symbols.ids.size(); ++i) {
    const std::size_t end = at + symbols.lengths[i];
    if (isPiece(symbols.ids[i]))
      out.add(symbols.ids[i], symbols.lengths[i]);
    else if (!m_model.byteFallback)
      out.add(m_unknown, symbols.lengths[i]);
    else
      for (std::size_t k = at; k < end; ++k) out.add(m_byteIds[static_cast<unsigned char>(part[k])], 1);
    at = end;
  }
}

/// One symbol per character, merged; `noteUnused` is told what unused pieces were made of.
template <class NoteUnused>
void SentencePieceTokenizer::merge(std::string_view part, Symbols& out, const NoteUnused& noteUnused) const {
  for (std::size_t i = 0; i < part.size();) {
    const WalkedChar c = walkUtf8(part.data() + i);
    out.add(c.value < m_symbolOf.size() ? m_symbolOf[c.value] : m_pieces.find(part.substr(i, c.length)), c.length);
    i += c.length;
  }
  mergeSymbols(out, 0, [&](TokenId a, TokenId b) {
    const Merge merge = m_merges.find(a, b);
    if (merge.id >= 0) noteUnused(merge.id, a, b);
    return merge;
  });
}

bool SentencePieceTokenizer::encodeParts(const Piece& normal, std::size_t begin, std::size_t end, Scratch& scratch,
                                         TokenSink& sink) const {
  const auto encode = [&](std::string_view part, Symbols& out) {
    if (part.size() > kLongestStretch) return false;
    scratch.symbols.clear();
    merge(part, scratch.symbols, [](TokenId, TokenId, TokenId) {});
    resolve(part, scratch.symbols, out);
    return true;
  };
  WordRun run(normal, &m_joins, scratch.words, sink, encode);
  return run.add(begin, end) && run.flush();
}

bool SentencePieceTokenizer::encodeStretch(const Piece& normal, std::size_t begin, std::size_t end, Scratch& scratch,
                                           TokenSink& sink) const {
  Symbols& symbols = scratch.symbols;
  if (!m_hasUnused) return encodeParts(normal, begin, end, scratch, sink);
  // How unused pieces fall apart depends on the whole stretch.
  if (end - begin > kLongestStretch) return false;
  const std::string_view stretch = normal.text.substr(begin, end - begin);
  Halves halves;
  symbols.clear();
  merge(stretch, symbols, [&](TokenId made, TokenId a, TokenId b) {
    if (isPiece(made) && m_model.pieces[static_cast<std::size_t>(made)].type == PieceType::Unused)
      halves[made] = {a, b};
  });
  Symbols split;
  for (std::size_t i = 0; i < symbols.ids.size(); ++i)
    splitUnused(symbols.ids[i], symbols.lengths[i], halves, 0, split);
  symbols.clear();
  resolve(stretch, split, symbols);
  sink.add(normal, begin, symbols.ids.data(), symbols.lengths.data(), symbols.ids.size());
  return true;
}

base::Result<void> SentencePieceTokenizer::encodeText(const Piece& piece, bool dummyPrefix, Scratch& scratch,
                                                      TokenSink& sink) const {
  const Piece normal = normalize(piece, dummyPrefix, scratch.arena);
  const std::string_view text = normal.text;
  const auto tooLong = [] { return base::Error("tokenizer.budget", {{"what", "one word of more than 32 MiB"}}); };
  sink.separate();
  if (m_isUnigram) return encodeUnigram(normal, scratch, sink) ? base::Result<void>() : tooLong();
  std::size_t done = 0;
  if (!m_userInside.empty()) {
    for (std::size_t at = 0; at < text.size();) {
      TokenId id = -1;
      const WalkedChar c = walkUtf8(text.data() + at);
      const std::size_t length = m_userStarts.mayHave(c.value) ? m_userInside.longestAt(text, at, &id) : 0;
      if (length == 0) {
        at += c.length;
        continue;
      }
      if (!encodeStretch(normal, done, at, scratch, sink)) return tooLong();
      const auto size = static_cast<std::uint32_t>(length);
      sink.add(normal, at, &id, &size, 1);  // frozen: nothing merges with it
      done = at += length;
    }
  }
  return encodeStretch(normal, done, text.size(), scratch, sink) ? base::Result<void>() : tooLong();
}

/// ChatGLM's “sop” or “eop” at the start of `text`, behind one of the three mask tokens; −1: neither.
TokenId SentencePieceTokenizer::partnerAt(TokenId mask, std::string_view text) const {
  if (m_prefix.empty()) return -1;
  const auto first = static_cast<TokenId>(m_model.pieces.size());
  if (mask < first || mask > first + 2) return -1;
  return text.starts_with("sop") ? first + 3 : text.starts_with("eop") ? first + 4 : -1;
}

base::Result<Encoding> SentencePieceTokenizer::run(std::string_view text, const EncodeOptions& options,
                                                   bool offsets) const {
  const ScratchPool<Scratch>::Lease scratch(m_scratch);
  const Arena::Use use(scratch->arena, offsets);
  TIMBRE_ASSIGN(const Piece whole, inputPiece(text, scratch->arena));
  Encoding& out = scratch->words.draft.begin();
  TokenSink sink(out, offsets, m_model.byteFallback ? -1 : m_unknown);
  const auto addOne = [&](std::optional<TokenId> id, std::size_t at) {
    if (id) sink.push(*id, {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at)});
  };
  if (options.addSpecial && m_addBos) addOne(m_bos, 0);
  if (options.addSpecial)
    for (const TokenId id : m_prefix) addOne(id, 0);
  TIMBRE_ASSIGN(const auto matches, m_addedMatcher.find(whole.text));
  std::size_t at = 0;
  for (const AddedMatch& match : matches) {
    if (at < match.begin)
      TIMBRE_TRY(encodeText(whole.part(at, match.begin), !m_prefixOnce || at == 0, *scratch, sink));
    sink.push(match.id, whole.origin(match.begin, match.end));
    at = match.end;
    if (const TokenId id = partnerAt(match.id, whole.text.substr(at)); id >= 0) {
      sink.push(id, whole.origin(at, at + kPartnerBytes));
      at += kPartnerBytes;
    }
  }
  if (at < whole.text.size())
    TIMBRE_TRY(encodeText(whole.part(at, whole.text.size()), !m_prefixOnce || at == 0, *scratch, sink));
  if (options.addSpecial && m_addEos) addOne(m_eos, text.size());
  return scratch->words.draft.take();
}

base::Result<Encoding> SentencePieceTokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  return run(text, options, true);
}

base::Result<std::vector<TokenId>> SentencePieceTokenizer::encodeIds(std::string_view text,
                                                                     const EncodeOptions& options) const {
  TIMBRE_ASSIGN(Encoding encoding, run(text, options, false));
  return std::move(encoding.ids);
}

std::string SentencePieceTokenizer::decode(std::span<const TokenId> ids, bool skipSpecial) const {
  std::string text;
  std::string bytes;
  std::size_t runStart = 0;  // a dummy prefix may stand at the start of every run between added tokens
  bool expectsPrefix = true;
  bool sawPrefix = false;
  const auto flush = [&] {
    for (std::size_t i = 0; i < bytes.size();) {
      const base::CodePoint c = base::decodeUtf8(bytes, i);
      text += c.valid ? std::string_view(bytes).substr(i, c.length) : kReplacement;
      i += c.length;
    }
    bytes.clear();
  };
  for (const TokenId id : ids) {
    if (const AddedToken* token = added(id)) {
      flush();
      if (!(skipSpecial && token->special)) text += token->content;
      if (!m_prefixOnce) {
        runStart = text.size();
        expectsPrefix = true;
        sawPrefix = false;
      }
      continue;
    }
    if (!isPiece(id)) continue;
    const SentencePiece& piece = m_model.pieces[static_cast<std::size_t>(id)];
    if (piece.type == PieceType::Byte) {
      bytes += static_cast<char>(m_byteOf.at(id));
      continue;
    }
    flush();
    if (sawPrefix || text.size() > runStart) expectsPrefix = false;
    sawPrefix = false;
    if (piece.type == PieceType::Control) {
      if (m_hasConfig && !skipSpecial) text += piece.text;
    } else if (piece.type == PieceType::Unknown) {
      if (!(m_hasConfig && skipSpecial)) text += m_model.unkSurface;
    } else {
      std::string_view shown = piece.text;
      if (expectsPrefix && (m_model.addDummyPrefix || m_model.removeExtraWhitespaces) && shown.starts_with(kSpace)) {
        shown.remove_prefix(kSpace.size());
        sawPrefix = !m_model.removeExtraWhitespaces;
      }
      text += withSpaces(shown);
    }
  }
  flush();
  return text;
}

std::string SentencePieceTokenizer::tokenBytes(TokenId id) const {
  if (const AddedToken* token = added(id)) return token->special ? std::string() : token->content;
  if (!isPiece(id)) return {};
  const SentencePiece& piece = m_model.pieces[static_cast<std::size_t>(id)];
  switch (piece.type) {
    case PieceType::Byte:
      return std::string(1, static_cast<char>(m_byteOf.at(id)));
    case PieceType::Control:
      return {};
    case PieceType::Unknown:
      return m_model.unkSurface;
    default:
      return withSpaces(piece.text);
  }
}

std::string SentencePieceTokenizer::tokenText(TokenId id) const {
  if (const AddedToken* token = added(id)) return token->content;
  return isPiece(id) ? m_model.pieces[static_cast<std::size_t>(id)].text : std::string();
}

std::optional<TokenId> SentencePieceTokenizer::tokenId(std::string_view surface) const {
  if (const auto it = m_addedByContent.find(std::string(surface)); it != m_addedByContent.end())
    return m_added[it->second].id;
  for (const StringIndex* index : {&m_reserved, &m_pieces})
    if (const std::int32_t id = index->find(surface); isPiece(id)) return id;
  return std::nullopt;
}

bool SentencePieceTokenizer::isSpecial(TokenId id) const {
  if (const AddedToken* token = added(id)) return token->special;
  if (!isPiece(id)) return false;
  const PieceType type = m_model.pieces[static_cast<std::size_t>(id)].type;
  return type == PieceType::Control || (m_hasConfig && type == PieceType::Unknown);
}

}  // namespace timbre::text
