// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and class defaults: transformers models/llama/configuration_llama.py, modeling_rope_utils.py.
#include "core/model/config.h"

#include "core/base/file_ops.h"
#include "core/model/weight_files.h"

#include <cmath>
#include <cstdio>

namespace timbre::model {

namespace {

using base::Error;
using base::Json;
using base::Result;

// Limits before anything is allocated: generous against every released model, small against 64-bit products.
constexpr std::int64_t kMaxHidden = 1 << 17, kMaxLayers = 1024, kMaxHeads = 4096, kMaxHeadDim = 1024;
constexpr std::int64_t kMaxVocab = 1 << 23, kMaxPositions = 1 << 28, kMaxIntermediate = 1 << 20;
constexpr std::uint64_t kConfigBytes = 16u << 20;

std::string numberText(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

/// Typed, bounded reads of one object; the first failure is kept and later reads return the fallback.
class Reader {
 public:
  Reader(const Json& object, std::string path) : m_object(object), m_path(std::move(path)) {}

  /// Absent or null: `fallback`, or an error when there is none.
  std::int64_t integer(const char* key, std::optional<std::int64_t> fallback, std::int64_t low, std::int64_t high) {
    const Json* value = present(key);
    if (!value) {
      if (!fallback) fail(Error("model.config_missing", {{"key", key}}));
      return fallback.value_or(low);
    }
    if (!value->is_number_integer() || (value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX))
      return fail(Error("model.config_type", {{"key", key}})), low;
    const auto number = value->get<std::int64_t>();
    if (number < low || number > high)
      return fail(Error("model.config_range", {{"key", key},
                                               {"value", std::to_string(number)},
                                               {"low", std::to_string(low)},
                                               {"high", std::to_string(high)}})),
             low;
    return number;
  }

  double number(const char* key, std::optional<double> fallback, double low, double high) {
    const Json* value = present(key);
    if (!value) {
      if (!fallback) fail(Error("model.config_missing", {{"key", key}}));
      return fallback.value_or(low);
    }
    if (!value->is_number()) return fail(Error("model.config_type", {{"key", key}})), low;
    const double read = value->get<double>();
    if (!(read >= low && read <= high))
      return fail(Error(
                 "model.config_range",
                 {{"key", key}, {"value", numberText(read)}, {"low", numberText(low)}, {"high", numberText(high)}})),
             low;
    return read;
  }

  bool boolean(const char* key, bool fallback) {
    const Json* value = present(key);
    if (!value) return fallback;
    if (!value->is_boolean()) return fail(Error("model.config_type", {{"key", key}})), fallback;
    return value->get<bool>();
  }

  std::string text(const char* key, std::string fallback) {
    const Json* value = present(key);
    if (!value) return fallback;
    if (!value->is_string()) return fail(Error("model.config_type", {{"key", key}})), fallback;
    return value->get<std::string>();
  }

  /// Neither absent nor null.
  const Json* present(const char* key) const {
    const Json* value = base::member(m_object, key);
    return value && !value->is_null() ? value : nullptr;
  }

  void unsupported(const std::string& what) { fail(Error("model.unsupported", {{"what", what.substr(0, 120)}})); }
  void fail(Error error) {
    if (m_error) return;
    error.path = m_path;
    m_error = std::move(error);
  }
  const std::optional<Error>& error() const { return m_error; }
  const std::string& path() const { return m_path; }

 private:
  const Json& m_object;
  std::string m_path;
  std::optional<Error> m_error;
};

void readKind(Reader& in, ModelConfig& config) {
  if (in.present("auto_map")) return in.fail(Error("model.remote_code"));
  config.family = "llama";
  const std::string type = in.text("model_type", "");
  if (const Json* list = in.present("architectures")) {
    if (!list->is_array() || list->empty() || !(*list)[0].is_string())
      return in.fail(Error("model.config_type", {{"key", "architectures"}}));
    config.architecture = (*list)[0].get<std::string>();
  } else if (type == "llama") {
    config.architecture = "LlamaForCausalLM";
  } else {
    return type.empty() ? in.fail(Error("model.config_missing", {{"key", "architectures"}})) : in.unsupported(type);
  }
  if (config.architecture != "LlamaForCausalLM") return in.unsupported(config.architecture);
  if (!type.empty() && type != "llama") return in.unsupported(type);
  // Each of these changes the arithmetic.
  if (in.present("quantization_config")) return in.unsupported("quantization_config");
  if (const std::string act = in.text("hidden_act", "silu"); act != "silu" && act != "swish")
    return in.unsupported("hidden_act " + act);
  if (in.number("partial_rotary_factor", 1.0, 0.0, 1.0) != 1.0) return in.unsupported("partial_rotary_factor");
  if (in.number("attention_dropout", 0.0, 0.0, 1.0) != 0.0) return in.unsupported("attention_dropout");
}

void readSizes(Reader& in, ModelConfig& config) {
  config.hiddenSize = in.integer("hidden_size", std::nullopt, 1, kMaxHidden);
  config.intermediateSize = in.integer("intermediate_size", std::nullopt, 1, kMaxIntermediate);
  config.layers = in.integer("num_hidden_layers", std::nullopt, 1, kMaxLayers);
  config.heads = in.integer("num_attention_heads", std::nullopt, 1, kMaxHeads);
  config.kvHeads = in.integer("num_key_value_heads", config.heads, 1, kMaxHeads);
  config.vocabSize = in.integer("vocab_size", 32000, 1, kMaxVocab);
  config.maxPositions = in.integer("max_position_embeddings", 2048, 1, kMaxPositions);
  if (in.error()) return;
  if (config.heads % config.kvHeads != 0)
    return in.fail(Error("model.config_conflict", {{"key", "num_attention_heads"}, {"other", "num_key_value_heads"}}));
  if (!in.present("head_dim") && config.hiddenSize % config.heads != 0)
    return in.fail(Error("model.config_conflict", {{"key", "hidden_size"}, {"other", "num_attention_heads"}}));
  config.headDim = in.integer("head_dim", config.hiddenSize / config.heads, 2, kMaxHeadDim);
  if (config.headDim % 2 != 0)  // rotary position embedding turns pairs
    return in.fail(Error("model.config_conflict", {{"key", "head_dim"}, {"other", "num_attention_heads"}}));
  if (config.heads * config.headDim > 4 * kMaxHidden)
    return in.fail(Error("model.config_conflict", {{"key", "head_dim"}, {"other", "num_attention_heads"}}));
}

/// Old spelling: rope_theta + rope_scaling{type|rope_type}; new: rope_parameters{rope_type, rope_theta}.
void readRope(Reader& in, const Json& root, ModelConfig& config) {
  config.ropeTheta = in.number("rope_theta", 10000.0, 1.0, 1e12);
  config.ropeScaling = nullptr;
  const Json* dict = in.present("rope_parameters");
  if (!dict) dict = in.present("rope_scaling");
  if (!dict) return;
  if (!dict->is_object()) return in.fail(Error("model.config_type", {{"key", "rope_scaling"}}));
  Reader rope(*dict, in.path());
  config.ropeTheta = rope.number("rope_theta", config.ropeTheta, 1.0, 1e12);
  if (rope.number("partial_rotary_factor", 1.0, 0.0, 1.0) != 1.0) rope.unsupported("partial_rotary_factor");
  std::string type = rope.text("rope_type", "");
  if (type.empty()) type = rope.text("type", "default");
  if (type == "linear") {
    config.ropeScaling = {{"rope_type", "linear"}, {"factor", rope.number("factor", std::nullopt, 1e-3, 1e6)}};
  } else if (type == "llama3") {
    const double low = rope.number("low_freq_factor", std::nullopt, 1e-6, 1e6);
    const double high = rope.number("high_freq_factor", std::nullopt, 1e-6, 1e6);
    if (!rope.error() && high <= low)
      rope.fail(Error("model.config_conflict", {{"key", "high_freq_factor"}, {"other", "low_freq_factor"}}));
    // The key at the top level wins over the one in the dict.
    std::int64_t original = rope.integer("original_max_position_embeddings", config.maxPositions, 1, kMaxPositions);
    original = Reader(root, in.path()).integer("original_max_position_embeddings", original, 1, kMaxPositions);
    config.ropeScaling = {{"rope_type", "llama3"},
                          {"factor", rope.number("factor", std::nullopt, 1e-3, 1e6)},
                          {"low_freq_factor", low},
                          {"high_freq_factor", high},
                          {"original_max_position_embeddings", original}};
  } else if (type != "default") {
    rope.unsupported("rope_type " + type);
  }
  if (rope.error()) in.fail(*rope.error());
}

/// An id, a list of ids, or nothing. Out-of-range ids are dropped: files with −1 for "none" exist.
std::vector<std::int64_t> idList(const Json* value, std::int64_t vocab) {
  std::vector<std::int64_t> ids;
  auto add = [&](const Json& id) {
    if (!id.is_number_integer() || ids.size() >= 64) return;
    const auto number = id.get<std::int64_t>();
    if (number >= 0 && number < vocab) ids.push_back(number);
  };
  if (value && value->is_array())
    for (const Json& id : *value) add(id);
  else if (value)
    add(*value);
  return ids;
}

void readTokens(const Json& json, ModelConfig& config) {
  const auto first = [&](const char* key) -> std::optional<std::int64_t> {
    const auto ids = idList(base::member(json, key), config.vocabSize);
    return ids.empty() ? std::nullopt : std::optional(ids[0]);
  };
  if (auto id = first("bos_token_id")) config.bosId = id;
  if (auto id = first("pad_token_id")) config.padId = id;
  if (auto ids = idList(base::member(json, "eos_token_id"), config.vocabSize); !ids.empty())
    config.eosIds = std::move(ids);
}

}  // namespace

std::uint64_t ModelConfig::parameterCount() const {
  const auto u = [](std::int64_t v) { return static_cast<std::uint64_t>(v); };
  const std::uint64_t q = u(heads) * u(headDim), kv = u(kvHeads) * u(headDim), d = u(hiddenSize),
                      ff = u(intermediateSize);
  std::uint64_t layer = d * q + 2 * d * kv + q * d + 3 * d * ff + 2 * d;
  if (attentionBias) layer += q + 2 * kv + d;
  if (mlpBias) layer += 2 * ff + d;
  return u(layers) * layer + u(vocabSize) * d * (tieEmbeddings ? 1 : 2) + d;
}

Result<ModelConfig> parseConfig(const Json& json, const std::string& path) {
  ModelConfig config;
  if (!json.is_object()) return Error("model.config_type", {{"key", "{}"}}, path);
  Reader in(json, path);
  readKind(in, config);
  if (in.error()) return *in.error();
  readSizes(in, config);
  if (in.error()) return *in.error();
  readRope(in, json, config);
  config.rmsNormEps = in.number("rms_norm_eps", 1e-6, 0.0, 1.0);
  config.tieEmbeddings = in.boolean("tie_word_embeddings", false);
  config.attentionBias = in.boolean("attention_bias", false);
  config.mlpBias = in.boolean("mlp_bias", false);
  config.initializerRange = in.number("initializer_range", 0.02, 0.0, 10.0);
  config.dtype = in.text("dtype", in.text("torch_dtype", ""));
  if (in.error()) return *in.error();
  readTokens(json, config);
  config.raw = json;
  return config;
}

Result<ModelConfig> readConfig(const std::filesystem::path& folder) {
  const auto read = [&](const char* name) -> Result<Json> {
    TIMBRE_ASSIGN(const auto path, resolveModelFile(folder, name));
    TIMBRE_ASSIGN(const std::string text, base::readFile(path, kConfigBytes));
    return base::parseJson(text, base::displayPath(folder / name));
  };
  TIMBRE_ASSIGN(const Json json, read("config.json"));
  TIMBRE_ASSIGN(ModelConfig config, parseConfig(json, base::displayPath(folder / "config.json")));
  // generation_config.json wins for the ids that end an answer; a folder without one is common.
  auto generation = read("generation_config.json");
  if (generation.ok())
    readTokens(*generation, config);
  else if (generation.error().code != "file.missing")
    return generation.error();
  return config;
}

}  // namespace timbre::model
