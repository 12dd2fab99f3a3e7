// SPDX-License-Identifier: GPL-3.0-or-later
// Reads PEFT folders: adapter_config.json + adapter_model.safetensors or .bin (peft tuners/lora, tuners/trainable_tokens,
// utils/save_and_load.py).
#include "core/base/json.h"
#include "core/model/decoder.h"
#include "core/model/families.h"
#include "core/model/lora.h"
#include "core/model/module_pattern.h"
#include "core/model/structure.h"
#include "core/model/tensor_io.h"
#include "core/model/weight_files.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace timbre::model {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::string_view kConfigName = "adapter_config.json", kWeightsName = "adapter_model.safetensors",
                           kTorchName = "adapter_model.bin";
constexpr std::string_view kPrefix = "base_model.model.", kWeight = ".weight";
constexpr std::int64_t kMaxRank = 65536;
/// Rows that an adapter may add to a vocabulary.
constexpr std::int64_t kMaxNewRows = 1 << 20;

/// Keys that change the arithmetic and must be absent, null, empty or off.
const char* const kMustBeOff[] = {"lora_bias", "layer_replication", "target_parameters", "alora_invocation_tokens", "use_qalora"};

bool isOff(const Json& value) {
  return value.is_null() || (value.is_boolean() && !value.get<bool>()) ||
         ((value.is_object() || value.is_array()) && value.empty());
}

Error unsupported(const std::string& what, const std::string& path) {
  return Error("adapter.unsupported", {{"what", what.substr(0, 120)}}, path);
}
Error invalid(const char* key, const std::string& path) { return Error("adapter.invalid_config", {{"key", key}}, path); }

struct FileConfig {
  LoraConfig config;
  bool dora = false;
  std::vector<std::pair<std::string, double>> ranks, alphas;  // pattern → value, in the order of the file
  std::vector<std::string> savedModules;                      // modules_to_save
  Json tokenRows;                                             // trainable_token_indices
};

/// What the adapter was started from: some ways change the base as well, and the file does not hold that change.
Result<void> checkStart(const Json& json, const std::string& path) {
  const Json* start = base::member(json, "init_lora_weights");
  if (!start || !start->is_string()) return {};
  const std::string way = start->get<std::string>();
  for (const char* harmless : {"gaussian", "eva", "orthogonal"})
    if (way == harmless) return {};
  return unsupported("init_lora_weights " + way, path);
}

Result<std::vector<std::pair<std::string, double>>> readPattern(const Json& json, const char* key, const std::string& path) {
  std::vector<std::pair<std::string, double>> out;
  const Json* pattern = base::member(json, key);
  if (!pattern || pattern->is_null()) return out;
  if (!pattern->is_object()) return invalid(key, path);
  for (const auto& [name, value] : pattern->items()) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) return invalid(key, path);
    out.emplace_back(name, value.get<double>());
  }
  return out;
}

Result<FileConfig> parseAdapterConfig(const Json& json, const std::string& path, bool transposed) {
  if (!json.is_object()) return invalid("peft_type", path);
  if (const std::string type = base::stringOr(json, "peft_type"); type != "LORA")
    return unsupported(type.empty() ? "peft_type" : type, path);
  if (const std::string task = base::stringOr(json, "task_type"); !task.empty() && task != "CAUSAL_LM")
    return unsupported("task_type " + task, path);
  // PEFT turns it on for layers that store their weight (in, out) and off for all others, whatever the file said.
  if (const Json* fan = base::member(json, "fan_in_fan_out"); fan && !isOff(*fan) && !transposed)
    return unsupported("fan_in_fan_out", path);
  for (const char* key : kMustBeOff)
    if (const Json* value = base::member(json, key); value && !isOff(*value)) return unsupported(key, path);
  if (const std::string bias = base::stringOr(json, "bias", "none"); bias != "none") return unsupported("bias " + bias, path);
  TIMBRE_TRY(checkStart(json, path));
  FileConfig out;
  const long long rank = base::integerOr(json, "r", 8);
  if (rank < 1 || rank > kMaxRank) return invalid("r", path);
  out.config.rank = static_cast<int>(rank);
  out.config.alpha = base::numberOr(json, "lora_alpha", 8);
  if (!std::isfinite(out.config.alpha)) return invalid("lora_alpha", path);
  out.config.dropout = base::numberOr(json, "lora_dropout", 0);
  if (!(out.config.dropout >= 0 && out.config.dropout < 1)) return invalid("lora_dropout", path);
  out.config.baseModel = base::stringOr(json, "base_model_name_or_path");
  out.config.rankStabilised = base::boolOr(json, "use_rslora", false);
  out.dora = base::boolOr(json, "use_dora", false);
  TIMBRE_ASSIGN(out.ranks, readPattern(json, "rank_pattern", path));
  TIMBRE_ASSIGN(out.alphas, readPattern(json, "alpha_pattern", path));
  for (const auto& [name, value] : out.ranks)
    if (value < 1 || value > kMaxRank || value != std::floor(value)) return invalid("rank_pattern", path);
  if (const Json* saved = base::member(json, "modules_to_save"); saved && saved->is_array())
    for (const Json& module : *saved)
      if (module.is_string()) out.savedModules.push_back(module.get<std::string>());
  if (const Json* rows = base::member(json, "trainable_token_indices")) out.tokenRows = *rows;
  if (const Json* targets = base::member(json, "target_modules"); targets && targets->is_array())
    for (const Json& target : *targets)
      if (target.is_string()) out.config.targetModules.push_back(target.get<std::string>());
  return out;
}

