// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tiktoken.h"

#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/text/added_tokens.h"
#include "core/text/bpe_merge.h"
#include "core/text/bytes_map.h"
#include "core/text/decoders.h"
#include "core/text/normalizers.h"
#include "core/text/text_input.h"
#include "core/text/tiktoken_encodings.h"
#include "core/text/word_encoder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <unordered_map>

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

int base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

bool decodeBase64(std::string_view text, std::string& out) {
  out.clear();
  if (text.empty() || text.size() % 4 != 0) return false;
  while (text.ends_with('=') && text.size() % 4 != 2) text.remove_suffix(1);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const int value = base64Value(c);
    if (value < 0) return false;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> count) & 0xFF);
    }
  }
  return (bits & ((1u << count) - 1)) == 0;
}

class TiktokenTokenizer : public Tokenizer {
 public:
  TiktokenTokenizer(const TiktokenEncoding& encoding, SpecialsInText specials, std::string hash)
      : m_encoding(encoding), m_hash(std::move(hash)) {
    std::vector<AddedToken> tokens;
    for (const auto& [content, id] : encoding.specials) {
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
    m_addsBos = specials == SpecialsInText::Parsed && encoding.name == "llama3";
  }

  base::Result<void> read(std::string_view bytes, const std::string& path);

  base::Result<Encoding> encode(std::string_view text, const EncodeOptions& options) const override {
    return run(text, options, true);
  }
  base::Result<std::vector<TokenId>> encodeIds(std::string_view text, const EncodeOptions& options) const override {
    TIMBRE_ASSIGN(Encoding encoding, run(text, options, false));
    return std::move(encoding.ids);
  }
  std::string decode(std::span<const TokenId> ids, bool skipSpecial) const override {
    std::string bytes;
    for (const TokenId id : ids)
      if (const std::string* own = tokenOf(id))
        bytes += *own;
      else if (const auto it = m_specialById.find(id); it != m_specialById.end() && !skipSpecial)
        bytes += it->second;
    return lossyUtf8(std::move(bytes));
  }
  std::string tokenBytes(TokenId id) const override {
    const std::string* own = tokenOf(id);
    return own ? *own : std::string();
  }
  std::string tokenText(TokenId id) const override {
    if (const std::string* own = tokenOf(id)) return surfaceOfBytes(*own);
    const auto it = m_specialById.find(id);
    return it == m_specialById.end() ? std::string() : it->second;
  }
  std::optional<TokenId> tokenId(std::string_view surface) const override {
    if (const auto it = m_specialByContent.find(std::string(surface)); it != m_specialByContent.end())
      return it->second;
    const auto bytes = bytesOfSurface(surface);
    const std::int32_t id = bytes ? m_ranks.find(*bytes) : -1;
    return id < 0 ? std::nullopt : std::optional<TokenId>(id);
  }
  bool isSpecial(TokenId id) const override { return m_specialById.contains(id); }
  std::size_t vocabSize() const override { return m_idEnd; }
  std::optional<TokenId> bosId() const override { return named(m_encoding.bos); }
  std::optional<TokenId> eosId() const override { return named(m_encoding.eos); }
  std::string kind() const override { return "tiktoken"; }
  std::string hash() const override { return m_hash; }

 private:
  const std::string* tokenOf(TokenId id) const {
    if (id < 0 || static_cast<std::size_t>(id) >= m_tokens.size() || m_tokens[static_cast<std::size_t>(id)].empty())
      return nullptr;
    return &m_tokens[static_cast<std::size_t>(id)];
  }
  std::optional<TokenId> named(std::string_view name) const { return name.empty() ? std::nullopt : tokenId(name); }
  struct Scratch {
    WordScratch words;
    std::vector<Cut> cuts;
  };
  base::Result<Encoding> run(std::string_view text, const EncodeOptions& options, bool offsets) const;
  base::Result<void> encodeText(Piece piece, Arena& arena, Scratch& scratch, TokenSink& sink) const;
  bool encodePart(std::string_view part, Symbols& out) const;
  void indexPairs();

  const TiktokenEncoding& m_encoding;  // one of the constant table
  std::vector<std::string> m_tokens;   // by rank; empty: no such rank
  StringIndex m_ranks;
  PairIndex m_merges;
  std::array<TokenId, 256> m_byteIds{};
  AddedTokenMatcher m_matcher;
  std::unordered_map<TokenId, std::string> m_specialById;
  std::unordered_map<std::string, TokenId> m_specialByContent;
  bool m_addsBos = false;
  std::size_t m_idEnd = 0;
  std::string m_hash;
  EntryJoins m_joins;
  mutable ScratchPool<Scratch> m_scratch;
};

base::Result<void> TiktokenTokenizer::read(std::string_view bytes, const std::string& path) {
  long long line = 0;
  std::string token;
  std::size_t work = 0;
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
    work += token.size() * token.size();
    if (token.size() > kLongestToken || work > kMostPairWork) return wrong("token too long");
    const auto at = static_cast<std::size_t>(rank);
    if (at >= m_tokens.size()) m_tokens.resize(at + 1);
    if (!m_tokens[at].empty() || !m_ranks.insert(token, static_cast<std::int32_t>(rank)))
      return wrong("token or rank twice");
    m_tokens[at] = token;
    m_joins.add(token);
  }
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

bool TiktokenTokenizer::encodePart(std::string_view part, Symbols& out) const {
  if (part.size() > kLongestWord) return false;
  if (const std::int32_t whole = m_ranks.find(part); whole >= 0) {
    out.add(whole, static_cast<std::uint32_t>(part.size()));
    return true;
  }
  for (const char c : part) out.add(m_byteIds[static_cast<unsigned char>(c)], 1);
  mergeSymbols(out, 0, [this](TokenId a, TokenId b) { return m_merges.find(a, b); });
  return true;
}

base::Result<void> TiktokenTokenizer::encodeText(Piece piece, Arena& arena, Scratch& scratch, TokenSink& sink) const {
  if (m_encoding.nfc) TIMBRE_TRY(applyNormalForm(NormalForm::Nfc, piece, arena));
  scratch.cuts.clear();
  scan(m_encoding.scanner, piece.text, 0, scratch.cuts);
  const auto encode = [this](std::string_view part, Symbols& out) { return encodePart(part, out); };
  for (const Cut& word : scratch.cuts)
    if (!encodeWord(piece, word.begin, word.end, &m_joins, scratch.words, sink, encode))
      return base::Error("tokenizer.budget",
                         {{"what", "one word of " + std::to_string(word.end - word.begin) + " bytes"}});
  return {};
}

base::Result<Encoding> TiktokenTokenizer::run(std::string_view text, const EncodeOptions& options, bool offsets) const {
  Arena arena(offsets);
  TIMBRE_ASSIGN(const Piece whole, inputPiece(text, arena));
  Encoding out;
  out.ids.reserve(text.size() / 3 + 8);
  TokenSink sink(out, offsets);
  if (options.addSpecial && m_addsBos) sink.push(*bosId(), {0, 0});
  const ScratchPool<Scratch>::Lease scratch(m_scratch);
  TIMBRE_ASSIGN(const auto matches, m_matcher.find(whole.text));
  std::size_t at = 0;
  for (const AddedMatch& match : matches) {
    if (at < match.begin) TIMBRE_TRY(encodeText(whole.part(at, match.begin), arena, *scratch, sink));
    sink.push(match.id, whole.origin(match.begin, match.end));
    at = match.end;
  }
  if (at < whole.text.size()) TIMBRE_TRY(encodeText(whole.part(at, whole.text.size()), arena, *scratch, sink));
  return out;
}

}  // namespace

base::Result<std::shared_ptr<const Tokenizer>> readTiktoken(std::string_view bytes, const std::filesystem::path& path,
                                                            std::string_view encoding, SpecialsInText specials) {
  const std::string shown = base::displayPath(path);
  std::string hash = base::sha256Hex(bytes);
  const TiktokenEncoding* found =
      encoding.empty() ? tiktokenEncodingOfFile(hash, base::displayPath(path.filename())) : tiktokenEncoding(encoding);
  if (!found) return base::Error("tokenizer.unsupported", {{"what", "encoding " + std::string(encoding)}}, shown);
  auto out = std::make_shared<TiktokenTokenizer>(*found, specials, std::move(hash));
  TIMBRE_TRY(out->read(bytes, shown));
  return std::shared_ptr<const Tokenizer>(std::move(out));
}

base::Result<std::shared_ptr<const Tokenizer>> loadTiktoken(const std::filesystem::path& path,
                                                            std::string_view encoding, SpecialsInText specials) {
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(path, kLargestFile));
  return readTiktoken(bytes, path, encoding, specials);
}

}  // namespace timbre::text
