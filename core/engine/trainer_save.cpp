// SPDX-License-Identifier: GPL-3.0-or-later
// What the trainer does between steps: measure, keep, show.
#include "core/engine/objective.h"
#include "core/engine/provenance.h"
#include "core/engine/sample_answers.h"
#include "core/engine/trainer.h"
#include "core/model/config_edit.h"
#include "core/model/tensor_io.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>

namespace timbre::engine {

namespace fs = std::filesystem;
using base::Json;
using base::Result;
using Clock = std::chrono::steady_clock;

namespace {

/// Longest first, so that what does not fit into memory shows itself at once; cut into batches of a bounded size.
std::vector<std::vector<batch::Pack>> validationBatches(const batch::SampleSet& samples, const recipe::Recipe& recipe) {
  std::vector<std::uint32_t> order(samples.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return samples.length(a) > samples.length(b); });
  const std::int64_t budget = recipe.batchTokens > 0 ? recipe.batchTokens : recipe.batchSize * recipe.maxTokens;
  std::vector<std::vector<batch::Pack>> batches;
  std::int64_t longest = 0;
  for (const std::uint32_t sample : order) {
    const bool fits = !batches.empty() && longest * (static_cast<std::int64_t>(batches.back().size()) + 1) <= budget;
    if (!fits) {
      batches.emplace_back();
      longest = samples.length(sample);
    }
    batches.back().push_back({sample});
  }
  return batches;
}

/// config.json of full weights must name the type in which they are stored.
Result<void> writeConfig(base::FileOps& ops, const fs::path& from, const fs::path& folder, bool bf16) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(from / "config.json", 16u << 20));
  TIMBRE_ASSIGN(Json config, base::parseJson(text, base::displayPath(from / "config.json")));
  model::setDtype(config, bf16 ? "bfloat16" : "float32");
  TIMBRE_TRY(ops.removeFile(folder / "config.json"));
  TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, folder / "config.json"));
  TIMBRE_TRY(writer.write(base::dumpJson(config, 2) + "\n"));
  return writer.finish();
}

}  // namespace

Result<void> Trainer::validate() {
  const batch::SampleSet& samples = m_run.data.validation;
  if (samples.size() == 0) return {};
  TIMBRE_TRY(publish(events::RunPhase{"validating", 0}));
  const at::NoGradGuard noGrad;
  const Clock::time_point start = Clock::now();
  m_run.decoder->setTraining(false);
  double sum = 0;
  std::int64_t targets = 0;
  const auto batches = validationBatches(samples, m_run.recipe);
  for (std::size_t i = 0; i < batches.size() && !commanded(); ++i) {
    batch::MicroBatch batch =
        batch::assemble(samples, batches[i], m_run.recipe.batchTokens > 0 ? batch::kBucketStep : 1);
    sum += lossSum(*m_run.decoder, toTensors(batch, m_run.device)).item<double>();
    targets += batch.supervised();
  }
  m_run.decoder->setTraining(true);
  if (commanded()) return {};  // half a measurement is none
  m_validationLoss = sum / static_cast<double>(std::max<std::int64_t>(1, targets));
  TrainerState& state = m_run.state;
  if (!state.bestLoss || *m_validationLoss < *state.bestLoss) {
    state.bestLoss = m_validationLoss;
    state.bestStep = state.step;
  }
  return publish(events::ValidationMetrics{state.step, *m_validationLoss, targets,
                                           std::chrono::duration<double>(Clock::now() - start).count(),
                                           m_log.segment()});
}

Result<void> Trainer::fillCheckpoint(const fs::path& folder) {
  base::FileOps& ops = *m_context.ops;
  if (m_run.full) {
    TIMBRE_TRY(model::writeTensors(ops, folder / "model.safetensors", m_run.decoder->parameters()));
    TIMBRE_TRY(copyModelFiles(ops, m_run.modelFolder, folder));
    TIMBRE_TRY(writeConfig(ops, m_run.modelFolder, folder, m_run.recipe.dtype == "bf16"));
  } else {
    TIMBRE_TRY(m_run.adapter->save(ops, folder));
  }
  TIMBRE_TRY(model::writeTensors(ops, folder / "optimizer.safetensors", m_run.optimizer->state()));
  TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, folder / "trainer_state.json"));
  TIMBRE_TRY(writer.write(base::dumpJson(toJson(m_run.state), 2) + "\n"));
  return writer.finish();
}

/// A checkpoint that cannot fit is not begun: the one before it stays, and the run ends resumable.
Result<void> Trainer::checkRoom() {
  constexpr std::uint64_t kPerWeight = 12;  // fp32: value and two moments
  constexpr std::uint64_t kRest = 4u << 20;  // manifest, logs, and what the file system itself needs
  std::uint64_t needed = kRest;
  for (const Parameter& parameter : m_run.parameters) needed += kPerWeight * static_cast<std::uint64_t>(parameter.value.numel());
  if (m_run.full) needed += m_run.decoder->memoryBytes();
  TIMBRE_ASSIGN(const std::uint64_t available, m_context.freeBytes(m_run.folder.root()));
  if (available >= needed) return {};
  return base::Error("disk.full", {{"needed", std::to_string(needed)}, {"free", std::to_string(available)}},
                     base::displayPath(m_run.folder.checkpoint(m_run.state.step)));
}

Result<void> Trainer::save(const char* phase) {
  m_lastSave = Clock::now();
  TrainerState& state = m_run.state;
  if (m_savedStep == state.step) return {};
  TIMBRE_TRY(publish(events::RunPhase{phase, -1}));
  TIMBRE_TRY(checkRoom());
  TIMBRE_TRY(m_log.sync());
  TIMBRE_ASSIGN(const std::uint64_t bytes,
                writeCheckpoint(*m_context.ops, m_run.folder.root(), state.step,
                                [this](const fs::path& folder) { return fillCheckpoint(folder); }));
  m_savedStep = state.step;
  TIMBRE_TRY(publish(events::CheckpointSaved{state.step, m_run.folder.checkpoint(state.step).filename().string(), bytes,
                                             m_validationLoss, state.trainLoss}));
  return pruneCheckpoints(*m_context.ops, m_run.folder.root(), m_run.recipe.keep,
                          state.bestLoss ? state.bestStep : state.step);
}

Result<void> Trainer::answerPrompts() {
  if (m_run.samplePrompts.empty() || !m_run.encoder) return {};
  TIMBRE_TRY(publish(events::RunPhase{"sampling", -1}));
  m_run.decoder->setTraining(false);
  for (const std::string& prompt : m_run.samplePrompts) {
    if (commanded()) break;
    auto answer = answerPrompt(*m_run.decoder, *m_run.encoder, prompt, m_context.sampleTokens, m_control);
    if (!answer.ok()) {
      TIMBRE_TRY(publish(events::RunNote{events::RunNote::Level::Warning, m_run.state.step, answer.error()}));
      break;
    }
    if (!commanded()) TIMBRE_TRY(publish(events::SampleAnswer{m_run.state.step, prompt, *answer}));
  }
  m_run.decoder->setTraining(true);
  return {};
}

}  // namespace timbre::engine
