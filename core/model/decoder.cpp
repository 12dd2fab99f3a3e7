// SPDX-License-Identifier: GPL-3.0-or-later
// The block: h += out(attention(norm(h))); h += down(act(gate(norm(h))) · up(norm(h))), with the switches of the
// config. transformers models/llama, gemma3 and gpt2 between them show every part.
#include "core/model/decoder.h"

#include "core/model/tensor_io.h"
#include "kernels/linear.h"
#include "kernels/rms_norm.h"
#include "kernels/swiglu.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace timbre::model {

namespace {

/// x̂·(1 + w). In a narrow type the product is taken in float too, as Gemma does.
at::Tensor onePlusNorm(const at::Tensor& x, const at::Tensor& weight, double eps) {
  if (x.scalar_type() == at::kFloat || x.scalar_type() == at::kDouble) return kernels::rmsNorm(x, weight + 1, eps);
  return kernels::rmsNorm(x.to(at::kFloat), weight.to(at::kFloat) + 1, eps).to(x.scalar_type());
}

at::Tensor activated(const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::Silu:
      return at::silu(x);
    case Activation::Gelu:
      return at::gelu(x);
    case Activation::GeluTanh:
      return at::gelu(x, "tanh");
    case Activation::Relu:
      return at::relu(x);
  }
  return x;
}

/// Grows with every change of one of the adapter's tensors.
std::uint64_t changeCount(const LoraAdapter& adapter) {
  std::uint64_t count = 0;
  for (const auto& [name, tensor] : adapter.parameters()) count += tensor._version();
  return count;
}

}  // namespace

at::Tensor Decoder::linear(const at::Tensor& x, const std::vector<Linear>& group) const {
  std::vector<kernels::LinearPart> parts;
  parts.reserve(group.size());
  for (const Linear& layer : group) {
    kernels::LinearPart part{layer.transposed ? layer.weight.t() : layer.weight, layer.bias, {}, {}};
    if (m_adapter)
      if (const LoraPair* pair = m_adapter->find(layer.path)) {
        part.loraA = pair->a;
        part.loraB = m_uniform ? pair->b : pair->b * pair->scale;
      }
    if (m_magnitudes.contains(layer.path)) part.bias = at::Tensor();  // it is added behind the magnitude
    parts.push_back(std::move(part));
  }
  const double scale = !m_adapter ? 0 : m_uniform ? m_adapter->scale() : 1;
  const double dropout = m_adapter && m_training ? m_adapter->config().dropout : 0;
  if (dropout > 0) return kernels::reference::linearGroup(x, parts, scale, dropout);
  const at::Tensor y = kernels::linearGroup(x, parts, scale);
  return m_magnitudes.empty() ? y : withMagnitudes(y, group);
}

at::Tensor Decoder::withMagnitudes(const at::Tensor& y, const std::vector<Linear>& group) const {
  std::vector<at::Tensor> columns;
  std::int64_t column = 0;
  for (const Linear& layer : group) {
    const std::int64_t out = layer.transposed ? layer.weight.size(1) : layer.weight.size(0);
    at::Tensor part = y.narrow(1, column, out);
    column += out;
    if (const auto found = m_magnitudes.find(layer.path); found != m_magnitudes.end()) {
      part = part * found->second;
      if (layer.bias.defined()) part = part + layer.bias;
    }
    columns.push_back(part);
  }
  return at::cat(columns, 1);
}

void Decoder::setAdapter(std::shared_ptr<LoraAdapter> adapter) {
  visit(*this, [&](const std::string& name, at::Tensor& tensor) {
    if (const auto found = m_originals.find(name); found != m_originals.end()) tensor = found->second;
  });
  m_originals.clear();
  m_magnitudes.clear();
  m_adaptedHead = at::Tensor();
  m_adapter = std::move(adapter);
  if (!m_adapter) return;
  m_uniform = m_adapter->uniform();
  visit(*this, [&](const std::string& name, at::Tensor& tensor) {
    if (m_adapter->saved().contains(name)) m_originals.emplace(name, tensor);
  });
  const at::NoGradGuard guard;
  applyAdapter();
}

