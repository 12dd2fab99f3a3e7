// SPDX-License-Identifier: GPL-3.0-or-later
// A run while it lives and after it ended: six figures, the loss chart, four small charts, and the column of answers,
// checkpoints and events. Steps are appended as they come; a run read from disk replaces everything. Ended runs keep the layout:
// a banner appears between figures and chart. Owns its charts; GUI thread. The curves of a long run are made on a thread of its own;
// events that come meanwhile wait for them.
#pragma once

#include "ui/bridge/run_log.h"
#include "ui/models/run_curves.h"
#include "ui/widgets/chart_view.h"
#include "ui/widgets/pane.h"

#include <QByteArray>
#include <QList>
#include <QThreadPool>

#include <functional>

class QStackedWidget;
class QToolButton;

namespace timbre::ui {

class Banner;
class ChartTable;
class CurveCard;
class Figure;
class Label;
class LiveSide;
class NumberLabel;

/// Title with the newest value over a small chart; its values stand as a table in its place on demand, and both can be saved.
class SmallChart : public Pane {
  Q_OBJECT
 public:
  SmallChart(const SeriesSpec& spec, QWidget* parent);
  ChartView* chart() const { return m_chart; }
  void setTitle(const QString& title);
  void setValue(const QString& value, const QString& unit = {});

 Q_SIGNALS:
  /// `make` may be called once, on any thread.
  void saveRequested(const QString& suggestedName, std::function<QByteArray()> make);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void openMenu();
  void showTable(bool table);
  /// The unit gives way to the title.
  void fitHead();
  QStackedWidget* m_stack;
  ChartTable* m_table;
  QToolButton* m_menu;
  Label* m_title;
  NumberLabel* m_value;
  Label* m_unit;
  ChartView* m_chart;
};

class LiveView : public QWidget {
  Q_OBJECT
 public:
  explicit LiveView(QWidget* parent = nullptr);
  /// Another run: everything starts empty.
  void begin(const std::filesystem::path& folder);
  void apply(const std::vector<events::RunEvent>& events);
  void load(const session::RunLoaded& run);
  /// The list of runs as read from disk: checkpoints that are gone leave the table.
  void takeRuns(const std::vector<jobs::RunRecord>& runs);
  const RunLog& log() const { return m_log; }
  /// What the bridge knows better than the events: state between command and answer.
  void setState(events::RunState state, const std::optional<base::Error>& error = {});
  /// Of the recipe; 0: unknown.
  void setEpochs(double epochs);
  void setProject(const QString& name) { m_runName = name; }
  LiveSide* side() const { return m_side; }
  CurveCard* loss() const { return m_loss; }
  void showSide(bool show);
  bool sideFits() const;
  /// Shown when the run ended in a way that a person can act on.
  void setCanResume(bool can);

 Q_SIGNALS:
  void resumeRequested();
  void recipeRequested();
  void chatRequested(std::int64_t step);
  void saveRequested(const QString& name, std::function<QByteArray()> make);
  void sideFitsChanged();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  enum { Rate, Norm, Speed, Memory };
  void addStep(const events::StepMetrics& metrics);
  void markStep(const events::StepMetrics& metrics);
  void plot(const events::RunEvent& event);
  void takeCurves(RunCurves curves);
  void addMark(ChartMark mark);
  void showFigures();
  void showBanner();
  void showState();
  void placeSide();
  void retranslate();

  RunLog m_log;
  QString m_runName;
  double m_epochs = 0;
  Figure *m_step, *m_epoch, *m_left, *m_lossFigure, *m_validation, *m_tokens;
  Banner* m_banner;
  CurveCard* m_loss;
  SmallChart* m_small[4];
  LiveSide* m_side;
  QList<ChartMark> m_marks;
  QList<ChartLine> m_lines;
  int m_segment = -1;
  std::int64_t m_epochSeen = 0;
  bool m_canResume = false;
  bool m_sideWanted = false;  ///< by the button, where it does not fit beside
  std::uint64_t m_reading = 0;                 ///< counts begin(); curves of an earlier run are dropped
  bool m_makingCurves = false;
  std::vector<events::RunEvent> m_unplotted;   ///< came while the curves were made
  QThreadPool m_maker;                         // last: it waits before the charts go
};

}  // namespace timbre::ui
