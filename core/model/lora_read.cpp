// SPDX-License-Identifier: GPL-3.0-or-later
// Reads PEFT folders: adapter_config.json + adapter_model.safetensors or .bin (peft tuners/lora,
// tuners/trainable_tokens, utils/save_and_load.py).
#include "core/base/json.h"
#include "core/model/decoder.h"
#include "core/model/families.h"
#include "core/model/lora_reader.h"
#include "core/model/tensor_io.h"
#include "core/model/weight_files.h"

#include <algorithm>
#include <numeric>

namespace timbre::model {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::string_view kConfigName = "adapter_config.json", kWeightsName = "adapter_model.safetensors",
                           kTorchName = "adapter_model.bin";
constexpr std::string_view kPrefix = "base_model.model.";
/// Rows that an adapter may add to a vocabulary.
constexpr std::int64_t kMaxNewRows = 1 << 20;

}  // namespace

AdapterReader::AdapterReader(const ModelConfig& model, const AdapterConfig& config, const TensorFile& file,
                             at::Device device, std::string path)
    : m_model(model),
      m_config(config),
      m_file(file),
      m_device(device),
      m_path(std::move(path)),
      m_shapes(Decoder::shapes(model)),
      m_table(familyNames(model).embedding),
      m_head(familyNames(model).head) {
  for (LinearShape& shape : adaptableLinears(model)) m_linears.emplace(shape.path, shape);
  m_shapes.emplace(weightOf(m_head),
                   std::vector<std::int64_t>{model.vocabSize, model.hiddenSize});  // of a tied model too
}

Result<void> AdapterReader::take(const TensorInfo& info) {
  if (!info.name.starts_with(kPrefix)) return unsupported(info.name);
  const std::string name = respelt(m_model, info.name.substr(kPrefix.size()));
  if (isBeside(m_model, decoderName(m_model, name))) return unsupported(info.name);
  constexpr std::string_view kA = ".lora_A.weight", kB = ".lora_B.weight", kMagnitude = ".lora_magnitude_vector",
                             kOldMagnitude = ".lora_magnitude_vector.weight",
                             kRows = ".token_adapter.trainable_tokens_delta", kTableA = ".lora_embedding_A",
                             kTableB = ".lora_embedding_B", kBase = ".base_layer.weight",
                             kUnderRows = ".token_adapter.base_layer.weight", kSavedCopy = ".modules_to_save.weight",
                             kOriginal = ".original_module.weight";
  for (const std::string_view end : {kA, kB, kMagnitude, kOldMagnitude, kTableA, kTableB}) {
    if (!name.ends_with(end)) continue;
    const std::string module = name.substr(0, name.size() - end.size());
    const bool table = end == kTableA || end == kTableB;
    const char which = end == kA || end == kTableA ? 'A' : end == kB || end == kTableB ? 'B' : 'M';
    if (table || (which == 'M' && module == m_table)) return takeEmbedding(info, module, which);
    return module == m_head ? takeHead(info, which) : takePair(info, module, which);
  }
  if (name.ends_with(kRows)) return takeRows(info, name.substr(0, name.size() - kRows.size()));
  if (name.ends_with(kUnderRows)) return takeUnder(info, name.substr(0, name.size() - kUnderRows.size()));
  if (name.find(".lora_") != std::string::npos) return unsupported(info.name);
  for (const std::string_view end : {kSavedCopy, kOriginal})
    if (name.ends_with(end)) return takeWrapped(info, name.substr(0, name.size() - end.size()), end == kSavedCopy);
  for (const std::string& module : {m_table, m_head})
    if (name == module + std::string(kBase)) return takeBelow(info, module);
  return takeSaved(info, decoderName(m_model, name));
}

Result<void> AdapterReader::takePair(const TensorInfo& info, const std::string& module, char which) {
  const auto shape = m_linears.find(module);
  if (shape == m_linears.end()) return unknownModule(module);
  return takePart(info, module, which, shape->second.in, shape->second.out, pairs[module]);
}

std::int64_t AdapterReader::rowsLike(const TensorInfo& info, std::size_t dimension) const {
  const bool fits = info.shape.size() > dimension && info.shape[dimension] >= m_model.vocabSize &&
                    info.shape[dimension] <= m_model.vocabSize + kMaxNewRows;
  return fits ? info.shape[dimension] : m_model.vocabSize;
}

Result<void> AdapterReader::takeEmbedding(const TensorInfo& info, const std::string& module, char which) {
  if (module != m_table) return module == m_head ? unsupported(info.name) : unknownModule(module);
  return takePart(info, module, which, which == 'A' ? rowsLike(info, 1) : m_model.vocabSize, m_model.hiddenSize,
                  embedding);
}

