// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/conformance_support.h"
#include "kernels/cross_entropy.h"
#include "kernels/gemm.h"
#include "kernels/linear.h"

#include <limits>

namespace timbre::kernels::conformance {

namespace {

/// Sizes on both sides of the switch between oneDNN and ATen.
void addMatmulCases(std::vector<ConformanceCase>& cases) {
  struct Shape {
    std::int64_t m, n, k;
  };
  for (const Shape s : {Shape{3, 5, 7}, {160, 96, 256}, {1, 512, 256}, {17, 4096, 64}})
    for (const Precision& precision : kPrecisions) {
      const std::string name = "matmul/" + std::string(precision.name) + "/" + std::to_string(s.m) + "x" +
                               std::to_string(s.n) + "x" + std::to_string(s.k);
      cases.push_back({name, precision.tolerance,
                       [=](at::Device device) {
                         const at::Tensor a = noise({s.m, s.k}, 30).to(device, precision.type),
                                          b = noise({s.n, s.k}, 31).to(device, precision.type);
                         const at::Tensor exact = at::mm(a.to(at::kDouble), b.to(at::kDouble).t());
                         const double nt = relativeError(matmulNT(a, b), exact);
                         const double nn = relativeError(matmulNN(a, b.t().contiguous()), exact);
                         const double tn = relativeError(matmulTN(a.t().contiguous(), b.t().contiguous()), exact);
                         return std::max({nt, nn, tn});
                       },
                       true});
    }
}

struct LinearVariant {
  const char* name;
  bool bias, lora, twoParts, oneBlock;
};

/// inputs: x, then for each part weight [, bias] [, A, B].
Operation linearOperation(const LinearVariant& variant, bool fast) {
  return [=](const Tensors& t) {
    std::vector<LinearPart> parts;
    std::size_t next = 1;
    for (int i = 0; i < (variant.twoParts ? 2 : 1); ++i) {
      LinearPart part;
      part.weight = t[next++];
      if (variant.bias) part.bias = t[next++];
      if (variant.lora) part.loraA = t[next++], part.loraB = t[next++];
      parts.push_back(part);
    }
    if (fast && variant.oneBlock) {
      // As the decoder lays them: two leaves in one block. Their gradients come back through copies.
      const at::Tensor block = at::cat({parts[0].weight, parts[1].weight}, 0);
      parts[0].weight = block.narrow(0, 0, parts[0].weight.size(0));
      parts[1].weight = block.narrow(0, parts[0].weight.size(0), parts[1].weight.size(0));
    }
    return Tensors{fast ? linearGroup(t[0], parts, 1.5) : reference::linearGroup(t[0], parts, 1.5)};
  };
}

void addLinearCases(std::vector<ConformanceCase>& cases) {
  for (const LinearVariant v : {LinearVariant{"plain", false, false, false, false},
                                {"bias", true, false, false, false},
                                {"lora", false, true, false, false},
                                {"two parts, bias, lora", true, true, true, false},
                                {"two parts in one block, lora", false, true, true, true}}) {
    for (const std::int64_t tokens : {1, 130}) {
      Tensors inputs{noise({tokens, 96}, 40)};
      for (std::uint64_t i = 0; i < (v.twoParts ? 2 : 1); ++i) {
        const std::int64_t out = i == 0 ? 112 : 48;
        const std::uint64_t seed = 50 + 10 * i;
        inputs.push_back(noise({out, 96}, seed, 0.2));
        if (v.bias) inputs.push_back(noise({out}, seed + 1));
        if (v.lora) inputs.push_back(noise({8, 96}, seed + 2, 0.2)), inputs.push_back(noise({out, 8}, seed + 3, 0.2));
      }
      for (const Precision& precision : kPrecisions)
        cases.push_back(
            {"linear_group/" + std::string(precision.name) + "/" + v.name + ", " + std::to_string(tokens) + " tokens",
             precision.tolerance,
             [=](at::Device device) {
               return compare(linearOperation(v, true), linearOperation(v, false), inputs, precision.type, device);
             },
             true});
    }
  }
}

void addEntropyCases(std::vector<ConformanceCase>& cases) {
  struct Shape {
    std::int64_t rows, vocab, width, budget;
    double scale;
    const char* name;
    double softcap = 0;
  };
  for (const Shape s : {Shape{1, 2, 3, 1 << 20, 1, "one row"},
                        {37, 301, 40, 1 << 20, 1, "one piece"},
                        {37, 301, 40, 12000, 1, "pieces"},
                        {9, 64, 32, 1 << 20, 30, "large logits"},
                        {1, 5, 3, 1 << 20, 1, "softcap, one row", 0.8},
                        {37, 301, 40, 12000, 1, "softcap, pieces", 2.5}}) {
    const at::Tensor labels = (at::arange(s.rows, at::TensorOptions(at::kLong)) * 17 + 1).remainder(s.vocab);
    const Tensors inputs{noise({s.rows, s.width}, 60, s.scale), noise({s.vocab, s.width}, 61)};
    const at::Tensor factors = noise({s.rows}, 62).abs() + 0.25;
    const auto operation = [=](bool fast) -> Operation {
      return [=](const Tensors& t) {
        const at::Tensor place = labels.to(t[0].device()), weights = factors.to(t[0].device(), at::kFloat);
        return Tensors{(fast ? linearCrossEntropy(t[0], t[1], place, weights, s.budget, s.softcap)
                             : reference::linearCrossEntropy(t[0], t[1], place, weights, s.softcap))
                           .sum,
                       fast ? tokenLogProbs(t[0], t[1], place, s.budget, s.softcap)
                            : reference::tokenLogProbs(t[0], t[1], place, s.softcap)};
      };
    };
    addFastCases(cases, "linear_cross_entropy", s.name, operation(true), operation(false), inputs, 2);
    if (s.rows == 1) addDifferenceCase(cases, "linear_cross_entropy", operation(false), inputs);
  }
  cases.push_back({"linear_cross_entropy/NaN shows", 0,
                   [](at::Device device) {
                     at::Tensor hidden = noise({4, 32}, 63).to(device, at::kFloat);
                     hidden[2][0] = std::numeric_limits<float>::quiet_NaN();
                     const auto out = linearCrossEntropy(hidden, noise({48, 32}, 64).to(device, at::kFloat),
                                                         at::zeros({4}, hidden.options().dtype(at::kLong)));
                     return at::isnan(out.sum).item<bool>() && !at::isnan(out.perToken[1]).item<bool>() ? 0.0 : 1.0;
                   },
                   true});
}

}  // namespace

void addProductCases(std::vector<ConformanceCase>& cases) {
  addMatmulCases(cases);
  addLinearCases(cases);
  addEntropyCases(cases);
}

}  // namespace timbre::kernels::conformance
