// SPDX-License-Identifier: GPL-3.0-or-later
// How queries, keys and values meet: rotary tables, windows, norms over heads, the cache.
#include "core/model/decoder.h"

#include "core/model/rotary.h"
#include "kernels/attention.h"
#include "kernels/rms_norm.h"

#include <algorithm>
#include <cmath>

namespace timbre::model {

namespace {

std::vector<kernels::Segment> segmentsOf(const ForwardInput& input) {
  const std::int64_t rows = input.ids.size(0), time = input.ids.size(1);
  std::vector<kernels::Segment> segments;
  if (!input.documents.defined()) {
    for (std::int64_t row = 0; row < rows; ++row) segments.push_back({row * time, time});
    return segments;
  }
  const at::Tensor documents = input.documents.to(at::kCPU, at::kInt).contiguous();
  const auto* number = documents.const_data_ptr<std::int32_t>();
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t begin = 0, end = 0; begin < time; begin = end) {
      const std::int32_t document = number[row * time + begin];
      for (end = begin; end < time && number[row * time + end] == document;) ++end;
      if (document >= 0) segments.push_back({row * time + begin, end - begin});
    }
  return segments;
}

/// The key of the rotation of one sequence in a cache. Generated tokens of the dynamic and longrope kinds each have
/// their own, those of Qwen 1 go on with the prompt's, as the original programs do.
std::int64_t keyInCache(const RopeConfig& rope, const ForwardInput& input, bool training) {
  const std::int64_t end = input.cache->length() + input.ids.size(1);
  const bool generating = input.promptLength == 0 && input.cache->length() > 0;
  if (rope.kind == RopeKind::QwenNtk && generating) return input.cache->rotaryKey();
  return rotaryKey(rope, std::max(end, input.promptLength), training);
}

}  // namespace

void Decoder::turn(kernels::AttentionLayout& layout, const RopeConfig& rope, const ForwardInput& input,
                   std::int64_t cacheKey) const {
  if (rope.kind == RopeKind::None) return;
  const at::Tensor positions = input.positions.reshape({-1});
  const auto table = [&](const at::Tensor& places, std::int64_t key) {
    return kernels::rotaryTable(places, rotaryFrequencies(rope, m_config.headDim, key).to(places.device()));
  };
  layout.interleaved = rope.interleaved;
  std::tie(layout.cosine, layout.sine) = table(positions, cacheKey);
  if (!input.cache)
    for (const kernels::Segment& segment : layout.segments) {
      const std::int64_t key = rotaryKey(rope, segment.length, m_training);
      if (key == 0) continue;
      const auto [cosine, sine] = table(positions.narrow(0, segment.begin, segment.length), key);
      layout.cosine.narrow(0, segment.begin, segment.length).copy_(cosine);
      layout.sine.narrow(0, segment.begin, segment.length).copy_(sine);
    }
  if (rope.amplitude == 1) return;
  layout.cosine.mul_(rope.amplitude);
  layout.sine.mul_(rope.amplitude);
}

Decoder::Plan Decoder::planOf(const ForwardInput& input) const {
  Plan plan;
  plan.full.segments = segmentsOf(input);
  plan.full.tokens = input.ids.numel();
  plan.full.heads = m_config.heads;
  plan.full.kvHeads = m_config.kvHeads;
  plan.full.headDim = m_config.headDim;
  plan.full.scale = m_config.attentionScale;
  plan.full.softcap = m_config.attentionSoftcap;
  if (input.cache) plan.rotaryKey = keyInCache(m_config.rope, input, m_training);
  if (m_config.window > 0) {
    plan.windowed = plan.full;
    plan.windowed.window = m_config.window;
    turn(plan.windowed, m_config.localRope.value_or(m_config.rope), input, plan.rotaryKey);
  }
  turn(plan.full, m_config.rope, input, plan.rotaryKey);
  if (m_config.lognLength > 0 && !m_training)
    plan.logn = (at::log((input.positions.reshape({-1, 1, 1}) + 1).to(at::kFloat)) /
                 std::log(static_cast<double>(m_config.lognLength)))
                    .clamp_min(1);
  return plan;
}

