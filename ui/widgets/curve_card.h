// SPDX-License-Identifier: GPL-3.0-or-later
// A card around one ChartView for a curve that is watched: the raw line thin, its de-biased mean thick with a slider for its
// weight, and measured points beside it. The table twin takes the chart's place; picture and CSV are handed out as functions so
// that their bytes can be made on another thread. Owns the chart. GUI thread.
#pragma once

#include "ui/widgets/chart_view.h"
#include "ui/widgets/pane.h"

#include <QByteArray>

#include <functional>

class QSlider;
class QStackedWidget;
class QToolButton;

namespace timbre::ui {

class ChartTable;
class Label;

/// Another run's curve over the watched one; smoothed like it, dashed.
struct CurveOverlay {
  QString name;
  events::CurvePyramid raw;
};

class CurveCard : public Pane {
  Q_OBJECT
 public:
  explicit CurveCard(QWidget* parent = nullptr);
  ChartView* chart() const { return m_chart; }
  /// Words of the card: title, and the names of the three series.
  void setNames(const QString& title, const QString& raw, const QString& smoothed, const QString& points);
  void clear();
  void append(double x, double y);
  void appendPoint(double x, double y);
  void setCurves(events::CurvePyramid raw, events::CurvePyramid points);
  /// At most so many are told apart by colour and dash; further ones repeat both.
  void setOverlays(std::vector<CurveOverlay> overlays);
  /// What the smoothed line is called while others lie over it; empty: its own name.
  void setMainName(const QString& name);
  double smoothing() const;
  void setSmoothing(double weight);
  /// Last number of the smoothed line; NaN without one.
  double smoothedValue() const { return m_smoothedValue; }
  void setSmoothingVisible(bool visible);

 Q_SIGNALS:
  void smoothingChanged(double weight);
  /// `make` may be called once, on any thread.
  void saveRequested(const QString& suggestedName, std::function<QByteArray()> make);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  enum Series { Raw, Smoothed, Points };
  void resmooth();
  void smoothOverlays();
  void showLegend();
  void showTable(bool table);
  void retranslate();

  Label* m_title;
  ChartLegend* m_legend;
  Label* m_smoothingText;
  QSlider* m_slider;
  Label* m_weight;
  QToolButton *m_tableButton, *m_csv, *m_picture;
  QStackedWidget* m_stack;
  ChartView* m_chart;
  ChartTable* m_table;
  events::DebiasedEma m_ema;
  double m_smoothedValue;
  QString m_name, m_smoothedName, m_mainName;
  std::vector<CurveOverlay> m_overlays;
  bool m_wantsSmoothing = true;
};

}  // namespace timbre::ui
