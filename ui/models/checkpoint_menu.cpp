// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/checkpoint_menu.h"

#include "ui/bridge/run_words.h"

#include <QMenu>

namespace timbre::ui {

bool CheckpointMenu::addTo(QMenu* menu, const std::vector<jobs::RunRecord>& runs) const {
  bool any = false;
  for (const auto& run : runs) {
    if (run.checkpoints.empty() || !offered(run)) continue;
    any = true;
    // A name is no place for a mnemonic.
    QMenu* checkpoints = menu->addMenu(QString::fromStdString(run.name).replace(QLatin1Char('&'), QStringLiteral("&&")));
    for (const auto& checkpoint : run.checkpoints) {
      QAction* entry = checkpoints->addAction(RunWords::checkpointLine(checkpoint));
      entry->setCheckable(true);
      entry->setChecked(current(run, checkpoint));
      QObject::connect(entry, &QAction::triggered, menu, [pick = chosen, folder = run.folder, checkpoint] { pick(folder, checkpoint); });
    }
  }
  return any;
}

}  // namespace timbre::ui
