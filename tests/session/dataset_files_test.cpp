// SPDX-License-Identifier: GPL-3.0-or-later
// Rows on their way in and out of a project: import, export, the clipboard, the frozen rows of a run.
#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "tests/session/dataset_desk.h"

using namespace timbre::session;
using namespace timbre::testing;
using timbre::base::Json;

class DatasetFilesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void importPagesAndExportVerbatim() {
    const std::string lines = "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"n\":1.0}\r\n{\"text\" : \"t\"}\n[ 1 ]\n";
    Desk desk("\xEF\xBB\xBF" + lines + "\noops\n");
    QCOMPARE(desk.view.count, std::int64_t(3));
    const auto rows = desk.page();
    QCOMPARE(rows.size(), std::size_t(3));
    QCOMPARE(rows[0].user, std::string("q"));
    QVERIFY(!rows[0].hasAssistant);
    QCOMPARE(rows[1].kind, RowKind::Text);
    QCOMPARE(rows[1].assistant, std::string("t"));
    QCOMPARE(rows[2].number, std::int64_t(3));
    QCOMPARE(desk.exported(), lines);
    // One cell edited: the other rows and the rest of this one keep their bytes.
    QVERIFY(!desk.edit(SetCell{rows[0].id, Cell::Assistant, "a"}).error);
    const std::string expected = "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}],\"n\":1.0}\r\n";
    QCOMPARE(desk.exported(), expected + lines.substr(lines.find('\n') + 1));
  }

  void importReportsBadLinesAndIsOneStep() {
    Desk desk;
    writeFile(desk.folder.path() / "b.jsonl", chatRows(3) + "{\"x\":}\n" + chatRows(2));
    const auto done = desk.probe.wait<ImportDone>(desk.service->importFile(desk.folder.path() / "b.jsonl"));
    QVERIFY(done && !done->error);
    QCOMPARE(done->rows, std::int64_t(5));
    QCOMPARE(done->badLines, std::int64_t(1));
    QCOMPARE(done->bad[0].line, 4LL);
    QCOMPARE(done->bad[0].column, 6LL);
    QCOMPARE(done->format, std::string("JSONL"));
    desk.view = *desk.probe.wait<ViewReady>();
    QCOMPARE(desk.view.count, std::int64_t(5));
    const auto undone = desk.step(desk.service->undo());
    QCOMPARE(undone.cause, EditCause::Undo);
    QCOMPARE(desk.view.count, std::int64_t(0));
    desk.step(desk.service->redo());
    QCOMPARE(desk.users(), std::string("question 1,question 2,question 3,question 1,question 2"));
    const auto missing = desk.probe.wait<ImportDone>(desk.service->importFile(desk.folder.path() / "absent"));
    QCOMPARE(missing->error->code, std::string("file.missing"));
  }

  void cancelledImportAddsNothing() {
    Desk desk(chatRows(2));
    writeFile(desk.folder.path() / "big.jsonl", chatRows(60'000));
    const Ticket ticket = desk.service->importFile(desk.folder.path() / "big.jsonl");
    QVERIFY(desk.probe.wait<FileProgress>(ticket).has_value());
    desk.service->cancel(ticket);
    const auto done = desk.probe.wait<ImportDone>(ticket);
    QVERIFY(done && done->error);
    QCOMPARE(done->error->code, std::string("cancelled"));
    QCOMPARE(desk.exported(), chatRows(2));
  }

  void importsForeignRows() {
    Desk desk;
    writeFile(desk.folder.path() / "a.json", "[{\"instruction\": \"hi\", \"input\": \"\", \"output\": \"I am {{name}}\"}]");
    const auto done = desk.probe.wait<ImportDone>(desk.service->importFile(desk.folder.path() / "a.json"));
    QCOMPARE(done->format, std::string("JSON array (Alpaca)"));
    desk.view = *desk.probe.wait<ViewReady>();
    QCOMPARE(desk.page()[0].assistant, std::string("I am {{name}}"));
  }

  void clipboard() {
    Desk desk(chatRows(2));
    const auto rows = desk.page();
    const auto copy = desk.probe.wait<CopyReady>(desk.service->copyRows({rows[1].id, rows[0].id}, {Cell::User, Cell::Assistant}));
    QVERIFY(copy->tsv.rfind("question 2\tanswer 2", 0) == 0);
    QVERIFY(copy->jsonl.find("question 1") != std::string::npos);
    const auto parsed = desk.probe.wait<ClipboardParsed>(desk.service->parseClipboard("Question\tAnswer\nq9\t\"a\n9\"\nq10\ta10\nq11\ta11\n"));
    QVERIFY(parsed->headerLikely);
    QCOMPARE(parsed->columns, (std::vector<std::optional<Cell>>{Cell::User, Cell::Assistant}));
    const auto done = desk.edit(PasteTable{parsed->table, true, parsed->columns, {rows[1].id}, -1});
    QCOMPARE(done.affectedCount, std::int64_t(3));
    QCOMPARE(desk.users(), std::string("question 1,q9,q10,q11"));
    QCOMPARE(desk.page()[1].assistant, std::string("a\n9"));
    desk.step(desk.service->undo());
    QCOMPARE(desk.exported(), chatRows(2));
    desk.step(desk.service->redo());
    QCOMPARE(desk.users(), std::string("question 1,q9,q10,q11"));
    const auto plain = desk.probe.wait<ClipboardParsed>(desk.service->parseClipboard("only this"));
    QVERIFY(!plain->headerLikely);
    QCOMPARE(plain->columns, (std::vector<std::optional<Cell>>{Cell::Assistant}));
  }

  void freezesUsedRowsWithSplits() {
    Desk desk(chatRows(2) + chatRow("bad", "") + "\n" + "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\"}],\"split\":3}\n");
    const auto rows = desk.page();
    desk.edit(SetSplit{{rows[0].id}, Split::Validation});
    desk.service->submit(SetSplit{{rows[3].id}, Split::Train});  // not waited for: it belongs to the run all the same
    const auto path = desk.folder.path() / "frozen.jsonl";
    const auto done = desk.probe.wait<FreezeDone>(desk.service->freezeRows(path));
    QVERIFY(done && !done->error);
    QCOMPARE(done->rows, std::int64_t(3));
    QCOMPARE(done->leftOut, std::int64_t(1));
    QCOMPARE(done->validationRows, std::int64_t(1));
    QCOMPARE(done->trainRows, std::int64_t(1));
    QCOMPARE(done->autoRows, std::int64_t(1));
    const std::string text = readFile(path);
    QVERIFY(text.find("},{\"role\":\"assistant\",\"content\":\"answer 1....................\"}],\"split\":\"validation\"}\n") != std::string::npos);
    QVERIFY(text.find("\"split\":\"train\"}\n") != std::string::npos);
    QCOMPARE(done->sha256, timbre::base::sha256Hex(text));
  }
};

QTEST_GUILESS_MAIN(DatasetFilesTest)
#include "dataset_files_test.moc"
