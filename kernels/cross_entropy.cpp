// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cross_entropy.h"

#include "kernels/fast_path.h"
#include "kernels/gemm.h"

#include <torch/torch.h>

namespace timbre::kernels {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

std::int64_t rowsPerChunk(const at::Tensor& head, std::int64_t rows, std::int64_t budgetBytes) {
  const std::int64_t rowBytes = head.size(0) * static_cast<std::int64_t>(head.element_size());
  const std::int64_t most = std::max<std::int64_t>(1, budgetBytes / rowBytes);
  // Equal pieces: a short last one would need another oneDNN kernel.
  const std::int64_t pieces = (rows + most - 1) / most;
  return pieces == 0 ? 1 : (rows + pieces - 1) / pieces;
}

/// Turns logits into factorᵢ·(softmax − onehot) in place (factors given), or leaves them, and writes the losses.
void lossRows(at::Tensor& logits, const std::int64_t* labels, const float* factors, bool wantGrad, float* losses) {
  const std::int64_t vocab = logits.size(1), rowBytes = vocab * static_cast<std::int64_t>(logits.element_size());
  const auto run = cpu::activeLoops().crossEntropyRow[detail::loopType(logits)];
  char* data = static_cast<char*>(logits.mutable_data_ptr());
  at::parallel_for(0, logits.size(0), detail::rowsPerPiece(rowBytes), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const float factor = !wantGrad ? 0.0f : factors ? factors[i] : 1.0f;
      losses[i] = run(data + i * rowBytes, vocab, labels[i], factor);
      if (wantGrad && factor == 0.0f) std::fill_n(data + i * rowBytes, rowBytes, char(0));
    }
  });
}

struct Pass {
  const at::Tensor &hidden, &head, &labels;
  at::Tensor factors;  // may be undefined
  std::int64_t budget;
  double softcap;
  bool wantHidden = false, wantHead = false;
  at::Tensor losses, gradHidden, gradHead;

  Pass(const at::Tensor& h, const at::Tensor& w, const at::Tensor& l, at::Tensor f, std::int64_t b, double cap)
      : hidden(h), head(w), labels(l), factors(std::move(f)), budget(b), softcap(cap) {}

  void run() {
    const std::int64_t rows = hidden.size(0), step = rowsPerChunk(head, rows, budget);
    losses = at::empty({rows}, hidden.options().dtype(at::kFloat));
    if (wantHidden) gradHidden = at::empty_like(hidden);
    if (wantHead) gradHead = at::zeros(head.sizes(), head.options().dtype(at::kFloat));
    const float* factor = factors.defined() ? factors.const_data_ptr<float>() : nullptr;
    for (std::int64_t first = 0; first < rows; first += step) {
      const std::int64_t count = std::min(step, rows - first);
      const at::Tensor part = hidden.narrow(0, first, count);
      at::Tensor logits = matmulNT(part, head), bent;
      if (softcap > 0) {
        bent = logits.div_(softcap).tanh_();
        logits = bent * softcap;
      }
      lossRows(logits, labels.const_data_ptr<std::int64_t>() + first, factor ? factor + first : nullptr,
               wantHidden || wantHead, losses.mutable_data_ptr<float>() + first);
      if (softcap > 0 && (wantHidden || wantHead)) logits.mul_(1 - bent * bent);  // d cap·tanh(x / cap) / dx
      if (wantHidden) gradHidden.narrow(0, first, count).copy_(matmulNN(logits, head));
      if (wantHead) gradHead.add_(matmulTN(logits, part));
    }
  }
};

