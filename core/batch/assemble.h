// SPDX-License-Identifier: GPL-3.0-or-later
// One micro-batch as plain arrays, ready to become tensors: padded ids, positions, document numbers, and the list of
// places where a token is predicted. Torch-free.
#pragma once

#include "core/batch/packing.h"
#include "core/batch/samples.h"

#include <cstdint>
#include <vector>

namespace timbre::batch {

struct MicroBatch {
  std::int64_t rows = 0, time = 0;
  std::vector<std::int64_t> ids;        // (rows, time), padding is 0
  std::vector<std::int64_t> positions;  // (rows, time), restart at 0 in each document
  /// (rows, time), number of the document in its row, −1 for padding. Empty when every row holds one document: rows are
  /// padded on the right, so a causal model never looks at padding and needs no mask.
  std::vector<std::int32_t> documents;
  std::vector<std::int64_t> labelPlaces;  ///< flat places (row · time + t) whose hidden state predicts a target
  std::vector<std::int64_t> labels;       ///< the targets, ids[t + 1] of the same document
  std::vector<std::int64_t> labelRows;    ///< rowIndex of the sample each target belongs to
  std::int64_t tokens = 0;                ///< without padding

  std::int64_t supervised() const { return static_cast<std::int64_t>(labels.size()); }
};

/// `sequences`: one Pack per row of the batch. Rows are as long as the longest sequence, rounded up to `multiple`.
MicroBatch assemble(const SampleSet& samples, const std::vector<Pack>& sequences, std::int64_t multiple = 1);

}  // namespace timbre::batch
