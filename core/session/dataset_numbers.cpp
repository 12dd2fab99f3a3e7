// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_checker.h"

#include <algorithm>

namespace timbre::session {

namespace {

/// More tokens than any row can have: such a figure in a project file is not believed.
constexpr std::int64_t unbelievable = std::int64_t(1) << 32;

/// Bars of a width people can read (1, 2 or 5 times a power of ten), at most 24.
std::vector<HistogramBar> histogram(const std::vector<std::int64_t>& lengths) {
  std::vector<HistogramBar> bars;
  if (lengths.empty()) return bars;
  const std::int64_t longest = *std::max_element(lengths.begin(), lengths.end());
  std::int64_t width = 1;
  for (int i = 0; longest / width >= 24; ++i) width = i % 3 == 1 ? width / 2 * 5 : width * 2;
  bars.resize(static_cast<std::size_t>(longest / width) + 1);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    bars[i].from = static_cast<std::int64_t>(i) * width;
    bars[i].to = bars[i].from + width;
  }
  for (const std::int64_t length : lengths) ++bars[static_cast<std::size_t>(length / width)].rows;
  return bars;
}

}  // namespace

NumbersChanged numbersOf(const std::vector<store::CheckFigures>& figures, const Counting& counting) {
  NumbersChanged out;
  out.limit = counting.limit;
  out.encoder = counting.encoder ? counting.label : std::string();
  std::vector<std::int64_t> lengths;
  std::int64_t tokens = 0, trained = 0, cut = 0, hosted = 0, hostedRows = 0;
  for (const store::CheckFigures& row : figures) {
    if (row.severity >= static_cast<std::int64_t>(data::Severity::Error)) continue;
    ++out.usedRows;
    if (row.hosted >= 0 && row.hosted < unbelievable) {
      hosted += std::min(row.hosted, counting.limit);
      ++hostedRows;
    }
    if (row.tokens < 0 || row.tokens >= unbelievable || row.trained >= unbelievable || !counting.encoder) continue;
    lengths.push_back(row.tokens);
    tokens += row.tokens;
    trained += row.trained;
    cut += std::min(row.tokens, counting.limit);
    out.overLimit += row.tokens > counting.limit;
  }
  out.defaultEpochs = data::defaultEpochs(out.usedRows);
  out.epochs = counting.epochs > 0 ? counting.epochs : out.defaultEpochs;
  out.countedRows = static_cast<std::int64_t>(lengths.size());
  out.histogram = histogram(lengths);
  out.lengths = data::distribution(std::move(lengths));
  if (counting.encoder) {
    out.tokens = tokens;
    out.trainedTokens = trained;
    out.totalTokens = cut * out.epochs;
  }
  if (counting.hosted && hostedRows > 0) out.hostedTokens = hosted * out.epochs;
  out.costEstimated = out.hostedTokens < 0;
  const std::int64_t billed = out.costEstimated ? out.totalTokens : out.hostedTokens;
  if (billed >= 0)
    for (const data::Price& price : counting.prices) out.costs.push_back(data::trainingCost(price, billed));
  return out;
}

}  // namespace timbre::session
