// SPDX-License-Identifier: GPL-3.0-or-later
// F6 / Shift+F6: the keyboard jumps between the regions of a window.
#pragma once

#include <QList>

class QWidget;

namespace timbre::ui {

/// First widget inside `region` (itself included) that takes the focus by Tab; null when there is none.
QWidget* firstFocusable(QWidget* region);
/// Moves the focus from the region that holds it to the next one that can take it. True when it moved.
bool focusNextRegion(const QList<QWidget*>& regions, QWidget* focused, bool forward);

}  // namespace timbre::ui
