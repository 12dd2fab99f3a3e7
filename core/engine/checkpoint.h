// SPDX-License-Identifier: GPL-3.0-or-later
// The checkpoint protocol (DESIGN §3). A checkpoint is a folder checkpoint-<step> whose manifest.json lists every other
// file with its size and SHA-256; a folder without a manifest that verifies does not exist for any reader. Writing: a
// hidden temporary folder, each file synced, the manifest last, the folder synced, renamed, the run folder synced.
// Older ones go only afterwards. An error or a crash at any operation leaves every earlier checkpoint as it was.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/batch/sampler.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace timbre::engine {

inline constexpr int kFormatVersion = 1;

/// trainer_state.json: everything besides tensors that the next step depends on.
struct TrainerState {
  std::int64_t step = 0;  ///< optimizer steps done
  std::int64_t totalSteps = 0;
  std::int64_t updates = 0;     ///< steps that changed the weights (the others were skipped: not finite)
  batch::SamplerState sampler;  ///< of consumed batches
  double epoch = 0;
  std::uint64_t seed = 0;  ///< every random stream is derived from it and a step number, so it is the whole RNG state
  int badSteps = 0;        ///< steps in a row whose loss or gradient was not finite
  std::int64_t tokens = 0;
  double seconds = 0;              ///< of training, over all segments
  double trainLoss = 0;            ///< of the last step
  std::optional<double> bestLoss;  ///< lowest validation loss so far, and where
  std::int64_t bestStep = 0;
  std::uint64_t trainableParameters = 0;
  std::string parametersHash;  ///< SHA-256 over names and shapes of what is trained
};
base::Json toJson(const TrainerState& state);
base::Result<TrainerState> trainerStateFromJson(const base::Json& json, const std::string& path);

struct CheckpointInfo {
  std::int64_t step = 0;
  std::filesystem::path folder;
};

/// Writes checkpoint-<step> into `runFolder`: `fill` puts the files into the folder it is given. A folder of that name
/// that does not verify is replaced. Returns the bytes of all files.
base::Result<std::uint64_t> writeCheckpoint(
    base::FileOps& ops, const std::filesystem::path& runFolder, std::int64_t step,
    const std::function<base::Result<void>(const std::filesystem::path&)>& fill);

/// Folders named checkpoint-<step>, newest first, not verified.
std::vector<CheckpointInfo> listCheckpoints(const std::filesystem::path& runFolder);

/// The newest one that jobs::verifyCheckpoint accepts; those that do not are named in `damaged`.
std::optional<CheckpointInfo> newestVerified(const std::filesystem::path& runFolder,
                                             std::vector<base::Error>* damaged = nullptr);

/// Keeps the `keep` newest and `best`.
base::Result<void> pruneCheckpoints(base::FileOps& ops, const std::filesystem::path& runFolder, int keep,
                                    std::int64_t best);

/// Removes what a killed process left: temporary checkpoint folders and files. Only for the one process that owns the
/// run.
base::Result<void> removeLeftovers(base::FileOps& ops, const std::filesystem::path& runFolder);

}  // namespace timbre::engine
