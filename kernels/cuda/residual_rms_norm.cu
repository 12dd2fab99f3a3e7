// SPDX-License-Identifier: GPL-3.0-or-later
// The CUDA version of kernels/rms_norm.h. One block works on a row: a first sweep adds the residual and sums the
// squares, a second scales. Everything is float inside. The weight's gradient goes through one partial row for each
// block, added in a fixed order: the same result at every run.
#include "kernels/cuda/module.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <torch/version.h>

#include <algorithm>
#include <cstdint>

namespace timbre::kernels::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarp = 32;
constexpr std::int64_t kBackwardBlocks = 512;

/// Sum over the block, known to every thread. `shared` holds one float for each warp.
__device__ float blockSum(float value, float* shared) {
  for (int offset = kWarp / 2; offset > 0; offset /= 2) value += __shfl_down_sync(0xffffffffu, value, offset);
  if (threadIdx.x % kWarp == 0) shared[threadIdx.x / kWarp] = value;
  __syncthreads();
  float total = 0;
  for (int i = 0; i < kThreads / kWarp; ++i) total += shared[i];
  __syncthreads();  // before the next call overwrites `shared`
  return total;
}

template <class T>
__global__ void forwardKernel(const T* x, const T* residual, const T* weight, float eps, std::int64_t width, T* sum,
                              T* y, float* scale) {
  __shared__ float shared[kThreads / kWarp];
  const std::int64_t row = blockIdx.x;
  x += row * width;
  y += row * width;
  float squares = 0;
  for (std::int64_t i = threadIdx.x; i < width; i += kThreads) {
    float v = static_cast<float>(x[i]);
    if (residual) {
      // The statistics are those of the stored, rounded sum: the backward pass reads that one.
      sum[row * width + i] = static_cast<T>(v + static_cast<float>(residual[row * width + i]));
      v = static_cast<float>(sum[row * width + i]);
    }
    squares += v * v;
  }
  const float factor = rsqrtf(blockSum(squares, shared) / static_cast<float>(width) + eps);
  const T* input = residual ? sum + row * width : x;
  for (std::int64_t i = threadIdx.x; i < width; i += kThreads)
    y[i] = static_cast<T>(static_cast<float>(input[i]) * factor * static_cast<float>(weight[i]));
  if (threadIdx.x == 0) scale[row] = factor;
}

template <class T>
__global__ void backwardKernel(const T* gradY, const T* gradSum, const T* sum, const float* scale, const T* weight,
                               std::int64_t rows, std::int64_t width, T* gradX, float* partial) {
  __shared__ float shared[kThreads / kWarp];
  for (std::int64_t row = blockIdx.x; row < rows; row += gridDim.x) {
    const T* g = gradY + row * width;
    const T* x = sum + row * width;
    const float factor = scale[row];
    float products = 0;
    for (std::int64_t i = threadIdx.x; i < width; i += kThreads)
      products += static_cast<float>(g[i]) * static_cast<float>(weight[i]) * static_cast<float>(x[i]);
    const float pull = blockSum(products, shared) * factor * factor * factor / static_cast<float>(width);
    for (std::int64_t i = threadIdx.x; i < width; i += kThreads) {
      const float gi = static_cast<float>(g[i]), xi = static_cast<float>(x[i]);
      if (partial) partial[blockIdx.x * width + i] += gi * xi * factor;  // this thread's own column of this block's row
      float out = gi * static_cast<float>(weight[i]) * factor - xi * pull;
      if (gradSum) out += static_cast<float>(gradSum[row * width + i]);
      gradX[row * width + i] = static_cast<T>(out);
    }
  }
}

template <class T>
const T* dataOf(const at::Tensor* tensor) {
  return tensor ? tensor->const_data_ptr<T>() : nullptr;
}

void rmsForward(const at::Tensor* x, const at::Tensor* residual, const at::Tensor* weight, double eps, at::Tensor* sum,
                at::Tensor* y, at::Tensor* scale) {
  const std::int64_t rows = x->size(0), width = x->size(1);
  if (rows == 0) return;
  const c10::cuda::CUDAGuard guard(x->device());
  const auto stream = c10::cuda::getCurrentCUDAStream();
  AT_DISPATCH_FLOATING_TYPES_AND2(at::kBFloat16, at::kHalf, x->scalar_type(), "timbre_rms_forward", [&] {
    forwardKernel<scalar_t><<<static_cast<unsigned>(rows), kThreads, 0, stream>>>(
        dataOf<scalar_t>(x), dataOf<scalar_t>(residual), dataOf<scalar_t>(weight), static_cast<float>(eps), width,
        sum->mutable_data_ptr<scalar_t>(), y->mutable_data_ptr<scalar_t>(), scale->mutable_data_ptr<float>());
  });
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

void rmsBackward(const at::Tensor* gradY, const at::Tensor* gradSum, const at::Tensor* sum, const at::Tensor* scale,
                 const at::Tensor* weight, at::Tensor* gradX, at::Tensor* gradWeight) {
  const std::int64_t rows = sum->size(0), width = sum->size(1);
  if (rows == 0) return;
  const c10::cuda::CUDAGuard guard(sum->device());
  const auto stream = c10::cuda::getCurrentCUDAStream();
  const std::int64_t blocks = std::min(rows, kBackwardBlocks);
  at::Tensor partial = gradWeight ? at::zeros({blocks, width}, scale->options()) : at::Tensor();
  AT_DISPATCH_FLOATING_TYPES_AND2(at::kBFloat16, at::kHalf, sum->scalar_type(), "timbre_rms_backward", [&] {
    backwardKernel<scalar_t><<<static_cast<unsigned>(blocks), kThreads, 0, stream>>>(
        dataOf<scalar_t>(gradY), dataOf<scalar_t>(gradSum), dataOf<scalar_t>(sum), scale->const_data_ptr<float>(),
        dataOf<scalar_t>(weight), rows, width, gradX->mutable_data_ptr<scalar_t>(),
        partial.defined() ? partial.mutable_data_ptr<float>() : nullptr);
  });
  C10_CUDA_KERNEL_LAUNCH_CHECK();
  if (gradWeight) gradWeight->add_(partial.sum(0));
}

const TimbreCudaModule kModule{kModuleAbi, TORCH_VERSION, rmsForward, rmsBackward};

}  // namespace

}  // namespace timbre::kernels::cuda

extern "C" __attribute__((visibility("default"))) const timbre::kernels::cuda::TimbreCudaModule* timbreCudaModule() {
  return &timbre::kernels::cuda::kModule;
}
