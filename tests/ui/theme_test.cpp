// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_support.h"
#include "tests/ui/support/sample_window.h"
#include "ui/theme/apply_theme.h"
#include "ui/theme/icons.h"

#include <QFontInfo>
#include <QRegularExpression>

using namespace timbre::ui;

class ThemeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyPairReachesItsContrast() {
    QVERIFY2(contrastPairs().size() >= 86, "the table of pairs was cut");
    for (const bool dark : {false, true}) {
      const Theme t = makeTheme(dark);
      for (const ContrastPair& pair : contrastPairs()) {
        const double ratio = contrastRatio(t.color(pair.text), t.color(pair.ground));
        QVERIFY2(ratio >= pair.required - 0.005, qPrintable(QStringLiteral("role %1 on %2: %3 in %4").arg(int(pair.text)).arg(int(pair.ground)).arg(ratio).arg(dark ? "dark" : "light")));
      }
    }
  }

  void contrastIsComputedAsWcagSays() {
    QVERIFY(std::abs(contrastRatio(Qt::black, Qt::white) - 21.0) < 0.001);
    QVERIFY(std::abs(contrastRatio(QColor("#767676"), Qt::white) - 4.54) < 0.01);
  }

  void textRolesAreInTheTable() {
    // Each text role must be tested on the page, the window and floating panels.
    for (const Role text : {Role::Text1, Role::Text2, Role::Text3, Role::AccentText, Role::Ok, Role::Warn, Role::Err, Role::Info})
      for (const Role ground : {Role::Surface, Role::Window, Role::Raised, Role::Sunken, Role::Selection})
        QVERIFY(std::any_of(contrastPairs().begin(), contrastPairs().end(), [&](const ContrastPair& p) { return p.text == text && p.ground == ground && p.required >= 4.5; }));
  }

  void unitFollowsTheFont() {
    const Theme normal = makeTheme(false), large = makeTheme(false, 1.5);
    if (QFontInfo(normal.font(TextRole::Body)).family() == "Inter") QCOMPARE(normal.u, 4);
    QVERIFY(large.u > normal.u);
    QCOMPARE(large.font(TextRole::Body).pixelSize(), 20);
    QVERIFY(large.px(30) > normal.px(30));
    QCOMPARE(large.px(1), 1);
  }

  void switchingIsFastWithTheWholeWindowOpen() {
    ThemeController controller;
    controller.setMode(ThemeMode::Light);
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    QTest::qWait(50);
    controller.setMode(ThemeMode::Dark);
    qInfo("switch with %d widgets: %.1f ms", int(window->findChildren<QWidget*>().size()), controller.lastSwitchMs());
    QVERIFY2(controller.lastSwitchMs() < 250, "slower than the design allows");
    QVERIFY(theme().dark);
    QCOMPARE(window->palette().color(QPalette::WindowText), theme().color(Role::Text1));
  }

  void themedIconsFollowTheTheme() {
    ThemeController controller;
    controller.setMode(ThemeMode::Light);
    const QIcon icon = Icons::icon("plus", Role::Text1);
    QCOMPARE(Icons::nameOf(icon), QString("plus"));
    const QImage light = icon.pixmap(16).toImage();
    controller.setMode(ThemeMode::Dark);
    QVERIFY(light != icon.pixmap(16).toImage());
    QCOMPARE(Icons::pixmap("plus", Qt::red, 16, 2.0).size(), QSize(32, 32));
  }

  void everyIconNamedInTheSourcesExists() {
    const QRegularExpression uses(R"((?:IconView\(|Icons::(?:icon|paint|pixmap)\([^;]*?|makeIconButton\(|\.icon = )\"([a-z0-9-]+)\")");
    int found = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(timbre::testing::sourceFolder() / "ui")) {
      if (entry.path().extension() != ".cpp") continue;
      const QString text = QString::fromStdString(timbre::testing::readFile(entry.path()));
      for (auto it = uses.globalMatch(text); it.hasNext();) {
        const QString name = it.next().captured(1);
        ++found;
        QVERIFY2(Icons::exists(name), qPrintable(name + " in " + QString::fromStdString(entry.path().string())));
      }
    }
    QVERIFY2(found > 20, "the pattern finds nothing any more");
  }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
