// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/trainer.h"

#include "core/batch/loader.h"
#include "core/batch/random.h"
#include "core/model/memory.h"
#include "core/engine/objective.h"
#include "core/engine/schedule.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace timbre::engine {

using base::Error;
using base::Result;
using Clock = std::chrono::steady_clock;

namespace {

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// The rows to look at when a step went wrong: those of the micro-batch whose mean loss is not finite, else the largest.
/// When only the gradients are not finite, no micro-batch stands out and all rows of the step are meant.
std::vector<std::int64_t> suspectRows(const batch::StepBatch& step, const std::vector<double>& losses, bool gradientsFinite) {
  bool lossesFinite = true;
  for (const double loss : losses) lossesFinite = lossesFinite && std::isfinite(loss);
  const double largest = lossesFinite && !losses.empty() ? *std::max_element(losses.begin(), losses.end()) : 0;
  std::set<std::int64_t> rows;
  for (std::size_t i = 0; i < losses.size(); ++i)
    if (lossesFinite ? !gradientsFinite || losses[i] == largest : !std::isfinite(losses[i]))
      for (const std::int64_t row : step.microBatches[i].labelRows) rows.insert(row + 1);
  return {rows.begin(), rows.end()};
}

}  // namespace

Trainer::Trainer(Run& run, RunLog& log, jobs::RunControl& control, const EngineContext& context)
    : m_run(run), m_log(log), m_control(control), m_context(context), m_lastSave(Clock::now()) {
  if (run.from) m_savedStep = run.from->step;
}

Result<events::RunDone> Trainer::train() {
  const recipe::Recipe& recipe = m_run.recipe;
  batch::Sampler sampler(m_run.data.train, {recipe.seed, recipe.shuffle, recipe.packing, recipe.maxTokens,
                                            recipe.batchTokens, recipe.batchSize, recipe.gradientAccumulation});
  TIMBRE_TRY(sampler.setState(m_run.state.sampler));
  m_stepsPerEpoch = sampler.stepsPerEpoch();
  m_run.state.totalSteps =
      recipe.maxSteps > 0
          ? recipe.maxSteps
          : std::max<std::int64_t>(
                1, static_cast<std::int64_t>(std::ceil(static_cast<double>(m_stepsPerEpoch) * recipe.epochs)));

  TIMBRE_TRY(announce(events::RunState::Running));
  if (m_run.state.step == 0) TIMBRE_TRY(answerPrompts());
  TIMBRE_TRY(trainSteps(sampler));
  const jobs::RunCommand command = m_control.command.load();
  const bool complete = m_run.state.step >= m_run.state.totalSteps;
  if (!complete)
    TIMBRE_TRY(announce(command == jobs::RunCommand::Pause ? events::RunState::Pausing : events::RunState::Stopping));
  if (m_run.state.step > 0 && m_savedStep != m_run.state.step) TIMBRE_TRY(save("saving"));
  if (complete) return finish(events::RunState::Finished);
  return finish(command == jobs::RunCommand::Pause ? events::RunState::Paused : events::RunState::Stopped);
}

Result<void> Trainer::trainSteps(batch::Sampler& sampler) {
  batch::Loader loader(sampler, m_run.state.totalSteps - m_run.state.step);
  m_run.decoder->setTraining(true);
  while (!commanded()) {
    std::optional<batch::StepBatch> step = loader.next();
    if (!step) return {};
    TIMBRE_TRY(oneStep(*step));
    if (commanded()) return {};
    TIMBRE_TRY(afterStep());
  }
  return {};
}

Result<void> Trainer::oneStep(batch::StepBatch& step) {
  const Clock::time_point start = Clock::now();
  TrainerState& state = m_run.state;
  const Schedule schedule(m_run.recipe, state.totalSteps);
  const double learningRate = schedule.rate(state.step);
  const Outcome outcome = computeGradients(step);
  if (outcome.interrupted) return {};
  TIMBRE_TRY(applyStep(outcome, learningRate));
  TIMBRE_TRY(tellSpike(outcome));

  ++state.step;
  state.sampler = step.after;
  state.epoch = step.epoch;
  state.tokens += step.tokens;
  state.trainLoss = outcome.loss;
  m_validationLoss.reset();
  const double seconds = secondsSince(start);
  state.seconds += seconds;
  m_segmentSeconds += seconds;
  m_segmentTokens += step.tokens;
  return publish(events::StepMetrics{state.step, outcome.loss, learningRate, outcome.gradNorm, step.tokens,
                                     step.supervised, seconds, step.epoch, model::residentBytes(), m_log.segment()});
}

void Trainer::seedNoise(std::int64_t step, std::size_t micro) {
  if (m_run.recipe.dropout <= 0) return;
  // A stream of its own for each micro-batch: nothing has to be carried over a resume.
  at::Generator generator = m_run.device.is_cpu() ? at::globalContext().defaultGenerator(at::kCPU)
                                                  : at::globalContext().defaultGenerator(m_run.device);
  const std::scoped_lock lock(generator.mutex());
  generator.set_current_seed(batch::mixSeed(batch::mixSeed(m_run.recipe.seed, 0x6e6f697365u),
                                            static_cast<std::uint64_t>(step) * 65536 + micro));
}

