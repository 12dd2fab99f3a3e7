// SPDX-License-Identifier: GPL-3.0-or-later
// SentencePiece BPE and Unigram from tokenizer.model, as the sentencepiece library encodes and decodes; with
// tokenizer_config.json beside it also its added tokens, BOS and EOS, as the Llama tokenizer class treats them. The
// special tokens of ChatGLM2 and 3 stand in no file: their names and ids (formats.md 2.9) follow the pieces, “sop” and
// “eop” count in a text only behind a mask token, because words contain them; “</s>” in a text is the end of text.
// Immutable and thread-safe.
#pragma once

#include "core/text/added_tokens.h"
#include "core/text/bpe_merge.h"
#include "core/text/charsmap.h"
#include "core/text/piece.h"
#include "core/text/sentencepiece_model.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_load.h"
#include "core/text/unigram_model.h"
#include "core/text/word_encoder.h"

#include <array>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace timbre::text {

class SentencePieceTokenizer : public Tokenizer {
 public:
  /// Errors: tokenizer.unsupported (neither BPE nor Unigram), tokenizer.invalid.
  static base::Result<std::shared_ptr<const Tokenizer>> make(SentencePieceModel model, const TokenizerConfig& config,
                                                             std::string_view path, std::string hash);

  base::Result<Encoding> encode(std::string_view text, const EncodeOptions& options = {}) const override;
  base::Result<std::vector<TokenId>> encodeIds(std::string_view text, const EncodeOptions& options = {}) const override;
  std::string decode(std::span<const TokenId> ids, bool skipSpecial) const override;
  std::string tokenBytes(TokenId id) const override;
  std::string tokenText(TokenId id) const override;
  std::optional<TokenId> tokenId(std::string_view surface) const override;
  bool isSpecial(TokenId id) const override;
  std::size_t vocabSize() const override { return m_idEnd; }
  std::optional<TokenId> bosId() const override { return m_bos; }
  std::optional<TokenId> eosId() const override { return m_eos; }
  std::string kind() const override { return m_isUnigram ? "SentencePiece Unigram" : "SentencePiece BPE"; }
  std::string hash() const override { return m_hash; }

 private:
  SentencePieceTokenizer() = default;
  base::Result<void> indexPieces(std::string_view path);
  bool spaceMayBeByte() const;
  void setUserDefined(const std::vector<TokenId>& ids);
  void indexMerges();
  void indexUnigram();
  base::Result<void> setConfig(const TokenizerConfig& config, std::string_view path);
  base::Result<void> addConfigured(AddedToken token, std::string_view path);
  base::Result<void> addNamed(const ConfiguredToken& token, std::string_view path);
  std::optional<TokenId> controlPiece(std::string_view name) const;
  base::Result<void> addChatGlm(bool roles, std::string_view path);
  struct Scratch {
    Arena arena;
    WordScratch words;
    Symbols symbols;
    UnigramModel::Work<float> path;
  };
  base::Result<Encoding> run(std::string_view text, const EncodeOptions& options, bool offsets) const;
  TokenId partnerAt(TokenId mask, std::string_view text) const;
  class Normalizing;
  std::string_view spaceSpelt() const;
  /// A piece as normalize() would write it.
  std::string inside(std::string_view piece) const;
  void indexBytes();
  Piece normalize(const Piece& piece, bool dummyPrefix, Arena& arena) const;
  base::Result<void> encodeText(const Piece& piece, bool dummyPrefix, Scratch& scratch,
                                TokenSink& sink) const;
  bool encodeStretch(const Piece& normal, std::size_t begin, std::size_t end, Scratch& scratch, TokenSink& sink) const;
  bool encodeParts(const Piece& normal, std::size_t begin, std::size_t end, Scratch& scratch, TokenSink& sink) const;
  class UnigramRun;
  bool encodeUnigram(const Piece& normal, Scratch& scratch, TokenSink& sink) const;
  template <class NoteUnused>
  void merge(std::string_view part, Symbols& out, const NoteUnused& noteUnused) const;
  void resolve(std::string_view part, const Symbols& symbols, Symbols& out) const;
  /// What an unused piece was made of, for those that a stretch may contain.
  using Halves = std::unordered_map<TokenId, std::pair<TokenId, TokenId>>;
  void splitUnused(TokenId id, std::uint32_t length, const Halves& halves, unsigned depth, Symbols& out) const;
  std::string_view textOf(TokenId symbol) const;
  const AddedToken* added(TokenId id) const;
  bool isPiece(TokenId id) const { return id >= 0 && static_cast<std::size_t>(id) < m_model.pieces.size(); }

  SentencePieceModel m_model;
  Charsmap m_charsmap;
  StringIndex m_pieces;    // what merges may make: normal, user-defined and unused pieces, and m_loneCharacters
  StringIndex m_reserved;  // unknown, control and byte pieces
  PairIndex m_merges;
  UnigramModel m_unigram;
  CharSet m_inPieces;  // Unigram: characters that stand in pieces
  EntryJoins m_joins;
  AddedTokenMatcher m_userDefined;              // as they stand in texts
  AddedTokenMatcher m_userInside;               // as they stand in normalised texts
  CharSet m_userStarts;                      // of both
  bool m_printableStays = true;                 // normalize() changes no printable ASCII
  bool m_spaceIsByte = false;                   // normalised texts have a space for every ▁
  std::array<std::uint8_t, 256> m_byteKinds{};  // what normalize() does with a byte, and what it writes
  std::array<std::array<char, 4>, 256> m_spelt{};
  std::vector<std::int32_t> m_symbolOf;  // BPE, by character of the Basic Multilingual Plane; -1: none
  AddedTokenMatcher m_addedMatcher;
  std::vector<AddedToken> m_added;
  std::vector<TokenId> m_prefix;  // ChatGLM: [gMASK] sop, in place of BOS
  std::unordered_map<TokenId, std::size_t> m_addedById;
  std::unordered_map<std::string, std::size_t> m_addedByContent;
  std::vector<std::string> m_loneCharacters;  // characters of pieces that are no pieces; symbols from pieces.size() on
  TokenId m_byteIds[256];
  std::unordered_map<TokenId, unsigned char> m_byteOf;
  TokenId m_unknown = -1;
  bool m_hasUnused = false;
  static constexpr float kRecentreAt = 100'000;
  bool m_isUnigram = false;
  bool m_hasConfig = false;
  bool m_prefixOnce = false;  // legacy = false: the dummy prefix stands only at the start of the whole text
  bool m_addBos = false, m_addEos = false;
  std::size_t m_idEnd = 0;
  std::optional<TokenId> m_bos, m_eos;
  std::string m_hash;
  mutable ScratchPool<Scratch> m_scratch;
};

}  // namespace timbre::text
