// SPDX-License-Identifier: GPL-3.0-or-later
// gallery_dataset FOLDER [state…]: pictures of the Dataset page in its window, to be looked at beside design/dataset-*.png.
#include "tests/ui/dataset/story.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/language.h"
#include "ui/models/row_table_model.h"
#include "ui/pages/dataset/bulk_panel.h"
#include "ui/pages/dataset/dataset_page.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/shell/main_window.h"
#include "ui/theme/apply_theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QPixmap>
#include <QTest>
#include <QTranslator>

using namespace timbre;
using namespace timbre::ui;

namespace {

struct State {
  const char* name;
  QSize size;
  int rows;
  std::function<void(MainWindow&, DatasetPage&, DatasetBridge&)> pose;
};

void grab(const State& state, bool chinese, const QString& path, double ratio) {
  DatasetBridge bridge;
  const auto story = ui::testing::makeStory(chinese, state.rows, bridge.sink());
  MainWindow window({});
  auto* page = new DatasetPage(&bridge);
  window.addPage(page);
  const QString name = chinese ? QStringLiteral("小助手") : QStringLiteral("Marv");
  page->setTemplates({{name, {}, "x"}});
  ProjectAccess access;
  access.name = name;
  page->setProject(access);
  bridge.setService(story.get());
  window.setProject(name, QString());
  window.goTo("dataset");
  window.resize(state.size);
  window.setAttribute(Qt::WA_DontShowOnScreen);
  window.show();
  story->publish();
  QTest::qWait(150);
  if (state.pose) state.pose(window, *page, bridge);
  QTest::qWait(200);
  QPixmap picture(window.size() * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(Qt::transparent);
  window.render(&picture);
  picture.save(path);
  page->setProject({});
  bridge.setService(nullptr);
}

RowTableView* tableOf(DatasetPage& page) { return page.findChild<RowTableView*>("rowTable"); }

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  const QStringList args = QCoreApplication::arguments();
  const QString folder = args.value(1, "gallery");
  QDir().mkpath(folder);
  ThemeController theme;
  LanguageController language;
  const auto row4 = [](MainWindow&, DatasetPage& page, DatasetBridge&) { tableOf(page)->goTo(3, RowTableModel::Assistant); };
  const auto bulk = [](MainWindow&, DatasetPage& page, DatasetBridge&) {
    tableOf(page)->selectRows({{0, 2}, {4, 4}, {6, 6}, {8, 8}}, 0);
  };
  const auto edit = [](MainWindow&, DatasetPage& page, DatasetBridge&) { tableOf(page)->editCell(3, RowTableModel::Assistant); };
  const auto bubble = [](MainWindow&, DatasetPage& page, DatasetBridge&) {
    tableOf(page)->goTo(3, RowTableModel::Assistant);
    QTest::qWait(150);
    QTest::keyClick(page.findChild<QWidget*>("message2")->findChild<QWidget*>(), Qt::Key_F2);
  };
  const auto paste = [](MainWindow& window, DatasetPage&, DatasetBridge&) {
    QApplication::clipboard()->setText("Question\tAnswer\nWhat is 2 + 2?\t4. I checked twice.\nWho are you?\t\"Marv.\nStill Marv.\"");
    window.actions().find("dataset.paste")->trigger();
  };
  const auto replace = [](MainWindow& window, DatasetPage&, DatasetBridge&) { window.actions().find("dataset.replace")->trigger(); };
  const State states[] = {{"dataset", {1440, 900}, 86, row4}, {"dataset-bulk", {1440, 900}, 86, bulk}, {"dataset-empty", {1440, 900}, 0, {}},
                          {"dataset-1100x700", {1100, 700}, 86, row4}, {"dataset-1000x640", {1000, 640}, 86, row4}, {"dataset-edit", {1440, 900}, 86, edit},
                          {"dataset-bubble", {1440, 900}, 86, bubble}, {"dataset-paste", {1440, 900}, 86, paste}, {"dataset-replace", {1440, 900}, 86, replace}};
  for (const bool dark : {false, true}) {
    theme.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
    for (const bool chinese : {false, true}) {
      language.setLanguage(chinese ? "zh_CN" : "en");
      // Words that are not merged into translations/ yet: a folder with zh_CN.qm and en.qm.
      QTranslator extra;
      if (extra.load(chinese ? QStringLiteral("zh_CN") : QStringLiteral("en"), qEnvironmentVariable("TIMBRE_GALLERY_QM"))) app.installTranslator(&extra);
      for (const State& state : states) {
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
