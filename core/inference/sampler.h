// SPDX-License-Identifier: GPL-3.0-or-later
// Picks the next token from one row of logits. Torch-free arithmetic on fp32, so the same seed gives the same choice on every
// machine for the same logits. Order of the steps as in transformers: repetition penalty, temperature, top-k, top-p.
// One thread at a time.
#pragma once

#include "core/jobs/generation.h"

#include <cstdint>
#include <span>
#include <vector>

namespace timbre::inference {

/// SplitMix64 (Steele, Lea, Flood 2014): one 64-bit state, enough for drawing tokens and easy to save.
class SampleRandom {
 public:
  explicit SampleRandom(std::uint64_t seed) : m_state(seed) {}
  std::uint64_t next();
  /// Uniform in [0, 1) with 53 bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t m_state;
};

class Sampler {
 public:
  explicit Sampler(const jobs::SamplingOptions& options) : m_options(options), m_random(options.seed) {}
  /// `logits` has one value per vocabulary entry and is changed in place; `history` is prompt plus answer so far.
  /// Greedy (also temperature ≤ 0) takes the largest logit, the smaller id on a tie. NaN logits are never chosen.
  std::int32_t choose(std::span<float> logits, std::span<const std::int32_t> history);

 private:
  std::int32_t draw(std::span<float> logits);

  jobs::SamplingOptions m_options;
  SampleRandom m_random;
  std::vector<std::int32_t> m_order;  // scratch: candidate ids
};

/// Index of the largest value, the smallest index on a tie; NaN counts as −∞.
std::int32_t argmax(std::span<const float> values);

}  // namespace timbre::inference
