// SPDX-License-Identifier: GPL-3.0-or-later
// Every window without a mouse and without eyes: names, Tab order, and no text cut at 1100 × 700 in either language.
#include "core/base/file_ops.h"
#include "tests/support/test_support.h"
#include "tests/ui/support/sample_window.h"
#include "tests/ui/support/ui_walk.h"
#include "ui/bridge/language.h"
#include "ui/pages/settings/about_dialog.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/pages/welcome/new_project_dialog.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/overlay.h"

#include <QPushButton>

using namespace timbre::ui;

class AccessTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;
  timbre::testing::TempFolder m_folder;

  /// The windows of the shell; each is shown at 1100 × 700.
  std::unique_ptr<MainWindow> make(const QString& which) {
    std::unique_ptr<MainWindow> window(sample::window(which != "welcome" && which != "about" && which != "new project", {1100, 700}));
    window->show();
    auto* store = new SettingsStore(m_folder.path(), sample::resource("prices/training_prices.json"), window.get());
    timbre::session::DeviceReport devices;
    devices.devices = {{"cpu", "Intel Xeon, 2 cores", 24ULL << 30, 20ULL << 30, "bf16", ""}};
    devices.threads = 2;
    if (which.startsWith("settings")) SettingsDialog::open(window.get(), *store, devices, &window->actions())->showSection(which.back().digitValue());
    if (which == "about") showAboutDialog(window.get(), "0.1.0", {{"Qt", qVersion()}});
    if (which == "new project") (new NewProjectDialog(window.get(), nullptr, "/home/u"))->openDialog();
    if (which == "palette") window->openPalette();
    QTest::qWait(30);
    return window;
  }

  static void rows() {
    QTest::addColumn<QString>("which");
    QTest::addColumn<QString>("language");
    for (const char* language : {"en", "zh_CN"})
      for (const char* which : {"welcome", "shell", "settings 0", "settings 1", "settings 2", "settings 3", "settings 4", "about", "new project", "palette"})
        QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(which, language))) << which << language;
  }

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
  }

  void everyControlHasAName_data() { rows(); }
  void everyControlHasAName() {
    QFETCH(QString, which);
    QFETCH(QString, language);
    m_language->setLanguage(language);
    const auto window = make(which);
    const QStringList nameless = walk::namelessControls(window.get());
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join("\n")));
  }

  void noTextIsCut_data() { rows(); }
  void noTextIsCut() {
    QFETCH(QString, which);
    QFETCH(QString, language);
    m_language->setLanguage(language);
    const auto window = make(which);
    const QStringList clipped = walk::clippedTexts(window.get());
    QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join("\n")));
  }

  void tabReachesEverything_data() { rows(); }
  void tabReachesEverything() {
    QFETCH(QString, which);
    QFETCH(QString, language);
    if (language != "en") return;
    m_language->setLanguage(language);
    const auto window = make(which);
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    Overlay* overlay = Overlay::top(window.get());
    QWidget* area = overlay ? overlay->panel() : static_cast<QWidget*>(window.get());
    const QStringList lost = walk::unreachableByTab(area);
    QVERIFY2(lost.isEmpty(), qPrintable(lost.join("\n")));
  }

  void theWalksCanFail() {
    QWidget window;
    auto* nameless = new QPushButton(&window);
    auto* cut = new QPushButton("A long text that does not fit", &window);
    cut->setFixedWidth(20);
    cut->move(0, 40);
    auto* lost = new QPushButton("unreachable", &window);
    lost->move(0, 80);
    window.show();
    QCOMPARE(walk::namelessControls(&window).size(), 1);
    QCOMPARE(walk::clippedTexts(&window).size(), 1);
    Q_UNUSED(nameless)
  }
};

QTEST_MAIN(AccessTest)
#include "access_test.moc"
