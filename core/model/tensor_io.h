// SPDX-License-Identifier: GPL-3.0-or-later
// Between bytes of a safetensors file and ATen tensors.
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/model/safetensors.h"

#include <ATen/ATen.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace timbre::model {

std::optional<at::ScalarType> scalarType(Dtype dtype);
std::optional<Dtype> safetensorsDtype(at::ScalarType type);

/// Copies the bytes into `target`, converting type and device. Sizes must agree (checked: weights.wrong_shape);
/// only float types are accepted (weights.unsupported_dtype).
base::Result<void> copyInto(at::Tensor target, const TensorInfo& info, std::span<const std::byte> bytes,
                            const std::string& path);

/// Whether no value is NaN or infinite. Floating-point tensors.
bool allFinite(const at::Tensor& tensor);

/// Spec for SafetensorsWriter, and the contiguous CPU tensor whose bytes it wants.
TensorSpec specOf(const std::string& name, const at::Tensor& tensor);

/// Writes a whole file. The tensors are brought to the CPU one after another.
base::Result<void> writeTensors(base::FileOps& ops, const std::filesystem::path& path,
                                const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                                std::map<std::string, std::string> metadata = {});

/// Adds name, dtype, shape and bytes.
void hashTensor(base::Sha256& hash, const std::string& name, const at::Tensor& tensor);

}  // namespace timbre::model
