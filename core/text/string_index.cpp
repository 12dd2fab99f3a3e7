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
  std::vector<Slot> old = std::move(m_slots);
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
  std::vector<Slot> old = std::move(m_slots);
  m_slots.assign(std::bit_ceil(entries * 2 + 16), Slot{});
  m_mask = m_slots.size() - 1;
  for (const Slot& slot : old) {
    if (slot.key == kEmpty) continue;
    std::size_t i = slotOf(slot.key);
    while (m_slots[i].key != kEmpty) i = (i + 1) & m_mask;
    m_slots[i] = slot;
  }
}

void PairIndex::insert(std::int32_t left, std::int32_t right, Merge merge) {
  if ((m_count + 1) * 2 > m_slots.size()) rehash(m_count * 2 + 1);
  const std::uint64_t key = keyOf(left, right);
  std::size_t i = slotOf(key);
  while (m_slots[i].key != kEmpty && m_slots[i].key != key) i = (i + 1) & m_mask;
  if (m_slots[i].key == kEmpty) ++m_count;
  m_slots[i] = {key, merge};
}

}  // namespace timbre::text
