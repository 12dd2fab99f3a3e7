// SPDX-License-Identifier: GPL-3.0-or-later
// What the tensors of an adapter mean together: see lora_reader.h.
#include "core/model/lora_reader.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace timbre::model {

using base::Error;
using base::Result;

Result<void> AdapterReader::checkComplete() {
  // PEFT ties the pairs of embedding and head then, by rules that differ from family to family.
  if (m_config.tied && m_model.tieEmbeddings && (embedding.a.defined() || pairs.contains(m_head)))
    return unsupported("ensure_weight_tying");
  for (const auto& [path, pair] : pairs) TIMBRE_TRY(checkPair(path, pair, ".lora_A.weight", ".lora_B.weight"));
  if (embedding.a.defined() || embedding.b.defined() || embedding.magnitude.defined() || m_belowTable.values.defined())
    TIMBRE_TRY(checkPair(m_table, embedding, ".lora_embedding_A", ".lora_embedding_B"));
  if (m_belowHead.values.defined() && !pairs.contains(m_head)) return incomplete(m_head + ".lora_A.weight");
  for (const std::string& module : m_config.savedModules) {
    const auto named = [&](const auto& item) {
      return matchesTarget(item.first.substr(0, item.first.rfind('.')), module);
    };
    const bool tiedHead = m_tiedHead.values.defined() && matchesTarget(m_head, module);
    if (!tiedHead && std::none_of(saved.begin(), saved.end(), named)) return incomplete(module);
  }
  TIMBRE_TRY(settleRows());
  TIMBRE_TRY(settleHead());
  TIMBRE_TRY(checkCopies());
  TIMBRE_TRY(checkRows());
  if (pairs.empty() && saved.empty() && !embedding.a.defined()) return incomplete("lora_A.weight");
  return {};
}

Result<void> AdapterReader::checkPair(const std::string& module, const LoraPair& pair, const char* nameA,
                                      const char* nameB) const {
  const char* absent = !pair.a.defined() ? nameA : !pair.b.defined() ? nameB : "";
  if (m_config.dora && !pair.magnitude.defined()) absent = ".lora_magnitude_vector";
  if (*absent) return incomplete(module + absent);
  // PEFT builds what the config aims at, and leaves other tensors out without a word.
  TIMBRE_ASSIGN(const bool aimed, m_config.targets.contain(module, m_model, m_path));
  if (!aimed) return Error("adapter.not_aimed", {{"name", module}}, m_path);
  return {};
}

Result<void> AdapterReader::settleRows() {
  for (auto& [name, under] : m_under) {
    SavedTensor* rows = nullptr;
    if (const auto found = saved.find(name); found != saved.end())
      rows = &found->second;
    else if (m_model.tieEmbeddings && name == weightOf(m_head))
      rows = &m_tiedRows;
    if (!rows || rows->rows.empty()) return unsupported(under.names.front());
    rows->under = under.values;
    rows->underNames = under.names;
  }
  for (const auto& [name, one] : saved) {
    // Behind the last row of the matrix every row up to the last one has to be there.
    std::set<std::int64_t> added;
    const std::int64_t end = one.under.defined() ? one.under.size(0) : m_model.vocabSize;
    std::copy_if(one.rows.begin(), one.rows.end(), std::inserter(added, added.end()),
                 [&](std::int64_t row) { return row >= end; });
    if (!added.empty() && *added.rbegin() - end + 1 != static_cast<std::int64_t>(added.size()))
      return invalid("trainable_token_indices");
  }
  if (m_tiedRows.rows.empty()) return {};
  const auto matrix = saved.find(weightOf(m_table));
  const bool sameUnder = matrix != saved.end() && matrix->second.under.defined() == m_tiedRows.under.defined() &&
                         (!m_tiedRows.under.defined() || at::equal(matrix->second.under, m_tiedRows.under));
  if (!sameUnder || matrix->second.rows != m_tiedRows.rows) return unsupported(m_tiedRows.names.front());
  matrix->second.underNames.insert(matrix->second.underNames.end(), m_tiedRows.underNames.begin(),
                                   m_tiedRows.underNames.end());
  return join(matrix->second, m_tiedRows, m_tiedRows.names.front());
}

