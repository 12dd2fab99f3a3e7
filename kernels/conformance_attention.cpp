// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/attention.h"
#include "kernels/conformance_support.h"

#include <cmath>
#include <string>

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
  const std::int64_t turns = headDim / 2;
  const at::Tensor frequencies =
      at::pow(10000.0, -at::arange(turns, at::TensorOptions(at::kFloat)) / static_cast<double>(turns));
  std::tie(layout.cosine, layout.sine) = rotaryTable(positions, frequencies);
  return layout;
}

/// The reference computes in double: its angles too.
Operation operationOf(const AttentionLayout& layout, bool fast) {
  return [=](const Tensors& t) {
    AttentionLayout here = layout;
    if (layout.cosine.defined()) here.cosine = layout.cosine.to(t[0].device());
    if (layout.cosine.defined()) here.sine = layout.sine.to(t[0].device());
    return Tensors{fast ? packedAttention(t[0], here) : reference::packedAttention(t[0], here)};
  };
}

at::Tensor qkvNoise(const AttentionLayout& layout, std::uint64_t seed, double scale) {
  return noise({layout.tokens, (layout.heads + 2 * layout.kvHeads) * layout.headDim}, seed, scale);
}

/// What only some families ask for.
struct Switches {
  const char* name;
  std::int64_t channels;  // turned ones; 0: none
  bool interleaved;
  double scale, softcap;
  std::int64_t window;
};
constexpr Switches kSwitches[] = {{"window", 12, false, 0, 0, 7},
                                  {"window of one", 12, false, 0, 0, 1},
                                  {"softcap", 12, false, 0.3, 2.5, 0},
                                  {"window and softcap", 12, false, 0, 1.5, 9},
                                  {"part of the channels", 8, false, 0, 0, 0},
                                  {"neighbouring pairs", 6, true, 0, 0, 0},
                                  {"nothing turns", 0, false, 0.5, 0, 0}};

AttentionLayout switched(AttentionLayout layout, const Switches& s) {
  layout.interleaved = s.interleaved;
  layout.scale = s.scale;
  layout.softcap = s.softcap;
  layout.window = s.window;
  if (s.channels == 0) return layout.cosine = layout.sine = at::Tensor(), layout;
  layout.cosine = layout.cosine.narrow(1, 0, s.channels / 2).contiguous();
  layout.sine = layout.sine.narrow(1, 0, s.channels / 2).contiguous();
  return layout;
}

/// The definition, one number after another.
at::Tensor plainLoops(const at::Tensor& qkv, const AttentionLayout& l) {
  const std::int64_t d = l.headDim, turnedPairs = l.cosine.defined() ? l.cosine.size(1) : 0;
  at::Tensor rows = qkv.view({l.tokens, l.heads + 2 * l.kvHeads, d}).clone();
  at::Tensor out = at::zeros({l.tokens, l.heads, d}, qkv.options());
  auto x = rows.accessor<double, 3>();
  auto y = out.accessor<double, 3>();
  for (std::int64_t t = 0; t < l.tokens; ++t)
    for (std::int64_t h = 0; h < l.heads + l.kvHeads; ++h)
      for (std::int64_t i = 0; i < turnedPairs; ++i) {
        const double c = l.cosine[t][i].item<double>(), s = l.sine[t][i].item<double>();
        double &a = x[t][h][l.interleaved ? 2 * i : i], &b = x[t][h][l.interleaved ? 2 * i + 1 : i + turnedPairs];
        const double first = a * c - b * s;
        b = b * c + a * s;
        a = first;
      }
  const double scale = l.scale != 0 ? l.scale : 1 / std::sqrt(static_cast<double>(d));
  for (const Segment& segment : l.segments)
    for (std::int64_t t = segment.begin; t < segment.begin + segment.length; ++t)
      for (std::int64_t h = 0; h < l.heads; ++h) {
        const std::int64_t kv = h / (l.heads / l.kvHeads);
        double sum = 0;
        for (std::int64_t u = segment.begin; u <= t; ++u) {
          if (l.window > 0 && u <= t - l.window) continue;
          double score = 0;
          for (std::int64_t i = 0; i < d; ++i) score += x[t][h][i] * x[u][l.heads + kv][i];
          score *= scale;
          if (l.softcap > 0) score = l.softcap * std::tanh(score / l.softcap);
          sum += std::exp(score);
          for (std::int64_t i = 0; i < d; ++i) y[t][h][i] += std::exp(score) * x[u][l.heads + l.kvHeads + kv][i];
        }
        for (std::int64_t i = 0; i < d; ++i) y[t][h][i] /= sum;
      }
  return out.view({l.tokens, l.heads * d});
}

