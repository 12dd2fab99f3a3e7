// SPDX-License-Identifier: GPL-3.0-or-later
// The checkpoints of a project's runs as a menu: one submenu for each run that is offered, the chosen checkpoint ticked. For
// every page on which a checkpoint is picked. GUI thread.
#pragma once

#include "core/jobs/run_record.h"

#include <functional>
#include <vector>

class QMenu;

namespace timbre::ui {

struct CheckpointMenu {
  std::function<bool(const jobs::RunRecord& run)> offered;  ///< runs without checkpoints never are
  std::function<bool(const jobs::RunRecord& run, const jobs::CheckpointRecord& checkpoint)> current;
  std::function<void(const std::filesystem::path& run, const jobs::CheckpointRecord& checkpoint)> chosen;

  /// Whether anything was added.
  bool addTo(QMenu* menu, const std::vector<jobs::RunRecord>& runs) const;
};

}  // namespace timbre::ui
