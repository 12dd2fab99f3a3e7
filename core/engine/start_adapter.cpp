// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/start_adapter.h"

#include "core/base/file_ops.h"
#include "core/model/config.h"
#include "core/model/lora.h"
#include "core/model/structure.h"
#include "core/text/adapter_text.h"
#include "core/text/tokenizer_load.h"

#include <algorithm>

namespace timbre::engine {

using base::Error;
using base::Result;

namespace {

/// Names of the layers that it adapts, for a file that has a pattern in place of names.
std::vector<std::string> adaptedNames(const model::LoraAdapter& adapter, const model::ModelConfig& config) {
  std::vector<std::string> out;
  for (const std::string& name : model::adaptableNames(config))
    if (std::any_of(adapter.pairs().begin(), adapter.pairs().end(), [&](const auto& pair) { return model::matchesTarget(pair.first, name); }))
      out.push_back(name);
  return out;
}

}  // namespace

Result<jobs::AdapterSummary> inspectStartAdapter(const std::filesystem::path& adapter, const std::filesystem::path& baseModel) {
  const std::string shown = base::displayPath(adapter);
  TIMBRE_ASSIGN(const model::ModelConfig config, model::readConfig(baseModel));
  TIMBRE_ASSIGN(const auto loaded, model::LoraAdapter::load(adapter, config));
  if (const auto trainable = loaded->checkTrainable(config); !trainable.ok()) return Error(trainable.error().code, trainable.error().args, shown);
  TIMBRE_ASSIGN(const auto tokenizer, text::loadTokenizer(baseModel));
  TIMBRE_ASSIGN(const auto own, text::adapterTokenizer(adapter, *tokenizer, config.vocabSize, loaded->vocabularyRows(config)));
  if (own) return Error("adapter.unsupported", {{"what", "a tokenizer of its own"}}, shown);
  const model::LoraConfig& shape = loaded->config();
  return jobs::AdapterSummary{shape.rank, shape.alpha, shape.dropout, shape.targetModules.empty() ? adaptedNames(*loaded, config) : shape.targetModules};
}

}  // namespace timbre::engine
