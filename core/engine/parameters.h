// SPDX-License-Identifier: GPL-3.0-or-later
// What the optimizer sees: named leaf tensors that require grad. Which tensors of a checkpoint are spared from weight
// decay follows Hugging Face's Trainer: norms and biases.
#pragma once

#include <ATen/ATen.h>

#include <string>
#include <utility>
#include <vector>

namespace timbre::engine {

struct Parameter {
  std::string name;
  at::Tensor value;  // leaf, fp32 or bf16, contiguous
  bool decays = true;
};

/// Marks every tensor as trained and sorts out which ones decay. Order is kept.
std::vector<Parameter> trainable(const std::vector<std::pair<std::string, at::Tensor>>& tensors);

/// Gradients are dropped, not zeroed: the next backward then hands its buffers over instead of adding to them.
void dropGradients(std::vector<Parameter>& parameters);

/// L2 norm over all gradients, in fp64 over pieces of fixed size, so that it does not depend on the number of threads.
/// NaN or infinite when a gradient is.
double gradientNorm(const std::vector<Parameter>& parameters);

/// Factor of torch's clip_grad_norm_: min(1, limit / (norm + 1e-6)); 1 when limit is 0.
double clipFactor(double norm, double limit);

}  // namespace timbre::engine