Result<void> AdapterReader::settleHead() {
  const std::string table = weightOf(m_table), head = weightOf(m_head);
  if (m_belowTable.values.defined() && !saved.emplace(table, m_belowTable).second)
    return unsupported(m_belowTable.names.front());
  const auto matrix = saved.find(table);
  if (!m_model.tieEmbeddings) {
    if (m_belowHead.values.defined() && !saved.emplace(head, m_belowHead).second)
      return unsupported(m_belowHead.names.front());
    return {};
  }
  m_headFollows = matrix == saved.end() || !matrix->second.rows.empty() || m_belowTable.values.defined();
  // PEFT lets a head with a pair not follow the rows: it would be neither the base's nor the embedding.
  if (pairs.contains(m_head) && matrix != saved.end() && !matrix->second.rows.empty())
    return unsupported("trainable_token_indices + target_modules " + m_head);
  if (m_belowHead.values.defined()) {  // the same matrix as the embedding, unless that one is trained as a whole
    if (matrix == saved.end())
      saved[table] = m_belowHead;
    else if (!m_belowTable.values.defined())
      saved[head] = m_belowHead;
    else
      TIMBRE_TRY(join(matrix->second, m_belowHead, m_belowHead.names.front()));
  }
  if (!m_tiedHead.values.defined()) return {};
  if (m_config.saves(m_head) && !m_config.tied) {  // trained apart from the embedding
    if (!saved.emplace(head, m_tiedHead).second) return unsupported(m_tiedHead.names.front());
    return {};
  }
  if (matrix == saved.end()) return unsupported(m_head);
  if (m_config.saves(m_table) && !m_config.tied && matrix->second.rows.empty() &&
      !at::equal(matrix->second.values, m_tiedHead.values)) {
    saved[head] = m_tiedHead;  // the embedding alone is trained, and the head is what the base had
    return {};
  }
  m_headFollows = true;
  return join(matrix->second, m_tiedHead, m_head);
}

Result<void> AdapterReader::join(SavedTensor& one, const SavedTensor& other, const std::string& what) const {
  if (!at::equal(one.values, other.values)) return unsupported(what);
  one.names.push_back(other.names.front());
  return {};
}

Result<void> AdapterReader::checkCopies() const {
  for (const auto& [name, copy] : m_copies) {
    const bool tiedHead = m_model.tieEmbeddings && name == weightOf(m_head) && !saved.contains(name);
    const auto inForce = saved.find(tiedHead ? weightOf(m_table) : name);
    if (inForce == saved.end() || !at::equal(inForce->second.values, copy.second)) return unsupported(copy.first);
  }
  return {};
}

Result<void> AdapterReader::checkRows() const {
  const bool follows = m_model.tieEmbeddings && m_headFollows && !saved.contains(weightOf(m_head));
  const std::int64_t rows = rowsInForce(m_table), headRows = follows ? rows : rowsInForce(m_head);
  if (rows != headRows) return incomplete(weightOf(rows < headRows ? m_table : m_head));
  if (embedding.a.defined() && embedding.a.size(1) != rows)
    return mismatch(m_table + ".lora_embedding_A", embedding.a.sizes(), {embedding.a.size(0), rows});
  if (const auto head = pairs.find(m_head); head != pairs.end() && head->second.b.size(0) != rows)
    return mismatch(m_head + ".lora_B.weight", head->second.b.sizes(), {rows, head->second.b.size(1)});
  return {};
}

std::int64_t AdapterReader::rowsInForce(const std::string& module) const {
  const auto matrix = saved.find(weightOf(module));
  return matrix == saved.end() ? m_model.vocabSize : matrix->second.rowsInForce(m_model.vocabSize);
}

}  // namespace timbre::model
