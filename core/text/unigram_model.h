// SPDX-License-Identifier: GPL-3.0-or-later
// The Unigram model: of all ways to cut a text into pieces the one with the greatest sum of scores, found from left to
// right; a character that no piece stands for costs a fixed score. Sums are kept as the reference libraries keep them
// (sentencepiece: 32 bits, tokenizers: 64 bits) and compared in the same order, so that ties fall the same way.
//
// Sums run on from part to part of a text, and rounding depends on them; so what a part became earlier holds again only
// while the closest decision along its best path is wider than rounding can be: Path::limit says up to which sum.
// sentencepiece begins again at 0 wherever a sum has left ±100,000 (setRecentring). O(text × longest piece). Immutable
// after finish() and safe from any thread.
#pragma once

#include "core/text/bpe_merge.h"
#include "core/text/huge_pages.h"
#include "core/text/piece_trie.h"
#include "core/text/tokenizer.h"
#include "core/text/utf8_walk.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

namespace timbre::text {

class UnigramModel {
 public:
  /// Pieces that may be part of a path, each once.
  void add(std::string_view piece, TokenId id, double score);
  /// What a token that no search gives stands for in a sum of 32 bits: the unknown piece, bytes of an unknown
  /// character.
  void setScore(TokenId id, float score);
  /// Call after the last piece.
  void finish() { m_trie.finish(); }
  void setUnknownScore(double score) { m_unknownScore = score; }
  /// Sums further from 0 than this are subtracted from all that is still open; none by default.
  void setRecentring(double sum) { m_recentreAt = sum; }
  /// What a token adds to a sum of 32 bits.
  float scoreOf(TokenId id) const { return m_floatOf[static_cast<std::size_t>(id) + 1]; }

  template <class Real>
  struct Node {
    Real score = -std::numeric_limits<Real>::infinity();
    Real gap = std::numeric_limits<Real>::infinity();  // by how much the best way here beats the one after it
    std::int32_t start = -1;                           // where its last piece begins; -1: no path gets here
    std::uint32_t piece = 0;                           // unit of the trie; 0: unknown character
  };
  struct Path {
    double score = 0;  ///< with the score before the text
    double limit = 0;  ///< the same path is best after any text whose score is nearer to 0 than this
  };

  template <class Real>
  using Work = std::vector<Node<Real>, HugePageAllocator<Node<Real>>>;

  /// Appends the pieces of the best path to `out` (id −1 for every unknown character). `work` is reused memory.
  template <class Real>
  Path best(std::string_view text, Real before, Work<Real>& work, Symbols& out) const;

 private:
  template <class Real>
  class Search;

  PieceTrie m_trie;
  std::vector<double> m_scoreOf;  // by id
  std::vector<float> m_floatOf;   // by id + 1
  double m_unknownScore = 0;
  std::size_t m_longest = 0;  // bytes of a piece
  double m_recentreAt = std::numeric_limits<double>::infinity();
};

/// The forward pass: `work` is filled up to the furthest position that a path has reached.
template <class Real>
class UnigramModel::Search {
 public:
  Search(const UnigramModel& model, std::string_view text, Real before, Node<Real>* work)
      : m_model(model), m_text(text), m_before(before), m_work(work) {
    std::fill_n(work, text.size() + 1, Node<Real>{});
    m_work[0] = {before, 0, -1, 0};
  }

  /// Number of characters.
  std::size_t run() {
    std::size_t characters = 0;
    for (std::size_t start = 0; start < m_text.size(); ++characters) start += from(start);
    return characters;
  }
  /// How far a sum has come from where it began.
  double deepest() const {
    return static_cast<double>(std::max(m_deepest, std::abs(m_work[m_text.size()].score - m_before)));
  }

 private:
  /// Every piece that begins at `start`; gives the length of the character there.
  std::size_t from(std::size_t start) {
    const PieceTrie& trie = m_model.m_trie;
    const WalkedChar c = walkUtf8(m_text.data() + start);
    if (std::abs(static_cast<double>(m_work[start].score)) > m_model.m_recentreAt) recentre(start);
    const Real here = m_work[start].score;
    m_deepest = std::max(m_deepest, std::abs(here - m_before));
    std::uint32_t node = trie.enter(m_text.data() + start, c);
    std::size_t end = start + c.length;
    if (node == 0 || trie.unit(node).piece == 0) offer(end, static_cast<Real>(m_model.m_unknownScore) + here, start, 0);
    while (node != 0) {
      if (trie.unit(node).piece != 0) offer(end, scoreOf(node) + here, start, node);
      if (end == m_text.size()) break;
      node = trie.step(node, static_cast<unsigned char>(m_text[end++]));
    }
    return c.length;
  }
  Real scoreOf(std::uint32_t node) const {
    if constexpr (std::is_same_v<Real, float>)
      return m_model.m_floatOf[m_model.m_trie.unit(node).piece];
    else
      return static_cast<Real>(m_model.m_scoreOf[static_cast<std::size_t>(m_model.m_trie.id(node))]);
  }
  /// Which of two ways is better cannot be foreseen, so nothing here branches on it.
  void offer(std::size_t end, Real sum, std::size_t start, std::uint32_t piece) {
    Node<Real>& node = m_work[end];
    const bool better = (sum > node.score) | (node.start < 0);  // a file may have scores that are no numbers
    const Real ahead = better ? sum - node.score : std::min(node.gap, node.score - sum);
    node.gap = ahead;
    node.score = better ? sum : node.score;
    node.start = better ? static_cast<std::int32_t>(start) : node.start;
    node.piece = better ? piece : node.piece;
  }
  void recentre(std::size_t start) {
    const Real sum = m_work[start].score;
    const std::size_t last = std::min(m_text.size(), start + m_model.m_longest);
    for (std::size_t i = start; i <= last; ++i) m_work[i].score -= sum;
  }

  const UnigramModel& m_model;
  std::string_view m_text;
  Real m_before;
  Node<Real>* m_work;
  Real m_deepest = 0;
};

template <class Real>
UnigramModel::Path UnigramModel::best(std::string_view text, Real before, Work<Real>& work, Symbols& out) const {
  if (work.size() < text.size() + 1) work.resize(text.size() + 1);
  Search<Real> search(*this, text, before, work.data());
  const std::size_t characters = search.run();
  Real closest = std::numeric_limits<Real>::infinity();
  const std::size_t from = out.ids.size();
  for (std::size_t end = text.size(); end > 0;) {
    const Node<Real>& node = work[end];
    closest = std::min(closest, node.gap);
    out.add(m_trie.id(node.piece), static_cast<std::uint32_t>(end - static_cast<std::size_t>(node.start)));
    end = static_cast<std::size_t>(node.start);
  }
  std::reverse(out.ids.begin() + static_cast<std::ptrdiff_t>(from), out.ids.end());
  std::reverse(out.lengths.begin() + static_cast<std::ptrdiff_t>(from), out.lengths.end());
  // Another path that ends where a piece of the best one does falls behind it there. Each of at most `characters`
  // additions rounds by half a unit of the sum; both sides of a comparison, in both texts: twice that, for safety.
  const double perSum =
      static_cast<double>(4 * (characters + 1)) * static_cast<double>(std::numeric_limits<Real>::epsilon());
  return {static_cast<double>(work[text.size()].score),
          std::min(static_cast<double>(closest) / perSum, m_recentreAt) - search.deepest()};
}

}  // namespace timbre::text
