// SPDX-License-Identifier: GPL-3.0-or-later
// Words on their way to ids, shared by all models that merge symbols: the cache first, then the borders that no entry
// spans (entry_joins.h), and the model only for what is left. The result is that of the model for the whole word.
#pragma once

#include "core/text/bpe_merge.h"
#include "core/text/entry_joins.h"
#include "core/text/piece.h"
#include "core/text/word_cache.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace timbre::text {

/// The end of an encode call: takes ids in order and, when asked for, where each came from.
class TokenSink {
 public:
  /// `fused`: a token that swallows its own repetitions (an unknown of SentencePiece), -1: none.
  explicit TokenSink(Encoding& out, bool offsets, TokenId fused = -1)
      : m_out(out), m_offsets(offsets), m_fused(fused) {}

  bool offsets() const { return m_offsets; }
  void push(TokenId id, Cut origin) {
    m_out.ids.push_back(id);
    if (!m_offsets) return;
    m_out.begin.push_back(origin.begin);
    m_out.end.push_back(origin.end);
  }
  /// Tokens of a stretch of `piece` that begins at `at`; lengths are bytes of it.
  template <class Length>
  void add(const Piece& piece, std::size_t at, const TokenId* ids, const Length* lengths, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const bool again = ids[i] == m_fused && m_fusing;
      m_fusing = ids[i] == m_fused;
      if (!again) m_out.ids.push_back(ids[i]);
      if (!m_offsets) continue;
      const Cut origin = piece.origin(at, at + lengths[i]);
      at += lengths[i];
      if (again) {
        m_out.end.back() = origin.end;
      } else {
        m_out.begin.push_back(origin.begin);
        m_out.end.push_back(origin.end);
      }
    }
  }
  /// What comes next does not continue what came before.
  void separate() { m_fusing = false; }

 private:
  Encoding& m_out;
  bool m_offsets;
  TokenId m_fused;
  bool m_fusing = false;
};

struct WordScratch {
  WordCache cache;
  Symbols symbols;
};

/// How many words ahead their lines of the cache are fetched.
inline constexpr std::size_t kPrefetchWords = 4;

inline void prefetchWord(std::string_view text, const Cut& word, const WordScratch& scratch) {
  const std::size_t size = word.end - word.begin;
  if (size - 1 < WordKey::kLongest) scratch.cache.prefetch(WordKey::of(text, word.begin, size));
}

/// Encodes the word [begin, end) of `piece`. `joins` is nullptr when the model may look across every border; `encode`
/// is the model: bool(std::string_view part, Symbols& out), false when the part is longer than it takes.
template <class Encode>
bool encodeWord(const Piece& piece, std::size_t begin, std::size_t end, const EntryJoins* joins, WordScratch& scratch,
                TokenSink& sink, const Encode& encode) {
  const std::string_view text = piece.text;
  const auto part = [&](std::size_t from, std::size_t to) {
    const std::size_t size = to - from;
    Symbols& symbols = scratch.symbols;
    if (size > WordKey::kLongest) {
      symbols.clear();
      if (!encode(text.substr(from, size), symbols)) return false;
      sink.add(piece, from, symbols.ids.data(), symbols.lengths.data(), symbols.ids.size());
      return true;
    }
    const WordKey key = WordKey::of(text, from, size);
    CachedWord& word = scratch.cache.slot(key);
    if (!(word.key == key)) {
      symbols.clear();
      if (!encode(text.substr(from, size), symbols)) return false;
      if (!word.keep(key, symbols)) {
        sink.add(piece, from, symbols.ids.data(), symbols.lengths.data(), symbols.ids.size());
        return true;
      }
    }
    sink.add(piece, from, word.ids, word.lengths, word.count);
    return true;
  };
  if (begin >= end) return true;
  // Words that begin like English are found as a whole more often than their parts.
  const bool latin = (static_cast<unsigned char>(text[begin]) | static_cast<unsigned char>(text[end - 1])) < 0x80 &&
                     (begin + 1 == end || static_cast<unsigned char>(text[begin + 1]) < 0x80);
  if (!joins || (latin && end - begin <= WordKey::kLongest)) return part(begin, end);
  while (begin < end) {
    const std::size_t cut = joins->partEnd(text, begin, end);
    if (!part(begin, cut)) return false;
    begin = cut;
  }
  return true;
}

/// All words of one stretch. Errors: tokenizer.budget (a word longer than the model takes).
template <class Encode>
base::Result<void> encodeWords(const Piece& piece, std::span<const Cut> words, const EntryJoins* joins,
                               WordScratch& scratch, TokenSink& sink, const Encode& encode) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i + kPrefetchWords < words.size()) prefetchWord(piece.text, words[i + kPrefetchWords], scratch);
    if (!encodeWord(piece, words[i].begin, words[i].end, joins, scratch, sink, encode))
      return base::Error("tokenizer.budget",
                         {{"what", "one word of " + std::to_string(words[i].end - words[i].begin) + " bytes"}});
  }
  return {};
}

}  // namespace timbre::text
