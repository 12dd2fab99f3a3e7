// SPDX-License-Identifier: GPL-3.0-or-later
// A run folder as its readers see it: window, command line and export read runs through these functions only. Nothing is
// cached, nothing is written; a folder that a process is writing to at this moment may be read at any time. Thread-safe.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/events/events.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace timbre::jobs {

struct CheckpointRecord {
  std::int64_t step = 0;
  std::filesystem::path folder;
  std::uint64_t bytes = 0;
  std::int64_t saved = 0;  ///< seconds since the epoch
  std::optional<double> trainLoss, validationLoss;
  bool best = false;  ///< lowest validation loss of the run
};

struct RunRecord {
  std::filesystem::path folder;
  std::string name;
  events::RunState state = events::RunState::Interrupted;
  std::optional<base::Error> error;  ///< why it failed
  std::int64_t step = 0, totalSteps = 0;
  std::int64_t started = 0;  ///< seconds since the epoch
  double seconds = 0;        ///< of training, over all segments
  std::int64_t tokens = 0;   ///< fed, over all steps
  std::optional<double> trainLoss, validationLoss, bestValidationLoss;
  bool pretraining = false;
  std::string baseModel;     ///< path as recorded, its bytes
  base::Json recipe;
  base::Json provenance;
  std::vector<CheckpointRecord> checkpoints;  ///< newest first, not verified
};

/// A folder with a recipe.json and a dataset.jsonl written by the engine.
bool isRunFolder(const std::filesystem::path& folder);
/// Errors: run.missing, and those of base for unreadable files. A damaged line in the logs is skipped.
base::Result<RunRecord> readRun(const std::filesystem::path& folder);
/// Every run below `runsFolder`, newest first. Folders that are no runs are skipped.
std::vector<RunRecord> listRuns(const std::filesystem::path& runsFolder);

/// The recipe key `chat_template` of the run that this checkpoint folder belongs to; "auto" for every other folder.
std::string templateChoice(const std::filesystem::path& checkpoint);

/// metrics.jsonl: each step once, from the newest segment, in order of steps.
base::Result<std::vector<events::RunEvent>> readMetrics(const std::filesystem::path& folder);
/// The other facts (states, checkpoints, notes, samples, the end) in the order in which they happened.
base::Result<std::vector<events::RunEvent>> readFacts(const std::filesystem::path& folder);

/// Reads every byte of a checkpoint against its manifest. Errors: checkpoint.no_manifest, checkpoint.bad_manifest,
/// checkpoint.damaged (arg file).
base::Result<void> verifyCheckpoint(const std::filesystem::path& folder);
/// The newest checkpoint that verifies.
std::optional<CheckpointRecord> newestVerified(const RunRecord& run);

}  // namespace timbre::jobs
