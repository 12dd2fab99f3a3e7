// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the kernels: which tensors the own CPU loops accept, and how work is cut into pieces for the threads.
#pragma once

#include "kernels/cpu/loops.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>

namespace timbre::kernels::detail {

/// Float or bfloat16 on the CPU; everything else takes the reference.
inline bool loopsAccept(const at::Tensor& t) {
  return t.device().is_cpu() && (t.scalar_type() == at::kFloat || t.scalar_type() == at::kBFloat16);
}

/// Index into the pairs of kernels/cpu/loops.h.
inline int loopType(const at::Tensor& t) { return t.scalar_type() == at::kBFloat16 ? 1 : 0; }

/// Rows so that one piece touches at least `bytes` of memory: smaller ones cost more to hand out than to compute.
inline std::int64_t rowsPerPiece(std::int64_t rowBytes, std::int64_t bytes = 1 << 16) {
  return std::max<std::int64_t>(1, bytes / std::max<std::int64_t>(1, rowBytes));
}

inline at::Tensor asFloat(const at::Tensor& t) { return t.to(at::kFloat).contiguous(); }

}  // namespace timbre::kernels::detail
