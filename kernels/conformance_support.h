// SPDX-License-Identifier: GPL-3.0-or-later
// How the cases of kernels/conformance*.cpp compare two versions of one operation.
#pragma once

#include "kernels/conformance.h"
#include "kernels/cpu/loops.h"

#include <cstdint>
#include <utility>

namespace timbre::kernels::conformance {

using Tensors = std::vector<at::Tensor>;
using Operation = std::function<Tensors(const Tensors& inputs)>;

/// Values in [−1, 1) times `scale`, the same everywhere; double.
at::Tensor noise(at::IntArrayRef shape, std::uint64_t seed, double scale = 1);

/// max |a − b| / max |b|; infinite when a value that should be finite is not.
double relativeError(const at::Tensor& actual, const at::Tensor& expected);

/// Outputs and gradients of `fast` in `type` on `device` against those of `reference` in double on the CPU, both fed
/// the inputs rounded to `type`.
double compare(const Operation& fast, const Operation& reference, const Tensors& inputs, at::ScalarType type,
               at::Device device);

/// Gradient of `operation` in double along random directions against central differences.
double finiteDifference(const Operation& operation, const Tensors& inputs);

struct Precision {
  at::ScalarType type;
  const char* name;
  double tolerance;  // for outputs and gradients of a few hundred terms
};
inline constexpr Precision kPrecisions[] = {{at::kFloat, "f32", 4e-6}, {at::kBFloat16, "bf16", 1.6e-2}};

/// One case for each supported instruction set and precision; on a GPU the instruction set means nothing and runs once.
void addFastCases(std::vector<ConformanceCase>& cases, const std::string& operation, const std::string& shape,
                  const Operation& fast, const Operation& reference, const Tensors& inputs, double toleranceFactor = 1);
void addDifferenceCase(std::vector<ConformanceCase>& cases, const std::string& operation, const Operation& reference,
                       const Tensors& inputs);

void addRowCases(std::vector<ConformanceCase>& cases);      // norms, SwiGLU
void addProductCases(std::vector<ConformanceCase>& cases);  // matrix products, linear groups, cross entropy
void addAttentionCases(std::vector<ConformanceCase>& cases);

}  // namespace timbre::kernels::conformance
