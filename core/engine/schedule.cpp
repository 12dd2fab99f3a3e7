// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace timbre::engine {

Schedule::Schedule(const recipe::Recipe& recipe, std::int64_t totalSteps)
    : m_kind(recipe.schedule),
      m_rate(recipe.learningRate),
      m_floor(recipe.minLrRatio),
      m_total(std::max<std::int64_t>(1, totalSteps)) {
  m_warmup = recipe.warmupSteps > 0
                 ? recipe.warmupSteps
                 : static_cast<std::int64_t>(std::ceil(static_cast<double>(m_total) * recipe.warmupRatio));
  if (m_kind == "flat-cosine") m_flat = static_cast<std::int64_t>(static_cast<double>(m_total) * recipe.flatRatio);
}

double Schedule::factor(std::int64_t t) const {
  const auto ratio = [](std::int64_t a, std::int64_t b) {
    return static_cast<double>(a) / static_cast<double>(std::max<std::int64_t>(1, b));
  };
  if (t < m_warmup) return ratio(t, m_warmup);
  if (m_kind == "constant") return 1;
  if (m_kind == "linear") return std::max(0.0, ratio(m_total - t, m_total - m_warmup));
  const std::int64_t start = m_warmup + m_flat;
  if (t < start) return 1;
  const double wave =
      std::max(0.0, 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, ratio(t - start, m_total - start)))));
  return wave * (1 - m_floor) + m_floor;
}

}  // namespace timbre::engine
