// SPDX-License-Identifier: GPL-3.0-or-later
// From a request to everything the loop needs. Two steps with the disk between them: createRun() freezes what the run
// will use into the run folder, loadRun() reads that and nothing else (besides the base model, whose hashes it
// compares). A new run and a resumed one therefore go through the same door.
#pragma once

#include "core/base/file_ops.h"
#include "core/batch/samples.h"
#include "core/engine/adamw.h"
#include "core/engine/checkpoint.h"
#include "core/engine/dataset.h"
#include "core/engine/run_folder.h"
#include "core/model/decoder.h"
#include "core/text/chat_encoder.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace timbre::engine {

struct EngineContext {
  base::FileOps* ops = nullptr;  ///< the door to the disk; must outlive the run
  int threads = 0;               ///< compute threads; 0: as LibTorch decides
  int badStepsLimit = 5;         ///< so many steps in a row that are not finite end the run
  double autosaveSeconds = 600;  ///< a checkpoint at least this often; 0: only where the recipe says
  int sampleTokens = 96;         ///< longest answer to a sample prompt
  /// Tests inject faults here: called with the step's number after its gradients are complete, before they are judged.
  std::function<void(std::int64_t step, std::vector<Parameter>&)> onGradients;
  /// Room on the disk that holds the run, asked before each checkpoint; tests make it small.
  std::function<base::Result<std::uint64_t>(const std::filesystem::path&)> freeBytes = base::freeBytes;
};

/// A run in memory. `state` is that of the checkpoint it goes on from, or a fresh one.
struct Run {
  explicit Run(RunFolder f) : folder(std::move(f)) {}
  RunFolder folder;
  recipe::Recipe recipe;
  bool pretraining = false;
  bool full = false;  ///< all weights are trained
  at::Device device = at::kCPU;
  std::filesystem::path modelFolder;  ///< config and tokenizer
  std::shared_ptr<const text::Tokenizer> tokenizer;
  std::unique_ptr<text::ChatEncoder> encoder;  ///< null when the model has no chat template
  EncodedDataset data;
  std::unique_ptr<model::Decoder> decoder;
  std::shared_ptr<model::LoraAdapter> adapter;
  std::vector<Parameter> parameters;
  std::unique_ptr<AdamW> optimizer;
  TrainerState state;
  std::optional<CheckpointInfo> from;
  std::vector<std::string> samplePrompts;
  std::vector<base::Error> notes;  ///< to be told once the log is open
};

using PhaseSink = std::function<void(const char* phase, double fraction)>;

/// Errors: recipe.*, file.exists, engine.bad_row, …; a folder without recipe.json is used, one with is refused.
base::Result<void> createRun(const jobs::RunRequest& request, const EngineContext& context, const PhaseSink& phase);

/// Errors: engine.no_run, engine.dataset_changed, engine.base_changed, engine.state_mismatch, memory.insufficient,
/// model.*, …
base::Result<std::unique_ptr<Run>> loadRun(const jobs::RunRequest& request, const EngineContext& context,
                                           const jobs::RunControl& control, const PhaseSink& phase);

/// SHA-256 over names and shapes of what is trained: a resume that would train something else is refused.
std::string parametersHash(const std::vector<Parameter>& parameters);

}  // namespace timbre::engine
