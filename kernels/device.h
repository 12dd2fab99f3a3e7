// SPDX-License-Identifier: GPL-3.0-or-later
// What can compute on this machine, found out without demanding a GPU: libtorch_cuda is opened at run time, before the
// first call that asks ATen about CUDA (at::hasCUDA() caches its answer), and its absence is an explained state.
// Thread-safe; the CUDA question is answered once per process. Nothing throws.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace timbre::kernels {

/// Code and arguments of an entry device.* in core/base/messages/model.inc.
struct DeviceProblem {
  std::string code;
  std::map<std::string, std::string> args;
};

struct CpuInfo {
  std::string name;                   // "AMD EPYC …"
  std::vector<std::string> features;  // of "avx2", "avx512f", "avx512_bf16", "amx_bf16"
  std::string loops;                  // instruction set of the own kernels: "avx512", "avx2", "base"
  int threads = 1;                    // that ATen will use
  std::uint64_t memoryBytes = 0;
};
CpuInfo cpuInfo();

/// Best of a few products of 1024 × 768 × 768 through kernels/gemm.h, in GFLOP/s. Takes about a tenth of a second;
/// other work on the machine falsifies it, so record what was chosen and do not measure again for a resumed run.
struct GemmProbe {
  double fp32Gflops = 0;
  double bf16Gflops = 0;
};
GemmProbe measureGemm();

struct ComputeChoice {
  at::ScalarType type = at::kFloat;
  std::string reason;  // code: device.cpu_bf16_measured, device.cpu_fp32_measured, device.cpu_fp32_no_bf16
};
/// bfloat16 only where the CPU has instructions for it and they are measured to be at least 1.3 times as fast.
ComputeChoice chooseCpuType(const CpuInfo& cpu, const GemmProbe& probe);

struct GpuInfo {
  int index = 0;  // the N of "cuda:N"
  std::string name;
  std::uint64_t memoryBytes = 0;
  std::uint64_t freeBytes = 0;  // 0 when NVML is absent
};

struct GpuState {
  std::vector<GpuInfo> gpus;             // empty when none can be used
  std::optional<DeviceProblem> problem;  // why not: device.no_driver, device.no_libtorch_cuda, device.no_gpu
  std::string moduleProblem;             // why the own CUDA kernels are not used ("" when they are, or without a GPU)
};
/// Loads the driver, libtorch_cuda and our kernel module (from `moduleFolder`; empty: the loader's path) at the first
/// call.
const GpuState& gpuState(const std::string& moduleFolder = {});

}  // namespace timbre::kernels
