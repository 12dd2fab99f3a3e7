// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/module.h"

#include <torch/version.h>

#include <dlfcn.h>

#include <atomic>
#include <cstring>
#include <string>

namespace timbre::kernels::cuda {

namespace {
std::atomic<const TimbreCudaModule*> g_module{nullptr};
}

const TimbreCudaModule* module() { return g_module.load(std::memory_order_acquire); }

std::string openModule(const std::string& folder) {
  if (module()) return "";
  const std::string path = folder.empty() ? "libtimbre_cuda.so" : folder + "/libtimbre_cuda.so";
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* reason = ::dlerror();
    return reason ? reason : "dlopen failed";
  }
  const auto entry = reinterpret_cast<TimbreCudaEntry>(::dlsym(library, "timbreCudaModule"));
  const TimbreCudaModule* table = entry ? entry() : nullptr;
  if (!table || table->abi != kModuleAbi || std::strcmp(table->torchVersion, TORCH_VERSION) != 0) {
    ::dlclose(library);
    return path + " was built for another version of Timbre or LibTorch";
  }
  g_module.store(table, std::memory_order_release);
  return "";
}

}  // namespace timbre::kernels::cuda
