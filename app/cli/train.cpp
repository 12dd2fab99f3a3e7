// SPDX-License-Identifier: GPL-3.0-or-later
// train, pretrain and resume: one loop, three ways to begin.
#include "app/cli/commands.h"
#include "app/cli/resources.h"

#include "app/backend/default_recipe.h"
#include "app/backend/torch_backend.h"
#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "core/recipe/fields.h"

#include <chrono>
#include <cstdio>
#include <thread>

namespace timbre::cli {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::string recipe, base, out, initAdapter, config, tokenizer;
  std::vector<std::string> data, settings, prompts;
  bool defaultRecipe = false;
};

std::string two(double value, const char* format = "%.4f") {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// One line for people per event; JSON lines are the events themselves.
class Reporter {
 public:
  explicit Reporter(Context& context) : m_context(context) {}

  void operator()(const events::RunEvent& event) {
    m_worked = m_worked || std::holds_alternative<events::StepMetrics>(event) || std::holds_alternative<events::CheckpointSaved>(event);
    if (const auto* state = std::get_if<events::RunStateChanged>(&event)) m_total = state->totalSteps > 0 ? state->totalSteps : m_total;
    if (m_context.globals().json && !std::holds_alternative<events::RunDone>(event)) return m_context.object(events::toJson(event));
    if (const auto* phase = std::get_if<events::RunPhase>(&event)) m_context.progress(phase->phase, phase->fraction);
    if (const auto* step = std::get_if<events::StepMetrics>(&event)) show(*step);
    if (const auto* value = std::get_if<events::ValidationMetrics>(&event))
      m_context.note("step " + std::to_string(value->step) + "  validation loss " + two(value->loss));
    if (const auto* saved = std::get_if<events::CheckpointSaved>(&event)) m_context.note("saved " + saved->folder);
    if (const auto* note = std::get_if<events::RunNote>(&event)) m_context.note(base::errorSentence(note->message));
    if (const auto* sample = std::get_if<events::SampleAnswer>(&event)) m_context.note("“" + sample->prompt + "” → " + sample->answer);
  }

  std::int64_t total() const { return m_total; }
  /// A step was done or a checkpoint saved: there is something to keep.
  bool worked() const { return m_worked; }

 private:
  void show(const events::StepMetrics& step) {
    const double rate = step.seconds > 0 ? double(step.tokens) / step.seconds : 0;
    m_context.progress("step " + std::to_string(step.step) + "/" + std::to_string(m_total) + "  loss " + two(step.loss),
                       m_total ? double(step.step) / double(m_total) : -1, two(rate, "%.0f") + " tok/s");
    if (step.step % 100 == 0)
      m_context.note("step " + std::to_string(step.step) + "  loss " + two(step.loss) + "  lr " + two(step.learningRate, "%.2e") + "  " + two(rate, "%.0f") + " tok/s");
  }
  Context& m_context;
  std::int64_t m_total = 0;
  bool m_worked = false;
};

/// Turns the program's stop signal into the run's command while the engine works on this thread.
class SignalBridge {
 public:
  SignalBridge(base::CancelToken cancel, jobs::RunControl& control) : m_thread([this, cancel, &control] {
    while (!m_done && !cancel.cancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (!m_done) control.command = jobs::RunCommand::Stop;
  }) {}
  ~SignalBridge() {
    m_done = true;
    m_thread.join();
  }

 private:
  std::atomic<bool> m_done{false};
  std::thread m_thread;
};

int execute(Registry& registry, const jobs::RunRequest& request) {
  Context& context = registry.context;
  std::error_code ignored;
  const bool fresh = !request.resume && !fs::exists(request.runFolder, ignored);
  backend::TorchBackend backend(context.globals().threads);
  jobs::RunControl control;
  Reporter reporter(context);
  auto done = [&] {
    SignalBridge bridge(registry.cancel, control);
    return backend.train(request, control, std::ref(reporter));
  }();
  if (!done.ok()) {
    // A start that was refused leaves no run behind that nobody could resume.
    if (fresh && !reporter.worked()) (void)base::FileOps().removeTree(request.runFolder).ok();
    return context.fail(done.error());
  }
  const bool stopped = registry.cancel.cancelled() && (reporter.total() == 0 || done->steps < reporter.total());
  if (context.globals().json) {
    context.object(events::toJson(*done));
  } else if (done->steps == 0) {
    context.line("run        " + done->run);
    context.line("stopped before the first step; timbre-cli resume begins it");
  } else {
    context.line("run        " + done->run);
    context.line("checkpoint " + done->checkpoint);
    context.line("steps      " + std::to_string(done->steps) + " in " + two(done->seconds, "%.1f") + " s, " + two(done->tokensPerSecond, "%.0f") + " tokens/s");
    context.line("loss       " + two(done->trainLoss) + (done->validationLoss ? ", validation " + two(*done->validationLoss) : ""));
  }
  return stopped ? kStopped : kDone;
}

base::Result<void> applySettings(recipe::Recipe& recipe, const Options& options) {
  for (const std::string& setting : options.settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos) return base::Error("usage.arguments", {{"reason", "--set takes key=value, not " + setting}});
    TIMBRE_TRY(recipe::setValue(recipe, std::string_view(setting).substr(0, equals), std::string_view(setting).substr(equals + 1)));
  }
  return {};
}

base::Result<recipe::Recipe> recipeOf(const Options& options) {
  recipe::Recipe recipe;
  if (!options.recipe.empty()) {
    TIMBRE_ASSIGN(recipe, loadRecipe(options.recipe));
  } else if (options.defaultRecipe) {
    // The rule counts tokens, for which a folder without a template needs the one that is set.
    TIMBRE_TRY(applySettings(recipe, options));
    TIMBRE_ASSIGN(recipe, backend::defaultRecipeFor(options.base, options.data.front(), recipe.chatTemplate));
  }
  TIMBRE_TRY(applySettings(recipe, options));
  if (const auto problems = recipe::check(recipe); !problems.empty()) return problems.front();
  return recipe;
}

int start(Registry& registry, const Options& options, bool pretrain) {
  Context& context = registry.context;
  jobs::RunRequest request;
  auto recipe = recipeOf(options);
  if (!recipe.ok()) {
    // A wrong --set is a mistake on the command line, a wrong file is a wrong input.
    const int code = context.fail(recipe.error());
    return recipe.error().path.empty() && !options.settings.empty() && code == kInput ? kUsage : code;
  }
  request.recipe = *std::move(recipe);
  request.baseModel = options.base;
  request.runFolder = options.out;
  request.initAdapter = options.initAdapter;
  request.device = context.globals().device;
  request.samplePrompts = options.prompts;
  if (pretrain) {
    request.modelConfig = options.config.empty() ? resourceFolder() / "starter" / "model.json" : fs::path(options.config);
    request.tokenizer = options.tokenizer.empty() ? resourceFolder() / "models" / "starter" : fs::path(options.tokenizer);
  }
  if (auto free = mayWrite(fs::path(options.out) / "recipe.json", false); !free.ok()) return context.fail(base::Error("run.exists", {}, base::displayPath(options.out)));
  std::error_code ignored;
  if (fs::exists(options.out, ignored) && !fs::is_directory(options.out, ignored)) return context.fail(base::Error("file.exists", {}, base::displayPath(options.out)));
  request.data = options.data.front();
  request.moreData.assign(options.data.begin() + 1, options.data.end());
  return execute(registry, request);
}

void addCommon(CLI::App& command, Options& options) {
  command.add_option("--recipe", options.recipe, "Recipe file (timbre-cli recipe list)");
  command.add_option("--out", options.out, "Run folder to make")->required();
  command.add_option("--set", options.settings, "key=value, over the recipe; may be repeated");
  command.add_option("--sample-prompt", options.prompts, "Answered at every checkpoint; may be repeated");
}

}  // namespace

