// SPDX-License-Identifier: GPL-3.0-or-later
// The order of a run: epochs of units (a row, a pack of rows, or a group of rows of near-equal length), cut into
// optimizer steps of micro-batches. The order of epoch e comes from Random(mixSeed(seed, e)) alone, so {epoch, unit} is
// the whole state and a resume needs nothing replayed. A step never spans two epochs; the last one of an epoch may be
// shorter.
#pragma once

#include "core/base/result.h"
#include "core/batch/assemble.h"

#include <cstdint>
#include <vector>

namespace timbre::batch {

struct SamplerOptions {
  std::uint64_t seed = 42;
  bool shuffle = true;
  bool packing = false;
  std::int64_t maxTokens = 1024;  ///< capacity of a pack
  std::int64_t batchTokens = 0;   ///< > 0: length groups of so many tokens instead of batchSize
  std::int64_t batchSize = 1;     ///< sequences per micro-batch
  std::int64_t accumulation = 1;  ///< micro-batches per step
};

/// Where the run stands: the next unit that has not been consumed.
struct SamplerState {
  std::int64_t epoch = 0;
  std::int64_t unit = 0;
  bool operator==(const SamplerState&) const = default;
};

struct StepBatch {
  std::vector<MicroBatch> microBatches;
  std::int64_t tokens = 0;      ///< fed, without padding
  std::int64_t supervised = 0;  ///< targets of all micro-batches: the divisor of the step's loss
  SamplerState after;           ///< state once this step is consumed
  double epoch = 0;             ///< epochs consumed after this step
};

class Sampler {
 public:
  /// `samples` must outlive the sampler and have at least one sample.
  Sampler(const SampleSet& samples, const SamplerOptions& options);

  /// The next step. Steps go on for ever; the caller counts them.
  StepBatch next();
  /// batch.state_mismatch when the state does not lie inside an epoch.
  base::Result<void> setState(const SamplerState& state);
  const SamplerState& state() const { return m_state; }
  std::int64_t stepsPerEpoch() const { return m_stepsPerEpoch; }
  std::int64_t unitsPerEpoch() const { return static_cast<std::int64_t>(m_units.size()); }

 private:
  void planEpoch();
  std::int64_t unitsPerStep() const;

  const SampleSet& m_samples;
  const SamplerOptions m_options;
  std::vector<std::int64_t> m_lengths;
  std::vector<Pack> m_units;
  SamplerState m_state;
  std::int64_t m_plannedEpoch = -1;
  std::int64_t m_stepsPerEpoch = 1;
};

}  // namespace timbre::batch
