// SPDX-License-Identifier: GPL-3.0-or-later
// generate, chat and logits: the commands that run a model forward.
#include "app/cli/commands.h"
#include "app/cli/model_options.h"

#include "core/base/file_ops.h"
#include "core/inference/generator.h"
#include "core/inference/loaded_model.h"
#include "core/model/safetensors.h"

#include <ATen/ATen.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <unistd.h>

namespace timbre::cli {

namespace {

base::Json provenanceJson(const jobs::Provenance& p) {
  return {{"base", p.baseHash},   {"adapter", p.adapterHash.empty() ? base::Json(nullptr) : base::Json(p.adapterHash)},
          {"scale", p.adapterScale}, {"template", p.templateHash}, {"seed", p.seed}, {"dtype", p.dtype}, {"device", p.device}};
}

base::Json doneJson(const jobs::GenerateDone& done) {
  return {{"done",
           {{"ids", done.ids},
            {"text", done.text},
            {"stop", done.stop},
            {"prompt_tokens", done.promptTokens},
            {"tokens", done.tokens},
            {"first_token_ms", done.firstTokenMs},
            {"tokens_per_second", done.tokensPerSecond},
            {"provenance", provenanceJson(done.provenance)}}}};
}

base::Result<jobs::GenerateDone> stream(Context& context, inference::LoadedModel& model, const jobs::GenerateRequest& request,
                                        const base::CancelToken& cancel) {
  auto done = model.generate(
      request,
      [&](const std::string& piece) {
        if (context.globals().json) context.object({{"text", piece}});
        else context.piece(piece);
      },
      cancel);
  if (done.ok() && !context.globals().json) context.piece("\n");
  return done;
}

struct GenerateOptions {
  ModelOptions model;
  jobs::SamplingOptions sampling;
  std::optional<std::string> ids;
  std::string prompt, messages;
};

/// CLI11 reads -1 as the largest number, and a range check lets nan pass.
std::string whole(const std::string& text) {
  return text.find_first_not_of("0123456789") == std::string::npos ? std::string() : "\"" + text + "\" is no whole number from 0 on";
}
std::string finite(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return !text.empty() && !*end && std::isfinite(value) ? std::string() : "\"" + text + "\" is no number";
}

void addSampling(CLI::App& command, jobs::SamplingOptions& sampling) {
  command.add_flag("--greedy", sampling.greedy, "Always the most likely token");
  command.add_option("--temperature", sampling.temperature)->check(finite)->check(CLI::Range(0.0, 10.0))->capture_default_str();
  command.add_option("--top-p", sampling.topP)->check(finite)->check(CLI::Range(0.0, 1.0))->capture_default_str();
  command.add_option("--top-k", sampling.topK)->check(CLI::Range(0, 1 << 30))->capture_default_str();
  command.add_option("--repetition-penalty", sampling.repetitionPenalty)->check(finite)->check(CLI::Range(0.01, 10.0))->capture_default_str();
  command.add_option("--seed", sampling.seed)->check(whole)->capture_default_str();
  command.add_option("--max-tokens", sampling.maxTokens)->check(CLI::Range(1, 1 << 20))->capture_default_str();
}

base::Result<jobs::GenerateRequest> requestOf(const GenerateOptions& options, const base::CancelToken& cancel) {
  jobs::GenerateRequest request;
  request.sampling = options.sampling;
  if (options.ids) {
    TIMBRE_ASSIGN(request.ids, parseIds(*options.ids));
  } else if (!options.messages.empty()) {
    TIMBRE_ASSIGN(const std::string text, readInput(options.messages, cancel));
    TIMBRE_ASSIGN(base::Json json, base::parseJson(text, options.messages));
    request.messages = json.is_object() && json.contains("messages") ? json["messages"] : json;
    if (!request.messages.is_array())
      return base::Error("usage.bad_line", {{"expected", "an array of messages, or an object that holds one as messages"}}, options.messages).at(1);
  } else {
    request.prompt = options.prompt;
  }
  return request;
}

int generate(Registry& registry, const GenerateOptions& options) {
  Context& context = registry.context;
  auto request = requestOf(options, registry.cancel);
  if (!request.ok()) return context.fail(request.error());
  auto model = openModel(context, options.model, registry.cancel);
  if (!model.ok()) return context.fail(model.error());
  auto done = stream(context, **model, *request, registry.cancel);
  if (!done.ok()) return context.fail(done.error());
  if (context.globals().json) context.object(doneJson(*done));
  return done->stop == "cancelled" && !context.closed() ? kStopped : kDone;
}

int chat(Registry& registry, const GenerateOptions& options) {
  Context& context = registry.context;
  auto model = openModel(context, options.model, registry.cancel);
  if (!model.ok()) return context.fail(model.error());
  jobs::GenerateRequest request;
  request.sampling = options.sampling;
  request.messages = base::Json::array({{{"role", "user"}, {"content", "?"}}});
  if (auto tried = (*model)->promptIds(request); !tried.ok()) return context.fail(tried.error());  // before a person has typed anything
  request.messages = base::Json::array();
  context.note("An empty line or Ctrl+D ends the conversation.");
  for (std::string line; !registry.cancel.cancelled() && !context.closed();) {
    if (!context.globals().quiet) std::cerr << "> " << std::flush;
    if (!std::getline(std::cin, line) || line.empty()) break;
    request.messages.push_back({{"role", "user"}, {"content", line}});
    auto done = stream(context, **model, request, registry.cancel);
    if (!done.ok()) return context.fail(done.error());
    if (context.globals().json) context.object(doneJson(*done));
    request.messages.push_back({{"role", "assistant"}, {"content", done->text}});
  }
  return registry.cancel.cancelled() && !context.closed() ? kStopped : kDone;
}

struct LogitsOptions {
  ModelOptions model;
  std::optional<std::string> ids;
  std::string text, out;
  bool all = false, force = false;
};

/// −log p of every token given the ones before it; the first has none.
base::Json negativeLogLikelihood(const at::Tensor& logits, const std::vector<text::TokenId>& ids) {
  const at::Tensor logProbabilities = at::log_softmax(logits, -1);
  base::Json nll = base::Json::array();
  for (std::size_t i = 0; i + 1 < ids.size(); ++i)
    nll.push_back(-logProbabilities[static_cast<std::int64_t>(i)][ids[i + 1]].item<double>());
  return nll;
}

base::Json rowJson(const at::Tensor& row) {
  base::Json out = base::Json::array();
  const float* values = row.data_ptr<float>();
  for (std::int64_t i = 0; i < row.numel(); ++i) out.push_back(std::isfinite(values[i]) ? base::Json(values[i]) : base::Json(nullptr));
  return out;
}

base::Result<void> writeTensor(base::FileOps& ops, const std::filesystem::path& file, const at::Tensor& logits) {
  TIMBRE_ASSIGN(auto writer, model::SafetensorsWriter::create(ops, file, {{"logits", model::Dtype::F32, logits.sizes().vec()}}));
  TIMBRE_TRY(writer.add("logits", logits.data_ptr(), static_cast<std::uint64_t>(logits.nbytes())));
  return writer.finish();
}

/// Under another name first: a full disk leaves neither half a file nor a hole where --force found one.
base::Result<void> writeLogits(const std::filesystem::path& path, const at::Tensor& logits) {
  base::FileOps ops;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return base::Error("usage.arguments", {{"reason", "--out takes a file, not a folder"}});
  const std::filesystem::path temporary = path.string() + ".tmp-" + std::to_string(::getpid());
  std::filesystem::remove(temporary, ignored);  // of a process with the same id that died
  auto written = writeTensor(ops, temporary, logits);
  if (written.ok()) written = ops.rename(temporary, path);
  if (written.ok()) return written;
  std::filesystem::remove(temporary, ignored);
  base::Error error = written.error();
  error.path = base::displayPath(path);
  return error;
}

int logits(Registry& registry, const LogitsOptions& options) {
  Context& context = registry.context;
  if (!options.out.empty())
    if (auto free = mayWrite(options.out, options.force); !free.ok()) return context.fail(free.error());
  auto loaded = openModel(context, options.model, registry.cancel);
  if (!loaded.ok()) return context.fail(loaded.error());
  inference::LoadedModel& model = **loaded;
  jobs::GenerateRequest request;
  if (!options.ids) request.prompt = options.text;
  else if (auto ids = parseIds(*options.ids); ids.ok()) request.ids = *ids;
  else return context.fail(ids.error());
  auto ids = model.promptIds(request);
  if (!ids.ok()) return context.fail(ids.error());
  auto all = inference::promptLogits(model.decoder(), *ids, true);
  if (!all.ok()) return context.fail(all.error());
  const at::Tensor shown = options.all ? *all : all->narrow(0, all->size(0) - 1, 1).contiguous();
  base::Json result = {{"ids", *ids}};
  if (!options.out.empty()) {
    if (auto written = writeLogits(options.out, shown); !written.ok()) return context.fail(written.error());
    result["out"] = base::displayPath(options.out);
  } else if (options.all) {
    result["logits"] = base::Json::array();
    for (std::int64_t i = 0; i < shown.size(0); ++i) result["logits"].push_back(rowJson(shown[i]));
  } else {
    result["logits"] = rowJson(shown[0]);
  }
  result["nll"] = negativeLogLikelihood(*all, *ids);
  if (context.globals().json) context.object(result);
  else context.line(base::dumpJson(result));
  return kDone;
}

}  // namespace

void addGenerate(Registry& registry) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* command = registry.app.add_subcommand("generate", "Continue a prompt or answer a conversation, streaming");
  addModelOptions(*command, options->model);
  addSampling(*command, options->sampling);
  auto* source = command->add_option_group("prompt")->require_option(1);
  source->add_option("--ids", options->ids, "Token ids: 1,2,3");
  source->add_option("--prompt", options->prompt, "Text, without a template");
  source->add_option("--messages", options->messages, "JSON file with the messages; - is stdin");
  command->footer("Example: timbre-cli generate --model resources/models/starter --prompt 'The capital of France is' --greedy");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return generate(registry, *options); }; });
}

void addChat(Registry& registry) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* command = registry.app.add_subcommand("chat", "Talk to a model on the terminal");
  addModelOptions(*command, options->model);
  addSampling(*command, options->sampling);
  command->footer("Example: timbre-cli chat --model resources/models/starter --temperature 0");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return chat(registry, *options); }; });
}

void addLogits(Registry& registry) {
  auto options = std::make_shared<LogitsOptions>();
  CLI::App* command = registry.app.add_subcommand("logits", "One forward pass: logits and the negative log-likelihood of each token");
  addModelOptions(*command, options->model);
  auto* source = command->add_option_group("input")->require_option(1);
  source->add_option("--ids", options->ids, "Token ids: 1,2,3");
  source->add_option("--text", options->text, "Text, tokenized with special tokens");
  command->add_flag("--all", options->all, "Logits of every position, not only the last");
  command->add_option("--out", options->out, "Write them to this safetensors file");
  command->add_flag("--force", options->force, "Overwrite --out");
  command->footer("Example: timbre-cli logits --model resources/models/starter --text 'Hello' --json");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return logits(registry, *options); }; });
}

}  // namespace timbre::cli
