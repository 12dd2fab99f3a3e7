// SPDX-License-Identifier: GPL-3.0-or-later
// Where a decoder's tensors come from: a model folder or a seed.
#include "core/model/decoder.h"
#include "core/model/families.h"
#include "core/model/memory.h"
#include "core/model/structure.h"
#include "core/model/tensor_io.h"
#include "core/model/weight_files.h"
#include "core/model/weight_fit.h"

#include <ATen/core/grad_mode.h>

#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

namespace timbre::model {

namespace {

using base::Error;
using base::Result;

/// Names that old exports carry and nobody needs: transformers ignores them too.
bool ignorable(std::string_view name) {
  const auto ends = [&](std::string_view end) {
    return name.size() >= end.size() && name.substr(name.size() - end.size()) == end;
  };
  return ends(".rotary_emb.inv_freq") || ends(".rotary_pos_emb.inv_freq") || ends(".attn.bias") ||
         ends(".attn.masked_bias");
}

/// A first line of defence against sizes that no machine has; the session asks more precisely.
Result<void> checkMemory(const ModelConfig& config, const LoadOptions& options) {
  if (!options.device.is_cpu()) return {};
  const std::uint64_t needed = config.parameterCount() * at::elementSize(options.dtype);
  const std::uint64_t total =
      static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (needed > total) return outOfMemory(needed);
  return {};
}

/// What the files call the head of a tied model; "" where they leave it out.
std::string headOfTied(const ModelConfig& config, const WeightFiles& files) {
  const std::string head = std::string(familyNames(config).head) + ".weight";
  if (config.tieEmbeddings)
    for (const auto& [name, entry] : files.tensors())
      if (respelt(config, name) == head) return name;
  return {};
}

/// Name in the decoder → name in the files, for every tensor of the folder that is not known to be useless.
Result<std::map<std::string, std::string>> namesInFiles(const WeightFiles& files, const std::set<std::string>& wanted,
                                                        const ModelConfig& config, const std::string& path) {
  std::map<std::string, std::string> names;
  const std::string head = headOfTied(config, files);
  for (const auto& [name, entry] : files.tensors()) {
    const std::string own = decoderName(config, name);
    if (wanted.contains(own) && names.emplace(own, name).second) continue;
    if ((ignorable(name) && !wanted.contains(own)) || isBeside(config, own)) continue;
    // The embedding is used, and checkTiedHead() compares the two.
    if (name == head) continue;
    return Error("weights.unexpected_tensor", {{"name", name}}, path);
  }
  // Writers that drop shared tensors keep one of the two names, and not always the embedding's.
  if (!head.empty()) names.emplace(familyNames(config).embedding + std::string(".weight"), head);
  for (const std::string& name : wanted)
    if (!names.contains(name)) return Error("weights.missing_tensor", {{"name", name}}, path);
  return names;
}

/// A file may hold the head of a tied model a second time. When it is another matrix, transformers up to 4 uses the
/// embedding and from 5 on the head: nobody can know which one was meant. `all`: every byte is compared, else samples.
Result<void> checkTiedHead(const ModelConfig& config, const WeightFiles& files,
                           const std::map<std::string, std::string>& names, const std::string& path, bool all) {
  constexpr std::size_t kSamples = 64, kBytes = 256;
  const std::string head = headOfTied(config, files);
  if (head.empty()) return {};
  const TensorBytes own = files.bytes(head);
  const TensorBytes tied = files.bytes(names.at(std::string(familyNames(config).embedding) + ".weight"));
  bool same = own.size() == tied.size();
  const std::size_t step = all ? own.size() : std::max(kBytes, own.size() / kSamples);
  for (std::size_t at = 0; same && at < own.size(); at += step)
    same = std::memcmp(own.data() + at, tied.data() + at, std::min(all ? step : kBytes, own.size() - at)) == 0;
  if (same) return {};
  return Error("weights.other_head", {{"name", head}}, path);
}

/// Box–Muller over splitmix64: the same numbers on every machine, which no library's normal_() promises.
class Normal {
 public:
  explicit Normal(std::uint64_t seed) : m_state(seed) {}
  double next() {
    if (m_spare) {
      m_spare = false;
      return m_second;
    }
    const double u = (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53;  // in (0, 1)
    const double angle = 6.283185307179586 * (static_cast<double>(bits() >> 11) * 0x1p-53);
    const double radius = std::sqrt(-2 * std::log(u));
    m_second = radius * std::sin(angle);
    m_spare = true;
    return radius * std::cos(angle);
  }

 private:
  std::uint64_t bits() {
    std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  std::uint64_t m_state;
  double m_second = 0;
  bool m_spare = false;
};

}  // namespace

std::vector<Decoder::Linear> Decoder::allocate(const std::vector<LinearShape>& shapes,
                                               const LoadOptions& options) const {
  const auto tensorOptions = at::TensorOptions(options.dtype).device(options.device);
  std::vector<Linear> group;
  std::int64_t rows = 0, row = 0;
  for (const LinearShape& shape : shapes) rows += shape.out;
  // One block, so that kernels::linearGroup multiplies all of them at once; each is a leaf of its own for the
  // optimizer.
  const bool transposed = shapes.front().transposed;
  const at::Tensor block = at::zeros(
      transposed ? std::vector{shapes.front().in, rows} : std::vector{rows, shapes.front().in}, tensorOptions);
  for (const LinearShape& shape : shapes) {
    Linear one{shape.path, {}, {}, transposed};
    one.weight = shapes.size() == 1 ? block : block.narrow(0, row, shape.out).detach();
    if (shape.bias) one.bias = at::zeros({shape.out}, tensorOptions);
    row += shape.out;
    group.push_back(std::move(one));
  }
  return group;
}

Decoder::Norm Decoder::allocateNorm(const std::string& path, std::int64_t width, const LoadOptions& options) const {
  const auto tensorOptions = at::TensorOptions(options.dtype).device(options.device);
  Norm norm{path, {}, {}};
  norm.weight =
      m_config.norm == NormKind::RmsOnePlus ? at::zeros({width}, tensorOptions) : at::ones({width}, tensorOptions);
  if (m_config.norm == NormKind::Layer) norm.bias = at::zeros({width}, tensorOptions);
  return norm;
}

void Decoder::build(const LoadOptions& options) {
  at::NoGradGuard guard;
  const FamilyNames& names = familyNames(m_config);
  const auto tensorOptions = at::TensorOptions(options.dtype).device(options.device);
  const std::int64_t d = m_config.hiddenSize;
  m_embedding = at::zeros({m_config.vocabSize, d}, tensorOptions);
  if (m_config.learnedPositions) m_positions = at::zeros({m_config.maxPositions, d}, tensorOptions);
  m_finalNorm = allocateNorm(names.finalNorm, d, options);
  if (!m_config.tieEmbeddings) m_head = at::zeros({m_config.vocabSize, d}, tensorOptions);
  m_layers.resize(static_cast<std::size_t>(m_config.layers));
  for (std::size_t i = 0; i < m_layers.size(); ++i) {
    Layer& layer = m_layers[i];
    const LayerLinears linears = layerLinears(m_config, static_cast<std::int64_t>(i));
    const std::string prefix = names.layer + std::to_string(i) + ".";
    layer.input = allocateNorm(prefix + names.inputNorm, d, options);
    layer.feed = allocateNorm(prefix + names.feedNorm, d, options);
    if (m_config.sandwichNorms) {
      layer.attention = allocateNorm(prefix + names.attentionNorm, d, options);
      layer.update = allocateNorm(prefix + names.updateNorm, d, options);
    }
    if (m_config.headNorms) {
      layer.query = allocateNorm(prefix + names.queryNorm, m_config.headDim, options);
      layer.key = allocateNorm(prefix + names.keyNorm, m_config.headDim, options);
    }
    layer.qkv = allocate(linears.qkv, options);
    layer.out = allocate(linears.out, options);
    layer.gateUp = allocate(linears.gateUp, options);
    layer.down = allocate(linears.down, options);
  }
}

std::map<std::string, std::vector<std::int64_t>> Decoder::shapes(const ModelConfig& config) {
  Decoder decoder(config);
  LoadOptions meta;
  meta.device = at::Device(at::kMeta);
  decoder.build(meta);
  std::map<std::string, std::vector<std::int64_t>> list;
  for (const auto& [name, tensor] : decoder.parameters())
    list.emplace(name, std::vector<std::int64_t>(tensor.sizes().begin(), tensor.sizes().end()));
  return list;
}

Result<std::map<std::string, std::string>> fitWeights(const ModelConfig& config, const WeightFiles& files,
                                                      const std::string& path) {
  const auto expected = Decoder::shapes(config);  // from a model without memory
  std::set<std::string> wanted;
  for (const auto& [name, shape] : expected) wanted.insert(name);
  auto names = namesInFiles(files, wanted, config, path);
  for (const auto& [name, shape] : expected) {
    const TensorInfo* info = names.ok() ? files.find(names->at(name)) : files.find(name);
    if (info && info->shape != shape)
      return Error("weights.wrong_shape",
                   {{"name", name}, {"actual", shapeText(info->shape)}, {"expected", shapeText(shape)}}, path);
  }
  if (names.ok()) TIMBRE_TRY(checkTiedHead(config, files, *names, path, false));
  return names;
}

Result<std::unique_ptr<Decoder>> Decoder::load(const std::filesystem::path& folder, const LoadOptions& options) {
  TIMBRE_ASSIGN(ModelConfig config, readConfig(folder));
  TIMBRE_ASSIGN(const WeightFiles files, WeightFiles::open(folder));
  TIMBRE_TRY(checkMemory(config, options));
  // Names and shapes first: a folder that does not fit is refused before anything is allocated.
  const std::string path = base::displayPath(folder);
  TIMBRE_ASSIGN(const auto names, fitWeights(config, files, path));
  TIMBRE_TRY(checkTiedHead(config, files, names, path, true));

  std::unique_ptr<Decoder> decoder(new Decoder(std::move(config)));
  try {
    decoder->build(options);
    std::uint64_t done = 0;
    for (const auto& [name, tensor] : decoder->parameters()) {
      if (options.cancel.cancelled()) return Error("cancelled");
      const std::string& stored = names.at(name);
      TIMBRE_TRY(copyInto(tensor, *files.find(stored), files.bytes(stored), path));
      if (!allFinite(tensor)) return Error("weights.not_finite", {{"name", stored}}, path);
      done += files.find(stored)->bytes();
      if (options.progress)
        options.progress(static_cast<double>(done) /
                         static_cast<double>(std::max<std::uint64_t>(1, files.totalBytes())));
    }
  } catch (const c10::Error&) {  // an allocation that failed; everything else was checked before
    const std::uint64_t needed = decoder->config().parameterCount() * at::elementSize(options.dtype);
    Error error = outOfMemory(options.device.is_cpu() ? needed : 0);
    error.path = path;
    return error;
  }
  return decoder;
}

std::unique_ptr<Decoder> Decoder::random(const ModelConfig& config, std::uint64_t seed, const LoadOptions& options) {
  std::unique_ptr<Decoder> decoder(new Decoder(config));
  decoder->build(options);
  at::NoGradGuard guard;
  Normal normal(seed);
  for (const auto& [name, tensor] : decoder->parameters()) {
    if (tensor.dim() != 2) continue;  // norms stay 1, biases 0
    at::Tensor values = at::empty(tensor.sizes(), at::TensorOptions(at::kFloat));
    float* out = values.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < values.numel(); ++i)
      out[i] = static_cast<float>(normal.next() * config.initializerRange);
    at::Tensor(tensor).copy_(values);
  }
  return decoder;
}

}  // namespace timbre::model
