// SPDX-License-Identifier: GPL-3.0-or-later
// Two flat hash tables for tokenizers: text → number and pair of numbers → (rank, number). Open addressing, seeded per
// table so that a hostile file cannot choose colliding keys. Read-only after building, then safe from any thread. They
// are megabytes large and read all over: who knows what he will look up says so beforehand (expect), so that the memory
// is on its way; those functions must be inlined, or the compiler drops them as calls without an effect.
#pragma once

#include "core/text/huge_pages.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

/// A random odd number, new for every table.
std::uint64_t hashSeed();

class StringIndex {
 public:
  StringIndex() : m_seed(hashSeed()) {}
  void reserve(std::size_t entries) {
    if (entries * 2 > m_slots.size()) rehash(entries);
  }
  /// False when the key exists (its value stays).
  bool insert(std::string_view key, std::int32_t value);
  /// Value of the key or -1.
  [[gnu::always_inline]] std::int32_t find(std::string_view key) const {
    if (m_slots.empty()) return -1;
    const std::uint64_t h = hash(key);
    for (std::size_t i = h & m_mask;; i = (i + 1) & m_mask) {
      const Slot& slot = m_slots[i];
      if (slot.value < 0) return -1;
      if (slot.tag == static_cast<std::uint32_t>(h >> 32) && slot.length == key.size() &&
          std::memcmp(m_bytes.data() + slot.offset, key.data(), key.size()) == 0)
        return slot.value;
    }
  }
  /// The key will be looked up soon.
  [[gnu::always_inline]] void expect(std::string_view key) const {
    if (!m_slots.empty()) __builtin_prefetch(&m_slots[hash(key) & m_mask]);
  }
  std::size_t size() const { return m_count; }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::int32_t value = -1;
    std::uint32_t length = 0;
    std::uint32_t offset = 0;
  };
  std::uint64_t hash(std::string_view key) const {
    std::uint64_t h = m_seed ^ (key.size() * 0x9E3779B97F4A7C15ull);
    const char* p = key.data();
    std::size_t n = key.size();
    for (; n >= 8; p += 8, n -= 8) {
      std::uint64_t word;
      std::memcpy(&word, p, 8);
      h = mix(h ^ word);
    }
    std::uint64_t tail = 0;
    for (std::size_t i = 0; i < n; ++i) tail |= static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << (8 * i);
    return mix(h ^ tail);
  }
  std::uint64_t mix(std::uint64_t v) const {
    v *= 0xD6E8FEB86659FD93ull;
    v ^= v >> 32;
    v *= m_seed;
    return v ^ (v >> 29);
  }
  void rehash(std::size_t entries);

  std::uint64_t m_seed;
  std::size_t m_mask = 0;
  std::size_t m_count = 0;
  std::vector<Slot, HugePageAllocator<Slot>> m_slots;
  std::string m_bytes;
};

struct Merge {
  std::uint32_t rank = UINT32_MAX;  ///< UINT32_MAX: this pair never merges
  std::int32_t id = -1;
};

/// Buckets of one cache line each: a pair is found, or known not to be there, by one load and without a branch that no
/// processor foresees, so that lookups of neighbouring pairs overlap.
class PairIndex {
 public:
  PairIndex() : m_seed(hashSeed()) {}
  void reserve(std::size_t entries) {
    if (entries > room()) rehash(entries);
  }
  /// Later values replace earlier ones.
  void insert(std::int32_t left, std::int32_t right, Merge merge);
  [[gnu::always_inline]] Merge find(std::int32_t left, std::int32_t right) const {
    if (m_buckets.empty()) return {};
    if (isNear(left, right)) return m_near[nearAt(left, right)];
    const std::uint64_t key = keyOf(left, right);
    for (std::size_t i = bucketOf(key);; i = (i + 1) & m_mask) {
      const Bucket& bucket = m_buckets[i];
      std::uint64_t found = kNoMerge;
      for (unsigned k = 0; k < kSlots; ++k) found &= bucket.merges[k] | (std::uint64_t{bucket.keys[k] == key} - 1);
      // What is nearly always so comes first: whether pairs merge is what no processor foresees.
      if (bucket.keys[kSlots - 1] == kEmpty || found != kNoMerge) [[likely]]
        return {static_cast<std::uint32_t>(found >> 32), static_cast<std::int32_t>(found)};
    }
  }
  /// The pair will be looked up soon.
  [[gnu::always_inline]] void expect(std::int32_t left, std::int32_t right) const {
    if (!m_buckets.empty()) __builtin_prefetch(&m_buckets[bucketOf(keyOf(left, right))]);
  }
  std::size_t size() const { return m_count; }

 private:
  static constexpr unsigned kSlots = 4;
  static constexpr std::uint32_t kNear = 256;  // ids of most vocabularies' bytes
  static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};
  static constexpr std::uint64_t kNoMerge = ~std::uint64_t{0};  // rank UINT32_MAX, id -1
  struct alignas(64) Bucket {
    std::uint64_t keys[kSlots] = {kEmpty, kEmpty, kEmpty, kEmpty};  // filled from the first on
    // Rank and id. No merge where the slot is empty, because the key of an empty slot is that of the pair -1, -1.
    std::uint64_t merges[kSlots] = {kNoMerge, kNoMerge, kNoMerge, kNoMerge};
  };
  static bool isNear(std::int32_t left, std::int32_t right) {
    return (static_cast<std::uint32_t>(left) | static_cast<std::uint32_t>(right)) < kNear;
  }
  static std::size_t nearAt(std::int32_t left, std::int32_t right) {
    return static_cast<std::size_t>(left) * kNear + static_cast<std::size_t>(right);
  }
  static std::uint64_t keyOf(std::int32_t left, std::int32_t right) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) | static_cast<std::uint32_t>(right);
  }
  std::size_t bucketOf(std::uint64_t key) const {
    std::uint64_t h = key * m_seed;
    h ^= h >> 32;
    h *= 0x9E3779B97F4A7C15ull;
    return static_cast<std::size_t>(h >> 32) & m_mask;
  }
  /// How many pairs fit so that few buckets are full.
  std::size_t room() const { return m_buckets.size() * 2; }
  std::uint64_t& place(std::uint64_t key);
  void rehash(std::size_t entries);

  std::uint64_t m_seed;
  std::size_t m_mask = 0;
  std::size_t m_count = 0;
  std::vector<Bucket, HugePageAllocator<Bucket>> m_buckets;
  std::vector<Merge> m_near;  // of pairs of ids below kNear, which every word begins with
};

/// The pairs of an index as merge loops ask for them.
struct PairLookup {
  const PairIndex& pairs;
  [[gnu::always_inline]] Merge operator()(std::int32_t left, std::int32_t right) const {
    return pairs.find(left, right);
  }
  [[gnu::always_inline]] void expect(std::int32_t left, std::int32_t right) const { pairs.expect(left, right); }
};

}  // namespace timbre::text
