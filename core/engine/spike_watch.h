// SPDX-License-Identifier: GPL-3.0-or-later
// Tells a step whose loss stands out from those before it, so that the run can name the rows of that step. It only watches:
// nothing of it is in a checkpoint and no number of the run depends on it. One thread.
#pragma once

#include <cstdint>
#include <optional>

namespace timbre::engine {

class SpikeWatch {
 public:
  /// The usual loss when `loss` is a spike: after 20 steps, above the running mean by half of it, by 0.1 nats and by twelve
  /// times the mean of what stands above it (five standard deviations of normal noise; a falling curve has none above).
  /// Both means are exponential, de-biased, weight 0.05. A spike does not enter them.
  std::optional<double> add(double loss);

 private:
  double m_mean = 0, m_deviation = 0;  // biased sums; divide by m_weight
  double m_weight = 0;
  std::int64_t m_count = 0;
};

}  // namespace timbre::engine
