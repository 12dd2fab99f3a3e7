// SPDX-License-Identifier: GPL-3.0-or-later
// config.json of a Hugging Face folder as a checked value: which family, how large, and every switch of the arithmetic,
// resolved, so that nothing after it looks at the file again. Torch-free. A key that changes the arithmetic and is not
// implemented is refused by name (model.unsupported, arg `what`), before anything is allocated. Which keys change
// nothing, and what becomes of a key that nobody knows, is told in config_keys.cpp.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace timbre::model {

struct Family;  // families.h

enum class NormKind {
  Rms,         // x̂ · w
  RmsOnePlus,  // x̂ · (1 + w): Gemma
  Layer,       // mean taken off, with bias: GPT-2
};
enum class Activation { Silu, Gelu, GeluTanh, Relu };
/// How one fused projection of queries, keys and values lays its rows.
enum class QkvRows {
  Blocks,   // all queries | all keys | all values
  Grouped,  // for each key-value head in turn: its queries | its key | its value
};
enum class RopeKind { None, Plain, Linear, Dynamic, Yarn, LongRope, Llama3, QwenNtk };

/// Rotary positions, every default filled in. Formulas: rotary.h.
struct RopeConfig {
  RopeKind kind = RopeKind::Plain;
  double theta = 10000;
  std::int64_t channels = 0;  // turned ones of each head, even; the rest passes. 0: the whole head
  bool interleaved = false;   // pairs of neighbours (0,1) (2,3) … in place of (i, i + channels / 2)
  double factor = 1;
  double lowFrequency = 1, highFrequency = 4;  // llama3
  double betaFast = 32, betaSlow = 1;          // yarn
  bool truncate = true;                        // yarn
  double amplitude = 1;                        // multiplies cos and sin: yarn, longrope
  std::int64_t original = 0;                   // positions before scaling begins
  std::vector<double> shortFactors, longFactors;
  bool renewsCache = false;  // longrope in Phi-3: what is cached is computed anew when the long list takes over

  bool operator==(const RopeConfig&) const = default;
};

struct ModelConfig {
  const Family* entry = nullptr;  // row of the family table; null reads as Llama
  std::string architecture;       // "LlamaForCausalLM"
  std::string family;             // "llama"
  std::int64_t vocabSize = 0;
  std::int64_t hiddenSize = 0;
  std::int64_t intermediateSize = 0;  // width between the two halves of the feed-forward part
  std::int64_t layers = 0;
  std::int64_t heads = 0;
  std::int64_t kvHeads = 0;
  std::int64_t headDim = 0;
  std::int64_t maxPositions = 0;  // tokens that one sequence may have, scaling of the positions included

  NormKind norm = NormKind::Rms;
  double normEps = 1e-6;
  bool headNorms = false;      // a norm over each head of queries and keys, before they are turned
  bool sandwichNorms = false;  // also behind attention and feed-forward, before the residual is added
  Activation activation = Activation::Silu;
  bool gated = true;
  bool qkvBias = false, outBias = false, upBias = false, downBias = false;
  QkvRows qkvRows = QkvRows::Blocks;
  RopeConfig rope;
  std::optional<RopeConfig> localRope;  // of the layers with a window, where it is another one
  bool learnedPositions = false;
  std::int64_t window = 0;                        // a token sees itself and the window − 1 before it; 0: everything
  std::vector<bool> windowedLayers;               // empty: all layers when window > 0
  double attentionScale = 0;                      // of the scores; 0: head_dim^−0.5
  double attentionSoftcap = 0, finalSoftcap = 0;  // cap·tanh(x / cap); 0: none
  bool depthScaled = false;                       // scores divided by layer + 1
  bool scaledEmbedding = false;                   // times sqrt(hidden), rounded to the type of the weights
  std::int64_t lognLength = 0;  // from here on the query at position p is multiplied by log_length(p + 1); 0: never
  bool tieEmbeddings = false;

  double initializerRange = 0.02;
  std::string dtype;  // "bfloat16", "float32" … as declared, may be empty
  std::optional<std::int64_t> bosId, padId;
  std::vector<std::int64_t> eosIds;

  std::uint64_t parameterCount() const;
  std::int64_t windowOf(std::int64_t layer) const;
  const RopeConfig& ropeOf(std::int64_t layer) const;
  /// More positions do not exist (a table of them was trained or built), whatever the prompt.
  bool fixedPositions() const;
};

/// Also reads generation_config.json: its ids win. Errors: model.unknown_family, model.unsupported (what), model.quantised, model.remote_code,
/// model.config_missing/type/range/conflict (key …), weights.outside_folder, file.*, json.*, those of expectModel().
base::Result<ModelConfig> readConfig(const std::filesystem::path& folder);
base::Result<ModelConfig> parseConfig(const base::Json& json, const std::string& path);

}  // namespace timbre::model
