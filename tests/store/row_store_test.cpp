// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/check_store.h"
#include "core/store/row_store.h"
#include "core/store/schema.h"
#include "core/store/view_store.h"
#include "tests/support/test_support.h"

using namespace timbre::store;
using namespace timbre::base;

namespace {

std::unique_ptr<Database> fresh(const std::filesystem::path& path) {
  auto db = Database::open(path, OpenMode::Create);
  if (!db.ok()) qFatal("open");
  const auto made = createSchema(**db);
  if (!made.ok()) qFatal("%s", made.error().code.c_str());
  return std::move(db).value();
}

RowId add(Database& db, const std::string& text, RowId after = atEnd) {
  EditRecorder recorder(db, 1);
  const auto room = makeRoom(db, after, 1);
  StoredRow row;
  row.position = room->front();
  row.content = "{\"text\":\"" + text + "\"}";
  if (!recorder.insert(row).ok() || !recorder.finish().ok()) qFatal("insert");
  return row.id;
}

std::vector<std::string> planOf(Database& db, const std::string& sql) {
  auto plan = db.prepare("EXPLAIN QUERY PLAN " + sql);
  std::vector<std::string> lines;
  while (*plan->step()) lines.push_back(plan->asText(3));
  return lines;
}

/// All rows as text, in order: what undo must bring back.
std::string dump(Database& db) {
  std::string out;
  const auto ids = allRows(db);
  for (const RowId id : *ids) {
    const auto row = readRow(db, id);
    out += std::to_string(id) + " " + (*row)->content + " " + (*row)->tags + " " + std::to_string((*row)->split) + "\n";
  }
  return out;
}

}  // namespace

class RowStoreTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // DESIGN §3: no OFFSET and no table scan while scrolling; the order comes from the index alone.
  void plansOfScrolling() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "p.db");
    for (const std::string& line : planOf(*db, pageLineSql())) {
      QVERIFY2(line.rfind("SEARCH", 0) == 0, line.c_str());
      QVERIFY2(line.find("INTEGER PRIMARY KEY") != std::string::npos, line.c_str());
    }
    QVERIFY(std::string(pageLineSql()).find("OFFSET") == std::string::npos);
    const auto order = planOf(*db, allRowsSql());
    QCOMPARE(order.size(), std::size_t(1));
    QVERIFY2(order[0].find("COVERING INDEX rows_order") != std::string::npos, order[0].c_str());
    for (const char* sql : {"SELECT id FROM checks WHERE severity<>0", "SELECT count(*) FROM rows WHERE gone=0 AND split<>0 AND split=1"})
      for (const std::string& line : planOf(*db, sql)) QVERIFY2(line.find("INDEX") != std::string::npos, line.c_str());
  }

  // Random edits of every kind; undoing all gives each state back in reverse, redoing all gives them again.
  void undoIsExact() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "u.db");
    const auto begun = db->execute("PRAGMA synchronous=OFF; BEGIN");
    TIMBRE_OK(begun);
    std::uint32_t seed = 11;
    auto random = [&](std::size_t n) {
      seed = seed * 1664525u + 1013904223u;
      return static_cast<std::size_t>(seed >> 8) % n;
    };
    std::vector<std::string> states{dump(*db)};
    for (int i = 0; i < 150; ++i) {
      EditRecorder recorder(*db, 2);
      const auto ids = *allRows(*db);
      const auto pick = [&] { return ids[random(ids.size())]; };
      const std::size_t kind = ids.size() < 3 ? 0 : random(5);
      if (kind == 0) {
        const auto room = makeRoom(*db, ids.empty() ? atEnd : random(3) ? pick() : atBeginning, 2);
        for (const std::int64_t position : *room) {
          StoredRow row;
          row.position = position;
          row.content = "{\"text\":" + std::to_string(i) + "}";
          const auto inserted = recorder.insert(row);
          TIMBRE_OK(inserted);
        }
      } else if (kind == 1) {
        const auto removed = recorder.remove(pick());
        TIMBRE_OK(removed);
      } else if (kind == 2) {
        const RowId anchor = pick(), moved = pick();
        if (anchor == moved) continue;
        const auto room = makeRoom(*db, anchor, 1);
        const auto row = *readRow(*db, moved);
        StoredRow after = *row;
        after.position = room->front();
        const auto changed = recorder.change(*row, after);
        TIMBRE_OK(changed);
      } else {
        for (int n = 0; n < 3; ++n) {  // the same row may be touched twice in one step
          const auto row = *readRow(*db, pick());
          StoredRow after = *row;
          if (kind == 3) after.content += " ";
          else after.tags = joinTags({"t" + std::to_string(i * 3 + n)}), after.split = 1 - after.split;
          const auto changed = recorder.change(*row, after);
          TIMBRE_OK(changed);
        }
      }
      const auto done = recorder.finish();
      TIMBRE_OK(done);
      states.push_back(dump(*db));
    }
    for (std::size_t i = states.size() - 1; i > 0; --i) {
      const auto undone = undo(*db);
      TIMBRE_OK(undone);
      QCOMPARE(dump(*db), states[i - 1]);
    }
    QCOMPARE(undo(*db)->edit.id, std::int64_t(0));
    for (std::size_t i = 1; i < states.size(); ++i) {
      const auto redone = redo(*db);
      TIMBRE_OK(redone);
      QCOMPARE(dump(*db), states[i]);
    }
    QCOMPARE(redo(*db)->edit.id, std::int64_t(0));
  }

  void historyIsBoundedAndBranches() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "b.db");
    const auto begun = db->execute("BEGIN");
    TIMBRE_OK(begun);
    const RowId victim = add(*db, "victim");
    {
      EditRecorder recorder(*db, 3);
      const auto removed = recorder.remove(victim);
      TIMBRE_OK(removed);
      const auto finished = recorder.finish();
      TIMBRE_OK(finished);
    }
    for (int i = 0; i < 230; ++i) add(*db, std::to_string(i));
    QCOMPARE(*db->integer("SELECT count(*) FROM edits"), std::optional<std::int64_t>(undoSteps));
    // A deletion that cannot be undone any more is final.
    QCOMPARE(*db->integer("SELECT count(*) FROM rows WHERE gone<>0"), std::optional<std::int64_t>(0));
    for (int i = 0; i < 5; ++i) (void)undo(*db);
    QCOMPARE(*rowCount(*db), std::int64_t(225));
    add(*db, "new branch");
    QCOMPARE(redo(*db)->edit.id, std::int64_t(0));
    QCOMPARE(*db->integer("SELECT count(*) FROM rows WHERE gone<>0"), std::optional<std::int64_t>(0));
  }

  void stagedImports() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "s.db");
    EditRecorder recorder(*db, 12);
    const auto batch = recorder.beginStaged();
    StoredRow row;
    row.content = "{}";
    const auto first = EditRecorder::insertStaged(*db, *batch, row);
    add(*db, "typed meanwhile");
    (void)EditRecorder::insertStaged(*db, *batch, row);
    QCOMPARE(*rowCount(*db), std::int64_t(1));
    EditRecorder finisher(*db, 12);
    const auto done = finisher.finishStaged(*batch, *first);
    TIMBRE_OK(done);
    QCOMPARE(done->edit.rows, std::int64_t(2));
    QCOMPARE(*rowCount(*db), std::int64_t(3));
    (void)undo(*db);
    QCOMPARE(*rowCount(*db), std::int64_t(1));
    (void)redo(*db);
    QCOMPARE(*rowCount(*db), std::int64_t(3));
    const auto left = recorder.beginStaged();
    (void)EditRecorder::insertStaged(*db, *left, row);
    const auto dropped = dropUnfinishedImports(*db);
    TIMBRE_OK(dropped);
    QCOMPARE(*db->integer("SELECT count(*) FROM rows"), std::optional<std::int64_t>(3));
  }

  // A crafted file may say that a row stands anywhere.
  void positionsOutOfRange() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "x.db");
    const RowId one = add(*db, "1");
    for (const char* position : {"9223372036854775807", "-9223372036854775808", "4611686018427387904"}) {
      const auto set = db->execute(("UPDATE rows SET position=" + std::string(position)).c_str());
      TIMBRE_OK(set);
      QCOMPARE(makeRoom(*db, one, 3).error().code, std::string("store.damaged"));
      QCOMPARE(makeRoom(*db, atBeginning, 3).error().code, std::string("store.damaged"));
      if (position[0] != '-') QCOMPARE(makeRoom(*db, atEnd, 3).error().code, std::string("store.damaged"));
    }
  }

  void tags() {
    QCOMPARE(joinTags({}), std::string());
    QCOMPARE(joinTags({"a", "b c"}), std::string("\na\nb c\n"));
    QCOMPARE(splitTags("\na\nb c\n"), (std::vector<std::string>{"a", "b c"}));
    QCOMPARE(splitTags(""), std::vector<std::string>{});
    QCOMPARE(splitTags("x"), std::vector<std::string>{});
  }

  void duplicatesNameTheFirst() {
    timbre::testing::TempFolder folder;
    auto db = fresh(folder.path() / "d.db");
    const CheckBits bits{1, 2, 4};
    std::vector<RowId> ids;
    for (int i = 0; i < 3; ++i) ids.push_back(add(*db, "x"));
    auto put = [&](RowId id, std::int64_t prompt, std::int64_t answer) {
      RowChecks checks;
      checks.id = id;
      checks.revision = (*readRow(*db, id))->revision;
      checks.promptHash = prompt;
      checks.answerHash = answer;
      const auto done = putChecks(*db, checks, 0, "", bits);
      if (!done.ok()) qFatal("%s", done.error().code.c_str());
    };
    put(ids[2], 5, 1);  // checked out of order
    put(ids[0], 5, 1);
    put(ids[1], 5, 2);
    QCOMPARE((*readChecks(*db, ids[2]))->problems, std::uint64_t(1));
    QCOMPARE((*readChecks(*db, ids[2]))->other, ids[0]);
    QCOMPARE((*readChecks(*db, ids[1]))->problems, std::uint64_t(2));
    put(ids[0], 6, 1);
    QCOMPARE((*readChecks(*db, ids[1]))->problems, std::uint64_t(0));
    QCOMPARE((*readChecks(*db, ids[2]))->other, ids[1]);
    QCOMPARE(*todoCount(*db), std::int64_t(0));
    RowChecks stale;
    stale.id = ids[0];
    stale.revision = 99;
    stale.problems = 4;
    (void)putChecks(*db, stale, 0, "", bits);
    QCOMPARE((*readChecks(*db, ids[0]))->problems, std::uint64_t(0));
  }
};

QTEST_GUILESS_MAIN(RowStoreTest)
#include "row_store_test.moc"
