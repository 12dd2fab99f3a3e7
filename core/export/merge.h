// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the weights of base + adapter as one model: tensor by tensor, merged in fp32 (W + s·B·A, DoRA's factor per row, stand-ins for
// parameters, rows that were added), converted once to the output type, split into shards. Peak memory is one tensor and its fp32 copy.
#pragma once

#include "core/base/cancel.h"
#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/jobs/progress.h"
#include "core/model/lora.h"
#include "core/model/safetensors.h"
#include "core/model/weight_files.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace timbre::exporting {

/// Which tensor goes into which file, decided before a byte is written.
struct ShardPlan {
  struct Shard {
    std::string file;
    std::vector<model::TensorSpec> tensors;
    std::uint64_t bytes = 0;
  };
  std::vector<Shard> shards;
  std::uint64_t totalBytes = 0;
};

/// What is written: the tensors of the files, as the adapter wants them. Values are borrowed.
struct MergeSources {
  const model::WeightFiles& weights;
  const model::LoraAdapter* adapter = nullptr;  // null: plain conversion
  const model::ModelConfig* config = nullptr;   // tells which module a tensor of the files belongs to; may be null for a plain conversion
  const model::WeightFiles* beside = nullptr;   // given for a checkpoint of full weights that leaves out parts which are not trained
};

/// Whether the merged model of a tied base needs a head of its own, because the adapter changes one of the two alone.
bool headParts(const MergeSources& from);

/// "source" keeps each tensor's stored type; else "fp32", "bf16", "fp16". Tensors stay in name order; a shard is closed
/// before the tensor that would pass `shardBytes`. Errors: export.bad_dtype, weights.missing_tensor.
base::Result<ShardPlan> planShards(const MergeSources& from, const std::string& dtype, std::uint64_t shardBytes);

/// Writes all shards and, for more than one, the index. Everything lands in `folder`, which exists. Errors: weights.*, file.*, disk.full,
/// cancelled.
base::Result<void> writeMerged(base::FileOps& ops, const MergeSources& from, const ShardPlan& plan, const std::filesystem::path& folder,
                               const jobs::ProgressSink& progress, const base::CancelToken& cancel);

}  // namespace timbre::exporting
