// SPDX-License-Identifier: GPL-3.0-or-later
// Reading tokenizer.json into an HfTokenizer, with limits on everything a hostile file could blow up.
#include "core/text/bpe_model.h"
#include "core/text/hf_tokenizer.h"
#include "core/text/hf_unigram.h"

#include "core/base/utf8.h"
#include "core/text/json_spec.h"
#include "core/text/text_input.h"

#include <algorithm>
#include <unordered_map>

namespace timbre::text {

namespace {

using base::Json;

constexpr long long kHighestId = (1 << 22) - 1;
constexpr std::size_t kMostMerges = 4'000'000;
constexpr std::size_t kMostAdded = 100'000;
constexpr std::size_t kLongestEntry = 1 << 20;
constexpr std::size_t kLongestPiece = 4096;
constexpr std::size_t kMostPieceBytes = std::size_t(64) << 20;
constexpr std::size_t kLongestAdded = 4096;
constexpr std::size_t kMostAddedBytes = std::size_t(4) << 20;  // all contents together

base::Error invalid(std::string_view path, std::string reason) {
  return base::Error("tokenizer.invalid", {{"reason", std::move(reason)}}, path);
}

base::Result<void> readVocab(const Json* vocab, std::string_view path, BpeEntries& out) {
  if (!vocab || !vocab->is_object()) return invalid(path, "model.vocab is not an object");
  out.vocab.reserve(vocab->size());
  for (const auto& [key, id] : vocab->items()) {
    if (!id.is_number_integer() || id < 0 || id > kHighestId)
      return invalid(path, "id of “" + key + "” is not a number from 0 to " + std::to_string(kHighestId));
    if (key.size() > kLongestEntry) return invalid(path, "an entry is longer than 1 MiB");
    if (key.empty()) return invalid(path, "an entry of the vocabulary is empty");
    out.vocab.emplace_back(key, id.get<TokenId>());
  }
  return {};
}

base::Result<void> readMerges(const Json* merges, std::string_view path, BpeEntries& out) {
  if (!merges || !merges->is_array()) return invalid(path, "model.merges is not a list");
  if (merges->size() > kMostMerges) return invalid(path, "more than " + std::to_string(kMostMerges) + " merges");
  out.merges.reserve(merges->size());
  for (const Json& merge : *merges) {
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
      out.merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
      continue;
    }
    if (!merge.is_string()) return invalid(path, "a merge is neither “a b” nor [“a”, “b”]");
    const auto& line = merge.get_ref<const std::string&>();
    if (line.starts_with("#version")) continue;
    const std::size_t space = line.find(' ');
    if (space == std::string::npos || line.find(' ', space + 1) != std::string::npos)
      return invalid(path, "merge “" + line + "” is not two entries with a space between");
    out.merges.emplace_back(line.substr(0, space), line.substr(space + 1));
  }
  return {};
}

using Model = base::Result<std::unique_ptr<const WordModel>>;

/// [["piece", score], …]; ids are positions.
Model readUnigram(const Spec& spec, bool byteMode, std::string_view path) {
  TIMBRE_TRY(spec.allow({"unk_id", "vocab", "byte_fallback"}));
  if (byteMode) return spec.unsupported("Unigram behind ByteLevel");
  const Json* unknown = spec.member("unk_id");
  if (!unknown || unknown->is_null()) return spec.unsupported("Unigram without unk_id");
  TIMBRE_ASSIGN(const long long unknownId, spec.integer("unk_id", 0, kHighestId));
  TIMBRE_ASSIGN(const bool byteFallback, spec.boolean("byte_fallback", false));
  const Json* vocab = spec.member("vocab");
  if (!vocab || !vocab->is_array()) return invalid(path, "model.vocab is not a list");
  if (vocab->size() > static_cast<std::size_t>(kHighestId)) return invalid(path, "model.vocab is too long");
  std::vector<std::pair<std::string, double>> entries;
  entries.reserve(vocab->size());
  std::size_t bytes = 0;
  for (const Json& entry : *vocab) {
    if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
      return invalid(path, "an entry of model.vocab is not [piece, score]");
    auto text = entry[0].get<std::string>();
    if (text.empty() || text.size() > kLongestPiece) return invalid(path, "a piece is empty or longer than 4 KiB");
    bytes += text.size();
    if (bytes > kMostPieceBytes) return invalid(path, "the pieces are longer than 64 MiB");
    entries.emplace_back(std::move(text), entry[1].get<double>());
  }
  return HfUnigram::build(std::move(entries), static_cast<TokenId>(unknownId), byteFallback, path);
}

Model readModel(const Json& root, bool byteMode, std::string_view path) {
  const Json* object = base::member(root, "model");
  if (!object || !object->is_object()) return invalid(path, "there is no model");
  const Spec spec(*object, "model", path);
  std::string type = spec.type();
  if (type.empty() && spec.member("merges")) type = "BPE";  // files before 2020 do not say
  if (type == "Unigram") return readUnigram(spec, byteMode, path);
  if (type != "BPE") return spec.unsupported(type.empty() ? "without a type" : type);
  TIMBRE_TRY(spec.allow({"dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk",
                         "byte_fallback", "ignore_merges", "vocab", "merges"}));
  if (const Json* dropout = spec.member("dropout");
      dropout && !dropout->is_null() && !(dropout->is_number() && dropout->get<double>() == 0.0))
    return spec.unsupported("BPE with dropout");
  BpeOptions options;
  options.byteMode = byteMode;
  TIMBRE_ASSIGN(options.unknown, spec.textOrNull("unk_token"));
  TIMBRE_ASSIGN(options.continuingPrefix, spec.textOrNull("continuing_subword_prefix"));
  TIMBRE_ASSIGN(options.endSuffix, spec.textOrNull("end_of_word_suffix"));
  if (byteMode && (!options.continuingPrefix.empty() || !options.endSuffix.empty()))
    return spec.unsupported("BPE with ByteLevel and a subword prefix or suffix");
  TIMBRE_ASSIGN(options.fuseUnknown, spec.boolean("fuse_unk", false));
  TIMBRE_ASSIGN(options.byteFallback, spec.boolean("byte_fallback", false));
  TIMBRE_ASSIGN(options.ignoreMerges, spec.boolean("ignore_merges", false));
  BpeEntries entries;
  TIMBRE_TRY(readVocab(spec.member("vocab"), path, entries));
  TIMBRE_TRY(readMerges(spec.member("merges"), path, entries));
  TIMBRE_ASSIGN(BpeModel model, BpeModel::build(std::move(entries), std::move(options), path));
  return std::unique_ptr<const WordModel>(std::make_unique<BpeModel>(std::move(model)));
}

const Json& memberOrNull(const Json& root, std::string_view key) {
  static const Json null;
  const Json* value = base::member(root, key);
  return value ? *value : null;
}

/// Whether characters may be composed or taken apart, so that what stands first in the text is a matter of alignment.
bool changesForm(const Json& component) {
  const std::string type = base::stringOr(component, "type");
  if (type.starts_with("NF") || type == "BertNormalizer" || type == "ByteLevel") return true;
  for (const char* list : {"normalizers", "pretokenizers"})
    if (const Json* steps = base::member(component, list); steps && steps->is_array() && std::any_of(steps->begin(), steps->end(), changesForm)) return true;
  return false;
}

}  // namespace

