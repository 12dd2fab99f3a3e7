// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/conformance.h"

#include "kernels/conformance_support.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace timbre::kernels {

namespace conformance {

at::Tensor noise(at::IntArrayRef shape, std::uint64_t seed, double scale) {
  at::Tensor values = at::empty(shape, at::TensorOptions(at::kDouble));
  double* out = values.mutable_data_ptr<double>();
  std::uint64_t state = seed * 0x632be59bd9b4e019ull;
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    out[i] = (static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1) * scale;
  }
  return values;
}

double relativeError(const at::Tensor& actual, const at::Tensor& expected) {
  const at::Tensor a = actual.detach().cpu().to(at::kDouble).flatten(),
                   e = expected.detach().cpu().to(at::kDouble).flatten();
  if (a.numel() != e.numel()) return std::numeric_limits<double>::infinity();
  if (a.numel() == 0) return 0;
  if (!at::isfinite(a).all().item<bool>()) return std::numeric_limits<double>::infinity();
  const double largest = e.abs().max().item<double>(), difference = (a - e).abs().max().item<double>();
  return largest > 0 ? difference / largest : difference;
}

namespace {

/// Outputs followed by the gradients of Σ output·cotangent with respect to every input that floats.
Tensors outputsAndGradients(const Operation& operation, const Tensors& inputs, const Tensors& cotangents) {
  Tensors leaves;
  for (const at::Tensor& input : inputs)
    leaves.push_back(input.is_floating_point() ? input.detach().clone().requires_grad_() : input);
  Tensors results = operation(leaves);
  at::Tensor loss;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i].requires_grad()) continue;
    const at::Tensor term = (results[i] * cotangents[i].to(results[i].device(), results[i].scalar_type())).sum();
    loss = loss.defined() ? loss + term : term;
  }
  if (loss.defined()) loss.backward();
  for (const at::Tensor& leaf : leaves)
    if (leaf.is_floating_point()) results.push_back(leaf.grad().defined() ? leaf.grad() : at::zeros_like(leaf));
  return results;
}

Tensors cotangentsFor(const Operation& operation, const Tensors& inputs) {
  at::NoGradGuard guard;
  Tensors cotangents;
  for (const at::Tensor& output : operation(inputs))
    cotangents.push_back(noise(output.sizes(), 900 + cotangents.size()));
  return cotangents;
}

Tensors converted(const Tensors& inputs, at::ScalarType type, at::Device device) {
  Tensors out;
  for (const at::Tensor& input : inputs)
    out.push_back(input.is_floating_point() ? input.to(device, type) : input.to(device));
  return out;
}

const char* isaName(cpu::Isa isa) {
  switch (isa) {
    case cpu::Isa::Avx512:
      return "avx512";
    case cpu::Isa::Avx2:
      return "avx2";
    default:
      return "base";
  }
}

}  // namespace

double compare(const Operation& fast, const Operation& reference, const Tensors& inputs, at::ScalarType type,
               at::Device device) {
  const Tensors rounded = converted(inputs, type, at::kCPU);
  const Tensors exact = converted(rounded, at::kDouble, at::kCPU);
  Tensors cotangents = converted(converted(cotangentsFor(reference, exact), type, at::kCPU), at::kDouble, at::kCPU);
  const Tensors expected = outputsAndGradients(reference, exact, cotangents);
  const Tensors actual = outputsAndGradients(fast, converted(rounded, type, device), cotangents);
  double worst = expected.size() == actual.size() ? 0 : std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < expected.size() && i < actual.size(); ++i)
    worst = std::max(worst, relativeError(actual[i], expected[i]));
  return worst;
}

double finiteDifference(const Operation& operation, const Tensors& inputs) {
  const Tensors cotangents = cotangentsFor(operation, inputs);
  const auto value = [&](const Tensors& at) {
    at::NoGradGuard guard;
    double sum = 0;
    const Tensors outputs = operation(at);
    for (std::size_t i = 0; i < outputs.size(); ++i)
      sum += (outputs[i].to(at::kDouble) * cotangents[i]).sum().item<double>();
    return sum;
  };
  Tensors results = outputsAndGradients(operation, inputs, cotangents);
  const std::size_t outputs = cotangents.size();
  double worst = 0;
  constexpr double kStep = 1e-5;
  std::size_t gradient = outputs;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].is_floating_point()) continue;
    const at::Tensor grad = results[gradient++];
    for (std::uint64_t direction = 0; direction < 3; ++direction) {
      const at::Tensor along = noise(inputs[i].sizes(), 7000 + 10 * i + direction);
      Tensors plus = inputs, minus = inputs;
      plus[i] = inputs[i] + along * kStep;
      minus[i] = inputs[i] - along * kStep;
      const double measured = (value(plus) - value(minus)) / (2 * kStep), claimed = (grad * along).sum().item<double>();
      worst = std::max(worst, std::abs(measured - claimed) / std::max(1e-3, std::abs(measured)));
    }
  }
  return worst;
}

void addFastCases(std::vector<ConformanceCase>& cases, const std::string& operation, const std::string& shape,
                  const Operation& fast, const Operation& reference, const Tensors& inputs, double toleranceFactor) {
  for (cpu::Isa isa : {cpu::Isa::Base, cpu::Isa::Avx2, cpu::Isa::Avx512}) {
    if (!cpu::isaSupported(isa)) continue;
    for (const Precision& precision : kPrecisions) {
      ConformanceCase one;
      one.name = operation + "/" + isaName(isa) + "/" + precision.name + "/" + shape;
      one.tolerance = precision.tolerance * toleranceFactor;
      one.onGpu = isa == cpu::Isa::Base;
      one.run = [=, type = precision.type](at::Device device) {
        const cpu::ScopedIsa scope(isa);
        return compare(fast, reference, inputs, type, device);
      };
      cases.push_back(std::move(one));
    }
  }
}

void addDifferenceCase(std::vector<ConformanceCase>& cases, const std::string& operation, const Operation& reference,
                       const Tensors& inputs) {
  cases.push_back(
      {operation + "/finite differences/f64", 1e-6, [=](at::Device) { return finiteDifference(reference, inputs); }});
}

}  // namespace conformance

std::vector<ConformanceCase> conformanceCases() {
  std::vector<ConformanceCase> cases;
  conformance::addRowCases(cases);
  conformance::addProductCases(cases);
  conformance::addAttentionCases(cases);
  return cases;
}

int runConformance(std::string_view filter, at::Device device,
                   const std::function<void(const ConformanceResult&)>& report) {
  int failed = 0;
  for (const ConformanceCase& one : conformanceCases()) {
    if (!filter.empty() && one.name.find(filter) == std::string::npos) continue;
    if (!device.is_cpu() && !one.onGpu) continue;
    ConformanceResult result{one.name, device.str(), std::numeric_limits<double>::infinity(), one.tolerance, false, {}};
    try {
      result.maxError = one.run(device);
      result.passed = result.maxError <= one.tolerance;
    } catch (const std::exception& error) {
      result.failure = error.what();
    }
    if (!result.passed) ++failed;
    report(result);
  }
  return failed;
}

}  // namespace timbre::kernels
