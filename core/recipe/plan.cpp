// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/fields.h"

#include <algorithm>
#include <cmath>

namespace timbre::recipe {

namespace {

/// Sum of (in + out) over the linear layers of one block. Where the model does not say it, that of the seven layers of
/// Llama; where it does not say its widths either, the shares of Llama-like models: keys and values a third of the hidden width, feed-forward three times it.
double adaptedWidth(const ModelFacts& model) {
  if (model.adaptedWidth > 0) return static_cast<double>(model.adaptedWidth);
  const double hidden = static_cast<double>(model.hidden);
  const bool known = model.intermediate > 0 && model.heads > 0 && model.kvHeads > 0 && model.headDim > 0;
  const double q = known ? static_cast<double>(model.heads * model.headDim) : hidden;
  const double kv = known ? static_cast<double>(model.kvHeads * model.headDim) : hidden / 3;
  const double inner = known ? static_cast<double>(model.intermediate) : 3 * hidden;
  return 2 * (hidden + q) + 2 * (hidden + kv) + 3 * (hidden + inner);
}

}  // namespace

Plan plan(const Recipe& recipe, const DataFacts& data, const ModelFacts& model) {
  Plan out;
  const double rows = static_cast<double>(std::max<std::int64_t>(0, data.rows));
  out.validationRows = static_cast<std::int64_t>(std::llround(rows * recipe.validationShare));
  out.trainRows = data.rows - out.validationRows;

  const double meanTokens = data.rows > 0 && data.tokens > 0 ? static_cast<double>(data.tokens) / rows
                                                             : static_cast<double>(recipe.maxTokens);
  const double limit = static_cast<double>(recipe.maxTokens);
  const double rowTokens = std::min(meanTokens, limit);
  double microBatches = 0, tokensAtOnce = 0;
  if (recipe.batchTokens > 0) {
    tokensAtOnce = static_cast<double>(recipe.batchTokens);
    microBatches = std::ceil(static_cast<double>(out.trainRows) * rowTokens / (0.95 * tokensAtOnce));
  } else {
    const double units = recipe.packing ? std::ceil(static_cast<double>(out.trainRows) * rowTokens / (0.95 * limit))
                                        : static_cast<double>(out.trainRows);
    microBatches = std::ceil(units / recipe.batchSize);
    const double longest = data.longestTokens > 0 ? std::min(static_cast<double>(data.longestTokens), limit) : limit;
    tokensAtOnce = recipe.batchSize * (recipe.packing ? limit : longest);
  }
  out.stepsPerEpoch = static_cast<std::int64_t>(std::max(1.0, std::ceil(microBatches / recipe.gradientAccumulation)));
  out.steps = recipe.maxSteps > 0
                  ? recipe.maxSteps
                  : static_cast<std::int64_t>(std::ceil(static_cast<double>(out.stepsPerEpoch) * recipe.epochs));

  const bool full = recipe.method == "full";
  const double parameters = static_cast<double>(model.parameters);
  const double hidden = static_cast<double>(model.hidden), layers = static_cast<double>(model.layers);
  const double trainable = full ? parameters : recipe.rank * adaptedWidth(model) * layers;
  const double weightSize = recipe.dtype == "bf16" ? 2 : 4;
  out.trainableParameters = static_cast<std::uint64_t>(trainable);
  out.weightBytes = static_cast<std::uint64_t>(parameters * weightSize);
  // An adapter and its gradient are fp32; full training adds gradients and, for bf16 weights, an fp32 copy.
  out.adapterBytes =
      static_cast<std::uint64_t>(full ? parameters * (weightSize + (weightSize < 4 ? 4 : 0)) : trainable * 8);
  out.optimizerBytes = static_cast<std::uint64_t>(trainable * 8);
  // Saved for the backward pass: about 34 values of width `hidden` per token and layer (norms, projections,
  // feed-forward).
  out.activationBytes = static_cast<std::uint64_t>(tokensAtOnce * layers * hidden * 34 * weightSize);
  out.otherBytes = 350'000'000;  // the program with LibTorch loaded and the encoded rows
  out.memoryBytes = out.weightBytes + out.adapterBytes + out.optimizerBytes + out.activationBytes + out.otherBytes;
  out.checkpointBytes = static_cast<std::uint64_t>((full ? parameters * weightSize : trainable * 4) + trainable * 8 +
                                                   (full && weightSize < 4 ? parameters * 4 : 0));
  return out;
}

}  // namespace timbre::recipe
