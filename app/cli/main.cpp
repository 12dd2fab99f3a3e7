// SPDX-License-Identifier: GPL-3.0-or-later
// timbre-cli: the second face of the same core. No Qt.
#include "app/cli/commands.h"
#include "app/cli/version.h"

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <exception>

namespace {

using namespace timbre;

void addEverything(cli::Registry& registry) {
  for (auto* add : {cli::addValidate, cli::addTokenize, cli::addRender, cli::addInspect, cli::addLogits, cli::addGenerate, cli::addChat,
                    cli::addTrain, cli::addPretrain, cli::addResume, cli::addTrainTokenizer, cli::addExport, cli::addRecipe,
                    cli::addScore, cli::addSelftest})
    add(registry);
}

int run(int argc, char** argv) {
  CLI::App app("Timbre on the command line: check data, train, chat and export language-model personas, offline.", "timbre-cli");
  cli::Globals globals;
  cli::Context context(globals);
  app.add_flag("--json", globals.json, "Only JSON on stdout");
  app.add_flag("--quiet", globals.quiet, "No text for people on stderr");
  app.add_option("--threads", globals.threads, "Compute threads (0: all cores)")->check(CLI::Range(0, 1024));
  app.add_option("--device", globals.device, "auto, cpu or cuda:N")->capture_default_str();
  app.set_version_flag("--version", cli::versionText());
  app.require_subcommand(1);
  app.fallthrough();
  cli::Registry registry{app, context, cli::installStopSignals(), {}};
  addEverything(registry);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return cli::kDone;
  } catch (const CLI::CallForVersion&) {
    std::puts(cli::versionText().c_str());
    return cli::kDone;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return context.fail(base::Error("usage.arguments", {{"reason", error.what()}}));
  }
  cli::applyThreads(globals.threads);
  return registry.chosen();
}

}  // namespace

int main(int argc, char** argv) {
  // OpenMP threads that spin while another program computes make a run many times slower; libgomp reads this only at load.
  if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT")) {
    ::setenv("OMP_WAIT_POLICY", "passive", 1);
    ::execv("/proc/self/exe", argv);  // falls through when it fails: only slower
  }
  std::setlocale(LC_ALL, "C.UTF-8");
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "timbre-cli: a defect in Timbre: %s\n", error.what());
    return cli::kDefect;
  }
}
