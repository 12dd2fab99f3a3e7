// SPDX-License-Identifier: GPL-3.0-or-later
// A download from a hub on this machine: it starts only with a yes, goes on where it stopped, and what cannot be used is
// not offered.
#include "tests/ui/models/models_stage.h"
#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/remark.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>

using namespace timbre;
using namespace timbre::ui;
using ui::testing::ModelsStage;
namespace fs = std::filesystem;

class HubPanelTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

  static std::uint64_t fetched(const fs::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code code;
    for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end; at.increment(code))
      if (at->is_regular_file(code)) bytes += at->file_size(code);
    return bytes;
  }
  /// The dialog with a repository looked up and its question on view.
  static void lookUp(ModelsStage& stage) {
    stage.open();
    stage.click("models.byName");
    QTest::keyClicks(stage.find<QLineEdit>("hub.name"), "org/name");
    stage.click("hub.ask");
    QTRY_VERIFY(stage.find("hub.yes")->isVisible());
  }

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_theme->setMotion(false);
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }

  void onlyAYesDownloads() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    stage.click("models.byName");
    auto* name = stage.find<QLineEdit>("hub.name");
    QVERIFY(name->hasFocus());
    QTest::keyClicks(name, "not a name");
    QVERIFY(stage.hub.frontTokens().empty());  // typing asks nobody
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(stage.text("hub.error").contains("is not the name of a model"));
    name->selectAll();
    QTest::keyClicks(name, "org/name");
    QVERIFY(stage.text("hub.error").isEmpty());
    stage.click("hub.ask");
    QTRY_VERIFY(stage.find("hub.yes")->isVisible());
    const std::size_t asked = stage.hub.frontTokens().size();
    QCOMPARE(stage.text("hub.licence"), QString("apache-2.0"));
    QCOMPARE(stage.text("hub.host"), QString("127.0.0.1"));
    QVERIFY(stage.text("hub.folder").endsWith("/models/org/name"));
    auto* yes = stage.find<QPushButton>("hub.yes");
    QVERIFY2(yes->text().contains("Yes") && yes->text().contains("127.0.0.1") && yes->text().contains("KB"), qPrintable(yes->text()));
    QVERIFY(yes->accessibleDescription().contains("/models/org/name"));
    QVERIFY(stage.find<QTableWidget>("hub.files")->rowCount() >= 4);
    QTest::keyClick(name, Qt::Key_Tab);
    QTest::keyClick(stage.dialog, Qt::Key_Return);
    QTest::qWait(50);
    QCOMPARE(stage.hub.frontTokens().size(), asked);
    QVERIFY(!fs::exists(stage.folder.path() / "models"));
    // Stopped half way, gone on with, and then chosen. The focus stays where a person can go on.
    stage.hub.m_hold = true;
    QVERIFY(name->isEnabled());
    yes->setFocus(Qt::TabFocusReason);
    stage.click("hub.yes");
    QVERIFY(stage.find("hub.back")->hasFocus());
    QTRY_VERIFY(stage.find("hub.progress")->isVisible());
    QTRY_VERIFY(fetched(stage.folder.path() / "models") >= 100'000);  // a half of the weights
    stage.find("hub.cancel")->setFocus(Qt::TabFocusReason);
    stage.click("hub.cancel");
    QTRY_VERIFY(yes->isVisible());
    QVERIFY(name->hasFocus());
    QVERIFY(stage.text("hub.error").isEmpty());
    QVERIFY2(yes->text().contains("go on"), qPrintable(yes->text()));
    QVERIFY(!fs::exists(stage.folder.path() / "models" / "org" / "name"));
    stage.hub.m_hold = false;
    stage.click("hub.yes");
    QTRY_VERIFY(stage.isReady("org/name"));
    QVERIFY(stage.rows().contains("Downloaded by Timbre"));
    QVERIFY(fs::exists(stage.folder.path() / "models" / "org" / "name" / "model.safetensors"));
    // The caches of the other programs are as they were.
    QVERIFY(!fs::exists(stage.folder.path() / "hf" / "hub" / "models--org--name"));
  }

  void whatCannotBeUsedIsNotOffered() {
    ModelsStage stage;
    stage.open();
    stage.click("models.byName");
    const auto isNotOffered = [&](std::map<std::string, std::string> files, const base::Json& card = base::Json::object()) {
      stage.hub.m_files = std::move(files);
      base::Json listing = base::parseJson(stage.hub.listing()).value();
      listing["cardData"] = card;
      stage.hub.m_listing = base::dumpJson(listing);
      auto* name = stage.find<QLineEdit>("hub.name");
      name->selectAll();
      QTest::keyClicks(name, "org/name");
      stage.click("hub.ask");
      QTRY_VERIFY(!stage.text("hub.repo").isEmpty() || !stage.text("hub.error").isEmpty());
      QVERIFY2(stage.text("hub.error").isEmpty(), qPrintable(stage.text("hub.error")));
      QVERIFY(!stage.find("hub.yes")->isVisible());
      QVERIFY(stage.text("hub.folder").isEmpty() && stage.text("hub.size").isEmpty());
    };
    isNotOffered({{"README.md", "x"}, {"m-Q4_K_M.gguf", "x"}});
    QVERIFY2(stage.text("hub.warning").contains("m-Q4_K_M.gguf"), qPrintable(stage.text("hub.warning")));
    QVERIFY(!stage.find("hub.lookUpBase")->isVisible());
    isNotOffered({{"README.md", "x"}});
    QVERIFY2(stage.text("hub.warning").contains("nothing to download"), qPrintable(stage.text("hub.warning")));
    isNotOffered({{"config.json", "{}"}, {"tokenizer.json", "{}"}});
    QVERIFY2(stage.text("hub.warning").contains("no weights"), qPrintable(stage.text("hub.warning")));
    // An adapter says for which model it was made, and that one can be asked for.
    isNotOffered({{"adapter_config.json", "{}"}, {"adapter_model.safetensors", "x"}}, {{"base_model", "org/name"}});
    QVERIFY2(stage.text("hub.warning").contains("adapter") && stage.text("hub.warning").contains("org/name"), qPrintable(stage.text("hub.warning")));
    const std::size_t asked = stage.hub.frontTokens().size();
    stage.hub.m_files = {{"config.json", "{}"}, {"tokenizer.json", "{}"}, {"model.safetensors", "x"}};
    stage.hub.m_listing.clear();
    stage.click("hub.lookUpBase");
    QTRY_VERIFY(stage.find("hub.yes")->isVisible());
    QCOMPARE(stage.hub.frontTokens().size(), asked + 1);
    QVERIFY(!fs::exists(stage.folder.path() / "models"));
  }

  void aRefusedFileIsNamed() {
    ModelsStage stage;
    lookUp(stage);
    stage.hub.m_files["tokenizer.json"][0] = '!';
    stage.click("hub.yes");
    QTRY_VERIFY2(stage.text("hub.error").contains("tokenizer.json"), qPrintable(stage.text("hub.error")));
  }

  void tooSmallADiskBlocks() {
    ModelsStage stage({1440, 900}, 1000);
    lookUp(stage);
    QVERIFY(!stage.find("hub.yes")->isEnabled());
    QVERIFY2(stage.text("hub.warning").contains("not enough space"), qPrintable(stage.text("hub.warning")));
    QVERIFY(qobject_cast<Remark*>(stage.find("hub.warning")->parentWidget())->kind() == BadgeKind::Error);
  }

  void aDownloadGoesOnWhileTheDialogIsClosed() {
    ModelsStage stage;
    stage.hub.m_hold = true;
    lookUp(stage);
    stage.click("hub.yes");
    QTRY_VERIFY(stage.bridge->hubState().phase == HubPhase::Downloading);
    QSignalSpy whole(stage.bridge.get(), &ModelBridge::downloaded);
    stage.dialog->close();
    QTRY_VERIFY(!stage.dialog);
    stage.open();
    QTRY_VERIFY(stage.find("hub.progress")->isVisible());
    stage.hub.m_hold = false;
    QTRY_COMPARE(whole.count(), 1);
    QTRY_VERIFY(stage.isReady("org/name"));
  }
};

QTEST_MAIN(HubPanelTest)
#include "hub_panel_test.moc"
