// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unigram_model.h"

namespace timbre::text {

void UnigramModel::add(std::string_view piece, TokenId id, double score) {
  m_trie.add(piece, id);
  const auto at = static_cast<std::size_t>(id);
  if (at >= m_scoreOf.size()) {
    m_floatOf.resize(at + 2);
    m_scoreOf.resize(at + 1);
  }
  m_scoreOf[at] = score;
  m_floatOf[at + 1] = static_cast<float>(score);
  m_longest = std::max(m_longest, piece.size());
}

}  // namespace timbre::text
