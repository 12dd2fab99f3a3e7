// SPDX-License-Identifier: GPL-3.0-or-later
// Where a decoder's tensors come from: a model folder or a seed.
#include "core/model/decoder.h"
#include "core/model/tensor_io.h"
#include "core/model/weight_files.h"

#include <unistd.h>
#include <cmath>
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
  return ends(".rotary_emb.inv_freq") || ends(".attn.bias") || ends(".attn.masked_bias");
}

std::string megabytes(std::uint64_t bytes) { return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB"; }

/// A first line of defence against sizes that no machine has; the session asks more precisely.
Result<void> checkMemory(const ModelConfig& config, const LoadOptions& options) {
  if (!options.device.is_cpu()) return {};
  const std::uint64_t needed = config.parameterCount() * at::elementSize(options.dtype);
  const std::uint64_t total =
      static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (needed > total) return Error("memory.insufficient", {{"needed", megabytes(needed)}, {"free", megabytes(total)}});
  return {};
}

/// What every tensor of the folder must be: known to the model, or known to be useless.
Result<void> checkNames(const WeightFiles& files, const std::set<std::string>& wanted, const ModelConfig& config,
                        const std::string& path) {
  for (const auto& [name, entry] : files.tensors()) {
    if (wanted.contains(name) || ignorable(name)) continue;
    if (name == "lm_head.weight" && config.tieEmbeddings) continue;  // as transformers: the embedding is used
    return Error("weights.unexpected_tensor", {{"name", name}}, path);
  }
  for (const std::string& name : wanted)
    if (!files.find(name)) return Error("weights.missing_tensor", {{"name", name}}, path);
  return {};
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

void Decoder::allocate(std::vector<Linear>& group, bool bias, const LoadOptions& options) {
  const auto tensorOptions = at::TensorOptions(options.dtype).device(options.device);
  std::int64_t rows = 0, in = 0;
  std::vector<LinearShape> shapes;
  for (const LinearShape& shape : adaptableLinears(m_config))
    for (const Linear& one : group)
      if (shape.path == one.path) {
        shapes.push_back(shape);
        rows += shape.out;
        in = shape.in;
      }
  // One block, so that kernels::linearGroup multiplies all of them at once; each is a leaf of its own for the
  // optimizer.
  const at::Tensor block = at::zeros({rows, in}, tensorOptions);
  std::int64_t row = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    group[i].weight = block.narrow(0, row, shapes[i].out).detach();
    if (bias) group[i].bias = at::zeros({shapes[i].out}, tensorOptions);
    row += shapes[i].out;
  }
}

void Decoder::build(const LoadOptions& options) {
  at::NoGradGuard guard;
  const auto tensorOptions = at::TensorOptions(options.dtype).device(options.device);
  m_embedding = at::zeros({m_config.vocabSize, m_config.hiddenSize}, tensorOptions);
  m_finalNorm = at::ones({m_config.hiddenSize}, tensorOptions);
  if (!m_config.tieEmbeddings) m_head = at::zeros({m_config.vocabSize, m_config.hiddenSize}, tensorOptions);
  m_frequencies = rotaryFrequencies(m_config).to(options.device);
  m_layers.resize(static_cast<std::size_t>(m_config.layers));
  for (std::size_t i = 0; i < m_layers.size(); ++i) {
    Layer& layer = m_layers[i];
    layer.inputNorm = at::ones({m_config.hiddenSize}, tensorOptions);
    layer.postNorm = at::ones({m_config.hiddenSize}, tensorOptions);
    const std::string prefix = "model.layers." + std::to_string(i) + ".";
    const auto named = [&](const char* module, std::initializer_list<const char*> names) {
      std::vector<Linear> group;
      for (const char* name : names) group.push_back({prefix + module + "." + name, {}, {}});
      return group;
    };
    allocate(layer.qkv = named("self_attn", {"q_proj", "k_proj", "v_proj"}), m_config.attentionBias, options);
    allocate(layer.o = named("self_attn", {"o_proj"}), m_config.attentionBias, options);
    allocate(layer.gateUp = named("mlp", {"gate_proj", "up_proj"}), m_config.mlpBias, options);
    allocate(layer.down = named("mlp", {"down_proj"}), m_config.mlpBias, options);
  }
}

Result<std::unique_ptr<Decoder>> Decoder::load(const std::filesystem::path& folder, const LoadOptions& options) {
  TIMBRE_ASSIGN(ModelConfig config, readConfig(folder));
  TIMBRE_ASSIGN(const WeightFiles files, WeightFiles::open(folder));
  TIMBRE_TRY(checkMemory(config, options));
  // Names and shapes first, from a model without memory: a folder that does not fit is refused before anything is
  // allocated.
  std::unique_ptr<Decoder> shape(new Decoder(config));
  LoadOptions meta;
  meta.device = at::Device(at::kMeta);
  shape->build(meta);
  const std::string path = base::displayPath(folder);
  std::set<std::string> wanted;
  for (const auto& [name, tensor] : shape->parameters()) {
    wanted.insert(name);
    const TensorInfo* info = files.find(name);
    if (info && tensor.sizes() != at::IntArrayRef(info->shape))
      return Error("weights.wrong_shape",
                   {{"name", name},
                    {"actual", shapeText(info->shape)},
                    {"expected", shapeText({tensor.sizes().data(), tensor.sizes().size()})}},
                   path);
  }
  TIMBRE_TRY(checkNames(files, wanted, config, path));

  std::unique_ptr<Decoder> decoder(new Decoder(std::move(config)));
  try {
    decoder->build(options);
    std::uint64_t done = 0;
    for (const auto& [name, tensor] : decoder->parameters()) {
      if (options.cancel.cancelled()) return Error("cancelled");
      TIMBRE_TRY(copyInto(tensor, *files.find(name), files.bytes(name), path));
      done += files.find(name)->bytes();
      if (options.progress)
        options.progress(static_cast<double>(done) /
                         static_cast<double>(std::max<std::uint64_t>(1, files.totalBytes())));
    }
  } catch (const c10::Error&) {  // an allocation that failed; everything else was checked before
    return Error(
        "memory.insufficient",
        {{"needed", megabytes(decoder->config().parameterCount() * at::elementSize(options.dtype))}, {"free", "?"}},
        path);
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
