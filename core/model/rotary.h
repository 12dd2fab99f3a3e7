// SPDX-License-Identifier: GPL-3.0-or-later
// Frequencies of rotary positions, in float as transformers has them. Sources: transformers modeling_rope_utils.py;
// modeling_qwen.py for the kind QwenNtk. With i = 0 … c/2 − 1 and f = theta^(−2i/c):
// - Linear: f / factor.
// - Dynamic: theta' = theta·(factor·L/original − (factor − 1))^(c/(c−2)), L = max(length, original).
// - Yarn: f/factor·ramp + f·(1 − ramp), ramp from the channels that turn betaFast to betaSlow times in `original`
// tokens.
// - LongRope: f / factorᵢ, of the long list for every position once the sequence is longer than `original`.
// - Llama3: f below one wave length, f / factor above another, a blend between.
// - QwenNtk: theta' = theta·a^(c/(c−2)), a = max(2^ceil(log2(L/original) + 1) − 1, 1); a = 1 while training.
// Three of them look at how long the sequence is. Here that is the document's own length: what stands beside it in a
// batch does not change it (transformers takes the longest of the batch).
#pragma once

#include "core/model/config.h"

#include <ATen/ATen.h>

#include <cstdint>

namespace timbre::model {

/// Sequences of equal key have the same frequencies; 0 is that of every sequence in the original length.
std::int64_t rotaryKey(const RopeConfig& rope, std::int64_t length, bool training = false);

/// (channels / 2) float on the CPU. channels 0 in `rope`: the whole head.
at::Tensor rotaryFrequencies(const RopeConfig& rope, std::int64_t headDim, std::int64_t key = 0);

}  // namespace timbre::model
