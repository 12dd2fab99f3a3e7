// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/prepare.h"

#include "core/base/hash.h"
#include "core/base/path_json.h"
#include "core/engine/provenance.h"
#include "core/engine/tensor_files.h"
#include "core/model/device.h"
#include "core/model/memory.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

namespace timbre::engine {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

Result<Json> readJson(const fs::path& path) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(path, 64u << 20));
  return base::parseJson(text, base::displayPath(path));
}

/// Recipe, provenance and the frozen rows, checked against each other.
Result<Json> readFrozen(Run& run) {
  if (!run.folder.hasRun()) return Error("engine.no_run", {}, base::displayPath(run.folder.root()));
  TIMBRE_ASSIGN(const Json recipeJson, readJson(run.folder.recipe()));
  TIMBRE_ASSIGN(run.recipe, recipe::fromJson(recipeJson, base::displayPath(run.folder.recipe())));
  TIMBRE_ASSIGN(Json provenance, readJson(run.folder.provenance()));
  const Json* data = base::member(provenance, "data");
  TIMBRE_ASSIGN(const std::string hash, base::hashFile(run.folder.dataset()));
  if (!data || hash != base::stringOr(*data, "sha256"))
    return Error("engine.dataset_changed", {}, base::displayPath(run.folder.dataset()));
  run.pretraining = base::stringOr(provenance, "kind") == "pretraining";
  run.full = run.recipe.method == "full";
  if (const Json* prompts = base::member(provenance, "sample_prompts"); prompts && prompts->is_array())
    for (const Json& prompt : *prompts)
      if (prompt.is_string()) run.samplePrompts.push_back(prompt.get<std::string>());
  return provenance;
}

Result<void> checkOrigin(Run& run, const Json& provenance, bool resume) {
  const Json* base = base::member(provenance, "base");
  run.modelFolder = run.pretraining ? run.folder.base() : base ? base::pathOr(*base, "path") : fs::path();
  if (!resume) return {};
  if (!run.pretraining && base) TIMBRE_TRY(sameModel(*base));
  const Json* machine = base::member(provenance, "machine");
  const std::string difference =
      machine ? machineDifference(*machine, machineFacts(at::get_num_threads())) : std::string();
  if (!difference.empty()) run.notes.push_back(Error("engine.resume_differs", {{"what", difference}}));
  return {};
}

Result<void> loadText(Run& run, const EngineContext& context, const jobs::RunControl& control, const PhaseSink& phase) {
  phase("encoding", 0);
  EncodeJob job;
  auto encoder = text::ChatEncoder::load(run.modelFolder, run.recipe.chatTemplate);
  if (encoder.ok()) {
    run.encoder = std::make_unique<text::ChatEncoder>(std::move(encoder).value());
    run.tokenizer = run.encoder->sharedTokenizer();
  } else if (encoder.error().code == "template.missing") {  // rows of plain text need none
    job.noTemplate = encoder.error();
    TIMBRE_ASSIGN(run.tokenizer, text::loadTokenizer(run.modelFolder));
  } else {
    return encoder.error();
  }
  job.tokenizer = run.tokenizer.get();
  job.encoder = run.encoder.get();
  job.threads = std::max(1, context.threads > 0 ? context.threads : at::get_num_threads());
  job.control = &control;
  job.progress = [&](double fraction) { phase("encoding", fraction); };
  TIMBRE_ASSIGN(run.data, encodeDataset(run.folder.dataset(), run.recipe, job));
  if (run.data.cutRows > 0)
    run.notes.push_back(Error("engine.rows_cut", {{"rows", std::to_string(run.data.cutRows)},
                                                  {"tokens", std::to_string(run.data.cutTokens)},
                                                  {"limit", std::to_string(run.recipe.maxTokens)},
                                                  {"first", std::to_string(run.data.firstCutLine)}}));
  if (run.data.inexactRows > 0)
    run.notes.push_back(Error("engine.rows_inexact", {{"rows", std::to_string(run.data.inexactRows)},
                                                      {"first", std::to_string(run.data.firstInexactLine)}}));
  if (run.data.emptyRows > 0)
    run.notes.push_back(Error("engine.rows_untrained", {{"rows", std::to_string(run.data.emptyRows)},
                                                        {"first", std::to_string(run.data.firstEmptyLine)}}));
  return {};
}

at::ScalarType computeType(const recipe::Recipe& recipe) { return recipe.dtype == "bf16" ? at::kBFloat16 : at::kFloat; }

/// A lower bound (weights, gradients, optimizer), so that a run that cannot fit is refused before it swaps the machine
/// dead.
Result<void> checkMemory(const Run& run, const model::ModelConfig& config) {
  const std::uint64_t weights = config.parameterCount() * (computeType(run.recipe) == at::kBFloat16 ? 2 : 4);
  const std::uint64_t trained = run.full ? config.parameterCount() * 12 : 0;
  const std::uint64_t available = model::availableBytes();
  if (available > 0 && run.device.is_cpu() && weights + trained > available)
    return model::outOfMemory(weights + trained);
  return {};
}