bool Decoder::mustRecompute(const ForwardInput& input, const Plan& plan) const {
  if (!input.cache || input.cache->length() == 0 || input.cache->rotaryKey() == plan.rotaryKey) return false;
  return m_config.rope.renewsCache || input.promptLength > 0;
}

at::Tensor Decoder::recomputed(const ForwardInput& input) {
  ForwardInput whole = input;
  whole.ids = at::cat({input.cache->ids().to(input.ids.device()), input.ids}, 1);
  const std::int64_t total = whole.ids.size(1), time = input.ids.size(1);
  whole.positions = at::arange(total, input.positions.options()).unsqueeze(0);
  whole.promptLength = std::max(total, input.promptLength);
  input.cache->truncate(0);
  return hidden(whole).narrow(1, total - time, time);
}

/// queries | keys | values, normed and scaled, from whatever the projection gave.
at::Tensor Decoder::arranged(const at::Tensor& qkv, const Layer& layer, const Plan& plan) const {
  const std::int64_t tokens = plan.full.tokens, h = m_config.heads, kv = m_config.kvHeads, d = m_config.headDim;
  at::Tensor rows = qkv;
  if (m_config.qkvRows == QkvRows::Grouped) {
    const std::int64_t group = h / kv;
    const at::Tensor groups = qkv.view({tokens, kv, group + 2, d});
    rows = at::cat(
        {groups.narrow(2, 0, group).reshape({tokens, h, d}), groups.select(2, group), groups.select(2, group + 1)}, 1);
  }
  if (!layer.query.weight.defined() && !plan.logn.defined()) return rows.view({tokens, (h + 2 * kv) * d});
  rows = rows.view({tokens, h + 2 * kv, d});
  at::Tensor query = rows.narrow(1, 0, h), key = rows.narrow(1, h, kv);
  if (layer.query.weight.defined()) {
    query = norm(query, layer.query);
    key = norm(key, layer.key);
  }
  if (plan.logn.defined()) query = (query * plan.logn).to(query.scalar_type());
  return at::cat({query, key, rows.narrow(1, h + kv, kv)}, 1).view({tokens, (h + 2 * kv) * d});
}

at::Tensor Decoder::attention(const at::Tensor& qkv, std::size_t layer, const ForwardInput& input,
                              const Plan& plan) const {
  const auto index = static_cast<std::int64_t>(layer);
  const bool windowed = m_config.windowOf(index) > 0;
  const kernels::AttentionLayout* layout = windowed ? &plan.windowed : &plan.full;
  kernels::AttentionLayout own;
  if (m_config.depthScaled) {
    own = *layout;
    const double scale = own.scale != 0 ? own.scale : 1 / std::sqrt(static_cast<double>(m_config.headDim));
    own.scale = scale / static_cast<double>(index + 1);
    layout = &own;
  }
  const at::Tensor ready = arranged(qkv, m_layers[layer], plan);
  return input.cache ? cached(ready, layer, *input.cache, *layout) : kernels::packedAttention(ready, *layout);
}

at::Tensor Decoder::cached(const at::Tensor& qkv, std::size_t layer, KvCache& cache,
                           const kernels::AttentionLayout& layout) const {
  const std::int64_t h = layout.heads, kv = layout.kvHeads;
  const at::Tensor rows = qkv.view({layout.tokens, h + 2 * kv, layout.headDim});
  const at::Tensor turned = kernels::rotate(rows.narrow(1, 0, h + kv), layout);
  const auto heads = [](const at::Tensor& t) {
    return t.transpose(0, 1).unsqueeze(0);
  };  // (1, kv_heads, time, head_dim)
  const bool fresh = cache.length() == 0;
  const auto [keys, values] =
      cache.append(static_cast<int>(layer), heads(turned.narrow(1, h, kv)), heads(rows.narrow(1, h + kv, kv)));
  // A whole prompt at once is the training kernel's case; it does not build the (time × time) scores of every head.
  if (fresh && layout.tokens > 1) return kernels::packedAttention(qkv, layout);
  return kernels::cachedAttention(turned.narrow(1, 0, h), keys[0], values[0], layout);
}

}  // namespace timbre::model
