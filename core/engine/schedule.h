// SPDX-License-Identifier: GPL-3.0-or-later
// Learning-rate factor λ(t) of Hugging Face's schedulers (transformers optimization.py). t counts optimizer steps from
// 0, so the first step of a run uses λ(0): with a warm-up that is 0 there, and it is 0 here.
//   t < w:    t / max(1, w)
//   linear:   max(0, (T − t) / max(1, T − w))
//   cosine:   ½(1 + cos(π p))·(1 − r) + r,  p = (t − w) / max(1, T − w)
//   constant: 1
//   flat-cosine (ours): 1 for `flat` steps after the warm-up, then the cosine over what is left.
#pragma once

#include "core/recipe/recipe.h"

#include <cstdint>
#include <string>

namespace timbre::engine {

class Schedule {
 public:
  /// `totalSteps` ≥ 1. Warm-up: warmupSteps, or ceil(T · warmupRatio) when that is 0.
  Schedule(const recipe::Recipe& recipe, std::int64_t totalSteps);
  double factor(std::int64_t t) const;
  double rate(std::int64_t t) const { return m_rate * factor(t); }
  std::int64_t warmup() const { return m_warmup; }

 private:
  std::string m_kind;
  double m_rate, m_floor;
  std::int64_t m_total, m_warmup, m_flat = 0;
};

}  // namespace timbre::engine
