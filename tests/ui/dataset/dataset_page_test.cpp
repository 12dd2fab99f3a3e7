// SPDX-License-Identifier: GPL-3.0-or-later
// The page driven by keys and mouse over a real project: what people do in the table arrives in the project and comes back.
#include "tests/ui/dataset/page_fixture.h"
#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/overlay.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QInputMethodEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>

using namespace timbre;
using namespace timbre::ui;
using Fixture = timbre::ui::testing::PageFixture;
using Model = RowTableModel;

class DatasetPageTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }

  void editingACellSavesAndUndoes() {
    Fixture f(Fixture::lines(5));
    const QString before = f.text(0, Model::Assistant);
    f.click(0, Model::Assistant);
    f.key(Qt::Key_F2);
    QVERIFY(f.table()->openEditor());
    QTest::keyClicks(f.table()->openEditor(), "Paris. Again.");
    QTest::keyClick(f.table()->openEditor(), Qt::Key_Return);
    QCOMPARE(f.text(0, Model::Assistant), QString("Paris. Again."));
    QCOMPARE(f.table()->currentIndex().row(), 1);
    QTRY_VERIFY(f.saved());
    QTRY_VERIFY(f.row(0) && f.row(0)->saved);
    QTRY_VERIFY(f.window->actions().find("edit.undo")->isEnabled());
    f.key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(f.text(0, Model::Assistant), before);
    QTRY_COMPARE(f.table()->currentIndex().row(), 0);
    f.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(f.text(0, Model::Assistant), QString("Paris. Again."));
  }

  void columnsThatHoldNothingTakeNoRoom() {
    const QString bare = QStringLiteral("{\"messages\":[{\"role\":\"user\",\"content\":\"Q%1\"},{\"role\":\"assistant\",\"content\":\"A%1\"}]}");
    Fixture f({bare.arg(1), bare.arg(2), bare.arg(3)});
    QVERIFY2(f.table()->isColumnHidden(Model::System) && f.table()->isColumnHidden(Model::Tags), "no row has either");
    const int before = f.table()->columnWidth(Model::User) + f.table()->columnWidth(Model::Assistant);
    // A person may want it all the same.
    f.table()->setColumnWish(Model::System, RowTableView::ColumnWish::Shown);
    QVERIFY(!f.table()->isColumnHidden(Model::System));
    QVERIFY(f.table()->columnWidth(Model::User) + f.table()->columnWidth(Model::Assistant) <= before - 80);
    f.table()->setColumnWish(Model::System, RowTableView::ColumnWish::Auto);
    QVERIFY(f.table()->isColumnHidden(Model::System));
    // The first system prompt brings the column.
    f.service->submit(session::SetCell{f.row(1)->id, data::Cell::System, "Be Marv."});
    QTRY_VERIFY(!f.table()->isColumnHidden(Model::System));
    QVERIFY(f.table()->isColumnHidden(Model::Tags));
    // And an explicit wish against it holds.
    f.table()->setColumnWish(Model::System, RowTableView::ColumnWish::Hidden);
    QVERIFY(f.table()->isColumnHidden(Model::System));
  }

  void noticesLieOverRowsNotOverButtons() {
    Fixture f(Fixture::lines(40));
    f.window->notify({BadgeKind::Ok, "Saved", "somewhere", {}, {}});
    QCoreApplication::processEvents();
    auto* stack = f.find<QWidget>("notices");
    QVERIFY(stack && stack->isVisible());
    const QRect notice(stack->mapTo(f.window.get(), QPoint(0, 0)), stack->size());
    const auto buttons = f.window->findChildren<QAbstractButton*>();
    for (QAbstractButton* button : buttons) {
      if (!button->isVisible() || stack->isAncestorOf(button)) continue;
      const QRect at(button->mapTo(f.window.get(), QPoint(0, 0)), button->size());
      QVERIFY2(!at.intersects(notice), qPrintable(button->objectName() + ' ' + button->accessibleName() + ' ' + button->text() + " lies under a notice"));
    }
  }

  void typingReplacesAndEscTakesBack() {
    Fixture f(Fixture::lines(3));
    const QString before = f.text(1, Model::User);
    f.click(1, Model::User);
    f.key(Qt::Key_W);
    QVERIFY(f.table()->openEditor());
    QCOMPARE(f.table()->openEditor()->toPlainText().toLower(), QString("w"));
    QTest::keyClick(f.table()->openEditor(), Qt::Key_Return, Qt::AltModifier);
    QTest::keyClicks(f.table()->openEditor(), "second line");
    QTest::keyClick(f.table()->openEditor(), Qt::Key_Escape);
    QCOMPARE(f.text(1, Model::User), before);
    QVERIFY(f.table()->hasFocus());
    QVERIFY(!f.window->actions().find("edit.undo")->isEnabled() || f.window->actions().find("edit.undo")->text().contains("import"));
  }

  void enterBelongsToTheInputMethodWhileComposing() {
    Fixture f(Fixture::lines(2));
    f.click(0, Model::Assistant);
    f.key(Qt::Key_F2);
    CellEditor* editor = f.table()->openEditor();
    QVERIFY(editor);
    QInputMethodEvent composing(QStringLiteral("nihao"), {});
    QApplication::sendEvent(editor, &composing);
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY2(f.table()->openEditor(), "Enter closed the editor in the middle of a composition");
    QInputMethodEvent committed;
    committed.setCommitString(QStringLiteral("你好"));
    QApplication::sendEvent(editor, &committed);
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY(!f.table()->openEditor());
    QTRY_COMPARE(f.text(0, Model::Assistant), QStringLiteral("你好"));
  }

  void searchFiltersAndEscClears() {
    Fixture f(Fixture::lines(40));
    f.key(Qt::Key_F, Qt::ControlModifier);
    auto* search = f.find<QLineEdit>("search");
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, "question 74 about");
    QTRY_COMPARE(f.table()->rows()->rowCount(), 1);
    QTRY_COMPARE(f.text(0, Model::User), QString("Question 74 about the harbour"));
    QVERIFY(f.page->selectionText().startsWith("1 of 40"));
    QTest::keyClick(search, Qt::Key_Escape);
    QTRY_COMPARE(f.table()->rows()->rowCount(), 40);
  }

  void pastedCellsAreMappedAndOneUndoTakesThemBack() {
    Fixture f(Fixture::lines(2));
    QApplication::clipboard()->setText("Question\tAnswer\r\nWhat is 2 + 2?\t\"4.\r\nI checked twice.\"\r\nWho are you?\tMarv.");
    f.click(1, Model::User);
    f.key(Qt::Key_V, Qt::ControlModifier);
    QTRY_VERIFY(f.find<QPushButton>("pasteApply"));
    QTRY_VERIFY(f.find<QPushButton>("pasteApply")->isEnabled());
    QTest::mouseClick(f.find<QPushButton>("pasteApply"), Qt::LeftButton);
    QTRY_COMPARE(f.table()->rows()->rowCount(), 4);
    QTRY_COMPARE(f.text(2, Model::User), QString("What is 2 + 2?"));
    QTRY_COMPARE(f.text(2, Model::Assistant).remove('\r'), QString("4.\nI checked twice."));
    QTRY_VERIFY(f.saved());
    f.window->actions().find("edit.undo")->trigger();
    QTRY_COMPARE(f.table()->rows()->rowCount(), 2);
  }

  void oneValueFillsTheSelection() {
    Fixture f(Fixture::lines(4));
    f.click(0, Model::Assistant);
    f.click(2, Model::Assistant, Qt::ShiftModifier);
    QApplication::clipboard()->setText("Same.");
    f.key(Qt::Key_V, Qt::ControlModifier);
    for (int i = 0; i < 3; ++i) QTRY_COMPARE(f.text(i, Model::Assistant), QString("Same."));
    QVERIFY(f.text(3, Model::Assistant) != "Same.");
  }

  void fillDownCopiesTheTopCell() {
    Fixture f(Fixture::lines(4));
    const QString top = f.text(0, Model::User);
    f.click(0, Model::User);
    f.click(3, Model::User, Qt::ShiftModifier);
    f.key(Qt::Key_D, Qt::ControlModifier);
    for (int i = 1; i < 4; ++i) QTRY_COMPARE(f.text(i, Model::User), top);
  }

  void rowsAreAddedDuplicatedMovedAndDeleted() {
    Fixture f(Fixture::lines(3));
    f.click(0, Model::User);
    f.key(Qt::Key_Equal, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(f.table()->rows()->rowCount(), 4);
    QTRY_VERIFY2(f.table()->openEditor(), "a new row is written at once");
    QCOMPARE(f.table()->openEditor()->cell, data::Cell::User);
    QTest::keyClicks(f.table()->openEditor(), "New question");
    QTest::keyClick(f.table()->openEditor(), Qt::Key_Escape);
    const QString second = f.text(2, Model::User);
    f.click(2, Model::User);
    f.key(Qt::Key_Up, Qt::AltModifier);
    QTRY_COMPARE(f.text(1, Model::User), second);
    QTRY_COMPARE(f.table()->currentIndex().row(), 1);
    f.key(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(f.table()->rows()->rowCount(), 5);
    QTRY_COMPARE(f.text(2, Model::User), second);
    f.key(Qt::Key_Minus, Qt::ControlModifier);
    QTRY_COMPARE(f.table()->rows()->rowCount(), 4);
    QTRY_VERIFY(f.saved());
    f.window->actions().find("edit.undo")->trigger();
    QTRY_COMPARE(f.table()->rows()->rowCount(), 5);
  }

  void draggedRowsStaySelectedInTheirNewPlace() {
    Fixture f(Fixture::lines(9));
    f.click(1, Model::Number);
    f.click(3, Model::Number, Qt::ShiftModifier);
    QVERIFY(f.table()->bulk());
    const QString lead = f.text(1, Model::User);
    const auto middle = [&](int row) { return f.table()->visualRect(f.table()->rows()->index(row, Model::Number)).center(); };
    const auto drag = [&](const QPoint& to, bool escape = false) {
      QTest::mousePress(f.table()->viewport(), Qt::LeftButton, {}, middle(2));
      for (const int part : {1, 2, 3, 4}) QTest::mouseMove(f.table()->viewport(), middle(2) + (to - middle(2)) * part / 4);
      if (escape) QTest::keyClick(f.table(), Qt::Key_Escape);
      QTest::mouseRelease(f.table()->viewport(), Qt::LeftButton, {}, to);
    };
    auto* version = f.find<Badge>("datasetVersion");
    QVERIFY(version);
    const QString before = version->text();
    drag(middle(4) - QPoint(0, 8));  // behind itself: nothing to do, nothing to undo
    drag(middle(7), true);           // and Escape lets go
    QTest::qWait(300);
    QCOMPARE(version->text(), before);
    QCOMPARE(f.text(1, Model::User), lead);
    QVERIFY(f.table()->bulk());
    drag(middle(6) + QPoint(0, 8));
    QTRY_COMPARE(f.text(4, Model::User), lead);
    for (const int row : {4, 5, 6}) QTRY_VERIFY(f.table()->rowSelected(row));
    QVERIFY(!f.table()->rowSelected(3) && !f.table()->rowSelected(7));
    QTest::qWait(300);
    QVERIFY2(f.table()->rowSelected(5), "and it stays so");
  }

  void problemsAreWalkedAndRepaired() {
    QStringList lines = Fixture::lines(30);
    lines[7] = Fixture::line("At what temperature does water boil?", "");
    lines[20] = Fixture::line("Who made you?", "{{AUTHOR}} did.");
    Fixture f(lines);
    auto* list = f.find<ProblemList>("problemList");
    QTRY_COMPARE(list->model()->rowCount(), 2);
    f.click(0, Model::User);
    f.key(Qt::Key_F8);
    QTRY_COMPARE(f.table()->currentIndex().row(), 7);
    f.key(Qt::Key_F8);
    QTRY_COMPARE(f.table()->currentIndex().row(), 20);
    f.key(Qt::Key_F8, Qt::ShiftModifier);
    QTRY_COMPARE(f.table()->currentIndex().row(), 7);
    QTRY_COMPARE(f.page->badge().kind, BadgeKind::Error);
    // "Write answer" opens the cell.
    auto* write = f.find<QPushButton>(QStringLiteral("fix.0.%1").arg(int(Fix::WriteAnswer)));
    QVERIFY(write);
    QTest::mouseClick(write, Qt::LeftButton);
    QTRY_VERIFY(f.table()->openEditor());
    QTest::keyClicks(f.table()->openEditor(), "At 100 degrees.");
    QTest::keyClick(f.table()->openEditor(), Qt::Key_Return);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QTRY_VERIFY(f.row(7) && f.row(7)->check == session::RowCheck::Passed);
    // Only rows with problems.
    QTest::mouseClick(f.find<QWidget>("problemsOnly"), Qt::LeftButton);
    QTRY_COMPARE(f.table()->rows()->rowCount(), 1);
  }

  void bulkEditsTouchTheSelectedRowsOnly() {
    Fixture f(Fixture::lines(6));
    f.click(1, Model::Number);
    f.click(3, Model::Number, Qt::ShiftModifier);
    QVERIFY(f.table()->bulk());
    QVERIFY(f.find<QWidget>("bulkBar")->isVisible());
    QTRY_VERIFY(f.find<QWidget>("bulkPanel")->isVisible());
    auto* tag = f.find<QLineEdit>("bulkTag");
    tag->setFocus();
    QTest::keyClicks(tag, "short");
    QTest::keyClick(tag, Qt::Key_Return);
    auto* apply = f.find<QPushButton>("bulkApply");
    QVERIFY(apply->isEnabled());
    QTest::mouseClick(apply, Qt::LeftButton);
    QTRY_COMPARE(f.row(1)->tags.size(), std::size_t(1));
    QTRY_COMPARE(f.row(3)->tags.size(), std::size_t(1));
    QCOMPARE(f.row(0)->tags.size(), std::size_t(0));
    QCOMPARE(f.row(4)->tags.size(), std::size_t(0));
    QTest::mouseClick(f.find<QWidget>("bulk.delete"), Qt::LeftButton);
    QTRY_COMPARE(f.table()->rows()->rowCount(), 3);
    QVERIFY(!f.table()->bulk());
  }

  void badLinesAreReported() {
    Fixture f({});
    QTRY_VERIFY(f.find<QWidget>("emptyDataset")->isVisible());
    timbre::testing::writeFile(f.folder() / "bad.jsonl", Fixture::line("a", "b").toStdString() + "\n{\"messages\": [broken\n" + Fixture::line("c", "d").toStdString() + "\n");
    f.page->importFiles({QString::fromStdString((f.folder() / "bad.jsonl").string())});
    QTRY_VERIFY(f.find<QTableWidget>("badLines"));
    auto* bad = f.find<QTableWidget>("badLines");
    QCOMPARE(bad->rowCount(), 1);
    QCOMPARE(bad->item(0, 0)->text(), QString("2"));
    QVERIFY(bad->item(0, 1)->text().toInt() > 10);
    QTRY_COMPARE(f.table()->rows()->rowCount(), 2);
    QVERIFY(!f.find<QWidget>("emptyDataset")->isVisible());
    QTest::mouseClick(f.find<QPushButton>("closeReport"), Qt::LeftButton);
    QTRY_VERIFY(!Overlay::top(f.window.get()));
  }

  void theConversationIsEditedInPlace() {
    Fixture f(Fixture::lines(2));
    f.click(0, Model::User);
    QTRY_VERIFY(f.find<QWidget>("message2"));
    QTest::mouseClick(f.find<QPushButton>("addUserTurn"), Qt::LeftButton);
    QTRY_VERIFY(f.find<CellEditor>("messageEditor"));
    QTest::keyClicks(f.find<CellEditor>("messageEditor"), "And then?");
    QTest::keyClick(f.find<CellEditor>("messageEditor"), Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(f.row(0)->messages, 4);
    QTRY_VERIFY(f.saved());
    f.window->actions().find("edit.undo")->trigger();
    QTRY_VERIFY(f.row(0) && f.row(0)->messages == 4);
    f.window->actions().find("edit.undo")->trigger();
    QTRY_VERIFY(f.row(0) && f.row(0)->messages == 3);
  }

  void openEditorsAreJournalled() {
    Fixture f(Fixture::lines(2));
    f.click(1, Model::Assistant);
    f.key(Qt::Key_F2);
    const auto id = f.row(1)->id;
    QTest::keyClicks(f.table()->openEditor(), "half a thought");
    QTest::qWait(1300);
    QVERIFY(f.project()->flush().ok());
    // What a crash would leave: the same project read by another process.
    auto copy = session::openProject(f.folder() / "p", {.readOnly = true});
    TIMBRE_OK(copy);
    const auto drafts = (*copy)->leftDrafts();
    QCOMPARE(drafts.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(drafts[0].first), QStringLiteral("row:%1:cell:2").arg(id));
    QCOMPARE(QString::fromStdString(drafts[0].second), QString("half a thought"));
    QTest::keyClick(f.table()->openEditor(), Qt::Key_Escape);
    QTest::qWait(50);
    QVERIFY(f.project()->flush().ok());
    auto later = session::openProject(f.folder() / "p", {.readOnly = true});
    QVERIFY((*later)->leftDrafts().empty());
  }

  void readOnlyProjectsOfferNoEdit() {
    Fixture f(Fixture::lines(2), true);
    QVERIFY(f.find<QWidget>("datasetBanner")->isVisible());
    f.click(0, Model::Assistant);
    f.key(Qt::Key_F2);
    QVERIFY(!f.table()->openEditor());
    QVERIFY(!f.window->actions().find("dataset.addRow")->isEnabled());
    QTRY_VERIFY2(!f.window->actions().find("dataset.import")->isEnabled(), "a button that would do nothing");
    QVERIFY(!f.window->actions().find("dataset.addRow")->property("reason").toString().isEmpty());
    QCOMPARE(f.page->statusText(), QString("Read-only"));
  }

  void sortingIsThreeStates() {
    Fixture f(Fixture::lines(12));
    const QString first = f.text(0, Model::User);
    auto* header = f.table()->horizontalHeader();
    const auto clickHeader = [&] { QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(header->sectionViewportPosition(Model::User) + 20, 10)); };
    clickHeader();
    QTRY_COMPARE(f.text(0, Model::User), QString("Question 111 about the harbour"));
    QVERIFY(!f.window->actions().find("dataset.moveUp")->isEnabled());
    clickHeader();
    QTRY_COMPARE(f.text(0, Model::User), QString("Question 74 about the harbour"));
    clickHeader();
    QTRY_COMPARE(f.text(0, Model::User), first);
  }
};

QTEST_MAIN(DatasetPageTest)
#include "dataset_page_test.moc"
