// SPDX-License-Identifier: GPL-3.0-or-later
// The Unigram model: of all ways to cut a text into pieces the one with the greatest sum of scores, found from left to
// right; a character that no piece stands for costs a fixed score. Sums are kept as the reference libraries keep them
// (sentencepiece: 32 bits, tokenizers: 64 bits) and compared in the same order, so that ties fall the same way.
//
// Sums run on from part to part of a text, and rounding depends on them; so what a part became earlier holds again only
// while the closest decision in it is wider than rounding can be: Path::limit says up to which sum. sentencepiece
// begins again at 0 wherever a sum has left ±100,000 (setRecentring). O(text × longest piece). Immutable after finish()
// and safe from any thread.
#pragma once

#include "core/text/bpe_merge.h"
#include "core/text/string_index.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace timbre::text {

class UnigramModel {
 public:
  /// Pieces that may be part of a path, each once.
  void add(std::string_view piece, TokenId id, double score);
  void setUnknownScore(double score) { m_unknownScore = score; }
  /// Sums further from 0 than this are subtracted from all that is still open; none by default.
  void setRecentring(double sum) { m_recentreAt = sum; }
  double unknownScore() const { return m_unknownScore; }
  double scoreOf(TokenId id) const { return m_scoreOf[static_cast<std::size_t>(id)]; }

  template <class Real>
  struct Node {
    Real score = 0;
    std::int32_t start = -1;  // where its last piece begins; -1: no path gets here
    TokenId id = -1;          // -1: unknown character
  };
  struct Path {
    double score = 0;  ///< with the score before the text
    double limit = 0;  ///< the same path is best after any text whose score is nearer to 0 than this
  };

  /// Appends the pieces of the best path to `out` (id −1 for every unknown character). `work` is reused memory.
  template <class Real>
  Path best(std::string_view text, Real before, std::vector<Node<Real>>& work, Symbols& out) const;

 private:
  PairIndex m_trie;               // (node, byte) → (id of the piece that ends here or none, node)
  std::vector<double> m_scoreOf;  // by id
  std::int32_t m_nodes = 1;
  double m_unknownScore = 0;
  double m_recentreAt = std::numeric_limits<double>::infinity();
};

template <class Real>
UnigramModel::Path UnigramModel::best(std::string_view text, Real before, std::vector<Node<Real>>& work,
                                      Symbols& out) const {
  work.assign(text.size() + 1, Node<Real>{});
  work[0].score = before;
  double closest = std::numeric_limits<double>::infinity();
  double deepest = 0;
  std::size_t frontier = 0;  // the furthest position that a path has reached
  const auto offer = [&](std::size_t end, Real sum, std::size_t start, TokenId id) {
    Node<Real>& node = work[end];
    frontier = std::max(frontier, end);
    if (node.start >= 0) closest = std::min(closest, static_cast<double>(std::abs(sum - node.score)));
    if (node.start >= 0 && !(sum > node.score)) return;
    node = {sum, static_cast<std::int32_t>(start), id};
    deepest = std::max(deepest, static_cast<double>(std::abs(sum - before)));
  };
  std::size_t characters = 0;
  for (std::size_t start = 0; start < text.size(); ++characters) {
    const auto lead = static_cast<unsigned char>(text[start]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (std::abs(static_cast<double>(work[start].score)) > m_recentreAt) {
      const Real sum = work[start].score;
      for (std::size_t i = start; i <= frontier || i == start; ++i) work[i].score -= sum;
    }
    const Real here = work[start].score;
    bool single = false;
    std::int32_t node = 0;
    for (std::size_t end = start; end < text.size();) {
      const Merge step = m_trie.find(node, static_cast<unsigned char>(text[end++]));
      if (step.id < 0) break;
      node = step.id;
      if (step.rank == UINT32_MAX) continue;
      offer(end, static_cast<Real>(m_scoreOf[step.rank]) + here, start, static_cast<TokenId>(step.rank));
      single = single || end == start + length;
    }
    if (!single) offer(start + length, static_cast<Real>(m_unknownScore) + here, start, -1);
    start += length;
  }
  const std::size_t from = out.ids.size();
  for (std::size_t end = text.size(); end > 0;) {
    const Node<Real>& node = work[end];
    out.add(node.id, static_cast<std::uint32_t>(end - static_cast<std::size_t>(node.start)));
    end = static_cast<std::size_t>(node.start);
  }
  std::reverse(out.ids.begin() + static_cast<std::ptrdiff_t>(from), out.ids.end());
  std::reverse(out.lengths.begin() + static_cast<std::ptrdiff_t>(from), out.lengths.end());
  // Each of at most `characters` additions rounds by half a unit of the sum; both sides of a comparison, in both texts.
  const double perSum =
      static_cast<double>(4 * (characters + 1)) * static_cast<double>(std::numeric_limits<Real>::epsilon());
  return {static_cast<double>(work[text.size()].score), std::min(closest / perSum, m_recentreAt) - deepest};
}

}  // namespace timbre::text
