// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/samples.h"

#include <algorithm>

namespace timbre::batch {

void SampleSet::add(std::span<const std::int32_t> ids, std::span<const std::uint8_t> mask, std::int64_t rowIndex) {
  m_ids.insert(m_ids.end(), ids.begin(), ids.end());
  m_mask.insert(m_mask.end(), mask.begin(), mask.end());
  m_mask.resize(m_ids.size(), 0);
  m_offsets.push_back(m_ids.size());
  m_rows.push_back(rowIndex);
}

void SampleSet::append(const SampleSet& other) {
  const std::uint64_t base = m_ids.size();
  m_ids.insert(m_ids.end(), other.m_ids.begin(), other.m_ids.end());
  m_mask.insert(m_mask.end(), other.m_mask.begin(), other.m_mask.end());
  for (std::size_t i = 1; i < other.m_offsets.size(); ++i) m_offsets.push_back(base + other.m_offsets[i]);
  m_rows.insert(m_rows.end(), other.m_rows.begin(), other.m_rows.end());
}

SampleView SampleSet::operator[](std::size_t index) const {
  const std::size_t from = m_offsets[index], count = m_offsets[index + 1] - from;
  return {{m_ids.data() + from, count}, {m_mask.data() + from, count}, m_rows[index]};
}

std::int64_t SampleSet::supervised(std::size_t index) const {
  std::int64_t count = 0;
  for (std::size_t i = m_offsets[index] + 1; i < m_offsets[index + 1]; ++i) count += m_mask[i] != 0;
  return count;
}

std::int64_t SampleSet::supervisedTokens() const {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < size(); ++i) count += supervised(i);
  return count;
}

std::int64_t SampleSet::longest() const {
  std::int64_t longest = 0;
  for (std::size_t i = 0; i < size(); ++i) longest = std::max(longest, length(i));
  return longest;
}

}  // namespace timbre::batch
