// SPDX-License-Identifier: GPL-3.0-or-later
// Matrix products of two-dimensional tensors, without autograd. On the CPU large float products go to oneDNN instead of
// MKL: MKL leaves its AVX-512 paths unused on CPUs that are not Intel's (figures in kernels/README.md). The route
// depends on type and shape only, never on a measurement, so that a resumed run is bit-identical.
#pragma once

#include <ATen/ATen.h>

namespace timbre::kernels {

at::Tensor matmulNT(const at::Tensor& a, const at::Tensor& b);  // (m, k), (n, k) → (m, n)
at::Tensor matmulNN(const at::Tensor& a, const at::Tensor& b);  // (m, k), (k, n) → (m, n)
at::Tensor matmulTN(const at::Tensor& a, const at::Tensor& b);  // (k, m), (k, n) → (m, n)

}  // namespace timbre::kernels
