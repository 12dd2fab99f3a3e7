// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/gemm.h"

#include <ATen/core/dispatch/Dispatcher.h>

namespace timbre::kernels {

namespace {

// Below these oneDNN's setup costs more than it wins.
constexpr std::int64_t kFewestRows = 16;
constexpr std::int64_t kFewestProducts = 1 << 20;

using LinearSignature = at::Tensor(const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&,
                                   std::string_view, c10::List<std::optional<at::Scalar>>,
                                   std::optional<std::string_view>);

/// oneDNN's linear as the dispatcher knows it; absent in a LibTorch built without oneDNN.
const std::optional<c10::TypedOperatorHandle<LinearSignature>>& oneDnnLinear() {
  static const auto handle = []() -> std::optional<c10::TypedOperatorHandle<LinearSignature>> {
    auto found = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    if (!found) return std::nullopt;
    return found->typed<LinearSignature>();
  }();
  return handle;
}

bool viaOneDnn(const at::Tensor& a, std::int64_t m, std::int64_t n, std::int64_t k) {
  return a.device().is_cpu() && a.scalar_type() == at::kFloat && m >= kFewestRows && n >= kFewestRows &&
         m * n * k >= kFewestProducts && oneDnnLinear().has_value();
}

at::Tensor oneDnnNT(const at::Tensor& a, const at::Tensor& b) {
  at::AutoDispatchBelowADInplaceOrView guard;  // the operator has no autograd formula; callers have their own
  return oneDnnLinear()->call(a, b, std::nullopt, "none", c10::List<std::optional<at::Scalar>>(), "");
}

}  // namespace

at::Tensor matmulNT(const at::Tensor& a, const at::Tensor& b) {
  if (viaOneDnn(a, a.size(0), b.size(0), a.size(1))) return oneDnnNT(a.contiguous(), b.contiguous());
  return at::mm(a, b.t());
}

at::Tensor matmulNN(const at::Tensor& a, const at::Tensor& b) {
  // A transposed copy of the (small) right side is cheaper than oneDNN's strided path: 451 against 182 GFLOP/s.
  if (viaOneDnn(a, a.size(0), b.size(1), a.size(1))) return oneDnnNT(a.contiguous(), b.t().contiguous());
  return at::mm(a, b);
}

at::Tensor matmulTN(const at::Tensor& a, const at::Tensor& b) {
  if (viaOneDnn(a, a.size(1), b.size(1), a.size(0))) return oneDnnNT(a.t().contiguous(), b.t().contiguous());
  return at::mm(a.t(), b);
}

}  // namespace timbre::kernels
