// SPDX-License-Identifier: GPL-3.0-or-later
// A tokenizer read from tokenizer.json (formats.md 2.2), or from vocab.json + merges.txt brought into that form.
// Immutable; every method may be called from any thread.
#pragma once

#include "core/base/json.h"
#include "core/text/added_tokens.h"
#include "core/text/decoders.h"
#include "core/text/normalizers.h"
#include "core/text/post_processor.h"
#include "core/text/pre_tokenizers.h"
#include "core/text/tokenizer.h"
#include "core/text/word_encoder.h"
#include "core/text/word_model.h"

#include <memory>
#include <string>
#include <unordered_map>

namespace timbre::text {

/// What tokenizer_config.json and special_tokens_map.json add to the tokenizer file.
struct TokenizerHints {
  std::string bos, eos;  ///< surface forms, empty: none
};

class HfTokenizer : public Tokenizer {
 public:
  /// `root` is the whole tokenizer.json; `path` only goes into errors; `hash` is the SHA-256 of the file.
  /// Errors: tokenizer.unsupported, tokenizer.invalid, tokenizer.regex.
  static base::Result<std::shared_ptr<const Tokenizer>> fromJson(const base::Json& root, std::string_view path,
                                                                 std::string hash, const TokenizerHints& hints);

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
  std::string kind() const override;
  std::string hash() const override { return m_hash; }

 private:
  explicit HfTokenizer(std::unique_ptr<const WordModel> model) : m_model(std::move(model)) {}
  base::Result<void> setAddedTokens(const base::Json& list, std::string_view path);
  base::Result<void> readAddedToken(const base::Json& object, std::string_view path);
  struct Scratch {
    Arena arena;
    WordScratch words;
    PreScratch pre;
  };
  base::Result<Encoding> run(std::string_view text, const EncodeOptions& options, bool offsets) const;
  base::Result<void> encodePiece(const Piece& piece, Scratch& scratch, TokenSink& sink) const;
  base::Result<void> encodeWords(const Piece& piece, Scratch& scratch, TokenSink& sink) const;
  const std::string* surfaceOf(TokenId id) const;

  std::unique_ptr<const WordModel> m_model;
  std::unique_ptr<Normalizer> m_normalizer;
  PreTokenizer m_preTokenizer;
  PostProcessor m_postProcessor;
  Decoder m_decoder;
  std::vector<AddedToken> m_added;
  std::unordered_map<TokenId, std::size_t> m_addedById;
  std::unordered_map<std::string, TokenId> m_addedByContent;
  AddedTokenMatcher m_rawMatcher;         // looked for in the text as it came
  AddedTokenMatcher m_normalizedMatcher;  // looked for after the normalizer
  std::size_t m_idEnd = 0;
  std::size_t m_addedBytes = 0;
  std::optional<TokenId> m_bos, m_eos;
  std::string m_hash;
  mutable ScratchPool<Scratch> m_scratch;
};

}  // namespace timbre::text