Result<void> loadModel(Run& run, const jobs::RunControl& control, const PhaseSink& phase) {
  phase("loading", 0);
  TIMBRE_ASSIGN(const model::ModelConfig config, model::readConfig(run.modelFolder));
  TIMBRE_TRY(checkMemory(run, config));
  model::LoadOptions options;
  options.dtype = computeType(run.recipe);
  options.device = run.device;
  base::CancelSource cancel;
  options.cancel = cancel.token();
  options.progress = [&](double fraction) {
    if (control.command.load() != jobs::RunCommand::None) cancel.cancel();
    phase("loading", fraction);
  };
  if (run.pretraining) {
    run.decoder = model::Decoder::random(config, run.recipe.seed, options);
  } else {
    TIMBRE_ASSIGN(run.decoder, model::Decoder::load(run.modelFolder, options));
  }
  if (run.full) return {};
  std::error_code code;
  if (run.from) {
    TIMBRE_ASSIGN(run.adapter, model::LoraAdapter::load(run.from->folder, run.decoder->config(), run.device));
  } else if (fs::exists(run.folder.initAdapter(), code)) {
    TIMBRE_ASSIGN(run.adapter, model::LoraAdapter::load(run.folder.initAdapter(), run.decoder->config(), run.device));
  } else {
    model::LoraConfig lora;
    lora.rank = run.recipe.rank;
    lora.alpha = run.recipe.alpha;
    lora.dropout = run.recipe.dropout;
    lora.targetModules = run.recipe.targetModules;
    lora.baseModel = base::displayPath(run.modelFolder);
    TIMBRE_ASSIGN(run.adapter, model::LoraAdapter::create(run.decoder->config(), lora, run.recipe.seed, run.device));
  }
  TIMBRE_TRY(run.adapter->checkTrainable(run.decoder->config()));
  run.decoder->setAdapter(run.adapter);
  return {};
}

/// A model with a table of positions has none beyond its end.
Result<void> checkPositions(const Run& run) {
  const model::ModelConfig& config = run.decoder->config();
  const std::int64_t longest = std::max(run.data.train.longest(), run.data.validation.longest());
  if (!config.fixedPositions() || longest <= config.maxPositions) return {};
  return Error("engine.row_too_long",
               {{"tokens", std::to_string(longest)}, {"limit", std::to_string(config.maxPositions)}});
}

Result<void> restoreWeights(Run& run) {
  const at::NoGradGuard noGrad;
  TIMBRE_ASSIGN(const auto saved, loadTensors(run.from->folder / "model.safetensors"));
  for (auto& [name, tensor] : run.decoder->parameters()) {
    const auto it = saved.find(name);
    if (it == saved.end() || it->second.sizes() != tensor.sizes())
      return Error("engine.state_mismatch", {{"what", name}});
    tensor.copy_(it->second);
  }
  return {};
}

/// Which checkpoint to go on from; those that do not verify are named in the notes.
Result<void> findCheckpoint(Run& run) {
  std::vector<Error> damaged;
  run.from = newestVerified(run.folder.root(), &damaged);
  run.notes.insert(run.notes.end(), damaged.begin(), damaged.end());
  if (!run.from) {
    run.notes.push_back(Error("engine.resume_from_start"));
    return {};
  }
  TIMBRE_ASSIGN(const Json json, readJson(run.from->folder / "trainer_state.json"));
  TIMBRE_ASSIGN(run.state, trainerStateFromJson(json, base::displayPath(run.from->folder / "trainer_state.json")));
  return {};
}

Result<void> restoreOptimizer(Run& run) {
  const std::string hash = parametersHash(run.parameters);
  if (run.state.parametersHash != hash)
    return Error("engine.state_mismatch", {{"what", "the set of trained parameters"}});
  TIMBRE_ASSIGN(const auto saved, loadTensors(run.from->folder / "optimizer.safetensors"));
  return run.optimizer->restore(saved, run.state.updates);
}

}  // namespace

std::string parametersHash(const std::vector<Parameter>& parameters) {
  base::Sha256 hash;
  for (const Parameter& parameter : parameters) {
    std::string line = parameter.name;
    for (const std::int64_t size : parameter.value.sizes()) line += " " + std::to_string(size);
    hash.update(line + "\n");
  }
  return hash.finishHex();
}

Result<std::unique_ptr<Run>> loadRun(const jobs::RunRequest& request, const EngineContext& context,
                                     const jobs::RunControl& control, const PhaseSink& phase) {
  auto run = std::make_unique<Run>(RunFolder(request.runFolder));
  TIMBRE_ASSIGN(run->device, model::openDevice(request.device));
  TIMBRE_ASSIGN(const Json provenance, readFrozen(*run));
  TIMBRE_TRY(checkOrigin(*run, provenance, request.resume));
  TIMBRE_TRY(removeLeftovers(*context.ops, run->folder.root()));
  if (request.resume) TIMBRE_TRY(findCheckpoint(*run));
  TIMBRE_TRY(loadText(*run, context, control, phase));
  TIMBRE_TRY(loadModel(*run, control, phase));
  TIMBRE_TRY(checkPositions(*run));
  if (run->from && run->full) TIMBRE_TRY(restoreWeights(*run));
  run->parameters = trainable(run->full ? run->decoder->parameters() : run->adapter->parameters());
  const recipe::Recipe& r = run->recipe;
  run->optimizer = std::make_unique<AdamW>(run->parameters, AdamWOptions{r.beta1, r.beta2, r.epsilon, r.weightDecay});
  if (run->from) TIMBRE_TRY(restoreOptimizer(*run));
  run->state.parametersHash = parametersHash(run->parameters);
  run->state.seed = r.seed;
  run->state.trainableParameters = 0;
  for (const Parameter& parameter : run->parameters)
    run->state.trainableParameters += static_cast<std::uint64_t>(parameter.value.numel());
  return run;
}

}  // namespace timbre::engine
