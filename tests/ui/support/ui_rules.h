// SPDX-License-Identifier: GPL-3.0-or-later
// What sources of ui/ may not contain. Apart from the test, because moc stumbles over the raw strings of the patterns.
#pragma once

#include <QStringList>

namespace timbre::ui::rules {

/// One entry a violation: "line 7, nested event loop: …". Comments are not read.
QStringList broken(const QString& text);

}  // namespace timbre::ui::rules
