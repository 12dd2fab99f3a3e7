// SPDX-License-Identifier: GPL-3.0-or-later
// A run is killed at every operation on the disk that two checkpoints make, at seeded operations and at seeded moments
// of its whole life; the disk fills or turns read-only at every operation of a checkpoint. Each time the run is resumed
// and must end with the same metrics and the same bytes of adapter and optimizer as the run that nobody disturbed.
// Children compute; this process only forks and reads.
#include "core/base/messages.h"
#include "core/batch/random.h"
#include "core/engine/checkpoint.h"
#include "tests/engine/run_fixture.h"

#include <sys/wait.h>
#include <unistd.h>
#include <chrono>
#include <csignal>
#include <thread>

using namespace timbre;
using testing::FaultyOps;
using testing::RunFixture;
using testing::RunResult;
namespace fs = std::filesystem;
using Fault = FaultyOps::Fault;

namespace {

constexpr int kNotStruck = 99;  // the child's exit code when the fault lay behind the end

bool killed(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }

void removeRun(const fs::path& run) {
  std::error_code code;
  fs::remove_all(run, code);
}

/// Names in a run folder that a finished run must not have.
std::string leftovers(const fs::path& run) {
  std::string found;
  for (const auto& entry : fs::directory_iterator(run)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".") || name.find(".tmp") != std::string::npos || name == "running.json" ||
        name.ends_with(".part"))
      found += name + " ";
  }
  return found;
}

}  // namespace

class CrashTest : public QObject {
  Q_OBJECT
 private:
  RunFixture m_fixture{true};
  std::string m_reference;
  int m_checkpointOps = 0;  // from the first "saving" to the end of the run
  int m_allOps = 0;

  jobs::RunRequest request(const std::string& name) const {
    auto request = m_fixture.request(name, 6);
    request.recipe.targetModules = {"q_proj"};
    request.recipe.saveEvery = 3;
    request.recipe.keep = 1;
    return request;
  }

  /// Trains in a child with `fault` at operation `at`, counted from the start of the first checkpoint or of the run.
  int strikeRun(const std::string& name, Fault fault, int at, bool fromCheckpoint, int* count = nullptr) const {
    const fs::path counter = m_fixture.root() / "count";
    const int status = testing::inChild([&] {
      FaultyOps ops(fromCheckpoint ? Fault::None : fault, at);
      bool armed = false;
      const RunResult result =
          RunFixture::train(request(name), ops, [&](const events::RunEvent& event, jobs::RunControl&) {
            const auto* phase = std::get_if<events::RunPhase>(&event);
            if (fromCheckpoint && !armed && phase && phase->phase == "saving") {
              ops.arm(fault, at);
              armed = true;
            }
          });
      testing::writeFile(counter, std::to_string(ops.count()));
      if (result.error) return result.error->code == "disk.full" || result.error->code == "file.unwritable" ? 1 : 2;
      return kNotStruck;
    });
    if (count) *count = std::stoi(testing::readFile(counter));
    return status;
  }

  int resumeRun(const std::string& name) const {
    return testing::inChild([&] {
      FaultyOps ops;
      RunResult result = RunFixture::resume(m_fixture.run(name), ops);
      if (result.error && result.error->code == "engine.no_run") result = RunFixture::train(request(name), ops);
      if (result.error) std::fprintf(stderr, "%s\n", base::errorSentence(*result.error).c_str());
      return result.error ? 1 : 0;
    });
  }

  /// Resumes what is left of a disturbed run and compares it with the reference.
  void verifyResumed(const std::string& name, int at) const {
    QVERIFY2(resumeRun(name) == 0, qPrintable(QString("operation %1: the resume failed").arg(at)));
    QVERIFY2(testing::fingerprint(m_fixture.run(name)) == m_reference,
             qPrintable(QString("operation %1: another result").arg(at)));
    const std::string left = leftovers(m_fixture.run(name));
    QVERIFY2(left.empty(), qPrintable(QString("operation %1: %2").arg(at).arg(left.c_str())));
    removeRun(m_fixture.run(name));
  }

 private Q_SLOTS:
  void initTestCase() {
    const int status = strikeRun("reference", Fault::None, 0, true, &m_checkpointOps);
    QCOMPARE(WEXITSTATUS(status), kNotStruck);
    m_reference = testing::fingerprint(m_fixture.run("reference"));
    QVERIFY(m_reference.find("checkpoint-6") != std::string::npos);
    (void)strikeRun("counted", Fault::None, 0, false, &m_allOps);
    QVERIFY(m_checkpointOps > 60 && m_allOps > m_checkpointOps);
  }

