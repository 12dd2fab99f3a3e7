// SPDX-License-Identifier: GPL-3.0-or-later
// The left half of the page: which checkpoint, in which form, into which folder; and the files that were written.
#include "core/base/file_ops.h"
#include "ui/bridge/export_bridge.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/bridge/run_worker.h"
#include "ui/pages/export/export_page.h"
#include "ui/shell/page_parts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/path_dialogs.h"
#include "ui/widgets/small_table.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {
constexpr int kFormWidth = 548, kNarrowForm = 450, kNarrowBelow = 1100;
}  // namespace

QWidget* ExportPage::buildForm() {
  const Theme& t = theme();
  auto* form = new QWidget;
  auto* column = new QVBoxLayout(form);
  column->setContentsMargins(t.px(24), t.px(18), t.px(24), t.px(18));
  column->setSpacing(t.px(10));
  m_merged = new ChoiceCard({}, {}, {}, form);
  m_merged->setObjectName(QStringLiteral("exportMerged"));
  m_merged->setChecked(true);
  m_adapter = new ChoiceCard({}, {}, {}, form);
  m_adapter->setObjectName(QStringLiteral("exportAdapter"));
  column->addWidget(m_merged);
  column->addWidget(m_adapter);
  column->addSpacing(t.px(6));
  m_checkpoint = new QComboBox(form);
  m_checkpoint->setObjectName(QStringLiteral("exportCheckpoint"));
  m_checkpoint->setMinimumWidth(t.px(200));
  m_checkpoint->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_checkpoint->setMinimumContentsLength(24);
  m_checkpoint->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_checkpointRow = new FormRow({}, m_checkpoint, form);
  m_checkpointRow->setFieldFills();
  m_dtype = new Segmented(form);
  m_dtype->setObjectName(QStringLiteral("exportDtype"));
  for (const char* dtype : {"source", "bf16", "fp16", "fp32"}) m_dtype->addItem(QString::fromLatin1(dtype), QString::fromLatin1(dtype));
  m_dtypeRow = new FormRow({}, m_dtype, form);
  m_shard = new QSpinBox(form);
  m_shard->setObjectName(QStringLiteral("exportShard"));
  m_shard->setRange(1, 100);
  m_shard->setValue(5);
  m_shard->setFixedWidth(t.px(84));
  m_shardRow = new FormRow({}, m_shard, form);
  m_folder = new QLineEdit(form);
  m_folder->setObjectName(QStringLiteral("exportFolder"));
  m_folder->setMinimumWidth(t.px(140));
  m_folderRow = new FormRow({}, m_folder, form);
  m_folderRow->setFieldFills();
  m_chooseFolder = makeButton(ButtonKind::Secondary, {}, "folder-open", form);
  m_folderRow->addBeside(m_chooseFolder);
  for (FormRow* row : {m_checkpointRow, m_dtypeRow, m_shardRow, m_folderRow}) column->addWidget(row);
  column->addSpacing(t.px(8));
  m_filesHint = new Label({}, TextRole::Small, Role::Text2, form);
  m_filesHint->setWrap(true);
  column->addWidget(m_filesHint);
  m_files = new QTableWidget(0, 2, form);
  m_files->setObjectName(QStringLiteral("exportFiles"));
  makeSmallTable(m_files, 26);
  m_files->setSelectionMode(QAbstractItemView::NoSelection);
  m_files->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_files->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  m_files->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  column->addWidget(m_files);
  column->addStretch(1);
  connect(m_checkpoint, &QComboBox::currentIndexChanged, this, &ExportPage::choiceChanged);
  connect(m_checkpoint, &QComboBox::activated, this, [this] { m_picked = true; });
  connect(m_dtype, &Segmented::currentChanged, this, [this] { retranslate(); });
  connect(m_merged, &QAbstractButton::toggled, this, [this] {
    suggestFolder();
    retranslate();
  });
  connect(m_folder, &QLineEdit::textEdited, this, [this] {
    m_folderTyped = !m_folder->text().isEmpty();
    showState();
  });
  connect(m_chooseFolder, &QPushButton::clicked, this, &ExportPage::chooseFolder);
  return form;
}