AttentionLayout switchedLayout(const Switches& s) {
  return switched(layoutOf({{1, 23}, {24, 5}, {29, 1}}, 31, 6, 2, 12), s);
}

double loopsError(const Switches& s) {
  const AttentionLayout layout = switchedLayout(s);
  const at::Tensor qkv = qkvNoise(layout, 82, 2).to(at::kDouble);
  return relativeError(reference::packedAttention(qkv, layout), plainLoops(qkv, layout));
}

/// Prefill and single steps through cachedAttention against one packed pass.
double cacheError(at::Device device, const Switches& switches) {
  const AttentionLayout layout = switched(layoutOf({{0, 29}}, 29, 6, 2, 20), switches);
  const at::Tensor qkv = qkvNoise(layout, 80, 1).to(at::kFloat);
  const at::Tensor whole = reference::packedAttention(qkv.to(at::kDouble), layout);
  const at::Tensor rows = qkv.view({29, 10, 20}).to(device);
  AttentionLayout here = layout;
  if (layout.cosine.defined()) here.cosine = layout.cosine.to(device);
  if (layout.cosine.defined()) here.sine = layout.sine.to(device);
  const at::Tensor turned = rotate(rows.narrow(1, 0, 8), here);
  const auto upTo = [](const at::Tensor& t, std::int64_t end) {
    return t.narrow(0, 0, end).transpose(0, 1).contiguous();
  };
  double worst = 0;
  for (const auto& [first, count] : {std::pair<std::int64_t, std::int64_t>{0, 17}, {17, 5}, {22, 1}, {28, 1}}) {
    const at::Tensor out =
        cachedAttention(turned.narrow(0, first, count).narrow(1, 0, 6), upTo(turned.narrow(1, 6, 2), first + count),
                        upTo(rows.narrow(1, 8, 2), first + count), here);
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
  constexpr Switches plain{"", 20, false, 0, 0, 0};
  cases.push_back({"cached_attention/f32", 4e-6, [=](at::Device device) { return cacheError(device, plain); }, true});
  for (const Switches& s : kSwitches) {
    const AttentionLayout layout = switchedLayout(s);
    addFastCases(cases, "packed_attention", s.name, operationOf(layout, true), operationOf(layout, false),
                 {qkvNoise(layout, 72, 1)});
    addDifferenceCase(cases, std::string("packed_attention/") + s.name, operationOf(layout, false),
                      {qkvNoise(layout, 73, 1)});
    if (s.window > 1 || s.softcap > 0) {  // over the edges of blocks and vectors
      Switches wide = s;
      wide.window = 5 * s.window;
      const AttentionLayout longer = switched(layoutOf({{0, 150}, {151, 61}}, 212, 4, 2, 12), wide);
      addFastCases(cases, "packed_attention", std::string("long, ") + s.name, operationOf(longer, true),
                   operationOf(longer, false), {qkvNoise(longer, 74, 1)}, 2);
    }
    cases.push_back(
        {std::string("packed_attention/") + s.name + "/plain loops", 1e-12, [=](at::Device) { return loopsError(s); }});
    cases.push_back({std::string("cached_attention/") + s.name + "/f32", 4e-6,
                     [=](at::Device device) { return cacheError(device, s); }, true});
  }
  cases.push_back({"packed_attention/documents do not see each other", 0, packingLeak});
}

}  // namespace timbre::kernels::conformance
