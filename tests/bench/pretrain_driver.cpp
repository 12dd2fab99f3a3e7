// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the engine without the command line program:
//   pretrain_driver --recipe FILE --data FILE… --out RUN --config config.json --tokenizer FOLDER [--set key=value …]
//   [--sample PROMPT …] pretrain_driver --recipe FILE --data FILE --out RUN --base FOLDER [--init-adapter FOLDER] …
//   pretrain_driver --resume RUN
// Prints one line per event. SIGINT and SIGTERM stop after a checkpoint; SIGUSR1 saves one at once.
#include "core/base/messages.h"
#include "core/engine/run_training.h"

#include <ATen/Parallel.h>

#include <csignal>
#include <cstdio>
#include <cstring>

using namespace timbre;

namespace {

jobs::RunControl g_control;

void onSignal(int number) {
  if (number == SIGUSR1)
    g_control.saveNow.store(true);
  else
    g_control.command.store(jobs::RunCommand::Stop);
}

int fail(const base::Error& error) {
  std::fprintf(stderr, "%s %s\n", base::errorSentence(error).c_str(), base::errorHint(error).c_str());
  return 1;
}

base::Result<recipe::Recipe> readRecipe(const std::filesystem::path& path) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(path));
  TIMBRE_ASSIGN(const base::Json json, base::parseJson(text, path.string()));
  return recipe::fromJson(json, path.string());
}

struct Arguments {
  jobs::RunRequest request;
  std::vector<std::string> sets;
  std::filesystem::path recipe;
  int threads = 0;
};

bool parse(int argc, char** argv, Arguments& out) {
  bool first = true;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string key = argv[i], value = argv[i + 1];
    if (key == "--recipe")
      out.recipe = value;
    else if (key == "--data" && first)
      out.request.data = value, first = false;
    else if (key == "--data")
      out.request.moreData.push_back(value);
    else if (key == "--out")
      out.request.runFolder = value;
    else if (key == "--config")
      out.request.modelConfig = value;
    else if (key == "--tokenizer")
      out.request.tokenizer = value;
    else if (key == "--base")
      out.request.baseModel = value;
    else if (key == "--init-adapter")
      out.request.initAdapter = value;
    else if (key == "--set")
      out.sets.push_back(value);
    else if (key == "--sample")
      out.request.samplePrompts.push_back(value);
    else if (key == "--threads")
      out.threads = std::atoi(value.c_str());
    else if (key == "--resume")
      out.request.runFolder = value, out.request.resume = true;
    else
      return false;
  }
  return !out.request.runFolder.empty();
}

void print(const events::RunEvent& event) {
  std::printf("%s\n", base::dumpJson(events::toJson(event)).c_str());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!parse(argc, argv, arguments)) return fail(base::Error("usage", {{"see", "the head of pretrain_driver.cpp"}}));
  if (!arguments.request.resume) {
    auto recipe = readRecipe(arguments.recipe);
    if (!recipe.ok()) return fail(recipe.error());
    for (const std::string& set : arguments.sets) {
      const std::size_t equals = set.find('=');
      if (equals == std::string::npos) return fail(base::Error("recipe.bad_assignment", {{"text", set}}));
      if (auto done = recipe::setValue(*recipe, set.substr(0, equals), set.substr(equals + 1)); !done.ok())
        return fail(done.error());
    }
    arguments.request.recipe = *recipe;
  }
  for (const int number : {SIGINT, SIGTERM, SIGUSR1}) std::signal(number, onSignal);
  base::FileOps ops;
  engine::EngineContext context;
  context.ops = &ops;
  context.threads = arguments.threads;
  const auto done = engine::runTraining(arguments.request, g_control, print, context);
  return done.ok() ? 0 : fail(done.error());
}