QWidget* ExportPage::buildActionBar() {
  const Theme& t = theme();
  auto* bar = new Pane(Role::Surface, Qt::TopEdge);
  bar->setFixedHeight(t.px(53));
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(t.px(24), 0, t.px(20), 0);
  row->setSpacing(t.px(12));
  row->addWidget(new IconView("hard-drive", Role::Text2, 16, bar));
  m_needs = new Label({}, TextRole::Small, Role::Text1, bar);
  m_needs->setObjectName(QStringLiteral("exportNeeds"));
  m_needs->setElide(Qt::ElideRight);
  row->addWidget(m_needs, 1);
  m_cancel = makeButton(ButtonKind::Secondary, {}, "x", bar);
  m_cancel->setObjectName(QStringLiteral("cancelExport"));
  m_export = makeButton(ButtonKind::Primary, {}, "package", bar);
  m_export->setObjectName(QStringLiteral("startExport"));
  row->addWidget(m_cancel);
  row->addWidget(m_export);
  connect(m_export, &QPushButton::clicked, this, [this] { start(false); });
  connect(m_cancel, &QPushButton::clicked, m_services.exports, &ExportBridge::cancel);
  return bar;
}

void ExportPage::takeRuns() {
  const QString folder = m_picked ? m_checkpoint->currentData(Folder).toString() : QString();
  const QSignalBlocker quiet(m_checkpoint);
  m_checkpoint->clear();
  int select = -1, best = -1;
  for (const auto& run : m_services.runs->runs()) {
    if (run.pretraining) continue;
    for (const auto& checkpoint : run.checkpoints) {
      QString words = RunWords::checkpoint(QString::fromStdString(run.name), checkpoint.step);
      if (checkpoint.best) words += tr(", best");
      addChoice(words, checkpoint.folder, fromPath(run.baseModel), QString::fromStdString(run.name));
      const int at = m_checkpoint->count() - 1;
      m_checkpoint->setItemData(at, fromPath(run.folder), RunFolder);
      m_checkpoint->setItemData(at, qlonglong(checkpoint.step), Step);
      if (fromPath(checkpoint.folder) == folder && m_wantedStep < 0) select = at;
      if (run.folder == m_wantedRun && checkpoint.step == m_wantedStep) select = at;
      if (checkpoint.best && best < 0) best = at;
    }
  }
  if (!m_offered.empty()) {
    const QString name = fromPath(m_offered.filename());
    addChoice(tr("%1, adapter from a folder").arg(name), m_offered, m_offeredBase, name);
    if (fromPath(m_offered) == folder && m_wantedStep < 0) select = m_checkpoint->count() - 1;
  }
  if (m_wantedStep >= 0 && select >= 0) m_wantedStep = -1;
  m_checkpoint->setCurrentIndex(select >= 0 ? select : best >= 0 ? best : m_checkpoint->count() > 0 ? 0 : -1);
  choiceChanged();
}

void ExportPage::addChoice(const QString& words, const std::filesystem::path& folder, const QString& model, const QString& name) {
  m_checkpoint->addItem(words);
  const int at = m_checkpoint->count() - 1;
  m_checkpoint->setItemData(at, fromPath(folder), Folder);
  m_checkpoint->setItemData(at, model, Base);
  m_checkpoint->setItemData(at, name, RunName);
}

void ExportPage::offerAdapter(const std::filesystem::path& folder, const QString& model) {
  m_offered = folder;
  m_offeredBase = model;
  takeRuns();
}

/// How the export's folder is called unless somebody types a name.
QString ExportPage::exportName() const {
  const QString name = m_checkpoint->currentData(RunName).toString();
  const QVariant step = m_checkpoint->currentData(Step);
  return step.isValid() ? QStringLiteral("%1-%2").arg(name).arg(step.toLongLong()) : name;
}

void ExportPage::choose(const std::filesystem::path& run, std::int64_t step) {
  m_picked = true;
  m_wantedRun = run;
  m_wantedStep = step;
  takeRuns();
  if (m_wantedStep >= 0) m_services.runs->requestRuns();
}

