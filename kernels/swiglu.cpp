// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/swiglu.h"

#include "kernels/fast_path.h"

#include <torch/torch.h>

namespace timbre::kernels {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class Swiglu : public torch::autograd::Function<Swiglu> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& gateUp) {
    const std::int64_t rows = gateUp.size(0), width = gateUp.size(1) / 2;
    at::Tensor y = at::empty({rows, width}, gateUp.options());
    const auto run = cpu::activeLoops().swigluForward[detail::loopType(gateUp)];
    at::parallel_for(0, rows, detail::rowsPerPiece(8 * width), [&](std::int64_t begin, std::int64_t end) {
      run(gateUp.const_data_ptr(), width, begin, end, y.mutable_data_ptr());
    });
    context->save_for_backward({gateUp});
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const at::Tensor gateUp = context->get_saved_variables()[0];
    const at::Tensor gradY = grads[0].contiguous();
    const std::int64_t rows = gateUp.size(0), width = gateUp.size(1) / 2;
    at::Tensor grad = at::empty_like(gateUp);
    const auto run = cpu::activeLoops().swigluBackward[detail::loopType(gateUp)];
    at::parallel_for(0, rows, detail::rowsPerPiece(8 * width), [&](std::int64_t begin, std::int64_t end) {
      run(gradY.const_data_ptr(), gateUp.const_data_ptr(), width, begin, end, grad.mutable_data_ptr());
    });
    return {grad};
  }
};

}  // namespace

at::Tensor swiglu(const at::Tensor& gateUp) {
  if (!detail::loopsAccept(gateUp)) return reference::swiglu(gateUp);
  return Swiglu::apply(gateUp.contiguous());
}

at::Tensor reference::swiglu(const at::Tensor& gateUp) {
  const auto halves = gateUp.chunk(2, -1);
  return at::silu(halves[0]) * halves[1];
}

}  // namespace timbre::kernels
