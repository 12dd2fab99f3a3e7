// SPDX-License-Identifier: GPL-3.0-or-later
// The BPE model of tokenizer.json: vocabulary, merges and what happens to characters that are not in it. In byte mode
// (the last pre-tokenizer is ByteLevel) words are raw bytes and the vocabulary's printable alphabet was undone at
// loading; otherwise words are text and symbols start as characters. Immutable after building apart from a cache of
// facts about single vocabulary entries, so `encode` may be called from any thread.
#pragma once

#include "core/base/result.h"
#include "core/text/string_index.h"
#include "core/text/word_model.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::text {

struct BpeOptions {
  bool byteMode = false;
  bool ignoreMerges = false;  ///< a pre-token that is an entry is that entry, whatever merges make of it
  bool byteFallback = false;  ///< characters outside the vocabulary become <0xXX> entries
  bool fuseUnknown = false;
  std::string unknown;  ///< entry for characters outside the vocabulary; empty: such characters vanish
  std::string continuingPrefix, endSuffix;
};

struct BpeEntries {
  std::vector<std::pair<std::string, TokenId>> vocab;  // surface form, id
  std::vector<std::pair<std::string, std::string>> merges;
};

class BpeModel : public WordModel {
 public:
  /// Errors: tokenizer.invalid (a merge of something that is no entry, ids twice, …).
  static base::Result<BpeModel> build(BpeEntries entries, BpeOptions options, std::string_view path);

  bool encode(std::string_view word, bool whole, Symbols& out) const override;
  bool tellsParts() const override { return m_options.ignoreMerges; }
  void expect(std::string_view word) const override { m_words.expect(word); }
  const EntryJoins* joins() const override { return m_cuts ? &m_joins : nullptr; }

  const std::string* surface(TokenId id) const override {
    return id >= 0 && static_cast<std::size_t>(id) < m_surfaces.size() && m_used[static_cast<std::size_t>(id)]
               ? &m_surfaces[static_cast<std::size_t>(id)]
               : nullptr;
  }
  std::optional<TokenId> idOf(std::string_view surface) const override;
  std::size_t idEnd() const override { return m_surfaces.size(); }
  bool isUnigram() const override { return false; }
  std::size_t entryCount() const { return m_entries; }
  std::size_t mergeCount() const { return m_merges.size(); }

 private:
  void startBytes(std::string_view word, Symbols& out) const;
  void startCharacters(std::string_view word, Symbols& out) const;
  bool hasFallback(std::string_view symbol) const;
  bool encodeWord(std::string_view word, Symbols& out) const;
  void findBoundary();
  void findJoins(bool allBytes, const std::vector<std::pair<std::string, std::string>>& merges);

  BpeOptions m_options;
  StringIndex m_words;       // surface (byte mode: raw bytes) → id
  StringIndex m_surfaceIds;  // byte mode only: surface → id
  PairIndex m_merges;
  std::vector<std::string> m_surfaces;
  std::vector<char> m_used;
  std::size_t m_entries = 0;
  TokenId m_byteIds[256];  // byte mode: symbol of a byte; else its <0xXX> entry; -1: none
  TokenId m_unknown = -1;
  EntryJoins m_joins;
  bool m_cuts = false;
  bool m_splitsAtMetaspace = false;  // no entry that merges make contains ▁ after another character
  enum : std::uint8_t { Unknown, Whole, Parts };
  mutable std::unique_ptr<std::atomic<std::uint8_t>[]> m_whole;  // per id: does its own text merge to exactly this id?
};

}  // namespace timbre::text
