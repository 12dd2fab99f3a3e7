// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/device.h"

#include "kernels/cpu/loops.h"
#include "kernels/cuda/module.h"
#include "kernels/gemm.h"

#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/core/grad_mode.h>

#include <dlfcn.h>
#include <unistd.h>
#include <chrono>
#include <fstream>

namespace timbre::kernels {

namespace {

constexpr double kWorthwhile = 1.3;

std::string cpuName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name"))
      if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
  return "CPU";
}

double gflops(at::ScalarType type) {
  constexpr std::int64_t kM = 1024, kN = 768, kK = 768;
  const at::Tensor a = at::full({kM, kK}, 0.5, type), b = at::full({kN, kK}, 0.25, type);
  double best = 0;
  for (int i = 0; i < 6; ++i) {  // the first ones compile and warm up
    const auto start = std::chrono::steady_clock::now();
    matmulNT(a, b);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (i > 0) best = std::max(best, 2.0 * kM * kN * kK / seconds * 1e-9);
  }
  return best;
}

/// Number, names and memory from the driver itself: no CUDA context is made for a question.
struct Driver {
  void* library = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);

  template <class Function>
  Function find(const char* name) const {
    return library ? reinterpret_cast<Function>(::dlsym(library, name)) : nullptr;
  }

  std::vector<GpuInfo> list(std::string& reason) const {
    std::vector<GpuInfo> gpus;
    const auto init = find<int (*)(unsigned)>("cuInit");
    const auto count = find<int (*)(int*)>("cuDeviceGetCount");
    const auto get = find<int (*)(int*, int)>("cuDeviceGet");
    const auto name = find<int (*)(char*, int, int)>("cuDeviceGetName");
    const auto memory = find<int (*)(std::size_t*, int)>("cuDeviceTotalMem_v2");
    if (!init || !count || !get || !name || !memory) {
      reason = "libcuda.so.1 lacks its functions";
      return gpus;
    }
    int found = 0;
    if (const int status = init(0); status != 0 || count(&found) != 0) {
      reason = "cuInit " + std::to_string(status);
      return gpus;
    }
    for (int i = 0; i < found; ++i) {
      int device = 0;
      char text[256] = {};
      std::size_t bytes = 0;
      if (get(&device, i) != 0 || name(text, sizeof text - 1, device) != 0 || memory(&bytes, device) != 0) continue;
      gpus.push_back({i, text, bytes, 0});
    }
    return gpus;
  }
};

void addFreeMemory(std::vector<GpuInfo>& gpus) {
  struct Memory {
    unsigned long long total, free, used;
  };
  void* library = ::dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  const auto init = reinterpret_cast<int (*)()>(::dlsym(library, "nvmlInit_v2"));
  const auto handle = reinterpret_cast<int (*)(unsigned, void**)>(::dlsym(library, "nvmlDeviceGetHandleByIndex_v2"));
  const auto memory = reinterpret_cast<int (*)(void*, Memory*)>(::dlsym(library, "nvmlDeviceGetMemoryInfo"));
  if (!init || !handle || !memory || init() != 0) return;
  for (GpuInfo& gpu : gpus) {
    void* device = nullptr;
    Memory read{};
    if (handle(static_cast<unsigned>(gpu.index), &device) == 0 && memory(device, &read) == 0) gpu.freeBytes = read.free;
  }
}

GpuState findGpus(const std::string& moduleFolder) {
  GpuState state;
  const auto lastError = [] {
    const char* text = ::dlerror();
    return std::string(text ? text : "?");
  };
  const Driver driver;
  if (!driver.library) {
    state.problem = DeviceProblem{"device.no_driver", {{"reason", lastError()}}};
    return state;
  }
  std::string reason;
  auto gpus = driver.list(reason);
  if (gpus.empty()) {
    state.problem =
        reason.empty() ? DeviceProblem{"device.no_gpu", {}} : DeviceProblem{"device.no_driver", {{"reason", reason}}};
    return state;
  }
  // RTLD_GLOBAL: its operators register themselves with the libtorch_cpu that we already run on.
  if (!::dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL)) {
    state.problem = DeviceProblem{"device.no_libtorch_cuda", {{"reason", lastError()}}};
    return state;
  }
  try {
    if (!at::hasCUDA() || at::detail::getCUDAHooks().deviceCount() < 1) {
      state.problem = DeviceProblem{"device.no_libtorch_cuda", {{"reason", "LibTorch finds no card"}}};
      return state;
    }
  } catch (const std::exception& error) {
    state.problem = DeviceProblem{"device.no_libtorch_cuda", {{"reason", error.what()}}};
    return state;
  }
  addFreeMemory(gpus);
  state.gpus = std::move(gpus);
  state.moduleProblem = cuda::openModule(moduleFolder);
  return state;
}

}  // namespace

CpuInfo cpuInfo() {
  CpuInfo info;
  info.name = cpuName();
  info.threads = at::get_num_threads();
  info.memoryBytes =
      static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  info.loops = cpu::activeLoops().name;
#ifdef __x86_64__
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) info.features.emplace_back("avx2");
  if (__builtin_cpu_supports("avx512f")) info.features.emplace_back("avx512f");
  if (__builtin_cpu_supports("avx512bf16")) info.features.emplace_back("avx512_bf16");
  // GCC 12 cannot ask for AMX by name: CPUID leaf 7, EDX bit 22; the kernel's word counts because it must save the
  // tiles.
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("flags")) {
      if (line.find(" amx_bf16") != std::string::npos) info.features.emplace_back("amx_bf16");
      break;
    }
#endif
  return info;
}

GemmProbe measureGemm() {
  at::NoGradGuard guard;
  return {gflops(at::kFloat), gflops(at::kBFloat16)};
}

ComputeChoice chooseCpuType(const CpuInfo& cpu, const GemmProbe& probe) {
  bool instructions = false;
  for (const std::string& feature : cpu.features) instructions = instructions || feature.ends_with("_bf16");
  if (!instructions) return {at::kFloat, "device.cpu_fp32_no_bf16"};
  if (probe.bf16Gflops >= kWorthwhile * probe.fp32Gflops && probe.fp32Gflops > 0)
    return {at::kBFloat16, "device.cpu_bf16_measured"};
  return {at::kFloat, "device.cpu_fp32_measured"};
}

const GpuState& gpuState(const std::string& moduleFolder) {
  static const GpuState state = findGpus(moduleFolder);
  return state;
}

}  // namespace timbre::kernels
