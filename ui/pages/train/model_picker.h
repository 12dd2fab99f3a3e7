// SPDX-License-Identifier: GPL-3.0-or-later
// The base model as a card: name and size, or what is wrong with the folder, by name. Opens a menu: "Choose a model…" asks the
// window for the chooser, then the models that come along, and "Choose folder…". The folder is inspected on the worker's thread. GUI thread.
#pragma once

#include "core/jobs/model_summary.h"
#include "ui/pages/train/picker_card.h"

#include <QList>

#include <optional>

namespace timbre::ui {

class RunWorker;

struct ModelChoice {
  QString name;
  QString folder;
};

class ModelPicker : public PickerCard {
  Q_OBJECT
 public:
  explicit ModelPicker(RunWorker* worker, QWidget* parent = nullptr);
  void setChoices(const QList<ModelChoice>& choices) { m_choices = choices; }
  /// Inspects the folder; modelChanged() when it is known.
  void setFolder(const QString& folder);
  const QString& folder() const { return m_folder; }
  /// Set once the folder was inspected.
  const std::optional<jobs::ModelSummary>& model() const { return m_model; }
  const std::optional<base::Error>& error() const { return m_error; }
  bool inspecting() const { return m_inspecting; }
  /// Can be loaded: inspected, without a problem.
  bool usable() const { return m_model && jobs::isTrainable(*m_model); }

 Q_SIGNALS:
  void modelChanged();
  /// By a person; setFolder() does not say it.
  void folderChosen(const QString& folder);
  /// "Choose a model…": everything that is known, with its figures.
  void browseRequested();

 private:
  void openMenu();
  void chooseFolder();
  void showState();
  RunWorker* m_worker;
  QList<ModelChoice> m_choices;
  QString m_folder;
  std::optional<jobs::ModelSummary> m_model;
  std::optional<base::Error> m_error;
  bool m_inspecting = false;
};

}  // namespace timbre::ui
