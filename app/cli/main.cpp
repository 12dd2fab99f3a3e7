// SPDX-License-Identifier: GPL-3.0-or-later
// timbre-cli: the second face of the same core. No Qt.
#include "app/cli/commands.h"
#include "app/cli/version.h"

#include <clocale>
#include <new>
#include <string_view>
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

/// Whether a flag stands among the arguments: what --json promises holds for arguments that cannot be parsed, too.
bool given(int argc, char** argv, std::string_view flag) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i)
    if (argv[i] == flag) return true;
  return false;
}

/// auto, cpu, cuda or cuda:N. Whether such a card is there is asked by the command.
std::string checkDevice(const std::string& name) {
  const bool numbered = name.starts_with("cuda:") && name.size() > 5 && name.size() < 8 && name.find_first_not_of("0123456789", 5) == std::string::npos;
  return name == "auto" || name == "cpu" || name == "cuda" || numbered ? std::string() : "there is no device \"" + name + "\"; say auto, cpu or cuda:N";
}

int showVersion(cli::Context& context) {
  if (context.globals().json) context.object(cli::versionJson());
  else context.line(cli::versionText());
  return cli::kDone;
}

int run(int argc, char** argv, cli::Globals& globals, cli::Context& context) {
  CLI::App app("Timbre on the command line: check data, train, chat and export language-model personas, offline.", "timbre-cli");
  app.add_flag("--json", globals.json, "Only JSON on stdout");
  app.add_flag("--quiet", globals.quiet, "No text for people on stderr");
  app.add_option("--threads", globals.threads, "Compute threads (0: all cores)")->check(CLI::Range(0, 1024));
  app.add_option("--device", globals.device, "auto, cpu or cuda:N")->check(checkDevice)->capture_default_str();
  app.set_version_flag("--version", std::string());
  app.require_subcommand(1);
  app.fallthrough();
  app.footer("Example: timbre-cli validate data.jsonl --model resources/models/starter --json");
  base::CancelSource& stop = cli::installStopSignals();
  context.onClosed([&stop] { stop.cancel(); });
  cli::Registry registry{app, context, stop.token(), {}};
  addEverything(registry);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return cli::kDone;
  } catch (const CLI::CallForVersion&) {
    return showVersion(context);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return context.fail(base::Error("usage.arguments", {{"reason", error.what()}}));
  }
  cli::applyThreads(globals.threads);
  return registry.chosen();
}

/// A defect in words, in the form that was asked for.
int defect(cli::Context& context, const char* what) { return context.fail(base::Error("internal", {{"reason", what}})); }

}  // namespace

int main(int argc, char** argv) {
  // OpenMP threads that spin while another program computes make a run many times slower; libgomp reads this only at load.
  if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT")) {
    ::setenv("OMP_WAIT_POLICY", "passive", 1);
    ::execv("/proc/self/exe", argv);  // falls through when it fails: only slower
  }
  std::setlocale(LC_ALL, "C.UTF-8");
  cli::Globals globals;
  globals.json = given(argc, argv, "--json");
  cli::Context context(globals);
  try {
    return run(argc, argv, globals, context);
  } catch (const std::bad_alloc&) {
    return context.fail(base::Error("memory.insufficient", {{"needed", "?"}, {"free", "?"}}));
  } catch (const std::exception& error) {
    return defect(context, error.what());
  } catch (...) {
    return defect(context, "an unknown exception");
  }
}
