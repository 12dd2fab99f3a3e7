// SPDX-License-Identifier: GPL-3.0-or-later
// The curves of a run as its charts show them, made from its metrics. A pure value: it may be made on any thread, so that a long
// run costs the GUI thread nothing but the copy of its figures.
#pragma once

#include "core/events/curve.h"
#include "core/events/events.h"

#include <vector>

namespace timbre::ui {

struct RunCurves {
  events::CurvePyramid loss, validation, rate, gradNorm;
  events::CurvePyramid speed;   ///< tokens per second; NaN where a step has no time
  events::CurvePyramid memory;  ///< GiB

  void add(const events::StepMetrics& step);
  void add(const events::ValidationMetrics& validation);
  static double speedOf(const events::StepMetrics& step);
  static double memoryOf(const events::StepMetrics& step);
};

/// What the charts need of a run's metrics.
struct RunFigures {
  std::vector<events::StepMetrics> steps;
  std::vector<events::ValidationMetrics> validations;

  explicit RunFigures(const std::vector<events::RunEvent>& metrics);
  RunCurves curves() const;
};

}  // namespace timbre::ui
