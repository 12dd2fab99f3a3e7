// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/prepare.h"

#include "core/base/clock.h"
#include "core/engine/provenance.h"
#include "core/engine/start_adapter.h"
#include "kernels/device.h"

#include <ATen/Parallel.h>

namespace timbre::engine {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

Result<void> copyFolderFiles(base::FileOps& ops, const fs::path& from, const fs::path& to,
                             const std::vector<std::string>& names) {
  TIMBRE_TRY(ops.makeFolder(to));
  for (const std::string& name : names) {
    TIMBRE_ASSIGN(const std::string bytes, base::readFile(from / name, std::uint64_t(8) << 30));
    TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, to / name));
    TIMBRE_TRY(writer.write(bytes));
    TIMBRE_TRY(writer.finish());
  }
  return ops.syncFolder(to);
}

/// Config and tokenizer of the model to be made, so that the run folder holds all that it needs.
Result<void> copyPretrainBase(base::FileOps& ops, const jobs::RunRequest& request, const RunFolder& folder) {
  TIMBRE_TRY(ops.makeFolder(folder.base()));
  std::error_code code;
  const fs::path tokenizerFolder =
      fs::is_directory(request.tokenizer, code) ? request.tokenizer : request.tokenizer.parent_path();
  TIMBRE_TRY(copyModelFiles(ops, tokenizerFolder, folder.base()));
  fs::path config = request.modelConfig;
  if (fs::is_directory(config, code)) config /= "config.json";
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(config, 16u << 20));
  TIMBRE_TRY(base::writeFileAtomic(ops, folder.base() / "config.json", bytes));
  return ops.syncFolder(folder.base());
}

/// A folder in which a start died half-way holds no run; what it left is made anew.
Result<void> clearHalfMade(base::FileOps& ops, const RunFolder& folder) {
  std::error_code code;
  for (const fs::path& left : {folder.base(), folder.initAdapter()})
    if (fs::exists(left, code)) TIMBRE_TRY(ops.removeTree(left));
  return {};
}

/// "auto" is settled once, before the run exists, so that a resume computes in the same type.
Result<Json> settleType(recipe::Recipe& recipe, const fs::path& modelFolder, const std::string& device) {
  Json facts = {{"asked", recipe.dtype}};
  if (recipe.dtype == "auto") {
    TIMBRE_ASSIGN(const model::ModelConfig config, model::readConfig(modelFolder));
    at::ScalarType type = at::kFloat;
    if (config.parameterCount() <= recipe::kAlwaysFp32Parameters) {
      facts["reason"] = "at most 100 M parameters";
    } else if (device.starts_with("cuda")) {
      type = at::kBFloat16;
      facts["reason"] = "GPU";
    } else {
      const kernels::GemmProbe probe = kernels::measureGemm();
      const kernels::ComputeChoice choice = kernels::chooseCpuType(kernels::cpuInfo(), probe);
      type = choice.type;
      facts["reason"] = choice.reason;
      facts["fp32_gflops"] = probe.fp32Gflops;
      facts["bf16_gflops"] = probe.bf16Gflops;
    }
    recipe.dtype = type == at::kBFloat16 ? "bf16" : "fp32";
  }
  facts["used"] = recipe.dtype;
  return facts;
}

Json requestFacts(const jobs::RunRequest& request, bool pretraining) {
  Json facts = {{"format_version", kFormatVersion},
                {"kind", pretraining ? "pretraining" : "fine-tuning"},
                {"created", base::isoNow()}};
  facts["sample_prompts"] = request.samplePrompts;
  return facts;
}

}  // namespace

Result<void> createRun(const jobs::RunRequest& request, const EngineContext& context, const PhaseSink& phase) {
  const RunFolder folder(request.runFolder);
  base::FileOps& ops = *context.ops;
  if (folder.hasRun()) return Error("file.exists", {}, base::displayPath(folder.root()));
  recipe::Recipe recipe = request.recipe;
  const bool pretraining = !request.modelConfig.empty();
  if (pretraining) recipe.method = "full";
  if (pretraining) recipe.targetModules.clear();
  if (!request.initAdapter.empty() && recipe.method != "lora")
    return Error("adapter.full", {}, base::displayPath(request.initAdapter));
  phase("loading", -1);
  if (!request.initAdapter.empty()) {
    TIMBRE_ASSIGN(const jobs::AdapterSummary adapter, inspectStartAdapter(request.initAdapter, request.baseModel));
    jobs::adopt(recipe, adapter);
  }
  if (const auto errors = recipe::check(recipe); !errors.empty()) return errors.front();

  TIMBRE_TRY(ops.makeFolder(folder.root()));
  TIMBRE_TRY(clearHalfMade(ops, folder));
  std::vector<fs::path> sources{request.data};
  sources.insert(sources.end(), request.moreData.begin(), request.moreData.end());
  TIMBRE_ASSIGN(const FrozenDataset data, freezeDataset(ops, sources, folder.dataset(), recipe));

  Json provenance = requestFacts(request, pretraining);
  if (pretraining) TIMBRE_TRY(copyPretrainBase(ops, request, folder));
  if (!request.initAdapter.empty()) {
    std::error_code code;
    const bool usual = fs::exists(request.initAdapter / "adapter_model.safetensors", code);
    TIMBRE_TRY(copyFolderFiles(ops, request.initAdapter, folder.initAdapter(),
                               {"adapter_config.json", usual ? "adapter_model.safetensors" : "adapter_model.bin"}));
    TIMBRE_ASSIGN(provenance["init_adapter"], modelFacts(request.initAdapter));
  }
  TIMBRE_ASSIGN(provenance["base"], modelFacts(pretraining ? folder.base() : request.baseModel));
  if (pretraining) {
    provenance["base"].erase("path_bytes");  // of a run folder that may move
    provenance["base"]["path"] = "base";
  }
  TIMBRE_ASSIGN(provenance["compute"],
                settleType(recipe, pretraining ? folder.base() : request.baseModel, request.device));
  Json files = Json::array();
  for (const fs::path& source : sources) files.push_back(base::displayPath(source));
  provenance["data"] = {{"files", files},
                        {"sha256", data.sha256},
                        {"rows", data.rows},
                        {"train", data.trainRows},
                        {"validation", data.validationRows},
                        {"test", data.testRows}};
  provenance["machine"] = machineFacts(at::get_num_threads());
  TIMBRE_TRY(base::writeFileAtomic(ops, folder.provenance(), base::dumpJson(provenance, 2) + "\n"));

  Json recipeJson = {{"format_version", recipe::kRecipeFormat}};
  recipeJson.update(recipe::toJson(recipe));
  return base::writeFileAtomic(ops, folder.recipe(), base::dumpJson(recipeJson, 2) + "\n");
}

}  // namespace timbre::engine
