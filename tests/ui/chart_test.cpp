// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_support.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/chart_table.h"
#include "ui/widgets/chart_view.h"

#include <QChart>
#include <QElapsedTimer>
#include <QLineSeries>

#include <cmath>
#include <limits>

using namespace timbre::ui;

class ChartTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

  static qsizetype pointsOf(const ChartView& view) {
    qsizetype points = 0;
    for (QAbstractSeries* series : view.chart()->series())
      if (auto* line = qobject_cast<QLineSeries*>(series)) points += line->count();
    return points;
  }

 private Q_SLOTS:
  void initTestCase() { m_theme = std::make_unique<ThemeController>(); }

  void aMillionSamplesBecomeTwoAPixel() {
    ChartView view;
    view.resize(900, 400);
    view.show();
    const int raw = view.addSeries(rawSeries("loss"));
    timbre::events::CurvePyramid curve;
    for (int i = 0; i < 1'000'000; ++i) curve.append(i, i == 654'321 ? 9.0 : 1 + 0.1 * std::sin(i * 0.01));
    view.setCurve(raw, std::move(curve));
    QElapsedTimer timer;
    timer.start();
    view.refresh();
    qInfo("refresh of 1,000,000 samples: %.2f ms", double(timer.nsecsElapsed()) / 1e6);
    QVERIFY2(timer.elapsed() < 50, "a refresh must not hold the window up");
    QVERIFY(pointsOf(view) <= 2 * 900 + 4);
    // The one-sample spike is still there.
    double top = 0;
    for (QAbstractSeries* series : view.chart()->series())
      if (auto* line = qobject_cast<QLineSeries*>(series))
        for (const QPointF& p : line->points()) top = std::max(top, p.y());
    QCOMPARE(top, 9.0);
  }

  void nanInterruptsTheLine() {
    ChartView view;
    view.resize(600, 300);
    view.show();
    const int raw = view.addSeries(rawSeries("loss"));
    for (int i = 0; i < 20; ++i) view.append(raw, i, i == 10 ? kNaN : 1.0);
    view.refresh();
    int stretches = 0;
    for (QAbstractSeries* series : view.chart()->series())
      if (auto* line = qobject_cast<QLineSeries*>(series); line && line->count() > 0) ++stretches;
    QCOMPARE(stretches, 2);
  }

  void wordsOfALineDoNotHideACurveThatLiesLow() {
    ChartView view;
    view.resize(900, 400);
    view.show();
    const int raw = view.addSeries(rawSeries("loss"));
    for (int i = 0; i <= 100; ++i) view.append(raw, i, i < 20 ? 5.0 - 0.24 * i : 0.1);
    view.setXExtent(0, 100);
    view.setYExtent(0, 5);
    const QImage without = view.toImage(1);
    view.setLines({{30, "epoch 2"}, {60, "epoch 3"}});
    const QImage with = view.toImage(1);
    const QRectF plot = view.chart()->plotArea();
    const int y = int(plot.bottom() - 0.1 / 5 * plot.height());
    int hidden = 0;
    for (const int line : {30, 60}) {
      const int from = int(plot.left() + plot.width() * line / 100) + 3;
      for (int x = from; x < from + 40; ++x) {
        bool inked = false, kept = false;
        for (int dy = -2; dy <= 2; ++dy) {
          inked |= without.pixelColor(x, y + dy) != theme().color(Role::Surface);
          kept |= with.pixelColor(x, y + dy) == without.pixelColor(x, y + dy) && with.pixelColor(x, y + dy) != theme().color(Role::Surface);
        }
        hidden += inked && !kept;
      }
    }
    QCOMPARE(hidden, 0);
    QVERIFY2(with != without, "the words are painted somewhere");
  }

  void theLastDotIsWhole() {
    ChartView view;
    view.resize(900, 400);
    view.show();
    view.addSeries(validationSeries("validation"));
    view.append(0, 50, 2);
    view.append(0, 100, 2);
    view.setXExtent(0, 100);
    view.setYExtent(0, 5);
    const QImage image = view.toImage(1);
    const auto ink = [&](int from, int to) {
      int count = 0;
      for (int x = std::max(0, from); x < std::min(to, image.width()); ++x)
        for (int y = 0; y < image.height(); ++y) count += image.pixelColor(x, y) == theme().color(validationSeries({}).color);
      return count;
    };
    // Of the last dot the right half, beside that of the dot in the middle (where the line goes on).
    int right = 0;
    for (int x = image.width() - 1; x >= 0 && right == 0; --x)
      if (ink(x, x + 1) > 0) right = x;
    const int centre = right - 3;
    QVERIFY2(ink(centre + 1, right + 1) >= ink(centre - 3, centre) / 2, "the edge of the plot cuts the dot");
    int tallest = 0;
    for (int x = right - 9; x <= right; ++x) tallest = std::max(tallest, ink(x, x + 1));
    QVERIFY2(ink(right, right + 1) < tallest, "a round end, not a straight cut");
  }

  void keysMoveTheCrosshairAndSayTheValues() {
    ChartView view;
    view.resize(600, 300);
    view.show();
    view.setTitle("Loss");
    const int raw = view.addSeries(rawSeries("loss"));
    for (int i = 1; i <= 100; ++i) view.append(raw, i, i * 0.5);
    view.refresh();
    QSignalSpy moved(&view, &ChartView::crosshairMoved);
    QTest::keyClick(&view, Qt::Key_Home);
    QCOMPARE(*view.crosshair(), 1.0);
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(*view.crosshair(), 2.0);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(*view.crosshair(), 12.0);
    QVERIFY2(view.accessibleDescription().contains("loss 6"), qPrintable(view.accessibleDescription()));
    QTest::keyClick(&view, Qt::Key_End);
    QCOMPARE(*view.crosshair(), 100.0);
    QCOMPARE(moved.count(), 4);
    QCOMPARE(view.accessibleName(), QString("Loss"));
  }

  void chartsShareTheCrosshair() {
    ChartView a, b;
    const int series = a.addSeries(rawSeries("x"));
    a.append(series, 1, 1);
    a.append(series, 2, 1);
    linkCrosshairs({&a, &b});
    QTest::keyClick(&a, Qt::Key_End);
    QVERIFY(b.crosshair().has_value());
    QCOMPARE(*b.crosshair(), 2.0);
  }

  void dragZoomsAndDoubleClickGoesBack() {
    ChartView view;
    view.resize(800, 400);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const int raw = view.addSeries(rawSeries("loss"));
    for (int i = 0; i < 100; ++i) view.append(raw, i, 1);
    view.refresh();
    const QRectF plot = view.chart()->plotArea();
    const QPoint from(int(plot.x() + plot.width() * 0.25), int(plot.center().y())), to(int(plot.x() + plot.width() * 0.5), int(plot.center().y()));
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
    QTest::mouseMove(view.viewport(), to);
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, to);
    QVERIFY(view.zoomed());
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, from);
    QVERIFY(!view.zoomed());
  }

  void marksAreClickable() {
    ChartView view;
    view.resize(800, 400);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const int raw = view.addSeries(rawSeries("loss"));
    for (int i = 0; i <= 100; ++i) view.append(raw, i, 1 + i % 2);
    view.setMarks({{ChartMark::Kind::Error, 50, kNaN, "Not a number at 50"}});
    view.refresh();
    view.grab();
    QSignalSpy mark(&view, &ChartView::markActivated);
    const QRectF plot = view.chart()->plotArea();
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(int(plot.center().x()) + 1, int(plot.top()) + 9));
    QCOMPARE(mark.count(), 1);
  }

  void tableAndCsvHoldTheTrueValues() {
    ChartView view;
    const int raw = view.addSeries(rawSeries("loss, \"raw\""));
    const int valid = view.addSeries(validationSeries("validation"));
    view.setXName("step");
    view.append(raw, 1, 3.25);
    view.append(raw, 2, kNaN);
    view.append(valid, 2, 1.5);
    QCOMPARE(QString::fromStdString(view.snapshot().csv()), QString("step,\"loss, \"\"raw\"\"\",validation\r\n1,3.25,\r\n2,nan,1.5\r\n"));
    ChartTableModel model(view.snapshot());
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.columnCount(), 3);
    QCOMPARE(model.index(0, 2).data().toString(), QString());
    QCOMPARE(model.index(1, 2).data().toString(), QString("1.5"));
    QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QString("step"));
  }
};

QTEST_MAIN(ChartTest)
#include "chart_test.moc"
