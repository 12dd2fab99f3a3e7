// SPDX-License-Identifier: GPL-3.0-or-later
// The best path part by part. Parts that came before are taken from the cache while the sum of the scores before them
// lets them be what they were (unigram_model.h).
#include "core/text/sentencepiece_tokenizer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace timbre::text {

namespace {

constexpr std::size_t kLongestStretch = std::size_t(1) << 25;

}  // namespace

class SentencePieceTokenizer::UnigramRun {
 public:
  UnigramRun(const SentencePieceTokenizer& tokenizer, const Piece& normal, Scratch& scratch, TokenSink& sink)
      : m_tokenizer(tokenizer), m_normal(normal), m_scratch(scratch), m_batch(scratch.words.batch), m_sink(sink) {
    m_batch.clear();
  }

  bool run() {
    const std::string_view text = m_normal.text;
    if (text.empty()) return true;
    return visitParts(m_tokenizer.m_joins, text, 0, text.size(),
                      [&](std::size_t begin, std::size_t end) {
                        m_batch.add(text, begin, end, m_scratch.words.cache);
                        return !m_batch.full() || flush();
                      }) &&
           flush();
  }

 private:
  bool flush() {
    const bool done = m_sink.offsets() ? emit() : emitIds();
    m_batch.clear();
    m_scratch.words.cache.growIfCrowded();
    return done;
  }
  static bool holds(const PartBatch::Part& part, float score) {
    return part.known() && std::abs(score) < part.line->limit;
  }
  /// The sum behind a word whose tokens are certain.
  float with(const CachedWord& word, float score) const {
    score += word.first;
    if (word.unknown) return score;  // its tokens may be bytes
    for (unsigned i = 1; i < word.count; ++i) score += m_tokenizer.m_unigram.scoreOf(word.ids[i]);
    return score;
  }
  bool emit() {
    for (const PartBatch::Part& part : m_batch.parts()) {
      if (std::abs(m_score) > kRecentreAt) m_score = 0;
      if (!holds(part, m_score)) {
        if (!search(part)) return false;
        continue;
      }
      m_score = with(*part.line, m_score);
      m_sink.add(m_normal, part.begin, part.line->ids, part.line->lengths, part.line->count);
    }
    return true;
  }
  bool emitIds() {
    TokenId ids[PartBatch::kParts * CachedWord::kMostTokens];
    std::size_t count = 0;
    bool fusing = m_sink.fusing();
    const bool fuses = m_sink.fuses();
    float score = m_score;
    for (const PartBatch::Part& part : m_batch.parts()) {
      score = std::abs(score) > kRecentreAt ? 0 : score;
      if (holds(part, score)) {
        const CachedWord& word = *part.line;
        score = with(word, score);
        std::memcpy(ids + count, word.ids, sizeof word.ids);  // always all: no branch on their number
        const bool fused = word.unknown & fuses;
        count += (fused & fusing) ? 0 : word.count;
        fusing = fused;
      } else {
        m_sink.append(ids, count);
        m_sink.setFusing(fusing);
        count = 0;
        m_score = score;
        if (!search(part)) return false;
        score = m_score;
        fusing = m_sink.fusing();
      }
    }
    m_score = score;
    m_sink.append(ids, count);
    m_sink.setFusing(fusing);
    return true;
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
    const UnigramModel& model = m_tokenizer.m_unigram;
    const UnigramModel::Path best = model.best(text, m_score, m_scratch.path, path);
    m_tokenizer.resolve(text, path, symbols);
    m_sink.add(m_normal, part.begin, symbols.ids.data(), symbols.lengths.data(), symbols.ids.size());
    const bool unknown = path.ids.size() == 1 && path.ids[0] < 0;
    if (part.line && std::abs(m_score) < best.limit &&
        (unknown || std::find(path.ids.begin(), path.ids.end(), -1) == path.ids.end()) &&
        part.line->keep(part.key, symbols)) {
      part.line->unknown = unknown;
      part.line->limit = static_cast<float>(best.limit);
      part.line->first = unknown ? static_cast<float>(model.unknownScore()) : model.scoreOf(path.ids[0]);
    }
    m_score = static_cast<float>(best.score);
    return true;
  }

  const SentencePieceTokenizer& m_tokenizer;
  const Piece& m_normal;
  Scratch& m_scratch;
  PartBatch& m_batch;
  TokenSink& m_sink;
  float m_score = 0;  // of the best path so far
};

bool SentencePieceTokenizer::encodeUnigram(const Piece& normal, Scratch& scratch, TokenSink& sink) const {
  return UnigramRun(*this, normal, scratch, sink).run();
}

}  // namespace timbre::text
