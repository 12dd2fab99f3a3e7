// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers over a dataset: distributions with numpy's linear interpolation, the default number of epochs of OpenAI's 2023
// data-preparation script, and prices. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::data {

/// Number of tokens of one text, −1 when it cannot be counted; must be callable from any thread.
using TokenCounter = std::function<std::int64_t(std::string_view text)>;

struct Distribution {
  std::int64_t count = 0;  ///< 0: the other members mean nothing
  double min = 0, max = 0, mean = 0, median = 0;
  double p5 = 0, p10 = 0, p90 = 0, p95 = 0;
  bool operator==(const Distribution&) const = default;
};
/// `values` in any order. Quantiles as numpy.quantile(method="linear").
Distribution distribution(std::vector<std::int64_t> values);
/// `sorted` ascending and not empty; 0 ≤ q ≤ 1.
double quantile(const std::vector<std::int64_t>& sorted, double q);

/// 3 epochs, raised so that examples × epochs ≥ 100 (at most 25 epochs), lowered so that it is ≤ 25,000 (at least 1).
std::int64_t defaultEpochs(std::int64_t examples);

/// A training price. Prices are the user's to edit and carry the day they were looked up.
struct Price {
  std::string id;        ///< "gpt-4o-mini-2024-07-18"
  std::string name;      ///< shown to the user
  double train = 0;      ///< per million tokens
  std::string currency = "USD";
  std::string date;      ///< "2025-08-01"
  std::string encoding;  ///< "cl100k", "o200k": which tokens are billed
  std::int64_t maxTokens = 0;  ///< of one example, what is longer is cut and not billed; 0: not known, nothing is cut
  bool operator==(const Price&) const = default;
};
struct Cost {
  Price price;
  double train = 0;      ///< in price.currency
  bool estimated = false;  ///< not counted with the tokens that this price bills
  bool operator==(const Cost&) const = default;
};
Cost trainingCost(const Price& price, std::int64_t tokens);

}  // namespace timbre::data
