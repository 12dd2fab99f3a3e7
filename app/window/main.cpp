// SPDX-License-Identifier: GPL-3.0-or-later
// timbre: the window. Usage: timbre [PROJECT | DATASET.jsonl]   timbre --demo FOLDER   timbre --version
#include "app/backend/torch_backend.h"
#include "app/window/activity.h"
#include "app/window/demo.h"
#include "app/window/studio.h"
#include "app/window/watched_application.h"
#include "app/window/wiring.h"
#include "core/base/file_ops.h"
#include "core/base/log.h"
#include "core/base/messages.h"
#include "ui/bridge/language.h"
#include "ui/bridge/run_words.h"
#include "ui/theme/apply_theme.h"

#include <QCommandLineParser>
#include <QIcon>
#include <QScreen>
#include <QThreadPool>

#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace {

using namespace timbre;
namespace fs = std::filesystem;

fs::path resourceFolder() {
  if (const char* given = std::getenv("TIMBRE_RESOURCES")) return given;
  std::error_code ignored;
  const fs::path installed =
      fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path() / "share" / "timbre";
  if (fs::exists(installed / "personas", ignored)) return installed;
  return fs::path(TIMBRE_SOURCE_FOLDER) / "resources";
}

ui::ThemeMode themeMode(const std::string& name) {
  return name == "dark" ? ui::ThemeMode::Dark : name == "light" ? ui::ThemeMode::Light : ui::ThemeMode::System;
}

/// Applies what the settings say, now and after every change.
void followSettings(ui::SettingsStore& store, ui::ThemeController& theme, ui::LanguageController& language) {
  const auto apply = [&store, &theme, &language] {
    const ui::AppSettings& settings = store.settings();
    theme.setMode(themeMode(settings.theme));
    theme.setTextScale(settings.textScale);
    theme.setMotion(settings.motion);
    language.setLanguage(QString::fromStdString(settings.language));
  };
  QObject::connect(&store, &ui::SettingsStore::settingsChanged, &store, apply);
  apply();
}

/// The log as the GUI thread may use it: a line is written on a thread of its own, in order.
class Journal {
 public:
  explicit Journal(const fs::path& folder) : m_log(folder) { m_writer.setMaxThreadCount(1); }
  ~Journal() { m_writer.waitForDone(); }
  void write(base::LogLevel level, std::string line) {
    m_writer.start([this, level, line = std::move(line)] { m_log.write(level, line); });
  }

 private:
  base::Log m_log;
  QThreadPool m_writer;
};

struct Arguments {
  QString path;
  std::optional<window::DemoOptions> demo;
  bool informs = false;  ///< --help or --version
  std::string problem;
};

