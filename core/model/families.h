// SPDX-License-Identifier: GPL-3.0-or-later
// The table of model families: names of classes, of tensors and of config keys, and what a missing key means. A family
// is a row here and, for keys that only it has, a function in config_switches.cpp; the decoder is one for all.
// Torch-free. Facts: transformers models/*, and the modelling code in the repositories of Qwen, InternLM2 and ChatGLM.
#pragma once

#include "core/model/config.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::model {

class ConfigReader;

/// Tensor names without ".weight"; null where the family has none. Those of a layer follow `layer` and its number.
struct FamilyNames {
  const char* embedding = "model.embed_tokens";
  const char* positions = nullptr;
  const char* layer = "model.layers.";
  const char* inputNorm = "input_layernorm";
  std::vector<const char*> qkv = {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"};  // or one, fused
  const char* queryNorm = "self_attn.q_norm";
  const char* keyNorm = "self_attn.k_norm";
  const char* out = "self_attn.o_proj";
  const char* attentionNorm = nullptr;  // behind attention, where there are four norms
  const char* feedNorm = "post_attention_layernorm";
  std::vector<const char*> gateUp = {"mlp.gate_proj", "mlp.up_proj"};  // in the order gate, up; or one, fused
  const char* down = "mlp.down_proj";
  const char* updateNorm = nullptr;  // behind the feed-forward part
  const char* finalNorm = "model.norm";
  const char* head = "lm_head";
  const char* optionalPrefix = "model.";  // of all names but the head's: files that hold the model below the head leave it out
  bool transposed = false;               // linear weights are stored (in, out)
  std::vector<std::pair<const char*, const char*>> spellings = {};  // other prefix → ours
  // Where the tensors of parts begin that are not computed here (pictures): not loaded, kept by exports.
  std::vector<const char*> besides = {};
};

/// Spellings of a key; those that are there must agree. No spelling: the family has no such key.
using Spellings = std::vector<const char*>;

struct FamilyKeys {
  Spellings vocab = {"vocab_size"};  // the last one that is there counts: paddings come after
  Spellings hidden = {"hidden_size"}, intermediate = {"intermediate_size"}, layers = {"num_hidden_layers"},
            heads = {"num_attention_heads"}, kvHeads = {"num_key_value_heads"}, headDim = {"head_dim"},
            positions = {"max_position_embeddings"}, eps = {"rms_norm_eps"}, activation = {"hidden_act"};
};

/// What a missing key means. 0 in kvHeads: as many as heads; in headDim: hidden / heads; in the last four: it must be
/// there.
struct FamilyDefaults {
  std::int64_t vocab = 32000, positions = 2048, kvHeads = 0, headDim = 0;
  double eps = 1e-6;
  double theta = 10000;
  const char* activation = "silu";
  bool tied = false;
  std::int64_t hidden = 0, intermediate = 0, layers = 0, heads = 0;
};

struct Family {
  const char* name;
  std::vector<const char*> architectures;  // the first is the usual one
  std::vector<const char*> modelTypes;
  bool ownCode = false;  // folders carry Python for transformers (auto_map); the arithmetic here replaces it
  const char* strangerKey = nullptr;  // a key by which another model of the same architecture's name is known
  const char* decoderType = nullptr;  // the decoder's config stands in text_config and is of this model_type
  Spellings pictureKeys = {};         // of the whole, about what is not computed here
  FamilyNames names = {};
  FamilyKeys keys = {};
  FamilyDefaults defaults = {};
  bool ownRope = false;  // the switches read the rotary keys, not config_rope.cpp alone
  NormKind norm = NormKind::Rms;
  bool headNorms = false;
  bool qkvBias = false;
  bool scaledEmbedding = false;
  bool gated = true;
  QkvRows qkvRows = QkvRows::Blocks;
  void (*switches)(ConfigReader&, ModelConfig&) = nullptr;  // after the sizes and the rotary keys
};

std::span<const Family> familyTable();
const Family* findArchitecture(std::string_view architecture);
const Family* findModelType(std::string_view modelType);
/// Names of the config's family; Llama's for a config that was made by hand.
const FamilyNames& familyNames(const ModelConfig& config);

/// Hooks of the table (config_switches.cpp).
void readLlamaSwitches(ConfigReader& in, ModelConfig& config);
void readMistralSwitches(ConfigReader& in, ModelConfig& config);
void readQwenSwitches(ConfigReader& in, ModelConfig& config);  // 2, 2.5
void readQwen3Switches(ConfigReader& in, ModelConfig& config);
void readQwen1Switches(ConfigReader& in, ModelConfig& config);
void readInternLm2Switches(ConfigReader& in, ModelConfig& config);
void readChatGlmSwitches(ConfigReader& in, ModelConfig& config);
void readGpt2Switches(ConfigReader& in, ModelConfig& config);
void readGemmaSwitches(ConfigReader& in, ModelConfig& config);  // 1
void readGemma2Switches(ConfigReader& in, ModelConfig& config);
void readGemma3Switches(ConfigReader& in, ModelConfig& config);
void readPhi3Switches(ConfigReader& in, ModelConfig& config);

}  // namespace timbre::model
