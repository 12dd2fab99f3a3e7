// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of a config that no parser read. Three kinds:
// - known to change nothing that is computed here: bookkeeping, defaults of sampling, training of other programs,
// storage.
//   Dropout that a model was pre-trained with (…_pdrop) belongs to them: a fine-tuning here adds none to the base;
// - off (null, false, 0, empty): an option of some class that is not in use;
// - anything else is refused when its name speaks of the arithmetic, and ignored, as transformers ignores it, when not.
#include "core/model/config_reader.h"

#include <algorithm>
#include <string_view>

namespace timbre::model {

using base::Json;

namespace {

constexpr std::string_view kInert[] = {"_attn_implementation",
                                       "_attn_implementation_autoset",
                                       "attn_implementation",
                                       "use_flash_attn",
                                       "use_flash_attention_2",
                                       "attention_softmax_in_fp32",
                                       "softmax_in_fp32",
                                       "apply_query_key_layer_scaling",
                                       "original_rope",
                                       "bias_dropout_fusion",
                                       "reorder_and_upcast_attn",
                                       "pretraining_tp",
                                       "attn_pdrop",
                                       "embd_pdrop",
                                       "resid_pdrop",
                                       "classifier_dropout",
                                       "n_ctx",
                                       "cache_implementation",
                                       "original_max_position_embeddings",
                                       "output_attentions",
                                       "chunk_size_feed_forward",
                                       "no_repeat_ngram_size",
                                       "encoder_no_repeat_ngram_size",
                                       "full_attn_mod",
                                       "interpolate_factor",
                                       "use_cache_kernel",
                                       "tokenizer_class",
                                       "summary_first_dropout",
                                       "summary_activation",
                                       "summary_type",
                                       "summary_use_proj",
                                       "summary_proj_to_labels",
                                       "prefix_projection",
                                       "onnx_safe",
                                       "is_decoder",
                                       "tie_encoder_decoder",
                                       "torch_dtype",
                                       "dtype",
                                       "max_length",
                                       "model_max_length",
                                       "tokenizer_model_max_length"};

/// Parts of names that speak of the arithmetic.
constexpr std::string_view kArithmetic[] = {
    "rope",  "rotary",  "alibi",      "norm",   "attn",  "attention", "softcap", "logit",   "scal",   "multiplier",
    "bias",  "activat", "hidden_act", "window", "sink",  "moe",       "expert",  "resid",   "clip",   "tie_",
    "posit", "pos_emb", "embed",      "head",   "layer", "_dim",      "_size",   "mlp",     "gate",   "qk_",
    "kv_",   "quant",   "compress",   "mask",   "ssm",   "mamba",     "conv",    "pre_seq", "prefix", "dropout"};

bool isOff(const Json& value) {
  if (value.is_null()) return true;
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_number()) return value.get<double>() == 0;
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value.empty();
}

}  // namespace

void judgeOtherKeys(ConfigReader& in) {
  for (const auto& [key, value] : in.object().items()) {
    if (key == "is_causal" && value == Json(false)) return in.unsupported(key);  // here it is the other way round
    if (in.wasAsked(key) || isOff(value)) continue;
    if (std::find(std::begin(kInert), std::end(kInert), key) != std::end(kInert)) continue;
    for (const std::string_view part : kArithmetic)
      if (key.find(part) != std::string::npos) return in.unsupported(key);
  }
}

}  // namespace timbre::model
