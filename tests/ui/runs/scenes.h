// SPDX-License-Identifier: GPL-3.0-or-later
// The states of Train, Runs, Chat and Export that people meet, each on a stage of its own: for pictures and for the walks that
// look for nameless controls and cut words.
#pragma once

#include "tests/ui/runs/run_stage.h"

#include <functional>

namespace timbre::ui::testing {

struct Scene {
  const char* name;
  QSize size;
  timbre::testing::FakeScript script;
  std::function<void(RunStage&)> play;
};

QList<Scene> scenes();

}  // namespace timbre::ui::testing
