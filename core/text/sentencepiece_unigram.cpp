// SPDX-License-Identifier: GPL-3.0-or-later
// The best path part by part. Parts that came before are taken from the cache while the sum of the scores before them
// lets them be what they were (unigram_model.h). That is known from a bound of the sum, so the sum itself, whose
// additions wait for one another, is made up for only where something depends on it.
#include "core/text/sentencepiece_tokenizer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace timbre::text {

namespace {

constexpr std::size_t kLongestStretch = std::size_t(1) << 25;
constexpr float kRoundedUp = 1.01f;  // a bound must not be less than what it bounds because both were rounded

}  // namespace

class SentencePieceTokenizer::UnigramRun {
 public:
  UnigramRun(const SentencePieceTokenizer& tokenizer, const Piece& normal, Scratch& scratch, TokenSink& sink)
      : m_tokenizer(tokenizer), m_normal(normal), m_scratch(scratch), m_batch(scratch.words.batch), m_sink(sink) {
    m_batch.clear();
  }

  bool run() {
    const std::string_view text = m_normal.text;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t foreign = foreignFrom(at);
      const auto visit = [&](std::size_t begin, std::size_t end) {
        m_batch.add(text, begin, end, m_scratch.words.cache);
        return !m_batch.full() || flush();
      };
      if (at < foreign && !visitParts(m_tokenizer.m_joins, text, at, foreign, visit)) return false;
      at = foreign;
      std::size_t characters = 0;
      for (; at < text.size(); ++characters) {
        const WalkedChar c = walkUtf8(text.data() + at);
        if (!isForeign(c)) break;
        at += c.length;
      }
      if (characters > 0) m_batch.addForeign(foreign, at, characters);
      if (m_batch.full() && !flush()) return false;
    }
    return flush();
  }

 private:
  /// Characters that stand in no piece are told by their number alone. ASCII is not looked at: it seldom has any.
  bool isForeign(WalkedChar c) const { return c.value >= 0x80 && !m_tokenizer.m_inPieces.mayHave(c.value); }
  std::size_t foreignFrom(std::size_t at) const {
    const std::string_view text = m_normal.text;
    while (at < text.size()) {
      for (std::uint64_t high = 0; high == 0 && at + 8 <= text.size();) {
        std::memcpy(&high, text.data() + at, 8);
        high &= 0x8080808080808080ull;
        at += static_cast<std::size_t>(std::countr_zero(high)) / 8;
      }
      if (at == text.size()) break;
      const WalkedChar c = walkUtf8(text.data() + at);
      if (isForeign(c)) break;
      at += c.length;
    }
    return at;
  }
  bool flush() {
    const bool done = m_sink.offsets() ? emit() : emitIds();
    m_batch.clear();
    m_scratch.words.cache.growIfCrowded();
    return done;
  }
  static bool holds(const PartBatch::Part& part, float score) {
    return part.known() && std::abs(score) < part.line->limit;
  }
  float scoreOf(TokenId id) const { return m_tokenizer.m_unigram.scoreOf(id); }

  bool emit() {
    for (const PartBatch::Part& part : m_batch.parts()) {
      if (part.isForeign()) {
        addForeign(part);
        continue;
      }
      recentre();
      if (!holds(part, m_score)) {
        if (!search(part)) return false;
        continue;
      }
      for (unsigned i = 0; i < part.line->count; ++i) m_score += scoreOf(part.line->ids[i]);
      m_sink.add(m_normal, part.begin, part.line->ids, part.line->lengths, part.line->count);
    }
    return true;
  }
  bool emitIds() {
    float bound = std::abs(m_score);
    for (const PartBatch::Part& part : m_batch.parts()) {
      if (holds(part, bound)) {
        take(*part.line);
        bound += part.line->reach;
        continue;
      }
      settle();
      if (part.isForeign()) {
        addForeign(part);
      } else {
        recentre();
        if (holds(part, m_score))
          take(*part.line);
        else if (!search(part))
          return false;
        settle();
      }
      bound = std::abs(m_score);
    }
    settle();
    return true;
  }
  void recentre() {
    if (std::abs(m_score) > kRecentreAt) m_score = 0;
  }
  void take(const CachedWord& word) {
    std::memcpy(m_ids + m_count, word.ids, sizeof word.ids);  // always all: no branch on their number
    m_count += word.count;
  }
  /// Gives the sink what was taken and adds it to the sum.
  void settle() {
    const TokenId fused = m_sink.fuses() ? m_tokenizer.m_unknown : -1;
    bool fusing = m_sink.fusing();
    std::size_t kept = 0;
    float score = m_score;
    for (std::size_t i = 0; i < m_count; ++i) {
      const TokenId id = m_ids[i];
      score += scoreOf(id);
      m_ids[kept] = id;
      const bool unknown = id == fused;
      kept += !(unknown & fusing);
      fusing = unknown;
    }
    m_score = score;
    m_sink.append(m_ids, kept);
    m_sink.setFusing(fusing);
    m_count = 0;
  }
  void addForeign(const PartBatch::Part& part) {
    const float unknown = scoreOf(m_tokenizer.m_unknown);
    for (std::uint64_t i = 0; i < part.key.low; ++i) {
      recentre();
      m_score += unknown;
    }
    if (!m_tokenizer.m_model.byteFallback) {
      m_sink.add(m_normal, part.begin, &m_tokenizer.m_unknown, &part.size, 1);
      return;
    }
    constexpr std::uint32_t one = 1;
    for (std::size_t at = part.begin; at < std::size_t{part.begin} + part.size; ++at)
      m_sink.add(m_normal, at, &m_tokenizer.m_byteIds[static_cast<unsigned char>(m_normal.text[at])], &one, 1);
  }
  /// A part that the cache does not know, or not for this score.
  bool search(const PartBatch::Part& part) {
    if (part.size > kLongestStretch) return false;
    const std::string_view text = m_normal.text.substr(part.begin, part.size);
    Symbols& path = m_scratch.symbols;
    Symbols& symbols = m_scratch.words.symbols;
    path.clear();
    symbols.clear();
    m_scratch.words.cache.noteMiss();
    const UnigramModel::Path best = m_tokenizer.m_unigram.best(text, m_score, m_scratch.path, path);
    m_tokenizer.resolve(text, path, symbols);
    m_sink.add(m_normal, part.begin, symbols.ids.data(), symbols.lengths.data(), symbols.ids.size());
    if (part.line && std::abs(m_score) < best.limit && part.line->keep(part.key, symbols)) {
      part.line->limit = static_cast<float>(best.limit);
      part.line->reach = 0;
      for (const TokenId id : symbols.ids) part.line->reach += std::abs(scoreOf(id)) * kRoundedUp;
    }
    m_score = static_cast<float>(best.score);
    return true;
  }

  const SentencePieceTokenizer& m_tokenizer;
  const Piece& m_normal;
  Scratch& m_scratch;
  PartBatch& m_batch;
  TokenSink& m_sink;
  TokenId m_ids[PartBatch::kParts * CachedWord::kMostTokens];  // taken, not yet settled
  std::size_t m_count = 0;
  float m_score = 0;  // of the best path so far, without what was taken since
};

bool SentencePieceTokenizer::encodeUnigram(const Piece& normal, Scratch& scratch, TokenSink& sink) const {
  return UnigramRun(*this, normal, scratch, sink).run();
}

}  // namespace timbre::text
