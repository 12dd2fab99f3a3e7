// SPDX-License-Identifier: GPL-3.0-or-later
// The strip's hosted billing tokens: exact with their encoding's name, on the way, or an estimate that says so; never one for the
// other.
#include "tests/support/test_support.h"
#include "ui/pages/dataset/numbers_strip.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/label.h"

#include <QPushButton>
#include <QSignalSpy>

using namespace timbre;
using namespace timbre::ui;

class NumbersStripTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<QWidget> m_host;
  NumbersStrip* m_strip = nullptr;

  static session::NumbersChanged counted() {
    session::NumbersChanged n;
    n.rows = 10;
    n.usedRows = 9;
    n.epochs = n.defaultEpochs = 3;
    n.tokens = 900;
    n.totalTokens = n.hostedEstimate = 2'700;
    n.complete = true;
    n.costs = {{{"p", "P", 3, "USD", "2025-08-01", "o200k"}, 0.0081, true}};
    n.costEstimated = true;
    return n;
  }
  QPushButton* source() const { return m_strip->findChild<QPushButton*>("hostedSource"); }
  QString value() const { return m_strip->findChild<QWidget*>("figureHosted")->findChild<NumberLabel*>()->text(); }

 private Q_SLOTS:
  void initTestCase() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_theme = std::make_unique<ThemeController>();
  }
  void init() {
    m_host = std::make_unique<QWidget>();
    m_strip = new NumbersStrip(m_host.get());
    m_strip->resize(1228, 68);
    m_host->resize(1700, 80);
    m_host->show();
  }
  void cleanup() { m_host.reset(); }

  void anEstimateSaysSoAndLeadsOn() {
    m_strip->setNumbers(counted());
    QCOMPARE(value(), QString("2,700"));
    QCOMPARE(source()->text(), QString("estimate"));
    QSignalSpy asked(m_strip, &NumbersStrip::hostedClicked);
    QTest::mouseClick(source(), Qt::LeftButton);
    source()->setFocus();
    QTest::keyClick(source(), Qt::Key_Space);
    QCOMPARE(asked.count(), 2);
    QVERIFY(source()->accessibleName().contains("estimate"));
  }

  void exactIsNamedAfterItsEncoding() {
    session::NumbersChanged n = counted();
    n.hostedTokens = 2'610;
    n.hostedRows = 9;
    n.hostedEncoding = "o200k_base";
    n.costEstimated = n.costs[0].estimated = false;
    m_strip->setNumbers(n);
    QCOMPARE(value(), QString("2,610"));
    QCOMPARE(source()->text(), QString("o200k_base"));
    // Rows that are not counted yet: a number on its way is not the number.
    n.hostedRows = 8;
    m_strip->setNumbers(n);
    QCOMPARE(source()->text(), QString("counting"));
    n.hostedRows = 9;
    n.complete = false;
    m_strip->setNumbers(n);
    QCOMPARE(source()->text(), QString("counting"));
    // Counted with tokens that the chosen price does not bill: still an estimate.
    n.complete = true;
    n.hostedTokens = -1;
    m_strip->setNumbers(n);
    QCOMPARE(value(), QString("2,700"));
    QCOMPARE(source()->text(), QString("estimate"));
  }

  void whatIsNotKnownIsADash() {
    session::NumbersChanged n = counted();
    n.hostedEstimate = -1;
    n.costs.clear();
    m_strip->setNumbers(n);
    QCOMPARE(value(), QString::fromUtf8("–"));
  }

  void nothingIsCutWhenItIsNarrow() {
    session::NumbersChanged n = counted();
    n.rows = n.usedRows = n.hostedRows = 1'234'567;
    n.tokens = n.trainedTokens = 234'567'890;
    n.totalTokens = n.hostedTokens = 703'703'670;
    n.hostedEncoding = "cl100k_base";
    n.lengths = {1'234'567, 41, 412, 144, 120, 45, 49, 300, 470};
    n.histogram = {{0, 100, 5}, {100, 200, 3}};
    n.limit = 1'024;
    m_strip->setNumbers(n);
    QTest::qWait(20);
    for (const int width : {1680, 1228, 1190, 1050, 900, m_strip->minimumSizeHint().width()}) {
      m_strip->resize(width, 68);
      QTest::qWait(20);
      QCOMPARE(m_strip->width(), width);
      QCOMPARE(m_strip->findChild<QWidget*>("figureHosted")->isVisible(), width > 900);
      QCOMPARE(m_strip->findChild<QWidget*>("lengthHistogram")->isVisible(), width > 1400);
      for (Label* label : m_strip->findChildren<Label*>())
        if (label->isVisible()) {
          const int right = label->mapTo(m_strip, QPoint(label->width(), 0)).x();
          QVERIFY2(label->width() >= label->fullWidth() && right <= width, qPrintable(QStringLiteral("%1 at %2: %3 of %4, right %5").arg(label->text()).arg(width).arg(label->width()).arg(label->fullWidth()).arg(right)));
        }
    }
  }
};

QTEST_MAIN(NumbersStripTest)
#include "numbers_strip_test.moc"
