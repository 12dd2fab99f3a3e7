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
#include "ui/shell/page_parts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/retranslate.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace timbre::ui {

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
  connect(m_empty, &NoRunYet::trainRequested, this, [this] { Q_EMIT goTo(QStringLiteral("train")); });
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
  m_formHolder = scrolledColumn(buildForm(), work);
  halves->addWidget(m_formHolder);
  halves->addWidget(new Hairline(Qt::Vertical, work));
  m_verdict = new VerdictView;
  m_verdictHolder = scrolledColumn(m_verdict, work);
  halves->addWidget(m_verdictHolder, 1);
  column->addLayout(halves, 1);
  m_actionBar = buildActionBar();
  column->addWidget(m_actionBar);
  m_stack->addWidget(work);
  m_empty = new NoRunYet("package", m_stack);
  m_stack->addWidget(m_empty);
  connect(m_verdict, &VerdictView::againRequested, this, [this] {
    m_dtype->setCurrent(3);
    start(true);
  });
  connect(m_verdict, &VerdictView::openRequested, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(fromPath(m_request.out))); });
  connect(m_verdict, &VerdictView::copyRequested, this, [this] {
    QGuiApplication::clipboard()->setText(m_verdict->reportText());
    Q_EMIT notice({BadgeKind::Ok, tr("Report copied"), {}, {}, {}});
  });
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

QRect ExportPage::noticeArea() const { return rect().adjusted(0, 0, 0, m_stack->currentIndex() == 0 ? -m_actionBar->height() : 0); }

QString ExportPage::statusText() const { return m_services.exports->running() ? phase(m_progress) : QString(); }

void ExportPage::setProject(const std::filesystem::path& folder) {
  m_project = folder;
  m_report.reset();
  m_failure.reset();
  m_folderTyped = false;
  m_picked = false;
  m_offered.clear();
  m_verdict->clear();
  showFiles({});
  takeRuns();
}

bool ExportPage::sixteenBit() const {
  const std::string& dtype = m_request.dtype;
  if (dtype == "source") return !m_baseDtype || (*m_baseDtype != "F32" && *m_baseDtype != "fp32");
  return dtype != "fp32";
}

void ExportPage::start(bool force) {
  if (m_services.exports->running() || m_checkpoint->currentIndex() < 0 || m_folder->text().trimmed().isEmpty()) return;
  m_request = {};
  const auto folder = toPath(m_checkpoint->currentData(Folder).toString());
  if (m_checkpoint->currentData(RunFolder).isValid()) {
    m_request.run = toPath(m_checkpoint->currentData(RunFolder).toString());
    m_request.checkpoint = folder;
  } else {
    m_request.baseModel = toPath(m_checkpoint->currentData(Base).toString());
    m_request.adapter = folder;
  }
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
  // A question, not a failure: whoever declines it is where he was before.
  const bool there = error.code == "file.exists", question = there && !m_request.force;
  if (!question) {
    m_failure = error;
    if (there) m_failure->code = "export.foreign_folder";
    m_verdict->setFailure(*m_failure);
  }
  showState();
  if (question) askReplace();
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
    if (m_freeDisk) needs = joinSentences(needs, tr("%1 free.").arg(Format::bytes(*m_freeDisk)));
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

}  // namespace timbre::ui
