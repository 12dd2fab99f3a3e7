// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for a place on disk without blocking: `chosen` runs when a person confirms. The dialog deletes itself.
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace timbre::ui {

/// A name for a file that is to be made.
void askWhereToSave(QWidget* parent, const QString& title, const QString& proposedName,
                    std::function<void(const QString& path)> chosen);
/// A folder that is there; `start` is shown first, the home folder when it is empty.
void askForFolder(QWidget* parent, const QString& title, const QString& start,
                  std::function<void(const QString& folder)> chosen);

}  // namespace timbre::ui
