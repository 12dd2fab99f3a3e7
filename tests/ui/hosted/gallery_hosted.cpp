// SPDX-License-Identifier: GPL-3.0-or-later
// gallery_hosted FOLDER: the dialog of the hosted billing tokens in its states, in both languages, light and dark.
#include "tests/ui/hosted/hosted_stage.h"
#include "tests/ui/support/gallery_source.h"
#include "tests/ui/support/sample_window.h"
#include "ui/bridge/app_settings.h"
#include "ui/bridge/language.h"
#include "ui/pages/hosted/hosted_dialog.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/theme/apply_theme.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QTest>

using namespace timbre;
using namespace timbre::ui;
using ui::testing::HostedStage;

namespace {

void pose(const std::string& name, HostedStage& stage, MainWindow& window) {
  stage.hosted->setEncoding("cl100k");
  QTest::qWait(80);
  if (name == "settings") {
    auto* store = new SettingsStore(stage.folder.path() / "config", "", &window);
    SettingsDialog::open(&window, *store, {}, nullptr, stage.hosted.get())->showSection(2);
    return;
  }
  HostedDialog::open(&window, *stage.hosted);
  stage.hold = name == "loading";
  if (name == "failed")
    stage.failure =
        base::Error("net.broken", {{"host", "files.example.com"}, {"done", "1200000"}, {"size", "3613922"}});
  if (name != "missing") stage.hosted->download();
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  if (!timbre::ui::testing::findSource()) return 2;
  const QString folder = QCoreApplication::arguments().value(1, "gallery");
  QDir().mkpath(folder);
  ThemeController theme;
  theme.setMotion(false);
  LanguageController language;
  for (const bool dark : {false, true}) {
    theme.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
    for (const bool chinese : {false, true}) {
      language.setLanguage(chinese ? "zh_CN" : "en");
      for (const char* name : {"missing", "loading", "failed", "ready", "settings"}) {
        HostedStage stage;
        std::unique_ptr<MainWindow> window(sample::window(true));
        window->resize(1100, 700);
        window->setAttribute(Qt::WA_DontShowOnScreen);
        window->show();
        pose(name, stage, *window);
        QTest::qWait(150);
        QPixmap picture(window->size());
        window->render(&picture);
        picture.save(QStringLiteral("%1/hosted-%2-%3-%4.png")
                         .arg(folder, QString::fromLatin1(name), dark ? "dark" : "light", chinese ? "zh" : "en"));
        stage.hold = false;
      }
    }
  }
  return 0;
}