void addOptions(QCommandLineParser& parser) {
  parser.setApplicationDescription(QStringLiteral("Give a language model a voice."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(QStringLiteral("path"), QStringLiteral("Project folder or dataset file"),
                               QStringLiteral("[PATH]"));
  parser.addOption({QStringLiteral("demo"),
                    QStringLiteral("Go through the guided demo and leave pictures and summary.json in FOLDER."),
                    QStringLiteral("FOLDER")});
  parser.addOption({QStringLiteral("demo-language"), QStringLiteral("Language of the demo: en or zh_CN."),
                    QStringLiteral("CODE"), QStringLiteral("en")});
  parser.addOption({QStringLiteral("demo-theme"), QStringLiteral("Theme of the demo: light or dark."),
                    QStringLiteral("NAME"), QStringLiteral("light")});
  parser.addOption({QStringLiteral("demo-size"), QStringLiteral("Size of the demo's window in pixels."),
                    QStringLiteral("WxH"), QStringLiteral("1440x900")});
}

/// Reads the arguments without an application: the demo moves its folders before anything looks for them.
Arguments readArguments(QCommandLineParser& parser, const QStringList& words) {
  Arguments out;
  out.informs = words.contains(QStringLiteral("--help")) || words.contains(QStringLiteral("-h")) ||
                words.contains(QStringLiteral("--version")) || words.contains(QStringLiteral("-v"));
  if (!parser.parse(words) || out.informs) return out;
  if (!parser.positionalArguments().isEmpty()) out.path = parser.positionalArguments().constFirst();
  if (!parser.isSet(QStringLiteral("demo"))) return out;
  window::DemoOptions demo;
  demo.folder = parser.value(QStringLiteral("demo")).toStdString();
  demo.language = parser.value(QStringLiteral("demo-language")).toStdString();
  demo.theme = parser.value(QStringLiteral("demo-theme")).toStdString();
  const QStringList size = parser.value(QStringLiteral("demo-size")).split(QLatin1Char('x'));
  demo.size = size.size() == 2 ? QSize(size[0].toInt(), size[1].toInt()) : QSize();
  if (demo.language != "en" && demo.language != "zh_CN")
    out.problem = "--demo-language is en or zh_CN.";
  else if (demo.theme != "light" && demo.theme != "dark")
    out.problem = "--demo-theme is light or dark.";
  else if (demo.size.width() < 800 || demo.size.height() < 600 || demo.size.width() > 8000 || demo.size.height() > 8000)
    out.problem = "--demo-size is WxH, from 800x600 to 8000x8000.";
  if (!out.problem.empty()) return out;
  auto prepared = window::prepareDemo(demo);
  if (!prepared.ok())
    out.problem = base::errorSentence(prepared.error());
  else
    out.demo = std::move(prepared).value();
  return out;
}

void chooseDemoSettings(ui::SettingsStore& store, const window::DemoOptions& demo) {
  ui::AppSettings settings = store.settings();
  settings.language = demo.language;
  settings.theme = demo.theme;
  store.setSettings(settings);
}

/// The design's size, or what the screen has room for.
QSize firstSize() {
  constexpr QSize wanted(1440, 900), frame(8, 40);
  const QScreen* screen = QGuiApplication::primaryScreen();
  return screen ? wanted.boundedTo(screen->availableSize() - frame) : wanted;
}

int runWindow(window::WatchedApplication& app, const Arguments& arguments) {
  const fs::path stateFolder = base::stateFolder();
  Journal journal(stateFolder / "log");
  const std::string build = window::buildName(TIMBRE_VERSION);
  journal.write(base::LogLevel::Info, "start " + build);
  window::CrashNote note(stateFolder / "crash", build);
  for (const auto& left : note.left())
    journal.write(base::LogLevel::Error, "an earlier start did not end by itself: " + left.details());
  app.setStallSink([&journal](const window::Stall& stall) { journal.write(base::LogLevel::Warning, stall.words()); });

  const fs::path resources = resourceFolder();
  auto prices = base::readFile(resources / "prices" / "training_prices.json");
  backend::TorchBackend backend;
  window::Studio studio(backend, resources, prices.ok() ? *prices : std::string());
  if (arguments.demo) chooseDemoSettings(studio.settings(), *arguments.demo);
  const auto applyThreads = [&backend, &studio] { backend.setThreads(studio.settings().settings().threads); };
  QObject::connect(&studio.settings(), &ui::SettingsStore::settingsChanged, &studio, applyThreads);
  applyThreads();
  ui::ThemeController theme;
  ui::LanguageController language;
  followSettings(studio.settings(), theme, language);

  window::Wiring wiring(studio, QString::fromStdString(base::displayPath(stateFolder / "log")));
  window::Activity activity(studio, [&note](const std::string& words) { note.doing(words); });
  wiring.window().resize(arguments.demo ? arguments.demo->size : firstSize());
  wiring.window().show();
  if (!note.left().empty()) wiring.offerCrashNote(note.left().front());
  std::optional<window::Demo> demo;
  if (arguments.demo) {
    demo.emplace(studio, wiring, *arguments.demo);
    QObject::connect(&*demo, &window::Demo::ended, &app, &QCoreApplication::exit);
    demo->start();
  } else if (!arguments.path.isEmpty()) {
    wiring.openPath(arguments.path);
  }
  const int code = QApplication::exec();
  app.setStallSink({});
  journal.write(base::LogLevel::Info, "end");
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  // OpenMP threads that spin while another program computes make a run many times slower; libgomp reads this only at
  // load.
  if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT")) {
    ::setenv("OMP_WAIT_POLICY", "passive", 1);
    ::execv("/proc/self/exe", argv);  // falls through when it fails: only slower
  }
  QStringList words;
  for (int i = 0; i < argc; ++i) words << ui::fromPath(argv[i]);  // a path may be no UTF-8
  QCommandLineParser parser;
  addOptions(parser);
  const Arguments arguments = readArguments(parser, words);
  if (!arguments.problem.empty()) {
    std::fprintf(stderr, "%s\n", arguments.problem.c_str());
    return 2;
  }
  // The demo, and questions about the program, need no screen.
  if ((arguments.demo || arguments.informs) && !std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY") &&
      !std::getenv("QT_QPA_PLATFORM"))
    ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
  window::WatchedApplication app(argc, argv);
  QApplication::setApplicationName(QStringLiteral("timbre"));
  QApplication::setApplicationDisplayName(QStringLiteral("Timbre"));
  QApplication::setApplicationVersion(QStringLiteral(TIMBRE_VERSION));
  QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/timbre.svg")));
  QApplication::setDesktopFileName(QStringLiteral("io.github.timbre_studio.Timbre"));
  parser.process(app);
  return runWindow(app, arguments);
}
