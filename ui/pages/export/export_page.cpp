// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/export/export_page.h"

#include "core/base/file_ops.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/export_bridge.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/bridge/run_worker.h"
#include "ui/pages/export/verdict_view.h"
#include "ui/shell/action_registry.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/retranslate.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {
constexpr int kFormWidth = 548, kNarrowForm = 430, kNarrowBelow = 1100;
enum CheckpointRole { RunFolder = Qt::UserRole, Step, Folder, Base, RunName };
}  // namespace

ExportPage::ExportPage(ExportServices services, QWidget* parent) : Page(parent), m_services(services) {
  build();
  connect(m_services.runs, &RunBridge::runsListed, this, &ExportPage::takeRuns);
  connect(m_services.runs, &RunBridge::exportRequested, this, &ExportPage::choose);
  connect(m_services.exports, &ExportBridge::progress, this, &ExportPage::takeProgress);
  connect(m_services.exports, &ExportBridge::finished, this, &ExportPage::takeReport);
  connect(m_services.exports, &ExportBridge::failed, this, &ExportPage::takeFailure);
  connect(m_services.worker, &RunWorker::modelInspected, this, [this](const QString& folder, const std::optional<session::ModelSummary>& model, const std::optional<base::Error>&) {
    if (folder != m_base || !model) return;
    m_baseDtype = model->dtype;
    m_baseBytes = 0;
    for (const auto& file : model->files) m_baseBytes += file.bytes;
    retranslate();
  });
  connect(m_services.worker, &RunWorker::machineReady, this, [this](const MachineFacts& facts) {
    m_freeDisk = facts.freeDiskBytes;
    showState();
  });
  connect(m_train, &QPushButton::clicked, this, [this] { Q_EMIT goTo(QStringLiteral("train")); });
  onLanguageChange(this, [this] { retranslate(); });
}

ExportPage::~ExportPage() = default;

void ExportPage::build() {
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  m_stack = new QStackedWidget(this);
  outer->addWidget(m_stack);
  auto* work = new Pane(Role::Surface, {}, m_stack);
  auto* column = new QVBoxLayout(work);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* halves = new QHBoxLayout;
  halves->setSpacing(0);
  const auto scroll = [work](QWidget* content) {
    auto* area = new QScrollArea(work);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* ground = new Pane(Role::Surface, {}, area);
    auto* inside = new QVBoxLayout(ground);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->addWidget(content);
    area->setWidget(ground);
    return area;
  };
  m_formHolder = scroll(buildForm());
  m_formHolder->setFixedWidth(theme().px(kFormWidth));
  halves->addWidget(m_formHolder);
  halves->addWidget(new Hairline(Qt::Vertical, work));
  m_verdict = new VerdictView;
  halves->addWidget(scroll(m_verdict), 1);
  column->addLayout(halves, 1);
  column->addWidget(buildActionBar());
  m_stack->addWidget(work);
  auto* nothing = new Pane(Role::Surface, {}, m_stack);
  auto* nothingColumn = new QVBoxLayout(nothing);
  m_empty = new EmptyState("package", nothing);
  m_train = makeButton(ButtonKind::Primary, {}, "audio-waveform", nothing);
  m_empty->setButton(m_train);
  nothingColumn->addWidget(m_empty);
  m_stack->addWidget(nothing);
  connect(m_verdict, &VerdictView::againRequested, this, [this] {
    m_dtype->setCurrent(3);
    start(true);
  });
  connect(m_verdict, &VerdictView::copyRequested, this, [this] {
    QGuiApplication::clipboard()->setText(m_verdict->reportText());
    Q_EMIT notice({BadgeKind::Ok, tr("Report copied"), {}, {}, {}});
  });
}

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
  m_checkpointRow = new FormRow({}, m_checkpoint, form);
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
  m_folder->setMinimumWidth(t.px(190));
  m_folderRow = new FormRow({}, m_folder, form);
  m_chooseFolder = makeButton(ButtonKind::Secondary, {}, "folder-open", form);
  m_folderRow->addBeside(m_chooseFolder);
  for (FormRow* row : {m_checkpointRow, m_dtypeRow, m_shardRow, m_folderRow}) column->addWidget(row);
  column->addSpacing(t.px(8));
  m_filesHint = new Label({}, TextRole::Small, Role::Text2, form);
  m_filesHint->setWrap(true);
  column->addWidget(m_filesHint);
  m_files = new QTableWidget(0, 2, form);
  m_files->setObjectName(QStringLiteral("exportFiles"));
  m_files->setFrameShape(QFrame::NoFrame);
  m_files->setShowGrid(false);
  m_files->verticalHeader()->hide();
  m_files->verticalHeader()->setDefaultSectionSize(t.px(26));
  m_files->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_files->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  m_files->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  m_files->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_files->setTabKeyNavigation(false);
  m_files->setFixedHeight(t.px(250));
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

