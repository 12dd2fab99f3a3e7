// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/tensor_files.h"

#include "core/model/safetensors.h"

#include <cstring>

namespace timbre::engine {

using base::Result;

Result<std::map<std::string, at::Tensor>> loadTensors(const std::filesystem::path& path) {
  TIMBRE_ASSIGN(const auto file, model::SafetensorsFile::open(path));
  std::map<std::string, at::Tensor> tensors;
  for (const model::TensorInfo& info : file.header().tensors()) {
    if (info.dtype != model::Dtype::F32 && info.dtype != model::Dtype::BF16)
      return base::Error("engine.state_mismatch",
                         {{"what", info.name + " is " + std::string(model::dtypeName(info.dtype))}},
                         base::displayPath(path));
    at::Tensor tensor = at::empty(info.shape, info.dtype == model::Dtype::F32 ? at::kFloat : at::kBFloat16);
    const auto bytes = file.bytes(info);
    if (!bytes.empty()) std::memcpy(tensor.mutable_data_ptr(), bytes.data(), bytes.size());
    tensors.emplace(info.name, std::move(tensor));
  }
  return tensors;
}

}  // namespace timbre::engine
