// SPDX-License-Identifier: GPL-3.0-or-later
// timbre-cli: the second face of the same core. No Qt.
#include "app/cli/commands.h"
#include "app/cli/version.h"
#include "core/base/reasons.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <clocale>
#include <new>
#include <string_view>
#include <vector>
#include <cstdio>
#include <cstdlib>
#include <cstring>
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

/// Number of single edits between two words.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] != b[j])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

/// Where a command is missing, the word that stands in its place is named, with the command that it may mean.
std::string noCommand(CLI::App& app) {
  const auto chosen = app.get_subcommands();
  CLI::App& level = chosen.empty() ? app : *chosen.front();
  // A word that a command does not know falls through to the program.
  const std::vector<std::string> words = level.remaining_size() > 0 ? level.remaining() : app.remaining();
  if (words.empty()) return chosen.empty() ? "a command is required" : "timbre-cli " + level.get_name() + " needs to know what: see its --help";
  const std::string word = base::sanitizeUtf8(words.front().substr(0, 80));
  if (word.starts_with('-')) return "there is no flag " + word;
  std::string sentence = "there is no command \"" + word + "\"";
  const CLI::App* nearest = nullptr;
  std::size_t least = 3;
  for (const CLI::App* command : level.get_subcommands([](CLI::App*) { return true; }))
    if (const std::size_t edits = distance(word, command->get_name()); edits < least) least = edits, nearest = command;
  return nearest ? sentence + "; did you mean " + nearest->get_name() + "?" : sentence;
}

int showHelp(cli::Context& context, const CLI::App& app) {
  if (context.globals().json) context.object({{"help", app.help()}});
  else context.piece(app.help());
  return cli::kDone;
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
    return showHelp(context, app);
  } catch (const CLI::CallForVersion&) {
    return showVersion(context);
  } catch (const CLI::RequiredError& error) {
    const bool command = std::string_view(error.what()).find("subcommand") != std::string_view::npos;
    return context.fail(base::Error("usage.arguments", {{"reason", command ? noCommand(app) : error.what()}}));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return context.fail(base::Error("usage.arguments", {{"reason", error.what()}}));
  }
  cli::applyThreads(globals.threads);
  return registry.chosen();
}

/// Results that did not reach a disk are a failure; a reader who has gone is none.
int finish(cli::Context& context, int code) {
  const int problem = context.writeProblem();
  if (problem == 0) return code;
  return context.fail(base::Error("file.unwritable", {{"reason", base::systemReason(problem)}}, "the standard output"));
}

/// A defect in words, in the form that was asked for.
int defect(cli::Context& context, const char* what) { return context.fail(base::Error("internal", {{"reason", what}})); }

}  // namespace

int main(int argc, char** argv) {
  // OpenMP threads that spin while another program computes make a run many times slower; libgomp reads this only at load.
  if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT")) {
    ::setenv("OMP_WAIT_POLICY", "passive", 1);
    cli::holdStopSignals();  // one that comes while the program loads anew is heard afterwards
    ::execv("/proc/self/exe", argv);  // falls through when it fails: only slower
  }
  std::setlocale(LC_ALL, "C.UTF-8");
  cli::Globals globals;
  globals.json = given(argc, argv, "--json");
  cli::Context context(globals);
  try {
    return finish(context, run(argc, argv, globals, context));
  } catch (const std::bad_alloc&) {
    return context.fail(base::Error("memory.insufficient", {{"needed", "?"}, {"free", "?"}}));
  } catch (const std::exception& error) {
    return defect(context, error.what());
  } catch (...) {
    return defect(context, "an unknown exception");
  }
}
