// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/split.h"

#include "core/batch/random.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace timbre::batch {

std::uint64_t rowKey(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  return splitMix64(hash);
}

std::vector<bool> chooseValidation(const std::vector<std::uint64_t>& keys, double share, std::uint64_t seed) {
  std::vector<bool> chosen(keys.size(), false);
  std::map<std::uint64_t, std::size_t> copies;
  for (const std::uint64_t key : keys) ++copies[key];
  if (share <= 0 || copies.size() < 2) return chosen;

  // Ranked by a number that depends on seed and content alone.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranked;
  for (const auto& [key, count] : copies) ranked.emplace_back(mixSeed(seed, key), key);
  std::sort(ranked.begin(), ranked.end());
  const auto wanted = static_cast<std::size_t>(std::max(1.0, std::round(share * static_cast<double>(keys.size()))));
  std::map<std::uint64_t, bool> held;
  std::size_t rows = 0;
  for (std::size_t i = 0; i + 1 < ranked.size() && rows < wanted; ++i) {
    const std::size_t count = copies[ranked[i].second];
    if (rows > 0 && rows + count > wanted + wanted / 2) continue;  // a much-copied row would overshoot
    held[ranked[i].second] = true;
    rows += count;
  }
  for (std::size_t i = 0; i < keys.size(); ++i) chosen[i] = held.contains(keys[i]);
  return chosen;
}

}  // namespace timbre::batch
