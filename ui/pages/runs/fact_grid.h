// SPDX-License-Identifier: GPL-3.0-or-later
// Names and values in a grid, as at the side of the Runs page: one run's facts, or what differs between several. GUI thread.
#pragma once

#include "core/recipe/fields.h"
#include "ui/theme/theme.h"

#include <QString>
#include <QStringList>

class QGridLayout;

namespace timbre::ui {

class FactGrid {
 public:
  static void clear(QGridLayout* grid);
  static void add(QGridLayout* grid, const QString& name, const QString& value, TextRole role, const QString& tip = {});
  static void addHeads(QGridLayout* grid, const QStringList& names);
  /// The first value is the chosen run's: strong.
  static void addRow(QGridLayout* grid, const QString& name, const QStringList& values);
  static void addNote(QGridLayout* grid, const QString& note);
  /// A recipe value as a person writes it.
  static QString value(const recipe::Field& field, const base::Json& value);
};

}  // namespace timbre::ui
