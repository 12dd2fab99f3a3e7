// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/statistics.h"

#include <algorithm>
#include <cmath>

namespace timbre::data {

double quantile(const std::vector<std::int64_t>& sorted, double q) {
  if (sorted.empty()) return 0;
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double t = at - std::floor(at);
  const auto a = static_cast<double>(sorted[below]);
  const auto b = static_cast<double>(sorted[above]);
  // numpy interpolates from the nearer end, which decides the last bit.
  return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}

Distribution distribution(std::vector<std::int64_t> values) {
  Distribution out;
  out.count = static_cast<std::int64_t>(values.size());
  if (values.empty()) return out;
  std::sort(values.begin(), values.end());
  out.min = static_cast<double>(values.front());
  out.max = static_cast<double>(values.back());
  double sum = 0;
  for (const std::int64_t value : values) sum += static_cast<double>(value);
  out.mean = sum / static_cast<double>(values.size());
  out.median = quantile(values, 0.5);
  out.p5 = quantile(values, 0.05);
  out.p10 = quantile(values, 0.1);
  out.p90 = quantile(values, 0.9);
  out.p95 = quantile(values, 0.95);
  return out;
}

std::int64_t defaultEpochs(std::int64_t examples) {
  constexpr std::int64_t target = 3, fewest = 1, most = 25, minExamples = 100, maxExamples = 25'000;
  if (examples <= 0) return target;
  // Compared by division: examples × target must not overflow.
  if (examples < minExamples && examples * target < minExamples) return std::min(most, minExamples / examples);
  if (examples > maxExamples / target) return std::max(fewest, maxExamples / examples);
  return target;
}

Cost trainingCost(const Price& price, std::int64_t tokens) {
  return {price, price.train * static_cast<double>(tokens) / 1e6, false};
}

}  // namespace timbre::data
