// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unigram_model.h"

namespace timbre::text {

void UnigramModel::add(std::string_view piece, TokenId id, double score) {
  std::int32_t node = 0;
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const auto byte = static_cast<unsigned char>(piece[i]);
    Merge step = m_trie.find(node, byte);
    const bool isNew = step.id < 0;
    if (isNew) step = {UINT32_MAX, m_nodes++};
    if (i + 1 == piece.size()) step.rank = static_cast<std::uint32_t>(id);
    if (isNew || i + 1 == piece.size()) m_trie.insert(node, byte, step);
    node = step.id;
  }
  const auto at = static_cast<std::size_t>(id);
  if (at >= m_scoreOf.size()) m_scoreOf.resize(at + 1);
  m_scoreOf[at] = score;
}

}  // namespace timbre::text
