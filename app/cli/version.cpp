// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/version.h"

#include "app/cli/resources.h"
#include "core/store/version.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace timbre::cli {

namespace fs = std::filesystem;

std::string versionText() {
  std::string text = "Timbre " TIMBRE_VERSION "\n";
  text += "LibTorch " TORCH_VERSION "\n";
  text += "SQLite " + store::sqliteVersion() + "\n";
  text += std::string("BLAS ") + (at::hasMKL() ? "oneMKL" : at::hasLAPACK() ? "LAPACK" : "none") + "\n";
  text += "CPU " + at::get_cpu_capability();
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
