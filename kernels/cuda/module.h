// SPDX-License-Identifier: GPL-3.0-or-later
// The CUDA kernels live in a module of their own (libtimbre_cuda.so, built with -DTIMBRE_CUDA=ON), so that one build
// runs with and without a GPU. It is opened once, when a GPU is chosen, and offers this small C table. Tensors cross
// the border by pointer; both sides are built against the same LibTorch, which `abi` and `torchVersion` let the caller
// check.
#pragma once

#include <ATen/ATen.h>

namespace timbre::kernels::cuda {

inline constexpr int kModuleAbi = 1;

extern "C" {
struct TimbreCudaModule {
  int abi;
  const char* torchVersion;
  /// x, residual (may be null), sum, y: (rows, width); scale: (rows) float. See kernels/rms_norm.h.
  void (*rmsForward)(const at::Tensor* x, const at::Tensor* residual, const at::Tensor* weight, double eps,
                     at::Tensor* sum, at::Tensor* y, at::Tensor* scale);
  /// gradSum and gradWeight (float, zeroed by the caller) may be null.
  void (*rmsBackward)(const at::Tensor* gradY, const at::Tensor* gradSum, const at::Tensor* sum,
                      const at::Tensor* scale, const at::Tensor* weight, at::Tensor* gradX, at::Tensor* gradWeight);
};
using TimbreCudaEntry = const TimbreCudaModule* (*)();
}

/// The opened module, or nullptr: then CUDA tensors take the reference path.
const TimbreCudaModule* module();
/// Opens libtimbre_cuda.so from `folder` (empty: the loader's path). Returns "" or why not. Call before the first
/// tensor is on a GPU; not thread-safe against kernels that run.
std::string openModule(const std::string& folder);

}  // namespace timbre::kernels::cuda
