// SPDX-License-Identifier: GPL-3.0-or-later
// Asks where a file is to be saved, without blocking: `chosen` runs when a person confirms. The dialog deletes itself.
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace timbre::ui {

void askWhereToSave(QWidget* parent, const QString& title, const QString& proposedName,
                    std::function<void(const QString& path)> chosen);

}  // namespace timbre::ui
