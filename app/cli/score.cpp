// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the starter model and its personas with the shipped probes, and writes the figures into the model card.
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/resources.h"

#include "core/base/file_ops.h"
#include "core/evaluate/figures_card.h"
#include "core/evaluate/probe_runner.h"

namespace timbre::cli {

namespace {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

struct Options {
  ModelOptions model;
  std::string answers, baseAnswers, detector, name, figures, card;
  double seconds = 0;
  int rows = 0;
  int every = 1;
};

Result<evaluate::Answers> readAnswers(const std::string& path, const base::CancelToken& cancel) {
  evaluate::Answers answers;
  std::optional<base::Error> failure;
  TIMBRE_TRY(eachLine(path, cancel, [&](const std::string& text) {
    const auto line = base::parseJson(text, path);
    if (!line.ok()) failure = line.error();
    else answers[base::stringOr(*line, "id")] = {base::stringOr(*line, "answer"), base::boolOr(*line, "stop", false)};
    return !failure;
  }));
  if (failure) return *failure;
  return answers;
}

Result<void> writeAnswers(const std::string& path, const evaluate::Answers& answers) {
  std::string text;
  for (const auto& [id, answer] : answers) text += base::dumpJson({{"id", id}, {"answer", answer.text}, {"stop", answer.stopped}}) + "\n";
  base::FileOps ops;
  return base::writeFileAtomic(ops, path, text);
}

Result<Json> readFigures(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return Json::object();
  TIMBRE_ASSIGN(const std::string text, base::readFile(path, 16u << 20));
  return base::parseJson(text, path);
}

/// Puts the new figures beside those that other calls left in the file, and the whole into the card.
Result<void> publish(const Options& options, const evaluate::ProbeSet& set, const Json& figures) {
  base::FileOps ops;
  if (options.figures.empty()) return {};
  TIMBRE_ASSIGN(Json all, readFigures(options.figures));
  if (options.detector.empty()) all["base"] = figures;
  else all["personas"][options.name.empty() ? options.detector : options.name] = figures;
  TIMBRE_TRY(base::writeFileAtomic(ops, options.figures, base::dumpJson(all, 1) + "\n"));
  if (options.card.empty()) return {};
  TIMBRE_ASSIGN(const std::string card, base::readFile(options.card, 4u << 20));
  TIMBRE_ASSIGN(const std::string changed, evaluate::replaceFigures(card, evaluate::figuresBlock(all, set.goals, set.personaGoals), options.card));
  return base::writeFileAtomic(ops, options.card, changed);
}

Result<Json> measure(Registry& registry, const Options& options, const evaluate::ProbeSet& set) {
  Context& context = registry.context;
  TIMBRE_ASSIGN(auto model, openModel(context, options.model, registry.cancel));
  evaluate::RunnerOptions run;
  run.every = options.every;
  run.cancel = registry.cancel;
  run.progress = [&](double fraction) { context.progress("asking", fraction); };
  if (!options.detector.empty()) {
    const auto known = set.detectors.find(options.detector);
    if (known == set.detectors.end()) return base::Error("usage.arguments", {{"reason", "there is no detector " + options.detector}});
    run.lang = known->second.lang;
  }
  TIMBRE_ASSIGN(const auto answers, evaluate::askProbes(*model, set, run));
  context.endProgress();
  if (!options.answers.empty()) TIMBRE_TRY(writeAnswers(options.answers, answers));
  if (options.detector.empty()) return evaluate::baseFigures(set, answers);
  TIMBRE_ASSIGN(const auto baseAnswers, readAnswers(options.baseAnswers, registry.cancel));
  Json figures = evaluate::personaFigures(set, options.detector, answers, baseAnswers);
  if (options.seconds > 0) figures["training_seconds"] = options.seconds;
  if (options.rows > 0) figures["rows"] = options.rows;
  return figures;
}

int run(Registry& registry, const Options& options) {
  Context& context = registry.context;
  const fs::path resources = resourceFolder();
  const auto set = evaluate::loadProbes(resources / "starter", resources / "personas");
  if (!set.ok()) return context.fail(set.error());
  auto figures = measure(registry, options, *set);
  if (!figures.ok()) return context.fail(figures.error());
  if (auto published = publish(options, *set, *figures); !published.ok()) return context.fail(published.error());
  if (context.globals().json) context.object(*figures);
  else context.line(base::dumpJson(*figures, 1));
  return kDone;
}

}  // namespace

void addScore(Registry& registry) {
  auto options = std::make_shared<Options>();
  CLI::App* command = registry.app.add_subcommand("score", "Measure the starter model or a persona with the shipped probes");
  addModelOptions(*command, options->model);
  command->add_option("--answers", options->answers, "Write the answers here, one JSON line a probe");
  auto* detector = command->add_option("--persona", options->detector, "Judge as this persona (resources/personas/detectors.json)");
  command->add_option("--base-answers", options->baseAnswers, "The base model's answers")->needs(detector);
  command->add_option("--name", options->name, "Name of these figures (default: the persona)");
  command->add_option("--seconds", options->seconds, "Training time to report");
  command->add_option("--rows", options->rows, "Training rows to report");
  command->add_option("--every", options->every, "Ask only each n-th probe")->check(CLI::PositiveNumber);
  auto* figures = command->add_option("--figures", options->figures, "Add the figures to this JSON file");
  command->add_option("--card", options->card, "Rewrite the figures in this model card")->needs(figures);
  command->footer("Example: timbre-cli score --model resources/models/starter --answers answers.jsonl");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return run(registry, *options); }; });
}

}  // namespace timbre::cli
