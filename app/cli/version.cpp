// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/version.h"

#include "app/cli/resources.h"
#include "core/store/version.h"
#include "kernels/device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace timbre::cli {

namespace fs = std::filesystem;

base::Json versionJson() {
  const kernels::CpuInfo cpu = kernels::cpuInfo();
  return {{"version", TIMBRE_VERSION},
          {"libtorch", TORCH_VERSION},
          {"sqlite", store::sqliteVersion()},
          {"blas", at::hasMKL() ? "oneMKL" : at::hasLAPACK() ? "LAPACK" : "none"},
          {"cpu", {{"name", cpu.name}, {"instructions", at::get_cpu_capability()}, {"loops", cpu.loops}, {"features", cpu.features}, {"threads", cpu.threads}}}};
}

std::string versionText() {
  const base::Json json = versionJson();
  const base::Json& cpu = json["cpu"];
  std::string text = "Timbre " + base::stringOr(json, "version") + "\n";
  text += "LibTorch " + base::stringOr(json, "libtorch") + "\n";
  text += "SQLite " + base::stringOr(json, "sqlite") + "\n";
  text += "BLAS " + base::stringOr(json, "blas") + "\n";
  text += "CPU " + base::stringOr(cpu, "instructions") + ", features used:";
  for (const auto& feature : cpu["features"]) text += " " + feature.get<std::string>();
  return text;
}

void applyThreads(int threads) {
  if (threads > 0) at::set_num_threads(threads);
}

fs::path resourceFolder() {
  if (const char* given = std::getenv("TIMBRE_RESOURCES")) return given;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path installed = program.parent_path().parent_path() / "share" / "timbre";
  if (fs::exists(installed / "recipes", ignored)) return installed;
  return fs::path(TIMBRE_SOURCE_FOLDER) / "resources";
}

}  // namespace timbre::cli
