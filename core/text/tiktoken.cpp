// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tiktoken.h"

#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/text/base64.h"
#include "core/text/normalizers.h"
#include "core/text/text_input.h"
#include "core/text/tiktoken_tokenizer.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>

namespace timbre::text {

namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t(256) << 20;
constexpr long long kHighestRank = (1 << 22) - 1;
constexpr std::size_t kLongestToken = 4096;
constexpr std::size_t kMostPairWork = 4'000'000'000;  // every split of every token is looked up once
constexpr std::size_t kLongestWord = std::size_t(1) << 25;

base::Error invalid(const std::string& path, std::string reason) {
  return base::Error("tokenizer.invalid", {{"reason", std::move(reason)}}, path);
}

}  // namespace

TiktokenTokenizer::TiktokenTokenizer(TiktokenEncoding encoding, SpecialsInText specials, std::string hash)
    : m_encoding(std::move(encoding)), m_hash(std::move(hash)) {
  std::vector<AddedToken> tokens;
  for (const auto& [content, id] : m_encoding.specials) {
    m_specialById.emplace(id, content);
    m_specialByContent.emplace(content, id);
    m_idEnd = std::max(m_idEnd, static_cast<std::size_t>(id) + 1);
    AddedToken token;
    token.id = id;
    token.content = token.pattern = content;
    token.special = true;
    tokens.push_back(std::move(token));
  }
  if (specials == SpecialsInText::Parsed) m_matcher = AddedTokenMatcher(std::move(tokens));
  m_bosName = m_encoding.bos;
  m_eosName = m_encoding.eos;
  m_addsBos = specials == SpecialsInText::Parsed && (m_encoding.name == "llama3" || m_encoding.name == "tekken");
}

base::Result<void> TiktokenTokenizer::configure(const TokenizerConfig& config, const std::string& path) {
  const auto unsupported = [&](const std::string& what) {
    return base::Error("tokenizer.unsupported", {{"what", what + " with a rank file"}}, path);
  };
  constexpr std::string_view kClasses[] = {"", "QWenTokenizer", "ChatGLM4Tokenizer", "PreTrainedTokenizer",
                                           "PreTrainedTokenizerFast"};
  if (std::find(std::begin(kClasses), std::end(kClasses), config.tokenizerClass) == std::end(kClasses))
    return unsupported("tokenizer_class " + config.tokenizerClass);
  if (config.decodeErrors != "replace") return unsupported("errors “" + config.decodeErrors + "”");
  if (config.addEos.value_or(false)) return unsupported("add_eos_token");
  if (config.addPrefixSpace.value_or(false)) return unsupported("add_prefix_space");
  std::map<TokenId, AddedToken> tokens;
  for (const auto& [id, content] : m_specialById) {
    AddedToken& token = tokens[id];
    token.id = id;
    token.content = token.pattern = content;
  }
  for (const ConfiguredToken& given : config.added) {
    if (!given.special) return unsupported("added token “" + given.content + "” that is not special");
    AddedToken& token = tokens[given.id];
    token.id = given.id;
    token.content = token.pattern = given.content;
    token.singleWord = given.singleWord;
    token.stripLeft = given.stripLeft;
    token.stripRight = given.stripRight;
  }
  std::vector<AddedToken> list;
  m_specialById.clear();
  m_specialByContent.clear();
  for (auto& [id, token] : tokens) {
    if (!m_specialByContent.emplace(token.content, id).second)
      return invalid(path, "special token “" + token.content + "” has two ids");
    m_specialById.emplace(id, token.content);
    m_idEnd = std::max(m_idEnd, static_cast<std::size_t>(id) + 1);
    token.special = true;
    list.push_back(std::move(token));
  }
  for (const ConfiguredToken& name : config.named)
    if (name.mayBeNew && !m_specialByContent.contains(name.content))
      return unsupported("special token “" + name.content + "” that added_tokens_decoder does not hold,");
  m_matcher = AddedTokenMatcher(std::move(list));
  if (config.bos) m_bosName = *config.bos;
  if (config.eos) m_eosName = *config.eos;
  if (config.addBos) m_addsBos = *config.addBos && bosId().has_value();
  m_addsBos = m_addsBos && bosId().has_value();
  if (config.tokenizerClass != "ChatGLM4Tokenizer") return {};
  m_addsBos = false;
  for (const char* name : {"[gMASK]", "<sop>"}) {
    const auto found = m_specialByContent.find(name);
    if (found == m_specialByContent.end()) return invalid(path, std::string("it lacks the token ") + name);
    m_prefix.push_back(found->second);
  }
  return {};
}

