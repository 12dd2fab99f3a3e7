// SPDX-License-Identifier: GPL-3.0-or-later
// Qwen 1, InternLM2 and ChatGLM written from their formulas in plain double loops: the oracle for families whose code
// lives in model repositories. Nothing of core/model is used: names, row orders and positions are told here again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace timbre::testing {

using Values = std::vector<double>;
using Weights = std::map<std::string, Values>;  // tensor name → row-major values
using TokenIds = std::vector<std::int64_t>;

struct ReferenceShape {
  int hidden = 32, heads = 4, kvHeads = 4, headDim = 8, layers = 2, feed = 40, vocab = 48;
  double eps = 1e-5;
  /// Rotary base of each position. One and the same in a pass without a cache; with one, of the step a token came in.
  std::vector<double> base;
  double lognLength = 0;   // Qwen 1: 0 switches it off
  double rotaryShare = 1;  // Qwen 1: rotary_pct
  bool layerNorm = false;  // ChatGLM: rmsnorm false
  bool multiQuery = true;  // ChatGLM: rows q | k | v, else q | k | v of each head in turn
};

/// Logits (tokens × vocab) of one document.
Values qwen1Logits(const Weights& weights, const ReferenceShape& shape, const TokenIds& ids);
Values internLm2Logits(const Weights& weights, const ReferenceShape& shape, const TokenIds& ids);
Values chatGlmLogits(const Weights& weights, const ReferenceShape& shape, const TokenIds& ids);

/// alpha^(d/(d−2))·base of Qwen 1 for a prompt of `length`; base·(f·L/max − (f−1))^(d/(d−2)) of InternLM2.
double qwen1Base(double base, double length, double seqLength, double channels);
double dynamicBase(double base, double length, double maxPositions, double factor, double channels);

/// Σ −log p(next) over the document.
double nextTokenLoss(const Values& logits, const TokenIds& ids, int vocab);

}  // namespace timbre::testing
