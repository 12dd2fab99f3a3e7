// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/adamw.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace timbre::engine {

namespace {

struct Coefficients {
  float clip, decay, beta1, oneMinusBeta1, beta2, oneMinusBeta2, stepSize, inverseRoot, epsilon;
};

/// `rounded` is null when the parameter itself is fp32.
template <class G>
void updatePiece(const Coefficients& c, float* __restrict p, const G* __restrict gradient, float* __restrict m,
                 float* __restrict v, at::BFloat16* __restrict rounded, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = static_cast<float>(gradient[i]) * c.clip;
    const float first = c.beta1 * m[i] + c.oneMinusBeta1 * g;
    const float second = c.beta2 * v[i] + c.oneMinusBeta2 * g * g;
    m[i] = first;
    v[i] = second;
    p[i] = p[i] * c.decay - c.stepSize * first / (std::sqrt(second) * c.inverseRoot + c.epsilon);
  }
  if (rounded)
    for (std::int64_t i = 0; i < count; ++i) rounded[i] = static_cast<at::BFloat16>(p[i]);
}

void updateCpu(const Coefficients& c, at::Tensor& value, const at::Tensor& gradient, at::Tensor& m, at::Tensor& v,
               at::Tensor& master) {
  float* p = master.defined() ? master.mutable_data_ptr<float>() : value.mutable_data_ptr<float>();
  at::BFloat16* rounded = master.defined() ? value.mutable_data_ptr<at::BFloat16>() : nullptr;
  float* first = m.mutable_data_ptr<float>();
  float* second = v.mutable_data_ptr<float>();
  at::parallel_for(0, value.numel(), 16384, [&](std::int64_t from, std::int64_t to) {
    at::BFloat16* out = rounded ? rounded + from : nullptr;
    if (gradient.scalar_type() == at::kBFloat16)
      updatePiece(c, p + from, gradient.const_data_ptr<at::BFloat16>() + from, first + from, second + from, out,
                  to - from);
    else
      updatePiece(c, p + from, gradient.const_data_ptr<float>() + from, first + from, second + from, out, to - from);
  });
}

void updateDevice(const Coefficients& c, at::Tensor& value, const at::Tensor& gradient, at::Tensor& m, at::Tensor& v,
                  at::Tensor& master) {
  const at::Tensor g = gradient.to(at::kFloat) * c.clip;
  at::Tensor p = master.defined() ? master : value;
  m.mul_(c.beta1).add_(g, c.oneMinusBeta1);
  v.mul_(c.beta2).addcmul_(g, g, c.oneMinusBeta2);
  p.mul_(c.decay).addcdiv_(m, v.sqrt().mul_(c.inverseRoot).add_(c.epsilon), -c.stepSize);
  if (master.defined()) value.copy_(master);
}

}  // namespace

AdamW::AdamW(const std::vector<Parameter>& parameters, const AdamWOptions& options)
    : m_parameters(parameters), m_options(options) {
  const at::NoGradGuard noGrad;
  for (const Parameter& parameter : parameters) {
    const auto fp32 = parameter.value.options().dtype(at::kFloat).requires_grad(false);
    Slot slot{at::zeros(parameter.value.sizes(), fp32), at::zeros(parameter.value.sizes(), fp32), {}};
    if (parameter.value.scalar_type() != at::kFloat) slot.master = parameter.value.detach().to(at::kFloat).contiguous();
    m_slots.push_back(std::move(slot));
  }
}

void AdamW::step(double learningRate, double gradientScale) {
  const at::NoGradGuard noGrad;
  ++m_steps;
  const double t = static_cast<double>(m_steps);
  const double correction1 = 1 - std::pow(m_options.beta1, t), correction2 = 1 - std::pow(m_options.beta2, t);
  Coefficients c{static_cast<float>(gradientScale),
                 1,
                 static_cast<float>(m_options.beta1),
                 static_cast<float>(1 - m_options.beta1),
                 static_cast<float>(m_options.beta2),
                 static_cast<float>(1 - m_options.beta2),
                 static_cast<float>(learningRate / correction1),
                 static_cast<float>(1 / std::sqrt(correction2)),
                 static_cast<float>(m_options.epsilon)};
  for (std::size_t i = 0; i < m_parameters.size(); ++i) {
    at::Tensor value = m_parameters[i].value;
    if (!value.grad().defined()) continue;
    Slot& slot = m_slots[i];
    c.decay = m_parameters[i].decays ? static_cast<float>(1 - learningRate * m_options.weightDecay) : 1.0f;
    if (value.device().is_cpu())
      updateCpu(c, value, value.grad().contiguous(), slot.m, slot.v, slot.master);
    else
      updateDevice(c, value, value.grad(), slot.m, slot.v, slot.master);
  }
}

std::vector<std::pair<std::string, at::Tensor>> AdamW::state() const {
  std::vector<std::pair<std::string, at::Tensor>> state;
  for (std::size_t i = 0; i < m_parameters.size(); ++i) {
    const std::string& name = m_parameters[i].name;
    state.emplace_back("exp_avg." + name, m_slots[i].m);
    state.emplace_back("exp_avg_sq." + name, m_slots[i].v);
    if (m_slots[i].master.defined()) state.emplace_back("master." + name, m_slots[i].master);
  }
  return state;
}

base::Result<void> AdamW::restore(const std::map<std::string, at::Tensor>& saved, std::int64_t steps) {
  const at::NoGradGuard noGrad;
  const auto own = state();
  if (own.size() != saved.size())
    return base::Error(
        "engine.state_mismatch",
        {{"what", std::to_string(saved.size()) + " optimizer tensors instead of " + std::to_string(own.size())}});
  for (const auto& [name, tensor] : own) {
    const auto it = saved.find(name);
    if (it == saved.end() || it->second.sizes() != tensor.sizes())
      return base::Error("engine.state_mismatch", {{"what", name}});
    at::Tensor target = tensor;
    target.copy_(it->second);
  }
  for (std::size_t i = 0; i < m_parameters.size(); ++i)
    if (m_slots[i].master.defined()) {
      at::Tensor value = m_parameters[i].value;
      value.copy_(m_slots[i].master);
    }
  m_steps = steps;
  return {};
}

std::uint64_t AdamW::memoryBytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [name, tensor] : state()) bytes += tensor.nbytes();
  return bytes;
}

}  // namespace timbre::engine
