// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/run_record.h"

#include "core/base/hash.h"
#include "core/base/file_ops.h"
#include "tests/support/test_support.h"

#include <limits>

#include <unistd.h>

using namespace timbre;
using events::RunState;
namespace fs = std::filesystem;

namespace {

std::string line(const events::RunEvent& event) { return base::dumpJson(events::toJson(event)) + "\n"; }

events::StepMetrics step(std::int64_t number, double loss, int segment = 0) {
  events::StepMetrics metrics;
  metrics.step = number;
  metrics.loss = loss;
  metrics.seconds = 0.5;
  metrics.tokens = 10;
  metrics.segment = segment;
  return metrics;
}

void checkpoint(const fs::path& run, int number) {
  const fs::path folder = run / ("checkpoint-" + std::to_string(number));
  testing::writeFile(folder / "adapter_model.safetensors", "bytes");
  const base::Json manifest = {{"format_version", 1}, {"step", number},
                               {"files", {{"adapter_model.safetensors", {{"size", 5}, {"sha256", base::sha256Hex("bytes")}}}}}};
  testing::writeFile(folder / "manifest.json", base::dumpJson(manifest));
}

fs::path makeRun(const fs::path& root, const std::string& name) {
  const fs::path run = root / name;
  testing::writeFile(run / "recipe.json", "{\"rank\": 16}");
  testing::writeFile(run / "dataset.jsonl", "{}\n");
  testing::writeFile(run / "provenance.json", "{\"kind\":\"training\",\"base\":{\"path\":\"/models/x\"}}");
  testing::writeFile(run / "metrics.jsonl", line(step(1, 3)) + line(step(2, 2.5)) + line(events::ValidationMetrics{2, 2.6, 5, 0.1, 0}) +
                                                line(step(3, 2.2)) + line(step(3, 2.1, 1)) + line(events::ValidationMetrics{3, 2.4, 5, 0.1, 1}) +
                                                "{\"step\": 4, \"lo");
  checkpoint(run, 2);
  checkpoint(run, 3);
  return run;
}

}  // namespace

class RunRecordTest : public QObject {
  Q_OBJECT
  testing::TempFolder m_folder;

 private Q_SLOTS:
  void readsWhatTheEngineWrote() {
    const fs::path folder = makeRun(m_folder.path(), "a");
    testing::writeFile(folder / "events.jsonl", line(events::RunStateChanged{RunState::Running, 0, 9, {}}) +
                                                    line(events::RunStateChanged{RunState::Paused, 3, 9, {}}));
    auto run = jobs::readRun(folder);
    TIMBRE_OK(run);
    QCOMPARE(run->state, RunState::Paused);
    QCOMPARE(run->step, std::int64_t(3));
    QCOMPARE(run->totalSteps, std::int64_t(9));
    QCOMPARE(*run->trainLoss, 2.1);  // of the newest segment
    QCOMPARE(run->tokens, std::int64_t(30));
    QCOMPARE(run->baseModel, std::string("/models/x"));
    QCOMPARE(run->checkpoints.size(), std::size_t(2));
    QCOMPARE(run->checkpoints[0].step, std::int64_t(3));
    QVERIFY(run->checkpoints[0].best && !run->checkpoints[1].best);
    QCOMPARE(*run->checkpoints[1].validationLoss, 2.6);
  }

  void aRunWhoseProcessIsGoneIsInterrupted() {
    const fs::path folder = makeRun(m_folder.path(), "b");
    testing::writeFile(folder / "events.jsonl", line(events::RunStateChanged{RunState::Running, 0, 9, {}}));
    testing::writeFile(folder / "running.json", "{\"pid\": " + std::to_string(::getpid()) + "}");
    QCOMPARE(jobs::readRun(folder)->state, RunState::Running);
    testing::writeFile(folder / "running.json", "{\"pid\": 2147483646}");
    QCOMPARE(jobs::readRun(folder)->state, RunState::Interrupted);
    fs::remove(folder / "running.json");
    QCOMPARE(jobs::readRun(folder)->state, RunState::Interrupted);
  }

  // Numbers that no run has: nothing wraps around, no other process is asked about.
  void absurdNumbersStayNumbers() {
    const fs::path folder = makeRun(m_folder.path(), "absurd");
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    auto first = step(1, 3), second = step(2, 3), third = step(3, 3);
    first.tokens = second.tokens = most;
    third.tokens = -most;
    testing::writeFile(folder / "metrics.jsonl", line(first) + line(second) + line(third));
    testing::writeFile(folder / "running.json", "{\"pid\": 4294967295}");  // -1 in 32 bits: every process
    const auto run = jobs::readRun(folder);
    TIMBRE_OK(run);
    QCOMPARE(run->tokens, most);
    QCOMPARE(run->state, RunState::Interrupted);
  }

  void damagedCheckpointsAreNotTrusted() {
    const fs::path folder = makeRun(m_folder.path(), "c");
    auto run = jobs::readRun(folder);
    QCOMPARE(jobs::newestVerified(*run)->step, std::int64_t(3));
    testing::writeFile(folder / "checkpoint-3" / "adapter_model.safetensors", "bytez");
    QCOMPARE(jobs::verifyCheckpoint(folder / "checkpoint-3").error().code, std::string("checkpoint.damaged"));
    QCOMPARE(jobs::newestVerified(*run)->step, std::int64_t(2));
    testing::writeFile(folder / "checkpoint-2" / "manifest.json", "{\"format_version\":1,\"files\":{\"../x\":{}}}");
    QCOMPARE(jobs::verifyCheckpoint(folder / "checkpoint-2").error().code, std::string("checkpoint.bad_manifest"));
    QVERIFY(!jobs::newestVerified(*run));
  }

  void listSkipsWhatIsNoRun() {
    testing::TempFolder root;
    makeRun(root.path(), "one");
    testing::writeFile(root.path() / "other" / "note.txt", "x");
    QCOMPARE(jobs::listRuns(root.path()).size(), std::size_t(1));
    QCOMPARE(jobs::listRuns(root.path() / "missing").size(), std::size_t(0));
    QCOMPARE(jobs::readRun(root.path() / "other").error().code, std::string("run.missing"));
  }
};

QTEST_GUILESS_MAIN(RunRecordTest)
#include "run_record_test.moc"
