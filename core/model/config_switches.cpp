// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that only one family has. Sources: transformers models/*/configuration_*.py; configuration_qwen.py,
// configuration_internlm2.py and configuration_chatglm.py of the model repositories.
#include "core/model/config_reader.h"

#include <algorithm>
#include <cmath>

namespace timbre::model {

using base::Error;
using base::Json;

namespace {

void readAttentionBias(ConfigReader& in, ModelConfig& config) {
  config.qkvBias = config.outBias = in.boolean("attention_bias", false);
}

/// Absent: the class default; null: no window.
std::int64_t windowSize(ConfigReader& in, std::int64_t fallback) {
  if (in.isNull("sliding_window")) return 0;
  return in.integer(Spellings{"sliding_window", "sliding_window_size"}, fallback, 1, kMaxPositions);
}

/// layer_types names each layer; without it `windowed` decides by the number of the layer.
template <class Rule>
void readLayerTypes(ConfigReader& in, ModelConfig& config, const Rule& windowed) {
  const Json* types = in.present("layer_types");
  if (types && (!types->is_array() || types->size() != static_cast<std::size_t>(config.layers)))
    return in.fail(Error("model.config_conflict", {{"key", "layer_types"}, {"other", "num_hidden_layers"}}));
  config.windowedLayers.clear();
  for (std::int64_t layer = 0; layer < config.layers; ++layer) {
    bool one = windowed(layer);
    if (types) {
      const Json& type = (*types)[static_cast<std::size_t>(layer)];
      const std::string name = type.is_string() ? type.get<std::string>() : std::string();
      if (name != "sliding_attention" && name != "full_attention") return in.unsupported("layer_types " + name);
      one = name == "sliding_attention";
      if (one && config.window == 0)
        return in.fail(Error("model.config_conflict", {{"key", "layer_types"}, {"other", "sliding_window"}}));
    }
    config.windowedLayers.push_back(one);
  }
}

void readQwenWindow(ConfigReader& in, ModelConfig& config) {
  const bool used = in.boolean("use_sliding_window", false);
  const std::int64_t first = in.integer("max_window_layers", 28, 0, kMaxLayers * 4);
  const std::int64_t size = windowSize(in, 4096);
  config.window = used ? size : 0;
  readLayerTypes(in, config, [&](std::int64_t layer) { return config.window > 0 && layer >= first; });
}

/// Qwen2.5-1M: servers that know the key attend in chunks beyond the length that was trained, transformers never does.
/// Up to that length they agree, and there the context ends here.
void readChunks(ConfigReader& in, ModelConfig& config) {
  const Json* chunks = in.present("dual_chunk_attention_config");
  if (!chunks) return;
  if (!chunks->is_object()) return in.fail(Error("model.config_type", {{"key", "dual_chunk_attention_config"}}));
  ConfigReader part(*chunks, in.path());
  const std::int64_t trained = part.integer("original_max_position_embeddings", std::nullopt, 1, kMaxPositions);
  const std::int64_t chunk = part.integer("chunk_size", std::nullopt, 1, kMaxPositions);
  if (part.error()) return in.fail(*part.error());
  for (const auto& [key, value] : chunks->items())
    if (!part.wasAsked(key) && key != "local_size") return in.unsupported("dual_chunk_attention_config " + key);
  config.maxPositions = std::min({config.maxPositions, trained, chunk});
}

void readGemmaCommon(ConfigReader& in, ModelConfig& config) {
  readAttentionBias(in, config);
  in.mustBe("use_bidirectional_attention", false);
}

void readGemmaScale(ConfigReader& in, ModelConfig& config) {
  config.attentionScale = 1 / std::sqrt(in.number("query_pre_attn_scalar", 256.0, 1e-6, 1e9));
  // Files repeat the activation under the old name, which the class does not read.
  if (const std::string old = in.text("hidden_act", "gelu_pytorch_tanh"); !old.starts_with("gelu"))
    in.unsupported("hidden_act " + old);
}

double softcap(ConfigReader& in, const char* key, double fallback) {
  return in.isNull(key) ? 0 : in.number(key, fallback, 0, 1e9);
}

}  // namespace

void readLlamaSwitches(ConfigReader& in, ModelConfig& config) {
  readAttentionBias(in, config);
  config.upBias = config.downBias = in.boolean("mlp_bias", false);
}

void readMistralSwitches(ConfigReader& in, ModelConfig& config) { config.window = windowSize(in, 4096); }

void readQwenSwitches(ConfigReader& in, ModelConfig& config) {
  readQwenWindow(in, config);
  readChunks(in, config);
}

void readQwen3Switches(ConfigReader& in, ModelConfig& config) {
  readAttentionBias(in, config);
  readQwenWindow(in, config);
}

void readQwen1Switches(ConfigReader& in, ModelConfig& config) {
  // The early class had other names and other defaults.
  const bool early = in.present("n_embd") && !in.present("hidden_size");
  if (!in.present("layer_norm_epsilon") && early) config.normEps = 1e-5;
  if (!in.present("vocab_size") && !in.present("padded_vocab_size") && early) config.vocabSize = 151851;
  if (config.heads * config.headDim != config.hiddenSize)
    return in.fail(Error("model.config_conflict", {{"key", "kv_channels"}, {"other", "hidden_size"}}));
  if (config.intermediateSize % 2 != 0)
    return in.fail(
        Error("model.config_range", {{"key", "intermediate_size"}, {"value", "odd"}, {"low", "2"}, {"high", "even"}}));
  config.intermediateSize /= 2;  // the key counts both halves
  config.outBias = config.upBias = config.downBias = !in.boolean("no_bias", true);

  const std::int64_t length = in.integer("seq_length", std::nullopt, 1, kMaxPositions);
  config.rope.theta = in.number("rotary_emb_base", 10000.0, 1.0, 1e12);
  config.rope.channels =
      static_cast<std::int64_t>(static_cast<double>(config.headDim) * in.number("rotary_pct", 1.0, 0.0, 1.0));
  if (config.rope.channels < 2 || config.rope.channels % 2 != 0) in.unsupported("rotary_pct");
  config.rope.original = length;
  if (in.boolean("use_dynamic_ntk", !early)) config.rope.kind = RopeKind::QwenNtk;
  if (config.rope.kind == RopeKind::QwenNtk && config.rope.channels < 4) in.unsupported("kv_channels");
  if (in.boolean("use_logn_attn", !early)) config.lognLength = length;
  config.maxPositions = in.integer(config.entry->keys.positions, length, 1, kMaxPositions);
  if (config.maxPositions < length) config.maxPositions = length;

  in.mustBe("scale_attn_weights", true);
  in.mustBe("use_cache_quantization", false);
  in.mustBe("tie_word_embeddings", false);
  in.mustBe("apply_residual_connection_post_layernorm", false);
  in.mustBe("attn_dropout_prob", 0.0);
  in.mustBe("emb_dropout_prob", 0.0);
  if (const std::string kind = in.text("pos_emb", "rotary"); kind != "rotary") in.unsupported("pos_emb " + kind);
  if (const std::string kind = in.text("activation", "swiglu"); kind != "swiglu") in.unsupported("activation " + kind);
}

void readInternLm2Switches(ConfigReader& in, ModelConfig& config) {
  config.qkvBias = config.outBias = in.boolean("bias", true);
  if (config.rope.kind != RopeKind::Plain && config.rope.kind != RopeKind::Linear &&
      config.rope.kind != RopeKind::Dynamic)
    in.unsupported("rope_type of InternLM2");
}

void readChatGlmSwitches(ConfigReader& in, ModelConfig& config) {
  if (in.boolean("multi_query_attention", false)) {
    config.kvHeads = in.integer("multi_query_group_num", 1, 1, config.heads);
    if (config.heads % config.kvHeads != 0)
      return in.fail(
          Error("model.config_conflict", {{"key", "num_attention_heads"}, {"other", "multi_query_group_num"}}));
  } else {
    config.kvHeads = config.heads;
    config.qkvRows = QkvRows::Grouped;  // q | k | v of each head in turn
    in.present("multi_query_group_num");
  }
  const bool everywhere = in.boolean("add_bias_linear", false);
  config.qkvBias = in.boolean("add_qkv_bias", false) || everywhere;
  config.outBias = config.upBias = config.downBias = everywhere;
  if (!in.boolean("rmsnorm", true)) config.norm = NormKind::Layer;
  config.rope.theta = 10000 * in.number("rope_ratio", 1.0, 1e-6, 1e9);
  config.rope.channels = config.headDim / 2;
  config.rope.interleaved = true;
  if (config.rope.channels < 2 || config.rope.channels % 2 != 0)
    in.fail(Error("model.config_range",
                  {{"key", "kv_channels"}, {"value", std::to_string(config.headDim)}, {"low", "4"}, {"high", "1024"}}));

  in.mustBe("post_layer_norm", true);
  in.mustBe("apply_residual_connection_post_layernorm", false);
  in.mustBe("fp32_residual_connection", false);
  in.mustBe("interleaved_qkv", false);
  in.mustBe("tie_word_embeddings", false);
  in.mustBe("quantization_bit", 0.0);
  in.mustBe("hidden_dropout", 0.0);
  if (in.present("pre_seq_len")) in.unsupported("pre_seq_len");
}

void readGpt2Switches(ConfigReader& in, ModelConfig& config) {
  config.learnedPositions = true;
  config.rope.kind = RopeKind::None;
  config.outBias = config.upBias = config.downBias = true;
  if (!in.boolean("scale_attn_weights", true)) config.attentionScale = 1;
  config.depthScaled = in.boolean("scale_attn_by_inverse_layer_idx", false);
  in.mustBe("add_cross_attention", false);
}

void readGemmaSwitches(ConfigReader& in, ModelConfig& config) {
  readGemmaCommon(in, config);
  // The first files said "gelu" and meant the tanh form; transformers reads them so.
  const std::string name = in.text("hidden_act", "gelu_pytorch_tanh");
  const std::string other = in.text("hidden_activation", "gelu_pytorch_tanh");
  if (name != "gelu" && name != "gelu_pytorch_tanh") in.unsupported("hidden_act " + name);
  if (other != "gelu_pytorch_tanh") in.unsupported("hidden_activation " + other);
}

void readGemma2Switches(ConfigReader& in, ModelConfig& config) {
  readGemmaCommon(in, config);
  readGemmaScale(in, config);
  config.sandwichNorms = true;
  config.attentionSoftcap = softcap(in, "attn_logit_softcapping", 50);
  config.finalSoftcap = softcap(in, "final_logit_softcapping", 30);
  config.window = windowSize(in, 4096);
  readLayerTypes(in, config, [&](std::int64_t layer) { return config.window > 0 && layer % 2 == 0; });
}

void readGemma3Switches(ConfigReader& in, ModelConfig& config) {
  readGemmaCommon(in, config);
  readGemmaScale(in, config);
  config.sandwichNorms = true;
  if (in.present("attn_logit_softcapping")) in.unsupported("attn_logit_softcapping");
  config.finalSoftcap = softcap(in, "final_logit_softcapping", 0);
  // With pictures transformers leaves the cap out, without saying so.
  if (config.entry->decoderType && config.finalSoftcap != 0) in.unsupported("final_logit_softcapping");
  config.window = windowSize(in, 4096);
  const std::int64_t pattern =
      in.integer(Spellings{"sliding_window_pattern", "_sliding_window_pattern"}, 6, 1, kMaxLayers);
  readLayerTypes(in, config, [&](std::int64_t layer) { return config.window > 0 && (layer + 1) % pattern != 0; });

  config.rope.theta = in.number("rope_theta", config.rope.theta, 1.0, 1e12);
  RopeConfig local;
  local.channels = config.headDim;
  local.theta = in.number("rope_local_base_freq", 10000.0, 1.0, 1e12);
  if (const Json* both = in.present("rope_parameters")) {  // one dictionary for each kind of layer
    for (const auto& [kind, dict] : both->items())
      if (kind != "full_attention" && kind != "sliding_attention") return in.unsupported("rope_parameters " + kind);
    if (const Json* full = base::member(*both, "full_attention"))
      config.rope = readRopeDict(in, *full, config.rope, config);
    if (const Json* sliding = base::member(*both, "sliding_attention"))
      local = readRopeDict(in, *sliding, local, config);
  } else if (const Json* global = in.present("rope_scaling")) {
    config.rope = readRopeDict(in, *global, config.rope, config);
  }
  // The cache keeps one state of the rotation, that of the global layers.
  if (local.kind == RopeKind::Dynamic || local.kind == RopeKind::LongRope)
    in.unsupported("rope_type of sliding_attention");
  config.localRope = local;
}

void readPhi3Switches(ConfigReader& in, ModelConfig& config) { config.window = windowSize(in, 0); }

}  // namespace timbre::model
