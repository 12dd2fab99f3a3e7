// SPDX-License-Identifier: GPL-3.0-or-later
// What a file says about one tensor: name, type, shape, place. Torch-free.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::model {

/// In the order of the format's own enumeration: a writer sorts by it, descending.
enum class Dtype {
  Bool,
  F4,
  F6E2M3,
  F6E3M2,
  U8,
  I8,
  F8E5M2,
  F8E4M3,
  F8E8M0,
  I16,
  U16,
  F16,
  BF16,
  I32,
  U32,
  F32,
  C64,
  F64,
  I64,
  U64
};
std::string_view dtypeName(Dtype dtype);
int dtypeBits(Dtype dtype);
std::optional<Dtype> dtypeFromName(std::string_view name);

struct TensorInfo {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;  // each ≥ 0; empty: a scalar
  std::uint64_t begin = 0;          // bytes; from where, the file says
  std::uint64_t end = 0;

  std::uint64_t bytes() const { return end - begin; }
  std::uint64_t elements() const;
};
std::string shapeText(std::span<const std::int64_t> shape);  // "[2, 3]"

/// Bytes of a tensor of this type and shape; nothing when it does not fit 64 bits or is no whole number of bytes.
std::optional<std::uint64_t> tensorBytes(Dtype dtype, std::span<const std::int64_t> shape);

}  // namespace timbre::model
