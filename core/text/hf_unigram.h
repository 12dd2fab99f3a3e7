// SPDX-License-Identifier: GPL-3.0-or-later
// The Unigram model of tokenizer.json: sums in 64 bits that begin anew with every pre-token, unknown characters that
// stand together as one token, and bytes in their place when the file has them. The library reads scores one rounding
// less exactly than they are written, which decides between paths that are equally good (“aaa” as a+aa or aa+a), so
// readScore does the same.
#pragma once

#include "core/base/result.h"
#include "core/text/string_index.h"
#include "core/text/unigram_model.h"
#include "core/text/word_model.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace timbre::text {

/// The library's reading of a number that is written with as few digits as tell it apart: all digits as one whole
/// number, divided by a power of ten.
double readScore(double written);

class HfUnigram : public WordModel {
 public:
  /// Entries in the order of their ids. Errors: tokenizer.invalid.
  static base::Result<std::unique_ptr<const WordModel>> build(std::vector<std::pair<std::string, double>> entries,
                                                              TokenId unknown, bool byteFallback,
                                                              std::string_view path);

  bool encode(std::string_view word, bool whole, Symbols& out) const override;
  const EntryJoins* joins() const override { return nullptr; }  // sums run through the whole word
  const std::string* surface(TokenId id) const override {
    return id >= 0 && static_cast<std::size_t>(id) < m_surfaces.size() ? &m_surfaces[static_cast<std::size_t>(id)]
                                                                       : nullptr;
  }
  std::optional<TokenId> idOf(std::string_view surface) const override {
    const std::int32_t id = m_ids.find(surface);
    return id < 0 ? std::nullopt : std::optional<TokenId>(id);
  }
  std::size_t idEnd() const override { return m_surfaces.size(); }
  bool isUnigram() const override { return true; }

 private:
  void addUnknown(std::string_view run, Symbols& out) const;

  UnigramModel m_model;
  StringIndex m_ids;
  std::vector<std::string> m_surfaces;
  TokenId m_unknown = -1;
  bool m_byteFallback = false;
  TokenId m_byteIds[256];
};

}  // namespace timbre::text
