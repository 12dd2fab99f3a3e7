// SPDX-License-Identifier: GPL-3.0-or-later
// RMSNorm (Zhang & Sennrich 2019; transformers LlamaRMSNorm): y = x · rsqrt(mean(x², last dim) + eps) · weight, with
// the statistics in float. The fused form first adds the residual, because every norm of a decoder but the first
// follows an addition. Differentiable in x, residual and weight.
#pragma once

#include <ATen/ATen.h>

#include <utility>

namespace timbre::kernels {

/// x (…, width), weight (width) → (…, width)
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps);
/// Returns (norm of x + residual, x + residual).
std::pair<at::Tensor, at::Tensor> residualRmsNorm(const at::Tensor& x, const at::Tensor& residual,
                                                  const at::Tensor& weight, double eps);

namespace reference {
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps);
std::pair<at::Tensor, at::Tensor> residualRmsNorm(const at::Tensor& x, const at::Tensor& residual,
                                                  const at::Tensor& weight, double eps);
}  // namespace reference

}  // namespace timbre::kernels
