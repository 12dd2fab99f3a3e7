// SPDX-License-Identifier: GPL-3.0-or-later
// Linear layers that read the same input, computed at once: y = x·Wᵀ + b + s·(x·Aᵀ)·Bᵀ for each, side by side in one
// tensor. Weights that lie one after another in memory (the decoder lays q, k, v and gate, up so) are one product;
// otherwise they are joined in a temporary. A frozen weight costs no product for its gradient, and a frozen layer
// without an adapter keeps nothing of x. Differentiable in x, weights, biases, A and B.
#pragma once

#include <ATen/ATen.h>

#include <vector>

namespace timbre::kernels {

struct LinearPart {
  at::Tensor weight;  // (out, in)
  at::Tensor bias;    // (out) or undefined
  at::Tensor loraA;   // (rank, in) or undefined; any float type, computed in the type of x
  at::Tensor loraB;   // (out, rank)
};

/// x (tokens, in) → (tokens, Σ out). All parts have the same `in` and the type of x.
at::Tensor linearGroup(const at::Tensor& x, const std::vector<LinearPart>& parts, double loraScale = 0);

namespace reference {
/// `dropout` > 0 drops values of x on the adapter's way only, as PEFT does, each part with a mask of its own.
at::Tensor linearGroup(const at::Tensor& x, const std::vector<LinearPart>& parts, double loraScale, double dropout = 0);
}  // namespace reference

}  // namespace timbre::kernels
