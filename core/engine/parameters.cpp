// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/parameters.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace timbre::engine {

namespace {

constexpr std::int64_t kPiece = 32768;  // elements summed in one go

bool decays(std::string_view name) {
  return name.find("norm") == std::string_view::npos && name.find(".ln_") == std::string_view::npos &&
         !name.ends_with(".bias");
}

template <class T>
double squares(const T* values, std::int64_t count) {
  // Eight partial sums let the compiler use vectors without changing the order from run to run.
  double sums[8] = {};
  std::int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int lane = 0; lane < 8; ++lane) {
      const double v = static_cast<float>(values[i + lane]);
      sums[lane] += v * v;
    }
  for (; i < count; ++i) {
    const double v = static_cast<float>(values[i]);
    sums[0] += v * v;
  }
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

double squaresOf(const at::Tensor& gradient) {
  if (!gradient.device().is_cpu()) {
    const double norm = gradient.norm(2, at::kDouble).item<double>();
    return norm * norm;
  }
  const at::Tensor g = gradient.contiguous();
  const std::int64_t count = g.numel(), pieces = (count + kPiece - 1) / kPiece;
  std::vector<double> sums(static_cast<std::size_t>(pieces));
  at::parallel_for(0, pieces, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t piece = first; piece < last; ++piece) {
      const std::int64_t from = piece * kPiece, length = std::min(kPiece, count - from);
      sums[static_cast<std::size_t>(piece)] = g.scalar_type() == at::kBFloat16
                                                  ? squares(g.const_data_ptr<at::BFloat16>() + from, length)
                                                  : squares(g.const_data_ptr<float>() + from, length);
    }
  });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace

std::vector<Parameter> trainable(const std::vector<std::pair<std::string, at::Tensor>>& tensors) {
  std::vector<Parameter> parameters;
  for (const auto& [name, tensor] : tensors) {
    tensor.requires_grad_(true);
    parameters.push_back({name, tensor, decays(name)});
  }
  return parameters;
}

void dropGradients(std::vector<Parameter>& parameters) {
  for (Parameter& parameter : parameters) parameter.value.mutable_grad() = at::Tensor();
}

double gradientNorm(const std::vector<Parameter>& parameters) {
  double total = 0;
  for (const Parameter& parameter : parameters)
    if (parameter.value.grad().defined()) total += squaresOf(parameter.value.grad());
  return std::sqrt(total);
}

double clipFactor(double norm, double limit) {
  if (limit <= 0) return 1;
  return std::min(1.0, limit / (norm + 1e-6));
}

}  // namespace timbre::engine
