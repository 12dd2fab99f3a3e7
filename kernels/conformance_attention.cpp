// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/attention.h"
#include "kernels/conformance_support.h"

namespace timbre::kernels::conformance {

namespace {

AttentionLayout layoutOf(std::vector<Segment> segments, std::int64_t tokens, std::int64_t heads, std::int64_t kvHeads,
                         std::int64_t headDim) {
  AttentionLayout layout;
  layout.segments = std::move(segments);
  layout.tokens = tokens;
  layout.heads = heads;
  layout.kvHeads = kvHeads;
  layout.headDim = headDim;
  at::Tensor positions = at::zeros({tokens}, at::TensorOptions(at::kLong));
  for (const Segment& s : layout.segments) positions.narrow(0, s.begin, s.length).copy_(at::arange(s.length));
  const at::Tensor frequencies =
      at::pow(10000.0, -at::arange(headDim / 2, at::TensorOptions(at::kFloat)) / static_cast<double>(headDim / 2));
  std::tie(layout.cosine, layout.sine) = rotaryTable(positions, frequencies);
  return layout;
}

/// The reference computes in double: its angles too.
Operation operationOf(const AttentionLayout& layout, bool fast) {
  return [=](const Tensors& t) {
    AttentionLayout here = layout;
    here.cosine = layout.cosine.to(t[0].device());
    here.sine = layout.sine.to(t[0].device());
    return Tensors{fast ? packedAttention(t[0], here) : reference::packedAttention(t[0], here)};
  };
}

at::Tensor qkvNoise(const AttentionLayout& layout, std::uint64_t seed, double scale) {
  return noise({layout.tokens, (layout.heads + 2 * layout.kvHeads) * layout.headDim}, seed, scale);
}

/// Prefill and single steps through cachedAttention against one packed pass.
double cacheError(at::Device device) {
  const AttentionLayout layout = layoutOf({{0, 29}}, 29, 6, 2, 20);
  const at::Tensor qkv = qkvNoise(layout, 80, 1).to(at::kFloat);
  const at::Tensor whole = reference::packedAttention(qkv.to(at::kDouble), layout);
  const at::Tensor rows = qkv.view({29, 10, 20}).to(device);
  const at::Tensor turned = rotate(rows.narrow(1, 0, 8), layout.cosine.to(device), layout.sine.to(device));
  const auto upTo = [](const at::Tensor& t, std::int64_t end) {
    return t.narrow(0, 0, end).transpose(0, 1).contiguous();
  };
  double worst = 0;
  for (const auto& [first, count] : {std::pair<std::int64_t, std::int64_t>{0, 17}, {17, 5}, {22, 1}, {28, 1}}) {
    const at::Tensor out =
        cachedAttention(turned.narrow(0, first, count).narrow(1, 0, 6), upTo(turned.narrow(1, 6, 2), first + count),
                        upTo(rows.narrow(1, 8, 2), first + count));
    worst = std::max(worst, relativeError(out, whole.narrow(0, first, count)));
  }
  return worst;
}

/// A packed row must give, to the last bit, what each document gives alone.
double packingLeak(at::Device) {
  const AttentionLayout packed = layoutOf({{0, 50}, {50, 3}, {53, 61}}, 114, 4, 2, 16);
  const at::Tensor qkv = qkvNoise(packed, 81, 1).to(at::kFloat);
  const at::Tensor together = packedAttention(qkv, packed);
  double worst = 0;
  for (const Segment& s : packed.segments) {
    const AttentionLayout alone = layoutOf({{0, s.length}}, s.length, 4, 2, 16);
    const at::Tensor out = packedAttention(qkv.narrow(0, s.begin, s.length).contiguous(), alone);
    worst = std::max(worst, (out - together.narrow(0, s.begin, s.length)).abs().max().item<double>());
  }
  return worst;
}

}  // namespace

void addAttentionCases(std::vector<ConformanceCase>& cases) {
  struct Shape {
    const char* name;
    std::vector<Segment> segments;
    std::int64_t tokens, heads, kvHeads, headDim;
    double scale, tolerance;
  };
  const std::vector<Shape> shapes{
      {"one token", {{0, 1}}, 1, 2, 2, 8, 1, 1},
      {"blocks' edges", {{0, 47}, {47, 48}, {95, 49}}, 144, 4, 4, 64, 1, 1},
      {"grouped, padding", {{2, 21}, {23, 5}, {30, 70}}, 104, 6, 2, 20, 1, 1},
      {"narrow heads", {{0, 33}, {33, 16}}, 49, 8, 1, 4, 1, 1},
      {"long", {{0, 300}}, 300, 2, 1, 32, 1, 2},
      {"large scores", {{0, 40}}, 40, 2, 2, 16, 12, 12},  // errors of the scores, not of their size, reach the weights
  };
  for (const Shape& shape : shapes) {
    const AttentionLayout layout = layoutOf(shape.segments, shape.tokens, shape.heads, shape.kvHeads, shape.headDim);
    addFastCases(cases, "packed_attention", shape.name, operationOf(layout, true), operationOf(layout, false),
                 {qkvNoise(layout, 70, shape.scale)}, shape.tolerance);
  }
  const AttentionLayout small = layoutOf({{0, 5}, {6, 4}}, 11, 4, 2, 6);
  addDifferenceCase(cases, "packed_attention", operationOf(small, false), {qkvNoise(small, 71, 1)});
  cases.push_back({"cached_attention/f32", 4e-6, cacheError, true});
  cases.push_back({"packed_attention/documents do not see each other", 0, packingLeak});
}

}  // namespace timbre::kernels::conformance