Result<void> AdapterReader::takeHead(const TensorInfo& info, char which) {
  return takePart(info, m_head, which, m_model.hiddenSize, which == 'A' ? m_model.vocabSize : rowsLike(info, 0),
                  pairs[m_head]);
}

Result<void> AdapterReader::takePart(const TensorInfo& info, const std::string& module, char which, std::int64_t in,
                                     std::int64_t out, LoraPair& pair) {
  if (which == 'M' && !m_config.dora) return unsupported(info.name);
  TIMBRE_ASSIGN(const AdapterConfig::Shape shape, m_config.shapeOf(module, m_path));
  const std::vector<std::int64_t> expected = which == 'A'   ? std::vector<std::int64_t>{shape.rank, in}
                                             : which == 'B' ? std::vector<std::int64_t>{out, shape.rank}
                                                            : std::vector<std::int64_t>{out};
  if (info.shape != expected) return mismatch(info.name, info.shape, expected);
  TIMBRE_ASSIGN(at::Tensor tensor, values(info));
  pair.scale = shape.scale;
  (which == 'A' ? pair.a : which == 'B' ? pair.b : pair.magnitude) = std::move(tensor);
  return {};
}

Result<void> AdapterReader::takeBelow(const TensorInfo& info, const std::string& module) {
  std::vector<std::int64_t> expected = m_shapes.at(weightOf(module));
  expected[0] = rowsLike(info, 0);
  if (info.shape != expected) return mismatch(info.name, info.shape, expected);
  TIMBRE_ASSIGN(at::Tensor tensor, values(info));
  (module == m_table ? m_belowTable : m_belowHead) = {std::move(tensor), {}, {info.name.substr(kPrefix.size())}, true};
  return {};
}

const Json* AdapterReader::rowList(const std::string& module) const {
  const Json& rows = m_config.tokenRows;
  if (rows.is_array()) return module == m_table ? &rows : nullptr;
  if (rows.is_object())
    for (const auto& [name, value] : rows.items())
      if (matchesTarget(module, name)) return &value;
  return nullptr;
}

Result<std::vector<std::int64_t>> AdapterReader::rowsOf(const std::string& module) const {
  const Json* list = rowList(module);
  std::vector<std::int64_t> rows;
  if (!list || !list->is_array()) return invalid("trainable_token_indices");
  for (const Json& row : *list) {
    if (!row.is_number_integer() || row.get<std::int64_t>() < 0 ||
        row.get<std::int64_t>() >= m_model.vocabSize + kMaxNewRows)
      return invalid("trainable_token_indices");
    rows.push_back(row.get<std::int64_t>());
  }
  return rows;
}

Result<void> AdapterReader::takeRows(const TensorInfo& info, const std::string& module) {
  const std::string name = decoderName(m_model, weightOf(module));
  const auto shape = m_shapes.find(name);
  if (shape == m_shapes.end()) return unknownModule(module);
  // A tied model's head follows the embedding's rows, and PEFT may write them twice.
  const bool copy = m_model.tieEmbeddings && module == m_head && !rowList(m_head);
  TIMBRE_ASSIGN(std::vector<std::int64_t> rows, rowsOf(copy ? m_table : module));
  const std::vector<std::int64_t> expected{static_cast<std::int64_t>(rows.size()), shape->second.back()};
  if (info.shape != expected || rows.empty()) return mismatch(info.name, info.shape, expected);
  TIMBRE_ASSIGN(at::Tensor tensor, values(info));
  if (!copy) return keep(name, {std::move(tensor), std::move(rows), {info.name.substr(kPrefix.size())}});
  m_tiedRows.values = std::move(tensor);
  m_tiedRows.rows = std::move(rows);
  m_tiedRows.names = {info.name.substr(kPrefix.size())};
  return {};
}

Result<void> AdapterReader::takeUnder(const TensorInfo& info, const std::string& module) {
  if (module != m_table && module != m_head) return unknownModule(module);
  std::vector<std::int64_t> expected = m_shapes.at(weightOf(module));
  expected[0] = rowsLike(info, 0);
  if (info.shape != expected) return mismatch(info.name, info.shape, expected);
  TIMBRE_ASSIGN(at::Tensor tensor, values(info));
  m_under[weightOf(module)] = {std::move(tensor), {}, {info.name.substr(kPrefix.size())}};
  return {};
}

