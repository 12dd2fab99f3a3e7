// SPDX-License-Identifier: GPL-3.0-or-later
// All tensors of a safetensors file that a checkpoint wrote (model/tensor_io.h writes them), copied into memory.
#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <map>
#include <string>

namespace timbre::engine {

/// fp32 and bf16 tensors only, the types of weights and optimizer state. Errors: weights.*, engine.state_mismatch.
base::Result<std::map<std::string, at::Tensor>> loadTensors(const std::filesystem::path& path);

}  // namespace timbre::engine
