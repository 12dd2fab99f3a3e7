// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/string_index.h"

#include <bit>
#include <random>

namespace timbre::text {

std::uint64_t hashSeed() {
  std::random_device source;
  return ((static_cast<std::uint64_t>(source()) << 32) | source()) | 1u;
}

void StringIndex::rehash(std::size_t entries) {
  auto old = std::move(m_slots);
  m_slots.assign(std::bit_ceil(entries * 2 + 16), Slot{});
  m_mask = m_slots.size() - 1;
  for (const Slot& slot : old) {
    if (slot.value < 0) continue;
    std::size_t i = hash({m_bytes.data() + slot.offset, slot.length}) & m_mask;
    while (m_slots[i].value >= 0) i = (i + 1) & m_mask;
    m_slots[i] = slot;
  }
}

bool StringIndex::insert(std::string_view key, std::int32_t value) {
  if (find(key) >= 0) return false;
  if ((m_count + 1) * 2 > m_slots.size()) rehash(m_count * 2 + 1);
  const std::uint64_t h = hash(key);
  std::size_t i = h & m_mask;
  while (m_slots[i].value >= 0) i = (i + 1) & m_mask;
  m_slots[i] = {static_cast<std::uint32_t>(h >> 32), value, static_cast<std::uint32_t>(key.size()),
                static_cast<std::uint32_t>(m_bytes.size())};
  m_bytes += key;
  ++m_count;
  return true;
}

void PairIndex::rehash(std::size_t entries) {
  auto old = std::move(m_buckets);
  m_buckets.assign(std::bit_ceil(entries / 2 + 4), Bucket{});
  m_mask = m_buckets.size() - 1;
  m_near.resize(std::size_t{kNear} * kNear);
  m_count = 0;
  for (const Bucket& bucket : old)
    for (unsigned k = 0; k < kSlots; ++k)
      if (bucket.keys[k] != kEmpty) place(bucket.keys[k]) = bucket.merges[k];
}

/// The value of `key`, which is there afterwards.
std::uint64_t& PairIndex::place(std::uint64_t key) {
  for (std::size_t i = bucketOf(key);; i = (i + 1) & m_mask) {
    Bucket& bucket = m_buckets[i];
    for (unsigned k = 0; k < kSlots; ++k) {
      if (bucket.keys[k] != key && bucket.keys[k] != kEmpty) continue;
      if (bucket.keys[k] == kEmpty) ++m_count;
      bucket.keys[k] = key;
      return bucket.merges[k];
    }
  }
}

void PairIndex::insert(std::int32_t left, std::int32_t right, Merge merge) {
  if (m_count + 1 > room()) rehash(m_count * 2 + 1);
  if (isNear(left, right)) m_near[nearAt(left, right)] = merge;
  place(keyOf(left, right)) = (std::uint64_t{merge.rank} << 32) | static_cast<std::uint32_t>(merge.id);
}

}  // namespace timbre::text
