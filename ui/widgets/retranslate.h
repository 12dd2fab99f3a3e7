// SPDX-License-Identifier: GPL-3.0-or-later
// Text that follows the language: the function runs now and after every change of language, as long as the widget lives.
// The strings inside stay ordinary tr() calls of the class that writes them.
#pragma once

#include <functional>

class QWidget;

namespace timbre::ui {

void onLanguageChange(QWidget* owner, std::function<void()> apply);

}  // namespace timbre::ui
