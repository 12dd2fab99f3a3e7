// SPDX-License-Identifier: GPL-3.0-or-later
// A model folder small enough to train in milliseconds: two Llama layers of width 16 with random weights, a byte-level
// tokenizer without merges and the three ChatML tokens; and conversations for it.
#pragma once

#include "core/base/file_ops.h"
#include "core/batch/samples.h"
#include "core/jobs/run.h"
#include "core/model/decoder.h"

#include <filesystem>
#include <string>
#include <vector>

namespace timbre::testing {

model::ModelConfig tinyConfig();
/// Writes config.json, model.safetensors and tokenizer.json.
void writeTinyModel(const std::filesystem::path& folder);
/// config.json and tokenizer only, as pretraining wants them.
void writeTinyTokenizer(const std::filesystem::path& folder);
/// `rows` different conversations as JSONL.
std::string tinyRows(int rows);
/// A LoRA recipe of `steps` steps on plain batches.
recipe::Recipe tinyRecipe(std::int64_t steps);
/// Encoded samples with random ids and masks, at least one target each.
batch::SampleSet randomSamples(int count, std::int64_t shortest, std::int64_t longest, std::uint64_t seed);

}  // namespace timbre::testing