void ExportPage::choiceChanged() {
  const QString model = m_checkpoint->currentData(Base).toString();
  if (model != m_base) {
    m_base = model;
    m_baseDtype.reset();
    m_baseBytes = 0;
    if (!m_base.isEmpty()) m_services.worker->inspectModel(m_base);
  }
  suggestFolder();
  retranslate();
}

void ExportPage::suggestFolder() {
  if (m_folderTyped || m_checkpoint->currentIndex() < 0 || m_project.empty()) return;
  const QString name = exportName() + (m_merged->isChecked() ? QString() : QStringLiteral("-adapter"));
  m_folder->setText(fromPath(m_project / "exports" / toPath(name)));
  m_folder->setCursorPosition(0);
}

void ExportPage::chooseFolder() {
  askForFolder(this, tr("Folder for the export"), {}, [this](const QString& folder) {
    // Never into the chosen folder itself: an export owns its folder.
    m_folder->setText(folder + QLatin1Char('/') + exportName());
    m_folderTyped = true;
    showState();
  });
}

void ExportPage::showFiles(const std::vector<jobs::ModelFile>& files) {
  m_files->setRowCount(int(files.size()));
  for (int i = 0; i < int(files.size()); ++i) {
    auto* name = new QTableWidgetItem(QString::fromStdString(files[std::size_t(i)].name));
    name->setFont(theme().font(TextRole::Mono));
    auto* size = new QTableWidgetItem(Format::bytes(files[std::size_t(i)].bytes));
    size->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_files->setItem(i, 0, name);
    m_files->setItem(i, 1, size);
  }
  m_files->setFixedHeight(fullHeight(m_files));
  m_files->setVisible(!files.empty());
  m_filesHint->setVisible(files.empty());
}

void ExportPage::resizeEvent(QResizeEvent* event) {
  Page::resizeEvent(event);
  const bool narrow = width() < theme().px(kNarrowBelow);
  m_formHolder->setFixedWidth(theme().px(narrow ? kNarrowForm : kFormWidth));
  for (FormRow* row : {m_checkpointRow, m_dtypeRow, m_shardRow, m_folderRow}) row->setLabelWidth(narrow ? 92 : 125);
}

void ExportPage::retranslate() {
  m_merged->setTexts(tr("Merged model"), tr("One folder that other tools open. Base and voice become one."), m_baseBytes > 0 ? Format::bytes(m_baseBytes) : QString());
  m_adapter->setTexts(tr("Adapter only"), tr("PEFT layout. Needs the same base model on the other side."), {});
  m_formHolder->setAccessibleName(tr("What is exported"));
  m_verdictHolder->setAccessibleName(tr("Verification"));
  m_checkpointRow->setLabel(tr("Checkpoint"));
  m_dtypeRow->setLabel(tr("Precision"));
  m_dtype->setItemText(0, tr("As the base"));
  m_dtype->setAccessibleName(tr("Precision"));
  const QString dtype = m_dtype->currentData().toString();
  const QString base = m_baseDtype ? QString::fromStdString(*m_baseDtype).toLower() : QString();
  m_dtypeRow->setHelp(dtype == "fp32" ? tr("Merged in fp32 and kept so: held to the same words as base plus adapter.")
                      : dtype == "fp16" ? tr("Merged in fp32, then rounded to fp16. Values above 65,504 do not fit.")
                      : dtype == "source" && !base.isEmpty() ? tr("Merged in fp32, then stored as %1, as the base is.").arg(base) : tr("Merged in fp32, then rounded."));
  m_shardRow->setLabel(tr("Shard size"));
  m_shardRow->setUnit(QStringLiteral("GB"));
  m_folderRow->setLabel(tr("Folder"));
  m_chooseFolder->setText(tr("Choose"));
  m_filesHint->setText(tr("The files and their sizes are listed here after the export."));
  m_files->setHorizontalHeaderLabels({tr("Files written"), tr("Size")});
  m_files->setAccessibleName(tr("Files written"));
  m_cancel->setText(tr("Cancel"));
  m_empty->setTexts(tr("Nothing to export yet"), tr("A run saves checkpoints while it trains. Each of them can become a model of its own here."));
  showState();
}

}  // namespace timbre::ui
