// SPDX-License-Identifier: GPL-3.0-or-later
// An export that fails, is cancelled or killed at any operation on the disk leaves nothing that looks like a model, and
// with --force the model that was there.
#include "core/base/messages.h"
#include "core/export/exporter.h"
#include "tests/engine/run_fixture.h"

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <set>

using namespace timbre;
using testing::FaultyOps;
using testing::RunFixture;
namespace fs = std::filesystem;
using Fault = FaultyOps::Fault;

namespace {

int entriesIn(const fs::path& folder) {
  std::error_code code;
  return static_cast<int>(std::distance(fs::directory_iterator(folder, code), fs::directory_iterator()));
}

}  // namespace

/// Children do all that computes: OpenMP does not survive a fork.
class ExportFaultTest : public QObject {
  Q_OBJECT
 private:
  RunFixture m_fixture{true};
  int m_operations = 0;

  fs::path target() const { return m_fixture.root() / "exports" / "model"; }

  jobs::ExportRequest order(bool verify) const {
    jobs::ExportRequest request;
    request.run = m_fixture.run("lora");
    request.out = target();
    request.verify = verify;
    return request;
  }
  /// 0 exported, 1 refused with a sentence about the disk, 2 another error.
  int exportInChild(const jobs::ExportRequest& request, Fault fault, int at, bool exchange = true) const {
    return testing::inChild([&] {
      FaultyOps ops(fault, at);
      if (!exchange) ops.withoutExchange();
      const auto report = exporting::exportModel(request, ops, {}, {});
      testing::writeFile(m_fixture.root() / "count", std::to_string(ops.count()));
      if (report.ok()) return 0;
      const bool disk = report.error().code == "disk.full" || report.error().code == "file.unwritable";
      return disk && !base::errorSentence(report.error()).empty() ? 1 : 2;
    });
  }
  void clear() const {
    std::error_code code;
    fs::remove_all(m_fixture.root() / "exports", code);
  }

 private Q_SLOTS:
  void initTestCase() {
    QCOMPARE(testing::inChild([&] {
      base::FileOps ops;
      auto request = m_fixture.request("lora", 3);
      request.recipe.warmupRatio = 0;
      return RunFixture::train(request, ops).error ? 1 : 0;
    }), 0);
    QCOMPARE(exportInChild(order(true), Fault::None, 0), 0);
    m_operations = std::stoi(testing::readFile(m_fixture.root() / "count"));
    QVERIFY2(m_operations > 30, qPrintable(QString::number(m_operations)));
  }
  void init() { clear(); }

  void fullOrReadOnlyDiskLeavesNothing_data() {
    QTest::addColumn<int>("fault");
    QTest::newRow("full") << static_cast<int>(Fault::DiskFull);
    QTest::newRow("read-only") << static_cast<int>(Fault::Unwritable);
  }
  void fullOrReadOnlyDiskLeavesNothing() {
    QFETCH(int, fault);
    for (int at = 1; at <= m_operations; ++at) {
      const int status = exportInChild(order(false), static_cast<Fault>(fault), at);
      const bool renamed = fs::exists(target());
      // Only the very last operation, after the rename, may fail with the model in its place.
      QVERIFY2(WEXITSTATUS(status) == 1 || renamed, qPrintable(QString("operation %1: status %2").arg(at).arg(status)));
      QVERIFY2(!renamed || at >= m_operations - 1, qPrintable(QString("operation %1 left a model").arg(at)));
      if (!renamed) QVERIFY2(!fs::exists(m_fixture.root() / "exports"), qPrintable(QString("operation %1 left something").arg(at)));
      clear();
    }
  }

  void killedItLooksLikeNothing() {
    for (int at = 1; at <= m_operations; ++at) {
      const int status = exportInChild(order(false), Fault::Kill, at);
      QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
      std::error_code code;
      for (const auto& entry : fs::directory_iterator(m_fixture.root() / "exports", code))
        if (entry.path() != target()) QVERIFY2(entry.path().filename().string().starts_with(".model.tmp-"), entry.path().c_str());
      if (fs::exists(target())) QVERIFY(at >= m_operations - 1 && fs::exists(target() / "README.md"));
      if (at % 6 == 0 && !fs::exists(target())) {  // the next export cleans up and works
        QCOMPARE(exportInChild(order(false), Fault::None, 0), 0);
        QCOMPARE(entriesIn(m_fixture.root() / "exports"), 1);
      }
      clear();
    }
  }

