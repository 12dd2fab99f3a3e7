// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/piece_trie.h"

#include <algorithm>
#include <array>
#include <deque>
#include <span>

namespace timbre::text {

namespace {

constexpr std::uint32_t kBlock = 256;
constexpr unsigned kNoLabel = 511;  // all bits: no byte has it
constexpr std::uint32_t kMostPieces = (1u << 23) - 1;
constexpr int kTries = 32;            // places looked at before a new block is opened
constexpr std::size_t kTogether = 3;  // bytes of a piece up to which units are laid out breadth first

struct Range {  // items [begin, end) share the bytes that lead to `node`
  std::uint32_t node;
  std::size_t begin, end;
  std::size_t depth;
};

}  // namespace

/// Free units are a ring, so that the search goes on where the last one ended.
class PieceTrie::Builder {
 public:
  explicit Builder(std::vector<Unit>& units) : m_units(units) {
    m_units.clear();
    addBlock();
    for (std::uint32_t at = 0; at < kBlock; ++at) take(at, kNoLabel);  // the root, and where leaves have their children
    m_isBase[0] = true;
  }

  /// A base of its own with which all `labels` are free.
  std::uint32_t place(std::span<const unsigned char> labels) {
    for (int i = 0; i < kTries && m_cursor != kNone; ++i) {
      const std::uint32_t base = m_cursor ^ labels.front();
      if (!m_isBase[base] &&
          std::all_of(labels.begin(), labels.end(), [&](unsigned char b) { return isFree(base ^ b); }))
        return base;
      m_cursor = m_next[m_cursor];
    }
    const auto base = static_cast<std::uint32_t>(m_units.size());
    addBlock();
    return base;
  }
  void own(std::uint32_t node, std::uint32_t base) {
    m_units[node].base = base;
    m_isBase[base] = true;
  }
  void take(std::uint32_t at, unsigned label) {
    m_units[at].label = label & kNoLabel;
    const std::uint32_t next = m_next[at];
    const std::uint32_t previous = m_previous[at];
    m_next[previous] = next;
    m_previous[next] = previous;
    if (m_cursor == at) m_cursor = next == at ? kNone : next;
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  bool isFree(std::uint32_t at) const { return m_units[at].label == 0; }
  void addBlock() {
    const auto first = static_cast<std::uint32_t>(m_units.size());
    const std::uint32_t last = first + kBlock - 1;
    m_units.resize(m_units.size() + kBlock);
    m_isBase.resize(m_units.size());
    m_next.resize(m_units.size());
    m_previous.resize(m_units.size());
    for (std::uint32_t i = first; i <= last; ++i) {
      m_next[i] = i + 1;
      m_previous[i] = i - 1;
    }
    if (m_cursor == kNone) {
      m_cursor = first;
      m_next[last] = first;
      m_previous[first] = last;
    } else {
      const std::uint32_t before = m_previous[m_cursor];
      m_next[before] = first;
      m_previous[first] = before;
      m_next[last] = m_cursor;
      m_previous[m_cursor] = last;
    }
  }

  std::vector<Unit>& m_units;
  std::vector<bool> m_isBase;  // by base: some unit has it
  std::vector<std::uint32_t> m_next, m_previous;
  std::uint32_t m_cursor = kNone;  // a free unit
};

void PieceTrie::add(std::string_view piece, TokenId id) {
  if (!piece.empty()) m_items.push_back({std::string(piece), id});
}

void PieceTrie::finish() {
  std::sort(m_items.begin(), m_items.end(), [](const Item& a, const Item& b) { return a.piece < b.piece; });
  Builder builder(m_units);
  std::deque<Range> open{{0, 0, m_items.size(), 0}};
  std::vector<unsigned char> labels;
  std::vector<std::size_t> begins;
  while (!open.empty()) {
    Range range = open.front();
    open.pop_front();
    if (range.begin < range.end && m_items[range.begin].piece.size() == range.depth) {
      m_units[range.node].piece = static_cast<std::uint32_t>(m_items[range.begin].id + 1) & kMostPieces;
      ++range.begin;
    }
    labels.clear();
    begins.clear();
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const auto byte = static_cast<unsigned char>(m_items[i].piece[range.depth]);
      if (!labels.empty() && labels.back() == byte) continue;
      labels.push_back(byte);
      begins.push_back(i);
    }
    if (labels.empty()) continue;
    begins.push_back(range.end);
    const std::uint32_t base = builder.place(labels);
    builder.own(range.node, base);
    for (std::size_t k = 0; k < labels.size(); ++k) {
      builder.take(base ^ labels[k], labels[k] + 1u);
      const Range child{base ^ labels[k], begins[k], begins[k + 1], range.depth + 1};
      if (child.depth <= kTogether)
        open.push_back(child);
      else
        open.push_front(child);
    }
  }
  m_entry.assign(kTable, 0);
  for (const Item& item : m_items) {
    if (item.piece.size() < utf8Length(static_cast<unsigned char>(item.piece[0]))) continue;
    const WalkedChar c = walkUtf8(item.piece.data());
    if (c.value >= kTable || m_entry[c.value] != 0) continue;
    std::uint32_t node = 0;
    for (std::uint32_t i = 0; i < c.length; ++i) node = step(node, static_cast<unsigned char>(item.piece[i]));
    m_entry[c.value] = node;
  }
  m_items = {};
}

}  // namespace timbre::text