void Decoder::applyAdapter() {
  m_adapterState = changeCount(*m_adapter);
  visit(*this, [&](const std::string& name, at::Tensor& tensor) {
    if (const auto original = m_originals.find(name); original != m_originals.end())
      tensor = replaced(original->second, m_adapter->saved().at(name));
  });
  const auto take = [&](const std::string& path, const at::Tensor& weight, const LoraPair* pair) {
    if (pair && pair->magnitude.defined()) m_magnitudes[path] = doraFactor(weight, *pair).to(weight.scalar_type());
  };
  for (const Layer& layer : m_layers)
    for (const auto* group : {&layer.qkv, &layer.out, &layer.gateUp, &layer.down})
      for (const Linear& one : *group) take(one.path, one.transposed ? one.weight.t() : one.weight, m_adapter->find(one.path));
  take(familyNames(m_config).embedding, m_embedding.t(), m_adapter->embedding());
  m_adaptedHead = adaptedHead();
}

at::Tensor Decoder::adaptedHead() const {
  const FamilyNames& names = familyNames(m_config);
  const at::Tensor& inUse = m_config.tieEmbeddings ? m_embedding : m_head;
  at::Tensor head = inUse;
  if (m_config.tieEmbeddings) {
    const auto original = m_originals.find(names.embedding + std::string(".weight"));
    const at::Tensor& base = original == m_originals.end() ? m_embedding : original->second;
    const auto own = m_adapter->saved().find(names.head + std::string(".weight"));
    if (own != m_adapter->saved().end())
      head = replaced(base, own->second);
    else if (!m_adapter->headFollows())
      head = base;
  }
  if (const LoraPair* pair = m_adapter->find(names.head)) head = merged(head, *pair).to(head.scalar_type());
  return head.is_same(inUse) ? at::Tensor() : head;
}

void Decoder::followAdapter() {
  if (!m_adapter || (m_originals.empty() && m_magnitudes.empty() && !m_adaptedHead.defined())) return;
  const bool trained = at::GradMode::is_enabled() && m_adapter->parameters().front().second.requires_grad();
  if (trained || m_adapterState != changeCount(*m_adapter)) applyAdapter();
}

at::Tensor Decoder::norm(const at::Tensor& x, const Norm& norm) const {
  const double eps = m_config.normEps;
  if (m_config.norm == NormKind::Layer) return at::layer_norm(x, {x.size(-1)}, norm.weight, norm.bias, eps);
  if (m_config.norm == NormKind::RmsOnePlus) return onePlusNorm(x, norm.weight, eps);
  return kernels::rmsNorm(x, norm.weight, eps);
}

std::pair<at::Tensor, at::Tensor> Decoder::addAndNorm(const at::Tensor& update, const at::Tensor& stream,
                                                      const Norm& norm) const {
  if (m_config.norm == NormKind::Rms) return kernels::residualRmsNorm(update, stream, norm.weight, m_config.normEps);
  const at::Tensor sum = stream + update;
  return {this->norm(sum, norm), sum};
}

at::Tensor Decoder::embed(const ForwardInput& input) const {
  const at::Tensor ids = input.ids.reshape({-1});
  at::Tensor stream = at::embedding(m_embedding, ids);  // (tokens, hidden)
  if (const LoraPair* pair = m_adapter ? m_adapter->embedding() : nullptr) {
    const at::Tensor rows = at::embedding(pair->a.t(), ids).matmul(pair->b.t());
    stream = stream + (rows * pair->scale).to(stream.scalar_type());
    if (pair->magnitude.defined()) stream = stream * m_magnitudes.at(familyNames(m_config).embedding);
  }
  if (m_config.scaledEmbedding) {
    const double root = std::sqrt(static_cast<double>(m_config.hiddenSize));
    stream = stream * at::scalar_tensor(root, at::TensorOptions(at::kFloat)).to(stream.scalar_type()).item<double>();
  }
  if (m_positions.defined()) stream = stream + at::embedding(m_positions, input.positions.reshape({-1}));
  return stream;
}

at::Tensor Decoder::feedForward(const at::Tensor& x, const Layer& layer) const {
  const at::Tensor wide = linear(x, layer.gateUp);
  if (!m_config.gated) return linear(activated(wide, m_config.activation), layer.down);
  if (m_config.activation == Activation::Silu) return linear(kernels::swiglu(wide), layer.down);
  const auto halves = wide.chunk(2, -1);
  return linear(activated(halves[0], m_config.activation) * halves[1], layer.down);
}

