// SPDX-License-Identifier: GPL-3.0-or-later
// Named tensors to and from one safetensors file. Writing goes through FileOps and syncs; reading copies.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace timbre::engine {

base::Result<void> saveTensors(base::FileOps& ops, const std::filesystem::path& path,
                               const std::vector<std::pair<std::string, at::Tensor>>& tensors);
/// fp32 and bf16 tensors only, as saveTensors writes them. Errors: weights.*, engine.state_mismatch.
base::Result<std::map<std::string, at::Tensor>> loadTensors(const std::filesystem::path& path);

}  // namespace timbre::engine
