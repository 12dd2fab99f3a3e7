// SPDX-License-Identifier: GPL-3.0-or-later
// Train, Runs, Chat and Export without a mouse and without eyes: names, Tab order, and no text cut, in both languages and at the
// sizes of the design boards.
#include "tests/ui/runs/scenes.h"
#include "tests/ui/support/ui_walk.h"
#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"

using namespace timbre::ui;
using timbre::ui::testing::RunStage;
using timbre::ui::testing::Scene;

class RunAccessTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;
  const QList<Scene> m_scenes = timbre::ui::testing::scenes();

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
  }

  void namesAndUncutWords_data() {
    QTest::addColumn<int>("scene");
    QTest::addColumn<QString>("language");
    for (const char* language : {"en", "zh_CN"})
      for (int i = 0; i < m_scenes.size(); ++i) QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(m_scenes[i].name, language))) << i << language;
  }
  void namesAndUncutWords() {
    QFETCH(int, scene);
    QFETCH(QString, language);
    m_language->setLanguage(language);
    RunStage stage(m_scenes[scene].script, 12, m_scenes[scene].size);
    m_scenes[scene].play(stage);
    QTest::qWait(50);
    const QStringList nameless = walk::namelessControls(stage.window.get());
    QVERIFY2(nameless.isEmpty(), qPrintable("no name: " + nameless.join("\n")));
    // What counts is the state after the layouts have settled.
    (void)QTest::qWaitFor([&] { return walk::clippedTexts(stage.window.get()).isEmpty(); }, 2000);
    const QStringList clipped = walk::clippedTexts(stage.window.get());
    QVERIFY2(clipped.isEmpty(), qPrintable("cut: " + clipped.join("\n")));
    if (language != "en") return;
    stage.window->hide();
    stage.window->setAttribute(Qt::WA_DontShowOnScreen, false);
    stage.window->show();
    stage.window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(stage.window.get()));
    const QStringList lost = walk::unreachableByTab(stage.window.get());
    QVERIFY2(lost.isEmpty(), qPrintable("not reached by Tab: " + lost.join("\n")));
  }
};

QTEST_MAIN(RunAccessTest)
#include "run_access_test.moc"