class FusedCrossEntropy : public torch::autograd::Function<FusedCrossEntropy> {
 public:
  static variable_list forward(AutogradContext* context, const at::Tensor& hidden, const at::Tensor& head,
                               const at::Tensor& labels, const std::optional<at::Tensor>& weights, std::int64_t budget,
                               double softcap, bool grad) {
    Pass pass(hidden, head, labels, weights.value_or(at::Tensor()), budget, softcap);
    pass.wantHidden = grad && hidden.requires_grad();
    pass.wantHead = grad && head.requires_grad();
    pass.run();
    const at::Tensor sum = weights ? (pass.losses * *weights).sum(at::kDouble) : pass.losses.sum(at::kDouble);
    context->mark_non_differentiable({pass.losses});
    context->set_materialize_grads(false);
    context->save_for_backward({pass.gradHidden, pass.gradHead});
    context->saved_data["type"] = head.scalar_type();
    return {sum.to(at::kFloat), pass.losses};
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    variable_list result(7);
    if (!grads[0].defined()) return result;
    const at::ScalarType type = context->saved_data["type"].toScalarType();
    if (saved[0].defined()) result[0] = saved[0] * grads[0].to(type);
    if (saved[1].defined()) result[1] = (saved[1] * grads[0]).to(type);
    return result;
  }
};

class TokenLogProbs : public torch::autograd::Function<TokenLogProbs> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& hidden, const at::Tensor& head,
                            const at::Tensor& labels, std::int64_t budget, double softcap) {
    Pass pass(hidden, head, labels, {}, budget, softcap);
    pass.run();
    context->save_for_backward({hidden, head, labels});
    context->saved_data["budget"] = budget;
    context->saved_data["softcap"] = softcap;
    return pass.losses.neg_();
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    Pass pass(saved[0], saved[1], saved[2], grads[0].neg().contiguous(), context->saved_data["budget"].toInt(),
              context->saved_data["softcap"].toDouble());
    pass.wantHidden = context->needs_input_grad(0);
    pass.wantHead = context->needs_input_grad(1);
    pass.run();
    return {pass.gradHidden, pass.wantHead ? pass.gradHead.to(saved[1].scalar_type()) : at::Tensor(), at::Tensor(),
            at::Tensor(), at::Tensor()};
  }
};

bool ownLoops(const at::Tensor& hidden, const at::Tensor& head) {
  return detail::loopsAccept(hidden) && head.scalar_type() == hidden.scalar_type();
}

}  // namespace

CrossEntropy linearCrossEntropy(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& labels,
                                const at::Tensor& weights, std::int64_t budgetBytes, double softcap) {
  if (!ownLoops(hidden, head)) return reference::linearCrossEntropy(hidden, head, labels, weights, softcap);
  const std::optional<at::Tensor> factors = weights.defined() ? std::optional(detail::asFloat(weights)) : std::nullopt;
  const auto out = FusedCrossEntropy::apply(hidden.contiguous(), head.contiguous(), labels.contiguous(), factors,
                                            budgetBytes, softcap, at::GradMode::is_enabled());
  return {out[0], out[1]};
}

at::Tensor tokenLogProbs(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& labels,
                         std::int64_t budgetBytes, double softcap) {
  if (!ownLoops(hidden, head)) return reference::tokenLogProbs(hidden, head, labels, softcap);
  return TokenLogProbs::apply(hidden.contiguous(), head.contiguous(), labels.contiguous(), budgetBytes, softcap);
}

namespace reference {

at::Tensor tokenLogProbs(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& labels, double softcap) {
  const at::Tensor logits = at::matmul(hidden, head.t());
  at::Tensor wide = logits.scalar_type() == at::kDouble ? logits : logits.to(at::kFloat);
  if (softcap > 0) wide = at::tanh(wide / softcap) * softcap;
  return at::log_softmax(wide, -1).gather(-1, labels.unsqueeze(-1)).squeeze(-1);
}

CrossEntropy linearCrossEntropy(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& labels,
                                const at::Tensor& weights, double softcap) {
  const at::Tensor losses = tokenLogProbs(hidden, head, labels, softcap).neg();
  return {weights.defined() ? (losses * weights).sum() : losses.sum(), losses.detach()};
}

}  // namespace reference

}  // namespace timbre::kernels
