// SPDX-License-Identifier: GPL-3.0-or-later
// The training loop, in one place and in the order in which things happen: batch → loss → gradients → norm → clip →
// step → metrics → now and then validation, checkpoint, samples. Runs on the calling thread; says all it has to say
// through the RunLog. A command is honoured within one micro-batch: the step under way is dropped, the state of the
// last whole step is saved.
#pragma once

#include "core/engine/prepare.h"
#include "core/engine/spike_watch.h"

#include <chrono>

namespace timbre::engine {

class Trainer {
 public:
  Trainer(Run& run, RunLog& log, jobs::RunControl& control, const EngineContext& context);
  /// Errors: engine.not_finite, disk.*, memory.insufficient, …; checkpoints made before stay as they are.
  base::Result<events::RunDone> train();

 private:
  struct Outcome {
    double loss = 0;  // mean over the supervised tokens
    double gradNorm = 0;
    std::vector<std::int64_t> suspects;  // rows (from 1) of the worst micro-batch, or of all when none stands out
    bool interrupted = false;
  };
  base::Result<void> trainSteps(batch::Sampler& sampler);
  base::Result<void> oneStep(batch::StepBatch& step);
  Outcome computeGradients(batch::StepBatch& step);
  base::Result<void> applyStep(const Outcome& outcome, double learningRate);
  base::Result<void> tellSpike(const Outcome& outcome);
  base::Result<void> afterStep();
  base::Result<void> validate();
  base::Result<void> checkRoom();
  base::Result<void> save(const char* phase);
  base::Result<void> fillCheckpoint(const std::filesystem::path& folder);
  base::Result<void> answerPrompts();
  base::Result<void> publish(const events::RunEvent& event) { return m_log.publish(event); }
  base::Result<void> announce(events::RunState state);
  base::Result<events::RunDone> finish(events::RunState state);
  bool commanded() const { return m_control.command.load() != jobs::RunCommand::None; }
  bool checkpointDue() const;
  void seedNoise(std::int64_t step, std::size_t micro);

  Run& m_run;
  RunLog& m_log;
  jobs::RunControl& m_control;
  const EngineContext& m_context;
  std::int64_t m_stepsPerEpoch = 1;
  std::int64_t m_savedStep = -1;
  std::optional<double> m_validationLoss;  // of this step
  SpikeWatch m_spikes;
  std::int64_t m_segmentTokens = 0;
  double m_segmentSeconds = 0;
  std::chrono::steady_clock::time_point m_lastSave;
};

}  // namespace timbre::engine
