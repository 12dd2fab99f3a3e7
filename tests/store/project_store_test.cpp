// SPDX-License-Identifier: GPL-3.0-or-later
// Opening project files: damaged, crafted, newer, locked, read-only (A17, F5, F13, F14).
#include "core/base/file_ops.h"
#include "core/store/project_store.h"
#include "core/store/row_store.h"
#include "core/store/schema.h"
#include "core/store/view_store.h"
#include "tests/support/test_support.h"

#include <csignal>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace timbre::store;
using namespace timbre::base;
namespace fs = std::filesystem;

namespace {

/// SQL on a file, past all protection, as an attacker would.
void rawSql(const fs::path& file, const char* sql) {
  sqlite3* db = nullptr;
  if (sqlite3_open(file.c_str(), &db) != SQLITE_OK) qFatal("open");
  char* message = nullptr;
  if (sqlite3_exec(db, sql, nullptr, nullptr, &message) != SQLITE_OK) qFatal("%s: %s", sql, message);
  sqlite3_close(db);
}

void makeProject(const fs::path& folder, int rows) {
  auto store = ProjectStore::create(folder);
  if (!store.ok()) qFatal("%s", store.error().code.c_str());
  (*store)->writer().post([rows](Database& db) -> Result<void> {
    EditRecorder recorder(db, 0);
    TIMBRE_ASSIGN(const auto room, makeRoom(db, atEnd, static_cast<std::size_t>(rows)));
    for (int i = 0; i < rows; ++i) {
      StoredRow row;
      row.position = room[static_cast<std::size_t>(i)];
      row.content = "{\"text\":\"" + std::to_string(i) + std::string(500, '.') + "\"}";
      TIMBRE_TRY(recorder.insert(row));
    }
    const auto done = recorder.finish();
    return done.ok() ? Result<void>() : Result<void>(done.error());
  });
  (*store)->writer().flush();
}

std::string openCode(const fs::path& folder) {
  const auto store = ProjectStore::open(folder, false);
  return store.ok() ? (*store)->readOnlyReason() ? (*store)->readOnlyReason()->code : "ok" : store.error().code;
}

}  // namespace

class ProjectStoreTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void createsAndReopens() {
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 3);
    QVERIFY(fs::is_directory(folder.path() / "p/runs"));
    auto store = ProjectStore::open(folder.path() / "p", false);
    TIMBRE_OK(store);
    auto reader = (*store)->reader();
    QCOMPARE(*rowCount(**reader), std::int64_t(3));
    QVERIFY(!(*reader)->execute("DELETE FROM rows").ok());
    (*store)->putSetting("k", "[1]");
    (*store)->writer().flush();
    store->reset();
    QCOMPARE(*(*ProjectStore::open(folder.path() / "p", true))->setting("k"), std::string("[1]"));
    QCOMPARE(ProjectStore::create(folder.path() / "p").error().code, std::string("project.exists"));
    QCOMPARE(ProjectStore::create(folder.path()).error().code, std::string("project.exists"));
  }

  void refusesWhatIsNoProject() {
    timbre::testing::TempFolder folder;
    QCOMPARE(openCode(folder.path()), std::string("project.missing"));
    timbre::testing::writeFile(folder.path() / "project.timbre", "");
    QCOMPARE(openCode(folder.path()), std::string("project.not_a_project"));
    timbre::testing::writeFile(folder.path() / "project.timbre", std::string(5000, 'x'));
    QCOMPARE(openCode(folder.path()), std::string("project.not_a_project"));
    fs::remove(folder.path() / "project.timbre");
    rawSql(folder.path() / "project.timbre", "CREATE TABLE rows(a)");
    QCOMPARE(openCode(folder.path()), std::string("project.not_a_project"));
  }

  void refusesCraftedSchemas_data() {
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("trigger") << QByteArray("CREATE TRIGGER t AFTER INSERT ON rows BEGIN DELETE FROM rows; END");
    QTest::newRow("view") << QByteArray("CREATE VIEW v AS SELECT 1");
    QTest::newRow("virtual table") << QByteArray("CREATE VIRTUAL TABLE f USING fts5(a)");
    QTest::newRow("another table") << QByteArray("CREATE TABLE extra(a)");
    QTest::newRow("changed table") << QByteArray("ALTER TABLE rows ADD COLUMN evil TEXT DEFAULT 'x'");
    QTest::newRow("missing table") << QByteArray("DROP TABLE todo");
    QTest::newRow("expression index") << QByteArray("CREATE INDEX e ON rows(length(content))");
  }
  void refusesCraftedSchemas() {
    QFETCH(QByteArray, sql);
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 1);
    rawSql(folder.path() / "p/project.timbre", sql.constData());
    QCOMPARE(openCode(folder.path() / "p"), std::string("project.damaged"));
  }

  // Every page overwritten in turn: opening never crashes; what is opened can be read or says that it is damaged.
  void survivesBadPages() {
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 60);
    const fs::path file = folder.path() / "p/project.timbre";
    rawSql(file, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE");
    const std::string good = timbre::testing::readFile(file);
    int refused = 0;
    for (std::size_t page = 0; page < good.size() / 4096; ++page) {
      for (const char fill : {'\0', '\xFF', 'A'}) {
        std::string bad = good;
        bad.replace(page * 4096 + (page == 0 ? 100 : 0), 2000, std::string(2000, fill));
        timbre::testing::writeFile(file, bad);
        fs::remove(folder.path() / "p/project.timbre-wal");
        fs::remove(folder.path() / "p/project.timbre-shm");
        const auto store = ProjectStore::open(folder.path() / "p", false);
        if (!store.ok()) {
          ++refused;
          continue;
        }
        auto reader = (*store)->reader();
        if (reader.ok()) (void)allRows(**reader);
      }
    }
    QVERIFY(refused > 0);
  }

  void salvagesWhatCanBeRead() {
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 300);
    const fs::path file = folder.path() / "p/project.timbre";
    rawSql(file, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE");
    std::string bytes = timbre::testing::readFile(file);
    // The last leaves of the row table.
    const std::size_t at = bytes.find("{\"text\":\"250");
    QVERIFY(at != std::string::npos);
    bytes.replace(at / 4096 * 4096, 4096, std::string(4096, '\xFF'));
    timbre::testing::writeFile(file, bytes);
    QCOMPARE(openCode(folder.path() / "p"), std::string("project.damaged"));
    const auto rows = salvage(file, folder.path() / "saved");
    TIMBRE_OK(rows);
    QVERIFY2(*rows >= 200 && *rows < 300, qPrintable(QString::number(*rows)));
    QCOMPARE(openCode(folder.path() / "saved"), std::string("ok"));
    QCOMPARE(timbre::testing::readFile(file), bytes);
  }

  void newerOpensReadOnly() {
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 2);
    rawSql(folder.path() / "p/project.timbre", "CREATE TABLE future(a); PRAGMA user_version=99");
    auto store = ProjectStore::open(folder.path() / "p", false);
    TIMBRE_OK(store);
    QVERIFY((*store)->readOnly());
    QCOMPARE((*store)->readOnlyReason()->code, std::string("project.newer"));
    auto reader = (*store)->reader();
    QCOMPARE(*rowCount(**reader), std::int64_t(2));
  }

  // The frozen text of schema version 1: a project made by the first release must open for ever.
  void opensFrozenVersion1() {
    timbre::testing::TempFolder folder;
    fs::create_directories(folder.path() / "p/runs");
    const std::string sql = timbre::testing::readFile(timbre::testing::sourceFolder() / "tests/store/schema_v1.sql");
    QVERIFY(!sql.empty());
    rawSql(folder.path() / "p/project.timbre", sql.c_str());
    auto store = ProjectStore::open(folder.path() / "p", false);
    TIMBRE_OK(store);
    QVERIFY(!(*store)->readOnly());
    auto reader = (*store)->reader();
    const auto ids = allRows(**reader);
    QCOMPARE(*ids, (std::vector<std::int64_t>{2, 1}));
    QCOMPARE((*readRow(**reader, 1))->content, std::string("{\"text\":\"old\"}"));
    QVERIFY(history(**reader)->undo.has_value());
  }

  void migratesWithBackup() {
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 2);
    const fs::path file = folder.path() / "p/project.timbre";
    auto db = Database::open(file, OpenMode::ReadWrite);
    TIMBRE_OK(db);
    const std::vector<Migration> steps{{1, {"ALTER TABLE rows ADD COLUMN note TEXT NOT NULL DEFAULT ''"}}, {2, {"CREATE TABLE more(a)"}}};
    const auto moved = migrate(**db, steps, 3);
    TIMBRE_OK(moved);
    QCOMPARE(*(*db)->integer("PRAGMA user_version"), std::optional<std::int64_t>(3));
    QCOMPARE(*(*db)->integer("SELECT count(note) FROM rows"), std::optional<std::int64_t>(2));
    auto backup = Database::open(file.native() + ".v1.bak", OpenMode::ReadOnly);
    TIMBRE_OK(backup);
    QCOMPARE(*(*backup)->integer("PRAGMA user_version"), std::optional<std::int64_t>(1));
    QCOMPARE(*rowCount(**backup), std::int64_t(2));
    // A step that fails leaves everything as it was.
    const std::vector<Migration> broken{{3, {"CREATE TABLE fine(a)", "CREATE TABLE rows(a)"}}};
    QCOMPARE(migrate(**db, broken, 4).error().code, std::string("store.migration_failed"));
    QCOMPARE(*(*db)->integer("PRAGMA user_version"), std::optional<std::int64_t>(3));
    QCOMPARE(*(*db)->integer("SELECT count(*) FROM sqlite_schema WHERE name='fine'"), std::optional<std::int64_t>(0));
  }

  // F13: the second process reads; after the first is killed with -9 the lock is free although its file is still there.
  void secondProcessReadsOnly() {
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 2);
    int ready[2];
    QCOMPARE(::pipe(ready), 0);
    const pid_t child = ::fork();
    QVERIFY(child >= 0);
    if (child == 0) {
      const auto lock = ProjectLock::take(folder.path() / "p");
      const char answer = lock.ok() ? 'y' : 'n';
      (void)!::write(ready[1], &answer, 1);
      for (;;) ::pause();
    }
    char answer = 0;
    QCOMPARE(::read(ready[0], &answer, 1), ssize_t(1));
    QCOMPARE(answer, 'y');
    {
      auto store = ProjectStore::open(folder.path() / "p", false);
      TIMBRE_OK(store);
      QCOMPARE((*store)->readOnlyReason()->code, std::string("project.locked"));
      QCOMPARE((*store)->readOnlyReason()->args.at("pid"), std::to_string(child));
      auto reader = (*store)->reader();
      QCOMPARE(*rowCount(**reader), std::int64_t(2));
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    QVERIFY(fs::exists(folder.path() / "p/project.lock"));
    QCOMPARE(openCode(folder.path() / "p"), std::string("ok"));
    ::close(ready[0]);
    ::close(ready[1]);
  }

  void sameProcessTwiceIsLocked() {
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 1);
    auto one = ProjectStore::open(folder.path() / "p", false);
    QCOMPARE(openCode(folder.path() / "p"), std::string("project.locked"));
  }

  void readOnlyFolder() {
    if (::geteuid() == 0) QSKIP("root writes into read-only folders");
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 1);
    fs::permissions(folder.path() / "p", fs::perms::owner_read | fs::perms::owner_exec);
    QCOMPARE(openCode(folder.path() / "p"), std::string("project.unwritable"));
    fs::permissions(folder.path() / "p", fs::perms::owner_all);
  }

  void immutableReading() {
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 4);
    auto db = Database::open(folder.path() / "p/project.timbre", OpenMode::Immutable);
    TIMBRE_OK(db);
    QCOMPARE(*rowCount(**db), std::int64_t(4));
  }

  void damagedWalLosesNothingCommittedBefore() {
    timbre::testing::TempFolder folder;
    makeProject(folder.path() / "p", 5);
    timbre::testing::writeFile(folder.path() / "p/project.timbre-wal", std::string(9000, 'w'));
    auto store = ProjectStore::open(folder.path() / "p", false);
    TIMBRE_OK(store);
    auto reader = (*store)->reader();
    QCOMPARE(*rowCount(**reader), std::int64_t(5));
  }
};

QTEST_GUILESS_MAIN(ProjectStoreTest)
#include "project_store_test.moc"
