// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/fact_grid.h"

#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"
#include "ui/widgets/label.h"

#include <QGridLayout>

namespace timbre::ui {

void FactGrid::clear(QGridLayout* grid) {
  while (QLayoutItem* item = grid->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (int column = 2; column < grid->columnCount(); ++column) grid->setColumnStretch(column, 0);
}

void FactGrid::add(QGridLayout* grid, const QString& name, const QString& value, TextRole role, const QString& tip) {
  const int row = grid->rowCount();
  auto* left = new Label(name, TextRole::Small, Role::Text2);
  auto* right = new Label(value, role, Role::Text1);
  right->setElide(Qt::ElideMiddle);
  if (!tip.isEmpty()) right->setToolTip(tip);
  grid->addWidget(left, row, 0);
  grid->addWidget(right, row, 1, 1, -1);
}

void FactGrid::addHeads(QGridLayout* grid, const QStringList& names) {
  const int row = grid->rowCount();
  for (int i = 0; i < names.size(); ++i) {
    auto* head = new Label(names[i], TextRole::Small, Role::Text2);
    head->setElide(Qt::ElideMiddle);
    grid->addWidget(head, row, i + 1);
    grid->setColumnStretch(i + 1, 1);
  }
}

void FactGrid::addRow(QGridLayout* grid, const QString& name, const QStringList& values) {
  const int row = grid->rowCount();
  auto* left = new Label(name, TextRole::Small, Role::Text2);
  left->setElide(Qt::ElideRight);
  grid->addWidget(left, row, 0);
  for (int i = 0; i < values.size(); ++i) {
    auto* cell = new Label(values[i], i == 0 ? TextRole::Strong : TextRole::Body, Role::Text1);
    cell->setElide(Qt::ElideRight);
    grid->addWidget(cell, row, i + 1);
  }
}

void FactGrid::addNote(QGridLayout* grid, const QString& note) {
  auto* label = new Label(note, TextRole::Small, Role::Text2);
  label->setWrap(true);
  grid->addWidget(label, grid->rowCount(), 0, 1, -1);
}

QString FactGrid::value(const recipe::Field& field, const base::Json& value) {
  if (value.is_string()) return RunWords::choice(field.key, QString::fromStdString(value.get<std::string>()));
  if (value.is_boolean()) return value.get<bool>() ? RunWords::tr("on") : RunWords::tr("off");
  if (value.is_number_integer()) return Format::number(value.get<std::int64_t>());
  if (value.is_number()) return Format::rate(value.get<double>());
  return QString::fromStdString(base::dumpJson(value));
}

}  // namespace timbre::ui
