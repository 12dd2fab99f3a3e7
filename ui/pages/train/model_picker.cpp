// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/model_picker.h"

#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_worker.h"
#include "ui/theme/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

namespace timbre::ui {

ModelPicker::ModelPicker(RunWorker* worker, QWidget* parent) : QWidget(parent), m_worker(worker) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(t.px(6));
  m_card = new CardButton(this);
  m_card->setObjectName(QStringLiteral("modelCard"));
  auto* row = new QHBoxLayout(m_card);
  row->setContentsMargins(t.px(13), t.px(8), t.px(13), t.px(8));
  row->setSpacing(t.px(12));
  row->addWidget(new IconView("box", Role::Text2, 18, m_card));
  auto* words = new QVBoxLayout;
  words->setSpacing(0);
  m_name = new Label({}, TextRole::Strong, Role::Text1, m_card);
  m_name->setElide(Qt::ElideMiddle);
  m_detail = new Label({}, TextRole::Small, Role::Text2, m_card);
  m_detail->setElide(Qt::ElideRight);
  words->addWidget(m_name);
  words->addWidget(m_detail);
  row->addLayout(words, 1);
  row->addWidget(new IconView("chevrons-up-down", Role::Text2, 16, m_card));
  column->addWidget(m_card);
  m_problems = new QWidget(this);
  m_problems->setObjectName(QStringLiteral("modelProblems"));
  m_problemColumn = new QVBoxLayout(m_problems);
  m_problemColumn->setContentsMargins(0, 0, 0, 0);
  m_problemColumn->setSpacing(t.px(4));
  column->addWidget(m_problems);
  connect(m_card, &QAbstractButton::clicked, this, &ModelPicker::openMenu);
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
  menu->setAttribute(Qt::WA_DeleteOnClose);
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
  menu->popup(m_card->mapToGlobal(QPoint(0, m_card->height() + theme().px(4))));
}

void ModelPicker::chooseFolder() {
  auto* dialog = new QFileDialog(this, tr("Choose a model folder"), m_folder.isEmpty() ? QDir::homePath() : m_folder);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
    setFolder(folder);
    Q_EMIT folderChosen(folder);
  });
  dialog->open();
}

void ModelPicker::showState() {
  while (QLayoutItem* item = m_problemColumn->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  const auto problem = [this](const base::Error& error) {
    auto* line = new QWidget(m_problems);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(6));
    row->addWidget(new IconView("circle-x", Role::Err, 13, line), 0, Qt::AlignTop);
    auto* text = new Label(errorText(error).both(), TextRole::Caption, Role::Err, line);
    text->setWrap(true);
    row->addWidget(text, 1);
    m_problemColumn->addWidget(line);
  };
  QString name = m_folder.isEmpty() ? tr("Choose a base model") : QFileInfo(m_folder).fileName(), detail;
  if (m_folder.isEmpty()) detail = tr("A folder with config.json, weights and tokenizer");
  else if (m_inspecting) detail = tr("Reading the folder…");
  else if (m_error) detail = tr("Not a model that can be trained");
  if (m_model) {
    name = QString::fromStdString(m_model->name);
    std::uint64_t bytes = 0;
    for (const auto& file : m_model->files) bytes += file.bytes;
    if (m_model->parameters <= 0) detail = Format::bytes(bytes);  // nothing in it could be read as a model
    else detail = tr("%1 weights · %2 · %3").arg(Format::parameters(m_model->parameters), QString::fromStdString(m_model->dtype).toLower(), Format::bytes(bytes));
    for (const base::Error& error : m_model->problems) problem(error);
  }
  if (m_error) problem(*m_error);
  m_problems->setVisible(m_problemColumn->count() > 0);
  m_name->setText(name);
  m_detail->setText(detail);
  m_card->setAccessibleName(tr("Base model: %1").arg(name));
  m_card->setAccessibleDescription(detail);
  m_card->setToolTip(m_folder);
}

}  // namespace timbre::ui