  void killedAtEveryOperationOfTwoCheckpoints() {
    int kills = 0;
    for (int at = 1; at <= m_checkpointOps; ++at) {
      const int status = strikeRun("killed", Fault::Kill, at, true);
      QVERIFY2(killed(status), qPrintable(QString("operation %1 of %2 was not reached").arg(at).arg(m_checkpointOps)));
      ++kills;
      // Whatever bears the name of a checkpoint is one, or is not believed.
      for (const auto& checkpoint : engine::listCheckpoints(m_fixture.run("killed")))
        TIMBRE_OK(jobs::verifyCheckpoint(checkpoint.folder));
      verifyResumed("killed", at);
      if (QTest::currentTestFailed()) return;
    }
    qInfo("%d kills during checkpoints", kills);
  }

  void killedAtSeededInstants() {
    batch::Random random(20);
    for (int i = 0; i < 20; ++i) {
      const int at = 1 + static_cast<int>(random.below(static_cast<std::uint64_t>(m_allOps)));
      const int status = strikeRun("instant", i % 2 ? Fault::Torn : Fault::Kill, at, false);
      if (i % 2 == 0) QVERIFY(killed(status));
      verifyResumed("instant", at);
      if (QTest::currentTestFailed()) return;
    }
  }

  /// SIGKILL from outside after a seeded time: between operations on the disk, within one, in the middle of a step, or
  /// before the run exists.
  void killedAtSeededMoments() {
    using Clock = std::chrono::steady_clock;
    const auto started = Clock::now();
    QCOMPARE(WEXITSTATUS(strikeRun("timed", Fault::None, 0, false)), kNotStruck);
    auto whole = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started);
    removeRun(m_fixture.run("timed"));
    batch::Random random(2020);
    int kills = 0;
    for (int i = 0; i < 20; ++i) {
      // A twentieth each, so that the moments lie everywhere in the run.
      const double share = (i + double(random.below(1000)) / 1000) / 20;
      const auto moment = std::chrono::duration_cast<std::chrono::microseconds>(whole * share);
      const pid_t child = ::fork();
      if (child == 0) {
        FaultyOps ops;
        ::_exit(RunFixture::train(request("moment"), ops).error ? 2 : kNotStruck);
      }
      const auto begun = Clock::now();
      std::this_thread::sleep_for(moment);
      ::kill(child, SIGKILL);
      int status = -1;
      ::waitpid(child, &status, 0);
      QVERIFY(killed(status) || WEXITSTATUS(status) == kNotStruck);
      if (killed(status)) ++kills;
      // The machine was less busy than before: later moments follow its pace.
      else whole = std::min(whole, std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun) * 9 / 10);
      verifyResumed("moment", static_cast<int>(moment.count()));
      if (QTest::currentTestFailed()) return;
    }
    qInfo("%d kills in a run of %lld ms", kills, static_cast<long long>(whole.count() / 1000));
    QVERIFY2(kills >= 10, qPrintable(QString::number(kills)));
  }

  void fullOrReadOnlyDiskKeepsWhatWasThere_data() {
    QTest::addColumn<int>("fault");
    QTest::newRow("full") << static_cast<int>(Fault::DiskFull);
    QTest::newRow("read-only") << static_cast<int>(Fault::Unwritable);
  }
  void fullOrReadOnlyDiskKeepsWhatWasThere() {
    QFETCH(int, fault);
    for (int at = 1; at <= m_checkpointOps; at += 2) {
      const int status = strikeRun("failed", static_cast<Fault>(fault), at, true);
      // The very last operations are best effort (removing running.json): the run may be done by then.
      QVERIFY2(WIFEXITED(status) && (WEXITSTATUS(status) == 1 || at + 2 > m_checkpointOps),
               qPrintable(QString("operation %1: status %2").arg(at).arg(status)));
      for (const auto& checkpoint : engine::listCheckpoints(m_fixture.run("failed")))
        TIMBRE_OK(jobs::verifyCheckpoint(checkpoint.folder));
      verifyResumed("failed", at);
      if (QTest::currentTestFailed()) return;
    }
  }
};

QTEST_GUILESS_MAIN(CrashTest)
#include "crash_test.moc"
