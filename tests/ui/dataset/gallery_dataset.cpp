// SPDX-License-Identifier: GPL-3.0-or-later
// gallery_dataset FOLDER [state…]: pictures of the Dataset page in its window, to be looked at beside design/dataset-*.png.
#include "tests/ui/dataset/page_states.h"
#include "tests/ui/support/gallery_source.h"
#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QTranslator>

using namespace timbre;
using namespace timbre::ui;
using ui::testing::PageState;

namespace {

void grab(const PageState& state, bool chinese, const QString& path, double ratio) {
  ui::testing::StateWindow shown(state, chinese);
  QPixmap picture(shown.window().size() * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(Qt::transparent);
  shown.window().render(&picture);
  picture.save(path);
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  if (!timbre::ui::testing::findSource()) return 2;
  const QStringList args = QCoreApplication::arguments();
  const QString folder = args.value(1, "gallery");
  QDir().mkpath(folder);
  ThemeController theme;
  LanguageController language;
  for (const bool dark : {false, true}) {
    theme.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
    for (const bool chinese : {false, true}) {
      language.setLanguage(chinese ? "zh_CN" : "en");
      // Words that are not merged into translations/ yet: a folder with zh_CN.qm and en.qm.
      QTranslator extra;
      if (extra.load(chinese ? QStringLiteral("zh_CN") : QStringLiteral("en"), qEnvironmentVariable("TIMBRE_GALLERY_QM"))) app.installTranslator(&extra);
      for (const PageState& state : ui::testing::pageStates()) {
        if (args.size() > 2 && !args.mid(2).contains(QString::fromLatin1(state.name))) continue;
        for (const double ratio : {1.0, 2.0}) {
          if (ratio > 1 && !qEnvironmentVariableIsSet("TIMBRE_GALLERY_2X")) continue;
          if (qEnvironmentVariableIsSet("TIMBRE_GALLERY_ONE") && (dark != qEnvironmentVariableIsSet("TIMBRE_GALLERY_DARK") || chinese != qEnvironmentVariableIsSet("TIMBRE_GALLERY_ZH"))) continue;
          grab(state, chinese, QStringLiteral("%1/%2-%3-%4%5.png").arg(folder, state.name, dark ? "dark" : "light", chinese ? "zh" : "en", ratio > 1 ? "-2x" : ""), ratio);
        }
      }
    }
  }
  return 0;
}
