// SPDX-License-Identifier: GPL-3.0-or-later
// From a SentencePiece model to tables that encode fast: which two symbols join, and in which order.
#include "core/base/utf8.h"
#include "core/text/decoders.h"
#include "core/text/sentencepiece_tokenizer.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace timbre::text {

namespace {

constexpr std::size_t kMostUserBytes = std::size_t(4) << 20;

base::Error invalid(std::string_view path, std::string reason) {
  return base::Error("tokenizer.invalid", {{"reason", std::move(reason)}}, path);
}

/// Refuses classes that do other things than Llama's, and settings of it that are not implemented.
base::Result<void> checkClass(const TokenizerConfig& config, bool addsPrefix, std::string_view path) {
  constexpr std::string_view kClasses[] = {"",
                                           "LlamaTokenizer",
                                           "LlamaTokenizerFast",
                                           "CodeLlamaTokenizer",
                                           "CodeLlamaTokenizerFast",
                                           "InternLMTokenizer",
                                           "InternLM2Tokenizer",
                                           "InternLM2TokenizerFast",
                                           "InternLM3Tokenizer",
                                           "BaichuanTokenizer",
                                           "YiTokenizer",
                                           "GemmaTokenizer",
                                           "GemmaTokenizerFast",
                                           "ChatGLMTokenizer",
                                           "PreTrainedTokenizer",
                                           "PreTrainedTokenizerFast"};
  const auto unsupported = [&](const std::string& what) {
    return base::Error("tokenizer.unsupported", {{"what", what + " with a SentencePiece model"}}, path);
  };
  if (std::find(std::begin(kClasses), std::end(kClasses), config.tokenizerClass) == std::end(kClasses))
    return unsupported("tokenizer_class " + config.tokenizerClass);
  if (config.samples) return unsupported("sp_model_kwargs");
  if (!config.addPrefixSpace.value_or(true) && addsPrefix) return unsupported("add_prefix_space false");
  return {};
}

bool canJoin(PieceType type) {
  return type == PieceType::Normal || type == PieceType::UserDefined || type == PieceType::Unused;
}

}  // namespace

/// Whether ▁ can be written as a space: it never becomes bytes, and no piece means a space by a space.
bool SentencePieceTokenizer::spaceMayBeByte() const {
  bool known = false;
  for (const SentencePiece& piece : m_model.pieces) {
    if (piece.text.find(' ') != std::string::npos) return false;
    known |= piece.text == "\xE2\x96\x81" && (piece.type == PieceType::Normal || piece.type == PieceType::UserDefined);
  }
  return known && m_model.escapeWhitespaces;
}

void SentencePieceTokenizer::setUserDefined(const std::vector<TokenId>& ids) {
  std::vector<AddedToken> outside;
  std::vector<AddedToken> normal;
  for (const TokenId id : ids) {
    AddedToken token;
    token.id = id;
    token.content = token.pattern = m_model.pieces[static_cast<std::size_t>(id)].text;
    outside.push_back(token);
    m_userStarts.addFirst(token.pattern);
    token.pattern = inside(token.content);
    m_userStarts.addFirst(token.pattern);
    normal.push_back(std::move(token));
  }
  m_userDefined = AddedTokenMatcher(std::move(outside));
  m_userInside = AddedTokenMatcher(std::move(normal));
}

