// SPDX-License-Identifier: GPL-3.0-or-later
// The Llama block: h += o(attention(norm(h))); h += down(swiglu(gate_up(norm(h)))). transformers models/llama.
#include "core/model/decoder.h"

#include "core/model/tensor_io.h"
#include "kernels/linear.h"
#include "kernels/rms_norm.h"
#include "kernels/swiglu.h"

#include <algorithm>

namespace timbre::model {

namespace {

kernels::AttentionLayout layoutOf(const ModelConfig& config, const ForwardInput& input, const at::Tensor& frequencies) {
  kernels::AttentionLayout layout;
  layout.tokens = input.ids.numel();
  layout.heads = config.heads;
  layout.kvHeads = config.kvHeads;
  layout.headDim = config.headDim;
  std::tie(layout.cosine, layout.sine) = kernels::rotaryTable(input.positions, frequencies);
  const std::int64_t rows = input.ids.size(0), time = input.ids.size(1);
  if (!input.documents.defined()) {
    for (std::int64_t row = 0; row < rows; ++row) layout.segments.push_back({row * time, time});
    return layout;
  }
  const at::Tensor documents = input.documents.to(at::kCPU, at::kInt).contiguous();
  const auto* number = documents.const_data_ptr<std::int32_t>();
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t begin = 0, end = 0; begin < time; begin = end) {
      const std::int32_t document = number[row * time + begin];
      for (end = begin; end < time && number[row * time + end] == document;) ++end;
      if (document >= 0) layout.segments.push_back({row * time + begin, end - begin});
    }
  return layout;
}

}  // namespace

at::Tensor Decoder::linear(const at::Tensor& x, const std::vector<Linear>& group) const {
  std::vector<kernels::LinearPart> parts;
  parts.reserve(group.size());
  for (const Linear& layer : group) {
    kernels::LinearPart part{layer.weight, layer.bias, {}, {}};
    if (m_adapter)
      if (const LoraPair* pair = m_adapter->find(layer.path)) {
        part.loraA = pair->a;
        part.loraB = pair->b;
      }
    parts.push_back(std::move(part));
  }
  const double scale = m_adapter ? m_adapter->scale() : 0;
  const double dropout = m_adapter && m_training ? m_adapter->config().dropout : 0;
  if (dropout > 0) return kernels::reference::linearGroup(x, parts, scale, dropout);
  return kernels::linearGroup(x, parts, scale);
}

at::Tensor Decoder::cached(const at::Tensor& qkv, std::size_t layer, const ForwardInput& input,
                           const kernels::AttentionLayout& layout) const {
  const std::int64_t h = layout.heads, kv = layout.kvHeads;
  const at::Tensor rows = qkv.view({layout.tokens, h + 2 * kv, layout.headDim});
  const at::Tensor turned = kernels::rotate(rows.narrow(1, 0, h + kv), layout.cosine, layout.sine);
  const auto heads = [](const at::Tensor& t) {
    return t.transpose(0, 1).unsqueeze(0);
  };  // (1, kv_heads, time, head_dim)
  const bool fresh = input.cache->length() == 0;
  const auto [keys, values] =
      input.cache->append(static_cast<int>(layer), heads(turned.narrow(1, h, kv)), heads(rows.narrow(1, h + kv, kv)));
  // A whole prompt at once is the training kernel's case; it does not build the (time × time) scores of every head.
  if (fresh && layout.tokens > 1) return kernels::packedAttention(qkv, layout);
  return kernels::cachedAttention(turned.narrow(1, 0, h), keys[0], values[0]);
}

at::Tensor Decoder::hidden(const ForwardInput& input) {
  const std::int64_t rows = input.ids.size(0), time = input.ids.size(1);
  const kernels::AttentionLayout layout = layoutOf(m_config, input, m_frequencies);
  const double eps = m_config.rmsNormEps;
  at::Tensor stream = at::embedding(m_embedding, input.ids.reshape({-1}));  // (tokens, hidden)
  at::Tensor normed = kernels::rmsNorm(stream, m_layers.front().inputNorm, eps);
  for (std::size_t i = 0; i < m_layers.size(); ++i) {
    const Layer& layer = m_layers[i];
    const at::Tensor qkv = linear(normed, layer.qkv);
    const at::Tensor mixed = input.cache ? cached(qkv, i, input, layout) : kernels::packedAttention(qkv, layout);
    std::tie(normed, stream) = kernels::residualRmsNorm(linear(mixed, layer.o), stream, layer.postNorm, eps);
    const at::Tensor update = linear(kernels::swiglu(linear(normed, layer.gateUp)), layer.down);
    const bool last = i + 1 == m_layers.size();
    std::tie(normed, stream) =
        kernels::residualRmsNorm(update, stream, last ? m_finalNorm : m_layers[i + 1].inputNorm, eps);
  }
  if (input.cache) input.cache->advance(time);
  return normed.view({rows, time, m_config.hiddenSize});
}

const at::Tensor& Decoder::headWeight() const { return m_head.defined() ? m_head : m_embedding; }

at::Tensor Decoder::logits(const at::Tensor& hidden) {
  const at::Tensor rows = hidden.reshape({-1, m_config.hiddenSize});
  const at::Tensor out = kernels::linearGroup(rows, {{headWeight(), {}, {}, {}}});
  std::vector<std::int64_t> shape(hidden.sizes().begin(), hidden.sizes().end());
  shape.back() = m_config.vocabSize;
  return out.view(shape);
}

std::vector<std::pair<std::string, at::Tensor>> Decoder::parameters() const {
  std::vector<std::pair<std::string, at::Tensor>> list{{"model.embed_tokens.weight", m_embedding}};
  for (std::size_t i = 0; i < m_layers.size(); ++i) {
    const Layer& layer = m_layers[i];
    const std::string prefix = "model.layers." + std::to_string(i) + ".";
    list.emplace_back(prefix + "input_layernorm.weight", layer.inputNorm);
    const auto add = [&](const std::vector<Linear>& group) {
      for (const Linear& one : group) {
        list.emplace_back(one.path + ".weight", one.weight);
        if (one.bias.defined()) list.emplace_back(one.path + ".bias", one.bias);
      }
    };
    add(layer.qkv);
    add(layer.o);
    list.emplace_back(prefix + "post_attention_layernorm.weight", layer.postNorm);
    add(layer.gateUp);
    add(layer.down);
  }
  list.emplace_back("model.norm.weight", m_finalNorm);
  if (m_head.defined()) list.emplace_back("lm_head.weight", m_head);
  return list;
}

std::string Decoder::hashWeights() const {
  auto list = parameters();
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  base::Sha256 hash;
  for (const auto& [name, tensor] : list) hashTensor(hash, name, tensor);
  return hash.finishHex();
}

std::uint64_t Decoder::memoryBytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [name, tensor] : parameters()) bytes += tensor.nbytes();
  return bytes;
}

std::uint64_t Decoder::parameterCount() const { return m_config.parameterCount(); }

}  // namespace timbre::model