void ExportPage::registerActions(ActionRegistry& registry) {
  m_registry = &registry;
  registry.add({.id = "export.start", .text = QT_TRANSLATE_NOOP("Command", "&Export the model…"), .menu = MenuId::File, .icon = "package", .separatorBefore = true}, [this] { Q_EMIT goTo(id()); });
}

QList<QWidget*> ExportPage::headerState() {
  m_state = new Badge(BadgeKind::Ok);
  m_state->setObjectName(QStringLiteral("exportState"));
  m_state->hide();
  return {m_state};
}

QWidget* ExportPage::headerLine() {
  m_line = new ProgressLine;
  m_line->hide();
  return m_line;
}

void ExportPage::enter() {
  if (!m_services.runs->runsFolder().empty()) m_services.runs->requestRuns();
  if (!m_project.empty()) m_services.worker->requestMachine(fromPath(m_project));
}

QList<QWidget*> ExportPage::regions() { return {m_formHolder, m_verdict, m_export}; }

NavBadge ExportPage::badge() const {
  if (m_services.exports->running()) return {BadgeKind::Accent, m_progress.fraction >= 0 ? Format::percent(m_progress.fraction) : tr("running")};
  return {};
}

QString ExportPage::statusText() const { return m_services.exports->running() ? phase(m_progress) : QString(); }

void ExportPage::setProject(const std::filesystem::path& folder) {
  m_project = folder;
  m_report.reset();
  m_failure.reset();
  m_folderTyped = false;
  m_picked = false;
  m_verdict->clear();
  showFiles({});
  takeRuns();
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
      m_checkpoint->addItem(words);
      const int at = m_checkpoint->count() - 1;
      m_checkpoint->setItemData(at, fromPath(run.folder), RunFolder);
      m_checkpoint->setItemData(at, qlonglong(checkpoint.step), Step);
      m_checkpoint->setItemData(at, fromPath(checkpoint.folder), Folder);
      m_checkpoint->setItemData(at, QString::fromStdString(run.baseModel), Base);
      m_checkpoint->setItemData(at, QString::fromStdString(run.name), RunName);
      if (fromPath(checkpoint.folder) == folder && m_wantedStep < 0) select = at;
      if (run.folder == m_wantedRun && checkpoint.step == m_wantedStep) select = at;
      if (checkpoint.best && best < 0) best = at;
    }
  }
  if (m_wantedStep >= 0 && select >= 0) m_wantedStep = -1;
  m_checkpoint->setCurrentIndex(select >= 0 ? select : best >= 0 ? best : m_checkpoint->count() > 0 ? 0 : -1);
  choiceChanged();
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
  const QString name = QStringLiteral("%1-%2%3").arg(m_checkpoint->currentData(RunName).toString()).arg(m_checkpoint->currentData(Step).toLongLong()).arg(!m_merged->isChecked() ? QStringLiteral("-adapter") : QString());
  m_folder->setText(fromPath(m_project / "exports" / toPath(name)));
  m_folder->setCursorPosition(0);
}

void ExportPage::chooseFolder() {
  auto* dialog = new QFileDialog(this, tr("Folder for the export"), QDir::homePath());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
    // Never into the chosen folder itself: an export owns its folder.
    m_folder->setText(folder + QLatin1Char('/') + QStringLiteral("%1-%2").arg(m_checkpoint->currentData(RunName).toString()).arg(m_checkpoint->currentData(Step).toLongLong()));
    m_folderTyped = true;
    showState();
  });
  dialog->open();
}

bool ExportPage::sixteenBit() const {
  const std::string& dtype = m_request.dtype;
  if (dtype == "source") return !m_baseDtype || (*m_baseDtype != "F32" && *m_baseDtype != "fp32");
  return dtype != "fp32";
}

void ExportPage::start(bool force) {
  if (m_services.exports->running() || m_checkpoint->currentIndex() < 0 || m_folder->text().trimmed().isEmpty()) return;
  m_request = {};
  m_request.run = toPath(m_checkpoint->currentData(RunFolder).toString());
  m_request.checkpoint = toPath(m_checkpoint->currentData(Folder).toString());
  m_request.out = toPath(m_folder->text().trimmed());
  m_request.adapterOnly = m_adapter->isChecked();
  m_request.dtype = m_dtype->currentData().toString().toStdString();
  m_request.shardBytes = std::uint64_t(m_shard->value()) * 1'000'000'000;
  m_request.force = force;
  m_report.reset();
  m_failure.reset();
  m_progress = {};
  m_verdict->clear();
  showFiles({});
  m_services.exports->start(m_request);
  showState();
}

