// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/model_options.h"

#include <charconv>
#include <filesystem>

namespace timbre::cli {

void addModelOptions(CLI::App& command, ModelOptions& options) {
  command.add_option("--model", options.model, "Model folder")->required();
  command.add_option("--adapter", options.adapter, "Checkpoint or PEFT adapter folder");
  command.add_option("--chat-template", options.chatTemplate,
                     "Built-in chat template by name; auto: what the adapter's run was trained with, else the model's own")
      ->capture_default_str();
  command.add_option("--dtype", options.dtype, "Type of the weights in memory")->check(CLI::IsMember({"fp32", "bf16"}))->capture_default_str();
}

base::Result<std::unique_ptr<inference::LoadedModel>> openModel(Context& context, const ModelOptions& options,
                                                                const base::CancelToken& cancel) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(options.model, ignored))
    return base::Error("usage.arguments", {{"reason", "--model takes the model's folder, not a file in it"}});
  inference::LoadedModel::Options load;
  load.device = context.globals().device == "auto" ? "cpu" : context.globals().device;
  load.dtype = options.dtype;
  load.chatTemplate = options.chatTemplate;
  load.cancel = cancel;
  load.progress = [&](const jobs::Progress& p) { context.progress(p.phase + " " + p.detail, p.fraction); };
  TIMBRE_ASSIGN(auto model, inference::LoadedModel::load(options.model, load));
  context.endProgress();
  if (!options.adapter.empty()) TIMBRE_TRY(model->setAdapter(options.adapter));
  return model;
}

base::Result<std::vector<std::int32_t>> parseIds(const std::string& text) {
  if (text.empty() || text.back() == ',') return base::Error("usage.bad_ids", {{"ids", text.substr(0, 80)}});
  std::vector<std::int32_t> ids;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    std::int32_t id = 0;
    const auto [next, problem] = std::from_chars(at, end, id);
    if (problem != std::errc() || (next != end && *next != ',')) return base::Error("usage.bad_ids", {{"ids", text.substr(0, 80)}});
    ids.push_back(id);
    at = next + (next != end);
  }
  return ids;
}

}  // namespace timbre::cli
