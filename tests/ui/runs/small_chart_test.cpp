// SPDX-License-Identifier: GPL-3.0-or-later
// The small charts beside a living run.
#include "tests/ui/runs/run_stage.h"

#include "ui/bridge/language.h"
#include "ui/pages/train/live_view.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/label.h"

#include <QMenu>
#include <QTableView>
#include <QToolButton>

using namespace timbre::ui;
using timbre::ui::testing::RunStage;

class SmallChartTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }

  void everySmallChartHasATableAndCanBeSaved() {
    RunStage stage;
    SmallChart* chart = stage.train->live()->findChild<SmallChart*>();
    QVERIFY(chart);
    chart->chart()->append(0, 1, 0.5);
    QSignalSpy saved(stage.train->live(), &LiveView::saveRequested);
    QByteArray csv;
    connect(chart, &SmallChart::saveRequested, this, [&](const QString&, const std::function<QByteArray()>& make) { csv = make(); });
    QTest::mouseClick(chart->findChild<QToolButton*>("smallChartMenu"), Qt::LeftButton);
    auto* menu = chart->findChild<QMenu*>();
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 3);
    menu->actions().at(1)->trigger();
    QVERIFY2(csv.contains("1,0.5"), csv.constData());
    QCOMPARE(saved.count(), 1);
    menu->actions().first()->trigger();
    auto* table = chart->findChild<QTableView*>("smallChartTable");
    QVERIFY(table && table->model());
    QCOMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("1"));
    QVERIFY(!chart->chart()->isVisibleTo(chart));
    menu->actions().first()->trigger();
    QVERIFY(chart->chart()->isVisibleTo(chart));
    menu->close();
  }

  void theUnitGivesWayToTheTitle() {
    SmallChart chart(rawSeries("speed"), nullptr);
    chart.setTitle("Gradient norm");
    chart.setValue("2,079", "tokens/s");
    chart.show();
    auto* unit = chart.findChild<Label*>("smallChartUnit");
    QVERIFY(unit);
    chart.resize(360, 150);
    QTRY_VERIFY(!unit->isHidden());
    chart.resize(200, 150);
    QTRY_VERIFY2(unit->isHidden(), "the title would be cut");
  }
};

QTEST_MAIN(SmallChartTest)
#include "small_chart_test.moc"