/// The value of the first pattern that means this module, else `otherwise`.
Result<double> patternValue(const std::vector<std::pair<std::string, double>>& patterns, const std::string& module, double otherwise,
                            const std::string& path) {
  for (const auto& [pattern, value] : patterns) {
    TIMBRE_ASSIGN(const bool means, matchesModule(pattern, module, path));
    if (means) return value;
  }
  return otherwise;
}

/// Puts the tensors of a file where they belong.
class AdapterReader {
 public:
  AdapterReader(const ModelConfig& model, const FileConfig& config, const TensorFile& file, at::Device device, std::string path)
      : m_model(model), m_config(config), m_file(file), m_device(device), m_path(std::move(path)), m_shapes(Decoder::shapes(model)) {
    for (LinearShape& shape : adaptableLinears(model)) m_linears.emplace(shape.path, shape);
  }

  Result<void> take(const TensorInfo& info) {
    if (!info.name.starts_with(kPrefix)) return unsupported(info.name, m_path);
    const std::string name = info.name.substr(kPrefix.size());
    constexpr std::string_view kA = ".lora_A.weight", kB = ".lora_B.weight", kMagnitude = ".lora_magnitude_vector",
                               kOldMagnitude = ".lora_magnitude_vector.weight", kRows = ".token_adapter.trainable_tokens_delta",
                               kTableA = ".lora_embedding_A", kTableB = ".lora_embedding_B", kBase = ".base_layer.weight",
                               kSavedCopy = ".modules_to_save.weight", kOriginal = ".original_module.weight";
    for (const std::string_view end : {kA, kB, kMagnitude, kOldMagnitude, kTableA, kTableB}) {
      if (!name.ends_with(end)) continue;
      const std::string module = name.substr(0, name.size() - end.size());
      const bool table = end == kTableA || end == kTableB;
      const char which = end == kA || end == kTableA ? 'A' : end == kB || end == kTableB ? 'B' : 'M';
      if (table || (which == 'M' && module == familyNames(m_model).embedding)) return takeEmbedding(info, module, which);
      return takePair(info, module, which);
    }
    if (name.ends_with(kRows)) return takeRows(info, name.substr(0, name.size() - kRows.size()));
    if (name.find(".lora_") != std::string::npos) return unsupported(info.name, m_path);
    for (const std::string_view end : {kSavedCopy, kOriginal})
      if (name.ends_with(end)) return takeWrapped(info, name.substr(0, name.size() - end.size()), end == kSavedCopy);
    // PEFT saves the matrix below an adapted embedding as well; a tied head is the same matrix.
    if (const std::string table = familyNames(m_model).embedding; name == table + std::string(kBase)) {
      m_belowEmbedding = m_headFollows = true;
      return takeSaved(info, table + std::string(kWeight));
    }
    return takeSaved(info, decoderName(m_model, name));
  }