bool TiktokenTokenizer::add(const std::string& token, TokenId id) {
  m_work += token.size() * token.size();
  const auto at = static_cast<std::size_t>(id);
  if (token.empty() || token.size() > kLongestToken || m_work > kMostPairWork) return false;
  if (at >= m_tokens.size()) m_tokens.resize(at + 1);
  if (!m_tokens[at].empty() || !m_ranks.insert(token, id)) return false;
  m_tokens[at] = token;
  m_joins.add(token);
  return true;
}

base::Result<void> TiktokenTokenizer::finish(const std::string& path) {
  for (unsigned b = 0; b < 256; ++b) {
    const char raw = static_cast<char>(b);
    m_byteIds[b] = m_ranks.find({&raw, 1});
    if (m_byteIds[b] < 0) return invalid(path, "it lacks a token for byte " + std::to_string(b));
  }
  for (const auto& [id, content] : m_specialById)
    if (tokenOf(id))
      return invalid(path,
                     "rank " + std::to_string(id) + " is taken by " + content + " of " + std::string(m_encoding.name));
  m_idEnd = std::max(m_idEnd, m_tokens.size());
  m_joins.finish();
  indexPairs();
  return {};
}

base::Result<void> TiktokenTokenizer::read(std::string_view bytes, const std::string& path, bool skipKnown) {
  long long line = 0;
  std::string token;
  while (!bytes.empty()) {
    ++line;
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view text = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty()) continue;
    const std::size_t space = text.find(' ');
    const auto wrong = [&](const char* what) {
      return invalid(path, std::string(what) + " in line " + std::to_string(line)).at(line);
    };
    if (space == std::string_view::npos || !decodeBase64(text.substr(0, space), token))
      return wrong("no base64 and rank");
    long long rank = -1;
    const auto [stop, error] = std::from_chars(text.data() + space + 1, text.data() + text.size(), rank);
    if (error != std::errc() || stop != text.data() + text.size() || rank < 0 || rank > kHighestRank)
      return wrong("rank out of range");
    if (skipKnown && isTaken(token, static_cast<TokenId>(rank))) continue;
    if (!add(token, static_cast<TokenId>(rank))) return wrong("token or rank twice or too long");
  }
  return {};
}

/// Two tokens join when their bytes together are a token, whichever two they are.
void TiktokenTokenizer::indexPairs() {
  m_merges.reserve(m_ranks.size() * 2);
  for (std::size_t rank = 0; rank < m_tokens.size(); ++rank) {
    const std::string_view token = m_tokens[rank];
    for (std::size_t cut = 1; cut < token.size(); ++cut) {
      const std::int32_t left = m_ranks.find(token.substr(0, cut));
      if (left < 0) continue;
      const std::int32_t right = m_ranks.find(token.substr(cut));
      if (right >= 0) m_merges.insert(left, right, {static_cast<std::uint32_t>(rank), static_cast<TokenId>(rank)});
    }
  }
}

bool TiktokenTokenizer::encodePart(std::string_view part, bool whole, Symbols& out) const {
  if (part.size() > kLongestWord) return false;
  if (const std::int32_t token = whole ? m_ranks.find(part) : -1; token >= 0) {
    out.add(token, static_cast<std::uint32_t>(part.size()));
    return true;
  }
  out.reserve(part.size());
  for (const char c : part) out.add(m_byteIds[static_cast<unsigned char>(c)], 1);
  mergeSymbols(out, 0, PairLookup{m_merges});
  return true;
}

