// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/conformance_support.h"
#include "kernels/rms_norm.h"
#include "kernels/swiglu.h"

#include <limits>

namespace timbre::kernels::conformance {

namespace {

constexpr double kEps = 1e-5;

Tensors pairList(const std::pair<at::Tensor, at::Tensor>& pair) { return {pair.first, pair.second}; }

/// 1 when a NaN in the input does not reach the output: a kernel that hides it lets a broken run look healthy.
double nanIsHidden(const at::Tensor& out) { return at::isnan(out).any().item<bool>() ? 0 : 1; }

void addNormCases(std::vector<ConformanceCase>& cases) {
  const Operation plainFast = [](const Tensors& t) { return Tensors{rmsNorm(t[0], t[1], kEps)}; };
  const Operation plainTwin = [](const Tensors& t) { return Tensors{reference::rmsNorm(t[0], t[1], kEps)}; };
  const Operation addFast = [](const Tensors& t) { return pairList(residualRmsNorm(t[0], t[1], t[2], kEps)); };
  const Operation addTwin = [](const Tensors& t) {
    return pairList(reference::residualRmsNorm(t[0], t[1], t[2], kEps));
  };
  for (const std::int64_t width : {3, 7, 64, 301}) {
    const std::string shape = "width " + std::to_string(width);
    const at::Tensor x = noise({5, 3, width}, 1, 3), residual = noise({5, 3, width}, 2, 3),
                     weight = noise({width}, 3) + 1;
    addFastCases(cases, "rms_norm", shape, plainFast, plainTwin, {x, weight});
    addFastCases(cases, "residual_rms_norm", shape, addFast, addTwin, {x, residual, weight});
  }
  // Enough rows for several threads, tiny and huge values.
  const at::Tensor weight = noise({256}, 4) + 1;
  addFastCases(cases, "residual_rms_norm", "2000 rows", addFast, addTwin,
               {noise({2000, 256}, 5), noise({2000, 256}, 6), weight}, 2);
  addFastCases(cases, "rms_norm", "values of 1e-6", plainFast, plainTwin, {noise({4, 256}, 7, 1e-6), weight});
  addFastCases(cases, "rms_norm", "values of 1e6", plainFast, plainTwin, {noise({4, 256}, 8, 1e6), weight});
  addDifferenceCase(cases, "residual_rms_norm", addTwin, {noise({3, 9}, 9), noise({3, 9}, 10), noise({9}, 11) + 1});
  cases.push_back({"rms_norm/NaN shows", 0,
                   [=](at::Device device) {
                     at::Tensor x = noise({2, 40}, 12).to(device, at::kFloat);
                     x[1][39] = std::numeric_limits<float>::quiet_NaN();
                     return nanIsHidden(rmsNorm(x, at::ones({40}, x.options()), kEps));
                   },
                   true});
}

void addSwigluCases(std::vector<ConformanceCase>& cases) {
  const Operation fast = [](const Tensors& t) { return Tensors{swiglu(t[0])}; };
  const Operation twin = [](const Tensors& t) { return Tensors{reference::swiglu(t[0])}; };
  for (const std::int64_t width : {1, 16, 43, 768})
    addFastCases(cases, "swiglu", "width " + std::to_string(width), fast, twin, {noise({33, 2 * width}, 20, 4)});
  addFastCases(cases, "swiglu", "values of 200", fast, twin, {noise({8, 128}, 21, 200)});
  addDifferenceCase(cases, "swiglu", twin, {noise({3, 14}, 22, 3)});
  cases.push_back({"swiglu/NaN shows", 0,
                   [](at::Device device) {
                     at::Tensor x = noise({2, 64}, 23).to(device, at::kFloat);
                     x[0][3] = std::numeric_limits<float>::quiet_NaN();
                     return nanIsHidden(swiglu(x));
                   },
                   true});
}

}  // namespace

void addRowCases(std::vector<ConformanceCase>& cases) {
  addNormCases(cases);
  addSwigluCases(cases);
}

}  // namespace timbre::kernels::conformance
