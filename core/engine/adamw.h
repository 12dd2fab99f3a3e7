// SPDX-License-Identifier: GPL-3.0-or-later
// AdamW (Loshchilov, Hutter 2019; torch.optim.AdamW), one fused pass over each tensor:
//   g' = clip·g;  p ← p(1 − lr·wd);  m ← β₁m + (1−β₁)g';  v ← β₂v + (1−β₂)g'²;
//   p ← p − (lr / (1−β₁ᵗ)) · m / (√v / √(1−β₂ᵗ) + ε)
// Moments are fp32. bf16 parameters have an fp32 master copy that is the truth; the bf16 tensor is its rounding.
// Elementwise, so the result does not depend on the number of threads. Not thread-safe.
#pragma once

#include "core/base/result.h"
#include "core/engine/parameters.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace timbre::engine {

struct AdamWOptions {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0;
};

class AdamW {
 public:
  /// `parameters` must outlive the optimizer.
  AdamW(const std::vector<Parameter>& parameters, const AdamWOptions& options);
  /// One step with the gradients of the parameters, scaled by `gradientScale`. A parameter without gradient stays as it
  /// is.
  void step(double learningRate, double gradientScale);
  /// Number of steps made; the exponent of the bias correction.
  std::int64_t steps() const { return m_steps; }

  /// "exp_avg.<name>", "exp_avg_sq.<name>" and, for bf16 parameters, "master.<name>". All fp32.
  std::vector<std::pair<std::string, at::Tensor>> state() const;
  /// Copies a saved state in; bf16 parameters become the rounding of their master. Errors: engine.state_mismatch
  /// (what).
  base::Result<void> restore(const std::map<std::string, at::Tensor>& state, std::int64_t steps);
  std::uint64_t memoryBytes() const;

 private:
  struct Slot {
    at::Tensor m, v, master;
  };
  const std::vector<Parameter>& m_parameters;
  AdamWOptions m_options;
  std::vector<Slot> m_slots;
  std::int64_t m_steps = 0;
};

}  // namespace timbre::engine
