// SPDX-License-Identifier: GPL-3.0-or-later
// gallery_runs FOLDER [name…]: pictures of Train, Runs, Chat and Export in their states, light and dark, English and Chinese.
// TIMBRE_GALLERY_2X=1 adds pictures at a device pixel ratio of 2.
#include "tests/ui/runs/scenes.h"
#include "tests/ui/support/gallery_source.h"

#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>

using namespace timbre;
using namespace timbre::ui;
using timbre::ui::testing::RunStage;
using timbre::ui::testing::Scene;

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  if (!timbre::ui::testing::findSource()) return 2;
  const QStringList args = QCoreApplication::arguments();
  const QString folder = args.value(1, "gallery");
  QDir().mkpath(folder);
  ThemeController controller;
  LanguageController language;
  const QList<Scene> all = timbre::ui::testing::scenes();
  for (const bool chinese : {false, true}) {
    language.setLanguage(chinese ? "zh_CN" : "en");
    for (const Scene& scene : all) {
      if (args.size() > 2 && !args.mid(2).contains(QString::fromLatin1(scene.name))) continue;
      RunStage stage(scene.script, 12, scene.size);
      scene.play(stage);
      for (const bool dark : {false, true}) {
        controller.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
        QTest::qWait(120);
        for (const double ratio : {1.0, 2.0}) {
          if (ratio > 1 && !qEnvironmentVariableIsSet("TIMBRE_GALLERY_2X")) continue;
          QPixmap picture(stage.window->size() * ratio);
          picture.setDevicePixelRatio(ratio);
          stage.window->render(&picture);
          picture.save(QStringLiteral("%1/%2-%3-%4%5.png").arg(folder, scene.name, dark ? "dark" : "light", chinese ? "zh" : "en", ratio > 1 ? "-2x" : ""));
        }
      }
    }
  }
  return 0;
}
