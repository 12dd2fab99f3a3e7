// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/packing.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace timbre::batch {

std::vector<Pack> packBestFit(const std::vector<std::int64_t>& lengths, const std::vector<std::uint32_t>& order,
                              std::int64_t capacity) {
  std::vector<std::uint32_t> byLength = order;
  std::stable_sort(byLength.begin(), byLength.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return lengths[a] > lengths[b]; });

  std::vector<Pack> packs;
  std::map<std::int64_t, std::set<std::size_t>> open;  // room left → packs, earliest first
  for (const std::uint32_t sample : byLength) {
    const std::int64_t length = lengths[sample];
    std::size_t pack = packs.size();
    std::int64_t room = capacity;
    if (const auto best = open.lower_bound(length); best != open.end()) {
      room = best->first;
      pack = *best->second.begin();
      best->second.erase(best->second.begin());
      if (best->second.empty()) open.erase(best);
    } else {
      packs.emplace_back();
    }
    packs[pack].push_back(sample);
    if (room > length) open[room - length].insert(pack);
  }
  return packs;
}

std::vector<Pack> bucketByLength(const std::vector<std::int64_t>& lengths, const std::vector<std::uint32_t>& order,
                                 std::int64_t tokens) {
  std::map<std::int64_t, std::vector<std::uint32_t>> buckets;
  for (const std::uint32_t sample : order)
    buckets[paddedLength(std::max<std::int64_t>(1, lengths[sample]))].push_back(sample);

  std::vector<Pack> groups;
  std::vector<std::uint32_t> carried;
  for (auto it = buckets.begin(); it != buckets.end(); ++it) {
    std::vector<std::uint32_t> samples = std::exchange(carried, {});
    samples.insert(samples.end(), it->second.begin(), it->second.end());
    const auto rows = static_cast<std::size_t>(std::max<std::int64_t>(1, tokens / it->first));
    std::size_t at = 0;
    for (; at + rows <= samples.size(); at += rows)
      groups.emplace_back(samples.begin() + static_cast<std::ptrdiff_t>(at),
                          samples.begin() + static_cast<std::ptrdiff_t>(at + rows));
    carried.assign(samples.begin() + static_cast<std::ptrdiff_t>(at), samples.end());
    if (std::next(it) == buckets.end() && !carried.empty()) groups.push_back(std::move(carried));
  }
  return groups;
}

}  // namespace timbre::batch
