// SPDX-License-Identifier: GPL-3.0-or-later
// Lucide icons in the colours of the theme. An icon holds a name and a colour role, never pixels: it is rendered for the size
// and device pixel ratio that it is painted at, so a theme switch and a move to another screen need no code elsewhere.
// Rendered pixmaps are kept in QPixmapCache by (name, colour, size). GUI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;

namespace timbre::ui {

class Icons {
 public:
  /// `name` as in resources/icons/icons.txt. Disabled controls show it in Role::Disabled by themselves.
  static QIcon icon(const QString& name, Role role = Role::Text2);
  /// `size` in device-independent pixels; the pixmap's device pixel ratio is `ratio`.
  static QPixmap pixmap(const QString& name, const QColor& color, int size, qreal ratio);
  /// Centred in `box`, at `size` (0: the box's smaller side).
  static void paint(QPainter& painter, const QRect& box, const QString& name, const QColor& color, int size = 0);
  static bool exists(const QString& name);
  /// The name an icon was made from; empty for icons of other origin.
  static QString nameOf(const QIcon& icon);
};

}  // namespace timbre::ui
