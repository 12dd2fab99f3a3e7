// SPDX-License-Identifier: GPL-3.0-or-later
// Small painted figures: meter, stacked meter, histogram, spark line, interval, progress line. Each tells its words through its
// accessible name, which the owner sets ("Memory 8.9 of 12 GB"). Values are plain numbers; nothing here knows units.
#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QPointF>
#include <QWidget>

namespace timbre::ui {

/// Share of a whole, 0…1. `tone` is the fill.
class Meter : public QWidget {
  Q_OBJECT
 public:
  explicit Meter(int height = 6, QWidget* parent = nullptr);
  void setValue(double share);
  void setTone(Role tone);
  double value() const { return m_share; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int m_height;
  double m_share = 0;
  Role m_tone = Role::Accent;
};

/// Parts of a whole in their own colours, with an optional limit mark.
class StackMeter : public QWidget {
  Q_OBJECT
 public:
  struct Part {
    QString name;
    double value = 0;
    Role tone = Role::C1;
  };
  explicit StackMeter(QWidget* parent = nullptr);
  /// `whole` is the value at the right end; `limit` < 0 draws no mark.
  void setParts(const QList<Part>& parts, double whole, double limit = -1);
  const QList<Part>& parts() const { return m_parts; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QList<Part> m_parts;
  double m_whole = 1, m_limit = -1;
};

/// Counts per bin with a limit mark. Clicking a bar asks for a filter on that bin.
class Histogram : public QWidget {
  Q_OBJECT
 public:
  explicit Histogram(QWidget* parent = nullptr);
  /// Bins of equal width from 0 to `top`; `limit` < 0 draws no mark. Bins beyond the limit are in the error colour.
  void setBins(const QList<qint64>& counts, double top, double limit);
  int binAt(int x) const;
  QSize sizeHint() const override;

 Q_SIGNALS:
  void binClicked(int bin, double from, double to);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QList<qint64> m_counts;
  double m_top = 1, m_limit = -1;
  int m_current = -1;
};

/// A line without axes, for table cells and cards. Non-finite values interrupt it.
void paintSpark(QPainter& painter, const QRectF& box, const QList<double>& values, const QColor& color, bool dashed = false);
class Spark : public QWidget {
  Q_OBJECT
 public:
  explicit Spark(QWidget* parent = nullptr);
  void setValues(const QList<double>& values, Role tone = Role::C1);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QList<double> m_values;
  Role m_tone = Role::C1;
};

/// An interval on a scale of 0…1 with its point and the mark of chance at one half.
class IntervalBar : public QWidget {
  Q_OBJECT
 public:
  explicit IntervalBar(QWidget* parent = nullptr);
  void setInterval(double low, double point, double high);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  double m_low = 0, m_point = 0.5, m_high = 1;
};

/// The 3 px line under a page header. Unknown progress is an empty track: nothing loops.
class ProgressLine : public QWidget {
  Q_OBJECT
 public:
  explicit ProgressLine(QWidget* parent = nullptr);
  void setValue(double share);
  void setTone(Role tone);
  double value() const { return m_share; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  double m_share = 0;
  Role m_tone = Role::Accent;
};

}  // namespace timbre::ui
