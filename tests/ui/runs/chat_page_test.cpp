// SPDX-License-Identifier: GPL-3.0-or-later
// Two panes, one question: streaming, provenance, stop, history, over the real chat service and the scripted backend.
#include "tests/ui/runs/run_stage.h"

#include "core/base/hash.h"
#include "ui/bridge/language.h"
#include "ui/pages/chat/chat_pane.h"
#include "ui/pages/chat/composer.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/bubble.h"
#include "ui/widgets/label.h"

#include <QInputMethodEvent>
#include <QLineEdit>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

using namespace timbre;
using namespace timbre::ui;
using timbre::testing::FakeScript;
using timbre::ui::testing::RunStage;

class ChatPageTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

  /// The column in which the words of a child begin.
  static int firstInk(QWidget* pane, const QWidget* child) {
    const QRect at(child->mapTo(pane, QPoint(0, 0)), child->size());
    const QImage picture = pane->grab(at).toImage();
    const QColor ground = picture.pixelColor(0, 0);
    for (int x = 0; x < picture.width(); ++x)
      for (int y = 0; y < picture.height(); ++y)
        if (std::abs(picture.pixelColor(x, y).lightness() - ground.lightness()) > 60) return at.x() + x;
    return -1;
  }

  static void type(RunStage& stage, const char* words) {
    auto* edit = stage.find<QuestionEdit>("question");
    edit->setFocus();
    QTest::keyClicks(edit, words);
    QTest::keyClick(edit, Qt::Key_Return);
  }

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }

  void withoutCheckpointThePageSaysWhatToDo() {
    RunStage stage;
    stage.window->goTo("chat");
    QVERIFY(!stage.find<QuestionEdit>("question")->isVisible());
    QPushButton* go = nullptr;
    const auto buttons = stage.chat->findChildren<QPushButton*>();
    for (QPushButton* button : buttons)
      if (button->text() == QStringLiteral("Go to Train") && button->isVisible()) go = button;
    QVERIFY(go);
    QTest::mouseClick(go, Qt::LeftButton);
    QCOMPARE(stage.window->currentPage()->id(), QStringLiteral("train"));
  }

  void theModelOfTheNextRunAnswersAlone() {
    RunStage stage;
    stage.window->goTo("chat");
    stage.chat->setModel("/models/starter", "alpaca");
    QVERIFY(stage.find<QuestionEdit>("question")->isVisible());
    const auto idle = [&] { return !stage.chat->answering(); };
    const ChatPane *base = stage.chat->base(), *tuned = stage.chat->tuned();
    QCOMPARE(stage.find<QuestionEdit>("question")->placeholderText(), QStringLiteral("Ask the base model"));
    type(stage, "Hello");
    QTRY_VERIFY_WITH_TIMEOUT(base->turns().size() == 1 && idle(), 10000);
    QCOMPARE(base->turns()[0].answer, QStringLiteral("Answer of base to: Hello"));
    QVERIFY(tuned->turns().isEmpty() && !tuned->answering());
    QVERIFY((stage.backend.chatLoads.back() == session::ChatModelRequest{"/models/starter", "cpu", "alpaca"}));

    // An adapter of no run joins in, and only what both were asked is compared.
    const QString folder = QString::fromStdString((stage.folder.path() / "my adapter").string());
    QVERIFY(QDir().mkpath(folder));
    QTest::mouseClick(stage.find<QPushButton>("tunedVoice"), Qt::LeftButton);
    QMenu* menu = nullptr;
    QTRY_VERIFY((menu = stage.chat->findChild<QMenu*>()) && menu->isVisible());
    QCOMPARE(menu->actions().last()->text(), QStringLiteral("Adapter from a folder…"));
    menu->actions().last()->trigger();
    menu->close();
    QFileDialog* dialog = nullptr;
    QTRY_VERIFY((dialog = stage.chat->findChild<QFileDialog*>()) && dialog->isVisible());
    auto* edit = dialog->findChild<QLineEdit*>("fileNameEdit");
    edit->setText(folder);
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(tuned->chooser()->text(), QStringLiteral("my adapter"));
    QCOMPARE(stage.find<QuestionEdit>("question")->placeholderText(), QStringLiteral("Ask both the same thing"));
    type(stage, "And now?");
    QTRY_VERIFY_WITH_TIMEOUT(tuned->turns().size() == 1 && idle(), 10000);
    QCOMPARE(base->turns().size(), 2);
    QCOMPARE(tuned->turns()[0].answer, QStringLiteral("Answer of my adapter to: And now?"));
    QVERIFY(!tuned->findChild<Bubble*>("answer")->data().ranges.isEmpty());
    QCOMPARE(stage.backend.chatLoads.size(), std::size_t(1));
    QToolButton* again = nullptr;
    for (QToolButton* button : base->findChildren<QToolButton*>("askAgain"))
      if (button->isVisible()) again = button;
    QVERIFY(again);
    QTest::mouseClick(again, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(tuned->turns().size() == 1 && base->turns().size() == 2 && idle(), 10000);

    // A run's checkpoint takes its place, with the run's own template.
    stage.trainRun("marv-r1");
    QTest::qWait(50);
    QCOMPARE(tuned->chooser()->text(), QStringLiteral("my adapter"));
    stage.chat->choose(stage.runsFolder() / "marv-r1", 20);
    QVERIFY(tuned->chooser()->text().startsWith("marv-r1"));
    type(stage, "Third");
    QTRY_VERIFY_WITH_TIMEOUT(tuned->turns().size() == 2 && idle(), 10000);
    QCOMPARE(stage.backend.chatLoads.back().chatTemplate, std::string("auto"));
    stage.chat->reset();
    QTRY_COMPARE(tuned->turns().size(), 0);
  }

  void noticesDoNotCoverWhatLeadsOn() {
    RunStage stage;
    stage.trainRun("marv-r1");
    for (const auto& [page, next] : {std::pair("chat", "sendQuestion"), std::pair("export", "startExport"), std::pair("train", "startTraining")}) {
      stage.window->goTo(page);
      if (stage.train->isVisible()) stage.window->actions().find("train.new")->trigger();  // the form, not the run
      QTRY_VERIFY2(stage.find(next)->isVisible(), next);
      QCoreApplication::processEvents();
      stage.window->notify({BadgeKind::Info, "Something happened", "somewhere", {}, {}});
      QCoreApplication::processEvents();
      const auto at = [&](QWidget* widget) { return QRect(widget->mapTo(stage.window.get(), QPoint(0, 0)), widget->size()); };
      QVERIFY2(!at(stage.find("notices")).intersects(at(stage.find(next))), next);
      QVERIFY2(!at(stage.find("notices")).intersects(at(stage.find("question"))) || page != QLatin1String("chat"), "the line that is written");
    }
  }

  void nameAndDetailOfAVoiceBeginInOneLine() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("chat");
    QTRY_VERIFY(stage.find<QuestionEdit>("question")->isVisible());
    for (ChatPane* pane : {stage.chat->base(), stage.chat->tuned()}) {
      QWidget* name = pane->chooser();
      auto* detail = pane->findChild<Label*>("voiceDetail");
      QVERIFY(!detail->text().isEmpty());
      const int a = firstInk(pane, name), b = firstInk(pane, detail);
      QVERIFY2(std::abs(a - b) <= 1, qPrintable(QStringLiteral("the name begins at %1, the line below it at %2").arg(a).arg(b)));
    }
  }

  void bothAnswerWithProvenance() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("chat");
    QTRY_VERIFY(stage.find<QuestionEdit>("question")->isVisible());
    QVERIFY2(stage.chat->base()->provenanceText().contains("known when"), "nothing is claimed before an answer");
    auto* seed = stage.find<QLineEdit>("seed");
    seed->setText("77");
    type(stage, "Hello there");
    QTRY_VERIFY_WITH_TIMEOUT(stage.chat->tuned()->turns().size() == 1 && stage.chat->tuned()->turns().last().finished && !stage.chat->answering(), 10000);
    QCOMPARE(stage.chat->base()->turns().last().answer, QStringLiteral("Answer of base to: Hello there"));
    QCOMPARE(stage.chat->tuned()->turns().last().answer, QStringLiteral("Answer of checkpoint-20 to: Hello there"));
    const QString base = stage.chat->base()->provenanceText(), tuned = stage.chat->tuned()->provenanceText();
    QVERIFY2(base.contains("adapter off") && base.contains("seed 77"), qPrintable(base));
    const QString hash = QString::fromStdString(base::sha256Hex((stage.runsFolder() / "marv-r1" / "checkpoint-20").string()));
    QVERIFY2(tuned.contains("adapter " + hash.left(4)) && tuned.contains(QString::fromUtf8("×2")) && tuned.contains("seed 77"), qPrintable(tuned));
    // The second turn carries the pane's own first answer.
    type(stage, "And now?");
    QTRY_VERIFY_WITH_TIMEOUT(stage.chat->tuned()->turns().size() == 2 && !stage.chat->answering(), 10000);
    const base::Json messages = stage.chat->tuned()->messages({}, "third");
    QCOMPARE(messages.size(), std::size_t(5));
    QCOMPARE(base::stringOr(messages[1], "content"), std::string("Answer of checkpoint-20 to: Hello there"));
  }

  void wordsOfTheTunedVoiceAreMarked() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("chat");
    QTRY_VERIFY(stage.find<QuestionEdit>("question")->isVisible());
    type(stage, "Hello there");
    QTRY_VERIFY_WITH_TIMEOUT(stage.chat->tuned()->turns().size() == 1 && !stage.chat->answering(), 10000);
    auto* answer = stage.chat->tuned()->findChild<Bubble*>("answer");
    QCOMPARE(answer->data().ranges.size(), 1);
    QCOMPARE(answer->data().text.mid(answer->data().ranges[0].from, answer->data().ranges[0].length), QStringLiteral("checkpoint-20"));
    QVERIFY(stage.chat->base()->findChild<Bubble*>("answer")->data().ranges.isEmpty());
    QTest::mouseClick(stage.find<QAbstractButton>("wordDifferences"), Qt::LeftButton);
    QVERIFY(answer->data().ranges.isEmpty());
  }

  void askAgainTakesTheNextSeed() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("chat");
    QTRY_VERIFY(stage.find<QuestionEdit>("question")->isVisible());
    type(stage, "First");
    QTRY_VERIFY_WITH_TIMEOUT(stage.chat->tuned()->turns().size() == 1 && !stage.chat->answering(), 10000);
    type(stage, "Second");
    QTRY_VERIFY_WITH_TIMEOUT(stage.chat->tuned()->turns().size() == 2 && !stage.chat->answering(), 10000);
    QToolButton* again = nullptr;
    const auto buttons = stage.chat->tuned()->findChildren<QToolButton*>("askAgain");
    for (QToolButton* button : buttons)
      if (button->isVisible()) QVERIFY2(!std::exchange(again, button), "only the newest answer can be asked again");
    QVERIFY(again);
    QTest::mouseClick(again, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!stage.chat->answering() && stage.chat->tuned()->turns().last().finished, 10000);
    QCOMPARE(stage.chat->tuned()->turns().size(), 2);
    QCOMPARE(stage.chat->base()->turns().size(), 2);
    QCOMPARE(stage.chat->base()->turns().last().question, QStringLiteral("Second"));
    QCOMPARE(stage.find<QLineEdit>("seed")->text(), QStringLiteral("43"));
    QVERIFY2(stage.chat->tuned()->provenanceText().contains("seed 43"), qPrintable(stage.chat->tuned()->provenanceText()));
    QTest::mouseClick(stage.chat->tuned()->findChild<QToolButton*>("copyProvenance"), Qt::LeftButton);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains("seed 43") && copied.contains(QString::fromStdString(stage.chat->tuned()->turns().last().done.provenance.adapterHash)), qPrintable(copied));
  }

  void escStopsBoth() {
    FakeScript script;
    script.pieceTime = std::chrono::milliseconds(150);
    RunStage stage(script);
    stage.trainRun("marv-r1");
    stage.window->goTo("chat");
    QTRY_VERIFY(stage.find<QuestionEdit>("question")->isVisible());
    type(stage, "A long story");
    QTRY_VERIFY_WITH_TIMEOUT(!stage.chat->base()->turns().last().answer.isEmpty(), 10000);
    QVERIFY(stage.find<QPushButton>("stopAnswers")->isVisible());
    QTest::keyClick(stage.find<QuestionEdit>("question"), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!stage.chat->answering(), 5000);
    for (ChatPane* pane : {stage.chat->base(), stage.chat->tuned()}) {
      QVERIFY(pane->turns().last().finished);
      QCOMPARE(pane->turns().last().done.stop, std::string("cancelled"));
    }
    QVERIFY(stage.chat->tuned()->provenanceText().contains("known when"));
    QVERIFY(stage.find<QPushButton>("sendQuestion")->isVisible());
  }

  void stopBeforeTheModelIsLoadedEndsTheRequest() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("chat");
    QTRY_VERIFY(stage.find<QuestionEdit>("question")->isVisible());
    type(stage, "Quick");
    QTest::keyClick(stage.find<QuestionEdit>("question"), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!stage.chat->answering(), 5000);
  }

  void failureToLoadIsSaidInBothPanes() {
    FakeScript script;
    script.loadFailure = base::Error("device.busy", {{"device", "cuda:0"}, {"holder", "marv-r1"}});
    RunStage stage(script);
    stage.trainRun("marv-r1");
    stage.window->goTo("chat");
    QTRY_VERIFY(stage.find<QuestionEdit>("question")->isVisible());
    type(stage, "Hi");
    QTRY_VERIFY_WITH_TIMEOUT(!stage.chat->answering() && stage.chat->tuned()->turns().last().error, 5000);
    auto* note = stage.chat->tuned()->findChild<Label*>("answerNote");
    QVERIFY2(note->text().contains("cuda:0 is in use by marv-r1"), qPrintable(note->text()));
    QVERIFY2(stage.chat->tuned()->messages({}, "again").size() == 1, "a failed turn is not sent again");
  }

  void preeditKeepsEnterAway() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("chat");
    auto* edit = stage.find<QuestionEdit>("question");
    QTRY_VERIFY(edit->isVisible());
    edit->setFocus();
    QTest::keyClicks(edit, "x");
    QInputMethodEvent compose(QStringLiteral("ni"), {});
    QCoreApplication::sendEvent(edit, &compose);
    QVERIFY(edit->composing());
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(stage.chat->tuned()->turns().isEmpty());
    QInputMethodEvent done;
    done.setCommitString(QStringLiteral("你"));
    QCoreApplication::sendEvent(edit, &done);
    QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(stage.chat->tuned()->turns().size(), 1);
  }

  void panesStackWhenNarrow() {
    RunStage stage;
    stage.trainRun("marv-r1");
    stage.window->goTo("chat");
    stage.chat->setParent(nullptr);
    stage.chat->resize(1200, 800);
    stage.chat->show();
    QTest::qWait(20);
    QVERIFY(stage.chat->base()->x() < stage.chat->tuned()->x());
    stage.chat->resize(640, 800);
    QTest::qWait(20);
    QVERIFY(stage.chat->base()->y() < stage.chat->tuned()->y());
    stage.chat->setParent(stage.window.get());
  }
};

QTEST_MAIN(ChatPageTest)
#include "chat_page_test.moc"