base::Result<void> TiktokenTokenizer::encodeText(Piece piece, Scratch& scratch, TokenSink& sink) const {
  if (m_encoding.nfc) TIMBRE_TRY(applyNormalForm(NormalForm::Nfc, piece, scratch.arena));
  scratch.cuts.clear();
  if (m_pattern)
    TIMBRE_TRY(m_pattern->findAll(piece.text, scratch.cuts));  // what no match covers has no tokens
  else
    scan(m_encoding.scanner, piece.text, 0, scratch.cuts);
  struct Words {
    const TiktokenTokenizer& own;
    bool operator()(std::string_view part, bool whole, Symbols& out) const { return own.encodePart(part, whole, out); }
    bool tellsParts() const { return true; }
    void expect(std::string_view part) const { own.m_ranks.expect(part); }
  };
  const Words encode{*this};
  return encodeWords(piece, scratch.cuts, &m_joins, scratch.words, sink, encode);
}

base::Result<Encoding> TiktokenTokenizer::run(std::string_view text, const EncodeOptions& options, bool offsets) const {
  const ScratchPool<Scratch>::Lease scratch(m_scratch);
  const Arena::Use use(scratch->arena, offsets);
  TIMBRE_ASSIGN(const Piece whole, inputPiece(text, scratch->arena));
  Encoding& out = scratch->words.draft.begin();
  TokenSink sink(out, offsets);
  if (options.addSpecial && m_addsBos) sink.push(*bosId(), {0, 0});
  for (const TokenId id : m_prefix)
    if (options.addSpecial) sink.push(id, {0, 0});
  TIMBRE_ASSIGN(const auto matches, m_matcher.find(whole.text));
  std::size_t at = 0;
  for (const AddedMatch& match : matches) {
    if (at < match.begin) TIMBRE_TRY(encodeText(whole.part(at, match.begin), *scratch, sink));
    sink.push(match.id, whole.origin(match.begin, match.end));
    at = match.end;
  }
  if (at < whole.text.size()) TIMBRE_TRY(encodeText(whole.part(at, whole.text.size()), *scratch, sink));
  return scratch->words.draft.take();
}

base::Result<std::shared_ptr<const Tokenizer>> readTiktoken(std::string_view bytes, const std::filesystem::path& path,
                                                            std::string_view encoding, SpecialsInText specials,
                                                            const RankFolder* folder) {
  const std::string shown = base::displayPath(path);
  std::string hash = base::sha256Hex(bytes);
  const TiktokenEncoding* found =
      encoding.empty() ? tiktokenEncodingOfFile(hash, base::displayPath(path.filename())) : tiktokenEncoding(encoding);
  if (!found) return base::Error("tokenizer.unsupported", {{"what", "encoding " + std::string(encoding)}}, shown);
  if (folder && !folder->extraRanks.empty()) {
    base::Sha256 both;
    both.update(bytes);
    both.update(folder->extraRanks);
    hash = both.finishHex();
  }
  auto out = std::make_shared<TiktokenTokenizer>(*found, specials, std::move(hash));
  if (folder) TIMBRE_TRY(out->configure(folder->config, shown));
  TIMBRE_TRY(out->read(bytes, shown));
  if (folder) TIMBRE_TRY(out->read(folder->extraRanks, shown, true));
  TIMBRE_TRY(out->finish(shown));
  return std::shared_ptr<const Tokenizer>(std::move(out));
}

base::Result<std::shared_ptr<const Tokenizer>> loadTiktoken(const std::filesystem::path& path,
                                                            std::string_view encoding, SpecialsInText specials) {
  TIMBRE_ASSIGN(const std::string bytes, base::readFetchedFile(path, kLargestFile));
  return readTiktoken(bytes, path, encoding, specials);
}

}  // namespace timbre::text
