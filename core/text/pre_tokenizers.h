// SPDX-License-Identifier: GPL-3.0-or-later
// The pre-tokenizers of tokenizer.json as a flat list of stages. A stage may change a piece and then cuts it; the model
// never merges across a cut. Unknown types and keys are refused by name. Immutable and thread-safe.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/text/piece.h"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace timbre::text {

class PreStage {
 public:
  virtual ~PreStage() = default;
  /// True when `prepare` and `finish` do nothing: such stages run on bare cuts.
  virtual bool onlyCuts() const { return true; }
  virtual void prepare(Piece&, Arena&) const {}
  /// Appends the parts of `text` in order, shifted by `offset`; removed parts are left out, empty ones never come.
  virtual base::Result<void> cut(std::string_view text, std::uint32_t offset, std::vector<Cut>& out) const = 0;
  virtual void finish(Piece&, Arena&) const {}
};

struct PreTokenizer {
  std::vector<std::unique_ptr<PreStage>> stages;
  /// The last stage is ByteLevel: its mapping to printable letters is left out and the model works on bytes.
  bool mapsBytes = false;  ///< a ByteLevel before the last stage
  bool byteMode = false;
  bool prependsFirst = false;  ///< Metaspace “first”: what it does depends on where a piece comes from
};

/// Working memory of preTokenize, kept between calls.
struct PreScratch {
  std::vector<Piece> pieces, next;
  std::vector<Cut> cuts, inner;
};

/// `spec` is the member "pre_tokenizer"; null gives no stages.
/// Errors: tokenizer.unsupported, tokenizer.invalid, tokenizer.regex.
base::Result<PreTokenizer> parsePreTokenizer(const base::Json& spec, std::string_view path);

/// Splits by one regular expression, every match and every gap a piece (tiktoken, ByteLevel).
std::unique_ptr<PreStage> isolatingStage(Regex pattern);

/// Takes the words of `text`: one call per stretch that was cut at once.
using WordSink = std::function<base::Result<void>(const Piece& text, std::span<const Cut> words)>;

/// Runs all stages over one piece. Errors: tokenizer.budget and those of the sink.
base::Result<void> preTokenize(const PreTokenizer& preTokenizer, const Piece& piece, Arena& arena, PreScratch& scratch,
                               const WordSink& sink);

}  // namespace timbre::text
