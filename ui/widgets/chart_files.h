// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart can be saved as. `make` holds a copy of what the chart showed when it was asked for: it may be called
// once, on any thread, after the chart is gone.
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

namespace timbre::ui {

class ChartView;

struct ChartFile {
  QString name;  ///< proposed, with its ending
  std::function<QByteArray()> make;
};
ChartFile csvOf(const ChartView& chart, const QString& title);
ChartFile pngOf(ChartView& chart, const QString& title);

}  // namespace timbre::ui
