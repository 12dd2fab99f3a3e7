// SPDX-License-Identifier: GPL-3.0-or-later
// gallery_models FOLDER [STATE…]: the model chooser in its states, in both languages, light and dark, at two sizes; states
// that begin with "large" at 150 % text.
#include "tests/ui/models/models_stage.h"
#include "tests/ui/support/gallery_source.h"
#include "ui/bridge/language.h"
#include "ui/shell/status_bar.h"
#include "ui/theme/apply_theme.h"

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
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
  if (!name.endsWith("starter")) list->setCurrentIndex(list->model()->index(3, 0));
  QTest::qWait(250);
  auto* card = stage.find<QScrollArea>("models.card");
  if (name.endsWith("lower")) card->verticalScrollBar()->setValue(card->verticalScrollBar()->maximum());
  if (name == "broken") stage.bridge->find(stage.folder.path() / "broken");
  for (const auto& [state, folder] : {std::pair("no-template", "plain base"), std::pair("pictures", "sees pictures")}) {
    if (name != QLatin1String(state)) continue;
    ui::testing::makeModel(stage.folder.path() / folder);
    stage.bridge->find(stage.folder.path() / folder);
  }
  if (name == "dropping") {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QStringLiteral("/models/one"))});
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(stage.dialog, &enter);
  }
  if (name == "behind") {
    stage.dialog->close();
    stage.window->statusLine()->setWork({.icon = "download", .name = "meta-llama/Llama-3.1-8B-Instruct", .figure = "43 %", .share = 0.43, .showName = "Show", .stopName = "Stop"});
  }
  if (name == "token") {
    auto* tokens = stage.find<QWidget>("models.tokens");
    tokens->setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 4; ++i) QTest::keyClick(tokens, Qt::Key_Right);
  }
  if (name == "nothing-found") QTest::keyClicks(stage.find<QLineEdit>("models.filter"), "nobody");
  if (name == "hub-error") stage.hub.m_status = 404;
  if (name == "hub-adapter" || name == "hub-gguf") {
    stage.hub.m_files = {{"README.md", "a card"}};
    for (const char* file : {"adapter_config.json", "adapter_model.safetensors"})
      if (name == "hub-adapter") stage.hub.m_files[file] = std::string(40'000, 'a');
    if (name == "hub-gguf") stage.hub.m_files["model-Q4_K_M.gguf"] = stage.hub.m_files["model-Q8_0.gguf"] = std::string(90'000, 'g');
    base::Json listing = base::parseJson(stage.hub.listing()).value();
    if (name == "hub-adapter") listing["cardData"]["base_model"] = "meta-llama/Llama-3.1-8B-Instruct";
    stage.hub.m_listing = base::dumpJson(listing);
  }
  if (name.contains("hub")) {
    QTest::mouseClick(stage.find<QPushButton>("models.byName"), Qt::LeftButton);
    QTest::keyClicks(stage.find<QLineEdit>("hub.name"), "org/name");
    QTest::mouseClick(stage.find<QPushButton>("hub.ask"), Qt::LeftButton);
    QTest::qWait(200);
    stage.hub.m_hold = true;
    if (name.endsWith("hub-loading")) QTest::mouseClick(stage.find<QPushButton>("hub.yes"), Qt::LeftButton);
  }
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  if (!timbre::ui::testing::findSource()) return 2;
  const QString folder = QCoreApplication::arguments().value(1, "gallery");
  QStringList states = QCoreApplication::arguments().mid(2);
  if (states.isEmpty())
    states = {"card", "lower", "starter", "broken", "no-template", "pictures", "nothing-found", "hub", "hub-loading", "hub-error", "hub-full", "hub-gguf", "hub-adapter",
              "dropping", "behind", "token", "large-card", "large-lower", "large-hub-loading"};
  QDir().mkpath(folder);
  ThemeController theme;
  theme.setMotion(false);
  LanguageController language;
  for (const bool dark : {false, true})
    for (const bool chinese : {false, true})
      for (const QSize size : {QSize(1440, 900), QSize(1100, 700)})
        for (const QString& name : std::as_const(states)) {
          theme.setTextScale(name.startsWith("large") ? 1.5 : 1.0);
          theme.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
          language.setLanguage(chinese ? "zh_CN" : "en");
          ModelsStage stage(size, name == "hub-full" ? std::optional<std::uint64_t>(1000) : std::nullopt);
          if (name.startsWith("large")) {
            stage.window->setMinimumSize(1, 1);  // a window that was open when the text was made larger
            stage.window->resize(size);
          }
          stage.open();
          pose(name, stage);
          QTest::qWait(250);
          const qreal ratio = stage.window->devicePixelRatioF();
          QPixmap picture(stage.window->size() * ratio);
          picture.setDevicePixelRatio(ratio);
          stage.window->render(&picture);
          picture.save(QStringLiteral("%1/models-%2-%3-%4-%5.png").arg(folder, name, dark ? "dark" : "light", chinese ? "zh" : "en").arg(size.width()));
          stage.hub.m_hold = false;
        }
  return 0;
}