  Result<void> checkComplete() {
    const auto complete = [&](const std::string& path, const LoraPair& pair, const char* nameA, const char* nameB) -> Result<void> {
      const char* absent = !pair.a.defined() ? nameA : !pair.b.defined() ? nameB : "";
      if (m_config.dora && !pair.magnitude.defined()) absent = ".lora_magnitude_vector";
      if (*absent) return Error("adapter.incomplete", {{"name", path + absent}}, m_path);
      return {};
    };
    for (const auto& [path, pair] : pairs) TIMBRE_TRY(complete(path, pair, ".lora_A.weight", ".lora_B.weight"));
    const std::string table = familyNames(m_model).embedding;
    if (embedding.a.defined() || embedding.b.defined() || embedding.magnitude.defined() || m_belowEmbedding)
      TIMBRE_TRY(complete(table, embedding, ".lora_embedding_A", ".lora_embedding_B"));
    for (const std::string& module : m_config.savedModules) {
      const auto named = [&](const auto& item) { return matchesTarget(item.first.substr(0, item.first.rfind('.')), module); };
      const bool tiedHead = m_tiedHead.defined() && matchesTarget(familyNames(m_model).head, module);
      if (!tiedHead && std::none_of(saved.begin(), saved.end(), named)) return Error("adapter.incomplete", {{"name", module}}, m_path);
    }
    // Of a tied model the file holds the matrix twice, or the embedding alone changes.
    const auto matrix = saved.find(table + std::string(kWeight));
    if (m_tiedHead.defined()) {
      if (matrix == saved.end() || !at::equal(matrix->second.values, m_tiedHead)) return unsupported(familyNames(m_model).head, m_path);
      matrix->second.names.push_back(m_tiedHeadName);
      m_headFollows = true;
    }
    if (matrix == saved.end() || !matrix->second.rows.empty()) m_headFollows = true;
    for (const auto& [name, copy] : m_copies) {
      const bool tiedHead = m_model.tieEmbeddings && name == familyNames(m_model).head + std::string(kWeight);
      const auto inForce = saved.find(tiedHead ? table + std::string(kWeight) : name);
      if (inForce == saved.end() || !at::equal(inForce->second.values, copy.second)) return unsupported(copy.first, m_path);
    }
    // A vocabulary that grew on one side alone is no model: PEFT may leave out the head that it lies on.
    const std::string head = familyNames(m_model).head;
    const std::int64_t rows = rowsInForce(table), headRows = !m_model.tieEmbeddings ? rowsInForce(head) : m_headFollows ? rows : m_model.vocabSize;
    if (rows != headRows) return Error("adapter.incomplete", {{"name", (rows < headRows ? table : head) + std::string(kWeight)}}, m_path);
    if (embedding.a.defined() && embedding.a.size(1) != rows) {
      const std::vector<std::int64_t> expected{embedding.a.size(0), rows};
      return Error("adapter.mismatch", {{"name", table + ".lora_embedding_A"}, {"actual", shapeText(embedding.a.sizes())}, {"expected", shapeText(expected)}}, m_path);
    }
    if (pairs.empty() && saved.empty() && !embedding.a.defined()) return Error("adapter.incomplete", {{"name", "lora_A.weight"}}, m_path);
    return {};
  }

  /// After checkComplete().
  bool headFollows() const { return m_headFollows; }

  std::map<std::string, LoraPair> pairs;
  LoraPair embedding;
  std::map<std::string, SavedTensor> saved;

 private:
  Result<at::Tensor> values(const TensorInfo& info) const {
    at::Tensor tensor = at::empty(info.shape, at::TensorOptions(at::kFloat));
    TIMBRE_TRY(copyInto(tensor, info, m_file.bytes(info), m_path));
    if (!at::isfinite(tensor).all().item<bool>()) return Error("weights.not_finite", {{"name", info.name}}, m_path);
    return tensor.to(m_device);
  }

  Error mismatch(const TensorInfo& info, const std::vector<std::int64_t>& expected) const {
    return Error("adapter.mismatch", {{"name", info.name}, {"actual", shapeText(info.shape)}, {"expected", shapeText(expected)}}, m_path);
  }

  /// The base is the right one where only the head is adapted, which is not done here.
  Error unknownModule(const std::string& name) const {
    const std::string head = familyNames(m_model).head;
    if (name == head || name.starts_with(head + ".")) return unsupported("LoRA on " + head, m_path);
    return Error("adapter.unknown_module", {{"name", name}}, m_path);
  }

  /// Which: 'A', 'B' or the magnitude.
  Result<void> takePair(const TensorInfo& info, const std::string& module, char which) {
    const auto shape = m_linears.find(module);
    if (shape == m_linears.end()) return unknownModule(module);
    return takePart(info, module, which, shape->second.in, shape->second.out, pairs[module]);
  }

