// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of one run at this moment: a value that events are applied to, and that can be filled from disk. Curves are not
// in it; charts hold those. Applying a fact twice changes nothing, so events may overlap with what was read.
#pragma once

#include "core/session/run_library.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace timbre::ui {

struct RunLog {
  std::filesystem::path folder;
  events::RunState state = events::RunState::Preparing;
  std::optional<base::Error> error;
  std::int64_t step = 0, totalSteps = 0;
  events::RunPhase phase;                                  ///< of the pause between steps; "" while steps end
  std::optional<events::StepMetrics> last;
  std::optional<events::ValidationMetrics> validation;
  std::optional<double> previousValidation, bestValidation;
  double seconds = 0;                                      ///< of all steps
  std::int64_t timedStep = 0;                              ///< newest step that is in `seconds`
  double stepSeconds = 0;                                  ///< running mean, for the time left
  std::vector<events::CheckpointSaved> checkpoints;        ///< by step
  std::vector<events::RunNote> notes;
  std::vector<events::SampleAnswer> samples;               ///< by step

  void apply(const events::RunEvent& event);
  void load(const session::RunLoaded& loaded);
  /// Forgets the checkpoints that are gone by the record: old ones make room for new ones, and a person deletes some. True when
  /// one was. A record may be older than the newest of ours, which stays then.
  bool dropGone(const jobs::RunRecord& record);
  /// Works now: Preparing, Running, Pausing or Stopping. Never without a folder.
  bool alive() const;
  /// Ended in a way that a resume can go on from.
  bool resumable() const;
  double share() const { return totalSteps > 0 ? double(step) / double(totalSteps) : 0; }
  std::optional<double> secondsLeft() const;
  /// Checkpoint with the lowest validation loss; −1 without any.
  std::int64_t bestStep() const;
};

}  // namespace timbre::ui
