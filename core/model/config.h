// SPDX-License-Identifier: GPL-3.0-or-later
// config.json of a Hugging Face folder as a checked value. Torch-free. A key that changes the arithmetic and is not
// implemented is refused by name (model.unsupported, arg `what`), before anything is allocated.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace timbre::model {

struct ModelConfig {
  std::string architecture;  // "LlamaForCausalLM"
  std::string family;        // "llama"
  std::int64_t vocabSize = 0;
  std::int64_t hiddenSize = 0;
  std::int64_t intermediateSize = 0;
  std::int64_t layers = 0;
  std::int64_t heads = 0;
  std::int64_t kvHeads = 0;
  std::int64_t headDim = 0;
  std::int64_t maxPositions = 0;  // tokens
  double rmsNormEps = 1e-6;
  double ropeTheta = 10000;
  base::Json ropeScaling;  // null, or {"rope_type": "llama3"|"linear", …} with every value resolved
  bool tieEmbeddings = false;
  bool attentionBias = false;
  bool mlpBias = false;
  double initializerRange = 0.02;
  std::string dtype;  // "bfloat16", "float32" … as declared, may be empty
  std::optional<std::int64_t> bosId, padId;
  std::vector<std::int64_t> eosIds;
  base::Json raw;  // the whole file, for export

  std::uint64_t parameterCount() const;
};

/// Also reads generation_config.json: its ids win. Errors: model.unsupported (what), model.remote_code,
/// model.config_missing/type/range/conflict (key …), weights.outside_folder, file.*, json.*.
base::Result<ModelConfig> readConfig(const std::filesystem::path& folder);
base::Result<ModelConfig> parseConfig(const base::Json& json, const std::string& path);

}  // namespace timbre::model
