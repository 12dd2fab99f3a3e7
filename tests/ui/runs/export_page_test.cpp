// SPDX-License-Identifier: GPL-3.0-or-later
// Export by clicks over the real export service: verified, not verified, cancelled, adapter only.
#include "tests/ui/runs/run_stage.h"

#include "ui/bridge/language.h"
#include "ui/pages/export/verdict_view.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>

using namespace timbre;
using namespace timbre::ui;
using timbre::testing::FakeScript;
using timbre::ui::testing::RunStage;

class ExportPageTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

  static void ready(RunStage& stage) {
    stage.trainRun("marv-r1");
    stage.window->goTo("export");
    QTRY_COMPARE(stage.find<QComboBox>("exportCheckpoint")->count(), 2);
    QTRY_VERIFY(stage.find<QPushButton>("startExport")->isEnabled());
    QTest::qWait(50);  // the page is laid out: a click finds what it aims at
  }

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }

  void verifiedWithFiguresAndFiles() {
    RunStage stage;
    ready(stage);
    QCOMPARE(stage.find<QComboBox>("exportCheckpoint")->currentText(), QStringLiteral("marv-r1, checkpoint 20, best"));
    QTest::mouseClick(stage.find<QPushButton>("startExport"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(stage.exportPage->verdict()->verified(), 10000);
    const QString report = stage.exportPage->verdict()->reportText();
    QVERIFY2(report.contains("16 / 16") && report.contains("2e-5") && report.startsWith("Verified"), qPrintable(report));
    auto* files = stage.find<QTableWidget>("exportFiles");
    QCOMPARE(files->rowCount(), 1);
    QCOMPARE(files->item(0, 0)->text(), QStringLiteral("model.safetensors"));
    auto* answers = stage.find<QTableWidget>("comparedAnswers");
    QCOMPARE(answers->item(0, 2)->text(), QStringLiteral("the same"));
    QCOMPARE(stage.find<Badge>("exportState")->text(), QStringLiteral("Verified"));
  }

  void anAdapterOfNoRunIsMergedWithItsBase() {
    RunStage stage;
    ready(stage);
    auto* choice = stage.find<QComboBox>("exportCheckpoint");
    const int before = choice->count();
    stage.exportPage->offerAdapter("/adapters/theirs", "/models/starter");
    QCOMPARE(choice->count(), before + 1);
    QCOMPARE(choice->currentText(), QStringLiteral("marv-r1, checkpoint 20, best"));
    choice->setCurrentIndex(before);
    Q_EMIT choice->activated(before);
    QCOMPARE(choice->currentText(), QStringLiteral("theirs, adapter from a folder"));
    QVERIFY(stage.find<QLineEdit>("exportFolder")->text().endsWith("/theirs"));
    QTest::mouseClick(stage.find<QPushButton>("startExport"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(stage.exportPage->verdict()->verified(), 10000);
    const session::ExportRequest& asked = stage.backend.exported.back();
    QCOMPARE(asked.adapter, std::filesystem::path("/adapters/theirs"));
    QCOMPARE(asked.baseModel, std::filesystem::path("/models/starter"));
    QVERIFY(asked.run.empty() && asked.checkpoint.empty());
    // It stays chosen when the list comes anew, and goes with the project.
    stage.trainRun("marv-r2");
    QTest::qWait(50);
    QCOMPARE(choice->currentText(), QStringLiteral("theirs, adapter from a folder"));
    stage.exportPage->setProject(stage.project->folder());
    QCOMPARE(choice->findText("theirs, adapter from a folder"), -1);
  }

  void theHeadIsNoTallerThanItsWords() {
    RunStage stage;
    ready(stage);
    QWidget* head = stage.find("verdict");
    QVERIFY2(head->height() <= theme().px(120), qPrintable(QStringLiteral("%1 px").arg(head->height())));
  }

  void notVerifiedKeepsItsRowsAndSaysWhy() {
    FakeScript script;
    script.exportVerified = false;
    RunStage stage(script);
    ready(stage);
    QTest::mouseClick(stage.find<QPushButton>("startExport"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(stage.find<Badge>("exportState")->text(), QStringLiteral("Not verified"), 10000);
    QVERIFY(!stage.exportPage->verdict()->verified());
    const QString report = stage.exportPage->verdict()->reportText();
    QVERIFY2(report.contains("3 / 16") && report.contains("3.5"), qPrintable(report));
    QCOMPARE(stage.find<QTableWidget>("comparedAnswers")->item(0, 2)->text(), QStringLiteral("Pa pa pa"));
    QVERIFY2(stage.find<QPushButton>("exportAgainFp32")->isVisible(), "the red state has a door");
  }

  void failureAndCancelAreSaid() {
    FakeScript script;
    script.pieceTime = std::chrono::milliseconds(120);
    RunStage stage(script);
    ready(stage);
    QTest::mouseClick(stage.find<QPushButton>("startExport"), Qt::LeftButton);
    auto* cancel = stage.find<QPushButton>("cancelExport");
    QTRY_VERIFY_WITH_TIMEOUT(cancel->isVisible(), 5000);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(stage.exportPage->verdict()->reportText().startsWith("Cancelled"), 5000);
    stage.backend.script().pieceTime = std::chrono::milliseconds(1);
    stage.backend.script().exportFailure = base::Error("export.no_checkpoint", {}, "/runs/marv-r1");
    QTest::mouseClick(stage.find<QPushButton>("startExport"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(stage.exportPage->verdict()->reportText().startsWith("Not exported"), 5000);
  }

  void aDeclinedReplacementIsNoFailure() {
    FakeScript script;
    script.exportFailure = base::Error("file.exists", {}, "/exports/marv-r1-20");
    RunStage stage(script);
    ready(stage);
    const auto answer = [&](const QString& text) {
      QPushButton* found = nullptr;
      QTRY_VERIFY_WITH_TIMEOUT(([&] {
        found = nullptr;  // the page has a Cancel of its own
        for (QWidget* dialog : stage.window->findChildren<QWidget*>("dialog"))
          for (QPushButton* button : dialog->findChildren<QPushButton*>())
            if (button->text() == text && button->isVisible()) found = button;
        return found != nullptr;
      }()), 5000);
      QTest::mouseClick(found, Qt::LeftButton);
    };
    auto* start = stage.find<QPushButton>("startExport");
    QTest::mouseClick(start, Qt::LeftButton);
    answer("Cancel");
    const auto said = [&](const QString& words) {
      const auto labels = stage.find("verdict")->findChildren<Label*>();
      return std::any_of(labels.begin(), labels.end(), [&](const Label* label) { return label->text().contains(words); });
    };
    QVERIFY2(!stage.exportPage->verdict()->reportText().startsWith("Not exported\n") && !said("--force"), "a question is no failure");
    QVERIFY(start->isEnabled());
    // A folder that is no export is not replaced, not even on demand: said once, not asked for ever.
    QTRY_VERIFY(!stage.window->findChild<QWidget*>("dialog") || !stage.window->findChild<QWidget*>("dialog")->isVisible());
    QTest::mouseClick(start, Qt::LeftButton);
    answer("Replace the folder");
    QTRY_VERIFY_WITH_TIMEOUT(said("not an export"), 5000);
  }

  void adapterOnlyHasAFolderOfItsOwn() {
    RunStage stage;
    ready(stage);
    QTest::mouseClick(stage.find<ChoiceCard>("exportAdapter"), Qt::LeftButton);
    const QString out = stage.find<QLineEdit>("exportFolder")->text();
    QVERIFY2(out.endsWith("marv-r1-20-adapter"), qPrintable(out));
    QVERIFY(!stage.find("exportDtype")->isEnabled());
    QTest::mouseClick(stage.find<QPushButton>("startExport"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(stage.find<Badge>("exportState")->text(), QStringLiteral("Adapter written"), 10000);
  }
};

QTEST_MAIN(ExportPageTest)
#include "export_page_test.moc"
