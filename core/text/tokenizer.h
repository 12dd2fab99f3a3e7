// SPDX-License-Identifier: GPL-3.0-or-later
// Text to token ids and back, exactly as the model's own files say. Immutable after loading, so every method may be
// called from any thread. A component, flag or key that changes the arithmetic and is not implemented is an error that
// names it (tokenizer.unsupported), never a silent skip.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

using TokenId = std::int32_t;

struct EncodeOptions {
  bool addSpecial = true;  ///< what the post-processor adds (BOS …)
};

/// ids[i] came from the bytes [begin[i], end[i]) of the input; tokens that stand for no text have begin == end.
struct Encoding {
  std::vector<TokenId> ids;
  std::vector<std::uint32_t> begin;  // bytes
  std::vector<std::uint32_t> end;    // bytes
};

class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// `text` is any bytes; invalid UTF-8 is treated as U+FFFD per byte. Errors: tokenizer.budget.
  virtual base::Result<Encoding> encode(std::string_view text, const EncodeOptions& options = {}) const = 0;
  /// The ids of encode() alone, faster where nobody asks where they came from.
  virtual base::Result<std::vector<TokenId>> encodeIds(std::string_view text, const EncodeOptions& options = {}) const;
  /// `skipSpecial` leaves out tokens flagged special. For ids that a model sampled: its embedding may be padded beyond
  /// the vocabulary, and an id that is no token stands for no text. StreamDecoder does the same.
  virtual std::string decode(std::span<const TokenId> ids, bool skipSpecial) const = 0;
  /// For ids that a person or a file gave. Errors: tokenizer.bad_id (args id, limit) for the first that is no token.
  base::Result<std::string> decodeGiven(std::span<const TokenId> ids, bool skipSpecial) const;
  /// Bytes that `id` appends in the middle of a text (may be part of a character); empty for special tokens.
  virtual std::string tokenBytes(TokenId id) const = 0;
  /// Surface form for people: the entry as the file spells it ("Ġworld", "▁world", "<|im_end|>").
  virtual std::string tokenText(TokenId id) const = 0;
  virtual std::optional<TokenId> tokenId(std::string_view surface) const = 0;
  virtual bool isSpecial(TokenId id) const = 0;
  /// Largest id + 1.
  virtual std::size_t vocabSize() const = 0;
  virtual std::optional<TokenId> bosId() const = 0;
  virtual std::optional<TokenId> eosId() const = 0;
  /// "byte-level BPE", "SentencePiece BPE", "tiktoken".
  virtual std::string kind() const = 0;
  /// SHA-256 of the file(s) the vocabulary was read from.
  virtual std::string hash() const = 0;
};

/// `path` is a model folder (formats.md 2.1: tokenizer.json, else tokenizer.model, together with the settings beside it)
/// or one tokenizer file (tokenizer.json, *.model, *.tiktoken), which is then what it says itself. Errors: tokenizer.missing, tokenizer.invalid,
/// tokenizer.unsupported (arg `what`), and those of base.
base::Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::filesystem::path& path);

/// Turns ids that arrive one by one into text, holding back bytes until they are complete UTF-8.
/// Concatenated output plus finish() equals decode(all ids, skipSpecial). A run of <0xXX> tokens is given when it ends.
class StreamDecoder {
 public:
  explicit StreamDecoder(std::shared_ptr<const Tokenizer> tokenizer, bool skipSpecial = true)
      : m_tokenizer(std::move(tokenizer)), m_skipSpecial(skipSpecial) {}
  std::string push(TokenId id);
  /// What was held back, lossily.
  std::string finish();

 private:
  void shorten(const std::string& text);

  std::shared_ptr<const Tokenizer> m_tokenizer;
  bool m_skipSpecial = true;
  std::vector<TokenId> m_ids;  // the end of what came; its beginning is dropped once it cannot matter
  std::size_t m_given = 0;     // bytes of decode(m_ids) already handed out
};

}  // namespace timbre::text