  /// The table has a row for each token: its input is the vocabulary, which may have grown (checkComplete() compares).
  Result<void> takeEmbedding(const TensorInfo& info, const std::string& module, char which) {
    if (module != familyNames(m_model).embedding) return unknownModule(module);
    const bool fits = which == 'A' && info.shape.size() == 2 && info.shape[1] >= m_model.vocabSize && info.shape[1] <= m_model.vocabSize + kMaxNewRows;
    return takePart(info, module, which, fits ? info.shape[1] : m_model.vocabSize, m_model.hiddenSize, embedding);
  }

  Result<void> takePart(const TensorInfo& info, const std::string& module, char which, std::int64_t in, std::int64_t out, LoraPair& pair) {
    if (which == 'M' && !m_config.dora) return unsupported(info.name, m_path);
    const LoraConfig& common = m_config.config;
    TIMBRE_ASSIGN(const double rank, patternValue(m_config.ranks, module, common.rank, m_path));
    TIMBRE_ASSIGN(const double alpha, patternValue(m_config.alphas, module, common.alpha, m_path));
    const auto r = static_cast<std::int64_t>(rank);
    const std::vector<std::int64_t> expected = which == 'A'   ? std::vector<std::int64_t>{r, in}
                                               : which == 'B' ? std::vector<std::int64_t>{out, r}
                                                              : std::vector<std::int64_t>{out};
    if (info.shape != expected) return mismatch(info, expected);
    TIMBRE_ASSIGN(at::Tensor tensor, values(info));
    pair.scale = alpha / (common.rankStabilised ? std::sqrt(rank) : rank);
    (which == 'A' ? pair.a : which == 'B' ? pair.b : pair.magnitude) = std::move(tensor);
    return {};
  }

  /// Of the embedding or the head.
  std::int64_t rowsInForce(const std::string& module) const {
    const auto matrix = saved.find(module + std::string(kWeight));
    if (matrix == saved.end()) return m_model.vocabSize;
    const auto& [values, rows, names] = matrix->second;
    return rows.empty() ? values.size(0) : std::max(m_model.vocabSize, *std::max_element(rows.begin(), rows.end()) + 1);
  }

  /// The indices that the config gives for this module: a list means the embedding.
  Result<std::vector<std::int64_t>> rowsOf(const std::string& module) const {
    const Json* list = m_config.tokenRows.is_array() ? &m_config.tokenRows : nullptr;
    if (m_config.tokenRows.is_object())
      for (const auto& [name, value] : m_config.tokenRows.items())
        if (matchesTarget(module, name)) list = &value;
    std::vector<std::int64_t> rows;
    if (!list || !list->is_array()) return invalid("trainable_token_indices", m_path);
    for (const Json& row : *list) {
      if (!row.is_number_integer() || row.get<std::int64_t>() < 0 || row.get<std::int64_t>() >= m_model.vocabSize)
        return invalid("trainable_token_indices", m_path);
      rows.push_back(row.get<std::int64_t>());
    }
    return rows;
  }

  Result<void> takeRows(const TensorInfo& info, const std::string& module) {
    const std::string name = decoderName(m_model, module + std::string(kWeight));
    const auto shape = m_shapes.find(name);
    if (shape == m_shapes.end()) return unknownModule(module);
    TIMBRE_ASSIGN(std::vector<std::int64_t> rows, rowsOf(module));
    const std::vector<std::int64_t> expected{static_cast<std::int64_t>(rows.size()), shape->second.back()};
    if (info.shape != expected || rows.empty()) return mismatch(info, expected);
    TIMBRE_ASSIGN(at::Tensor tensor, values(info));
    return keep(info, name, std::move(tensor), std::move(rows));
  }

  Result<void> keep(const TensorInfo& info, const std::string& name, at::Tensor tensor, std::vector<std::int64_t> rows) {
    if (saved.contains(name)) return unsupported(info.name, m_path);  // two claims on one parameter
    saved[name] = {std::move(tensor), std::move(rows), {info.name.substr(kPrefix.size())}};
    return {};
  }

