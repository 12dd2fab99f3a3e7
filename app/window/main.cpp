// SPDX-License-Identifier: GPL-3.0-or-later
// timbre: the window. Usage: timbre [PROJECT | DATASET.jsonl]   timbre --demo FOLDER   timbre --version
#include "app/backend/torch_backend.h"
#include "app/window/studio.h"
#include "app/window/wiring.h"
#include "core/base/file_ops.h"
#include "core/base/log.h"
#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace {

using namespace timbre;
namespace fs = std::filesystem;

fs::path resourceFolder() {
  if (const char* given = std::getenv("TIMBRE_RESOURCES")) return given;
  std::error_code ignored;
  const fs::path installed = fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path() / "share" / "timbre";
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

}  // namespace

int main(int argc, char** argv) {
  // OpenMP threads that spin while another program computes make a run many times slower; libgomp reads this only at load.
  if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT")) {
    ::setenv("OMP_WAIT_POLICY", "passive", 1);
    ::execv("/proc/self/exe", argv);  // falls through when it fails: only slower
  }
  QApplication app(argc, argv);
  QApplication::setApplicationName(QStringLiteral("timbre"));
  QApplication::setApplicationDisplayName(QStringLiteral("Timbre"));
  QApplication::setApplicationVersion(QStringLiteral(TIMBRE_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("io.github.timbre_studio.Timbre"));

  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral("Give a language model a voice."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(QStringLiteral("path"), QStringLiteral("Project folder or dataset file"), QStringLiteral("[PATH]"));
  parser.process(app);

  const fs::path stateFolder = base::stateFolder();
  base::Log log(stateFolder / "log");
  log.write(base::LogLevel::Info, "start " TIMBRE_VERSION);

  const fs::path resources = resourceFolder();
  auto prices = base::readFile(resources / "prices" / "training_prices.json");
  backend::TorchBackend backend;
  window::Studio studio(backend, resources, prices.ok() ? *prices : std::string());
  ui::ThemeController theme;
  ui::LanguageController language;
  followSettings(studio.settings(), theme, language);

  window::Wiring wiring(studio, QString::fromStdString(base::displayPath(stateFolder / "log")));
  wiring.window().resize(1440, 900);
  wiring.window().show();
  if (!parser.positionalArguments().isEmpty()) wiring.openPath(parser.positionalArguments().constFirst());
  const int code = QApplication::exec();
  log.write(base::LogLevel::Info, "end");
  return code;
}
