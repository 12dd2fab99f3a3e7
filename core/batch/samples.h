// SPDX-License-Identifier: GPL-3.0-or-later
// Encoded rows: token ids, which of them are targets, and the row they came from. Kept in two flat arrays, because a
// pre-training corpus has half a million rows of fifty tokens. Not thread-safe while filled; read-only afterwards.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace timbre::batch {

/// One row as the encoder yields it. mask[i] is 1 where the loss is taken on ids[i].
struct EncodedSample {
  std::vector<std::int32_t> ids;
  std::vector<std::uint8_t> mask;
  std::int64_t rowIndex = 0;  ///< line of dataset.jsonl, from 0
};

struct SampleView {
  std::span<const std::int32_t> ids;
  std::span<const std::uint8_t> mask;
  std::int64_t rowIndex = 0;
};

class SampleSet {
 public:
  void add(std::span<const std::int32_t> ids, std::span<const std::uint8_t> mask, std::int64_t rowIndex);
  void add(const EncodedSample& sample) { add(sample.ids, sample.mask, sample.rowIndex); }
  /// Appends all samples of another set.
  void append(const SampleSet& other);

  std::size_t size() const { return m_rows.size(); }
  SampleView operator[](std::size_t index) const;
  std::int64_t length(std::size_t index) const {
    return static_cast<std::int64_t>(m_offsets[index + 1] - m_offsets[index]);
  }
  /// Targets of a sample: a token can only be one when another token of the sample stands before it.
  std::int64_t supervised(std::size_t index) const;
  std::int64_t tokens() const { return static_cast<std::int64_t>(m_ids.size()); }
  std::int64_t supervisedTokens() const;
  std::int64_t longest() const;

 private:
  std::vector<std::int32_t> m_ids;
  std::vector<std::uint8_t> m_mask;
  std::vector<std::uint64_t> m_offsets{0};
  std::vector<std::int64_t> m_rows;
};

}  // namespace timbre::batch
