// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/families.h"

#include <algorithm>

namespace timbre::model {

namespace {

/// Llama's names with the four norms of Gemma 2 and 3.
FamilyNames sandwichNames() {
  FamilyNames names;
  names.attentionNorm = "post_attention_layernorm";
  names.feedNorm = "pre_feedforward_layernorm";
  names.updateNorm = "post_feedforward_layernorm";
  return names;
}

/// A decoder inside a model that sees pictures, as transformers names its modules; files have the older spelling.
FamilyNames besidePictures(FamilyNames names) {
  names.embedding = "model.language_model.embed_tokens";
  names.layer = "model.language_model.layers.";
  names.finalNorm = "model.language_model.norm";
  names.spellings = {{"language_model.model.", "model.language_model."}, {"language_model.lm_head", "lm_head"}};
  names.besides = {"model.vision_tower.", "model.multi_modal_projector."};
  return names;
}

FamilyNames phiNames() {
  FamilyNames names;
  names.qkv = {"self_attn.qkv_proj"};
  names.gateUp = {"mlp.gate_up_proj"};
  return names;
}

FamilyNames qwen1Names() {
  FamilyNames names;
  names.embedding = "transformer.wte";
  names.layer = "transformer.h.";
  names.inputNorm = "ln_1";
  names.qkv = {"attn.c_attn"};
  names.out = "attn.c_proj";
  names.feedNorm = "ln_2";
  names.gateUp = {"mlp.w2", "mlp.w1"};  // c_proj(w1(x) · silu(w2(x)))
  names.down = "mlp.c_proj";
  names.finalNorm = "transformer.ln_f";
  names.optionalPrefix = "transformer.";
  return names;
}

FamilyNames internLm2Names() {
  FamilyNames names;
  names.embedding = "model.tok_embeddings";
  names.inputNorm = "attention_norm";
  names.qkv = {"attention.wqkv"};
  names.out = "attention.wo";
  names.feedNorm = "ffn_norm";
  names.gateUp = {"feed_forward.w1", "feed_forward.w3"};
  names.down = "feed_forward.w2";
  names.head = "output";
  return names;
}

FamilyNames chatGlmNames() {
  FamilyNames names;
  names.embedding = "transformer.embedding.word_embeddings";
  names.layer = "transformer.encoder.layers.";
  names.qkv = {"self_attention.query_key_value"};
  names.out = "self_attention.dense";
  names.gateUp = {"mlp.dense_h_to_4h"};
  names.down = "mlp.dense_4h_to_h";
  names.finalNorm = "transformer.encoder.final_layernorm";
  names.head = "transformer.output_layer";
  names.optionalPrefix = "transformer.";
  return names;
}

FamilyNames gpt2Names() {
  FamilyNames names;
  names.embedding = "transformer.wte";
  names.positions = "transformer.wpe";
  names.layer = "transformer.h.";
  names.inputNorm = "ln_1";
  names.qkv = {"attn.c_attn"};
  names.out = "attn.c_proj";
  names.feedNorm = "ln_2";
  names.gateUp = {"mlp.c_fc"};
  names.down = "mlp.c_proj";
  names.finalNorm = "transformer.ln_f";
  names.optionalPrefix = "transformer.";
  names.transposed = true;
  return names;
}

FamilyKeys qwen1Keys() {
  FamilyKeys keys;
  keys.hidden = {"hidden_size", "n_embd"};
  keys.intermediate = {"intermediate_size", "ffn_hidden_size"};
  keys.layers = {"num_hidden_layers", "n_layer"};
  keys.heads = {"num_attention_heads", "n_head"};
  keys.kvHeads = {};
  keys.headDim = {"kv_channels"};
  keys.vocab = {"vocab_size", "padded_vocab_size"};
  keys.positions = {"max_position_embeddings", "n_positions"};
  keys.eps = {"layer_norm_epsilon"};
  keys.activation = {};
  return keys;
}

FamilyKeys chatGlmKeys() {
  FamilyKeys keys;
  keys.vocab = {"vocab_size", "padded_vocab_size"};
  keys.intermediate = {"ffn_hidden_size"};
  keys.layers = {"num_layers", "num_hidden_layers"};
  keys.kvHeads = {};
  keys.headDim = {"kv_channels"};
  keys.positions = {"seq_length"};
  keys.eps = {"layernorm_epsilon"};
  keys.activation = {};
  return keys;
}

FamilyKeys gpt2Keys() {
  FamilyKeys keys;
  keys.hidden = {"n_embd", "hidden_size"};
  keys.intermediate = {"n_inner"};
  keys.layers = {"n_layer", "num_hidden_layers"};
  keys.heads = {"n_head", "num_attention_heads"};
  keys.kvHeads = {};
  keys.headDim = {};
  keys.positions = {"n_positions", "max_position_embeddings"};
  keys.eps = {"layer_norm_epsilon"};
  keys.activation = {"activation_function"};
  return keys;
}

FamilyDefaults gemmaDefaults(std::int64_t kvHeads) {
  return {256000, 8192, kvHeads, 256, 1e-6, 10000, "gelu_pytorch_tanh", true};
}

/// What the three generations share.
Family gemma(const char* name, const char* architecture, const char* type, std::int64_t kvHeads) {
  Family family{name, {architecture}, {type}};
  family.defaults = gemmaDefaults(kvHeads);
  family.keys.activation = {"hidden_activation"};
  family.norm = NormKind::RmsOnePlus;
  family.scaledEmbedding = true;
  return family;
}

std::vector<Family> llamaLike() {
  Family llama{"llama", {"LlamaForCausalLM"}, {"llama"}};
  llama.switches = readLlamaSwitches;

  Family mistral{"mistral", {"MistralForCausalLM"}, {"mistral"}};
  mistral.defaults.positions = 131072;
  mistral.defaults.kvHeads = 8;
  mistral.switches = readMistralSwitches;

  Family pictured = mistral;
  pictured.architectures = {"Mistral3ForConditionalGeneration"};
  pictured.modelTypes = {"mistral3"};
  pictured.decoderType = "mistral";
  pictured.pictureKeys = {"vision_config", "spatial_merge_size", "vision_feature_layer", "projector_hidden_act",
                          "multimodal_projector_bias"};
  pictured.names = besidePictures(mistral.names);
  pictured.defaults.hidden = 4096;
  pictured.defaults.intermediate = 14336;
  pictured.defaults.layers = 32;
  pictured.defaults.heads = 32;

  Family qwen2{"qwen2", {"Qwen2ForCausalLM"}, {"qwen2"}};
  qwen2.defaults.vocab = 151936;
  qwen2.defaults.positions = 32768;
  qwen2.defaults.kvHeads = 32;
  qwen2.qkvBias = true;
  qwen2.switches = readQwenSwitches;

  Family qwen3{"qwen3", {"Qwen3ForCausalLM"}, {"qwen3"}};
  qwen3.defaults = qwen2.defaults;
  qwen3.defaults.headDim = 128;
  qwen3.headNorms = true;
  qwen3.switches = readQwen3Switches;

  Family phi3{"phi3", {"Phi3ForCausalLM"}, {"phi3"}, true};
  phi3.names = phiNames();
  phi3.defaults.vocab = 32064;
  phi3.defaults.positions = 4096;
  phi3.defaults.eps = 1e-5;
  phi3.switches = readPhi3Switches;
  return {llama, mistral, pictured, qwen2, qwen3, phi3};
}

std::vector<Family> gemmas() {
  Family first = gemma("gemma", "GemmaForCausalLM", "gemma", 16);
  first.keys.activation = {};  // read with its history in the switches
  first.switches = readGemmaSwitches;

  Family second = gemma("gemma2", "Gemma2ForCausalLM", "gemma2", 4);
  second.names = sandwichNames();
  second.switches = readGemma2Switches;

  Family third = gemma("gemma3", "Gemma3ForCausalLM", "gemma3_text", 4);
  third.names = sandwichNames();
  third.defaults.vocab = 262208;
  third.defaults.positions = 131072;
  third.defaults.theta = 1000000;
  third.ownRope = true;
  third.headNorms = true;
  third.switches = readGemma3Switches;

  Family pictured = third;
  pictured.architectures = {"Gemma3ForConditionalGeneration"};
  pictured.modelTypes = {"gemma3"};
  pictured.decoderType = "gemma3_text";
  pictured.pictureKeys = {"vision_config"};
  pictured.names = besidePictures(third.names);
  pictured.defaults.hidden = 2304;
  pictured.defaults.intermediate = 9216;
  pictured.defaults.layers = 26;
  pictured.defaults.heads = 8;
  return {first, second, third, pictured};
}

/// Families with tensor names of their own.
std::vector<Family> others() {
  Family qwen{"qwen", {"QWenLMHeadModel"}, {"qwen"}, true};
  qwen.names = qwen1Names();
  qwen.keys = qwen1Keys();
  qwen.defaults.vocab = 151936;
  qwen.defaults.positions = 32768;
  qwen.ownRope = true;
  qwen.qkvBias = true;
  qwen.switches = readQwen1Switches;

  Family internLm2{"internlm2", {"InternLM2ForCausalLM"}, {"internlm2"}, true};
  internLm2.names = internLm2Names();
  internLm2.defaults.vocab = 103168;
  internLm2.qkvRows = QkvRows::Grouped;
  internLm2.switches = readInternLm2Switches;

  Family chatGlm{"chatglm", {"ChatGLMModel", "ChatGLMForConditionalGeneration"}, {"chatglm"}, true};
  chatGlm.strangerKey = "position_encoding_2d";  // ChatGLM-6B, the first one
  chatGlm.names = chatGlmNames();
  chatGlm.keys = chatGlmKeys();
  chatGlm.defaults.vocab = 65024;
  chatGlm.defaults.eps = 1e-5;
  chatGlm.ownRope = true;
  chatGlm.switches = readChatGlmSwitches;

  Family gpt2{"gpt2", {"GPT2LMHeadModel"}, {"gpt2"}};
  gpt2.names = gpt2Names();
  gpt2.keys = gpt2Keys();
  gpt2.defaults = {50257, 1024, 0, 0, 1e-5, 10000, "gelu_new", true};
  gpt2.norm = NormKind::Layer;
  gpt2.ownRope = true;
  gpt2.qkvBias = true;
  gpt2.gated = false;
  gpt2.switches = readGpt2Switches;
  return {qwen, internLm2, chatGlm, gpt2};
}

bool contains(const std::vector<const char*>& list, std::string_view wanted) {
  return std::any_of(list.begin(), list.end(), [&](const char* one) { return wanted == one; });
}

}  // namespace

std::span<const Family> familyTable() {
  static const std::vector<Family> table = [] {
    std::vector<Family> all = llamaLike();
    for (const auto& part : {gemmas(), others()}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

const Family* findArchitecture(std::string_view architecture) {
  for (const Family& family : familyTable())
    if (contains(family.architectures, architecture)) return &family;
  return nullptr;
}

const Family* findModelType(std::string_view modelType) {
  for (const Family& family : familyTable())
    if (contains(family.modelTypes, modelType)) return &family;
  return nullptr;
}

const FamilyNames& familyNames(const ModelConfig& config) {
  return config.entry ? config.entry->names : familyTable().front().names;
}

}  // namespace timbre::model
