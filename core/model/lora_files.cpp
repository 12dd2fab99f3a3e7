// SPDX-License-Identifier: GPL-3.0-or-later
// PEFT folders: adapter_config.json + adapter_model.safetensors or .bin (peft tuners/lora, utils/save_and_load.py).
#include "core/base/json.h"
#include "core/model/families.h"
#include "core/model/lora.h"
#include "core/model/tensor_io.h"
#include "core/model/weight_files.h"

#include <cmath>
#include <set>

namespace timbre::model {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::string_view kConfigName = "adapter_config.json", kWeightsName = "adapter_model.safetensors",
                           kTorchName = "adapter_model.bin";
constexpr std::string_view kPrefix = "base_model.model.";
constexpr std::int64_t kMaxRank = 65536;

/// Keys that change the arithmetic and must be absent, null, empty or off.
const char* const kMustBeOff[] = {"use_dora",
                                  "lora_bias",
                                  "modules_to_save",
                                  "layer_replication",
                                  "rank_pattern",
                                  "alpha_pattern",
                                  "trainable_token_indices",
                                  "target_parameters",
                                  "alora_invocation_tokens",
                                  "use_qalora"};

bool isOff(const Json& value) {
  return value.is_null() || (value.is_boolean() && !value.get<bool>()) ||
         ((value.is_object() || value.is_array()) && value.empty());
}

struct FileConfig {
  LoraConfig config;
  bool rsLora = false;
};

Result<FileConfig> parseAdapterConfig(const Json& json, const std::string& path, bool transposed) {
  const auto unsupported = [&](const std::string& what) {
    return Error("adapter.unsupported", {{"what", what.substr(0, 120)}}, path);
  };
  const auto invalid = [&](const char* key) { return Error("adapter.invalid_config", {{"key", key}}, path); };
  if (!json.is_object()) return invalid("peft_type");
  if (const std::string type = base::stringOr(json, "peft_type"); type != "LORA")
    return unsupported(type.empty() ? "peft_type" : type);
  // PEFT turns it on for layers that store their weight (in, out) and off for all others, whatever the file said.
  if (const Json* fan = base::member(json, "fan_in_fan_out"); fan && !isOff(*fan) && !transposed)
    return unsupported("fan_in_fan_out");
  for (const char* key : kMustBeOff)
    if (const Json* value = base::member(json, key); value && !isOff(*value)) return unsupported(key);
  if (const std::string bias = base::stringOr(json, "bias", "none"); bias != "none") return unsupported("bias " + bias);
  FileConfig out;
  const long long rank = base::integerOr(json, "r", 8);
  if (rank < 1 || rank > kMaxRank) return invalid("r");
  out.config.rank = static_cast<int>(rank);
  out.config.alpha = base::numberOr(json, "lora_alpha", 8);
  if (!std::isfinite(out.config.alpha)) return invalid("lora_alpha");
  out.config.dropout = base::numberOr(json, "lora_dropout", 0);
  if (!(out.config.dropout >= 0 && out.config.dropout < 1)) return invalid("lora_dropout");
  out.config.baseModel = base::stringOr(json, "base_model_name_or_path");
  out.rsLora = base::boolOr(json, "use_rslora", false);
  if (const Json* targets = base::member(json, "target_modules"); targets && targets->is_array())
    for (const Json& target : *targets)
      if (target.is_string()) out.config.targetModules.push_back(target.get<std::string>());
  return out;
}

/// "base_model.model.<module>.lora_A.weight" → module and which of the two; nothing for any other name.
std::optional<std::pair<std::string, bool>> splitName(const std::string& name) {
  for (const auto& [ending, isA] :
       {std::pair{std::string_view(".lora_A.weight"), true}, {std::string_view(".lora_B.weight"), false}})
    if (name.size() > kPrefix.size() + ending.size() && name.starts_with(kPrefix) && name.ends_with(ending))
      return std::pair{name.substr(kPrefix.size(), name.size() - kPrefix.size() - ending.size()), isA};
  return std::nullopt;
}

Json adapterConfigJson(const LoraConfig& config, const std::set<std::string>& leaves, bool transposed) {
  Json json = Json::object();
  json["peft_type"] = "LORA";
  json["task_type"] = "CAUSAL_LM";
  json["base_model_name_or_path"] = config.baseModel;
  json["inference_mode"] = true;
  json["r"] = config.rank;
  if (config.alpha == std::floor(config.alpha) && std::abs(config.alpha) < 1e9)
    json["lora_alpha"] = static_cast<std::int64_t>(config.alpha);
  else
    json["lora_alpha"] = config.alpha;
  json["lora_dropout"] = config.dropout;
  json["bias"] = "none";
  json["target_modules"] = leaves;
  json["modules_to_save"] = nullptr;
  json["fan_in_fan_out"] = transposed;
  json["use_rslora"] = false;
  json["use_dora"] = false;
  json["init_lora_weights"] = true;
  return json;
}

}  // namespace