Trainer::Outcome Trainer::computeGradients(batch::StepBatch& step) {
  Outcome outcome;
  double sum = 0;
  std::vector<double> means(step.microBatches.size(), 0.0);
  dropGradients(m_run.parameters);
  for (std::size_t micro = 0; micro < step.microBatches.size(); ++micro) {
    if (commanded()) {
      dropGradients(m_run.parameters);
      outcome.interrupted = true;
      return outcome;
    }
    batch::MicroBatch& batch = step.microBatches[micro];
    if (batch.supervised() == 0) continue;
    seedNoise(m_run.state.step, micro);
    const at::Tensor loss = lossSum(*m_run.decoder, toTensors(batch, m_run.device));
    // The divisor is counted over all micro-batches before the first one: every supervised token weighs the same.
    (loss / static_cast<double>(step.supervised)).backward();
    const double value = loss.item<double>();
    means[micro] = value / static_cast<double>(batch.supervised());
    sum += value;
  }
  if (m_context.onGradients) m_context.onGradients(m_run.state.step + 1, m_run.parameters);
  outcome.loss = step.supervised > 0 ? sum / static_cast<double>(step.supervised) : 0;
  outcome.gradNorm = gradientNorm(m_run.parameters);
  outcome.suspects = suspectRows(step, means, std::isfinite(outcome.gradNorm));
  return outcome;
}

Result<void> Trainer::applyStep(const Outcome& outcome, double learningRate) {
  TrainerState& state = m_run.state;
  if (std::isfinite(outcome.loss) && std::isfinite(outcome.gradNorm)) {
    m_run.optimizer->step(learningRate, clipFactor(outcome.gradNorm, m_run.recipe.maxGradNorm));
    state.badSteps = 0;
    ++state.updates;
    return {};
  }
  ++state.badSteps;
  const std::int64_t step = state.step + 1;
  if (state.badSteps >= m_context.badStepsLimit)
    return Error("engine.not_finite", {{"steps", std::to_string(state.badSteps)}, {"step", std::to_string(step)}},
                 base::displayPath(m_run.folder.root()));
  return publish(events::RunNote{events::RunNote::Level::Warning, step,
                                 Error("engine.step_skipped", {{"step", std::to_string(step)}}), outcome.suspects});
}

Result<void> Trainer::tellSpike(const Outcome& outcome) {
  const auto usual = m_spikes.add(outcome.loss);
  if (!usual) return {};
  char loss[32], mean[32];
  std::snprintf(loss, sizeof loss, "%.3g", outcome.loss);
  std::snprintf(mean, sizeof mean, "%.3g", *usual);
  const std::int64_t step = m_run.state.step + 1;
  return publish(events::RunNote{
      events::RunNote::Level::Info, step,
      Error("engine.loss_spike", {{"step", std::to_string(step)}, {"loss", loss}, {"usual", mean}}), outcome.suspects});
}

bool Trainer::checkpointDue() const {
  const TrainerState& state = m_run.state;
  if (state.step >= state.totalSteps) return true;
  const std::int64_t every = m_run.recipe.saveEvery > 0 ? m_run.recipe.saveEvery : m_stepsPerEpoch;
  return state.step % every == 0;
}

Result<void> Trainer::afterStep() {
  if (checkpointDue()) {
    TIMBRE_TRY(validate());
    TIMBRE_TRY(save("saving"));
    return answerPrompts();
  }
  const bool old = m_context.autosaveSeconds > 0 && secondsSince(m_lastSave) > m_context.autosaveSeconds;
  if (m_control.saveNow.exchange(false) || old) return save("saving");
  return {};
}

Result<void> Trainer::announce(events::RunState state) {
  return publish(events::RunStateChanged{state, m_run.state.step, m_run.state.totalSteps, {}});
}

Result<events::RunDone> Trainer::finish(events::RunState state) {
  const TrainerState& s = m_run.state;
  events::RunDone done;
  done.run = base::displayPath(m_run.folder.root());
  done.steps = s.step;
  if (m_savedStep >= 0) done.checkpoint = base::displayPath(m_run.folder.checkpoint(m_savedStep));
  done.trainLoss = s.trainLoss;
  done.validationLoss = m_validationLoss ? m_validationLoss : s.bestLoss;
  done.seconds = s.seconds;
  done.tokensPerSecond = m_segmentSeconds > 0 ? static_cast<double>(m_segmentTokens) / m_segmentSeconds : 0;
  done.peakMemoryBytes = model::peakResidentBytes();
  TIMBRE_TRY(announce(state));
  TIMBRE_TRY(publish(done));
  TIMBRE_TRY(m_log.sync());
  return done;
}

}  // namespace timbre::engine
