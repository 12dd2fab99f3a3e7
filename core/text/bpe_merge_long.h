// SPDX-License-Identifier: GPL-3.0-or-later
// The merge loop for words of thousands of symbols (a megabyte of one letter, a line of base64), with the result of the
// other loops: the lowest rank first, leftmost on ties. Candidates wait in one list per rank instead of one heap; lists
// come out nearly sorted because merging walks from left to right, so a run of one letter costs linear time. What
// arrives in a list while it is being worked off goes to a small heap beside it, which keeps the worst case at
// O(n log n).
#pragma once

#include "core/text/string_index.h"
#include "core/text/symbols.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <vector>

namespace timbre::text {

template <class Lookup>
class LongMerge {
 public:
  LongMerge(Symbols::Ids& ids, Symbols::Lengths& lengths, std::size_t from, const Lookup& lookup)
      : m_ids(ids), m_lengths(lengths), m_from(from), m_lookup(lookup) {}

  /// Merges symbols [from, end) in place and shrinks both lists.
  void run() {
    const auto n = static_cast<std::int32_t>(m_ids.size() - m_from);
    m_links.reserve(static_cast<std::size_t>(n));
    for (std::int32_t i = 0; i < n; ++i) {
      const auto k = m_from + static_cast<std::size_t>(i);
      m_links.push_back({m_ids[k], m_lengths[k], i - 1, i + 1 < n ? i + 1 : -1});
    }
    for (std::int32_t i = 0; i < n; ++i) offer(i);
    while (!m_ranks.empty()) workOff(m_ranks.top());
    std::size_t out = m_from;
    for (std::int32_t i = 0; i >= 0; i = link(i).next) {
      m_ids[out] = link(i).id;
      m_lengths[out++] = link(i).length;
    }
    m_ids.resize(out);
    m_lengths.resize(out);
  }

 private:
  struct Link {
    TokenId id;
    std::uint32_t length;  // 0: became part of the symbol before it
    std::int32_t previous, next;
  };
  struct Candidate {
    std::int32_t at;
    TokenId left, right;  // what stood there when this was offered: anything else means it is out of date
    bool operator>(const Candidate& other) const { return at > other.at; }
  };
  struct Waiting {
    std::vector<Candidate> items;
    std::size_t next = 0;
    std::vector<Candidate> late;  // a heap
    bool sorted = true, opened = false, queued = false;
  };

  Link& link(std::int32_t i) { return m_links[static_cast<std::size_t>(i)]; }

  Waiting& waiting(std::uint32_t rank) {
    if (rank >= m_listOfRank.size()) m_listOfRank.resize(std::size_t(rank) + 1 + rank / 2, -1);
    std::int32_t& list = m_listOfRank[rank];
    if (list < 0) {
      list = static_cast<std::int32_t>(m_waiting.size());
      m_waiting.emplace_back();
    }
    return m_waiting[static_cast<std::size_t>(list)];
  }

  void offer(std::int32_t at) {
    if (at < 0 || link(at).next < 0) return;
    const Link& left = link(at);
    const TokenId right = link(left.next).id;
    const Merge merge = m_lookup(left.id, right);
    if (merge.rank == UINT32_MAX) return;
    Waiting& list = waiting(merge.rank);
    const Candidate candidate{at, left.id, right};
    if (list.opened) {
      list.late.push_back(candidate);
      std::push_heap(list.late.begin(), list.late.end(), std::greater<>());
    } else {
      list.sorted = list.sorted && (list.items.empty() || list.items.back().at <= at);
      list.items.push_back(candidate);
    }
    if (!list.queued) m_ranks.push(merge.rank);
    list.queued = true;
  }

  /// Takes what waits under the lowest rank until nothing does or a lower one has come up.
  void workOff(std::uint32_t rank) {
    Waiting& list = waiting(rank);
    if (!list.sorted)
      std::sort(list.items.begin(), list.items.end(),
                [](const Candidate& a, const Candidate& b) { return a.at < b.at; });
    list.sorted = list.opened = true;
    for (;;) {
      const bool hasItem = list.next < list.items.size();
      if (!hasItem && list.late.empty()) break;
      Candidate best;
      if (hasItem && (list.late.empty() || list.items[list.next].at <= list.late.front().at)) {
        best = list.items[list.next++];
      } else {
        std::pop_heap(list.late.begin(), list.late.end(), std::greater<>());
        best = list.late.back();
        list.late.pop_back();
      }
      apply(best);
      if (m_ranks.top() != rank) return;
    }
    m_ranks.pop();
    list = Waiting{};
  }

  void apply(const Candidate& c) {
    Link& left = link(c.at);
    if (left.length == 0 || left.id != c.left || left.next < 0) return;
    Link& right = link(left.next);
    if (right.id != c.right) return;
    left.id = m_lookup(c.left, c.right).id;
    left.length += right.length;
    right.length = 0;
    left.next = right.next;
    if (right.next >= 0) link(right.next).previous = c.at;
    offer(left.previous);
    offer(c.at);
  }

  Symbols::Ids& m_ids;
  Symbols::Lengths& m_lengths;
  std::size_t m_from;
  const Lookup& m_lookup;
  std::vector<Link> m_links;
  std::vector<std::int32_t> m_listOfRank;  // index into m_waiting, -1: none
  std::deque<Waiting> m_waiting;
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> m_ranks;
};

}  // namespace timbre::text
