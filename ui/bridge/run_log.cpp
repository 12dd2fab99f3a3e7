// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_log.h"

#include <algorithm>
#include <cmath>

namespace timbre::ui {

using events::RunState;

namespace {

template <class T>
void addOnce(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

template <class... Handlers>
struct Overload : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overload(Handlers...) -> Overload<Handlers...>;  // Clang 14 does not deduce it for aggregates

}  // namespace

void RunLog::apply(const events::RunEvent& event) {
  std::visit(Overload{
                 [&](const events::StepMetrics& m) {
                   if (m.step > timedStep) {
                     seconds += m.seconds;
                     timedStep = m.step;
                   }
                   stepSeconds = stepSeconds > 0 ? 0.95 * stepSeconds + 0.05 * m.seconds : m.seconds;
                   last = m;
                   step = m.step;
                   phase = {};
                 },
                 [&](const events::ValidationMetrics& v) {
                   if (validation && validation->step != v.step) previousValidation = validation->loss;
                   validation = v;
                   if (std::isfinite(v.loss)) bestValidation = std::min(bestValidation.value_or(v.loss), v.loss);
                 },
                 [&](const events::RunStateChanged& change) {
                   state = change.state;
                   error = change.error;
                   if (change.totalSteps > 0) totalSteps = change.totalSteps;
                   if (change.step > 0) step = std::max(step, change.step);
                   if (!alive()) phase = {};
                 },
                 [&](const events::RunPhase& p) { phase = p; },
                 [&](const events::CheckpointSaved& c) {
                   std::erase_if(checkpoints, [&](const auto& old) { return old.step == c.step; });
                   checkpoints.push_back(c);
                   std::sort(checkpoints.begin(), checkpoints.end(), [](const auto& a, const auto& b) { return a.step < b.step; });
                 },
                 [&](const events::RunNote& note) { addOnce(notes, note); },
                 [&](const events::SampleAnswer& answer) {
                   std::erase_if(samples, [&](const auto& old) { return old.step == answer.step && old.prompt == answer.prompt; });
                   samples.push_back(answer);
                   std::stable_sort(samples.begin(), samples.end(), [](const auto& a, const auto& b) { return a.step < b.step; });
                 },
                 [&](const events::RunDone&) {},
             },
             event);
}

void RunLog::load(const session::RunLoaded& loaded) {
  *this = RunLog();
  folder = loaded.folder;
  for (const auto& event : loaded.metrics) apply(event);
  for (const auto& event : loaded.facts) apply(event);
  state = loaded.record.state;
  error = loaded.record.error;
  step = std::max(step, loaded.record.step);
  totalSteps = std::max(totalSteps, loaded.record.totalSteps);
  // Checkpoints that were deleted since are gone from the list; the log still names them.
  std::erase_if(checkpoints, [&](const auto& saved) {
    return std::none_of(loaded.record.checkpoints.begin(), loaded.record.checkpoints.end(), [&](const auto& there) { return there.step == saved.step; });
  });
}

bool RunLog::dropGone(const jobs::RunRecord& record) {
  if (record.folder != folder) return false;
  const bool whole = !alive() && (record.state == RunState::Finished || record.state == RunState::Stopped || record.state == RunState::Paused || record.state == RunState::Failed);
  std::int64_t newest = -1;
  for (const auto& there : record.checkpoints) newest = std::max(newest, there.step);
  return std::erase_if(checkpoints, [&](const auto& saved) {
    if (saved.step >= newest && !whole) return false;
    return std::none_of(record.checkpoints.begin(), record.checkpoints.end(), [&](const auto& there) { return there.step == saved.step; });
  }) > 0;
}

bool RunLog::alive() const {
  if (folder.empty()) return false;
  return state == RunState::Preparing || state == RunState::Running || state == RunState::Pausing || state == RunState::Stopping;
}

bool RunLog::resumable() const {
  return state == RunState::Paused || state == RunState::Stopped || state == RunState::Interrupted || state == RunState::Failed;
}

std::optional<double> RunLog::secondsLeft() const {
  if (!alive() || stepSeconds <= 0 || totalSteps <= 0) return std::nullopt;
  return stepSeconds * double(std::max<std::int64_t>(0, totalSteps - step));
}

std::int64_t RunLog::bestStep() const {
  std::int64_t best = -1;
  double lowest = 0;
  for (const auto& checkpoint : checkpoints)
    if (checkpoint.validationLoss && std::isfinite(*checkpoint.validationLoss) && (best < 0 || *checkpoint.validationLoss < lowest)) {
      best = checkpoint.step;
      lowest = *checkpoint.validationLoss;
    }
  return best;
}

}  // namespace timbre::ui
