// SPDX-License-Identifier: GPL-3.0-or-later
// Processes that die in several ways, and what the next start is told about them.
#include "app/window/crash_note.h"
#include "tests/support/test_support.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <functional>

using namespace timbre;
using window::CrashNote;
namespace fs = std::filesystem;

namespace {

/// Runs `body` in a child that makes a note first; returns how it ended. The child never comes back into the test.
int dieIn(const fs::path& folder, const std::function<void(CrashNote&)>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    CrashNote note(folder, "1.2.3 abcdef");
    body(note);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

volatile int g_sink = 0;
volatile int g_deepest = 1 << 30;  // far beyond any stack, but the compiler cannot know

[[gnu::noinline]] int overflow(int depth) {
  if (depth > g_deepest) return 0;
  volatile char room[4096] = {};
  room[depth % 4096] = char(depth);
  g_sink = static_cast<unsigned char>(room[0]);
  return overflow(depth + 1) + room[depth % 4096];
}

}  // namespace

class WindowCrashTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aSegmentationFaultIsNotedWithWhatWasGoingOn() {
    testing::TempFolder folder;
    const int status = dieIn(folder.path() / "crash", [](CrashNote& note) {
      note.doing("training marv-r1");
      note.doing("training marv-r1, token=sk-abcdefghijklmnop1234");
      note.flush();
      int* nowhere = nullptr;
      g_sink = *const_cast<volatile int*>(nowhere);
    });
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGSEGV);
    {
      CrashNote next(folder.path() / "crash", "next");
      QCOMPARE(next.left().size(), std::size_t(1));
      const auto& left = next.left().front();
      QCOMPARE(left.signal, SIGSEGV);
      QCOMPARE(left.build, std::string("1.2.3 abcdef"));
      QVERIFY(left.doing.starts_with("training marv-r1, "));
      QVERIFY2(left.doing.find("abcdefgh") == std::string::npos, "a secret stands in the note");
      QVERIFY(left.place.starts_with("0x"));
      QVERIFY(left.started > 0 && left.changed >= left.started);
      QVERIFY(left.details().find("signal: 11") != std::string::npos);
    }
    CrashNote third(folder.path() / "crash", "third");
    QVERIFY2(third.left().empty(), "a note is offered once, and a clean end leaves none");
  }

  void everyWayToDieIsTold_data() {
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("noted");
    QTest::addColumn<bool>("offered");
    QTest::newRow("abort") << SIGABRT << SIGABRT << true;
    QTest::newRow("bus error") << SIGBUS << SIGBUS << true;
    QTest::newRow("killed, as by the system without memory") << SIGKILL << 0 << true;
    QTest::newRow("asked to end") << SIGTERM << SIGTERM << false;
    QTest::newRow("Ctrl+C") << SIGINT << SIGINT << false;
  }
  void everyWayToDieIsTold() {
    QFETCH(int, signal);
    QFETCH(int, noted);
    QFETCH(bool, offered);
    testing::TempFolder folder;
    const int status = dieIn(folder.path(), [signal](CrashNote&) { ::raise(signal); });
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), signal);
    CrashNote next(folder.path(), "next");
    QCOMPARE(next.left().size(), std::size_t(offered ? 1 : 0));
    if (offered) QCOMPARE(next.left().front().signal, noted);
  }

  void anOverflownStackIsNoted() {
#if defined(__SANITIZE_ADDRESS__)
    QSKIP("the sanitizer has its own way with stacks");
#endif
    testing::TempFolder folder;
    const int status = dieIn(folder.path(), [](CrashNote&) { g_sink = overflow(1); });
    QVERIFY(WIFSIGNALED(status));
    CrashNote next(folder.path(), "next");
    QCOMPARE(next.left().size(), std::size_t(1));
    QCOMPARE(next.left().front().signal, SIGSEGV);
  }

  void aCleanEndAndALivingProcessAreNotTold() {
    testing::TempFolder folder;
    QVERIFY(WIFEXITED(dieIn(folder.path(), [&](CrashNote& note) { note.~CrashNote(); })));
    CrashNote living(folder.path(), "living");
    CrashNote other(folder.path(), "other");
    QVERIFY(other.left().empty());
  }

  void damagedNotesAndBadFoldersDoNoHarm() {
    testing::TempFolder folder;
    testing::writeFile(
        folder.path() / "note-1-1.jsonl",
        std::string("\0\xff{{{\n", 6) + "{\"build\":\"b\",\"time\":7}\n{\"doing\":12}\n[1]\n{\"signal\":\"x\"");
    testing::writeFile(folder.path() / "note-2-2.jsonl", "");
    testing::writeFile(folder.path() / "something.txt", "kept");
    {
      CrashNote next(folder.path(), "next");
      QCOMPARE(next.left().size(), std::size_t(1));
      QCOMPARE(next.left().front().build, std::string("b"));
    }
    QVERIFY(fs::exists(folder.path() / "something.txt"));
    CrashNote nowhere(folder.path() / "something.txt" / "below", "next");
    nowhere.doing("anything");
    QVERIFY(nowhere.left().empty());
  }

  void theBuildHasAName() {
    const std::string name = window::buildName("0.1.0");
    QVERIFY(name.starts_with("0.1.0"));
    QVERIFY2(name.size() > 16, "no build id: is the linker's --build-id on?");
  }
};

QTEST_GUILESS_MAIN(WindowCrashTest)
#include "window_crash_test.moc"
