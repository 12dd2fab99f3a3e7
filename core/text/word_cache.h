// SPDX-License-Identifier: GPL-3.0-or-later
// What the words of a language became, for the next time they come: a direct-mapped table of lines of 64 bytes, 2,048
// at first and up to 131,072 (8 MiB) where a call meets that many words. Only words of at most 15 bytes and 7 tokens
// are kept; a collision replaces. The table belongs to one encode call at a time (ScratchPool), so it takes no locks
// and a hostile text can at worst make it useless.
#pragma once

#include "core/text/bpe_merge.h"
#include "core/text/huge_pages.h"
#include "core/text/tokenizer.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::text {

/// By the size of a word: which bits of eight of its bytes, from byte `from` on, are its own.
constexpr std::array<std::uint64_t, 16> wordMasks(std::size_t from) {
  std::array<std::uint64_t, 16> out{};
  for (std::size_t size = 0; size < out.size(); ++size)
    for (std::size_t i = from; i < size && i < from + 8; ++i) out[size] |= std::uint64_t{0xFF} << (8 * (i - from));
  return out;
}
inline constexpr auto kWordLow = wordMasks(0);
inline constexpr auto kWordHigh = wordMasks(8);

/// A word of at most 15 bytes as two numbers; the top byte holds its length, so no word is {0, 0}.
struct WordKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const WordKey&) const = default;

  static constexpr std::size_t kLongest = 15;
  /// Of text[begin, begin + size), 1 ≤ size ≤ 15; reads whole numbers where the text is long enough.
  static WordKey of(std::string_view text, std::size_t begin, std::size_t size) {
    WordKey key;
    if (begin + 16 <= text.size()) {
      std::memcpy(&key.low, text.data() + begin, 8);
      std::memcpy(&key.high, text.data() + begin + 8, 8);
    } else {
      char bytes[16] = {};
      std::memcpy(bytes, text.data() + begin, size);
      std::memcpy(&key.low, bytes, 8);
      std::memcpy(&key.high, bytes + 8, 8);
    }
    // Lengths are what a processor foresees least, so bytes behind the word go without a branch.
    key.low &= kWordLow[size];
    key.high = (key.high & kWordHigh[size]) | static_cast<std::uint64_t>(size) << 56;
    return key;
  }
};

struct alignas(64) CachedWord {
  static constexpr std::size_t kMostTokens = 7;
  WordKey key;
  TokenId ids[kMostTokens];
  std::uint8_t lengths[kMostTokens];  // bytes of the word
  std::uint8_t count = 0;
  float limit = 0;  ///< Unigram: up to which score before the word its tokens are certain
  float reach = 0;  ///< Unigram: how far they can move the score

  /// False, and nothing is kept, when these are too many tokens.
  bool keep(const WordKey& word, const Symbols& symbols) {
    if (symbols.ids.size() > kMostTokens) return false;
    key = word;
    count = static_cast<std::uint8_t>(symbols.ids.size());
    for (unsigned i = 0; i < count; ++i) {
      ids[i] = symbols.ids[i];
      lengths[i] = static_cast<std::uint8_t>(symbols.lengths[i]);
    }
    return true;
  }
};

class WordCache {
 public:
  CachedWord& slot(const WordKey& key) { return m_words[hash(key) >> (64 - m_bits)]; }
  /// A word was not there.
  void noteMiss() { ++m_misses; }
  /// Makes room when more words came than fit well; lines that slot() gave are gone then.
  void growIfCrowded() {
    if (m_bits == kMostBits || m_misses < (std::size_t{1} << m_bits) / 2) return;
    m_misses = 0;
    m_bits += 2;
    Lines old(std::size_t{1} << m_bits);
    old.swap(m_words);
    for (const CachedWord& word : old)
      if (word.count > 0) slot(word.key) = word;
  }

 private:
  using Lines = std::vector<CachedWord, HugePageAllocator<CachedWord>>;
  static std::uint64_t hash(const WordKey& key) {
    return (key.low ^ (key.high * 0xD6E8FEB86659FD93ull)) * 0x9E3779B97F4A7C15ull;
  }

  static constexpr unsigned kMostBits = 17;
  unsigned m_bits = 11;
  std::size_t m_misses = 0;
  Lines m_words = Lines(std::size_t{1} << m_bits);
};

/// Working memory that encode calls borrow, so that word caches stay warm and no call waits for another. Keeps at most
/// kKept of them.
template <class Scratch>
class ScratchPool {
 public:
  class Lease {
   public:
    explicit Lease(ScratchPool& pool) : m_pool(pool), m_scratch(pool.take()) {}
    ~Lease() { m_pool.give(std::move(m_scratch)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Scratch& operator*() const { return *m_scratch; }
    Scratch* operator->() const { return m_scratch.get(); }

   private:
    ScratchPool& m_pool;
    std::unique_ptr<Scratch> m_scratch;
  };

 private:
  static constexpr std::size_t kKept = 32;
  std::unique_ptr<Scratch> take() {
    {
      const std::lock_guard lock(m_mutex);
      if (!m_free.empty()) {
        auto out = std::move(m_free.back());
        m_free.pop_back();
        return out;
      }
    }
    return std::make_unique<Scratch>();
  }
  void give(std::unique_ptr<Scratch> scratch) {
    const std::lock_guard lock(m_mutex);
    if (m_free.size() < kKept) m_free.push_back(std::move(scratch));
  }

  std::mutex m_mutex;
  std::vector<std::unique_ptr<Scratch>> m_free;
};

}  // namespace timbre::text
