// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at a whole window the way a person without mouse or with a screen reader meets it.
#pragma once

#include <QStringList>

class QWidget;

namespace timbre::ui::walk {

/// Controls and custom-painted parts that have no accessible name ("Class objectName in Parent").
QStringList namelessControls(QWidget* window);
/// Labels, buttons, badges and chips that are narrower or lower than their text needs.
QStringList clippedTexts(QWidget* window);
/// Visible, enabled controls with a Tab focus policy that Tab never reaches within the window.
QStringList unreachableByTab(QWidget* window);

}  // namespace timbre::ui::walk
