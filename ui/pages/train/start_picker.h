// SPDX-License-Identifier: GPL-3.0-or-later
// What the next run begins from: a fresh adapter, a checkpoint of this project, or an adapter from any folder. Whether it fits
// the base model is asked on the worker's thread. GUI thread.
#pragma once

#include "core/jobs/adapter_summary.h"
#include "ui/pages/train/picker_card.h"

#include <QList>

#include <optional>

namespace timbre::ui {

class RunWorker;

struct StartChoice {
  QString run;     ///< heading of the submenu
  QString words;   ///< "Step 76, validation 1.92, best"
  QString name;    ///< "marv-r3, checkpoint 76"
  QString folder;
};

class StartPicker : public PickerCard {
  Q_OBJECT
 public:
  explicit StartPicker(RunWorker* worker, QWidget* parent = nullptr);
  /// Checkpoints that are offered, run by run.
  void setChoices(const QList<StartChoice>& choices);
  /// The base model it must fit; empty while none can be used.
  void setModel(const QString& folder);
  /// Empty: a fresh adapter.
  void setFolder(const QString& folder);
  const QString& folder() const { return m_folder; }
  /// Set once the folder was read and fits.
  const std::optional<jobs::AdapterSummary>& adapter() const { return m_adapter; }
  const std::optional<base::Error>& error() const { return m_error; }
  QString name() const;

 Q_SIGNALS:
  void changed();

 private:
  void openMenu();
  void askForFolder();
  void inspect();
  void showState();
  RunWorker* m_worker;
  QList<StartChoice> m_choices;
  QString m_model, m_folder;
  std::optional<jobs::AdapterSummary> m_adapter;
  std::optional<base::Error> m_error;
};

}  // namespace timbre::ui
