// SPDX-License-Identifier: GPL-3.0-or-later
// The one chart of the program. Holds a CurvePyramid per series and shows at most two points a pixel of it, so a million steps
// draw as fast as a thousand and a one-step spike stays visible. NaN interrupts a line. Marks, epoch lines, crosshair and its
// values are painted in the foreground.
//
// Mouse: move shows the crosshair, drag zooms along x, double click shows everything again, click on a mark activates it.
// Keys: Left / Right move the crosshair by one sample of the first series, with Shift by ten, Home, End; + / − zoom, 0 resets.
// The crosshair's values are the accessible description. GUI thread.
#pragma once

#include "core/events/curve.h"
#include "ui/theme/theme.h"

#include <QChartView>
#include <QList>
#include <QLineSeries>
#include <QValueAxis>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QScatterSeries;
class QTimer;

namespace timbre::ui {

struct SeriesSpec {
  QString name;
  Role color = Role::C1;
  double width = 2;
  double shareOfColor = 1.0;   ///< mixed with the surface; translucent pens darken at each vertex
  QList<qreal> dash;           ///< in pen widths; empty: solid
  bool points = false;         ///< round markers on every sample (few samples only)
  bool scales = true;          ///< takes part in the automatic y range
};

/// The roles of the design, ready made.
SeriesSpec rawSeries(const QString& name, Role color = Role::C1);
SeriesSpec smoothSeries(const QString& name, Role color = Role::C1);
SeriesSpec validationSeries(const QString& name);
SeriesSpec dashedSeries(const QString& name, Role color);

struct ChartMark {
  enum class Kind { Error, Warning, Best };
  Kind kind = Kind::Error;
  double x = 0;
  double y = 0;      ///< NaN: at the top edge
  QString text;
};

struct ChartLine {
  double x = 0;
  QString text;      ///< at the bottom, "epoch 2"
  bool seam = false; ///< of a resume: drawn whatever its neighbours; other lines give way where they crowd
};

/// A copy of all samples of the visible series, for work off the GUI thread.
struct ChartSnapshot {
  std::string xName;
  std::vector<std::string> names;
  std::vector<events::CurvePyramid> curves;
  /// One line per distinct x, an empty cell where a series has no sample. RFC 4180.
  std::string csv() const;
  std::vector<double> distinctX() const;
};

class ChartView : public QChartView {
  Q_OBJECT
 public:
  explicit ChartView(QWidget* parent = nullptr);
  ~ChartView() override;

  /// Name for screen readers and the picture's title.
  void setTitle(const QString& title);
  void setXName(const QString& name);
  int addSeries(const SeriesSpec& spec);
  void removeAllSeries();
  int seriesCount() const { return int(m_series.size()); }
  const SeriesSpec& spec(int series) const { return m_series[std::size_t(series)]->spec; }
  void setSpec(int series, const SeriesSpec& spec);
  void setSeriesVisible(int series, bool visible);
  const events::CurvePyramid& curve(int series) const { return m_series[std::size_t(series)]->curve; }
  void append(int series, double x, double y);
  void setCurve(int series, events::CurvePyramid curve);

  /// Whole extent of x; NaN for x1 takes the last sample.
  void setXExtent(double x0, double x1);
  /// Fixed y range; NaN for either end is automatic.
  void setYExtent(double y0, double y1);
  void setIgnoreOutliers(bool ignore);
  void setMarks(const QList<ChartMark>& marks);
  void setLines(const QList<ChartLine>& lines);
  /// Fewer, smaller labels for the small charts.
  void setCompact(bool compact);
  /// Label of the crosshair box ("Step 69, epoch 1.82"), and values in it.
  void setXText(std::function<QString(double)> text) { m_xText = std::move(text); }
  void setYText(std::function<QString(double)> text) { m_yText = std::move(text); }

  bool zoomed() const { return m_zoom.has_value(); }
  void resetZoom();
  std::optional<double> crosshair() const { return m_cross; }
  ChartSnapshot snapshot() const;
  QImage toImage(double ratio = 2.0);

 public Q_SLOTS:
  /// NaN hides it. Does not emit crosshairMoved.
  void setCrosshair(double x);
  /// Brings pending samples to the screen now; otherwise within 33 ms.
  void refresh();

 Q_SIGNALS:
  void crosshairMoved(double x);
  void activated(double x);          ///< Enter, or a click that is not a drag
  void markActivated(int mark);
  void zoomChanged(bool zoomed);

 protected:
  void drawForeground(QPainter* painter, const QRectF& rect) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  struct Series {
    SeriesSpec spec;
    events::CurvePyramid curve;
    std::vector<QLineSeries*> parts;  ///< one per stretch without NaN; owned by the chart
    QScatterSeries* dots = nullptr;
    bool visible = true;
  };
  void schedule();
  void applyTheme();
  void styleSeries(Series& series);
  void showSeries(Series& series, double x0, double x1, int buckets);
  std::pair<double, double> xRange() const;
  void fitY(double x0, double x1);
  // chart_axes.cpp: the plot's place and its labels
  void placePlot();
  std::vector<double> ticks(double low, double high, double step) const;
  static QString tickText(double value, double step);
  void paintLabels(QPainter& p, const QRectF& plot) const;
  void moveCrosshair(double x);
  void stepCrosshair(int samples);
  void describeCrosshair();
  /// xRange() and half a dot behind it: what the axis covers, so that the last dot is whole.
  std::pair<double, double> axisRange() const;
  double xAt(double pixel) const;
  QPointF at(double x, double y) const;
  bool curveRunsThrough(const QRectF& box) const;
  void paintLines(QPainter& p, const QRectF& plot) const;
  void paintMarks(QPainter& p, const QRectF& plot);
  void paintCrosshair(QPainter& p, const QRectF& plot) const;

  std::vector<std::unique_ptr<Series>> m_series;
  QValueAxis* m_axisX;
  QValueAxis* m_axisY;
  QTimer* m_timer;
  QList<ChartMark> m_marks;
  QList<QRectF> m_markBoxes;
  QList<ChartLine> m_lines;
  QString m_title, m_xName;
  std::function<QString(double)> m_xText, m_yText;
  double m_x0 = 0, m_x1, m_y0, m_y1;
  double m_stepX = 1, m_stepY = 1;
  std::optional<std::pair<double, double>> m_zoom;
  std::optional<double> m_cross;
  std::optional<QPointF> m_pressed;
  double m_dragX = 0;
  bool m_dragging = false, m_outliers = false, m_compact = false;
};

/// One crosshair over several charts.
void linkCrosshairs(const QList<ChartView*>& charts);

/// Samples of the legend: a stroke in the series' pen and its name.
class ChartLegend : public QWidget {
  Q_OBJECT
 public:
  explicit ChartLegend(QWidget* parent = nullptr);
  void setEntries(const QList<SeriesSpec>& entries);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QList<SeriesSpec> m_entries;
};

QPen seriesPen(const SeriesSpec& spec);

}  // namespace timbre::ui
