// SPDX-License-Identifier: GPL-3.0-or-later
// Cross entropy straight from hidden states: −log softmax(h·Wᵀ)[label], without ever holding the logits of all tokens.
// Only rows that carry a label come in; they are taken in pieces whose logits fit `budgetBytes`. In nats.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace timbre::kernels {

inline constexpr std::int64_t kLogitBudgetBytes = 64 << 20;

struct CrossEntropy {
  at::Tensor sum;       // scalar float, differentiable: Σ weightᵢ·lossᵢ
  at::Tensor perToken;  // (rows) float, detached and unweighted
};

/// hidden (rows, width), head (vocab, width) of the same type, labels (rows) int64 in [0, vocab), weights (rows) float
/// or undefined (all 1). `softcap` > 0 puts cap·tanh(logit / cap) in place of every logit. The gradient is computed
/// with the loss in one pass over the vocabulary, so `sum` may be scaled by whoever consumes it but its gradient is not
/// differentiable again.
CrossEntropy linearCrossEntropy(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& labels,
                                const at::Tensor& weights = {}, std::int64_t budgetBytes = kLogitBudgetBytes,
                                double softcap = 0);

/// log softmax(h·Wᵀ)[label] of each row (rows) float, differentiable by row: for preference objectives, whose weights
/// are known only after the forward pass. Computes the logits again in backward.
at::Tensor tokenLogProbs(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& labels,
                         std::int64_t budgetBytes = kLogitBudgetBytes, double softcap = 0);

namespace reference {
CrossEntropy linearCrossEntropy(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& labels,
                                const at::Tensor& weights = {}, double softcap = 0);
at::Tensor tokenLogProbs(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& labels,
                         double softcap = 0);
}  // namespace reference

}  // namespace timbre::kernels
