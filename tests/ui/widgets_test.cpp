// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_support.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/bubble.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/command_palette.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/notices.h"
#include "ui/widgets/overlay.h"
#include "ui/widgets/text_block.h"
#include "ui/widgets/token_view.h"
#include "ui/widgets/word_diff.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPushButton>

using namespace timbre::ui;

class WidgetsTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;

 private Q_SLOTS:
  void initTestCase() { m_theme = std::make_unique<ThemeController>(); }

  void segmentsAreOneTabStopWithArrows() {
    QWidget window;
    auto* row = new QHBoxLayout(&window);
    auto* segments = new Segmented(&window);
    for (const char* text : {"Basic", "Advanced", "JSON"}) segments->addItem(text);
    auto* after = new QPushButton("after", &window);
    row->addWidget(segments);
    row->addWidget(after);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QSignalSpy changed(segments, &Segmented::currentChanged);
    segments->button(0)->setFocus(Qt::TabFocusReason);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QCOMPARE(segments->current(), 1);
    QCOMPARE(changed.count(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), after);
  }

  void ringFollowsKeysNotTheMouse() {
    QWidget window;
    auto* row = new QHBoxLayout(&window);
    auto* first = new QPushButton("first", &window);
    auto* second = new QPushButton("second", &window);
    auto* field = new QLineEdit(&window);
    for (QWidget* w : {static_cast<QWidget*>(first), static_cast<QWidget*>(second), static_cast<QWidget*>(field)}) row->addWidget(w);
    FocusRing* ring = FocusRing::install(&window);
    QCOMPARE(FocusRing::install(&window), ring);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::mouseClick(first, Qt::LeftButton);
    QVERIFY(!ring->isVisible());
    first->setFocus();
    QTest::keyClick(first, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), second);
    QVERIFY(ring->isVisible());
    QCOMPARE(ring->geometry().center(), second->geometry().center());
    window.resize(window.width() + 200, window.height());
    QTest::qWait(20);
    QCOMPARE(ring->geometry().center(), second->geometry().center());
    QTest::keyClick(second, Qt::Key_Tab);
    QVERIFY2(!ring->isVisible(), "a field draws its own focus edge");
  }

  void switchTogglesBySpace() {
    Switch toggle;
    toggle.show();
    QVERIFY(QTest::qWaitForWindowActive(&toggle));
    toggle.setFocus();
    QTest::keyClick(&toggle, Qt::Key_Space);
    QVERIFY(toggle.isChecked());
  }

  void fieldErrorsAreSaid() {
    FieldWithError field(new QLineEdit("2"));
    field.setError("10,000 × the default.");
    QCOMPARE(field.field()->property("state").toString(), QString("error"));
    QCOMPARE(field.field()->accessibleDescription(), QString("10,000 × the default."));
    field.setError({});
    QVERIFY(field.field()->property("state").toString().isEmpty());
  }

  void formRowShowsHelpOrError() {
    auto* edit = new QLineEdit;
    FormRow row("Learning rate", edit);
    row.setHelp("Default for LoRA 2e-4.");
    QCOMPARE(edit->accessibleDescription(), QString("Default for LoRA 2e-4."));
    row.setError("Too large.");
    QCOMPARE(edit->accessibleDescription(), QString("Too large."));
    row.setError({});
    QCOMPARE(edit->accessibleDescription(), QString("Default for LoRA 2e-4."));
    QSignalSpy reset(&row, &FormRow::resetRequested);
    row.show();
    row.setChanged(true);
    QTest::mouseClick(row.findChild<QToolButton*>(), Qt::LeftButton);
    QCOMPARE(reset.count(), 1);
  }

  void bubblesTellTheirWordsAndWrap() {
    Bubble bubble;
    BubbleData said;
    said.who = BubbleData::Who::Tuned;
    said.text = QString("Botanically yes. ").repeated(20);
    said.name = "Marv";
    said.note = "21 tokens";
    bubble.setData(said);
    QVERIFY(bubble.accessibleName().contains("Marv, 21 tokens"));
    QVERIFY(bubble.accessibleName().contains("Botanically"));
    QVERIFY(bubble.heightForWidth(300) > bubble.heightForWidth(900));
    bubble.resize(600, bubble.heightForWidth(600));
    QVERIFY(bubble.bodyRect().width() <= int(600 * 0.86) + 1);
    said.who = BubbleData::Who::User;
    said.text = "Hi";
    bubble.setData(said);
    QCOMPARE(bubble.bodyRect().right(), 599);
  }

  void bubbleOpensOnKeys() {
    Bubble bubble;
    QSignalSpy activated(&bubble, &Bubble::activated);
    QTest::keyClick(&bubble, Qt::Key_F2);
    QTest::keyClick(&bubble, Qt::Key_Return);
    QTest::mouseDClick(&bubble, Qt::LeftButton);
    QCOMPARE(activated.count(), 3);
  }

  void tokensWrapAndAreTold() {
    TokenView view;
    QList<TokenRun> tokens;
    for (int i = 0; i < 200; ++i) tokens.append({" word", i % 2 ? TokenRun::Kind::Trained : TokenRun::Kind::Context, i, {}});
    tokens.append({QString(5000, 'x'), TokenRun::Kind::Context, 7, {}});
    view.setTokens(tokens);
    QVERIFY(view.heightForWidth(300) > view.heightForWidth(800));
    QVERIFY(view.accessibleDescription().startsWith(" word word"));
    view.resize(300, view.heightForWidth(300));
    view.grab();
  }

  void noticesStayThreeAndErrorsRemain() {
    QWidget window;
    window.resize(900, 700);
    NoticeStack stack(&window);
    window.show();
    stack.post({BadgeKind::Error, "Not written", "The disk is full.", {}, {}});
    for (int i = 0; i < 4; ++i) stack.post({BadgeKind::Ok, QString("Saved %1").arg(i), {}, {}, {}});
    QCOMPARE(stack.count(), 3);
    QStringList titles;
    for (Notice* notice : stack.findChildren<Notice*>())
      if (notice->isVisible()) titles << notice->title();
    QVERIFY2(titles.contains("Not written"), "an error must stay");
    QVERIFY(titles.contains("Saved 3"));
    QVERIFY(window.rect().contains(stack.geometry()));
  }

  void noticesKeepToTheirArea() {
    QWidget window;
    window.resize(1200, 800);
    NoticeStack stack(&window);
    stack.setArea(QRect(220, 100, 700, 500));
    window.show();
    stack.post({BadgeKind::Info, "6 rows deleted", "373 tokens less", "Undo", [] {}});
    QVERIFY(QRect(220, 100, 700, 500).contains(stack.geometry()));
    QVERIFY2(stack.geometry().right() > 880, "at its lower right");
    stack.setArea(QRect(0, 0, 1200, 700));
    QVERIFY(QRect(0, 0, 1200, 700).contains(stack.geometry()) && stack.geometry().bottom() > 680);
    stack.setArea(QRect(0, 0, 100, 30));
    QVERIFY2(window.rect().contains(stack.geometry()), "never off the window");
  }

  /// Nobody chose the control that Qt hands the focus to when its holder is disabled or hidden.
  void focusThatFallsGoesHomeWithoutARing_data() {
    QTest::addColumn<bool>("hide");
    QTest::newRow("disabled") << false;
    QTest::newRow("hidden") << true;
  }
  void focusThatFallsGoesHomeWithoutARing() {
    QFETCH(bool, hide);
    QWidget window;
    auto* home = new QWidget(&window);
    home->setProperty("focusHome", true);
    home->setGeometry(0, 0, 400, 200);
    QPushButton* buttons[3];
    for (int i = 0; i < 3; ++i) (buttons[i] = new QPushButton(home))->move(20 + 100 * i, 40);
    window.resize(400, 200);
    FocusRing* ring = FocusRing::install(&window);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    buttons[0]->setFocus(Qt::OtherFocusReason);
    QTest::keyClick(buttons[0], Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), buttons[1]);
    QVERIFY2(ring->isVisible(), "a person's Tab has a ring");
    if (hide) buttons[1]->hide();
    else buttons[1]->setEnabled(false);
    QVERIFY(!ring->isVisible());
    QTRY_COMPARE(QApplication::focusWidget(), home);
    QTest::keyClick(home, Qt::Key_Tab);
    QVERIFY2(qobject_cast<QPushButton*>(QApplication::focusWidget()), "Tab goes on from there");
    QVERIFY(ring->isVisible());
  }

  void noticeActionRunsAndCloses() {
    QWidget window;
    window.resize(900, 700);
    NoticeStack stack(&window);
    int ran = 0;
    stack.post({BadgeKind::Info, "6 rows deleted", "373 tokens less", "Undo", [&] { ++ran; }});
    window.show();
    QTest::mouseClick(stack.findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(ran, 1);
    QCOMPARE(stack.count(), 0);
  }

  void dialogTakesKeysAndGivesFocusBack() {
    QWidget window;
    window.resize(1000, 700);
    auto* button = new QPushButton("behind", &window);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    button->setFocus();
    int confirmed = 0, cancelled = 0;
    ConfirmRequest request;
    request.title = "Delete 6 rows?";
    request.confirmText = "Delete 6 rows";
    request.confirm = [&] { ++confirmed; };
    request.cancel = [&] { ++cancelled; };
    Dialog* dialog = showConfirmDialog(&window, request);
    QVERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
    for (int i = 0; i < 6; ++i) {
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
      QVERIFY2(dialog->isAncestorOf(QApplication::focusWidget()), "Tab left the dialog");
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(cancelled, 1);
    QCOMPARE(confirmed, 0);
    QTest::qWait(10);
    QCOMPARE(QApplication::focusWidget(), button);
    showConfirmDialog(&window, request);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(confirmed, 1);
  }

  void destructiveDialogsDoNotDefaultToDestroying() {
    QWidget window;
    window.resize(1000, 700);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    int confirmed = 0;
    ConfirmRequest request;
    request.title = "Delete the run?";
    request.confirmText = "Delete the run";
    request.destructive = true;
    request.confirm = [&] { ++confirmed; };
    showConfirmDialog(&window, request);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(confirmed, 0);
  }

  void remediesRunTheChosenOne() {
    QWidget window;
    window.resize(1000, 700);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QStringList ran;
    ErrorReport report;
    report.title = "Stopped";
    report.remedies = {{"first", "", "9.6 GB", [&] { ran << "first"; }}, {"second", "", "10.1 GB", [&] { ran << "second"; }}};
    report.applyText = "Resume";
    Dialog* dialog = showErrorDialog(&window, report);
    const auto cards = dialog->findChildren<ChoiceCard*>();
    QCOMPARE(cards.size(), 2);
    QVERIFY2(cards[0]->isChecked(), "the best remedy is chosen first");
    QTest::mouseClick(cards[1], Qt::LeftButton);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(ran, QStringList{"second"});
  }

  void windowShortcutsSleepUnderAnOverlay() {
    QWidget window;
    window.resize(1000, 700);
    QAction action("go", &window);
    action.setShortcut(QKeySequence("Ctrl+1"));
    window.addAction(&action);
    QSignalSpy triggered(&action, &QAction::triggered);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(triggered.count(), 1);
    ConfirmRequest request;
    request.title = "Delete?";
    request.confirmText = "Delete";
    Dialog* dialog = showConfirmDialog(&window, request);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(triggered.count(), 1);
    dialog->closeDialog();
    QTest::qWait(10);
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(triggered.count(), 2);
  }

  void fuzzyRanksWholeWordsFirst() {
    QVERIFY(fuzzyScore("val", "Validate all rows") > fuzzyScore("val", "Choose validation rows"));
    QVERIFY(fuzzyScore("val", "Choose validation rows") > fuzzyScore("val", "Autosave interval"));
    QVERIFY(fuzzyScore("val", "Autosave interval") > fuzzyScore("val", "Vertical axis line"));
    QCOMPARE(fuzzyScore("xyz", "Validate all rows"), 0);
    QVERIFY(fuzzyScore("导出", "导出模型") > 0);
    QList<int> marks;
    fuzzyScore("val", "Choose validation rows", &marks);
    QCOMPARE(marks, (QList<int>{7, 8, 9}));
  }

  void paletteFindsRunsAndRefuses() {
    QWidget window;
    window.resize(1000, 700);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QStringList ran;
    QList<PaletteEntry> entries{{"检查所有行", "Validate all rows", "数据集", "circle-check", "F5", true, {}, [&] { ran << "validate"; }},
                                {"显示验证损失", "Show validation loss", "训练", "activity", {}, false, "没有打开的训练", [&] { ran << "loss"; }}};
    CommandPalette* palette = CommandPalette::open(&window, entries);
    QCOMPARE(palette->model()->rowCount(), 2);
    QTest::keyClicks(palette->field(), "validation loss");
    QCOMPARE(palette->model()->rowCount(), 1);
    QTest::keyClick(palette->field(), Qt::Key_Return);
    QVERIFY2(ran.isEmpty(), "a disabled command must not run");
    palette->field()->clear();
    QTest::keyClicks(palette->field(), "valid all");
    QTest::keyClick(palette->field(), Qt::Key_Return);
    QCOMPARE(ran, QStringList{"validate"});
  }

  void histogramAsksForABin() {
    Histogram bars;
    bars.setBins({4, 3, 0, 1}, 400, 300);
    bars.resize(200, 40);
    QSignalSpy clicked(&bars, &Histogram::binClicked);
    QTest::mouseClick(&bars, Qt::LeftButton, {}, QPoint(60, 20));
    QCOMPARE(clicked.count(), 1);
    QCOMPARE(clicked[0][0].toInt(), 1);
    QCOMPARE(clicked[0][1].toDouble(), 100.0);
    QTest::keyClick(&bars, Qt::Key_End);
    QTest::keyClick(&bars, Qt::Key_Return);
    QCOMPARE(clicked[1][0].toInt(), 3);
  }

  void chipsAreRemovedByKeyAndMouse() {
    Chip chip("Problems only");
    chip.setRemovable(true);
    chip.resize(chip.sizeHint());
    QSignalSpy removed(&chip, &Chip::removed);
    QTest::keyClick(&chip, Qt::Key_Delete);
    QTest::mouseClick(&chip, Qt::LeftButton, {}, QPoint(chip.width() - 10, chip.height() / 2));
    QCOMPARE(removed.count(), 2);
  }

  void wordsThatWereAddedAreFound() {
    const auto marked = [](const QString& reference, const QString& text) {
      QStringList out;
      for (const BubbleRange& range : addedWords(reference, text)) out << text.mid(range.from, range.length);
      return out.join('|');
    };
    QCOMPARE(marked("Written by Shakespeare.", "Written by William Shakespeare, who waits."), QString("William|, who waits"));
    QCOMPARE(marked("the same", "the same"), QString());
    QCOMPARE(marked("", "all new"), QString("all new"));
    QCOMPARE(marked("gone entirely", ""), QString());
    QCOMPARE(marked(QString::fromUtf8("法国的首都是巴黎。"), QString::fromUtf8("法国的首都当然是巴黎。")), QString::fromUtf8("当然"));
    QCOMPARE(marked("a b c", "c a b"), QString("c"));
    // Too long to compare: nothing is marked rather than the window held up.
    QCOMPARE(addedWords(QString("a ").repeated(20000), QString("b ").repeated(20000)).size(), 0);
  }
};

QTEST_MAIN(WidgetsTest)
#include "widgets_test.moc"
