// SPDX-License-Identifier: GPL-3.0-or-later
// Everything a run, a chat or an export tells its watchers, as plain values with a JSON form (one object a line: exactly
// what `timbre-cli train --json` prints and what metrics.jsonl holds). Facts are never dropped; readings may coalesce.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace timbre::events {

/// One optimizer step. `loss` is the mean over the supervised tokens of the whole step; `gradNorm` is before clipping.
struct StepMetrics {
  std::int64_t step = 0;  ///< from 1
  double loss = 0;        ///< nats per supervised token; may be NaN
  double learningRate = 0;
  double gradNorm = 0;
  std::int64_t tokens = 0;            ///< tokens fed in this step (supervised or not)
  std::int64_t supervisedTokens = 0;
  double seconds = 0;                 ///< wall time of this step
  double epoch = 0;
  std::uint64_t memoryBytes = 0;      ///< resident (CPU) or allocated (GPU) at the end of the step
  int segment = 0;                    ///< 0 for the first process, +1 after each resume
  bool operator==(const StepMetrics&) const = default;
};

struct ValidationMetrics {
  std::int64_t step = 0;
  double loss = 0;
  std::int64_t supervisedTokens = 0;
  double seconds = 0;
  int segment = 0;
  bool operator==(const ValidationMetrics&) const = default;
};

enum class RunState { Preparing, Running, Pausing, Paused, Stopping, Stopped, Finished, Failed, Interrupted };

struct RunStateChanged {
  RunState state = RunState::Preparing;
  std::int64_t step = 0;
  std::int64_t totalSteps = 0;
  std::optional<base::Error> error;  ///< for Failed: why
  bool operator==(const RunStateChanged&) const = default;
};

/// What the loop does while no step ends: "loading", "encoding", "packing", "validating", "saving", "sampling".
struct RunPhase {
  std::string phase;
  double fraction = -1;  ///< 0…1, or −1 when unknown
  bool operator==(const RunPhase&) const = default;
};

struct CheckpointSaved {
  std::int64_t step = 0;
  std::string folder;  ///< name inside the run folder, "checkpoint-40"
  std::uint64_t bytes = 0;
  std::optional<double> validationLoss;
  double trainLoss = 0;
  bool operator==(const CheckpointSaved&) const = default;
};

/// Something a person should read: a skipped step, a spike, a fallback. `code` is in the message table.
struct RunNote {
  enum class Level { Info, Warning, Error };
  Level level = Level::Info;
  std::int64_t step = 0;
  base::Error message;
  std::vector<std::int64_t> rows = {};  ///< what it is about: lines of the run's dataset.jsonl, from 1, ascending
  bool operator==(const RunNote&) const = default;
};

/// An answer to a fixed prompt at a step (0 is the base model).
struct SampleAnswer {
  std::int64_t step = 0;
  std::string prompt;
  std::string answer;
  bool operator==(const SampleAnswer&) const = default;
};

/// Last event of a run that ended by itself or by a stop.
struct RunDone {
  std::string run;  ///< folder
  std::int64_t steps = 0;
  std::string checkpoint;
  double trainLoss = 0;
  std::optional<double> validationLoss;
  double seconds = 0;
  double tokensPerSecond = 0;
  std::uint64_t peakMemoryBytes = 0;
  bool operator==(const RunDone&) const = default;
};

using RunEvent = std::variant<StepMetrics, ValidationMetrics, RunStateChanged, RunPhase, CheckpointSaved, RunNote, SampleAnswer, RunDone>;

/// True for values that must reach every subscriber (all but RunPhase).
bool isFact(const RunEvent& event);

/// StepMetrics → {"step":…,"loss":…,"learning_rate":…,"grad_norm":…,"tokens":…,"seconds":…,"segment":…, …};
/// ValidationMetrics → {"step":…,"validation_loss":…,…}; RunDone → {"done":{…}}; the others → {"event":"<kind>",…}.
/// NaN and infinities are written as the strings "nan", "inf", "-inf" and read back.
base::Json toJson(const RunEvent& event);
base::Result<RunEvent> runEventFromJson(const base::Json& json);

base::Json errorToJson(const base::Error& error);
base::Error errorFromJson(const base::Json& json);

const char* runStateName(RunState state);

}  // namespace timbre::events