  void forceKeepsTheOldOneUntilTheEnd() {
    QCOMPARE(exportInChild(order(false), Fault::None, 0), 0);
    testing::writeFile(target() / "mine.txt", "kept");
    auto forced = order(false);
    forced.force = true;
    for (int at = 1; at <= m_operations; at += 3) {
      const int status = exportInChild(forced, Fault::DiskFull, at);
      if (WEXITSTATUS(status) == 1) QVERIFY2(fs::exists(target() / "mine.txt"), qPrintable(QString("operation %1").arg(at)));
    }
    QCOMPARE(exportInChild(forced, Fault::None, 0), 0);
    QVERIFY(!fs::exists(target() / "mine.txt"));
    QCOMPARE(entriesIn(m_fixture.root() / "exports"), 1);
  }

  /// What stands at the target's name: the model that was there ("old"), the new one, or nothing.
  std::string standing() const {
    if (!fs::exists(target() / "README.md") || !fs::exists(target() / "model.safetensors")) return "nothing";
    return fs::exists(target() / "mine.txt") ? "old" : "new";
  }
  void putOldModel() const {
    QCOMPARE(exportInChild(order(false), Fault::None, 0), 0);
    testing::writeFile(target() / "mine.txt", "kept");
  }

  void killedWhileItReplacesThereIsAlwaysAModel() {
    auto forced = order(false);
    forced.force = true;
    putOldModel();
    QCOMPARE(exportInChild(forced, Fault::None, 0), 0);
    const int operations = std::stoi(testing::readFile(m_fixture.root() / "count"));
    std::set<std::string> seen;
    for (int at = operations - 4; at <= operations; ++at) {
      clear();
      putOldModel();
      const int status = exportInChild(forced, Fault::Kill, at);
      QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
      const std::string left = standing();
      QVERIFY2(left != "nothing", qPrintable(QString("operation %1 of %2").arg(at).arg(operations)));
      seen.insert(left);
      QCOMPARE(exportInChild(forced, Fault::None, 0), 0);
      QCOMPARE(standing(), std::string("new"));
      QCOMPARE(entriesIn(m_fixture.root() / "exports"), 1);
    }
    QCOMPARE(seen.size(), std::size_t(2));
  }

  void whereNamesCannotBeSwappedTheNextExportBringsTheOldModelBack() {
    auto forced = order(false);
    forced.force = true;
    putOldModel();
    QCOMPARE(exportInChild(forced, Fault::None, 0, false), 0);
    QCOMPARE(standing(), std::string("new"));
    QCOMPARE(entriesIn(m_fixture.root() / "exports"), 1);
    const int operations = std::stoi(testing::readFile(m_fixture.root() / "count"));
    bool broughtBack = false;
    for (int at = operations - 4; at <= operations; ++at) {
      clear();
      putOldModel();
      const int status = exportInChild(forced, Fault::Kill, at, false);
      QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
      const bool gone = standing() == "nothing";
      // The next export finds it; that this one comes to nothing itself does not matter.
      QCOMPARE(exportInChild(forced, Fault::DiskFull, 4, false), 256);
      QVERIFY2(standing() != "nothing", qPrintable(QString("operation %1 of %2").arg(at).arg(operations)));
      broughtBack = broughtBack || (gone && standing() == "old");
      QCOMPARE(exportInChild(forced, Fault::None, 0, false), 0);
      QCOMPARE(standing(), std::string("new"));
      QCOMPARE(entriesIn(m_fixture.root() / "exports"), 1);
    }
    QVERIFY(broughtBack);
  }

  void cancelledInEveryPhaseItLeavesNothing() {
    for (const char* phase : {"checking", "writing", "verifying"}) {
      const int status = testing::inChild([&] {
        base::FileOps ops;
        base::CancelSource source;
        const auto report = exporting::exportModel(
            order(true), ops, [&](const jobs::Progress& p) { if (p.phase == phase) source.cancel(); }, source.token());
        return !report.ok() && report.error().code == "cancelled" ? 0 : 1;
      });
      QVERIFY2(status == 0, phase);
      QVERIFY2(!fs::exists(m_fixture.root() / "exports"), phase);
    }
  }

  void readOnlyFolderIsOneSentence() {
    if (::geteuid() == 0) QSKIP("root may write everywhere; the injected fault above stands for it");
    fs::create_directories(m_fixture.root() / "exports");
    fs::permissions(m_fixture.root() / "exports", fs::perms::owner_read | fs::perms::owner_exec);
    const int status = exportInChild(order(false), Fault::None, 0);
    fs::permissions(m_fixture.root() / "exports", fs::perms::owner_all);
    QCOMPARE(WEXITSTATUS(status), 1);
    QCOMPARE(entriesIn(m_fixture.root() / "exports"), 0);
  }
};

QTEST_GUILESS_MAIN(ExportFaultTest)
#include "export_fault_test.moc"
