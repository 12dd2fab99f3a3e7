// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/spike_watch.h"

#include <algorithm>
#include <cmath>

namespace timbre::engine {

std::optional<double> SpikeWatch::add(double loss) {
  constexpr double kNew = 0.05;
  constexpr std::int64_t kBefore = 20;
  if (!std::isfinite(loss)) return std::nullopt;  // told as what it is: a skipped step
  const double mean = m_weight > 0 ? m_mean / m_weight : loss;
  const double deviation = m_weight > 0 ? m_deviation / m_weight : 0;
  if (m_count >= kBefore && loss > 1.5 * mean && loss > mean + 12 * deviation && loss > mean + 0.1) return mean;
  m_mean = (1 - kNew) * m_mean + kNew * loss;
  m_deviation = (1 - kNew) * m_deviation + kNew * std::max(0.0, loss - mean);
  m_weight = (1 - kNew) * m_weight + kNew;
  ++m_count;
  return std::nullopt;
}

}  // namespace timbre::engine
