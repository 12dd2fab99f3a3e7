// SPDX-License-Identifier: GPL-3.0-or-later
// gallery FOLDER [name…]: writes PNG pictures of components, shell and pages. Offscreen; run with QT_QPA_PLATFORM=offscreen.
#include "tests/ui/gallery/gallery.h"
#include "tests/ui/support/gallery_source.h"

#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QTest>
#include <QWidget>

#include <functional>

using namespace timbre::ui;

namespace {

struct Page {
  const char* name;
  std::function<QWidget*()> make;
};

void grab(const Page& page, const QString& folder, const QString& suffix, double ratio) {
  std::unique_ptr<QWidget> widget(page.make());
  widget->setAttribute(Qt::WA_DontShowOnScreen);
  widget->show();
  QTest::qWait(80);  // charts bring their samples to the screen within 33 ms
  QPixmap picture(widget->size() * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(Qt::transparent);
  widget->render(&picture);
  picture.save(QStringLiteral("%1/%2-%3%4.png").arg(folder, page.name, suffix, ratio > 1 ? QStringLiteral("-2x") : QString()));
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  if (!timbre::ui::testing::findSource()) return 2;
  const QStringList args = QCoreApplication::arguments();
  const QString folder = args.value(1, "gallery");
  QDir().mkpath(folder);
  ThemeController controller;
  controller.setMotion(false);
  LanguageController language;
  const Page pages[] = {{"components", gallery::componentsPage}, {"components-data", gallery::dataPage}, {"menu", gallery::menuPage}, {"welcome", gallery::welcomeWindow},
                        {"welcome-1100x700", gallery::welcomeSmall}, {"shell", gallery::shellWindow}, {"shell-1100x700", gallery::shellSmall},
                        {"settings", gallery::settingsWindow}, {"settings-keys", gallery::settingsKeys}, {"settings-prices", gallery::settingsPrices},
                        {"palette", gallery::paletteWindow}, {"dialogs", gallery::errorWindow}, {"about", gallery::aboutWindow}, {"new-project", gallery::newProjectWindow}};
  for (const bool dark : {false, true}) {
    controller.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
    for (const bool chinese : {false, true}) {
      language.setLanguage(chinese ? "zh_CN" : "en");
      for (const Page& page : pages) {
        if (args.size() > 2 && !args.mid(2).contains(QString::fromLatin1(page.name))) continue;
        const QString suffix = QStringLiteral("%1-%2").arg(dark ? "dark" : "light", chinese ? "zh" : "en");
        for (const double ratio : {1.0, 2.0})
          if (ratio == 1 || qEnvironmentVariableIsSet("TIMBRE_GALLERY_2X")) grab(page, folder, suffix, ratio);
      }
    }
  }
  return 0;
}
