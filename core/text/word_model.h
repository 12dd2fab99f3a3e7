// SPDX-License-Identifier: GPL-3.0-or-later
// The model of a tokenizer.json: what turns one pre-token into ids. Immutable; every method may be called from any
// thread.
#pragma once

#include "core/text/bpe_merge.h"
#include "core/text/entry_joins.h"
#include "core/text/tokenizer.h"

#include <optional>
#include <string>
#include <string_view>

namespace timbre::text {

class WordModel {
 public:
  virtual ~WordModel() = default;
  /// Appends the symbols of one pre-token, or of a part of one between borders, to `out`. False when it is longer than
  /// any tokenizer may be asked for.
  virtual bool encode(std::string_view word, bool whole, Symbols& out) const = 0;
  /// Whether a part may become something else than the same text as a whole pre-token.
  virtual bool tellsParts() const { return false; }
  /// The word will be encoded soon.
  virtual void expect(std::string_view) const {}
  /// Where words may be cut before they are encoded; nullptr: nowhere.
  virtual const EntryJoins* joins() const = 0;
  /// Surface form of an id, nullptr when the id is free.
  virtual const std::string* surface(TokenId id) const = 0;
  virtual std::optional<TokenId> idOf(std::string_view surface) const = 0;
  /// Largest id + 1.
  virtual std::size_t idEnd() const = 0;
  virtual bool isUnigram() const = 0;
};

}  // namespace timbre::text
