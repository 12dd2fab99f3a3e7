// SPDX-License-Identifier: GPL-3.0-or-later
// What a model takes in memory before anybody starts anything: the published rule of thumb for training, and weights
// plus KV cache for chatting. Our own plan for training is `plan()` in fields.h. A GB of the published table is
// read as one of the graphics cards that it is meant for, 2^30 bytes. Pure.
#pragma once

#include "core/recipe/fields.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace timbre::recipe {

/// The methods of the published table. `FullMixed`: float32 masters beside bfloat16; `Full`: bfloat16 throughout;
/// `Qlora`: LoRA over 4-bit weights.
enum class PublishedMethod { FullMixed, Full, Lora, Qlora };

/// The hardware table of LLaMA-Factory's README: GB by parameters, at 7-8 B, 13-14 B, 30-32 B and 70 B. Between the rows
/// linear, beyond them in proportion. A rule of thumb: it knows neither the length of the rows nor the optimizer.
std::uint64_t publishedTrainingBytes(PublishedMethod method, std::uint64_t parameters);

/// Our own plan for one method on this model with everything else by default: rank 16, one step on `tokens` tokens at
/// once (at most the model's context). `dtype` is "fp32" or "bf16". QLoRA has no plan: it is not trained here.
Plan methodPlan(std::string_view method, const ModelFacts& model, std::int64_t tokens, std::string_view dtype);

/// The compute type that `dtype` = auto gives for this model on a device whose own is `deviceType`.
std::string_view computeType(const ModelFacts& model, std::string_view deviceType);

struct ChatMemory {
  std::int64_t tokens = 0;  ///< held at once: question and answer
  std::uint64_t weightBytes = 0;
  std::uint64_t cacheBytes = 0;
  std::uint64_t total() const { return weightBytes + cacheBytes; }
};

/// Keys and values of every layer for `tokens` tokens: 2 x layers x kv heads x head width x tokens x bytes a number.
/// 0 when the model's heads are not known.
std::uint64_t cacheBytes(const ModelFacts& model, std::int64_t tokens, std::string_view dtype);
/// One line for each of 1 K, 4 K, 16 K, 64 K tokens that lie below the model's context, and one for the whole context.
std::vector<ChatMemory> chatMemory(const ModelFacts& model, std::string_view dtype);

}  // namespace timbre::recipe
