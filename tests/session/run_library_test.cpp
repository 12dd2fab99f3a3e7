// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_host.h"
#include "core/session/run_library.h"
#include "tests/session/fake_backend.h"
#include "tests/support/test_support.h"

#include <condition_variable>

using namespace timbre;
using namespace timbre::session;
namespace fs = std::filesystem;

namespace {

/// The next answer of a library, in order.
class Answers {
 public:
  LibrarySink sink() {
    return [this](const LibraryEvent& event) {
      std::unique_lock lock(m_mutex);
      m_events.push_back(event);
      m_wake.notify_all();
    };
  }
  template <class T>
  std::optional<T> next() {
    std::unique_lock lock(m_mutex);
    if (!m_wake.wait_for(lock, std::chrono::seconds(20), [&] { return !m_events.empty(); })) return std::nullopt;
    LibraryEvent event = m_events.front();
    m_events.pop_front();
    if (T* wanted = std::get_if<T>(&event)) return *wanted;
    return std::nullopt;
  }

 private:
  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<LibraryEvent> m_events;
};

}  // namespace

class RunLibraryTest : public QObject {
  Q_OBJECT
  testing::TempFolder m_folder;

 private Q_SLOTS:
  void initTestCase() {
    testing::FakeBackend backend;
    jobs::RunRequest request;
    request.runFolder = m_folder.path() / "runs" / "one";
    jobs::RunControl control;
    TIMBRE_OK(backend.train(request, control, [](const events::RunEvent&) {}));
  }

  void listsAndLoads() {
    Answers answers;
    RunLibrary library(answers.sink());
    library.requestRuns(m_folder.path() / "runs");
    const auto listed = answers.next<RunsListed>();
    QVERIFY(listed);
    QCOMPARE(listed->runs.size(), std::size_t(1));
    library.requestRun(m_folder.path() / "runs" / "one");
    const auto loaded = answers.next<RunLoaded>();
    QVERIFY(loaded && !loaded->error);
    QCOMPARE(loaded->record.state, events::RunState::Finished);
    QCOMPARE(loaded->metrics.size(), std::size_t(24));  // 20 steps, 4 validations
    library.requestRun(m_folder.path() / "nothing");
    QCOMPARE(answers.next<RunLoaded>()->error->code, std::string("run.missing"));
  }

  void verifiesAndRemovesOnlyItsOwn() {
    Answers answers;
    RunLibrary library(answers.sink());
    const fs::path checkpoint = m_folder.path() / "runs" / "one" / "checkpoint-10";
    library.verifyCheckpoint(checkpoint);
    QVERIFY(!answers.next<CheckpointChecked>()->error);
    library.removeCheckpoint(m_folder.path() / "runs");
    QCOMPARE(answers.next<Removed>()->error->code, std::string("run.not_removable"));
    library.removeCheckpoint(checkpoint);
    QVERIFY(!answers.next<Removed>()->error);
    QVERIFY(!fs::exists(checkpoint));
    library.removeRun(m_folder.path());
    QVERIFY(answers.next<Removed>()->error);
    library.removeRun(m_folder.path() / "runs" / "one");
    QVERIFY(!answers.next<Removed>()->error);
  }
};

QTEST_GUILESS_MAIN(RunLibraryTest)
#include "run_library_test.moc"
