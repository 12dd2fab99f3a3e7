// SPDX-License-Identifier: GPL-3.0-or-later
// Words on their way to ids, shared by all models that merge symbols: the cache first, then the borders that no entry
// spans (entry_joins.h), and the model only for what is left. The result is that of the model for the whole word.
#pragma once

#include "core/text/bpe_merge.h"
#include "core/text/entry_joins.h"
#include "core/text/piece.h"
#include "core/text/word_cache.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace timbre::text {

/// Tokens of an encode call while it lasts, in memory that goes on to the next call: what the caller keeps is as large
/// as its tokens.
class TokenDraft {
 public:
  Encoding& begin() {
    m_tokens.ids.clear();
    m_tokens.begin.clear();
    m_tokens.end.clear();
    return m_tokens;
  }
  Encoding take() {
    if (m_tokens.ids.capacity() <= kKept) return m_tokens;
    return std::exchange(m_tokens, {});
  }

 private:
  static constexpr std::size_t kKept = std::size_t{1} << 17;
  Encoding m_tokens;
};

/// The end of an encode call: takes ids in order and, when asked for, where each came from.
class TokenSink {
 public:
  /// `fused`: a token that swallows its own repetitions (an unknown of SentencePiece), -1: none.
  explicit TokenSink(Encoding& out, bool offsets, TokenId fused = -1)
      : m_out(out), m_offsets(offsets), m_fused(fused) {}

  bool offsets() const { return m_offsets; }
  /// Ids are all that it takes, each as it comes.
  bool bare() const { return !m_offsets && m_fused < 0; }
  void append(const TokenId* ids, std::size_t count) { m_out.ids.insert(m_out.ids.end(), ids, ids + count); }
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
  bool fuses() const { return m_fused >= 0; }
  /// Whether the last token swallows its own repetition; for those who append().
  bool fusing() const { return m_fusing; }
  void setFusing(bool fusing) { m_fusing = fusing; }
  /// What comes next does not continue what came before.
  void separate() { m_fusing = false; }

 private:
  Encoding& m_out;
  bool m_offsets;
  TokenId m_fused;
  bool m_fusing = false;
};

/// Parts of words on their way through the cache, in order: their lines are on the way while others are found.
class PartBatch {
 public:
  static constexpr std::size_t kParts = 64;
  static constexpr std::uint64_t kForeign = ~std::uint64_t{0};  // no key has it
  struct Part {
    WordKey key;
    CachedWord* line;  // nullptr: too long for the cache
    std::uint32_t begin, size;
    bool whole = true;  ///< a word, no part of one
    bool known() const { return line && line->key == key; }
    /// Characters that stand in no entry, key.low of them.
    bool isForeign() const { return !line && key.high == kForeign; }
  };

  bool full() const { return m_count == kParts; }
  /// text[begin, end), not empty. `apart`: a part of a word that the cache keeps apart from the same text as a word.
  void add(std::string_view text, std::size_t begin, std::size_t end, WordCache& cache, bool apart = false) {
    const std::size_t size = end - begin;
    Part& part = m_parts[m_count++];
    part.begin = static_cast<std::uint32_t>(begin);
    part.size = static_cast<std::uint32_t>(size);
    part.line = nullptr;
    part.key = {};
    part.whole = !apart;
    if (size > WordKey::kLongest) return;
    part.key = WordKey::of(text, begin, size);
    part.key.high |= std::uint64_t{apart} << 63;
    part.line = &cache.slot(part.key);
    __builtin_prefetch(part.line);
  }
  void addForeign(std::size_t begin, std::size_t end, std::size_t characters) {
    m_parts[m_count++] = {
        {characters, kForeign}, nullptr, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
  }
  std::span<const Part> parts() const { return {m_parts, m_count}; }
  void clear() { m_count = 0; }

 private:
  Part m_parts[kParts];
  std::size_t m_count = 0;
};

struct WordScratch {
  TokenDraft draft;
  WordCache cache;
  PartBatch batch;
  Symbols symbols;
};

/// Calls visit(begin, end) for the parts of text[begin, end) between the borders, in order, until it says false.
template <class Visit>
bool visitParts(const EntryJoins& joins, std::string_view text, std::size_t begin, std::size_t end,
                const Visit& visit) {
  for (std::size_t at = begin + utf8Length(static_cast<unsigned char>(text[begin])); at < end;) {
    const std::size_t base = at;
    for (std::uint64_t mask = joins.borders(text, at, end); mask != 0; mask &= mask - 1) {
      const std::size_t border = base + static_cast<std::size_t>(std::countr_zero(mask));
      if (!visit(begin, border)) return false;
      begin = border;
    }
  }
  return visit(begin, end);
}

/// The way of words through cache and model. `encode` is the model: bool(std::string_view part, Symbols& out), false
/// when the part is longer than it takes; when it has expect(part), that is called some parts earlier. One to which a
/// part of a word is something else than the same text as a word has tellsParts(), and is called with (part, whole,
/// out). Call flush() behind the last word.
template <class Encode>
class WordRun {
 public:
  /// `joins` is nullptr when the model may look across every border.
  WordRun(const Piece& piece, const EntryJoins* joins, WordScratch& scratch, TokenSink& sink, const Encode& encode)
      : m_piece(piece), m_joins(joins), m_scratch(scratch), m_sink(sink), m_encode(encode) {
    scratch.batch.clear();
    if constexpr (requires { encode.tellsParts(); }) m_apart = encode.tellsParts();
  }

