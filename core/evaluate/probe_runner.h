// SPDX-License-Identifier: GPL-3.0-or-later
// Asks a model every probe, greedily, and collects the answers. One thread at a time.
#pragma once

#include "core/base/cancel.h"
#include "core/evaluate/scorer.h"
#include "core/inference/loaded_model.h"

#include <functional>
#include <string>

namespace timbre::evaluate {

struct RunnerOptions {
  std::string lang;       ///< empty: both
  int every = 1;          ///< only each n-th probe of a kind (a sample)
  std::function<void(double fraction)> progress;
  base::CancelToken cancel;
};

/// Errors: those of generate(); cancelled.
base::Result<Answers> askProbes(inference::LoadedModel& model, const ProbeSet& set, const RunnerOptions& options);

}  // namespace timbre::evaluate
