// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite.h"
#include "core/store/writer.h"
#include "tests/support/test_support.h"

#include <atomic>
#include <thread>

using namespace timbre::store;
using namespace timbre::base;

namespace {
std::unique_ptr<Database> fresh(const std::filesystem::path& path) {
  auto db = Database::open(path, OpenMode::Create);
  if (!db.ok()) qFatal("%s", db.error().code.c_str());
  const auto made = (*db)->execute("PRAGMA journal_mode=WAL; CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)");
  if (!made.ok()) qFatal("%s", made.error().code.c_str());
  return std::move(db).value();
}
Writer::Job insert(std::int64_t a, std::string b = "x") {
  return [a, b](Database& db) -> Result<void> {
    TIMBRE_ASSIGN(Statement * add, db.cached("INSERT INTO t(a, b) VALUES(?1, ?2)"));
    return add->bind(1, a).bind(2, b).run();
  };
}
}  // namespace

class SqliteTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void statements() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "a b%?#.db");
    auto add = db->prepare("INSERT INTO t VALUES(?1, ?2)");
    TIMBRE_OK(add);
    const auto added = add->bind(1, std::int64_t(7)).bind(2, std::string_view("nul\0in", 6)).run();
    TIMBRE_OK(added);
    auto get = db->prepare("SELECT a, b FROM t");
    QVERIFY(*get->step());
    QCOMPARE(get->asInteger(0), std::int64_t(7));
    QCOMPARE(get->asText(1), std::string("nul\0in", 6));
    QVERIFY(!*get->step());
    QCOMPARE(db->prepare("SELEC").error().code, std::string("store.failed"));
    QVERIFY(!add->bind(9, std::int64_t(1)).run().ok());
    const auto immutable = Database::open(folder.path() / "a b%?#.db", OpenMode::Immutable);
    TIMBRE_OK(immutable);
    QCOMPARE(Database::open(folder.path() / "none.db", OpenMode::ReadOnly).error().code, std::string("file.unreadable"));
  }

  void hardened() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "h.db");
    QVERIFY(!db->execute("ATTACH ':memory:' AS x").ok());
    QVERIFY(!db->execute("SELECT load_extension('x')").ok());
    QVERIFY(!db->execute("PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql='x'").ok());
    QCOMPARE(*db->integer("PRAGMA trusted_schema"), std::optional<std::int64_t>(0));
    QCOMPARE(*db->integer("PRAGMA cell_size_check"), std::optional<std::int64_t>(1));
  }

  void busyWaitIsBounded() {
    timbre::testing::TempFolder folder;
    auto one = fresh(folder.path() / "b.db");
    auto two = Database::open(folder.path() / "b.db", OpenMode::ReadWrite, 50);
    TIMBRE_OK(two);
    auto held = Transaction::begin(*one, Transaction::Kind::Write);
    TIMBRE_OK(held);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(Transaction::begin(**two, Transaction::Kind::Write).error().code, std::string("store.busy"));
    QVERIFY(timer.elapsed() < 5'000);
  }

  void writerGroupsAndIsolates() {
    timbre::testing::TempFolder folder;
    Writer writer(fresh(folder.path() / "w.db"));
    std::atomic<int> good{0}, bad{0};
    auto count = [&](const Result<void>& done) { ++(done.ok() ? good : bad); };
    for (int i = 0; i < 300; ++i) writer.post(insert(i % 200), count);  // the second hundred-and-first fails on its key
    writer.post([](Database&) -> Result<void> { throw std::bad_alloc(); }, count);
    writer.flush();
    QCOMPARE(good.load(), 200);
    QCOMPARE(bad.load(), 101);
    auto reader = Database::open(folder.path() / "w.db", OpenMode::ReadOnly);
    QCOMPARE(*(*reader)->integer("SELECT count(*) FROM t"), std::optional<std::int64_t>(200));
  }

  // F3: the database cannot grow. The job that needs room fails alone, what fits before and after is kept.
  void fullDiskFailsOnlyWhatNeedsRoom() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "f.db");
    const auto limited = db->execute("PRAGMA max_page_count=20");
    TIMBRE_OK(limited);
    Writer writer(std::move(db));
    std::mutex mutex;
    std::vector<std::string> codes;
    auto note = [&](const Result<void>& done) {
      std::lock_guard lock(mutex);
      codes.push_back(done.ok() ? "ok" : done.error().code);
    };
    writer.post([](Database&) -> Result<void> {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));  // so that the next three share a burst
      return {};
    });
    writer.post(insert(1), note);
    writer.post(insert(2, std::string(1 << 20, 'x')), note);
    writer.post(insert(3), note);
    writer.flush();
    QCOMPARE(codes, (std::vector<std::string>{"ok", "disk.full", "ok"}));
    auto reader = Database::open(folder.path() / "f.db", OpenMode::ReadOnly);
    QCOMPARE(*(*reader)->integer("SELECT sum(a) FROM t"), std::optional<std::int64_t>(4));
  }

  void backgroundWaitsForTheRest() {
    timbre::testing::TempFolder folder;
    Writer writer(fresh(folder.path() / "p.db"));
    std::mutex mutex;
    std::string order;
    auto note = [&](char c) {
      return [&, c](const Result<void>&) {
        std::lock_guard lock(mutex);
        order += c;
      };
    };
    writer.post([](Database&) -> Result<void> {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      return {};
    });
    writer.post(insert(1), note('b'), Writer::Priority::Background);
    writer.post(insert(2), note('n'));
    writer.flush();
    QCOMPARE(order, std::string("nb"));
  }

  void readOnlyWriterAnswers() {
    Writer writer(nullptr);
    std::string code;
    writer.post(insert(1), [&](const Result<void>& done) { code = done.error().code; });
    writer.flush();
    QCOMPARE(code, std::string("store.read_only"));
  }

  void interruptEndsAQuery() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "i.db");
    std::atomic<bool> started{false};
    const auto added = db->addPredicate("slow", 1, [&](const std::vector<std::string_view>&) {
      started = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      return true;
    });
    TIMBRE_OK(added);
    std::thread other([&] {
      while (!started) std::this_thread::yield();
      db->interrupt();
    });
    const auto result = db->execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<100000) SELECT count(*) FROM n WHERE slow(i)");
    other.join();
    QCOMPARE(result.error().code, std::string("cancelled"));
  }
};

QTEST_GUILESS_MAIN(SqliteTest)
#include "sqlite_test.moc"
