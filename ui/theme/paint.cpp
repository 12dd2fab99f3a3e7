// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/paint.h"

#include <QPainterPath>

namespace timbre::ui {

void paintRounded(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge, double width) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const bool hasEdge = edge.isValid() && width > 0;
  const double inset = hasEdge ? width / 2 : 0;
  painter.setPen(hasEdge ? QPen(edge, width) : QPen(Qt::NoPen));
  painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
  painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset);
  painter.restore();
}

void paintShadow(QPainter& painter, const QRectF& rect, double radius) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().color(Role::Shadow));
  QPainterPath inside;
  inside.addRoundedRect(rect, radius, radius);
  for (int i = 1; i <= 7; ++i) {
    const double grow = i * 1.6;
    QPainterPath ring;
    ring.addRoundedRect(rect.adjusted(-grow, -grow + 3, grow, grow + 3), radius + grow, radius + grow);
    painter.drawPath(ring.subtracted(inside));
  }
  painter.restore();
}

void paintChevron(QPainter& painter, const QRectF& box, const QColor& color, int quarterTurns, double size) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(box.center());
  painter.rotate(90.0 * quarterTurns);
  painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  const double w = size / 2, h = size / 4;
  painter.drawPolyline(QPolygonF({{-w, -h}, {0, h}, {w, -h}}));
  painter.restore();
}

void paintTick(QPainter& painter, const QRectF& box, const QColor& color, double width) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  const auto at = [&](double x, double y) { return QPointF(box.x() + x * box.width(), box.y() + y * box.height()); };
  painter.drawPolyline(QPolygonF({at(0.20, 0.52), at(0.42, 0.74), at(0.82, 0.28)}));
  painter.restore();
}

void paintMeter(QPainter& painter, const QRectF& track, double share, const QColor& fill, const QColor& ground) {
  const double r = track.height() / 2;
  paintRounded(painter, track, r, ground);
  if (share <= 0) return;
  QRectF part = track;
  part.setWidth(std::max(track.height(), track.width() * std::min(1.0, share)));
  paintRounded(painter, part, r, fill);
}

}  // namespace timbre::ui
