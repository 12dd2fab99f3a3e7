// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/fields.h"

#include <algorithm>
#include <cmath>

namespace timbre::recipe {

namespace {

constexpr double kLeastSteps = 110;  // below about 90 steps a persona does not take, however many rows there are
constexpr double kUsualEpochs = 3;

/// 2e-4 from 1.8e9 parameters on, rising with 1/√parameters to 4e-3 at 4.5e6 and below; two significant digits.
double learningRateFor(std::uint64_t parameters) {
  const double size = std::max<double>(1, static_cast<double>(parameters));
  const double rate = std::clamp(2e-4 * std::sqrt(1.8e9 / size), 2e-4, 4e-3);
  const double unit = std::pow(10.0, std::floor(std::log10(rate)) - 1);
  return std::round(rate / unit) * unit;
}

/// Tokens of one micro-batch that fit beside a model of this size on ordinary machines.
std::int64_t microBatchTokens(std::uint64_t parameters) {
  if (parameters <= 50'000'000) return 8192;
  if (parameters <= 800'000'000) return 4096;
  return 2048;
}

std::int64_t roundUp(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

}  // namespace

Recipe defaultRecipe(const DataFacts& data, const ModelFacts& model) {
  Recipe recipe;
  recipe.learningRate = learningRateFor(model.parameters);

  const std::int64_t context = model.context > 0 ? model.context : 2048;
  const std::int64_t longest = data.longestTokens > 0 ? data.longestTokens : 1024;
  recipe.maxTokens = std::max<std::int64_t>(
      8, std::min({roundUp(std::max<std::int64_t>(longest, 64), 64), context, std::int64_t(4096)}));

  const std::int64_t rows = std::max<std::int64_t>(1, data.rows);
  recipe.validationShare = rows < 20 ? 0 : std::min(0.05, 200.0 / static_cast<double>(rows));
  recipe.validationShare = std::round(recipe.validationShare * 1e5) / 1e5;
  const double trainRows = static_cast<double>(rows) * (1 - recipe.validationShare);

  const int rowsPerStep = rows <= 2000 ? 8 : rows <= 20000 ? 16 : 32;
  const double meanTokens = data.tokens > 0 ? static_cast<double>(data.tokens) / static_cast<double>(rows)
                                            : static_cast<double>(recipe.maxTokens) / 2;
  // Packs hide how many rows make a step, so they are only worth it where rows are many and short.
  recipe.packing = rows > 2000 && meanTokens * 3 < static_cast<double>(recipe.maxTokens);
  double rowsOfStep = rowsPerStep;
  if (recipe.packing) {
    const double rowsPerPack =
        std::max(1.0, std::floor(0.95 * static_cast<double>(recipe.maxTokens) / std::max(1.0, meanTokens)));
    const int packs = std::max(1, static_cast<int>(std::lround(rowsPerStep / rowsPerPack)));
    recipe.batchSize = packs;
    rowsOfStep = packs * rowsPerPack;
  } else {
    recipe.batchSize = rowsPerStep;
  }
  while (recipe.batchSize > 1 && recipe.batchSize % 2 == 0 &&
         recipe.batchSize * recipe.maxTokens > microBatchTokens(model.parameters)) {
    recipe.batchSize /= 2;
    recipe.gradientAccumulation *= 2;
  }

  const double stepsPerEpoch = std::max(1.0, std::ceil(trainRows / rowsOfStep));
  recipe.epochs = std::max(kUsualEpochs, std::ceil(kLeastSteps / stepsPerEpoch));
  return recipe;
}

}  // namespace timbre::recipe
