// SPDX-License-Identifier: GPL-3.0-or-later
// The recipe that a dataset and a model get before anybody changes a field: recipe::defaultRecipe over facts read from disk,
// the same rule as the window's train page.
#pragma once

#include "core/base/result.h"
#include "core/recipe/fields.h"

#include <filesystem>
#include <string>

namespace timbre::backend {

/// Counts the rows of a JSONL file with the model's tokenizer and the chosen chat template (a recipe's `chat_template`). Rows that cannot be encoded count no tokens.
base::Result<recipe::DataFacts> dataFacts(const std::filesystem::path& model, const std::filesystem::path& data,
                                          const std::string& chatTemplate = "auto");
base::Result<recipe::ModelFacts> modelFacts(const std::filesystem::path& model);
base::Result<recipe::Recipe> defaultRecipeFor(const std::filesystem::path& model, const std::filesystem::path& data,
                                              const std::string& chatTemplate = "auto");

}  // namespace timbre::backend