Result<void> AdapterReader::keep(const std::string& name, SavedTensor one) {
  if (saved.contains(name))
    return unsupported(std::string(kPrefix) + one.names.front());  // two claims on one parameter
  saved.emplace(name, std::move(one));
  return {};
}

Result<void> AdapterReader::takeWrapped(const TensorInfo& info, const std::string& module, bool copy) {
  const std::string name = decoderName(m_model, weightOf(module));
  if (!isVocabulary(name) || !m_config.saves(module)) return unsupported(info.name);
  if (!copy) return {};
  TIMBRE_ASSIGN(at::Tensor tensor, values(info));
  m_copies[name] = {info.name, std::move(tensor)};
  return {};
}

bool AdapterReader::isVocabulary(const std::string& name) const {
  return name == weightOf(m_table) || name == weightOf(m_head);
}

Result<void> AdapterReader::takeSaved(const TensorInfo& info, const std::string& name) {
  const auto found = m_shapes.find(name);
  if (found == m_shapes.end()) return unknownModule(name);
  std::vector<std::int64_t> expected = found->second, rows;
  if (isVocabulary(name) && info.shape.size() == 2 && info.shape[0] >= 1 &&
      info.shape[0] <= expected[0] + kMaxNewRows) {
    if (info.shape[0] < expected[0]) {
      rows.resize(static_cast<std::size_t>(info.shape[0]));
      std::iota(rows.begin(), rows.end(), expected[0]);
    }
    expected[0] = info.shape[0];
  }
  if (info.shape != expected) return mismatch(info.name, info.shape, expected);
  TIMBRE_ASSIGN(at::Tensor tensor, values(info));
  // What modules_to_save does not name is the base's own, which PEFT may write beside the rest.
  const bool frozen = !m_config.saves(name.substr(0, name.rfind('.')));
  SavedTensor one{std::move(tensor), std::move(rows), {info.name.substr(kPrefix.size())}, frozen};
  if (!m_model.tieEmbeddings || name != weightOf(m_head)) return keep(name, std::move(one));
  m_tiedHead = std::move(one);
  return {};
}

Result<at::Tensor> AdapterReader::values(const TensorInfo& info) const {
  at::Tensor tensor = at::empty(info.shape, at::TensorOptions(at::kFloat));
  TIMBRE_TRY(copyInto(tensor, info, m_file.bytes(info), m_path));
  if (!allFinite(tensor)) return Error("weights.not_finite", {{"name", info.name}}, m_path);
  return tensor.to(m_device);
}

Error AdapterReader::mismatch(const std::string& name, at::IntArrayRef actual,
                              const std::vector<std::int64_t>& expected) const {
  return Error(
      "adapter.mismatch",
      {{"name", name}, {"actual", shapeText({actual.data(), actual.size()})}, {"expected", shapeText(expected)}},
      m_path);
}

Result<std::shared_ptr<LoraAdapter>> LoraAdapter::load(const fs::path& folder, const ModelConfig& model,
                                                       at::Device device) {
  const std::string configPath = base::displayPath(folder / kConfigName), shown = base::displayPath(folder);
  TIMBRE_ASSIGN(const auto resolved, resolveModelFile(folder, kConfigName));
  TIMBRE_ASSIGN(const std::string text, base::readFile(resolved, 16u << 20));
  TIMBRE_ASSIGN(const Json json, base::parseJson(text, configPath));
  const bool transposed = familyNames(model).transposed;
  TIMBRE_ASSIGN(const AdapterConfig parsed, parseAdapterConfig(json, model, configPath));
  std::error_code code;
  const bool torch = !fs::exists(folder / kWeightsName, code) && fs::exists(folder / kTorchName, code);
  TIMBRE_ASSIGN(const auto file, openTensorFile(folder, torch ? kTorchName : kWeightsName));
  AdapterReader reader(model, parsed, *file, device, shown);
  for (const TensorInfo& info : file->tensors()) TIMBRE_TRY(reader.take(info));
  TIMBRE_TRY(reader.checkComplete());

  auto adapter = std::make_shared<LoraAdapter>();
  adapter->m_transposed = transposed;
  adapter->m_headFollows = reader.headFollows();
  adapter->m_pairs = std::move(reader.pairs);
  adapter->m_saved = std::move(reader.saved);
  adapter->m_embedding = std::move(reader.embedding);
  adapter->m_embeddingPath = familyNames(model).embedding;
  adapter->m_config = parsed.lora;
  adapter->m_file = text;
  if (parsed.ranks.empty() && parsed.alphas.empty())
    for (auto& [module, pair] : adapter->m_pairs) pair.scale = adapter->scale();
  return adapter;
}

}  // namespace timbre::model
