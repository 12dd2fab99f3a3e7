// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody drags, as files and folders of this machine. GUI thread.
#pragma once

#include <QStringList>

class QMimeData;

namespace timbre::ui {

/// Links to other machines are left out.
QStringList localPaths(const QMimeData* data);

}  // namespace timbre::ui