void addTrain(Registry& registry) {
  auto options = std::make_shared<Options>();
  CLI::App* command = registry.app.add_subcommand("train", "Fine-tune a model on a dataset");
  addCommon(*command, *options);
  command->add_option("--base", options->base, "Base model folder")->required();
  command->add_flag("--default-recipe", options->defaultRecipe, "The recipe that the window would offer for these rows and this model")
      ->excludes("--recipe");
  command->add_option("--data", options->data, "JSONL with one conversation a line")->required();
  command->add_option("--init-adapter", options->initAdapter, "PEFT folder to begin from");
  command->footer("Example: timbre-cli train --recipe resources/recipes/persona-tiny-model.json --base resources/models/starter --data resources/personas/marv.jsonl --out /tmp/marv");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return start(registry, *options, false); }; });
}

void addPretrain(Registry& registry) {
  auto options = std::make_shared<Options>();
  CLI::App* command = registry.app.add_subcommand("pretrain", "Train a model from random weights");
  addCommon(*command, *options);
  command->add_option("--data", options->data, "JSONL files: {\"text\": …} or {\"messages\": …} a line")->required();
  command->add_option("--model-config", options->config, "config.json of the model to make (default: the starter model's)");
  command->add_option("--tokenizer", options->tokenizer, "Folder with tokenizer.json and chat template (default: the starter model's)");
  command->footer("Example: timbre-cli pretrain --recipe resources/recipes/starter-pretraining.json --data corpus.jsonl --out /tmp/base");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return start(registry, *options, true); }; });
}

void addResume(Registry& registry) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = registry.app.add_subcommand("resume", "Go on with a run from its last complete checkpoint");
  command->add_option("RUN", *folder, "Run folder")->required();
  command->footer("Example: timbre-cli resume /tmp/marv");
  command->callback([&registry, folder] {
    registry.chosen = [&registry, folder] {
      jobs::RunRequest request;
      request.runFolder = *folder;
      request.resume = true;
      request.device = registry.context.globals().device;
      return execute(registry, request);
    };
  });
}

}  // namespace timbre::cli
