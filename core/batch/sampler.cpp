// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/sampler.h"

#include "core/batch/random.h"

#include <algorithm>
#include <numeric>

namespace timbre::batch {

Sampler::Sampler(const SampleSet& samples, const SamplerOptions& options) : m_samples(samples), m_options(options) {
  m_lengths.reserve(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) m_lengths.push_back(samples.length(i));
  planEpoch();
  m_stepsPerEpoch = (unitsPerEpoch() + unitsPerStep() - 1) / unitsPerStep();
}

std::int64_t Sampler::unitsPerStep() const {
  // A length group is a whole micro-batch already.
  return (m_options.batchTokens > 0 ? 1 : m_options.batchSize) * m_options.accumulation;
}

void Sampler::planEpoch() {
  if (m_plannedEpoch == m_state.epoch) return;
  m_plannedEpoch = m_state.epoch;
  std::vector<std::uint32_t> order(m_lengths.size());
  std::iota(order.begin(), order.end(), 0u);
  Random random(mixSeed(m_options.seed, static_cast<std::uint64_t>(m_state.epoch)));
  if (m_options.shuffle) random.shuffle(order);
  if (m_options.batchTokens > 0) {
    m_units = bucketByLength(m_lengths, order, m_options.batchTokens);
  } else if (m_options.packing) {
    m_units = packBestFit(m_lengths, order, m_options.maxTokens);
  } else {
    m_units.clear();
    for (const std::uint32_t sample : order) m_units.push_back({sample});
    return;
  }
  // Packs and groups come out sorted by length; training must not see them so.
  if (m_options.shuffle) random.shuffle(m_units);
}

StepBatch Sampler::next() {
  planEpoch();
  StepBatch step;
  const bool groups = m_options.batchTokens > 0;
  const std::int64_t perMicro = groups ? 1 : m_options.batchSize;
  for (std::int64_t micro = 0; micro < m_options.accumulation && m_state.unit < unitsPerEpoch(); ++micro) {
    const std::int64_t end = std::min(m_state.unit + perMicro, unitsPerEpoch());
    std::vector<Pack> sequences;
    if (groups)
      for (const std::uint32_t sample : m_units[static_cast<std::size_t>(m_state.unit)]) sequences.push_back({sample});
    else
      sequences.assign(m_units.begin() + m_state.unit, m_units.begin() + end);
    m_state.unit = end;
    step.microBatches.push_back(assemble(m_samples, sequences, groups ? kBucketStep : 1));
    step.tokens += step.microBatches.back().tokens;
    step.supervised += step.microBatches.back().supervised();
  }
  step.epoch =
      static_cast<double>(m_state.epoch) + static_cast<double>(m_state.unit) / static_cast<double>(unitsPerEpoch());
  if (m_state.unit >= unitsPerEpoch()) m_state = {m_state.epoch + 1, 0};
  step.after = m_state;
  return step;
}

base::Result<void> Sampler::setState(const SamplerState& state) {
  if (state.epoch < 0 || state.unit < 0 || state.unit >= unitsPerEpoch())
    return base::Error("batch.state_mismatch", {{"epoch", std::to_string(state.epoch)},
                                                {"unit", std::to_string(state.unit)},
                                                {"units", std::to_string(unitsPerEpoch())}});
  m_state = state;
  planEpoch();
  return {};
}

}  // namespace timbre::batch
