// SPDX-License-Identifier: GPL-3.0-or-later
// What can compute on this machine, as found and measured by the torch side.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace timbre::jobs {

struct DeviceInfo {
  std::string id;           ///< "cpu", "cuda:0"
  std::string name;         ///< "AMD EPYC …", "NVIDIA RTX 3060"
  std::uint64_t memoryBytes = 0;
  std::uint64_t freeBytes = 0;
  std::string computeType;  ///< "fp32", "bf16": what training on it uses by default
  std::string reason;       ///< code of the message that says why (device.cpu_fp32_measured …)
};

struct DeviceReport {
  std::vector<DeviceInfo> devices;          ///< the CPU is always there
  std::optional<base::Error> gpuAbsent;     ///< why no GPU can be used (device.no_driver, device.no_libtorch_cuda, …)
  int threads = 1;                          ///< compute threads that will be used
  std::vector<std::string> cpuFeatures;     ///< "avx2", "avx512f", "amx_bf16" … that are used
  double fp32Gflops = 0;                    ///< measured by the probe; 0 before it ran
  double bf16Gflops = 0;
};

}  // namespace timbre::jobs
