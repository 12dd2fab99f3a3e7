// SPDX-License-Identifier: GPL-3.0-or-later
// A training recipe: every number that decides how a run learns, typed, with a flat JSON form whose keys are the command
// line's (reference: cli.md "Recipe keys"). One field table (fields.h) drives JSON, form, CLI flags, validation and help.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::recipe {

/// With dtype "auto", models of at most so many parameters compute in float32 whatever the device prefers: they are fast
/// enough, and every other program's results can be compared with theirs.
inline constexpr std::uint64_t kAlwaysFp32Parameters = 100'000'000;

/// Defaults here are those of the field table. 0 in `maxSteps` / `warmupSteps` / `batchTokens` means "not given": then
/// `epochs`, `warmupRatio` and `batchSize` decide. A given `maxSteps` wins over `epochs`.
struct Recipe {
  std::string method = "lora";                         // lora | full
  int rank = 16;
  double alpha = 32;
  double dropout = 0;
  std::vector<std::string> targetModules;              // empty: all-linear
  double learningRate = 2e-4;
  std::string schedule = "cosine";                     // cosine | linear | constant | flat-cosine
  std::int64_t warmupSteps = 0;
  double warmupRatio = 0.06;                           // used when warmupSteps is 0
  double flatRatio = 0.25;                             // flat-cosine: share of all steps at the full rate after the warm-up
  double minLrRatio = 0;                               // cosine and flat-cosine end at this share of learningRate
  double epochs = 3;
  std::int64_t maxSteps = 0;
  int batchSize = 1;                                   // sequences or packs per micro-batch
  std::int64_t batchTokens = 0;                        // rows of near-equal length up to so many tokens, padding included
  int gradientAccumulation = 1;
  double maxGradNorm = 1.0;
  double weightDecay = 0;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  std::uint64_t seed = 42;
  std::int64_t maxTokens = 1024;                       // per sample and per pack
  bool packing = true;
  bool shuffle = true;
  std::string chatTemplate = "auto";                   // auto (the model folder's own) | a name of template_names.h
  std::string trainOn = "assistant";                   // assistant | all | last
  double validationShare = 0.1;
  std::int64_t saveEvery = 0;                          // optimizer steps; 0: at the end of each epoch and at the end
  int keep = 3;                                        // newest checkpoints kept (the best is kept besides)
  std::string dtype = "auto";                          // auto | fp32 | bf16

  bool operator==(const Recipe&) const = default;
};

/// The `format_version` of recipe files. It may stand in a recipe and is no key of it.
inline constexpr int kRecipeFormat = 1;

/// Missing keys keep their defaults. Unknown or misspelt keys are refused with the nearest name: recipe.unknown_key (key,
/// nearest), recipe.no_such_key (key; nothing is near), recipe.bad_value (key, value, expected), recipe.unknown_choice (key, value,
/// nearest), recipe.newer (version; a `format_version` above kRecipeFormat).
base::Result<Recipe> fromJson(const base::Json& json, std::string_view path = {});
/// All keys, in table order.
base::Json toJson(const Recipe& recipe);
/// `key=value` as given to --set; value is JSON or a bare string.
base::Result<void> setValue(Recipe& recipe, std::string_view key, std::string_view value);
/// Cross-field rules (epochs or max_steps, warm-up shorter than the run, rank needs lora …); all violations at once.
std::vector<base::Error> check(const Recipe& recipe);

}  // namespace timbre::recipe