base::Result<void> HfTokenizer::readAddedToken(const Json& object, std::string_view path) {
  const Spec spec(object, "added_tokens", path);
  TIMBRE_TRY(spec.allow({"id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"}));
  AddedToken token;
  TIMBRE_ASSIGN(const long long id, spec.integer("id", 0, kHighestId));
  TIMBRE_ASSIGN(token.content, spec.text("content"));
  TIMBRE_ASSIGN(token.singleWord, spec.boolean("single_word"));
  TIMBRE_ASSIGN(token.stripLeft, spec.boolean("lstrip"));
  TIMBRE_ASSIGN(token.stripRight, spec.boolean("rstrip"));
  TIMBRE_ASSIGN(token.normalized, spec.boolean("normalized"));
  TIMBRE_ASSIGN(token.special, spec.boolean("special"));
  token.id = static_cast<TokenId>(id);
  if (token.content.empty()) return invalid(path, "an added token is empty");
  if (token.content.size() > kLongestAdded)
    return invalid(path, "an added token is longer than " + std::to_string(kLongestAdded) + " bytes");
  if (const auto own = m_model->idOf(token.content); own && *own != token.id)
    return invalid(path, "added token “" + token.content + "” has id " + std::to_string(token.id) + ", but " +
                             std::to_string(*own) + " in the vocabulary");
  if (const std::string* taken = m_model->surface(token.id); taken && *taken != token.content)
    return invalid(path, "added token “" + token.content + "” takes the id of “" + *taken + "”");
  if (!m_addedById.emplace(token.id, m_added.size()).second ||
      !m_addedByContent.emplace(token.content, token.id).second)
    return invalid(path, "added token “" + token.content + "” stands twice");
  m_addedBytes += token.content.size();
  if (m_addedBytes > kMostAddedBytes) return invalid(path, "the added tokens are longer than 4 MiB");
  token.pattern = token.content;
  if (token.normalized && m_normalizer) {
    Arena arena;
    Piece piece{token.content, nullptr, 0};
    TIMBRE_TRY(m_normalizer->apply(piece, arena));
    token.pattern = piece.text;
  }
  m_idEnd = std::max(m_idEnd, static_cast<std::size_t>(token.id) + 1);
  m_added.push_back(std::move(token));
  return {};
}

