// SPDX-License-Identifier: GPL-3.0-or-later
// What the next run begins from: a fresh adapter, a checkpoint of this project, or an adapter from any folder. Whether it fits
// the base model is asked on the worker's thread. GUI thread.
#pragma once

#include "core/jobs/adapter_summary.h"
#include "ui/pages/train/picker_card.h"

#include <optional>

namespace timbre::ui {

class RunBridge;
class RunWorker;

class StartPicker : public PickerCard {
  Q_OBJECT
 public:
  StartPicker(RunWorker* worker, const RunBridge* runs, QWidget* parent = nullptr);
  /// The base model it must fit, whose checkpoints are offered; empty while none can be used.
  void setModel(const QString& folder);
  /// Empty: a fresh adapter.
  void setFolder(const QString& folder);
  const QString& folder() const { return m_folder; }
  /// Set once the folder was read and fits.
  const std::optional<jobs::AdapterSummary>& adapter() const { return m_adapter; }
  const std::optional<base::Error>& error() const { return m_error; }
  /// "marv-r3, checkpoint 76" for a checkpoint of this project, else the folder's own name.
  QString name() const;

 Q_SIGNALS:
  void changed();

 private:
  void openMenu();
  void chooseFolder();
  void inspect();
  void showState();
  RunWorker* m_worker;
  const RunBridge* m_runs;
  QString m_model, m_folder;
  std::optional<jobs::AdapterSummary> m_adapter;
  std::optional<base::Error> m_error;
};

}  // namespace timbre::ui
