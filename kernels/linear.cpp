// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/linear.h"

#include "kernels/gemm.h"

#include <torch/torch.h>

namespace timbre::kernels {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Tensors of a part in the flat list that autograd sees; an absent one is an empty tensor of no dimension.
enum Slot { kWeight, kBias, kA, kB, kSlots };

bool present(const at::Tensor& t) { return t.defined() && t.dim() > 0; }

/// All weights as one (Σ out, in): a view when they lie one after another, else a copy.
at::Tensor joined(const std::vector<at::Tensor>& parts) {
  const at::Tensor& first = parts[0];
  if (parts.size() == 1) return first;
  std::int64_t rows = 0;
  bool adjacent = first.is_contiguous();
  for (const at::Tensor& part : parts) {
    adjacent = adjacent && part.is_contiguous() && part.is_alias_of(first) &&
               part.storage_offset() == first.storage_offset() + rows * first.size(1);
    rows += part.size(0);
  }
  if (!adjacent) return at::cat(parts, 0);
  return first.as_strided({rows, first.size(1)}, {first.size(1), 1});
}

struct Group {
  std::vector<LinearPart> parts;
  double scale = 0;
  bool adapted = false;

  at::Tensor weight() const {
    std::vector<at::Tensor> weights;
    for (const LinearPart& part : parts) weights.push_back(part.weight);
    return joined(weights);
  }
  /// A of all adapted parts, one under another, in the type of x.
  at::Tensor down(at::ScalarType type) const {
    std::vector<at::Tensor> list;
    for (const LinearPart& part : parts)
      if (present(part.loraA)) list.push_back(part.loraA.to(type));
    return list.size() == 1 ? list[0].contiguous() : at::cat(list, 0);
  }
};

Group groupOf(at::TensorList tensors, double scale) {
  Group group;
  group.scale = scale;
  for (std::size_t i = 0; i + kSlots <= tensors.size(); i += kSlots) {
    group.parts.push_back({tensors[i + kWeight], tensors[i + kBias], tensors[i + kA], tensors[i + kB]});
    group.adapted = group.adapted || present(group.parts.back().loraA);
  }
  return group;
}

/// Adds `value` to columns of y. bfloat16 goes through a temporary: ATen's strided path for it is slow.
void addColumns(at::Tensor& y, std::int64_t column, const at::Tensor& left, const at::Tensor& right, double scale) {
  at::Tensor part = y.narrow(1, column, right.size(1));
  if (y.scalar_type() == at::kFloat || !y.device().is_cpu())
    part.addmm_(left, right, 1, scale);
  else
    part.add_(at::mm(left, right), scale);
}

at::Tensor forwardGroup(const at::Tensor& x, const Group& group, at::Tensor* reduced) {
  at::Tensor y = matmulNT(x, group.weight());
  std::int64_t column = 0, rank = 0;
  if (group.adapted) *reduced = matmulNT(x, group.down(x.scalar_type()));
  for (const LinearPart& part : group.parts) {
    const std::int64_t out = part.weight.size(0);
    if (present(part.bias)) y.narrow(1, column, out).add_(part.bias);
    if (present(part.loraA)) {
      const std::int64_t r = part.loraA.size(0);
      addColumns(y, column, reduced->narrow(1, rank, r), part.loraB.to(x.scalar_type()).t(), group.scale);
      rank += r;
    }
    column += out;
  }
  return y;
}

class LinearGroup : public torch::autograd::Function<LinearGroup> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, at::TensorList tensors, double scale) {
    const Group group = groupOf(tensors, scale);
    at::Tensor reduced;
    at::Tensor y = forwardGroup(x, group, &reduced);
    bool keepX = group.adapted;
    for (std::size_t i = 0; i < tensors.size(); i += kSlots) keepX = keepX || tensors[i + kWeight].requires_grad();
    variable_list saved{keepX ? x : at::Tensor(), reduced};
    saved.insert(saved.end(), tensors.begin(), tensors.end());
    context->save_for_backward(std::move(saved));
    context->saved_data["scale"] = scale;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &reduced = saved[1];
    const at::TensorList tensors = at::TensorList(saved).slice(2);
    const Group group = groupOf(tensors, context->saved_data["scale"].toDouble());
    const at::Tensor gradY = grads[0].contiguous();
    variable_list result(1 + tensors.size() + 1);

