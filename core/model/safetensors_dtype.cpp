// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/safetensors.h"

#include <array>

namespace timbre::model {

namespace {

struct DtypeRow {
  std::string_view name;
  int bits;
};

constexpr std::array<DtypeRow, 20> kDtypes{{{"BOOL", 8}, {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"U8", 8},
                                            {"I8", 8},   {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"I16", 16},
                                            {"U16", 16}, {"F16", 16},    {"BF16", 16},   {"I32", 32},    {"U32", 32},
                                            {"F32", 32}, {"C64", 64},    {"F64", 64},    {"I64", 64},    {"U64", 64}}};

}  // namespace

std::string_view dtypeName(Dtype dtype) { return kDtypes[static_cast<std::size_t>(dtype)].name; }
int dtypeBits(Dtype dtype) { return kDtypes[static_cast<std::size_t>(dtype)].bits; }

std::optional<Dtype> dtypeFromName(std::string_view name) {
  for (std::size_t i = 0; i < kDtypes.size(); ++i)
    if (kDtypes[i].name == name) return static_cast<Dtype>(i);
  return std::nullopt;
}

std::uint64_t TensorInfo::elements() const {
  std::uint64_t count = 1;
  for (std::int64_t d : shape) count *= static_cast<std::uint64_t>(d);
  return count;
}

std::string shapeText(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

std::optional<std::uint64_t> tensorBytes(Dtype dtype, std::span<const std::int64_t> shape) {
  // An empty tensor is legal whatever its other sizes are, but only if the product of the others does not wrap
  // either: a reader that multiplies in another order must come to the same verdict.
  std::uint64_t product = 1;
  bool empty = false;
  for (std::int64_t d : shape) {
    if (d < 0) return std::nullopt;
    if (d == 0) {
      empty = true;
      continue;
    }
    if (__builtin_mul_overflow(product, static_cast<std::uint64_t>(d), &product)) return std::nullopt;
  }
  std::uint64_t bits = 0;
  if (__builtin_mul_overflow(product, static_cast<std::uint64_t>(dtypeBits(dtype)), &bits)) return std::nullopt;
  if (empty) return 0;
  if (bits % 8 != 0) return std::nullopt;
  return bits / 8;
}

}  // namespace timbre::model
