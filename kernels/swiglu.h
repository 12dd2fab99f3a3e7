// SPDX-License-Identifier: GPL-3.0-or-later
// SwiGLU (Shazeer 2020): silu(gate) · up, with silu(z) = z / (1 + e^−z). Gate and up stand side by side in one tensor,
// as the fused projection leaves them. Differentiable.
#pragma once

#include <ATen/ATen.h>

namespace timbre::kernels {

/// gateUp (tokens, 2 × width): gate | up → (tokens, width)
at::Tensor swiglu(const at::Tensor& gateUp);

namespace reference {
at::Tensor swiglu(const at::Tensor& gateUp);
}

}  // namespace timbre::kernels