base::Result<void> SentencePieceTokenizer::indexPieces(std::string_view path) {
  std::fill(std::begin(m_byteIds), std::end(m_byteIds), -1);
  m_spaceIsByte = spaceMayBeByte();
  std::vector<TokenId> userDefined;
  std::size_t userBytes = 0;
  for (std::size_t i = 0; i < m_model.pieces.size(); ++i) {
    const SentencePiece& piece = m_model.pieces[i];
    const auto id = static_cast<TokenId>(i);
    // InternLM's piece for NUL: the library (0.2.1 and later) never encodes to it when there are byte pieces.
    if (m_model.byteFallback && piece.text == std::string_view("\0", 1)) continue;
    if (!(canJoin(piece.type) ? m_pieces : m_reserved).insert(piece.text, id))
      return invalid(path, "piece “" + piece.text + "” stands twice");
    if (canJoin(piece.type) && !base::isUtf8(piece.text))
      return invalid(path, "piece " + std::to_string(i) + " is not UTF-8");
    if (piece.type == PieceType::UserDefined) {
      userDefined.push_back(id);
      userBytes += piece.text.size();
      if (userBytes > kMostUserBytes) return invalid(path, "its user-defined pieces are longer than 4 MiB");
    } else if (piece.type == PieceType::Unknown) {
      if (m_unknown >= 0) return invalid(path, "it has two unknown pieces");
      m_unknown = id;
    } else if (piece.type == PieceType::Unused) {
      m_hasUnused = true;
    } else if (piece.type == PieceType::Byte) {
      const auto byte = fallbackByte(piece.text);
      if (!byte || !m_model.byteFallback) return invalid(path, "byte piece “" + piece.text + "” is not expected");
      m_byteIds[*byte] = id;
      m_byteOf[id] = *byte;
    }
    if (canJoin(piece.type)) m_joins.add(inside(piece.text));
  }
  if (m_unknown < 0) return invalid(path, "it has no unknown piece");
  if (m_model.byteFallback && std::find(std::begin(m_byteIds), std::end(m_byteIds), -1) != std::end(m_byteIds))
    return invalid(path, "it has not all 256 byte pieces");
  m_joins.finish();
  setUserDefined(userDefined);
  indexBytes();
  return {};
}

void SentencePieceTokenizer::indexMerges() {
  // Equal scores share a rank: the leftmost pair wins then, whatever it is.
  std::vector<float> scores;
  for (const SentencePiece& piece : m_model.pieces)
    if (canJoin(piece.type)) scores.push_back(piece.score);
  std::sort(scores.begin(), scores.end(), std::greater<>());
  scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
  m_symbolOf.assign(0x10000, -1);
  const auto noteSymbol = [this](std::string_view text, std::int32_t id) {
    const WalkedChar c = walkUtf8(text.data());
    if (c.length == text.size() && c.value < m_symbolOf.size()) m_symbolOf[c.value] = id;
  };
  const auto symbol = [&](std::string_view text, bool single) -> std::int32_t {
    if (const std::int32_t id = m_pieces.find(text); id >= 0) return id;
    if (!single) return -1;
    const auto id = static_cast<std::int32_t>(m_model.pieces.size() + m_loneCharacters.size());
    m_loneCharacters.emplace_back(text);
    m_pieces.insert(text, id);
    noteSymbol(text, id);
    return id;
  };
  for (std::size_t i = 0; i < m_model.pieces.size(); ++i) {
    const SentencePiece& piece = m_model.pieces[i];
    if (m_pieces.find(piece.text) != static_cast<std::int32_t>(i)) continue;
    const auto rank = static_cast<std::uint32_t>(
        std::lower_bound(scores.begin(), scores.end(), piece.score, std::greater<>()) - scores.begin());
    const std::string_view text = piece.text;
    noteSymbol(text, static_cast<std::int32_t>(i));
    if (m_spaceIsByte && text == "\xE2\x96\x81") m_symbolOf[' '] = static_cast<std::int32_t>(i);
    const std::size_t firstEnd = base::decodeUtf8(text, 0).length;
    std::size_t lastBegin = text.size();
    while (lastBegin > 0 && (static_cast<unsigned char>(text[--lastBegin]) & 0xC0) == 0x80) {
    }
    for (std::size_t cut = firstEnd; cut < text.size(); cut += base::decodeUtf8(text, cut).length) {
      const std::int32_t left = symbol(text.substr(0, cut), cut == firstEnd);
      const std::int32_t right = symbol(text.substr(cut), cut == lastBegin);
      if (left >= 0 && right >= 0) m_merges.insert(left, right, {rank, static_cast<TokenId>(i)});
    }
  }
}

