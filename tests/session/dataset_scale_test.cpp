// SPDX-License-Identifier: GPL-3.0-or-later
// A generated project of TIMBRE_ROWS (default 100,000) rows: the figures are printed, what must hold at any speed is
// asserted.
#include "tests/session/dataset_probe.h"

#include <QElapsedTimer>
#include <algorithm>

using namespace timbre::session;
using namespace timbre::testing;

class DatasetScaleTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void hundredThousandRows() {
    const int rows = qEnvironmentVariableIsSet("TIMBRE_ROWS") ? qEnvironmentVariableIntValue("TIMBRE_ROWS") : 100'000;
    TempFolder folder;
    writeFile(folder.path() / "in.jsonl", chatRows(rows, 400));
    QElapsedTimer timer;
    timer.start();
    auto lap = [&](const char* what) {
      qInfo("%-32s %8.1f ms", what, static_cast<double>(timer.nsecsElapsed()) / 1e6);
      timer.restart();
    };
    {
      auto project = createProject(folder.path() / "p");
      TIMBRE_OK(project);
      DatasetProbe probe;
      auto service = createDatasetService(*project, probe.sink());
      timer.restart();
      const auto done = probe.wait<ImportDone>([](const ImportDone&) { return true; }, 0);
      QVERIFY(!done);
      const Ticket import = service->importFile(folder.path() / "in.jsonl");
      const auto imported = probe.wait<ImportDone>([&](const ImportDone& d) { return d.ticket == import; }, 240);
      QVERIFY(imported && !imported->error);
      QCOMPARE(imported->rows, std::int64_t(rows));
      lap("import");
      QVERIFY(probe.wait<ProblemsChanged>([&](const auto& p) { return p.checked == rows; }, 240).has_value());
      lap("check all rows");
      service.reset();
      lap("close");
    }
    auto project = openProject(folder.path() / "p");
    TIMBRE_OK(project);
    lap("open project");
    DatasetProbe probe;
    auto service = createDatasetService(*project, probe.sink());
    auto view = *probe.wait<ViewReady>();
    QCOMPARE(view.count, std::int64_t(rows));
    service->requestPage(view.generation, 0, 40);
    auto page = probe.wait<PageReady>();
    lap("first page");
    std::vector<double> pages;
    std::uint32_t seed = 5;
    for (int i = 0; i < 200; ++i) {
      seed = seed * 1664525u + 1013904223u;
      const std::int64_t first = (seed >> 4) % static_cast<std::uint32_t>(rows - 40);
      QElapsedTimer one;
      one.start();
      service->requestPage(view.generation, first, 40);
      page = probe.wait<PageReady>();
      pages.push_back(static_cast<double>(one.nsecsElapsed()) / 1e6);
      QCOMPARE(page->rows[0].user, "question " + std::to_string(first + 1));
    }
    std::sort(pages.begin(), pages.end());
    qInfo("page of 40 anywhere: median %.2f ms, p95 %.2f ms, worst %.2f ms", pages[100], pages[190], pages[199]);
    std::vector<double> edits;
    for (int i = 0; i < 50; ++i) {
      QElapsedTimer one;
      one.start();
      const auto done = probe.wait<EditDone>(service->submit(SetCell{page->rows[static_cast<std::size_t>(i % 40)].id, Cell::User, "edit " + std::to_string(i)}));
      QVERIFY(done && !done->error);
      edits.push_back(static_cast<double>(one.nsecsElapsed()) / 1e6);
    }
    std::sort(edits.begin(), edits.end());
    qInfo("edit to acknowledgement: median %.2f ms, worst %.2f ms", edits[25], edits[49]);
    QVERIFY(edits[25] < 1'000);
    timer.restart();
    view = *probe.wait<ViewReady>(service->setView({.text = "question 77"}));
    lap("filter by text");
    QVERIFY(view.count > 1);
    view = *probe.wait<ViewReady>(service->setView({.sort = SortKey::Assistant, .descending = true}));
    lap("sort by answer");
    QCOMPARE(view.count, std::int64_t(rows));
    view = *probe.wait<ViewReady>(service->setView({}));
    lap("whole dataset");
    QVERIFY(!probe.wait<EditDone>([t = service->submit(InsertRows{page->rows[5].id, {{}}})](const EditDone& d) { return d.ticket == t; }, 60)->error);
    view = *probe.wait<ViewReady>();
    lap("insert a row, view patched");
    const auto undone = probe.wait<EditDone>([t = service->undo()](const EditDone& d) { return d.ticket == t; }, 60);
    QVERIFY(undone && !undone->error);
    (void)probe.wait<ViewReady>();
    lap("undo it");
    QElapsedTimer submit;
    submit.start();
    std::vector<RowId> all(static_cast<std::size_t>(rows));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<RowId>(i) + 1;
    service->submit(SetTags{std::move(all), {"bulk"}, {}, false});
    qInfo("submit of a bulk edit returned in %.1f ms", static_cast<double>(submit.nsecsElapsed()) / 1e6);
    timer.restart();
    QVERIFY(probe.wait<EditDone>([&](const EditDone& d) { return d.affectedCount == rows; }, 120).has_value());
    lap("tag all rows");
    QVERIFY(probe.wait<EditDone>([t = service->undo()](const EditDone& d) { return d.ticket == t; }, 120).has_value());
    lap("undo it");
    const auto exported = probe.wait<ExportDone>([t = service->exportFile(folder.path() / "out.jsonl")](const ExportDone& d) { return d.ticket == t; }, 120);
    QVERIFY(exported && !exported->error);
    lap("export");
    QCOMPARE(exported->rows, std::int64_t(rows));
  }
};

QTEST_GUILESS_MAIN(DatasetScaleTest)
#include "dataset_scale_test.moc"
