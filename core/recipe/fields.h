// SPDX-License-Identifier: GPL-3.0-or-later
// The field table: one entry per recipe key. Everything that shows, reads, writes or explains a recipe loops over it.
#pragma once

#include "core/recipe/recipe.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace timbre::recipe {

enum class FieldType { Text, Integer, Number, Boolean, Choice, TextList };
enum class FieldLevel { Basic, Advanced };

struct Field {
  const char* key;        ///< "learning_rate"
  const char* label;      ///< English, translated by ui ("Recipe" context)
  const char* help;       ///< one sentence of consequence ("Recipe" context)
  const char* unit;       ///< "", "tokens", "steps", "rows"
  FieldType type;
  FieldLevel level;
  double minimum, maximum;            ///< inclusive; for Integer and Number
  std::vector<const char*> choices;   ///< for Choice
  std::function<base::Json(const Recipe&)> get;
  /// The value has the right type and range already.
  std::function<void(Recipe&, const base::Json&)> set;
};

std::span<const Field> fieldTable();
const Field* findField(std::string_view key);
/// The key with the smallest edit distance, or "" when none is near.
std::string nearestKey(std::string_view key);
/// The choice of a Choice field that `value` is a misspelling or the end of ("qwen_chat"), or "".
std::string nearestChoice(const Field& field, std::string_view value);

/// The documented default rule: the recipe that a dataset and a model get before anybody changes a field. Small sets get
/// enough optimizer steps, tiny models a higher LoRA rate; the reasons are in core/recipe/README.md.
struct DataFacts {
  std::int64_t rows = 0;
  std::int64_t tokens = 0;        ///< of one epoch with the model's tokenizer
  std::int64_t longestTokens = 0;
};
struct ModelFacts {
  std::uint64_t parameters = 0;
  std::int64_t context = 0;  ///< tokens
  std::int64_t layers = 0, hidden = 0;
  /// 0 where they are not known; the plan then takes the shares of Llama-like models.
  std::int64_t intermediate = 0, heads = 0, kvHeads = 0, headDim = 0;
  std::int64_t adaptedWidth = 0;  ///< Σ (in + out) over the linear layers of one block; 0: worked out from the widths
};
Recipe defaultRecipe(const DataFacts& data, const ModelFacts& model);

/// What a run will take. Bytes and seconds are estimates until measured; the parts add up to `memoryBytes`.
struct Plan {
  std::int64_t steps = 0;
  std::int64_t stepsPerEpoch = 0;
  std::int64_t trainRows = 0, validationRows = 0;
  std::uint64_t weightBytes = 0, adapterBytes = 0, optimizerBytes = 0, activationBytes = 0, otherBytes = 0;
  std::uint64_t memoryBytes = 0;
  std::uint64_t checkpointBytes = 0;  ///< of one checkpoint
  std::uint64_t trainableParameters = 0;
};
Plan plan(const Recipe& recipe, const DataFacts& data, const ModelFacts& model);

}  // namespace timbre::recipe
