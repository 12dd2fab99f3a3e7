// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tensor_io.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace timbre::model {

using base::Error;
using base::Result;

std::optional<at::ScalarType> scalarType(Dtype dtype) {
  switch (dtype) {
    case Dtype::F64:
      return at::kDouble;
    case Dtype::F32:
      return at::kFloat;
    case Dtype::F16:
      return at::kHalf;
    case Dtype::BF16:
      return at::kBFloat16;
    case Dtype::I64:
      return at::kLong;
    case Dtype::I32:
      return at::kInt;
    case Dtype::I16:
      return at::kShort;
    case Dtype::I8:
      return at::kChar;
    case Dtype::U8:
      return at::kByte;
    case Dtype::Bool:
      return at::kBool;
    default:
      return std::nullopt;
  }
}

std::optional<Dtype> safetensorsDtype(at::ScalarType type) {
  for (Dtype dtype : {Dtype::F64, Dtype::F32, Dtype::F16, Dtype::BF16, Dtype::I64, Dtype::I32, Dtype::I16, Dtype::I8,
                      Dtype::U8, Dtype::Bool})
    if (scalarType(dtype) == type) return dtype;
  return std::nullopt;
}

Result<void> copyInto(at::Tensor target, const TensorInfo& info, std::span<const std::byte> bytes,
                      const std::string& path) {
  const auto type = scalarType(info.dtype);
  if (!type || !at::isFloatingType(*type))
    return Error("weights.unsupported_dtype", {{"name", info.name}, {"dtype", std::string(dtypeName(info.dtype))}},
                 path);
  if (target.sizes() != at::IntArrayRef(info.shape))
    return Error("weights.wrong_shape",
                 {{"name", info.name},
                  {"actual", shapeText(info.shape)},
                  {"expected", shapeText({target.sizes().data(), target.sizes().size()})}},
                 path);
  at::NoGradGuard guard;
  // The header's length is not always a multiple of the element size; ATen reads unaligned memory, but only x86
  // forgives it.
  const auto address = reinterpret_cast<std::uintptr_t>(bytes.data());
  const std::size_t align = static_cast<std::size_t>(at::elementSize(*type));
  if (address % align == 0) {
    target.copy_(at::from_blob(const_cast<std::byte*>(bytes.data()), info.shape, at::TensorOptions(*type)));
  } else {
    at::Tensor aligned = at::empty(info.shape, at::TensorOptions(*type));
    if (!bytes.empty()) std::memcpy(aligned.mutable_data_ptr(), bytes.data(), bytes.size());
    target.copy_(aligned);
  }
  return {};
}

bool allFinite(const at::Tensor& tensor) {
  // On the CPU ATen sums 16-bit numbers over an fp32 copy of all of them, which for an embedding is twice its size.
  constexpr std::int64_t kSlice = 1 << 20;
  const at::NoGradGuard guard;
  const at::Tensor flat = tensor.reshape({-1});
  for (std::int64_t at = 0; at < flat.numel(); at += kSlice) {
    const at::Tensor slice = flat.narrow(0, at, std::min(kSlice, flat.numel() - at));
    // A sum of numbers is a number unless it runs over, and then every value is looked at.
    if (!std::isfinite(slice.sum(at::kFloat).item<float>()) && !at::isfinite(slice).all().item<bool>()) return false;
  }
  return true;
}

TensorSpec specOf(const std::string& name, const at::Tensor& tensor) {
  const auto sizes = tensor.sizes();
  return {name, safetensorsDtype(tensor.scalar_type()).value_or(Dtype::F32), {sizes.begin(), sizes.end()}};
}

Result<void> writeTensors(base::FileOps& ops, const std::filesystem::path& path,
                          const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                          std::map<std::string, std::string> metadata) {
  std::vector<TensorSpec> specs;
  std::map<std::string, const at::Tensor*> byName;
  for (const auto& [name, tensor] : tensors) {
    specs.push_back(specOf(name, tensor));
    byName.emplace(name, &tensor);
  }
  TIMBRE_ASSIGN(auto writer, SafetensorsWriter::create(ops, path, std::move(specs), std::move(metadata)));
  for (const TensorSpec& spec : std::vector<TensorSpec>(writer.order())) {
    const at::Tensor tensor = byName.at(spec.name)->detach().cpu().contiguous();
    TIMBRE_TRY(writer.add(spec.name, tensor.const_data_ptr(), tensor.nbytes()));
  }
  return writer.finish();
}

void hashTensor(base::Sha256& hash, const std::string& name, const at::Tensor& tensor) {
  const TensorSpec spec = specOf(name, tensor);
  hash.update(name + "\n" + std::string(dtypeName(spec.dtype)) + "\n" + shapeText(spec.shape) + "\n");
  const at::Tensor plain = tensor.detach().cpu().contiguous();
  hash.update(plain.const_data_ptr(), plain.nbytes());
}

}  // namespace timbre::model
