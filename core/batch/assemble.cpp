// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/assemble.h"

#include <algorithm>

namespace timbre::batch {

namespace {

/// Copies one sample to `place` and lists its targets.
void putSample(MicroBatch& batch, const SampleView& sample, std::int64_t place, std::int32_t document) {
  for (std::size_t i = 0; i < sample.ids.size(); ++i) {
    const auto at = static_cast<std::size_t>(place) + i;
    batch.ids[at] = sample.ids[i];
    batch.positions[at] = static_cast<std::int64_t>(i);
    if (!batch.documents.empty()) batch.documents[at] = document;
    if (i > 0 && sample.mask[i]) {
      batch.labelPlaces.push_back(static_cast<std::int64_t>(at) - 1);
      batch.labels.push_back(sample.ids[i]);
      batch.labelRows.push_back(sample.rowIndex);
    }
  }
  batch.tokens += static_cast<std::int64_t>(sample.ids.size());
}

}  // namespace

MicroBatch assemble(const SampleSet& samples, const std::vector<Pack>& sequences, std::int64_t multiple) {
  MicroBatch batch;
  batch.rows = static_cast<std::int64_t>(sequences.size());
  bool severalDocuments = false;
  for (const Pack& pack : sequences) {
    std::int64_t length = 0;
    for (const std::uint32_t sample : pack) length += samples.length(sample);
    batch.time = std::max(batch.time, length);
    severalDocuments = severalDocuments || pack.size() > 1;
  }
  batch.time = (std::max<std::int64_t>(batch.time, 1) + multiple - 1) / multiple * multiple;
  const auto cells = static_cast<std::size_t>(batch.rows * batch.time);
  batch.ids.assign(cells, 0);
  batch.positions.assign(cells, 0);
  if (severalDocuments) batch.documents.assign(cells, -1);
  for (std::size_t row = 0; row < sequences.size(); ++row) {
    std::int64_t place = static_cast<std::int64_t>(row) * batch.time;
    std::int32_t document = 0;
    for (const std::uint32_t sample : sequences[row]) {
      putSample(batch, samples[sample], place, document++);
      place += samples.length(sample);
    }
  }
  return batch;
}

}  // namespace timbre::batch
