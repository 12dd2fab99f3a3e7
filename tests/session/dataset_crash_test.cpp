// SPDX-License-Identifier: GPL-3.0-or-later
// DESIGN §3: what EditDone acknowledged survives kill -9 at any moment (F1 for the project file), a full disk fails one
// edit and takes it back, and the next one works.
#include "core/store/project_store.h"
#include "tests/session/dataset_probe.h"
#include "tests/support/child_process.h"

#include <string_view>
#include <unistd.h>

using namespace timbre::session;
using namespace timbre::testing;

namespace {

/// The child: edits one row again and again and answers each number after its acknowledgement.
[[noreturn]] void editForEver(const std::filesystem::path& folder) {
  auto project = openProject(folder);
  if (!project.ok()) _exit(3);
  DatasetProbe probe;
  auto service = createDatasetService(*project, probe.sink());
  const auto view = probe.wait<ViewReady>();
  if (!view) _exit(4);
  service->requestPage(view->generation, 0, 10);
  const auto page = probe.wait<PageReady>();
  if (!page || page->rows.size() < 2) _exit(4);
  for (std::int32_t i = 1;; ++i) {
    const auto done = probe.wait<EditDone>(service->submit(SetCell{page->rows[0].id, Cell::User, std::to_string(i)}));
    if (!done || done->error) _exit(5);
    if (::write(ChildProcess::answers, &i, sizeof i) != static_cast<ssize_t>(sizeof i)) _exit(6);
    service->submit(InsertRows{-1, {{}}});  // not waited for: may be there or not, but whole
  }
}

/// The child: imports a file and answers once when rows are in the project but not yet all.
[[noreturn]] void importAndWait(const std::filesystem::path& folder, const std::filesystem::path& file) {
  auto project = openProject(folder);
  if (!project.ok()) _exit(3);
  DatasetProbe probe;
  auto service = createDatasetService(*project, probe.sink());
  const Ticket ticket = service->importFile(file);
  if (!probe.wait<FileProgress>([&](const FileProgress& p) { return p.ticket == ticket && p.rows > 2'000; })) _exit(4);
  if (::write(ChildProcess::answers, "x", 1) != 1) _exit(6);
  for (;;) ::pause();
}

}  // namespace

class DatasetCrashTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void killedAfterAcknowledgement() {
    TempFolder folder;
    const auto path = folder.path() / "p";
    {
      auto project = createProject(path);
      TIMBRE_OK(project);
      DatasetProbe probe;
      auto service = createDatasetService(*project, probe.sink());
      writeFile(folder.path() / "in.jsonl", chatRows(2));
      QVERIFY(probe.wait<ImportDone>(service->importFile(folder.path() / "in.jsonl")).has_value());
    }
    for (int round = 0; round < 6; ++round) {
      ChildProcess child({"--edit", path.string()});
      QVERIFY(child.started());
      std::int32_t acknowledged = 0, number = 0;
      while (acknowledged < 3 + round * 2 && child.read(&number, sizeof number)) acknowledged = number;
      ::usleep(static_cast<useconds_t>(round * 1'700));  // somewhere inside the next edits
      child.kill();
      while (child.read(&number, sizeof number)) acknowledged = number;
      QVERIFY(acknowledged > 0);
      auto project = openProject(path);
      TIMBRE_OK(project);
      QVERIFY(!(*project)->readOnly());
      DatasetProbe probe;
      auto service = createDatasetService(*project, probe.sink());
      const auto view = probe.wait<ViewReady>();
      service->requestPage(view->generation, 0, 1);
      const auto page = probe.wait<PageReady>();
      QVERIFY2(std::stoi(page->rows[0].user) >= acknowledged, page->rows[0].user.c_str());
      QVERIFY(probe.wait<ProblemsChanged>([](const auto& p) { return p.checked == p.total; }).has_value());
    }
  }

  // A process killed in the middle of an import leaves none of its rows.
  void killedWhileImporting() {
    TempFolder folder;
    const auto path = folder.path() / "p";
    {
      auto project = createProject(path);
      TIMBRE_OK(project);
    }
    std::string rows;
    const std::string part = chatRows(5'000);
    for (int i = 0; i < 40; ++i) rows += part;  // progress is told ten times a second: far more rows than that takes
    writeFile(folder.path() / "big.jsonl", rows);
    {
      ChildProcess child({"--import", path.string(), (folder.path() / "big.jsonl").string()});
      QVERIFY(child.started());
      char mark = 0;
      QVERIFY(child.read(&mark, 1));
    }
    auto project = openProject(path);
    TIMBRE_OK(project);
    DatasetProbe probe;
    auto service = createDatasetService(*project, probe.sink());
    QCOMPARE(probe.wait<ViewReady>()->count, std::int64_t(0));
    QVERIFY(!probe.wait<HistoryChanged>()->undo.has_value());
  }

  // F3: the file may not grow. The edit fails, the cell shows the old text, there is no undo step, small edits go on.
  void fullDisk() {
    TempFolder folder;
    auto project = createProject(folder.path() / "p");
    TIMBRE_OK(project);
    DatasetProbe probe;
    auto service = createDatasetService(*project, probe.sink());
    writeFile(folder.path() / "in.jsonl", chatRows(3));
    QVERIFY(probe.wait<ImportDone>(service->importFile(folder.path() / "in.jsonl")).has_value());
    auto view = probe.wait<ViewReady>([](const ViewReady& v) { return v.count == 3; });
    QVERIFY(probe.wait<ProblemsChanged>([](const auto& p) { return p.checked == 3; }).has_value());
    (*project)->store().writer().post([](timbre::store::Database& database) -> timbre::base::Result<void> {
      const auto pages = database.integer("PRAGMA page_count");
      if (!pages.ok()) return pages.error();
      return database.execute(("PRAGMA max_page_count=" + std::to_string(pages->value_or(0) + 12)).c_str());
    });
    service->requestPage(view->generation, 0, 3);
    const RowId row = probe.wait<PageReady>()->rows[1].id;
    const auto done = probe.wait<EditDone>(service->submit(SetCell{row, Cell::User, std::string(1 << 20, 'x')}));
    QVERIFY(done && done->error);
    QCOMPARE(done->error->code, std::string("disk.full"));
    service->requestPage(view->generation, 1, 1);
    auto page = probe.wait<PageReady>();
    QCOMPARE(page->rows[0].user, std::string("question 2"));
    QVERIFY(page->rows[0].saved);
    const auto small = probe.wait<EditDone>(service->submit(SetCell{row, Cell::User, "small"}));
    QVERIFY(small && !small->error);
    QVERIFY(!probe.wait<EditDone>(service->undo())->error);  // the small edit, not the one that failed
    service->requestPage(view->generation, 1, 1);
    QCOMPARE(probe.wait<PageReady>()->rows[0].user, std::string("question 2"));
    // An import that does not fit leaves nothing behind.
    writeFile(folder.path() / "big.jsonl", chatRows(5'000));
    const auto import = probe.wait<ImportDone>(service->importFile(folder.path() / "big.jsonl"));
    QCOMPARE(import->error->code, std::string("disk.full"));
    const Ticket again = service->setView({});
    QCOMPARE(probe.wait<ViewReady>(again)->total, std::int64_t(3));
    service.reset();
  }

  // F13: the other process has it; this one reads and says so to every edit.
  void lockedProjectIsReadOnly() {
    TempFolder folder;
    auto first = createProject(folder.path() / "p");
    TIMBRE_OK(first);
    auto second = openProject(folder.path() / "p");
    TIMBRE_OK(second);
    QCOMPARE((*second)->readOnlyReason()->code, std::string("project.locked"));
    DatasetProbe probe;
    auto service = createDatasetService(*second, probe.sink());
    QCOMPARE(probe.wait<EditDone>(service->submit(InsertRows{-1, {{}}}))->error->code, std::string("store.read_only"));
    QCOMPARE(probe.wait<ImportDone>(service->importFile(folder.path() / "x"))->error->code, std::string("store.read_only"));
  }

  void projectManagerAndRecentList() {
    TempFolder folder;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<ProjectEvent> events;
    auto sink = [&](const ProjectEvent& event) {
      std::lock_guard lock(mutex);
      events.push_back(event);
      wake.notify_all();
    };
    auto next = [&]() -> ProjectEvent {
      std::unique_lock lock(mutex);
      if (!wake.wait_for(lock, std::chrono::seconds(20), [&] { return !events.empty(); })) qFatal("no event");
      ProjectEvent event = events.front();
      events.pop_front();
      return event;
    };
    ProjectManager manager(folder.path() / "state", sink);
    const auto odd = folder.path() / std::string("n\xFFme %41");
    const auto ticket = manager.create(odd, "Marv");
    auto opened = std::get<ProjectOpened>(next());
    QCOMPARE(opened.ticket, ticket);
    QCOMPARE(opened.project->name(), std::string("Marv"));
    auto listed = std::get<RecentListed>(next());
    QCOMPARE(listed.projects.size(), std::size_t(1));
    QCOMPARE(listed.projects[0].folder, odd);
    QCOMPARE(listed.projects[0].rows, std::int64_t(0));
    {
      DatasetProbe probe;
      auto service = createDatasetService(opened.project, probe.sink());
      QVERIFY(!probe.wait<EditDone>(service->submit(InsertRows{-1, {{}}}))->error);
    }
    manager.requestRecent();
    QCOMPARE(std::get<RecentListed>(next()).projects.at(0).rows, std::int64_t(1));  // not what it was when it was made
    opened.project->putChat({"c1", "Talk", 5, timbre::base::Json{{"panes", 2}}});
    opened.project->putRun({"run-1", timbre::base::Json{{"loss", 1.5}}});
    const auto flushed = opened.project->flush();
    TIMBRE_OK(flushed);
    QCOMPARE(opened.project->chats()->at(0).content, (timbre::base::Json{{"panes", 2}}));
    std::filesystem::create_directories(odd / "runs/b");
    const auto rebuilt = opened.project->rebuildRunIndex([](const auto&) { return timbre::base::Json{{"loss", 2}}; });
    TIMBRE_OK(rebuilt);
    QCOMPARE(opened.project->runs()->size(), std::size_t(1));
    QCOMPARE(opened.project->runs()->at(0).name, std::string("b"));
    opened.project.reset();
    manager.open(folder.path() / "absent");
    QCOMPARE(std::get<ProjectFailed>(next()).error.code, std::string("project.missing"));
    manager.open(odd / "project.timbre");
    QVERIFY(std::get<ProjectOpened>(next()).project);
    (void)next();
    std::filesystem::rename(odd, folder.path() / "moved");
    manager.requestRecent();
    listed = std::get<RecentListed>(next());
    QVERIFY(listed.projects.at(0).missing);
    manager.removeRecent(odd);
    QVERIFY(std::get<RecentListed>(next()).projects.empty());
  }
};

int main(int argc, char** argv) {
  const std::string_view role = argc > 2 ? argv[1] : "";
  if (role == "--edit") editForEver(argv[2]);
  if (role == "--import" && argc > 3) importAndWait(argv[2], argv[3]);
  QCoreApplication application(argc, argv);
  DatasetCrashTest test;
  return QTest::qExec(&test, argc, argv);
}

#include "dataset_crash_test.moc"
