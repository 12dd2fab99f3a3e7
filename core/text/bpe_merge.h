// SPDX-License-Identifier: GPL-3.0-or-later
// The merge loop that all BPE kinds share: among adjacent pairs that may merge take the lowest rank, leftmost on ties,
// until none is left. `lookup(left, right)` gives the Merge of two symbols. O(n log n) in the symbols of one word.
#pragma once

#include "core/text/bpe_merge_long.h"
#include "core/text/bpe_merge_rounds.h"
#include "core/text/string_index.h"
#include "core/text/symbols.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <queue>
#include <vector>

namespace timbre::text {

/// Words up to this many symbols are merged by scanning; measured break-even with the heap is near 60.
inline constexpr std::size_t kScanSymbols = 48;
/// Up to this many by a heap, more by lists per rank.
inline constexpr std::size_t kHeapSymbols = 2048;

/// Merges symbols [from, end) of `s` in place and shrinks it.
template <class Lookup>
void mergeByScan(Symbols& s, std::size_t from, const Lookup& lookup) {
  std::size_t n = s.ids.size() - from;
  std::array<Merge, kScanSymbols> next;
  TokenId* ids = s.ids.data() + from;
  std::uint32_t* lengths = s.lengths.data() + from;
  for (std::size_t i = 0; i + 1 < n; ++i) next[i] = lookup(ids[i], ids[i + 1]);
  while (n > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < n; ++i)
      if (next[i].rank < next[best].rank) best = i;
    if (next[best].rank == UINT32_MAX) break;
    ids[best] = next[best].id;
    lengths[best] += lengths[best + 1];
    if constexpr (requires { lookup.expect(TokenId(), TokenId()); }) {
      if (best > 0) lookup.expect(ids[best - 1], ids[best]);
      if (best + 2 < n) lookup.expect(ids[best], ids[best + 2]);
    }
    for (std::size_t i = best + 1; i + 1 < n; ++i) {
      ids[i] = ids[i + 1];
      lengths[i] = lengths[i + 1];
    }
    for (std::size_t i = best + 1; i + 2 < n; ++i) next[i] = next[i + 1];
    --n;
    if (best > 0) next[best - 1] = lookup(ids[best - 1], ids[best]);
    if (best + 1 < n) next[best] = lookup(ids[best], ids[best + 1]);
  }
  s.ids.resize(from + n);
  s.lengths.resize(from + n);
}

template <class Lookup>
void mergeByHeap(Symbols& s, std::size_t from, const Lookup& lookup) {
  struct Link {
    TokenId id;
    std::uint32_t length;
    std::int32_t previous, next;
  };
  struct Candidate {
    std::uint32_t rank;
    std::int32_t at;
    TokenId left, right;  // what stood there when this was pushed: anything else means it is out of date
    TokenId id;
    bool operator<(const Candidate& o) const { return rank != o.rank ? rank > o.rank : at > o.at; }
  };
  const auto n = static_cast<std::int32_t>(s.ids.size() - from);
  std::vector<Link> links(static_cast<std::size_t>(n));
  for (std::int32_t i = 0; i < n; ++i) {
    const auto k = from + static_cast<std::size_t>(i);
    links[static_cast<std::size_t>(i)] = {s.ids[k], s.lengths[k], i - 1, i + 1 < n ? i + 1 : -1};
  }
  std::vector<Candidate> heap;
  const auto candidate = [&](std::int32_t at, auto&& push) {
    if (at < 0) return;
    const Link& left = links[static_cast<std::size_t>(at)];
    if (left.next < 0) return;
    const Link& right = links[static_cast<std::size_t>(left.next)];
    const Merge merge = lookup(left.id, right.id);
    if (merge.rank != UINT32_MAX) push(Candidate{merge.rank, at, left.id, right.id, merge.id});
  };
  for (std::int32_t i = 0; i < n; ++i) candidate(i, [&](const Candidate& c) { heap.push_back(c); });
  std::priority_queue<Candidate> queue(std::less<Candidate>(), std::move(heap));
  while (!queue.empty()) {
    const Candidate top = queue.top();
    queue.pop();
    Link& left = links[static_cast<std::size_t>(top.at)];
    if (left.length == 0 || left.id != top.left || left.next < 0) continue;
    Link& right = links[static_cast<std::size_t>(left.next)];
    if (right.id != top.right) continue;
    left.id = top.id;
    left.length += right.length;
    right.length = 0;
    left.next = right.next;
    if (right.next >= 0) links[static_cast<std::size_t>(right.next)].previous = top.at;
    candidate(left.previous, [&](const Candidate& c) { queue.push(c); });
    candidate(top.at, [&](const Candidate& c) { queue.push(c); });
  }
  std::size_t out = from;
  for (std::int32_t i = 0; i >= 0; i = links[static_cast<std::size_t>(i)].next) {
    s.ids[out] = links[static_cast<std::size_t>(i)].id;
    s.lengths[out++] = links[static_cast<std::size_t>(i)].length;
  }
  s.ids.resize(out);
  s.lengths.resize(out);
}

template <class Lookup>
void mergeSymbols(Symbols& s, std::size_t from, const Lookup& lookup) {
  std::size_t n = s.ids.size() - from;
  if (n > kHeapSymbols && RoundMerge<Lookup>::isWorthIt(s.ids, from)) {
    if (RoundMerge(s.ids, s.lengths, from, lookup).run()) return;
    n = s.ids.size() - from;
  }
  if (n < 2) return;
  if (n <= kScanSymbols)
    mergeByScan(s, from, lookup);
  else if (n <= kHeapSymbols)
    mergeByHeap(s, from, lookup);
  else
    LongMerge(s.ids, s.lengths, from, lookup).run();
}

}  // namespace timbre::text