Result<std::shared_ptr<LoraAdapter>> LoraAdapter::load(const fs::path& folder, const ModelConfig& model,
                                                       at::Device device) {
  TIMBRE_ASSIGN(const auto configPath, resolveModelFile(folder, kConfigName));
  TIMBRE_ASSIGN(const std::string text, base::readFile(configPath, 16u << 20));
  TIMBRE_ASSIGN(const Json json, base::parseJson(text, base::displayPath(folder / kConfigName)));
  const bool transposed = familyNames(model).transposed;
  TIMBRE_ASSIGN(FileConfig parsed, parseAdapterConfig(json, base::displayPath(folder / kConfigName), transposed));
  const std::string shown = base::displayPath(folder);
  std::error_code code;
  const bool torch = !fs::exists(folder / kWeightsName, code) && fs::exists(folder / kTorchName, code);
  TIMBRE_ASSIGN(const auto file, openTensorFile(folder, torch ? kTorchName : kWeightsName));

  std::map<std::string, LinearShape> known;
  for (LinearShape& shape : adaptableLinears(model)) known.emplace(shape.path, shape);
  auto adapter = std::make_shared<LoraAdapter>();
  adapter->m_config = std::move(parsed.config);
  adapter->m_transposed = transposed;
  // One scale is kept: rank-stabilised LoRA's alpha / √r is written as the alpha that gives the same factor.
  if (parsed.rsLora) adapter->m_config.alpha *= std::sqrt(static_cast<double>(adapter->m_config.rank));
  const std::int64_t rank = adapter->m_config.rank;
  for (const TensorInfo& info : file->tensors()) {
    const auto name = splitName(info.name);
    if (!name) return Error("adapter.unsupported", {{"what", info.name.substr(0, 120)}}, shown);
    const auto shape = known.find(name->first);
    if (shape == known.end()) return Error("adapter.unknown_module", {{"name", name->first}}, shown);
    const std::vector<std::int64_t> expected =
        name->second ? std::vector{rank, shape->second.in} : std::vector{shape->second.out, rank};
    if (info.shape != expected)
      return Error("adapter.mismatch",
                   {{"name", info.name}, {"actual", shapeText(info.shape)}, {"expected", shapeText(expected)}}, shown);
    at::Tensor tensor = at::empty(expected, at::TensorOptions(at::kFloat));
    TIMBRE_TRY(copyInto(tensor, info, file->bytes(info), shown));
    if (!at::isfinite(tensor).all().item<bool>()) return Error("weights.not_finite", {{"name", info.name}}, shown);
    LoraPair& pair = adapter->m_pairs[name->first];
    (name->second ? pair.a : pair.b) = tensor.to(device);
  }
  for (const auto& [path, pair] : adapter->m_pairs)
    if (!pair.a.defined() || !pair.b.defined())
      return Error("adapter.incomplete", {{"name", path + (pair.a.defined() ? ".lora_B.weight" : ".lora_A.weight")}},
                   shown);
  if (adapter->m_pairs.empty()) return Error("adapter.incomplete", {{"name", "lora_A.weight"}}, shown);
  return adapter;
}

Result<void> LoraAdapter::save(base::FileOps& ops, const fs::path& folder) const {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const auto& [name, tensor] : parameters()) tensors.emplace_back(std::string(kPrefix) + name, tensor);
  TIMBRE_TRY(writeTensors(ops, folder / kWeightsName, tensors));
  // The names as given tell "attn.c_proj" from "mlp.c_proj", which the last name alone does not.
  std::set<std::string> leaves(m_config.targetModules.begin(), m_config.targetModules.end());
  if (leaves.empty())
    for (const auto& [path, pair] : m_pairs) leaves.insert(path.substr(path.rfind('.') + 1));
  TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, folder / kConfigName));
  TIMBRE_TRY(writer.write(base::dumpJson(adapterConfigJson(m_config, leaves, m_transposed), 2) + "\n"));
  return writer.finish();
}

}  // namespace timbre::model
