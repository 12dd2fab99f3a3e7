// SPDX-License-Identifier: GPL-3.0-or-later
// What a model folder is, without its weights.
#pragma once

#include "core/base/result.h"
#include "core/recipe/fields.h"
#include "core/recipe/template_names.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::jobs {

struct ModelFile {
  std::string name;
  std::uint64_t bytes = 0;
};

struct ModelSummary {
  std::string path;
  std::string name;          ///< last folder component, or the card's name
  std::string family;        ///< "llama"
  std::string architecture;  ///< "LlamaForCausalLM"
  std::uint64_t parameters = 0;
  std::string dtype;         ///< as stored: "BF16"
  std::int64_t vocab = 0;
  std::int64_t context = 0;  ///< tokens
  std::int64_t layers = 0, hidden = 0;
  std::int64_t intermediate = 0, heads = 0, kvHeads = 0, headDim = 0;
  std::vector<std::string> linearLayers;  ///< names that target_modules may hold
  std::int64_t adaptedWidth = 0;          ///< Σ (in + out) over the linear layers of one block
  std::vector<std::int32_t> stopIds;
  std::string templateOrigin;
  std::string templateHash;
  std::string tokenizerKind;
  std::string licence;  ///< as the card says ("apache-2.0"), or the first line of its licence file; may be empty
  std::uint64_t picturesBytes = 0;  ///< of tensors that see pictures: not computed here, kept by exports
  std::vector<ModelFile> files;
  std::vector<base::Error> problems;  ///< what keeps it from loading, or is odd
};

/// A built-in template takes the place of one that is missing or refused.
inline bool isOfTemplate(const base::Error& problem) { return std::string_view(problem.code).starts_with("template."); }

/// What keeps the model from being trained with that recipe key chat_template; nullptr: nothing.
inline const base::Error* obstacle(const ModelSummary& model, std::string_view chatTemplate) {
  for (const base::Error& problem : model.problems)
    if (chatTemplate == recipe::kAutoTemplate || !isOfTemplate(problem)) return &problem;
  return nullptr;
}

/// Whether there is a template, if need be a built-in one, with which it can be trained.
inline bool isTrainable(const ModelSummary& model) {
  return std::all_of(model.problems.begin(), model.problems.end(), isOfTemplate);
}

/// What the default rule and the memory figures need to know of it.
inline recipe::ModelFacts factsOf(const ModelSummary& model) {
  return {model.parameters, model.context, model.layers,  model.hidden,
          model.intermediate, model.heads, model.kvHeads, model.headDim, model.adaptedWidth};
}

}  // namespace timbre::jobs
