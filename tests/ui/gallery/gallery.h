// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of the picture book. Each function makes a widget of its final size; the program grabs them in light and dark, English
// and Chinese, at 1× and 2×. The pictures are looked at by eye beside the design boards.
#pragma once

class QWidget;

namespace timbre::ui::gallery {

QWidget* componentsPage();
QWidget* dataPage();
QWidget* menuPage();
QWidget* welcomeWindow();
QWidget* welcomeSmall();
QWidget* shellWindow();
QWidget* shellSmall();
QWidget* settingsWindow();
QWidget* settingsKeys();
QWidget* settingsPrices();
QWidget* paletteWindow();
QWidget* errorWindow();
QWidget* aboutWindow();
QWidget* newProjectWindow();

}  // namespace timbre::ui::gallery
