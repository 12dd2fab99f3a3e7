// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backend/default_recipe.h"

#include "core/base/file_ops.h"
#include "core/model/config.h"
#include "core/model/structure.h"
#include "core/text/chat_encoder.h"

#include <algorithm>

namespace timbre::backend {

base::Result<recipe::DataFacts> dataFacts(const std::filesystem::path& model, const std::filesystem::path& data,
                                          const std::string& chatTemplate) {
  TIMBRE_ASSIGN(const auto encoder, text::ChatEncoder::load(model, chatTemplate));
  TIMBRE_ASSIGN(const auto file, base::MappedFile::open(data));
  recipe::DataFacts facts;
  std::string_view rest = file.text();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const auto row = base::parseJson(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!row.ok()) continue;
    ++facts.rows;
    const auto encoded = encoder.encode(*row);
    if (!encoded.ok()) continue;
    const auto tokens = static_cast<std::int64_t>(encoded->ids.size());
    facts.tokens += tokens;
    facts.longestTokens = std::max(facts.longestTokens, tokens);
  }
  return facts;
}

base::Result<recipe::ModelFacts> modelFacts(const std::filesystem::path& model) {
  TIMBRE_ASSIGN(const auto config, model::readConfig(model));
  return recipe::ModelFacts{config.parameterCount(), config.maxPositions, config.layers, config.hiddenSize,
                            config.intermediateSize, config.heads, config.kvHeads, config.headDim,
                            model::adaptedWidth(config)};
}

base::Result<recipe::Recipe> defaultRecipeFor(const std::filesystem::path& model, const std::filesystem::path& data,
                                              const std::string& chatTemplate) {
  TIMBRE_ASSIGN(const auto facts, dataFacts(model, data, chatTemplate));
  TIMBRE_ASSIGN(const auto shape, modelFacts(model));
  recipe::Recipe recipe = recipe::defaultRecipe(facts, shape);
  recipe.chatTemplate = chatTemplate;
  return recipe;
}

}  // namespace timbre::backend