/// Scores as the library (0.2.3) has them: an unknown character costs 10 more than the worst normal piece, and what the
/// user defined costs nothing, the longer the better.
void SentencePieceTokenizer::indexUnigram() {
  float least = std::numeric_limits<float>::max();
  for (const SentencePiece& piece : m_model.pieces)
    if (piece.type == PieceType::Normal) least = std::min(least, piece.score);
  const float unknown = least - 10.0f;
  m_unigram.setUnknownScore(unknown);
  m_unigram.setRecentring(kRecentreAt);
  for (std::size_t i = 0; i < m_model.pieces.size(); ++i) {
    const SentencePiece& piece = m_model.pieces[i];
    if (m_pieces.find(piece.text) != static_cast<std::int32_t>(i) || piece.type == PieceType::Unused) continue;
    const float score =
        piece.type == PieceType::UserDefined ? 0.1f * static_cast<float>(piece.text.size() - 1) : piece.score;
    const std::string text = inside(piece.text);
    m_unigram.add(text, static_cast<TokenId>(i), score);
    for (std::size_t at = 0; at < text.size(); at += utf8Length(static_cast<unsigned char>(text[at])))
      m_inPieces.addFirst(std::string_view(text).substr(at));
  }
  m_unigram.finish();
  m_unigram.setScore(m_unknown, unknown);
  // An unknown character that became bytes has its score once: with the first of them.
  for (unsigned b = 0; m_model.byteFallback && b < 256; ++b)
    m_unigram.setScore(m_byteIds[b], (b & 0xC0) == 0x80 ? 0 : unknown);
}

base::Result<void> SentencePieceTokenizer::addConfigured(AddedToken token, std::string_view path) {
  if (!m_addedById.emplace(token.id, m_added.size()).second ||
      !m_addedByContent.emplace(token.content, m_added.size()).second)
    return invalid(path, "added token “" + token.content + "” stands twice");
  m_idEnd = std::max(m_idEnd, static_cast<std::size_t>(token.id) + 1);
  m_added.push_back(std::move(token));
  return {};
}

base::Result<void> SentencePieceTokenizer::addChatGlm(bool roles, std::string_view path) {
  const auto first = static_cast<TokenId>(m_model.pieces.size());
  TokenId next = first;
  std::vector<std::string_view> names{"[MASK]", "[gMASK]", "[sMASK]", "sop", "eop"};
  if (roles) names.insert(names.end(), {"<|system|>", "<|user|>", "<|assistant|>", "<|observation|>"});
  for (const std::string_view name : names) {
    AddedToken token;
    token.id = next++;
    token.content = token.pattern = name;
    const auto known = m_addedById.find(token.id);
    if (known == m_addedById.end())
      TIMBRE_TRY(addConfigured(token, path));
    else if (m_added[known->second].content != name)
      return invalid(path, "added token “" + m_added[known->second].content + "” takes the id of " + std::string(name));
    m_added[m_addedById.at(token.id)].special = true;
  }
  m_bos = controlPiece(m_model.bosPiece);
  m_eos = controlPiece(m_model.eosPiece);
  // A template ends an answer with it.
  if (m_eos) TIMBRE_TRY(addNamed({.content = m_model.eosPiece, .special = true}, path));
  std::vector<AddedToken> wanted;
  for (const AddedToken& token : m_added)
    if (token.id != first + 3 && token.id != first + 4) wanted.push_back(token);
  m_addedMatcher = AddedTokenMatcher(std::move(wanted));
  m_prefix = {first + 1, first + 3};
  return {};
}

std::optional<TokenId> SentencePieceTokenizer::controlPiece(std::string_view name) const {
  const std::int32_t id = m_reserved.find(name);
  const bool found = isPiece(id) && m_model.pieces[static_cast<std::size_t>(id)].type == PieceType::Control;
  return found ? std::optional<TokenId>(id) : std::nullopt;
}

