// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_files.h"

#include "ui/widgets/chart_view.h"

#include <QBuffer>

namespace timbre::ui {

ChartFile csvOf(const ChartView& chart, const QString& title) {
  return {title + QStringLiteral(".csv"), [shot = chart.snapshot()] { return QByteArray::fromStdString(shot.csv()); }};
}

ChartFile pngOf(ChartView& chart, const QString& title) {
  return {title + QStringLiteral(".png"), [image = chart.toImage()] {
            QByteArray bytes;
            QBuffer buffer(&bytes);
            buffer.open(QIODevice::WriteOnly);
            image.save(&buffer, "PNG");
            return bytes;
          }};
}

}  // namespace timbre::ui
