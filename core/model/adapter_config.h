// SPDX-License-Identifier: GPL-3.0-or-later
// adapter_config.json of a PEFT folder as a checked value (peft tuners/lora/config.py). A key that changes what the
// adapter computes and is not implemented is refused by its name, and so is an unknown one that is on. Torch-free. Any
// thread.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/model/config.h"

#include <string>
#include <utility>
#include <vector>

namespace timbre::model {

struct LoraConfig {
  int rank = 16;
  double alpha = 32;
  double dropout = 0;
  std::vector<std::string> targetModules;  // last names ("q_proj", "mlp.c_proj"); empty: all linear layers but the head
  std::string baseModel;                   // base_model_name_or_path
  bool rankStabilised = false;             // s = alpha / √rank
};

/// Which modules an adapter aims at (peft tuners/tuners_utils.py, check_target_module_exists).
struct AdapterTargets {
  base::Json modules, excluded;         // a list of names or one pattern; null: not said
  std::vector<std::int64_t> layers;     // layers_to_transform; empty: all
  std::vector<std::string> layerNames;  // layers_pattern: what stands before the number of a layer; empty: anything

  /// Whether `module` ("model.layers.0.self_attn.q_proj") is among them. Errors: adapter.invalid_config for a pattern
  /// that is none.
  base::Result<bool> contain(const std::string& module, const ModelConfig& model, const std::string& path) const;
};

struct AdapterConfig {
  LoraConfig lora;
  bool dora = false;
  bool tied = false;                                          // ensure_weight_tying
  std::vector<std::pair<std::string, double>> ranks, alphas;  // pattern → value, in the order of the file
  std::vector<std::string> savedModules;                      // modules_to_save
  base::Json tokenRows;                                       // trainable_token_indices
  AdapterTargets targets;

  /// Rank and scale of one module: patterns first.
  struct Shape {
    std::int64_t rank;
    double scale;  // alpha / rank, or alpha / √rank
  };
  base::Result<Shape> shapeOf(const std::string& module, const std::string& path) const;
  /// Whether modules_to_save names it.
  bool saves(const std::string& module) const;
};

/// `path` is the file's, for sentences. Errors: adapter.unsupported (what), adapter.invalid_config (key).
base::Result<AdapterConfig> parseAdapterConfig(const base::Json& json, const ModelConfig& model,
                                               const std::string& path);

}  // namespace timbre::model