base::Result<void> HfTokenizer::setAddedTokens(const Json& list, std::string_view path) {
  m_idEnd = m_model->idEnd();
  if (!list.is_null() && !list.is_array()) return invalid(path, "added_tokens is not a list");
  if (list.size() > kMostAdded) return invalid(path, "more than " + std::to_string(kMostAdded) + " added tokens");
  m_added.reserve(list.size());
  for (const Json& object : list) TIMBRE_TRY(readAddedToken(object, path));
  std::vector<AddedToken> raw;
  std::vector<AddedToken> normalized;
  std::unordered_map<std::string_view, const AddedToken*> looked;
  for (const AddedToken& token : m_added) {
    (token.normalized ? normalized : raw).push_back(token);
    if (!token.normalized) continue;
    if (token.pattern.empty())
      return Spec(list, "added_tokens", path).unsupported("with “" + token.content + "”, of which the normalizer leaves nothing");
    // Which of two the library finds depends on the order of a hash table that is another one in every process.
    if (const auto [other, isNew] = looked.emplace(token.pattern, &token); !isNew)
      return Spec(list, "added_tokens", path)
          .unsupported("with “" + other->second->content + "” and “" + token.content + "”, which the normalizer makes the same text");
  }
  m_rawMatcher = AddedTokenMatcher(std::move(raw));
  m_normalizedMatcher = AddedTokenMatcher(std::move(normalized));
  return {};
}

base::Result<std::shared_ptr<const Tokenizer>> HfTokenizer::fromJson(const Json& root, std::string_view path,
                                                                     std::string hash, const TokenizerHints& hints) {
  const Spec spec(root, "tokenizer.json", path);
  // truncation and padding shape batches; callers do that themselves, as transformers does, which overrides both.
  TIMBRE_TRY(spec.allow({"version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer",
                         "post_processor", "decoder", "model"}));
  TIMBRE_ASSIGN(const std::string version, spec.text("version", "1.0"));
  if (version != "1.0") return spec.unsupported("version " + version);
  TIMBRE_ASSIGN(PreTokenizer preTokenizer, parsePreTokenizer(memberOrNull(root, "pre_tokenizer"), path));
  TIMBRE_ASSIGN(auto model, readModel(root, preTokenizer.byteMode, path));
  std::shared_ptr<HfTokenizer> out(new HfTokenizer(std::move(model)));
  out->m_preTokenizer = std::move(preTokenizer);
  TIMBRE_ASSIGN(out->m_normalizer, parseNormalizer(memberOrNull(root, "normalizer"), path));
  if (out->m_preTokenizer.prependsFirst && out->m_preTokenizer.stages.size() > 1 &&
      (changesForm(memberOrNull(root, "normalizer")) || changesForm(memberOrNull(root, "pre_tokenizer"))))
    return spec.unsupported("with Metaspace “first” behind another pre-tokenizer and what composes characters or takes them apart");
  TIMBRE_ASSIGN(out->m_decoder, Decoder::parse(memberOrNull(root, "decoder"), path));
  TIMBRE_TRY(out->setAddedTokens(memberOrNull(root, "added_tokens"), path));
  TIMBRE_ASSIGN(out->m_postProcessor, parsePostProcessor(memberOrNull(root, "post_processor"), out->m_idEnd, path));
  out->m_hash = std::move(hash);
  if (!hints.bos.empty())
    out->m_bos = out->tokenId(hints.bos);
  else if (!out->m_postProcessor.before.empty())
    out->m_bos = out->m_postProcessor.before.front();
  if (!hints.eos.empty())
    out->m_eos = out->tokenId(hints.eos);
  else if (!out->m_postProcessor.after.empty())
    out->m_eos = out->m_postProcessor.after.back();
  return std::shared_ptr<const Tokenizer>(std::move(out));
}

}  // namespace timbre::text
