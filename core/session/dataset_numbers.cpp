// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_checker.h"

#include <algorithm>
#include <map>

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

namespace {

/// Tokens of one epoch as a price bills them.
struct Billed {
  std::int64_t hosted = 0, estimate = 0;
};

Billed billedBy(const std::vector<store::CheckFigures>& figures, const std::vector<RowId>& unbilled, std::int64_t maxTokens) {
  Billed out;
  const auto cut = [&](std::int64_t tokens) { return tokens < 0 || tokens >= unbelievable ? 0 : maxTokens > 0 ? std::min(tokens, maxTokens) : tokens; };
  for (const store::CheckFigures& row : figures) {
    if (row.severity >= static_cast<std::int64_t>(data::Severity::Error) || std::binary_search(unbilled.begin(), unbilled.end(), row.id)) continue;
    out.hosted += cut(row.hosted);
    out.estimate += cut(row.tokens);
  }
  return out;
}

bool billsBy(const data::Price& price, const std::string& encoding) { return encoding == price.encoding || encoding == price.encoding + "_base"; }

/// Costs and billed tokens; `hostedRows` of them are counted with the tokens of `counting.hosted`.
void addCosts(NumbersChanged& out, const std::vector<store::CheckFigures>& figures, const std::vector<RowId>& unbilled, const Counting& counting) {
  const bool counted = counting.hosted && counting.hostedStored && out.hostedRows > 0;
  std::map<std::int64_t, Billed> byLimit;  // most prices share theirs
  for (std::size_t i = 0; i < std::max<std::size_t>(1, counting.prices.size()); ++i) {
    const data::Price price = counting.prices.empty() ? data::Price() : counting.prices[i];
    const auto [at, fresh] = byLimit.try_emplace(price.maxTokens);
    if (fresh) at->second = billedBy(figures, unbilled, price.maxTokens);
    const Billed& billed = at->second;
    // Without a price table there is nothing that another encoding could be meant by.
    const bool exact = counted && (counting.prices.empty() || billsBy(price, counting.hostedLabel));
    if (i == 0) {
      if (exact) out.hostedTokens = billed.hosted * out.epochs;
      if (counting.encoder) out.hostedEstimate = billed.estimate * out.epochs;
      out.costEstimated = !exact;
    }
    if (counting.prices.empty() || (!exact && !counting.encoder)) continue;
    out.costs.push_back(data::trainingCost(price, (exact ? billed.hosted : billed.estimate) * out.epochs));
    out.costs.back().estimated = !exact;
  }
}

}  // namespace

NumbersChanged numbersOf(const std::vector<store::CheckFigures>& figures, const std::vector<RowId>& unbilled, const Counting& counting) {
  NumbersChanged out;
  out.limit = counting.limit;
  out.encoder = counting.encoder ? counting.label : std::string();
  std::vector<std::int64_t> lengths;
  std::int64_t tokens = 0, trained = 0, cut = 0;
  for (const store::CheckFigures& row : figures) {
    if (row.severity >= static_cast<std::int64_t>(data::Severity::Error)) continue;
    ++out.usedRows;
    if (counting.hosted && counting.hostedStored) out.hostedRows += row.hosted >= 0 && row.hosted < unbelievable;
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
  out.hostedEncoding = counting.hosted ? counting.hostedLabel : std::string();
  addCosts(out, figures, unbilled, counting);
  return out;
}

}  // namespace timbre::session
