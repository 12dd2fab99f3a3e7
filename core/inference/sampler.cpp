// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_set>

namespace timbre::inference {

std::uint64_t SampleRandom::next() {
  std::uint64_t z = (m_state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::int32_t argmax(std::span<const float> values) {
  std::size_t best = 0;
  float bestValue = -std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] > bestValue) best = i, bestValue = values[i];
  return static_cast<std::int32_t>(best);
}

std::int32_t Sampler::choose(std::span<float> logits, std::span<const std::int32_t> history) {
  if (m_options.repetitionPenalty != 1.0) {
    const auto penalty = static_cast<float>(m_options.repetitionPenalty);
    std::unordered_set<std::int32_t> seen(history.begin(), history.end());
    for (const std::int32_t id : seen) {
      if (id < 0 || static_cast<std::size_t>(id) >= logits.size()) continue;
      float& value = logits[static_cast<std::size_t>(id)];
      value = value > 0 ? value / penalty : value * penalty;
    }
  }
  if (m_options.greedy || m_options.temperature <= 0) return argmax(logits);
  return draw(logits);
}

std::int32_t Sampler::draw(std::span<float> logits) {
  const auto value = [&](std::int32_t id) { return logits[static_cast<std::size_t>(id)]; };
  m_order.resize(logits.size());
  std::iota(m_order.begin(), m_order.end(), 0);
  std::erase_if(m_order, [&](std::int32_t id) { return !(value(id) > -std::numeric_limits<float>::infinity()); });
  if (m_order.empty()) return 0;
  const auto larger = [&](std::int32_t a, std::int32_t b) { return value(a) != value(b) ? value(a) > value(b) : a < b; };
  if (m_options.topK > 0 && static_cast<std::size_t>(m_options.topK) < m_order.size()) {
    std::nth_element(m_order.begin(), m_order.begin() + m_options.topK, m_order.end(), larger);
    m_order.resize(static_cast<std::size_t>(m_options.topK));
  }
  std::sort(m_order.begin(), m_order.end(), larger);

  const double top = value(m_order.front());
  if (std::isinf(top)) return m_order.front();  // certain; exp(∞ − ∞) would be no number
  std::vector<double> weights(m_order.size());
  double total = 0;
  for (std::size_t i = 0; i < m_order.size(); ++i)
    total += weights[i] = std::exp((static_cast<double>(value(m_order[i])) - top) / m_options.temperature);
  if (m_options.topP < 1.0) {
    // The smallest set of most likely tokens whose share reaches topP; always at least one.
    double sum = 0;
    std::size_t keep = 0;
    while (keep < weights.size() && sum < m_options.topP * total) sum += weights[keep++];
    weights.resize(std::max<std::size_t>(keep, 1));
    total = std::accumulate(weights.begin(), weights.end(), 0.0);
  }
  double at = m_random.uniform() * total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    at -= weights[i];
    if (at < 0) return m_order[i];
  }
  return m_order[weights.size() - 1];
}

}  // namespace timbre::inference
