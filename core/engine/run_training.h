// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's front door: one call makes or resumes a run and returns when it is finished, paused, stopped or failed.
// Blocks its thread, throws nothing. Facts are in the run folder before they reach the sink.
#pragma once

#include "core/engine/prepare.h"

namespace timbre::engine {

/// request.modelConfig set: pretraining from random weights; request.resume: goes on in request.runFolder, from the
/// newest checkpoint that verifies, or from step 0 with a note when there is none. A stop or a pause is a success whose
/// RunDone names the last checkpoint. After a full disk the last state told is Paused and the error is returned: the
/// run can be resumed once there is room.
base::Result<events::RunDone> runTraining(const jobs::RunRequest& request, jobs::RunControl& control,
                                          const jobs::RunEventSink& sink, const EngineContext& context);

}  // namespace timbre::engine