    const auto wants = [&](std::size_t part, Slot slot) { return context->needs_input_grad(1 + part * kSlots + slot); };
    at::Tensor gradReduced = group.adapted ? backwardLowRank(gradY, reduced, group, wants, result) : at::Tensor();
    if (context->needs_input_grad(0)) {
      result[0] = matmulNN(gradY, group.weight());
      if (group.adapted) {
        if (gradY.scalar_type() == at::kFloat)
          result[0].addmm_(gradReduced, group.down(at::kFloat));
        else
          result[0].add_(at::mm(gradReduced, group.down(gradY.scalar_type())));
      }
    }
    if (group.adapted) {
      const at::Tensor gradDown = matmulTN(gradReduced, x);
      std::int64_t rank = 0;
      for (std::size_t i = 0; i < group.parts.size(); ++i) {
        if (!present(group.parts[i].loraA)) continue;
        const std::int64_t r = group.parts[i].loraA.size(0);
        if (wants(i, kA))
          result[1 + i * kSlots + kA] = gradDown.narrow(0, rank, r).to(group.parts[i].loraA.scalar_type()).contiguous();
        rank += r;
      }
    }
    backwardWeights(gradY, x, group, wants, result);
    return result;
  }

 private:
  /// Gradients of every B; returns the gradient of x·Aᵀ of all parts, side by side.
  template <class Wants>
  static at::Tensor backwardLowRank(const at::Tensor& gradY, const at::Tensor& reduced, const Group& group,
                                    const Wants& wants, variable_list& result) {
    at::Tensor gradReduced = at::empty_like(reduced);
    std::int64_t column = 0, rank = 0;
    for (std::size_t i = 0; i < group.parts.size(); ++i) {
      const LinearPart& part = group.parts[i];
      const std::int64_t out = part.weight.size(0);
      if (present(part.loraA)) {
        const std::int64_t r = part.loraA.size(0);
        const at::Tensor grad = gradY.narrow(1, column, out).mul(group.scale);
        gradReduced.narrow(1, rank, r).copy_(matmulNN(grad, part.loraB.to(gradY.scalar_type())));
        if (wants(i, kB))
          result[1 + i * kSlots + kB] =
              matmulTN(grad, reduced.narrow(1, rank, r).contiguous()).to(part.loraB.scalar_type());
        rank += r;
      }
      column += out;
    }
    return gradReduced;
  }

  template <class Wants>
  static void backwardWeights(const at::Tensor& gradY, const at::Tensor& x, const Group& group, const Wants& wants,
                              variable_list& result) {
    bool any = false, all = true;
    for (std::size_t i = 0; i < group.parts.size(); ++i) {
      any = any || wants(i, kWeight);
      all = all && wants(i, kWeight);
    }
    at::Tensor whole = any && all ? matmulTN(gradY, x) : at::Tensor();
    std::int64_t column = 0;
    for (std::size_t i = 0; i < group.parts.size(); ++i) {
      const LinearPart& part = group.parts[i];
      const std::int64_t out = part.weight.size(0);
      at::Tensor& grad = result[1 + i * kSlots + kWeight];
      if (whole.defined())
        grad = whole.narrow(0, column, out);
      else if (wants(i, kWeight))
        grad = matmulTN(gradY.narrow(1, column, out).contiguous(), x);
      if (present(part.bias) && wants(i, kBias)) result[1 + i * kSlots + kBias] = gradY.narrow(1, column, out).sum(0);
      column += out;
    }
  }
};

}  // namespace

at::Tensor linearGroup(const at::Tensor& x, const std::vector<LinearPart>& parts, double loraScale) {
  static const at::Tensor none = at::empty(std::vector<std::int64_t>{}, at::TensorOptions(at::kFloat));
  std::vector<at::Tensor> tensors;
  tensors.reserve(parts.size() * kSlots);
  bool needsGrad = x.requires_grad();
  for (const LinearPart& part : parts)
    for (const at::Tensor& t : {part.weight, part.bias, part.loraA, part.loraB}) {
      tensors.push_back(t.defined() ? t : none);
      needsGrad = needsGrad || (t.defined() && t.requires_grad());
    }
  if (at::GradMode::is_enabled() && needsGrad)
    return LinearGroup::apply(x.contiguous(), at::TensorList(tensors), loraScale);
  at::NoGradGuard guard;
  at::Tensor reduced;
  return forwardGroup(x, groupOf(tensors, loraScale), &reduced);
}

at::Tensor reference::linearGroup(const at::Tensor& x, const std::vector<LinearPart>& parts, double loraScale,
                                  double dropout) {
  std::vector<at::Tensor> outputs;
  for (const LinearPart& part : parts) {
    at::Tensor y = at::matmul(x, part.weight.t());
    if (part.bias.defined()) y = y + part.bias;
    if (part.loraA.defined()) {
      at::Tensor low = x.to(part.loraA.scalar_type());
      if (dropout > 0) low = at::dropout(low, dropout, true);
      y = (y + at::matmul(at::matmul(low, part.loraA.t()), part.loraB.t()) * loraScale).to(x.scalar_type());
    }
    outputs.push_back(y);
  }
  return outputs.size() == 1 ? outputs[0] : at::cat(outputs, -1);
}

}  // namespace timbre::kernels
