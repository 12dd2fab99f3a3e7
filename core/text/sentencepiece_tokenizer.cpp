// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_tokenizer.h"

#include "core/base/utf8.h"
#include "core/text/text_input.h"

#include <algorithm>

namespace timbre::text {

namespace {

constexpr std::string_view kSpace = "\xE2\x96\x81";  // ▁
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
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

Piece SentencePieceTokenizer::normalize(const Piece& piece, bool dummyPrefix, Arena& arena) const {
  const std::string_view text = piece.text;
  const std::string_view space = m_model.escapeWhitespaces ? kSpace : std::string_view(" ");
  const auto next = [&](std::size_t at) -> Charsmap::Match {
    if (const std::size_t length = m_userDefined.longestAt(text, at)) return {length, text.substr(at, length)};
    if (const Charsmap::Match match = m_charsmap.longestPrefix(text.substr(at)); match.length > 0) return match;
    const std::size_t length = base::decodeUtf8(text, at).length;
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
  const std::uint32_t start = piece.originAt(at);
  const bool prefix = dummyPrefix && m_model.addDummyPrefix;
  if (prefix && !m_model.whitespaceAsSuffix) out.append(space, {start, start});
  bool afterSpace = trim;
  while (at < text.size()) {
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
    out.map.resize(out.text.size());
  }
  if (prefix && m_model.whitespaceAsSuffix) {
    const std::uint32_t end = piece.originAt(text.size());
    out.append(space, {end, end});
  }
  return Arena::view(out, start);
}

void SentencePieceTokenizer::splitUnused(TokenId id, std::uint32_t length, const Halves& halves, unsigned depth,
                                         Symbols& out) const {
  const bool isUnused = isPiece(id) && m_model.pieces[static_cast<std::size_t>(id)].type == PieceType::Unused;
  const auto half = isUnused && depth < 1000 ? halves.find(id) : halves.end();
  if (half == halves.end()) {
    out.add(id, length);
    return;
  }
  const auto& [left, right] = half->second;
  const auto leftLength = static_cast<std::uint32_t>(textOf(left).size());
  splitUnused(left, leftLength, halves, depth + 1, out);
  splitUnused(right, length - leftLength, halves, depth + 1, out);
}

bool SentencePieceTokenizer::encodeStretch(std::string_view stretch, Symbols& out) const {
  if (stretch.size() > kLongestStretch) return false;
  const std::size_t from = out.ids.size();
  for (std::size_t i = 0; i < stretch.size();) {
    const unsigned length = base::decodeUtf8(stretch, i).length;
    out.add(m_pieces.find(stretch.substr(i, length)), length);
    i += length;
  }
  if (!m_hasUnused) {
    mergeSymbols(out, from, [this](TokenId a, TokenId b) { return m_merges.find(a, b); });
    return true;
  }
  Halves halves;
  mergeSymbols(out, from, [&](TokenId a, TokenId b) {
    const Merge merge = m_merges.find(a, b);
    if (merge.id >= 0 && isPiece(merge.id) &&
        m_model.pieces[static_cast<std::size_t>(merge.id)].type == PieceType::Unused)
      halves[merge.id] = {a, b};
    return merge;
  });
  Symbols split;
  for (std::size_t i = from; i < out.ids.size(); ++i) splitUnused(out.ids[i], out.lengths[i], halves, 0, split);
  out.ids.resize(from);
  out.lengths.resize(from);
  out.ids.insert(out.ids.end(), split.ids.begin(), split.ids.end());
  out.lengths.insert(out.lengths.end(), split.lengths.begin(), split.lengths.end());
  return true;
}

void SentencePieceTokenizer::emit(const Symbols& symbols, const Piece& normal, Encoding& out) const {
  std::size_t at = 0;
  bool afterUnknown = false;
  const auto push = [&](TokenId id, Cut origin) {
    out.ids.push_back(id);
    out.begin.push_back(origin.begin);
    out.end.push_back(origin.end);
  };
  for (std::size_t i = 0; i < symbols.ids.size(); ++i) {
    const std::size_t end = at + symbols.lengths[i];
    const Cut origin = normal.origin(at, end);
    const bool isUnknown = !isPiece(symbols.ids[i]);
    if (!isUnknown) {
      push(symbols.ids[i], origin);
    } else if (m_model.byteFallback) {
      for (std::size_t k = at; k < end; ++k) push(m_byteIds[static_cast<unsigned char>(normal.text[k])], origin);
    } else if (afterUnknown) {
      out.end.back() = origin.end;
    } else {
      push(m_unknown, origin);
    }
    afterUnknown = isUnknown;
    at = end;
  }
}

base::Result<void> SentencePieceTokenizer::encodeText(const Piece& piece, bool dummyPrefix, Arena& arena,
                                                      Encoding& out) const {
  const Piece normal = normalize(piece, dummyPrefix, arena);
  const std::string_view text = normal.text;
  Symbols symbols;
  const auto stretch = [&](std::size_t begin, std::size_t end) -> base::Result<void> {
    while (begin < end) {
      std::size_t cut = end;
      if (m_splitsAtSpace) {
        std::size_t word = begin;
        while (text.substr(word, kSpace.size()) == kSpace) word += kSpace.size();
        cut = std::min(text.find(kSpace, std::max(word, begin + 1)), end);
      }
      if (!encodeStretch(text.substr(begin, cut - begin), symbols))
        return base::Error("tokenizer.budget", {{"what", "one word of " + std::to_string(cut - begin) + " bytes"}});
      begin = cut;
    }
    return {};
  };
  std::size_t done = 0;
  if (!m_userDefined.empty()) {
    for (std::size_t at = 0; at < text.size();) {
      TokenId id = -1;
      const std::size_t length = m_userDefined.longestAt(text, at, &id);
      if (length == 0) {
        at += base::decodeUtf8(text, at).length;
        continue;
      }
      TIMBRE_TRY(stretch(done, at));
      symbols.add(id, static_cast<std::uint32_t>(length));  // frozen: nothing merges with it
      done = at += length;
    }
  }
  TIMBRE_TRY(stretch(done, text.size()));
  emit(symbols, normal, out);
  return {};
}

base::Result<Encoding> SentencePieceTokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  Arena arena;
  TIMBRE_ASSIGN(const Piece whole, inputPiece(text, arena));
  Encoding out;
  const auto addOne = [&](std::optional<TokenId> id, std::size_t at) {
    if (!id) return;
    out.ids.push_back(*id);
    out.begin.push_back(static_cast<std::uint32_t>(at));
    out.end.push_back(static_cast<std::uint32_t>(at));
  };
  if (options.addSpecial && m_addBos) addOne(m_bos, 0);
  TIMBRE_ASSIGN(const auto matches, m_addedMatcher.find(whole.text));
  std::size_t at = 0;
  for (const AddedMatch& match : matches) {
    if (at < match.begin) TIMBRE_TRY(encodeText(whole.part(at, match.begin), !m_prefixOnce || at == 0, arena, out));
    const Cut origin = whole.origin(match.begin, match.end);
    out.ids.push_back(match.id);
    out.begin.push_back(origin.begin);
    out.end.push_back(origin.end);
    at = match.end;
  }
  if (at < whole.text.size())
    TIMBRE_TRY(encodeText(whole.part(at, whole.text.size()), !m_prefixOnce || at == 0, arena, out));
  if (options.addSpecial && m_addEos) addOne(m_eos, text.size());
  return out;
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
  for (const AddedToken& token : m_added)
    if (token.content == surface) return token.id;
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
