// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/start_picker.h"

#include "ui/bridge/format.h"
#include "ui/bridge/run_worker.h"
#include "ui/theme/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace timbre::ui {

StartPicker::StartPicker(RunWorker* worker, QWidget* parent) : PickerCard("milestone", QStringLiteral("start"), parent), m_worker(worker) {
  connect(button(), &QAbstractButton::clicked, this, &StartPicker::openMenu);
  connect(m_worker, &RunWorker::adapterInspected, this, [this](const QString& folder, const QString& model, const std::optional<jobs::AdapterSummary>& adapter, const std::optional<base::Error>& error) {
    if (folder != m_folder || model != m_model) return;
    m_adapter = adapter;
    m_error = error;
    showState();
    Q_EMIT changed();
  });
  onLanguageChange(this, [this] { showState(); });
}

void StartPicker::setChoices(const QList<StartChoice>& choices) {
  m_choices = choices;
  showState();
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
  for (const StartChoice& choice : m_choices)
    if (choice.folder == m_folder) return choice.name;
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
  const auto add = [this](QMenu* into, const QString& words, const QString& folder) {
    QAction* entry = into->addAction(words);
    entry->setCheckable(true);
    entry->setChecked(folder == m_folder);
    connect(entry, &QAction::triggered, this, [this, folder] { setFolder(folder); });
  };
  add(menu, tr("A new adapter"), {});
  menu->addSeparator();
  QMenu* run = nullptr;
  for (const StartChoice& choice : std::as_const(m_choices)) {
    if (!run || run->title() != choice.run) run = menu->addMenu(choice.run);
    add(run, choice.words, choice.folder);
  }
  if (run) menu->addSeparator();
  connect(menu->addAction(Icons::icon("folder-open"), tr("Adapter from a folder…")), &QAction::triggered, this, &StartPicker::askForFolder);
  open(menu);
}

void StartPicker::askForFolder() {
  auto* dialog = new QFileDialog(this, tr("Folder of an adapter"), m_folder.isEmpty() ? QDir::homePath() : m_folder);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, this, &StartPicker::setFolder);
  dialog->open();
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
