// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the screen can show through a window. Asked of the window system each time: a compositor may come and go.
// GUI thread.
#pragma once

namespace timbre::ui {

/// False on X11 without a compositor, where what is not painted is black. The server is asked, which takes a moment.
bool canBeTranslucent();

}  // namespace timbre::ui
