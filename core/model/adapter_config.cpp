// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/adapter_config.h"

#include "core/model/families.h"
#include "core/model/module_pattern.h"
#include "core/model/structure.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>

namespace timbre::model {

using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::int64_t kMaxRank = 65536;

/// What is read here, and what says nothing about the arithmetic: ways to start, to train or to run that the adapter's
/// tensors are the result of.
constexpr std::string_view kKnown[] = {"fan_in_fan_out",
                                       "use_rslora",
                                       "use_dora",
                                       "rank_pattern",
                                       "alpha_pattern",
                                       "modules_to_save",
                                       "trainable_token_indices",
                                       "target_modules",
                                       "exclude_modules",
                                       "layers_to_transform",
                                       "layers_pattern",
                                       "ensure_weight_tying",
                                       "init_lora_weights",
                                       "auto_mapping",
                                       "inference_mode",
                                       "loftq_config",
                                       "eva_config",
                                       "corda_config",
                                       "lora_ga_config",
                                       "runtime_config",
                                       "unsloth_fixed"};

bool isOff(const Json& value) {
  return value.is_null() || (value.is_boolean() && !value.get<bool>()) ||
         ((value.is_object() || value.is_array() || value.is_string()) && value.empty());
}

Error unsupported(const std::string& what, const std::string& path) {
  return Error("adapter.unsupported", {{"what", what.substr(0, 120)}}, path);
}
Error invalid(const char* key, const std::string& path) {
  return Error("adapter.invalid_config", {{"key", key}}, path);
}

/// A switch that is on or a group of settings that is there, of whatever PEFT has learnt since. A number or a word
/// alone does nothing: new versions write those of all their options into every file.
Result<void> checkKeys(const Json& json, const std::string& path) {
  for (const auto& [key, value] : json.items())
    if (!isOff(value) && !value.is_number() && !value.is_string() &&
        std::find(std::begin(kKnown), std::end(kKnown), key) == std::end(kKnown))
      return unsupported(key, path);
  return {};
}

/// What the adapter was started from: some ways change the base as well, and the file does not hold that change.
Result<void> checkStart(const Json& json, const std::string& path) {
  const Json* start = base::member(json, "init_lora_weights");
  if (!start || !start->is_string()) return {};
  const std::string way = start->get<std::string>();
  for (const char* harmless : {"gaussian", "eva", "orthogonal"})
    if (way == harmless) return {};
  return unsupported("init_lora_weights " + way, path);
}

Result<std::vector<std::pair<std::string, double>>> readPattern(const Json& json, const char* key,
                                                                const std::string& path) {
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

/// The value of the first pattern that means this module, else `otherwise`.
Result<double> patternValue(const std::vector<std::pair<std::string, double>>& patterns, const std::string& module,
                            double otherwise, const std::string& path) {
  for (const auto& [pattern, value] : patterns) {
    TIMBRE_ASSIGN(const bool means, matchesModule(pattern, module, path));
    if (means) return value;
  }
  return otherwise;
}

/// A string or a list of strings; nothing for null.
Result<std::vector<std::string>> readNames(const Json& json, const char* key, const std::string& path) {
  std::vector<std::string> out;
  const Json* value = base::member(json, key);
  if (!value || value->is_null()) return out;
  if (value->is_string()) return std::vector<std::string>{value->get<std::string>()};
  if (!value->is_array()) return invalid(key, path);
  for (const Json& one : *value) {
    if (!one.is_string()) return invalid(key, path);
    out.push_back(one.get<std::string>());
  }
  return out;
}

Result<std::vector<std::int64_t>> readLayers(const Json& json, const std::string& path) {
  const char* key = "layers_to_transform";
  std::vector<std::int64_t> out;
  const Json* value = base::member(json, key);
  if (!value || value->is_null()) return out;
  for (const Json& one : value->is_array() ? *value : Json::array({*value})) {
    if (!one.is_number_integer()) return invalid(key, path);
    out.push_back(one.get<std::int64_t>());
  }
  return out;
}

Result<AdapterTargets> readTargets(const Json& json, const std::string& path) {
  AdapterTargets out;
  for (const auto& [key, place] :
       {std::pair{"target_modules", &out.modules}, std::pair{"exclude_modules", &out.excluded}}) {
    TIMBRE_TRY(readNames(json, key, path));
    if (const Json* value = base::member(json, key)) *place = *value;
  }
  TIMBRE_ASSIGN(out.layers, readLayers(json, path));
  TIMBRE_ASSIGN(out.layerNames, readNames(json, "layers_pattern", path));
  return out;
}

/// A value of the wrong kind is not the default: the adapter would silently have another strength.
Result<bool> readSwitch(const Json& json, const char* key, const std::string& path) {
  const Json* value = base::member(json, key);
  if (!value || value->is_null()) return false;
  if (!value->is_boolean()) return invalid(key, path);
  return value->get<bool>();
}

Result<double> readNumber(const Json& json, const char* key, double otherwise, const std::string& path) {
  const Json* value = base::member(json, key);
  if (!value || value->is_null()) return otherwise;
  if (!value->is_number() || !std::isfinite(value->get<double>())) return invalid(key, path);
  return value->get<double>();
}

Result<LoraConfig> readLora(const Json& json, const std::string& path) {
  LoraConfig out;
  TIMBRE_ASSIGN(const double rank, readNumber(json, "r", 8, path));
  if (rank < 1 || rank > kMaxRank || rank != std::floor(rank)) return invalid("r", path);
  out.rank = static_cast<int>(rank);
  TIMBRE_ASSIGN(out.alpha, readNumber(json, "lora_alpha", 8, path));
  TIMBRE_ASSIGN(out.dropout, readNumber(json, "lora_dropout", 0, path));
  if (!(out.dropout >= 0 && out.dropout < 1)) return invalid("lora_dropout", path);
  out.baseModel = base::stringOr(json, "base_model_name_or_path");
  TIMBRE_ASSIGN(out.rankStabilised, readSwitch(json, "use_rslora", path));
  if (const Json* targets = base::member(json, "target_modules"); targets && targets->is_array())
    for (const Json& target : *targets) out.targetModules.push_back(target.get<std::string>());
  return out;
}

/// A list of names, or a pattern for the whole path.
Result<bool> isAmong(const Json& named, const std::string& module, const std::string& path) {
  if (named.is_string()) return matchesWhole(named.get_ref<const std::string&>(), module, path);
  for (const Json& one : named)
    if (matchesTarget(module, one.get_ref<const std::string&>())) return true;
  return false;
}

}  // namespace

Result<bool> AdapterTargets::contain(const std::string& module, const ModelConfig& model,
                                     const std::string& path) const {
  if (!isOff(excluded)) {
    TIMBRE_ASSIGN(const bool left, isAmong(excluded, module, path));
    if (left) return false;
  }
  if (isOff(modules)) return true;
  const FamilyNames& names = familyNames(model);
  const bool inLayer = module.starts_with(names.layer);
  if (modules.is_string()) {
    std::string pattern = modules.get<std::string>();
    std::transform(pattern.begin(), pattern.end(), pattern.begin(),
                   [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
    return pattern == "all-linear" ? Result<bool>(inLayer) : isAmong(modules, module, path);
  }
  TIMBRE_ASSIGN(const bool named, isAmong(modules, module, path));
  const bool wholePath = std::find(modules.begin(), modules.end(), module) != modules.end();
  if (!named || wholePath || layers.empty()) return named;
  for (const std::int64_t layer : layers) {
    const std::string number = "\\." + std::to_string(layer) + "\\..*";
    if (layerNames.empty() && inLayer && module.starts_with(names.layer + std::to_string(layer) + ".")) return true;
    for (const std::string& name : layerNames) {
      TIMBRE_ASSIGN(const bool meant, matchesWhole("(?:.*?\\.)?" + name + number, module, path));
      if (meant) return true;
    }
  }
  return false;
}

Result<AdapterConfig::Shape> AdapterConfig::shapeOf(const std::string& module, const std::string& path) const {
  TIMBRE_ASSIGN(const double rank, patternValue(ranks, module, lora.rank, path));
  TIMBRE_ASSIGN(const double alpha, patternValue(alphas, module, lora.alpha, path));
  return Shape{static_cast<std::int64_t>(rank), alpha / (lora.rankStabilised ? std::sqrt(rank) : rank)};
}

bool AdapterConfig::saves(const std::string& module) const {
  // "norm" means "post_attention_layernorm" too (peft utils/other.py, _set_trainable).
  return std::any_of(savedModules.begin(), savedModules.end(),
                     [&](const std::string& end) { return module.ends_with(end); });
}

Result<AdapterConfig> parseAdapterConfig(const Json& json, const ModelConfig& model, const std::string& path) {
  if (!json.is_object()) return invalid("peft_type", path);
  if (const std::string type = base::stringOr(json, "peft_type"); type != "LORA")
    return unsupported(type.empty() ? "peft_type" : type, path);
  if (const std::string task = base::stringOr(json, "task_type"); !task.empty() && task != "CAUSAL_LM")
    return unsupported("task_type " + task, path);
  // PEFT turns it on for layers that store their weight (in, out) and off for all others, whatever the file said.
  if (const Json* fan = base::member(json, "fan_in_fan_out"); fan && !isOff(*fan) && !familyNames(model).transposed)
    return unsupported("fan_in_fan_out", path);
  if (const std::string bias = base::stringOr(json, "bias", "none"); bias != "none")
    return unsupported("bias " + bias, path);
  TIMBRE_TRY(checkKeys(json, path));
  TIMBRE_TRY(checkStart(json, path));
  AdapterConfig out;
  TIMBRE_ASSIGN(out.lora, readLora(json, path));
  TIMBRE_ASSIGN(out.dora, readSwitch(json, "use_dora", path));
  TIMBRE_ASSIGN(out.tied, readSwitch(json, "ensure_weight_tying", path));
  TIMBRE_ASSIGN(out.ranks, readPattern(json, "rank_pattern", path));
  TIMBRE_ASSIGN(out.alphas, readPattern(json, "alpha_pattern", path));
  for (const auto& [name, value] : out.ranks)
    if (value < 1 || value > kMaxRank || value != std::floor(value)) return invalid("rank_pattern", path);
  TIMBRE_ASSIGN(out.savedModules, readNames(json, "modules_to_save", path));
  if (const Json* rows = base::member(json, "trainable_token_indices")) out.tokenRows = *rows;
  TIMBRE_ASSIGN(out.targets, readTargets(json, path));
  return out;
}

}  // namespace timbre::model
