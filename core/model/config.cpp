// SPDX-License-Identifier: GPL-3.0-or-later
// The keys that families share. Class defaults: families.cpp; keys of one family: config_switches.cpp.
#include "core/model/config.h"

#include "core/base/file_ops.h"
#include "core/model/config_reader.h"
#include "core/model/model_places.h"
#include "core/model/weight_files.h"

namespace timbre::model {

namespace {

using base::Error;
using base::Json;
using base::Result;

constexpr std::uint64_t kConfigBytes = 16u << 20;

void readKind(ConfigReader& in, ModelConfig& config) {
  const std::string type = in.text("model_type", "");
  const Json* list = in.present("architectures");
  if (list) {
    if (!list->is_array() || list->empty() || !(*list)[0].is_string())
      return in.fail(Error("model.config_type", {{"key", "architectures"}}));
    config.architecture = (*list)[0].get<std::string>();
    config.entry = findArchitecture(config.architecture);
  } else {
    if (type.empty()) return in.fail(Error("model.config_missing", {{"key", "architectures"}}));
    config.entry = findModelType(type);
    if (config.entry) config.architecture = config.entry->architectures.front();
  }
  // A folder that brings code for another program is read only where the code is known and replaced by ours.
  if (!config.entry)
    return in.fail(Error("model.unknown_family", {{"what", (list ? config.architecture : type).substr(0, 80)}}));
  if (const char* key = config.entry->strangerKey; key && in.present(key))
    return in.fail(Error("model.unknown_family", {{"what", config.architecture + " (" + key + ")"}}));
  if (const Json* code = in.present("auto_map"); code && !code->empty() && !config.entry->ownCode)
    return in.fail(Error("model.remote_code"));
  if (!type.empty() && findModelType(type) != config.entry) return in.unsupported("model_type " + type);
  config.family = config.entry->name;
}

Activation readActivation(ConfigReader& in, const Family& family) {
  std::string name = family.defaults.activation;
  if (!family.keys.activation.empty()) name = in.text(family.keys.activation.front(), name);
  // Falcon 3 also names the gate and its activation together; transformers does not read it.
  if (const std::string both = in.text("activation", "");
      !both.empty() && !(both == "swiglu" && family.gated && (name == "silu" || name == "swish")))
    in.unsupported("activation " + both);
  if (name == "silu" || name == "swish") return Activation::Silu;
  if (name == "gelu") return Activation::Gelu;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return Activation::GeluTanh;
  if (name == "relu") return Activation::Relu;
  in.unsupported("hidden_act " + name);
  return Activation::Silu;
}

/// Absent: the class default; null: as many as heads.
std::int64_t readKvHeads(ConfigReader& in, const Family& family, std::int64_t heads) {
  if (family.keys.kvHeads.empty()) return heads;
  const char* key = family.keys.kvHeads.front();
  const std::int64_t fallback = family.defaults.kvHeads == 0 || in.isNull(key) ? heads : family.defaults.kvHeads;
  return in.integer(key, fallback, 1, kMaxHeads);
}

void readHeads(ConfigReader& in, ModelConfig& config) {
  const Family& family = *config.entry;
  if (config.heads % config.kvHeads != 0)
    return in.fail(Error("model.config_conflict", {{"key", "num_attention_heads"}, {"other", "num_key_value_heads"}}));
  const char* key = family.keys.headDim.empty() ? nullptr : family.keys.headDim.front();
  const bool given = key && in.present(key);
  std::int64_t fallback = key && !in.isNull(key) ? family.defaults.headDim : 0;
  if (fallback == 0) {
    if (!given && config.hiddenSize % config.heads != 0)
      return in.fail(Error("model.config_conflict", {{"key", "hidden_size"}, {"other", "num_attention_heads"}}));
    fallback = config.hiddenSize / config.heads;
  }
  config.headDim = key ? in.integer(key, fallback, 2, kMaxHeadDim) : fallback;
  if (config.headDim < 1 || config.headDim % 2 != 0)  // rotary position embedding turns pairs
    return in.fail(Error("model.config_conflict", {{"key", "head_dim"}, {"other", "num_attention_heads"}}));
  if (config.heads * config.headDim > 4 * kMaxHidden)
    return in.fail(Error("model.config_conflict", {{"key", "head_dim"}, {"other", "num_attention_heads"}}));
}

void readSizes(ConfigReader& in, ModelConfig& config) {
  const Family& family = *config.entry;
  const FamilyKeys& keys = family.keys;
  const auto usual = [](std::int64_t size) { return size > 0 ? std::optional(size) : std::nullopt; };
  config.hiddenSize = in.integer(keys.hidden, usual(family.defaults.hidden), 1, kMaxHidden);
  const std::int64_t wide =
      family.gated ? family.defaults.intermediate : 4 * config.hiddenSize;  // GPT-2's n_inner may be null
  config.intermediateSize = in.integer(keys.intermediate, usual(wide), 1, kMaxIntermediate);
  config.layers = in.integer(keys.layers, usual(family.defaults.layers), 1, kMaxLayers);
  config.heads = in.integer(keys.heads, usual(family.defaults.heads), 1, kMaxHeads);
  config.kvHeads = readKvHeads(in, family, config.heads);
  config.vocabSize = family.defaults.vocab;
  for (const char* key : keys.vocab)
    if (in.present(key)) config.vocabSize = in.integer(key, std::nullopt, 1, kMaxVocab);
  config.maxPositions = in.integer(keys.positions, family.defaults.positions, 1, kMaxPositions);
  if (!in.error()) readHeads(in, config);
}

void readSwitches(ConfigReader& in, ModelConfig& config) {
  const Family& family = *config.entry;
  config.norm = family.norm;
  config.normEps = in.number(family.keys.eps.front(), family.defaults.eps, 0.0, 1.0);
  config.headNorms = family.headNorms;
  config.activation = readActivation(in, family);
  config.gated = family.gated;
  config.qkvBias = family.qkvBias;
  config.qkvRows = family.qkvRows;
  config.scaledEmbedding = family.scaledEmbedding;
  config.tieEmbeddings = in.boolean("tie_word_embeddings", family.defaults.tied);
  config.initializerRange = in.number("initializer_range", 0.02, 0.0, 10.0);
  config.dtype = in.text("dtype", in.text("torch_dtype", ""));
  // Each of these changes the arithmetic.
  if (const Json* quantised = in.present("quantization_config"))
    in.fail(Error("model.quantised",
                  {{"method", base::stringOr(*quantised, "quant_method", "quantization_config").substr(0, 80)}}));
  in.mustBe("attention_dropout", 0.0);
  in.mustBe("is_encoder_decoder", false);
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

/// The config of the decoder inside that of a model with pictures, with what the whole says about itself, its weights
/// and its tokens. Keys of the whole that nobody here knows are judged like any others.
Result<Json> decoderConfig(const Json& whole, const Family& family, const std::string& path) {
  ConfigReader in(whole, path);
  const Json* inner = in.present("text_config");
  if (!inner || !inner->is_object()) return Error("model.config_type", {{"key", "text_config"}}, path);
  ConfigReader part(*inner, path);
  const std::string type = part.text("model_type", family.decoderType);
  if (part.error()) return *part.error();
  if (type != family.decoderType) in.unsupported("text_config model_type " + type);
  Json out = *inner;
  for (const char* key :
       {"dtype", "torch_dtype", "quantization_config", "bos_token_id", "eos_token_id", "pad_token_id"})
    if (const Json* value = in.present(key)) out[key] = *value;
  if (const Json* tied = in.present("tie_word_embeddings")) {
    const Json* other = base::member(*inner, "tie_word_embeddings");
    if (other && !other->is_null() && *other != *tied)
      in.fail(Error("model.config_conflict",
                    {{"key", "tie_word_embeddings"}, {"other", "text_config.tie_word_embeddings"}}));
    out["tie_word_embeddings"] = *tied;
  }
  for (const char* key : family.pictureKeys) (void)in.present(key);
  judgeOtherKeys(in);
  if (in.error()) return *in.error();
  return out;
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

Result<ModelConfig> parseConfig(const Json& json, const std::string& path) {
  ModelConfig config;
  if (!json.is_object()) return Error("model.config_type", {{"key", "{}"}}, path);
  ConfigReader whole(json, path);
  readKind(whole, config);
  if (whole.error()) return *whole.error();
  const bool inside = config.entry->decoderType != nullptr;
  const Result<Json> inner = inside ? decoderConfig(json, *config.entry, path) : Result<Json>(Json());
  if (!inner.ok()) return inner.error();
  ConfigReader in(inside ? *inner : json, path);
  readSizes(in, config);
  if (in.error()) return *in.error();
  readSwitches(in, config);
  config.rope.theta = config.entry->defaults.theta;
  config.rope.channels = config.headDim;
  if (!config.entry->ownRope) readRope(in, config);
  if (in.error()) return *in.error();
  config.entry->switches(in, config);
  if (!in.error()) judgeOtherKeys(in);
  if (in.error()) return *in.error();
  if (!config.localRope) config.maxPositions = scaledPositions(config.rope, config.maxPositions);
  readTokens(inside ? *inner : json, config);
  return config;
}

Result<ModelConfig> readConfig(const std::filesystem::path& folder) {
  TIMBRE_TRY(expectModel(folder));
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