  /// Of a model that has grown PEFT writes embedding and head again as its wrapper holds them: what is saved, which has to be the same
  /// (checkComplete() compares), and the base's own, which is off while the adapter is on.
  Result<void> takeWrapped(const TensorInfo& info, const std::string& module, bool copy) {
    const std::string name = decoderName(m_model, module + std::string(kWeight));
    const auto named = [&](const std::string& target) { return matchesTarget(module, target); };
    if (!isVocabulary(name) || std::none_of(m_config.savedModules.begin(), m_config.savedModules.end(), named)) return unsupported(info.name, m_path);
    if (!copy) return {};
    TIMBRE_ASSIGN(at::Tensor tensor, values(info));
    m_copies[name] = {info.name, std::move(tensor)};
    return {};
  }

  bool isVocabulary(const std::string& name) const {
    const FamilyNames& names = familyNames(m_model);
    return name == names.embedding + std::string(kWeight) || name == names.head + std::string(kWeight);
  }

  /// A whole parameter. The matrices of the vocabulary may have more rows than the base, or hold only those that were added.
  Result<void> takeSaved(const TensorInfo& info, const std::string& name) {
    const FamilyNames& names = familyNames(m_model);
    if (m_model.tieEmbeddings && name == names.head + std::string(kWeight)) {
      TIMBRE_ASSIGN(m_tiedHead, values(info));
      m_tiedHeadName = info.name.substr(kPrefix.size());
      return {};
    }
    const auto found = m_shapes.find(name);
    if (found == m_shapes.end()) return unknownModule(name);
    std::vector<std::int64_t> expected = found->second, rows;
    if (isVocabulary(name) && info.shape.size() == 2 && info.shape[0] >= 1 && info.shape[0] <= expected[0] + kMaxNewRows) {
      if (info.shape[0] < expected[0]) {
        rows.resize(static_cast<std::size_t>(info.shape[0]));
        std::iota(rows.begin(), rows.end(), expected[0]);
      }
      expected[0] = info.shape[0];
    }
    if (info.shape != expected) return mismatch(info, expected);
    TIMBRE_ASSIGN(at::Tensor tensor, values(info));
    return keep(info, name, std::move(tensor), std::move(rows));
  }

  const ModelConfig& m_model;
  const FileConfig& m_config;
  const TensorFile& m_file;
  at::Device m_device;
  std::string m_path;
  std::map<std::string, std::vector<std::int64_t>> m_shapes;
  std::map<std::string, LinearShape> m_linears;
  std::map<std::string, std::pair<std::string, at::Tensor>> m_copies;  // parameter → its second copy, with that one's name in the file
  at::Tensor m_tiedHead;
  std::string m_tiedHeadName;
  bool m_belowEmbedding = false, m_headFollows = false;
};

}  // namespace

Result<std::shared_ptr<LoraAdapter>> LoraAdapter::load(const fs::path& folder, const ModelConfig& model, at::Device device) {
  const std::string configPath = base::displayPath(folder / kConfigName), shown = base::displayPath(folder);
  TIMBRE_ASSIGN(const auto resolved, resolveModelFile(folder, kConfigName));
  TIMBRE_ASSIGN(const std::string text, base::readFile(resolved, 16u << 20));
  TIMBRE_ASSIGN(const Json json, base::parseJson(text, configPath));
  const bool transposed = familyNames(model).transposed;
  TIMBRE_ASSIGN(FileConfig parsed, parseAdapterConfig(json, configPath, transposed));
  std::error_code code;
  const bool torch = !fs::exists(folder / kWeightsName, code) && fs::exists(folder / kTorchName, code);
  TIMBRE_ASSIGN(const auto file, openTensorFile(folder, torch ? kTorchName : kWeightsName));
  AdapterReader reader(model, parsed, *file, device, shown);
  for (const TensorInfo& info : file->tensors()) TIMBRE_TRY(reader.take(info));
  TIMBRE_TRY(reader.checkComplete());

  auto adapter = std::make_shared<LoraAdapter>();
  adapter->m_transposed = transposed;
  adapter->m_pairs = std::move(reader.pairs);
  adapter->m_headFollows = reader.headFollows();
  adapter->m_saved = std::move(reader.saved);
  adapter->m_embedding = std::move(reader.embedding);
  adapter->m_embeddingPath = familyNames(model).embedding;
  adapter->m_config = parsed.config;
  adapter->m_file = text;
  if (parsed.ranks.empty() && parsed.alphas.empty())
    for (auto& [module, pair] : adapter->m_pairs) pair.scale = adapter->scale();
  return adapter;
}

}  // namespace timbre::model
