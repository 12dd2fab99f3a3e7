// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/model_picker.h"

#include "ui/bridge/format.h"
#include "ui/bridge/run_worker.h"
#include "ui/theme/icons.h"
#include "ui/widgets/path_dialogs.h"
#include "ui/widgets/retranslate.h"

#include <QFileInfo>
#include <QMenu>

#include <algorithm>
#include <iterator>

namespace timbre::ui {

ModelPicker::ModelPicker(RunWorker* worker, QWidget* parent) : PickerCard("box", QStringLiteral("model"), parent), m_worker(worker) {
  connect(button(), &QAbstractButton::clicked, this, &ModelPicker::openMenu);
  connect(m_worker, &RunWorker::modelInspected, this, [this](const QString& folder, const std::optional<session::ModelSummary>& model, const std::optional<base::Error>& error) {
    if (folder != m_folder) return;
    m_inspecting = false;
    m_model = model;
    m_error = error;
    showState();
    Q_EMIT modelChanged();
  });
  onLanguageChange(this, [this] { showState(); });
}

void ModelPicker::setFolder(const QString& folder) {
  m_folder = folder;
  m_model.reset();
  m_error.reset();
  m_inspecting = !folder.isEmpty();
  if (m_inspecting) m_worker->inspectModel(folder);
  showState();
  Q_EMIT modelChanged();
}

void ModelPicker::openMenu() {
  auto* menu = new QMenu(this);
  connect(menu->addAction(Icons::icon("box"), tr("Choose a model…")), &QAction::triggered, this, &ModelPicker::browseRequested);
  menu->addSeparator();
  for (const ModelChoice& choice : std::as_const(m_choices)) {
    QAction* entry = menu->addAction(choice.name);
    entry->setCheckable(true);
    entry->setChecked(choice.folder == m_folder);
    connect(entry, &QAction::triggered, this, [this, folder = choice.folder] {
      setFolder(folder);
      Q_EMIT folderChosen(folder);
    });
  }
  if (!m_choices.isEmpty()) menu->addSeparator();
  connect(menu->addAction(Icons::icon("folder-open"), tr("Choose folder…")), &QAction::triggered, this, &ModelPicker::chooseFolder);
  open(menu);
}

void ModelPicker::chooseFolder() {
  askForFolder(this, tr("Choose a model folder"), m_folder, [this](const QString& folder) {
    setFolder(folder);
    Q_EMIT folderChosen(folder);
  });
}

void ModelPicker::showState() {
  QString name = m_folder.isEmpty() ? tr("Choose a base model") : QFileInfo(m_folder).fileName(), detail;
  if (m_folder.isEmpty()) detail = tr("A folder with config.json, weights and tokenizer");
  else if (m_inspecting) detail = tr("Reading the folder…");
  else if (m_error) detail = tr("Not a model that can be trained");
  std::vector<base::Error> problems;
  if (m_model) {
    name = QString::fromStdString(m_model->name);
    std::uint64_t bytes = 0;
    for (const auto& file : m_model->files) bytes += file.bytes;
    if (m_model->parameters <= 0) detail = Format::bytes(bytes);  // nothing in it could be read as a model
    else detail = tr("%1 weights · %2 · %3").arg(Format::parameters(m_model->parameters), QString::fromStdString(m_model->dtype).toLower(), Format::bytes(bytes));
    // What a built-in template mends is told where the start is looked at.
    std::remove_copy_if(m_model->problems.begin(), m_model->problems.end(), std::back_inserter(problems), jobs::isOfTemplate);
  }
  if (m_error) problems.push_back(*m_error);
  setWords(name, detail);
  setProblems(problems);
  button()->setAccessibleName(tr("Base model: %1").arg(name));
  button()->setToolTip(m_folder);
}

}  // namespace timbre::ui