at::Tensor Decoder::hidden(const ForwardInput& input) {
  followAdapter();
  const Plan plan = planOf(input);
  if (mustRecompute(input, plan)) return recomputed(input);
  at::Tensor stream = embed(input);
  at::Tensor normed = norm(stream, m_layers.front().input);
  for (std::size_t i = 0; i < m_layers.size(); ++i) {
    const Layer& layer = m_layers[i];
    at::Tensor update = linear(attention(linear(normed, layer.qkv), i, input, plan), layer.out);
    if (layer.attention.weight.defined()) update = norm(update, layer.attention);
    std::tie(normed, stream) = addAndNorm(update, stream, layer.feed);
    update = feedForward(normed, layer);
    if (layer.update.weight.defined()) update = norm(update, layer.update);
    const bool last = i + 1 == m_layers.size();
    std::tie(normed, stream) = addAndNorm(update, stream, last ? m_finalNorm : m_layers[i + 1].input);
  }
  if (input.cache) input.cache->advance(input.ids, plan.rotaryKey);
  return normed.view({input.ids.size(0), input.ids.size(1), m_config.hiddenSize});
}

const at::Tensor& Decoder::headWeight() const {
  return m_adaptedHead.defined() ? m_adaptedHead : m_head.defined() ? m_head : m_embedding;
}

at::Tensor Decoder::logits(const at::Tensor& hidden) {
  const at::Tensor rows = hidden.reshape({-1, m_config.hiddenSize});
  at::Tensor out = kernels::linearGroup(rows, {{headWeight(), {}, {}, {}}});
  if (m_config.finalSoftcap > 0) out = at::tanh(out / m_config.finalSoftcap) * m_config.finalSoftcap;
  std::vector<std::int64_t> shape(hidden.sizes().begin(), hidden.sizes().end());
  shape.back() = headWeight().size(0);
  return out.view(shape);
}

template <class Self, class F>
void Decoder::visit(Self& self, const F& f) {
  const FamilyNames& names = familyNames(self.m_config);
  const auto give = [&](const std::string& path, auto& weight, auto& bias) {
    if (weight.defined()) f(path + ".weight", weight);
    if (bias.defined()) f(path + ".bias", bias);
  };
  const auto giveNorm = [&](auto& one) { give(one.path, one.weight, one.bias); };
  const auto giveGroup = [&](auto& group) {
    for (auto& one : group) give(one.path, one.weight, one.bias);
  };
  f(std::string(names.embedding) + ".weight", self.m_embedding);
  if (self.m_positions.defined()) f(std::string(names.positions) + ".weight", self.m_positions);
  for (auto& layer : self.m_layers) {
    giveNorm(layer.input);
    giveGroup(layer.qkv);
    giveNorm(layer.query);
    giveNorm(layer.key);
    giveGroup(layer.out);
    giveNorm(layer.attention);
    giveNorm(layer.feed);
    giveGroup(layer.gateUp);
    giveGroup(layer.down);
    giveNorm(layer.update);
  }
  giveNorm(self.m_finalNorm);
  if (self.m_head.defined()) f(std::string(names.head) + ".weight", self.m_head);
}

std::vector<std::pair<std::string, at::Tensor>> Decoder::parameters() const {
  std::vector<std::pair<std::string, at::Tensor>> list;
  visit(*this, [&](const std::string& name, const at::Tensor& tensor) { list.emplace_back(name, tensor); });
  return list;
}

std::string Decoder::hashWeights() const {
  auto list = parameters();
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  base::Sha256 hash;
  for (const auto& [name, tensor] : list) {
    const auto original = m_originals.find(name);
    hashTensor(hash, name, original == m_originals.end() ? tensor : original->second);
  }
  return hash.finishHex();
}

std::uint64_t Decoder::memoryBytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [name, tensor] : parameters()) bytes += tensor.nbytes();
  return bytes;
}

std::uint64_t Decoder::parameterCount() const { return m_config.parameterCount(); }

}  // namespace timbre::model