  bool add(std::size_t begin, std::size_t end) {
    if (begin >= end) return true;
    const std::string_view text = m_piece.text;
    // Words that begin like English are found as a whole more often than their parts.
    const bool latin = (static_cast<unsigned char>(text[begin]) | static_cast<unsigned char>(text[end - 1])) < 0x80 &&
                       (begin + 1 == end || static_cast<unsigned char>(text[begin + 1]) < 0x80);
    if (!m_joins || (latin && end - begin <= WordKey::kLongest)) return part(begin, end);
    return visitParts(*m_joins, text, begin, end, [&](std::size_t from, std::size_t to) {
      return part(from, to, m_apart && to - from < end - begin);
    });
  }
  bool flush() {
    expectUnknown();
    const bool done = m_sink.bare() ? emitBare() : emit();
    m_scratch.batch.clear();
    m_scratch.cache.growIfCrowded();
    return done;
  }

 private:
  bool part(std::size_t begin, std::size_t end, bool apart = false) {
    m_scratch.batch.add(m_piece.text, begin, end, m_scratch.cache, apart);
    return !m_scratch.batch.full() || flush();
  }
  bool ask(const PartBatch::Part& part) {
    const std::string_view text = m_piece.text.substr(part.begin, part.size);
    if constexpr (requires { m_encode(text, true, m_scratch.symbols); })
      return m_encode(text, part.whole, m_scratch.symbols);
    else
      return m_encode(text, m_scratch.symbols);
  }
  void expectUnknown() const {
    if constexpr (requires { m_encode.expect(std::string_view()); })
      for (const PartBatch::Part& part : m_scratch.batch.parts())
        if (!part.known()) m_encode.expect(m_piece.text.substr(part.begin, part.size));
  }
  /// A part that the cache does not know; its tokens are in m_scratch.symbols and, when true, in its line.
  bool encode(const PartBatch::Part& part, bool& kept) {
    Symbols& symbols = m_scratch.symbols;
    symbols.clear();
    m_scratch.cache.noteMiss();
    if (!ask(part)) return false;
    kept = part.line && part.line->keep(part.key, symbols);
    return true;
  }
  bool emit() {
    const Symbols& symbols = m_scratch.symbols;
    for (const PartBatch::Part& part : m_scratch.batch.parts()) {
      bool kept = part.known();
      if (!kept && !encode(part, kept)) return false;
      if (kept)
        m_sink.add(m_piece, part.begin, part.line->ids, part.line->lengths, part.line->count);
      else
        m_sink.add(m_piece, part.begin, symbols.ids.data(), symbols.lengths.data(), symbols.ids.size());
    }
    return true;
  }
  bool emitBare() {
    TokenId ids[PartBatch::kParts * CachedWord::kMostTokens];
    std::size_t count = 0;
    for (const PartBatch::Part& part : m_scratch.batch.parts()) {
      bool kept = part.known();
      if (!kept && !encode(part, kept)) return false;
      if (kept) {
        std::memcpy(ids + count, part.line->ids, sizeof part.line->ids);  // always all: no branch on their number
        count += part.line->count;
      } else {
        m_sink.append(ids, count);
        count = 0;
        m_sink.append(m_scratch.symbols.ids.data(), m_scratch.symbols.ids.size());
      }
    }
    m_sink.append(ids, count);
    return true;
  }

  const Piece& m_piece;
  const EntryJoins* m_joins;
  WordScratch& m_scratch;
  TokenSink& m_sink;
  const Encode& m_encode;
  bool m_apart = false;
};

/// All words of one stretch. Errors: tokenizer.budget (a word longer than the model takes).
template <class Encode>
base::Result<void> encodeWords(const Piece& piece, std::span<const Cut> words, const EntryJoins* joins,
                               WordScratch& scratch, TokenSink& sink, const Encode& encode) {
  WordRun<Encode> run(piece, joins, scratch, sink, encode);
  bool done = true;
  for (std::size_t i = 0; done && i < words.size(); ++i) done = run.add(words[i].begin, words[i].end);
  if (!done || !run.flush()) return base::Error("tokenizer.budget", {{"what", "one word of more than 32 MiB"}});
  return {};
}

}  // namespace timbre::text