void ExportPage::askReplace() {
  ConfirmRequest ask;
  ask.title = tr("Replace the folder?");
  ask.text = tr("%1 exists already. Its files are replaced by the export.").arg(fromPath(m_request.out));
  ask.kept = tr("The old folder stays until the new one is complete.");
  ask.confirmText = tr("Replace the folder");
  ask.destructive = true;
  ask.confirm = [this] { start(true); };
  showConfirmDialog(window(), ask);
}

void ExportPage::takeProgress(const jobs::Progress& progress) {
  m_progress = progress;
  showState();
}

void ExportPage::takeReport(const jobs::ExportReport& report) {
  m_report = report;
  m_verdict->setReport(report, sixteenBit(), m_request.adapterOnly);
  showFiles(report.files);
  showState();
}

void ExportPage::takeFailure(const base::Error& error) {
  m_failure = error;
  m_verdict->setFailure(error);
  showState();
  if (error.code == "file.exists") askReplace();
}

QString ExportPage::phase(const jobs::Progress& progress) {
  QString words = QString::fromStdString(progress.phase);
  if (progress.phase == "loading") words = tr("Loading");
  else if (progress.phase == "merging") words = tr("Merging");
  else if (progress.phase == "writing") words = tr("Writing");
  else if (progress.phase == "verifying") words = tr("Verifying");
  else if (progress.phase == "hashing") words = tr("Hashing");
  return progress.detail.empty() ? words : tr("%1 %2", "Writing model.safetensors").arg(words, QString::fromStdString(progress.detail));
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
  m_files->setVisible(!files.empty());
  m_filesHint->setVisible(files.empty());
}

void ExportPage::showState() {
  const bool any = m_checkpoint->count() > 0;
  m_stack->setCurrentIndex(any ? 0 : 1);
  const bool running = m_services.exports->running();
  for (QWidget* widget : std::initializer_list<QWidget*>{m_merged, m_adapter, m_checkpoint, m_folder, m_chooseFolder}) widget->setEnabled(!running);
  for (QWidget* widget : std::initializer_list<QWidget*>{m_dtype, m_shard}) widget->setEnabled(!running && m_merged->isChecked());
  m_export->setVisible(!running);
  m_export->setEnabled(any && !m_folder->text().trimmed().isEmpty());
  m_export->setText(m_report ? tr("Export again") : tr("Export"));
  // The verdict offers the better way then; one primary button a page.
  setButtonKind(m_export, m_report && m_report->verificationRan && !m_report->verified ? ButtonKind::Secondary : ButtonKind::Primary);
  m_cancel->setVisible(running);
  if (running) {
    m_needs->setText(m_progress.phase.empty() ? tr("Starting") : m_progress.fraction >= 0 ? QStringLiteral("%1, %2").arg(phase(m_progress), Format::percent(m_progress.fraction)) : phase(m_progress));
  } else {
    QString needs = m_merged->isChecked() && m_baseBytes > 0 ? tr("Needs about %1.").arg(Format::bytes(m_baseBytes * (m_dtype->current() == 3 && m_baseDtype && *m_baseDtype != "F32" ? 2 : 1))) : QString();
    if (m_freeDisk > 0) needs += (needs.isEmpty() ? QString() : QStringLiteral(" ")) + tr("%1 free.").arg(Format::bytes(m_freeDisk));
    m_needs->setText(needs);
  }
  if (m_state) {
    const bool adapter = m_report && m_request.adapterOnly;
    m_state->setVisible(m_report.has_value() || running);
    if (running) m_state->setBadge(BadgeKind::Accent, tr("Exporting"));
    else if (m_report) m_state->setBadge(adapter || m_report->verified ? BadgeKind::Ok : BadgeKind::Error, adapter ? tr("Adapter written") : m_report->verified ? tr("Verified") : tr("Not verified"));
  }
  if (m_line) {
    m_line->setVisible(running);
    m_line->setValue(std::max(0.0, m_progress.fraction));
    m_line->setAccessibleName(tr("%1 of the export").arg(Format::percent(std::max(0.0, m_progress.fraction))));
  }
  Q_EMIT badgeChanged();
  Q_EMIT statusChanged();
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
  m_train->setText(tr("Go to Train"));
  showState();
}

}  // namespace timbre::ui
