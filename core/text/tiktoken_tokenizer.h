// SPDX-License-Identifier: GPL-3.0-or-later
// Byte-level BPE where the rank of a token is its id: two tokens join when their bytes together are a token, the lowest
// id first, leftmost on ties; a word that is a token as a whole is that token. Filled by tiktoken.cpp and tekken.cpp,
// then immutable and thread-safe.
#pragma once

#include "core/base/result.h"
#include "core/text/added_tokens.h"
#include "core/text/bytes_map.h"
#include "core/text/decoders.h"
#include "core/text/regex.h"
#include "core/text/tiktoken.h"
#include "core/text/tiktoken_encodings.h"
#include "core/text/tokenizer.h"
#include "core/text/word_encoder.h"

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace timbre::text {

class TiktokenTokenizer : public Tokenizer {
 public:
  TiktokenTokenizer(TiktokenEncoding encoding, SpecialsInText specials, std::string hash);

  /// The lines of a rank file; with `skipKnown`, those whose token or rank is taken are left out. Then finish().
  /// Errors: tokenizer.invalid.
  base::Result<void> read(std::string_view bytes, const std::string& path, bool skipKnown = false);
  /// The tokens that a folder names; before the ranks are read. Errors: tokenizer.invalid, tokenizer.unsupported.
  base::Result<void> configure(const TokenizerConfig& config, const std::string& path);
  /// One token; false when its bytes or its id are taken or it is too long.
  bool add(const std::string& token, TokenId id);
  /// Call after the last token. Errors: tokenizer.invalid (a byte is missing, an id is taken by a special token).
  base::Result<void> finish(const std::string& path);
  /// Splits by this instead of a scanner.
  void setPattern(Regex pattern) { m_pattern = std::move(pattern); }

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
  std::optional<TokenId> bosId() const override { return named(m_bosName); }
  std::optional<TokenId> eosId() const override { return named(m_eosName); }
  std::string kind() const override { return std::string(m_encoding.kind); }
  std::string hash() const override { return m_hash; }

 private:
  const std::string* tokenOf(TokenId id) const {
    if (id < 0 || static_cast<std::size_t>(id) >= m_tokens.size() || m_tokens[static_cast<std::size_t>(id)].empty())
      return nullptr;
    return &m_tokens[static_cast<std::size_t>(id)];
  }
  std::optional<TokenId> named(std::string_view name) const { return name.empty() ? std::nullopt : tokenId(name); }
  struct Scratch {
    Arena arena;
    WordScratch words;
    std::vector<Cut> cuts;
  };
  base::Result<Encoding> run(std::string_view text, const EncodeOptions& options, bool offsets) const;
  base::Result<void> encodeText(Piece piece, Scratch& scratch, TokenSink& sink) const;
  bool encodePart(std::string_view part, bool whole, Symbols& out) const;
  void indexPairs();

  bool isTaken(const std::string& token, TokenId id) const {
    return m_ranks.find(token) >= 0 || tokenOf(id) || m_specialById.contains(id);
  }

  TiktokenEncoding m_encoding;
  std::string m_bosName, m_eosName;
  std::optional<Regex> m_pattern;
  std::vector<std::string> m_tokens;  // by id; empty: no such token
  std::size_t m_work = 0;             // what indexing the pairs will cost
  StringIndex m_ranks;
  PairIndex m_merges;
  std::array<TokenId, 256> m_byteIds{};
  AddedTokenMatcher m_matcher;
  std::unordered_map<TokenId, std::string> m_specialById;
  std::unordered_map<std::string, TokenId> m_specialByContent;
  bool m_addsBos = false;
  std::vector<TokenId> m_prefix;  // GLM-4: [gMASK] <sop>, in place of BOS
  std::size_t m_idEnd = 0;
  std::string m_hash;
  EntryJoins m_joins;
  mutable ScratchPool<Scratch> m_scratch;
};

}  // namespace timbre::text
