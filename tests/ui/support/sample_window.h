// SPDX-License-Identifier: GPL-3.0-or-later
// A main window with the welcome page and five plain pages, filled with figures like those of the design boards. Used by the
// tests of the shell and by the gallery.
#pragma once

#include "ui/shell/main_window.h"
#include "ui/shell/page.h"

#include <string>

namespace timbre::ui::sample {

bool chinese();
QString say(const char* en, const char* zh);
/// Text of a file below resources/.
std::string resource(const char* relative);
/// `project` true: an open project with a live run, on the dataset page.
MainWindow* window(bool project, QSize size = {1440, 900});

}  // namespace timbre::ui::sample
