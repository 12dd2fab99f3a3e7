// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_curves.h"

#include <limits>

namespace timbre::ui {

double RunCurves::speedOf(const events::StepMetrics& step) {
  return step.seconds > 0 ? double(step.tokens) / step.seconds : std::numeric_limits<double>::quiet_NaN();
}

double RunCurves::memoryOf(const events::StepMetrics& step) { return double(step.memoryBytes) / (1024.0 * 1024 * 1024); }

void RunCurves::add(const events::StepMetrics& step) {
  const double x = double(step.step);
  loss.append(x, step.loss);
  rate.append(x, step.learningRate);
  gradNorm.append(x, step.gradNorm);
  speed.append(x, speedOf(step));
  memory.append(x, memoryOf(step));
}

void RunCurves::add(const events::ValidationMetrics& v) { validation.append(double(v.step), v.loss); }

RunFigures::RunFigures(const std::vector<events::RunEvent>& metrics) {
  steps.reserve(metrics.size());
  for (const auto& event : metrics) {
    if (const auto* step = std::get_if<events::StepMetrics>(&event)) steps.push_back(*step);
    if (const auto* validation = std::get_if<events::ValidationMetrics>(&event)) validations.push_back(*validation);
  }
}

RunCurves RunFigures::curves() const {
  RunCurves out;
  for (const auto& step : steps) out.add(step);
  for (const auto& validation : validations) out.add(validation);
  return out;
}

}  // namespace timbre::ui
