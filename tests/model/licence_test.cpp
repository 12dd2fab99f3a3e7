// SPDX-License-Identifier: GPL-3.0-or-later
// The licence of a model folder, as its own files say it.
#include "core/model/licence.h"
#include "tests/support/test_support.h"

using namespace timbre;

class LicenceTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theCardSaysIt_data() {
    QTest::addColumn<QByteArray>("card");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("licence");
    QTest::newRow("plain") << QByteArray("---\nlicense: apache-2.0\n---\n# Model") << QByteArray() << QByteArray("apache-2.0");
    QTest::newRow("quoted, CRLF") << QByteArray("---\r\nlicense: \"mit\"\r\n---\r\n") << QByteArray() << QByteArray("mit");
    QTest::newRow("named") << QByteArray("---\nlicense: other\nlicense_name: qwen-research\n---\n") << QByteArray("x") << QByteArray("qwen-research");
    QTest::newRow("below the front matter") << QByteArray("---\ntags: []\n---\nlicense: mit\n") << QByteArray() << QByteArray();
    QTest::newRow("no front matter") << QByteArray("license: mit\n") << QByteArray() << QByteArray();
    QTest::newRow("file") << QByteArray() << QByteArray("\n\n    MIT License\n\nCopyright") << QByteArray("MIT License");
    QTest::newRow("heading") << QByteArray("# Model") << QByteArray("# GEMMA TERMS\n") << QByteArray("GEMMA TERMS");
    QTest::newRow("none") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("controls") << QByteArray("---\nlicense: a\x1b[31mb\n---\n") << QByteArray() << QByteArray("a[31mb");
    QTest::newRow("endless") << QByteArray("---\nlicense: ") + QByteArray(9000, 'x') << QByteArray() << QByteArray(120, 'x');
  }
  void theCardSaysIt() {
    QFETCH(QByteArray, card);
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, licence);
    testing::TempFolder folder;
    if (!card.isEmpty()) testing::writeFile(folder.path() / "README.md", card.toStdString());
    if (!file.isEmpty()) testing::writeFile(folder.path() / "LICENSE", file.toStdString());
    QCOMPARE(QByteArray::fromStdString(model::licenceOf(folder.path())), licence);
  }
};

QTEST_GUILESS_MAIN(LicenceTest)
#include "licence_test.moc"
