// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_learn.h"

#include <queue>
#include <unordered_map>

namespace timbre::text {

namespace {

using Pair = std::pair<std::int32_t, std::int32_t>;

struct PairHash {
  std::size_t operator()(const Pair& p) const {
    auto h =
        (static_cast<std::uint64_t>(static_cast<std::uint32_t>(p.first)) << 32) | static_cast<std::uint32_t>(p.second);
    h *= 0x9E3779B97F4A7C15ull;
    return static_cast<std::size_t>(h ^ (h >> 29));
  }
};

struct PairInfo {
  std::int64_t count = 0;
  std::vector<std::uint32_t> words;  // where it stands or once stood; ascending within one round, may repeat
  void sawIn(std::uint32_t word) {
    if (words.empty() || words.back() != word) words.push_back(word);
  }
};

struct Candidate {
  std::int64_t count;
  Pair pair;
  bool operator<(const Candidate& o) const { return count != o.count ? count < o.count : pair > o.pair; }
};

class Learner {
 public:
  Learner(CountedWords& words, std::uint64_t minFrequency)
      : m_words(words), m_minimum(static_cast<std::int64_t>(std::max<std::uint64_t>(minFrequency, 1))) {
    m_pairs.reserve(1 << 16);
    for (std::uint32_t w = 0; w < words.words.size(); ++w) {
      const auto& word = words.words[w];
      for (std::uint32_t i = 0; i + 1 < word.length; ++i) {
        const std::int32_t* s = words.symbols.data() + word.begin + i;
        PairInfo& info = m_pairs[{s[0], s[1]}];
        info.count += static_cast<std::int64_t>(word.count);
        info.sawIn(w);
      }
    }
    for (const auto& [pair, info] : m_pairs) m_queue.push({info.count, pair});
  }

  /// The most frequent pair, or nothing when all are too rare.
  bool next(Pair& best) {
    while (!m_queue.empty()) {
      const Candidate top = m_queue.top();
      m_queue.pop();
      const auto it = m_pairs.find(top.pair);
      const std::int64_t count = it == m_pairs.end() ? 0 : it->second.count;
      if (count < m_minimum) continue;
      if (count != top.count) {  // it became rarer since it was queued; risen pairs were queued again
        if (count < top.count) m_queue.push({count, top.pair});
        continue;
      }
      best = top.pair;
      return true;
    }
    return false;
  }

  void forget(const Pair& pair) { m_pairs.erase(pair); }

  void join(const Pair& pair, std::int32_t joined) {
    const std::vector<std::uint32_t> where = std::move(m_pairs[pair].words);
    m_pairs[pair].words.clear();
    m_risen.clear();
    for (const std::uint32_t w : where) joinIn(w, pair, joined);
    m_pairs.erase(pair);
    for (const Pair& risen : m_risen) {
      const auto it = m_pairs.find(risen);
      if (it != m_pairs.end() && it->second.count >= m_minimum) m_queue.push({it->second.count, risen});
    }
  }

 private:
  void joinIn(std::uint32_t w, const Pair& pair, std::int32_t joined) {
    auto& word = m_words.words[w];
    std::int32_t* s = m_words.symbols.data() + word.begin;
    const auto count = static_cast<std::int64_t>(word.count);
    const auto change = [&](std::int32_t a, std::int32_t b, std::int64_t by) {
      PairInfo& info = m_pairs[{a, b}];
      info.count += by;
      if (by > 0) {
        if (info.words.empty() || info.words.back() != w) m_risen.push_back({a, b});
        info.sawIn(w);
      }
    };
    std::uint32_t out = 0;
    for (std::uint32_t i = 0; i < word.length;) {
      if (i + 1 < word.length && s[i] == pair.first && s[i + 1] == pair.second) {
        if (out > 0) {
          change(s[out - 1], pair.first, -count);
          change(s[out - 1], joined, count);
        }
        if (i + 2 < word.length) {
          change(pair.second, s[i + 2], -count);
          change(joined, s[i + 2], count);
        }
        s[out++] = joined;
        i += 2;
      } else {
        s[out++] = s[i++];
      }
    }
    word.length = out;
  }

  CountedWords& m_words;
  std::int64_t m_minimum;
  std::unordered_map<Pair, PairInfo, PairHash> m_pairs;
  std::priority_queue<Candidate> m_queue;
  std::vector<Pair> m_risen;
};

}  // namespace

base::Result<std::vector<Pair>> learnMerges(CountedWords& words, std::uint64_t minFrequency, const JoinSymbols& join,
                                            const std::function<bool()>& enough, const base::CancelToken& cancel) {
  Learner learner(words, minFrequency);
  std::vector<Pair> merges;
  Pair best;
  while (!enough() && learner.next(best)) {
    if (cancel.cancelled()) return base::Error("cancelled");
    const std::int32_t joined = join(best.first, best.second);
    if (joined < 0) {
      learner.forget(best);
      continue;
    }
    merges.push_back(best);
    learner.join(best, joined);
  }
  return merges;
}

}  // namespace timbre::text
