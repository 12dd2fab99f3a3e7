// SPDX-License-Identifier: GPL-3.0-or-later
// The way to the exact number of hosted billing tokens: what is found is used, what is missing is said, and nothing is
// fetched without a press of the button beneath the address.
#include "tests/ui/hosted/hosted_stage.h"
#include "tests/ui/support/sample_window.h"
#include "ui/bridge/app_settings.h"
#include "ui/bridge/language.h"
#include "ui/pages/hosted/hosted_dialog.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/label.h"

#include <QPushButton>
#include <QSignalSpy>

using namespace timbre;
using namespace timbre::ui;
using ui::testing::HostedStage;
using ui::testing::tinyRanks;

class HostedTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;

  static QPushButton* button(HostedDialog* dialog, const char* name) {
    return dialog->findChild<QPushButton*>(QString::fromLatin1(name));
  }
  static QString text(HostedDialog* dialog, const char* name) {
    return dialog->findChild<Label*>(QString::fromLatin1(name))->text();
  }

 private Q_SLOTS:
  void initTestCase() { m_theme = std::make_unique<ThemeController>(); }

  void whatLiesThereIsUsed() {
    HostedStage stage;
    std::filesystem::create_directories(stage.own);
    timbre::testing::writeFile(stage.own / "cl100k_base.tiktoken", tinyRanks());
    QSignalSpy counters(stage.hosted.get(), &HostedTokens::counterChanged);
    stage.hosted->setEncoding("cl100k");
    QVERIFY(stage.phase() == HostedPhase::Searching);
    QTRY_VERIFY(stage.phase() == HostedPhase::Ready);
    QCOMPARE(counters.count(), 1);
    QCOMPARE(stage.hosted->counter()->encoding, std::string("cl100k_base"));
    QCOMPARE(stage.hosted->counter()->counter("abc"), std::int64_t(3));
    // Another price, another encoding: the counter of the first one goes at once.
    stage.hosted->setEncoding("gpt2");
    QVERIFY(!stage.hosted->counter());
    QCOMPARE(counters.count(), 2);
    QTRY_VERIFY(stage.phase() == HostedPhase::Missing);
    stage.hosted->setEncoding("unheard_of");
    QTRY_VERIFY(stage.phase() == HostedPhase::Missing && stage.hosted->state().error);
    stage.hosted->setEncoding("");
    QVERIFY(stage.phase() == HostedPhase::Idle);
    QCOMPARE(stage.fetched(), 0);
  }

  void aChosenFileIsCheckedAndKept() {
    HostedStage stage;
    stage.hosted->setEncoding("cl100k");
    QTRY_VERIFY(stage.phase() == HostedPhase::Missing);
    QSignalSpy kept(stage.hosted.get(), &HostedTokens::chosen);
    const auto wrong = stage.folder.path() / "wrong.tiktoken", right = stage.folder.path() / "right.bin";
    timbre::testing::writeFile(wrong, "aGk= 0\n");
    timbre::testing::writeFile(right, tinyRanks());
    stage.hosted->choose(wrong);
    QTRY_VERIFY(stage.phase() == HostedPhase::Missing);
    QCOMPARE(stage.hosted->state().error->code, std::string("tokenizer.rank_other"));
    QCOMPARE(kept.count(), 0);
    stage.hosted->choose(right);
    QTRY_VERIFY(stage.phase() == HostedPhase::Ready);
    QCOMPARE(kept.count(), 1);
    QVERIFY(!stage.hosted->state().error && stage.hosted->state().path == right);
    // A wrong choice later takes nothing away.
    stage.hosted->choose(wrong);
    QTRY_VERIFY(stage.phase() == HostedPhase::Ready);
    QVERIFY(stage.hosted->counter() && stage.hosted->state().error);
  }

  void onlyThePressOfTheButtonFetches() {
    HostedStage stage;
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    stage.hosted->setEncoding("cl100k");
    QTRY_VERIFY(stage.phase() == HostedPhase::Missing);
    QPointer<HostedDialog> dialog = HostedDialog::open(window.get(), *stage.hosted);
    QVERIFY(text(dialog, "hosted.address").contains("https://files.example.com/encodings/cl100k_base.tiktoken"));
    QVERIFY(
        text(dialog, "hosted.folder").contains(QString::fromStdString((stage.own / "cl100k_base.tiktoken").string())));
    QVERIFY(!text(dialog, "hosted.size").isEmpty());
    QVERIFY(text(dialog, "hosted.looked").contains("data-gym-cache"));
    QTest::keyClick(dialog, Qt::Key_Return);
    QTest::qWait(50);
    QCOMPARE(stage.fetched(), 0);
    if (!dialog) dialog = HostedDialog::open(window.get(), *stage.hosted);
    stage.hold = true;
    QTest::mouseClick(button(dialog, "hosted.download"), Qt::LeftButton);
    QTRY_COMPARE(stage.fetched(), 1);
    QCOMPARE(stage.fetches[0].url, std::string("https://files.example.com/encodings/cl100k_base.tiktoken"));
    QCOMPARE(stage.fetches[0].sha256, base::sha256Hex(tinyRanks()));
    QCOMPARE(stage.fetches[0].bytes, std::uint64_t(tinyRanks().size()));
    QTRY_COMPARE(stage.hosted->state().done, std::uint64_t(tinyRanks().size() / 3));
    QVERIFY(button(dialog, "hosted.cancel")->isVisible() && !button(dialog, "hosted.download")->isVisible());
    // The pressed button is gone; the keyboard is still inside.
    QVERIFY(window->focusWidget() && dialog->isAncestorOf(window->focusWidget()));
    QTest::mouseClick(button(dialog, "hosted.cancel"), Qt::LeftButton);
    QTRY_VERIFY(stage.phase() == HostedPhase::Missing);
    QVERIFY(!stage.hosted->state().error);
    // It fails, and says so in words.
    stage.hold = false;
    stage.failure = base::Error("net.unreachable", {{"host", "files.example.com"}});
    QTest::mouseClick(button(dialog, "hosted.download"), Qt::LeftButton);
    QTRY_VERIFY(stage.hosted->state().error);
    QVERIFY(text(dialog, "hosted.outcome").contains("files.example.com could not be reached"));
    QTRY_COMPARE(dialog->height(), dialog->heightForWidth(dialog->width()));  // grows with what it says
    stage.failure.reset();
    QTest::mouseClick(button(dialog, "hosted.download"), Qt::LeftButton);
    QTRY_VERIFY(stage.phase() == HostedPhase::Ready);
    QVERIFY(stage.hosted->state().fetched);
    QVERIFY(text(dialog, "hosted.outcome").contains("verified"));
    QVERIFY(!button(dialog, "hosted.download")->isVisible());
    LanguageController language;
    language.setLanguage("zh_CN");
    QTRY_VERIFY(text(dialog, "hosted.outcome").contains(QString::fromUtf8("已核对")) ||
                text(dialog, "hosted.outcome").contains(QString::fromUtf8("核对")));
    language.setLanguage("en");
    QTest::mouseClick(button(dialog, "hosted.close"), Qt::LeftButton);
    QTRY_VERIFY(!dialog);
    QCOMPARE(stage.fetched(), 3);
  }

  void closingTheProgramEndsADownload() {
    HostedStage stage;
    stage.hosted->setEncoding("cl100k");
    QTRY_VERIFY(stage.phase() == HostedPhase::Missing);
    stage.hold = true;
    stage.hosted->download();
    QTRY_COMPARE(stage.fetched(), 1);
    QElapsedTimer clock;
    clock.start();
    stage.hosted.reset();
    QVERIFY(clock.elapsed() < 1000);
  }

  void settingsSayWhatIsCountedWith() {
    HostedStage stage;
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    SettingsStore store(stage.folder.path() / "config", "");
    stage.hosted->setEncoding("cl100k");
    QTRY_VERIFY(stage.phase() == HostedPhase::Missing);
    SettingsDialog* dialog = SettingsDialog::open(window.get(), store, {}, nullptr, stage.hosted.get());
    auto* state = dialog->findChild<Label*>("settings.hostedState");
    QVERIFY(state->text().contains("cl100k_base is not on this computer"));
    QSignalSpy asked(dialog, &SettingsDialog::hostedAsked);
    dialog->showSection(2);
    QTest::mouseClick(dialog->findChild<QPushButton*>("settings.hosted"), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    stage.hosted->download();
    QTRY_VERIFY(state->text().contains("are counted with cl100k_base"));
  }
};

QTEST_MAIN(HostedTest)
#include "hosted_test.moc"
