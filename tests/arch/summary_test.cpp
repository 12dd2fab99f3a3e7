// SPDX-License-Identifier: GPL-3.0-or-later
// packaging/lib/summary.awk counts what QtTest says, and nothing that went wrong is counted as nothing.
#include "tests/support/test_support.h"

#include <QProcess>

using namespace timbre;

namespace {

QString testcase(const QString& name, const QString& status, const QString& output) {
  return "\t<testcase name=\"" + name + "\" classname=\"" + name + "\" time=\"0.1\" status=\"" + status +
         "\">\n\t\t<system-out>" + output + "</system-out>\n\t</testcase>\n";
}

QString totals(int passed, int failed, int skipped) {
  return QString("Totals: %1 passed, %2 failed, %3 skipped, 0 blacklisted, 3ms\n").arg(passed).arg(failed).arg(skipped);
}

const QString kStart = "********* Start testing of T *********\nPASS   : T::initTestCase()\n";

}  // namespace

class SummaryTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void counts_data();
  void counts();
};

void SummaryTest::counts_data() {
  QTest::addColumn<QString>("cases");
  QTest::addColumn<bool>("data");
  QTest::addColumn<QString>("last");
  const QString good = kStart + "PASS   : T::one()\nPASS   : T::two(row 1)\nPASS   : T::cleanupTestCase()\n" + totals(4, 0, 0);
  const QString bad = kStart + "FAIL!  : T::one() no\nPASS   : T::cleanupTestCase()\n" + totals(2, 1, 0);
  const QString skip = kStart + "SKIP   : T::one() because\nPASS   : T::cleanupTestCase()\n" + totals(2, 0, 1);
  const QString absent =
      kStart + "SKIP   : T::one() the real data folder is absent (set TIMBRE_DATA): x\n" + totals(2, 0, 1);
  QTest::newRow("functions, not programs") << testcase("a", "run", good) << false << "2 0 0";
  QTest::newRow("two programs") << testcase("a", "run", good) + testcase("b", "run", good) << false << "4 0 0";
  QTest::newRow("two classes in one program") << testcase("a", "run", good + good) << false << "4 0 0";
  QTest::newRow("a failing function") << testcase("a", "fail", bad) << false << "0 1 0";
  QTest::newRow("crash before the totals") << testcase("a", "fail", kStart + "PASS   : T::one()\n") << false << "0 1 0";
  QTest::newRow("crash after the totals") << testcase("a", "fail", good) << false << "2 1 0";
  QTest::newRow("not built") << testcase("a", "notrun", "") << false << "0 1 0";
  QTest::newRow("not a QtTest program") << testcase("a", "run", "fine\n") << false << "1 0 0";
  QTest::newRow("skip") << testcase("a", "run", skip) << true << "0 0 1";
  QTest::newRow("data skip without data") << testcase("with_data", "run", skip) << false << "0 0 1";
  QTest::newRow("data skip with data") << testcase("with_data", "run", skip) << true << "0 1 1";
  QTest::newRow("data skip without the label") << testcase("a", "run", absent) << true << "0 1 1";
}

void SummaryTest::counts() {
  QFETCH(QString, cases);
  QFETCH(bool, data);
  QFETCH(QString, last);
  testing::TempFolder folder;
  const auto file = folder.path() / "junit.xml";
  testing::writeFile(file, ("<?xml version=\"1.0\"?>\n<testsuite name=\"Linux-c++\" tests=\"1\">\n" + cases + "</testsuite>\n").toStdString());
  QProcess awk;
  awk.start("awk", {"-v", data ? "data=1" : "data=0", "-v", "data_tests=other with_data", "-f",
                    QString::fromStdString((testing::sourceFolder() / "packaging/lib/summary.awk").string()),
                    QString::fromStdString(file.string())});
  QVERIFY(awk.waitForFinished(30'000));
  QCOMPARE(awk.exitCode(), 0);
  const QStringList lines = QString::fromUtf8(awk.readAllStandardOutput()).trimmed().split('\n');
  QCOMPARE(lines.last(), last);
}

QTEST_GUILESS_MAIN(SummaryTest)
#include "summary_test.moc"
