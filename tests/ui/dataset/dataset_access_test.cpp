// SPDX-License-Identifier: GPL-3.0-or-later
// The Dataset page without a mouse and without eyes: names, Tab order, and no text cut, in both languages.
#include "tests/support/test_support.h"
#include "tests/ui/dataset/page_states.h"
#include "tests/ui/support/ui_walk.h"
#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/overlay.h"

using namespace timbre::ui;
using timbre::ui::testing::PageState;
using timbre::ui::testing::StateWindow;

class DatasetAccessTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;
  const QList<PageState> m_states = timbre::ui::testing::pageStates();

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
  }

  void namesAndUncutWords_data() {
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("language");
    for (const char* language : {"en", "zh_CN"})
      for (int i = 0; i < m_states.size(); ++i) QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(m_states[i].name, language))) << i << language;
  }
  void namesAndUncutWords() {
    QFETCH(int, state);
    QFETCH(QString, language);
    m_language->setLanguage(language);
    StateWindow shown(m_states[state], language != "en");
    QWidget* window = &shown.window();
    const QStringList nameless = walk::namelessControls(window);
    QVERIFY2(nameless.isEmpty(), qPrintable("no name: " + nameless.join("\n")));
    (void)QTest::qWaitFor([&] { return walk::clippedTexts(window).isEmpty(); }, 2000);
    const QStringList clipped = walk::clippedTexts(window);
    QVERIFY2(clipped.isEmpty(), qPrintable("cut: " + clipped.join("\n")));
    Overlay* overlay = Overlay::top(window);
    const auto* table = window->findChild<QWidget*>("rowTable");
    if (language != "en" || (table->isVisible() && !overlay)) return;  // Tab moves between cells; F6 leaves the table
    window->hide();
    window->setAttribute(Qt::WA_DontShowOnScreen, false);
    window->show();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
    const QStringList lost = walk::unreachableByTab(overlay ? overlay->panel() : window);
    QVERIFY2(lost.isEmpty(), qPrintable("not reached by Tab: " + lost.join("\n")));
  }
};

QTEST_MAIN(DatasetAccessTest)
#include "dataset_access_test.moc"
