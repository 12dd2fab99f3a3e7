// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/lora.h"

#include "core/base/hash.h"
#include "core/model/families.h"
#include "core/model/tensor_io.h"

#include <algorithm>
#include <cmath>

namespace timbre::model {

using base::Error;
using base::Result;

namespace {

std::string joinedNames(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// A name that means no layer would be a layer that is silently not trained.
Result<void> checkTargets(const ModelConfig& model, const std::vector<std::string>& targets) {
  const auto shapes = adaptableLinears(model);
  std::vector<std::string> unknown;
  for (const std::string& target : targets)
    if (std::none_of(shapes.begin(), shapes.end(), [&](const LinearShape& s) { return matchesTarget(s.path, target); }))
      unknown.push_back(target);
  if (unknown.empty()) return {};
  return Error("adapter.no_target", {{"modules", joinedNames(unknown)}, {"known", joinedNames(adaptableNames(model))}});
}

/// splitmix64 keyed by seed and tensor name: adding a layer does not change the others' values.
class Uniform {
 public:
  Uniform(std::uint64_t seed, const std::string& name) : m_state(seed) {
    for (char c : name) m_state = (m_state ^ static_cast<unsigned char>(c)) * 0x100000001b3ull + 0x9e3779b97f4a7c15ull;
  }
  double next() {  // in [−1, 1)
    std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1;
  }

 private:
  std::uint64_t m_state;
};

/// The names that a decoder shares with parts beside it ("q_proj") mean the decoder's alone.
std::string besidesPattern(const ModelConfig& model) {
  std::string pattern;
  for (const std::string_view prefix : familyNames(model).besides) {
    if (!pattern.empty()) pattern += '|';
    for (const char c : prefix) pattern += c == '.' ? "\\." : std::string(1, c);
    pattern += ".*";
  }
  return pattern;
}

}  // namespace

Result<std::shared_ptr<LoraAdapter>> LoraAdapter::create(const ModelConfig& model, const LoraConfig& config,
                                                         std::uint64_t seed, at::Device device) {
  auto adapter = std::make_shared<LoraAdapter>();
  adapter->m_config = config;
  adapter->m_excluded = besidesPattern(model);
  const auto& targets = config.targetModules;
  if (auto known = checkTargets(model, targets); !known.ok()) return known.error();
  for (const LinearShape& shape : adaptableLinears(model)) {
    const auto meant = [&](const std::string& target) { return matchesTarget(shape.path, target); };
    if (!targets.empty() && std::none_of(targets.begin(), targets.end(), meant)) continue;
    adapter->m_transposed = shape.transposed;
    LoraPair pair{at::empty({config.rank, shape.in}, at::TensorOptions(at::kFloat)),
                  at::zeros({shape.out, config.rank}, at::TensorOptions(at::kFloat).device(device)), adapter->scale()};
    // Kaiming uniform with a = √5: bound = √(6 / ((1 + 5) · fan_in)) = 1 / √fan_in.
    const double bound = 1 / std::sqrt(static_cast<double>(shape.in));
    Uniform uniform(seed, shape.path);
    float* values = pair.a.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < pair.a.numel(); ++i) values[i] = static_cast<float>(uniform.next() * bound);
    pair.a = pair.a.to(device);
    adapter->m_pairs.emplace(shape.path, std::move(pair));
  }
  return adapter;
}

const LoraPair* LoraAdapter::find(const std::string& modulePath) const {
  const auto found = m_pairs.find(modulePath);
  return found == m_pairs.end() ? nullptr : &found->second;
}

double LoraAdapter::scale() const { return m_config.alpha / (m_config.rankStabilised ? std::sqrt(static_cast<double>(m_config.rank)) : m_config.rank); }

std::vector<std::pair<std::string, at::Tensor>> LoraAdapter::parameters() const {
  std::vector<std::pair<std::string, at::Tensor>> list;
  for (const auto& [path, pair] : m_pairs) {
    list.emplace_back(path + ".lora_A.weight", pair.a);
    list.emplace_back(path + ".lora_B.weight", pair.b);
  }
  for (const auto& [path, pair] : m_pairs)
    if (pair.magnitude.defined()) list.emplace_back(path + ".lora_magnitude_vector", pair.magnitude);
  if (embedding()) {
    list.emplace_back(m_embeddingPath + ".lora_embedding_A", m_embedding.a);
    list.emplace_back(m_embeddingPath + ".lora_embedding_B", m_embedding.b);
    if (m_embedding.magnitude.defined()) list.emplace_back(m_embeddingPath + ".lora_magnitude_vector", m_embedding.magnitude);
  }
  for (const auto& [name, saved] : m_saved)
    if (!saved.frozen) list.emplace_back(saved.names.front(), saved.values);
  return list;
}

std::uint64_t LoraAdapter::parameterCount() const {
  std::uint64_t count = 0;
  for (const auto& [name, tensor] : parameters()) count += static_cast<std::uint64_t>(tensor.numel());
  return count;
}

std::string LoraAdapter::hashWeights() const {
  base::Sha256 hash;
  for (const auto& [name, tensor] : parameters()) hashTensor(hash, name, tensor);
  const double s = scale();
  hash.update(&s, sizeof s);
  for (const auto& [path, pair] : m_pairs)
    if (!uniform()) hash.update(&pair.scale, sizeof pair.scale);
  if (embedding()) hash.update(&m_embedding.scale, sizeof m_embedding.scale);
  for (const auto& [name, saved] : m_saved) {
    if (saved.frozen) hashTensor(hash, name, saved.values);
    hash.update(saved.rows.data(), saved.rows.size() * sizeof(std::int64_t));
    if (saved.under.defined()) hashTensor(hash, name, saved.under);
  }
  return hash.finishHex();
}

bool LoraAdapter::uniform() const {
  return std::all_of(m_pairs.begin(), m_pairs.end(), [&](const auto& item) { return item.second.scale == scale(); });
}

std::int64_t SavedTensor::rowsInForce(std::int64_t base) const {
  if (rows.empty()) return values.size(0);
  return std::max(under.defined() ? under.size(0) : base, *std::max_element(rows.begin(), rows.end()) + 1);
}

std::int64_t LoraAdapter::vocabularyRows(const ModelConfig& model) const {
  const auto saved = m_saved.find(familyNames(model).embedding + std::string(".weight"));
  return saved == m_saved.end() ? model.vocabSize : saved->second.rowsInForce(model.vocabSize);
}

base::Result<void> LoraAdapter::checkTrainable(const ModelConfig& model) const {
  const auto unsupported = [&](const std::string& what) { return Error("adapter.unsupported", {{"what", what}}, m_config.baseModel); };
  if (vocabularyRows(model) != model.vocabSize) return unsupported("a grown vocabulary");
  // With dropout PEFT lets DoRA's factor act on the input that nothing was dropped from, which is another sum than the one here.
  const bool dora = std::any_of(m_pairs.begin(), m_pairs.end(), [](const auto& item) { return item.second.magnitude.defined(); });
  if (dora && m_config.dropout > 0) return unsupported("use_dora + lora_dropout");
  // Its pair is merged into one matrix, for the loss that never holds all logits: there is no input of its own to drop from.
  if (find(familyNames(model).head) && m_config.dropout > 0) return unsupported("lora_dropout + " + std::string(familyNames(model).head));
  return {};
}

at::Tensor replaced(const at::Tensor& base, const SavedTensor& saved) {
  const at::Tensor values = saved.values.to(base.options());
  if (saved.rows.empty()) return values;
  at::Tensor out = saved.under.defined() ? saved.under.to(base.options()) : base;
  const std::int64_t more = *std::max_element(saved.rows.begin(), saved.rows.end()) + 1 - out.size(0);
  if (more > 0) {
    std::vector<std::int64_t> shape(base.sizes().begin(), base.sizes().end());
    shape[0] = more;
    out = at::cat({out, at::zeros(shape, base.options())});
  }
  return out.index_copy(0, at::tensor(saved.rows, at::TensorOptions(at::kLong)).to(base.device()), values);
}

at::Tensor doraFactor(const at::Tensor& weight, const LoraPair& pair) {
  const at::Tensor sum = weight.detach().to(at::kFloat) + at::mm(pair.b.detach(), pair.a.detach()) * pair.scale;
  return pair.magnitude / at::linalg_vector_norm(sum, 2, at::IntArrayRef{1});
}

at::Tensor merged(const at::Tensor& weight, const LoraPair& pair) {
  const at::Tensor sum = at::addmm(weight.to(at::kFloat), pair.b, pair.a, 1, pair.scale);
  return pair.magnitude.defined() ? sum * doraFactor(weight, pair).unsqueeze(1) : sum;
}

}  // namespace timbre::model
