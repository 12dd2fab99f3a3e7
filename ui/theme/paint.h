// SPDX-License-Identifier: GPL-3.0-or-later
// Small painting helpers that the style, the widgets and the delegates share.
#pragma once

#include "ui/theme/theme.h"

#include <QPainter>
#include <QRectF>

namespace timbre::ui {

/// A rounded rectangle whose 1-or-2 px edge lies inside `rect`. A null brush or pen colour is not drawn.
void paintRounded(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge = {}, double width = 1);
/// The shadow under something that floats: seven stacked rounded rectangles, drawn outside `rect`.
void paintShadow(QPainter& painter, const QRectF& rect, double radius);
/// `▾`-like arrow as a stroke, 1.5 px, centred in `box`. Quarter turns clockwise from down.
void paintChevron(QPainter& painter, const QRectF& box, const QColor& color, int quarterTurns = 0, double size = 8);
/// A tick that fits a square box.
void paintTick(QPainter& painter, const QRectF& box, const QColor& color, double width = 2);
/// A horizontal track with a filled part (0…1), round ends; the filled part is at least as long as it is high.
void paintMeter(QPainter& painter, const QRectF& track, double share, const QColor& fill, const QColor& ground);

}  // namespace timbre::ui
