// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/lora.h"

#include "core/base/hash.h"
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

}  // namespace

Result<std::shared_ptr<LoraAdapter>> LoraAdapter::create(const ModelConfig& model, const LoraConfig& config,
                                                         std::uint64_t seed, at::Device device) {
  auto adapter = std::make_shared<LoraAdapter>();
  adapter->m_config = config;
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

std::vector<std::pair<std::string, at::Tensor>> LoraAdapter::parameters() const {
  std::vector<std::pair<std::string, at::Tensor>> list;
  for (const auto& [path, pair] : m_pairs) {
    list.emplace_back(path + ".lora_A.weight", pair.a);
    list.emplace_back(path + ".lora_B.weight", pair.b);
  }
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
  for (const auto& [path, pair] : m_pairs) {
    if (pair.magnitude.defined()) hashTensor(hash, path, pair.magnitude);
    if (!uniform()) hash.update(&pair.scale, sizeof pair.scale);
  }
  for (const auto& [name, saved] : m_saved) {
    hashTensor(hash, name, saved.values);
    hash.update(saved.rows.data(), saved.rows.size() * sizeof(std::int64_t));
  }
  return hash.finishHex();
}

bool LoraAdapter::uniform() const {
  return std::all_of(m_pairs.begin(), m_pairs.end(), [&](const auto& item) { return item.second.scale == scale(); });
}

base::Result<void> LoraAdapter::checkPlain() const {
  if (!m_saved.empty()) return Error("adapter.unsupported", {{"what", m_saved.begin()->first}}, m_config.baseModel);
  for (const auto& [path, pair] : m_pairs)
    if (pair.magnitude.defined()) return Error("adapter.unsupported", {{"what", "use_dora"}}, m_config.baseModel);
  return {};
}

at::Tensor replaced(const at::Tensor& base, const SavedTensor& saved) {
  const at::Tensor values = saved.values.to(base.options());
  if (saved.rows.empty()) return values;
  const std::int64_t last = *std::max_element(saved.rows.begin(), saved.rows.end());
  std::vector<std::int64_t> shape(base.sizes().begin(), base.sizes().end());
  shape[0] = std::max(shape[0], last + 1);
  at::Tensor out = at::zeros(shape, base.options());
  out.narrow(0, 0, base.size(0)).copy_(base);
  return out.index_copy_(0, at::tensor(saved.rows, at::TensorOptions(at::kLong)).to(base.device()), values);
}

}  // namespace timbre::model
