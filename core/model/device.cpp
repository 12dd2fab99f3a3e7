// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/device.h"

#include "kernels/device.h"

#include <charconv>

namespace timbre::model {

base::Result<at::Device> openDevice(const std::string& name) {
  if (name.empty() || name == "auto" || name == "cpu") return at::Device(at::kCPU);
  int index = 0;
  const bool numbered = name.starts_with("cuda:");
  if (numbered) {
    const auto [rest, problem] = std::from_chars(name.data() + 5, name.data() + name.size(), index);
    if (problem != std::errc() || rest != name.data() + name.size() || index < 0) return base::Error("device.unknown", {{"device", name}});
  } else if (name != "cuda") {
    return base::Error("device.unknown", {{"device", name}});
  }
  const kernels::GpuState& state = kernels::gpuState();
  if (state.problem) return base::Error(state.problem->code, state.problem->args);
  for (const kernels::GpuInfo& gpu : state.gpus)
    if (gpu.index == index) return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
  return base::Error("device.unknown", {{"device", name}});
}

}  // namespace timbre::model
