// SPDX-License-Identifier: GPL-3.0-or-later
// gallery_models FOLDER: the model chooser in its states, in both languages, light and dark, at two sizes.
#include "tests/ui/models/models_stage.h"
#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QPixmap>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

using namespace timbre;
using namespace timbre::ui;
using ui::testing::ModelsStage;

namespace {

void pose(const QString& name, ModelsStage& stage) {
  auto* list = stage.find<QListView>("models.list");
  QTest::qWait(250);
  if (name != "starter") list->setCurrentIndex(list->model()->index(3, 0));
  QTest::qWait(250);
  auto* card = stage.find<QScrollArea>("models.card");
  if (name == "lower") card->verticalScrollBar()->setValue(card->verticalScrollBar()->maximum());
  if (name == "broken") stage.bridge->find(stage.folder.path() / "broken");
  if (name == "no-template") {
    ui::testing::makeModel(stage.folder.path() / "plain base");
    stage.bridge->find(stage.folder.path() / "plain base");
  }
  if (name == "nothing-found") QTest::keyClicks(stage.find<QLineEdit>("models.filter"), "nobody");
  if (name.startsWith("hub")) {
    QTest::mouseClick(stage.find<QPushButton>("models.byName"), Qt::LeftButton);
    QTest::keyClicks(stage.find<QLineEdit>("hub.name"), "org/name");
    QTest::mouseClick(stage.find<QPushButton>("hub.ask"), Qt::LeftButton);
    QTest::qWait(200);
    stage.hub.m_hold = true;
    if (name == "hub-loading") QTest::mouseClick(stage.find<QPushButton>("hub.yes"), Qt::LeftButton);
  }
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const QString folder = QCoreApplication::arguments().value(1, "gallery");
  QDir().mkpath(folder);
  ThemeController theme;
  theme.setMotion(false);
  LanguageController language;
  for (const bool dark : {false, true})
    for (const bool chinese : {false, true})
      for (const QSize size : {QSize(1440, 900), QSize(1100, 700)})
        for (const char* name : {"card", "lower", "starter", "broken", "no-template", "nothing-found", "hub", "hub-loading"}) {
          theme.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
          language.setLanguage(chinese ? "zh_CN" : "en");
          ModelsStage stage(size);
          stage.open();
          pose(QString::fromLatin1(name), stage);
          QTest::qWait(250);
          QPixmap picture(stage.window->size());
          stage.window->render(&picture);
          picture.save(QStringLiteral("%1/models-%2-%3-%4-%5.png").arg(folder, QString::fromLatin1(name), dark ? "dark" : "light", chinese ? "zh" : "en").arg(size.width()));
          stage.hub.m_hold = false;
        }
  return 0;
}
