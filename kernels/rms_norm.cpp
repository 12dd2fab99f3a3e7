// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/rms_norm.h"

#include "kernels/cuda/module.h"
#include "kernels/fast_path.h"

#include <torch/torch.h>

namespace timbre::kernels {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct NormInput {
  at::Tensor x, residual, weight;  // rows flattened; residual may be undefined
  double eps;
};
struct NormOutput {
  at::Tensor y, sum, scale;
};

NormOutput forwardCpu(const NormInput& in) {
  const std::int64_t width = in.x.size(1), rows = in.x.size(0);
  const at::Tensor weight = detail::asFloat(in.weight);
  NormOutput out{at::empty_like(in.x), in.residual.defined() ? at::empty_like(in.x) : in.x,
                 at::empty({rows}, in.x.options().dtype(at::kFloat))};
  const cpu::Loops& loops = cpu::activeLoops();
  const auto run = loops.rmsForward[detail::loopType(in.x)];
  const void* residual = in.residual.defined() ? in.residual.const_data_ptr() : nullptr;
  at::parallel_for(0, rows, detail::rowsPerPiece(4 * width), [&](std::int64_t begin, std::int64_t end) {
    run(in.x.const_data_ptr(), residual, weight.const_data_ptr<float>(), static_cast<float>(in.eps), width, begin, end,
        out.sum.mutable_data_ptr(), out.y.mutable_data_ptr(), out.scale.mutable_data_ptr<float>());
  });
  return out;
}

/// Returns the gradients of x (= of the residual) and of the weight (undefined unless `wantWeight`).
std::pair<at::Tensor, at::Tensor> backwardCpu(const at::Tensor& gradY, const at::Tensor& gradSum, const at::Tensor& sum,
                                              const at::Tensor& scale, const at::Tensor& weightIn, bool wantWeight) {
  const std::int64_t width = sum.size(1), rows = sum.size(0);
  const at::Tensor weight = detail::asFloat(weightIn);
  at::Tensor gradX = at::empty_like(sum);
  // One partial sum for each fixed block of rows, added in order: the result does not depend on the schedule.
  const std::int64_t block = std::max<std::int64_t>(64, (rows + 63) / 64), blocks = (rows + block - 1) / block;
  at::Tensor partial = wantWeight ? at::zeros({blocks, width}, weight.options()) : at::Tensor();
  const cpu::Loops& loops = cpu::activeLoops();
  const auto run = loops.rmsBackward[detail::loopType(sum)];
  at::parallel_for(0, blocks, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t b = first; b < last; ++b)
      run(gradY.const_data_ptr(), gradSum.defined() ? gradSum.const_data_ptr() : nullptr, sum.const_data_ptr(),
          scale.const_data_ptr<float>(), weight.const_data_ptr<float>(), width, b * block,
          std::min(rows, (b + 1) * block), gradX.mutable_data_ptr(),
          wantWeight ? partial.mutable_data_ptr<float>() + b * width : nullptr);
  });
  at::Tensor gradWeight;
  if (wantWeight) gradWeight = partial.sum(0).to(weightIn.scalar_type());
  return {gradX, gradWeight};
}

bool onCuda(const at::Tensor& t) {
  return t.device().is_cuda() && t.scalar_type() != at::kDouble && cuda::module() != nullptr;
}

class ResidualRmsNorm : public torch::autograd::Function<ResidualRmsNorm> {
 public:
  static variable_list forward(AutogradContext* context, const at::Tensor& x, const std::optional<at::Tensor>& added,
                               const at::Tensor& weight, double eps) {
    const at::Tensor residual = added.value_or(at::Tensor());
    const NormInput in{x, residual, weight, eps};
    NormOutput out;
    if (onCuda(x)) {
      out = {at::empty_like(x), residual.defined() ? at::empty_like(x) : x,
             at::empty({x.size(0)}, x.options().dtype(at::kFloat))};
      cuda::module()->rmsForward(&x, residual.defined() ? &residual : nullptr, &weight, eps, &out.sum, &out.y,
                                 &out.scale);
    } else {
      out = forwardCpu(in);
    }
    context->set_materialize_grads(false);
    context->save_for_backward({out.sum, out.scale, weight});
    context->saved_data["fused"] = residual.defined();
    if (!residual.defined()) return {out.y};
    return {out.y, out.sum};
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    const bool fused = context->saved_data["fused"].toBool();
    const bool wantWeight = context->needs_input_grad(fused ? 2 : 1);
    const at::Tensor gradY = grads[0].defined() ? grads[0].contiguous() : at::zeros_like(saved[0]);
    const at::Tensor gradSum = fused && grads[1].defined() ? grads[1].contiguous() : at::Tensor();
    at::Tensor gradX, gradWeight;
    if (onCuda(gradY)) {
      gradX = at::empty_like(gradY);
      if (wantWeight) gradWeight = at::zeros(saved[2].sizes(), saved[2].options().dtype(at::kFloat));
      cuda::module()->rmsBackward(&gradY, gradSum.defined() ? &gradSum : nullptr, &saved[0], &saved[1], &saved[2],
                                  &gradX, wantWeight ? &gradWeight : nullptr);
      if (wantWeight) gradWeight = gradWeight.to(saved[2].scalar_type());
    } else {
      std::tie(gradX, gradWeight) = backwardCpu(gradY, gradSum, saved[0], saved[1], saved[2], wantWeight);
    }
    return {gradX, fused ? gradX : at::Tensor(), gradWeight, at::Tensor()};
  }
};

bool ownLoops(const at::Tensor& x, const at::Tensor& weight) {
  return (detail::loopsAccept(x) || onCuda(x)) && weight.scalar_type() == x.scalar_type();
}

}  // namespace

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps) {
  if (!ownLoops(x, weight)) return reference::rmsNorm(x, weight, eps);
  const at::Tensor rows = x.reshape({-1, x.size(-1)}).contiguous();
  return ResidualRmsNorm::apply(rows, std::optional<at::Tensor>(), weight, eps)[0].view(x.sizes());
}

std::pair<at::Tensor, at::Tensor> residualRmsNorm(const at::Tensor& x, const at::Tensor& residual,
                                                  const at::Tensor& weight, double eps) {
  if (!ownLoops(x, weight)) return reference::residualRmsNorm(x, residual, weight, eps);
  const at::Tensor rows = x.reshape({-1, x.size(-1)}).contiguous();
  const std::optional<at::Tensor> added = residual.reshape({-1, x.size(-1)}).contiguous();
  const auto out = ResidualRmsNorm::apply(rows, added, weight, eps);
  return {out[0].view(x.sizes()), out[1].view(x.sizes())};
}

namespace reference {

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps) {
  const at::Tensor wide = x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
  return (wide * at::rsqrt(wide.pow(2).mean(-1, true) + eps)).to(x.scalar_type()) * weight;
}

std::pair<at::Tensor, at::Tensor> residualRmsNorm(const at::Tensor& x, const at::Tensor& residual,
                                                  const at::Tensor& weight, double eps) {
  const at::Tensor sum = x + residual;
  return {rmsNorm(sum, weight, eps), sum};
}

}  // namespace reference

}  // namespace timbre::kernels
