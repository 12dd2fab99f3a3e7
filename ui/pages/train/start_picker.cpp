// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/start_picker.h"

#include "ui/bridge/format.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/bridge/run_worker.h"
#include "ui/models/checkpoint_menu.h"
#include "ui/theme/icons.h"
#include "ui/widgets/path_dialogs.h"
#include "ui/widgets/retranslate.h"

#include <QDir>
#include <QFileInfo>
#include <QMenu>

namespace timbre::ui {

namespace {

/// A run on this base model whose checkpoints are adapters.
bool canBeTrainedFurther(const jobs::RunRecord& run, const QString& model) {
  return base::stringOr(run.recipe, "method") == "lora" && QDir::cleanPath(fromPath(run.baseModel)) == QDir::cleanPath(model);
}

}  // namespace

StartPicker::StartPicker(RunWorker* worker, const RunBridge* runs, QWidget* parent) : PickerCard("milestone", QStringLiteral("start"), parent), m_worker(worker), m_runs(runs) {
  connect(button(), &QAbstractButton::clicked, this, &StartPicker::openMenu);
  connect(m_worker, &RunWorker::adapterInspected, this, [this](const QString& folder, const QString& model, const std::optional<jobs::AdapterSummary>& adapter, const std::optional<base::Error>& error) {
    if (folder != m_folder || model != m_model) return;
    m_adapter = adapter;
    m_error = error;
    showState();
    Q_EMIT changed();
  });
  connect(m_runs, &RunBridge::runsListed, this, &StartPicker::showState);
  onLanguageChange(this, [this] { showState(); });
}

void StartPicker::setModel(const QString& folder) {
  if (folder == m_model) return;
  m_model = folder;
  inspect();
}

void StartPicker::setFolder(const QString& folder) {
  if (folder == m_folder) return;
  m_folder = folder;
  inspect();
  Q_EMIT changed();
}

QString StartPicker::name() const {
  for (const auto& run : m_runs->runs())
    for (const auto& checkpoint : run.checkpoints)
      if (fromPath(checkpoint.folder) == m_folder) return RunWords::checkpoint(QString::fromStdString(run.name), checkpoint.step);
  return QFileInfo(m_folder).fileName();
}

void StartPicker::inspect() {
  m_adapter.reset();
  m_error.reset();
  if (!m_folder.isEmpty() && !m_model.isEmpty()) m_worker->inspectAdapter(m_folder, m_model);
  showState();
}

void StartPicker::openMenu() {
  auto* menu = new QMenu(this);
  QAction* fresh = menu->addAction(tr("A new adapter"));
  fresh->setCheckable(true);
  fresh->setChecked(m_folder.isEmpty());
  connect(fresh, &QAction::triggered, this, [this] { setFolder({}); });
  menu->addSeparator();
  const CheckpointMenu checkpoints{
      [this](const jobs::RunRecord& run) { return canBeTrainedFurther(run, m_model); },
      [this](const jobs::RunRecord&, const jobs::CheckpointRecord& checkpoint) { return fromPath(checkpoint.folder) == m_folder; },
      [this](const std::filesystem::path&, const jobs::CheckpointRecord& checkpoint) { setFolder(fromPath(checkpoint.folder)); }};
  if (checkpoints.addTo(menu, m_runs->runs())) menu->addSeparator();
  connect(menu->addAction(Icons::icon("folder-open"), tr("Adapter from a folder…")), &QAction::triggered, this, &StartPicker::chooseFolder);
  open(menu);
}

void StartPicker::chooseFolder() {
  askForFolder(this, tr("Folder of an adapter"), m_folder, [this](const QString& folder) { setFolder(folder); });
}

void StartPicker::showState() {
  QString detail;
  if (m_folder.isEmpty()) {
    detail = tr("Answers like the base model at first");
  } else if (m_adapter) {
    QStringList layers;
    for (const std::string& layer : m_adapter->targetModules) layers << QString::fromStdString(layer);
    detail = tr("Rank %1 · alpha %2").arg(QString::number(m_adapter->rank), Format::rate(m_adapter->alpha));
    if (!layers.isEmpty()) detail += QStringLiteral(" · ") + layers.join(QStringLiteral(", "));
  } else if (m_error) {
    detail = tr("A run cannot begin from it");
  } else {
    detail = m_model.isEmpty() ? tr("Waits for a base model") : tr("Reading the folder…");
  }
  const QString words = m_folder.isEmpty() ? tr("A new adapter") : name();
  setWords(words, detail);
  setProblems(m_error ? std::vector<base::Error>{*m_error} : std::vector<base::Error>{});
  button()->setAccessibleName(tr("Begin from: %1").arg(words));
  button()->setToolTip(m_folder);
}

}  // namespace timbre::ui