/// What the Llama class and those that do the same as it make of the settings beside the model.
base::Result<void> SentencePieceTokenizer::setConfig(const TokenizerConfig& config, std::string_view path) {
  m_hasConfig = config.present;
  m_idEnd = m_model.pieces.size();
  if (!config.present && config.added.empty() && config.named.empty()) {
    m_bos = controlPiece(m_model.bosPiece);
    m_eos = controlPiece(m_model.eosPiece);
    return {};
  }
  TIMBRE_TRY(checkClass(config, m_model.addDummyPrefix, path));
  m_prefixOnce = !config.legacy;
  for (const ConfiguredToken& token : config.added) {
    AddedToken added;
    added.id = token.id;
    added.content = added.pattern = token.content;
    added.singleWord = token.singleWord;
    added.stripLeft = token.stripLeft;
    added.stripRight = token.stripRight;
    added.special = token.special;
    TIMBRE_TRY(addConfigured(std::move(added), path));
  }
  if (config.tokenizerClass.starts_with("ChatGLM")) return addChatGlm(config.chatGlmRoles, path);
  for (const ConfiguredToken& token : config.named) TIMBRE_TRY(addNamed(token, path));
  for (const std::string& name : {config.bosName(), config.eosName(), config.unkName()})
    if (tokenId(name)) TIMBRE_TRY(addNamed({.content = name, .special = true}, path));
  m_addedMatcher = AddedTokenMatcher(m_added);
  if (const std::string name = config.bosName(); !name.empty()) m_bos = tokenId(name);
  if (const std::string name = config.eosName(); !name.empty()) m_eos = tokenId(name);
  m_addBos = config.addBos.value_or(true) && m_bos.has_value();
  m_addEos = config.addEos.value_or(false) && m_eos.has_value();
  return {};
}

/// A token that the settings name is special and cut out of the text, whether or not added_tokens_decoder holds it.
base::Result<void> SentencePieceTokenizer::addNamed(const ConfiguredToken& token, std::string_view path) {
  if (const auto known = m_addedByContent.find(token.content); known != m_addedByContent.end()) {
    m_added[known->second].special = m_added[known->second].special || token.mayBeNew;
    return {};
  }
  const auto piece = tokenId(token.content);
  if (!piece && !token.mayBeNew) return {};
  AddedToken added;
  added.id = piece.value_or(static_cast<TokenId>(m_idEnd));
  added.content = added.pattern = token.content;
  added.singleWord = token.singleWord;
  added.stripLeft = token.stripLeft;
  added.stripRight = token.stripRight;
  added.special = true;
  return addConfigured(std::move(added), path);
}

base::Result<std::shared_ptr<const Tokenizer>> SentencePieceTokenizer::make(SentencePieceModel model,
                                                                            const TokenizerConfig& config,
                                                                            std::string_view path, std::string hash) {
  constexpr std::string_view kTypes[] = {"?", "unigram", "BPE", "word", "char"};
  if (model.modelType != 1 && model.modelType != 2) {
    const bool known = model.modelType >= 1 && model.modelType <= 4;
    return base::Error("tokenizer.unsupported",
                       {{"what", "SentencePiece model of type " + std::string(kTypes[known ? model.modelType : 0])}},
                       path);
  }
  if (model.hasDenormalizer)
    return base::Error("tokenizer.unsupported", {{"what", "SentencePiece denormalizer"}}, path);
  std::shared_ptr<SentencePieceTokenizer> out(new SentencePieceTokenizer());
  TIMBRE_ASSIGN(out->m_charsmap, Charsmap::parse(model.charsmap, path));
  out->m_model = std::move(model);
  out->m_model.charsmap.clear();
  out->m_hash = std::move(hash);
  TIMBRE_TRY(out->indexPieces(path));
  out->m_isUnigram = out->m_model.modelType == 1;
  if (out->m_isUnigram)
    out->indexUnigram();
  else
    out->indexMerges();
  TIMBRE_TRY(out->setConfig(config, path));
  return std::shared_ptr<const Tokenizer>(std::move(out));
}

const AddedToken* SentencePieceTokenizer::added(TokenId id) const {
  const auto it = m_addedById.find(id);
  return it == m_addedById.end() ? nullptr : &m_added[it->second];
}

std::string_view SentencePieceTokenizer::textOf(TokenId symbol) const {
  const auto at = static_cast<std::size_t>(symbol);
  return at < m_model.pieces.size() ? std::string_view(m_model.pieces[at].text)
                                    : m_loneCharacters[at - m_model.pieces.size()];
}

}  // namespace timbre::text
