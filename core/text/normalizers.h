// SPDX-License-Identifier: GPL-3.0-or-later
// The normalizers of tokenizer.json: each turns a piece of text into another and keeps, per byte, where it came from.
// Unknown types and keys are refused by name. Immutable and thread-safe.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/text/piece.h"

#include <memory>

namespace timbre::text {

class Normalizer {
 public:
  virtual ~Normalizer() = default;
  /// Replaces `piece`; new text lives in `arena`. Errors: tokenizer.budget.
  virtual base::Result<void> apply(Piece& piece, Arena& arena) const = 0;
};

/// Precompiled: SentencePiece's character map in base64, applied as the tokenizers library does: a grapheme cluster of
/// less than six bytes becomes what its shortest mapped start becomes, else every character by itself.
base::Result<std::unique_ptr<Normalizer>> makePrecompiled(std::string_view base64, std::string_view path);

/// `spec` is the member "normalizer" (null: nothing to do, returns nullptr).
/// Errors: tokenizer.unsupported, tokenizer.invalid, tokenizer.regex.
base::Result<std::unique_ptr<Normalizer>> parseNormalizer(const base::Json& spec, std::string_view path);

enum class NormalForm : std::uint8_t { Nfc, Nfd, Nfkc, Nfkd };
/// Unicode normal form; leaves the piece alone when it already is in it.
base::Result<void> applyNormalForm(NormalForm form, Piece& piece, Arena& arena);

}  // namespace timbre::text
