// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unigram_model.h"

namespace timbre::text {

void UnigramModel::add(std::string_view piece, TokenId id, double score) {
  m_trie.add(piece, id);
  setScore(id, static_cast<float>(score));
  const auto at = static_cast<std::size_t>(id);
  if (at >= m_scoreOf.size()) m_scoreOf.resize(at + 1);
  m_scoreOf[at] = score;
  m_longest = std::max(m_longest, piece.size());
}

void UnigramModel::setScore(TokenId id, float score) {
  const auto at = static_cast<std::size_t>(id) + 1;
  if (at >= m_floatOf.size()) m_floatOf.resize(at + 1);
  m_floatOf[at] = score;
}

}  // namespace timbre::text
