// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/runs_page.h"

#include "core/recipe/fields.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/bridge/run_worker.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/page_parts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/curve_card.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"
#include "ui/widgets/path_dialogs.h"
#include "ui/widgets/small_table.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace timbre::ui {

namespace {
constexpr int kSideWidth = 340, kSideNeeds = 1160, kRowHeight = 54, kReloadMs = 400;
}

RunsPage::RunsPage(RunsServices services, QWidget* parent) : Page(parent), m_services(services) {
  build();
  m_load.setSingleShot(true);
  m_load.setInterval(kReloadMs);
  connect(&m_load, &QTimer::timeout, this, &RunsPage::requestChosen);
  connect(m_services.runs, &RunBridge::runsListed, this, &RunsPage::takeRuns);
  connect(m_services.runs, &RunBridge::runLoaded, this, &RunsPage::takeLoaded);
  connect(m_services.runs, &RunBridge::checkpointChecked, this, &RunsPage::takeChecked);
  connect(m_services.runs, &RunBridge::removed, this, &RunsPage::takeRemoved);
  connect(m_services.runs, &RunBridge::liveChanged, this, &RunsPage::updateActions);
  connect(m_services.runs, &RunBridge::startFailed, this, &RunsPage::updateActions);
  connect(m_empty, &NoRunYet::trainRequested, this, [this] { Q_EMIT goTo(QStringLiteral("train")); });
  onLanguageChange(this, [this] { retranslate(); });
}

RunsPage::~RunsPage() = default;

void RunsPage::build() {
  const Theme& t = theme();
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  m_stack = new QStackedWidget(this);
  outer->addWidget(m_stack);
  m_split = new QSplitter(Qt::Vertical, m_stack);
  m_split->setHandleWidth(1);
  m_split->setChildrenCollapsible(false);
  m_model = new RunTableModel(this);
  m_table = new QTableView(m_split);
  m_table->setObjectName(QStringLiteral("runTable"));
  m_table->setModel(m_model);
  m_table->setItemDelegate(new RunDelegate(m_table));
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->setShowGrid(false);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(t.px(kRowHeight));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->setTabKeyNavigation(false);
  m_table->setMinimumHeight(t.px(32 + 2 * kRowHeight));
  QHeaderView* header = m_table->horizontalHeader();
  header->setSectionResizeMode(QHeaderView::Interactive);
  header->setHighlightSections(false);
  header->setProperty("lead", 16);
  header->setSectionResizeMode(RunTableModel::Run, QHeaderView::Stretch);
  const int widths[] = {160, 0, 140, 100, 84, 100, 110, 80, 150};
  for (int c = 0; c < RunTableModel::ColumnCount; ++c)
    if (widths[c]) header->resizeSection(c, t.px(widths[c]));
  m_split->addWidget(m_table);
  m_split->addWidget(buildDetail());
  m_split->setStretchFactor(0, 0);
  m_split->setStretchFactor(1, 1);
  m_split->setSizes({t.px(32 + 3 * kRowHeight + 2), t.px(600)});
  m_stack->addWidget(m_split);
  m_empty = new NoRunYet("git-compare", m_stack);
  m_stack->addWidget(m_empty);
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPage::selectionChanged);
}

QWidget* RunsPage::buildDetail() {
  const Theme& t = theme();
  auto* detail = new Pane(Role::Surface, Qt::TopEdge, m_split);
  auto* row = new QHBoxLayout(detail);
  row->setContentsMargins(0, 1, 0, 0);
  row->setSpacing(0);
  auto* left = new QVBoxLayout;
  left->setContentsMargins(t.px(20), t.px(10), t.px(20), t.px(10));
  left->setSpacing(t.px(10));
  m_curve = new CurveCard(detail);
  m_curve->setObjectName(QStringLiteral("runCurve"));
  m_curve->setMinimumHeight(t.px(190));
  left->addWidget(m_curve, 3);
  m_checkpointHead = new SectionHeader({}, detail);
  const auto button = [&](const char* icon, const char* name) {
    auto* out = makeButton(ButtonKind::Small, {}, QString::fromLatin1(icon), m_checkpointHead);
    out->setObjectName(QString::fromLatin1(name));
    m_checkpointHead->addTrailing(out);
    return out;
  };
  m_verify = button("shield-check", "verifyCheckpoints");
  m_chat = button("message-circle", "chatCheckpoint");
  m_export = button("package", "exportCheckpoint");
  m_further = button("milestone", "furtherCheckpoint");
  m_delete = button("trash-2", "deleteCheckpoint");
  left->addWidget(m_checkpointHead);
  m_checkpoints = new QTableWidget(0, 7, detail);
  m_checkpoints->setObjectName(QStringLiteral("runCheckpoints"));
  makeSmallTable(m_checkpoints, 32);
  m_checkpoints->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  m_checkpoints->setMinimumHeight(t.px(32 + 2 * 32));
  left->addWidget(m_checkpoints, 2);
  m_diskUse = new Label({}, TextRole::Small, Role::Text2, detail);
  left->addWidget(m_diskUse);
  row->addLayout(left, 1);
  row->addWidget(buildFacts());
  connect(m_verify, &QPushButton::clicked, this, &RunsPage::verifyAll);
  connect(m_chat, &QPushButton::clicked, this, [this] {
    if (const auto checkpoint = chosenCheckpoint()) {
      m_services.runs->openInChat(m_folder, checkpoint->step);
      Q_EMIT goTo(QStringLiteral("chat"));
    }
  });
  connect(m_export, &QPushButton::clicked, this, [this] {
    if (const auto checkpoint = chosenCheckpoint()) {
      m_services.runs->openInExport(m_folder, checkpoint->step);
      Q_EMIT goTo(QStringLiteral("export"));
    }
  });
  connect(m_further, &QPushButton::clicked, this, [this] {
    if (const auto checkpoint = chosenCheckpoint()) {
      m_services.runs->trainFurther(m_folder, checkpoint->step);
      Q_EMIT goTo(QStringLiteral("train"));
    }
  });
  connect(m_delete, &QPushButton::clicked, this, &RunsPage::askRemoveCheckpoint);
  connect(m_checkpoints, &QTableWidget::itemSelectionChanged, this, [this] {
    m_checkpointPicked = true;
    updateActions();
  });
  connect(m_curve, &CurveCard::saveRequested, this, &RunsPage::saveCurve);
  return detail;
}

QWidget* RunsPage::buildFacts() {
  const Theme& t = theme();
  m_side = new QScrollArea;
  m_side->setObjectName(QStringLiteral("runFacts"));
  m_side->setFrameShape(QFrame::NoFrame);
  m_side->setWidgetResizable(true);
  m_side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_side->setFixedWidth(t.px(kSideWidth));
  auto* body = new Pane(Role::Surface, Qt::LeftEdge, m_side);
  auto* column = new QVBoxLayout(body);
  column->setContentsMargins(t.px(18), t.px(14), t.px(18), t.px(14));
  column->setSpacing(t.px(8));
  const auto grid = [&](SectionHeader*& head, QGridLayout*& into) {
    head = new SectionHeader({}, body);
    column->addWidget(head);
    into = new QGridLayout;
    into->setHorizontalSpacing(t.px(12));
    into->setVerticalSpacing(t.px(5));
    into->setColumnStretch(1, 1);
    column->addLayout(into);
  };
  grid(m_recipeHead, m_recipeGrid);
  m_compareHint = new Label({}, TextRole::Caption, Role::Text3, body);
  m_compareHint->setWrap(true);
  column->addWidget(m_compareHint);
  column->addSpacing(t.px(12));
  grid(m_provenanceHead, m_provenanceGrid);
  m_copyFacts = makeIconButton("copy", {}, m_provenanceHead);
  m_copyFacts->setObjectName(QStringLiteral("copyProvenance"));
  m_provenanceHead->addTrailing(m_copyFacts);
  connect(m_copyFacts, &QToolButton::clicked, this, &RunsPage::copyFacts);
  column->addStretch(1);
  m_side->setWidget(body);
  return m_side;
}

void RunsPage::registerActions(ActionRegistry& registry) {
  m_registry = &registry;
  registry.add({.id = "runs.resume", .text = QT_TRANSLATE_NOOP("Command", "Res&ume the chosen run"), .menu = MenuId::Run, .icon = "play", .separatorBefore = true, .shortText = QT_TRANSLATE_NOOP("Command", "Resume")}, [this] { resume(); });
  registry.add({.id = "runs.remove", .text = QT_TRANSLATE_NOOP("Command", "&Delete the chosen run…"), .menu = MenuId::Run, .icon = "trash-2", .danger = true, .shortText = QT_TRANSLATE_NOOP("Command", "Delete run")}, [this] { askRemoveRun(); });
  updateActions();
}

QList<QWidget*> RunsPage::headerActions() {
  m_newRun = makeButton(ButtonKind::Primary, tr("New run"), "plus");
  m_newRun->setObjectName(QStringLiteral("newRun"));
  connect(m_newRun, &QPushButton::clicked, this, [this] {
    QAction* fresh = m_registry ? m_registry->find(QStringLiteral("train.new")) : nullptr;
    if (fresh && fresh->isEnabled()) fresh->trigger();  // disabled: the form is open already
    else Q_EMIT goTo(QStringLiteral("train"));
  });
  return {commandButton(m_registry, ButtonKind::Secondary, "runs.remove", "removeRun"),
          commandButton(m_registry, ButtonKind::Secondary, "runs.resume", "resumeRun"), m_newRun};
}

QList<QWidget*> RunsPage::headerState() {
  m_selectedWords = new Label({}, TextRole::Small, Role::Text2);
  m_selectedWords->setObjectName(QStringLiteral("selectedRuns"));
  return {m_selectedWords};
}

void RunsPage::enter() {
  if (!m_services.runs->runsFolder().empty()) m_services.runs->requestRuns();
}

QList<QWidget*> RunsPage::regions() { return {m_table, m_curve, m_checkpoints, m_side}; }

NavBadge RunsPage::badge() const {
  const int count = m_model->rowCount();
  return count > 0 ? NavBadge{BadgeKind::Mute, Format::number(count)} : NavBadge{};
}

QString RunsPage::statusText() const {
  std::uint64_t bytes = 0;
  for (const auto& run : m_services.runs->runs())
    for (const auto& checkpoint : run.checkpoints) bytes += checkpoint.bytes;
  return bytes > 0 ? tr("Checkpoints use %1").arg(Format::bytes(bytes)) : QString();
}

void RunsPage::setReadOnly(bool readOnly) {
  m_readOnly = readOnly;
  updateActions();
}

const jobs::RunRecord* RunsPage::chosen() const { return m_model->at(m_model->rowOf(m_folder)); }

void RunsPage::takeRuns() {
  const std::filesystem::path wanted = m_folder;
  std::vector<std::filesystem::path> others = m_compared;
  {
    const QSignalBlocker quiet(m_table->selectionModel());
    m_model->setRuns(m_services.runs->runs());
  }
  int row = m_model->rowOf(wanted);
  if (row < 0 && m_model->rowCount() > 0) row = 0;
  m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
  if (row >= 0) {
    QItemSelection selection;
    const auto add = [&](int at) { if (at >= 0) selection.select(m_model->index(at, 0), m_model->index(at, RunTableModel::ColumnCount - 1)); };
    add(row);
    for (const auto& other : others) add(m_model->rowOf(other));
    m_folder = m_model->at(row)->folder;
    m_table->selectionModel()->setCurrentIndex(m_model->index(row, 0), QItemSelectionModel::NoUpdate);
    {
      const QSignalBlocker quiet(m_table->selectionModel());
      m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    }
    m_table->viewport()->update();
    selectionChanged();
    selectRun();
  } else {
    m_folder.clear();
    m_loaded.clear();
    m_compared.clear();
    m_curve->clear();
  }
  updateActions();
  Q_EMIT badgeChanged();
  Q_EMIT statusChanged();
}

void RunsPage::selectRun() {
  const jobs::RunRecord* run = chosen();
  if (!run) return;
  if (run->folder != m_loaded) {
    requestChosen();
  } else if (run->step != m_loadedStep && !m_load.isActive()) {
    m_load.start();
  }
  showCheckpoints();
  showFacts();
  updateActions();
}

void RunsPage::requestChosen() {
  if (!m_folder.empty()) m_services.runs->requestRun(m_folder);
}

void RunsPage::resume() {
  const jobs::RunRecord* run = chosen();
  if (!run || m_services.runs->busy()) return;
  session::RunRequest request;
  request.runFolder = run->folder;
  request.resume = true;
  request.device = m_device;
  m_services.runs->start(request);
  Q_EMIT goTo(QStringLiteral("train"));
}

void RunsPage::askRemoveRun() {
  const jobs::RunRecord* run = chosen();
  if (!run) return;
  std::uint64_t bytes = 0;
  for (const auto& checkpoint : run->checkpoints) bytes += checkpoint.bytes;
  ConfirmRequest ask;
  ask.title = tr("Delete the run %1?").arg(QString::fromStdString(run->name));
  ask.text = tr("%n checkpoint(s) of %1 in all, its curve and its frozen rows are removed from the disk. This cannot be undone.", nullptr, int(run->checkpoints.size())).arg(Format::bytes(bytes));
  ask.kept = tr("The dataset stays as it is.");
  ask.confirmText = tr("Delete the run");
  ask.destructive = true;
  ask.confirm = [this, folder = run->folder] { m_services.runs->removeRun(folder); };
  showConfirmDialog(window(), ask);
}

void RunsPage::saveCurve(const QString& name, std::function<QByteArray()> make) {
  askWhereToSave(this, tr("Save"), fromPath(m_folder.filename()) + QLatin1Char('-') + name,
                 [this, make = std::move(make)](const QString& path) { m_services.worker->write(path, make); });
}

void RunsPage::updateActions() {
  const jobs::RunRecord* run = chosen();
  const RunLog& live = m_services.runs->live();
  const bool lives = run && live.folder == run->folder && live.alive();
  using enum events::RunState;
  const bool resumable = run && !lives && (run->state == Paused || run->state == Stopped || run->state == Interrupted || run->state == Failed);
  const bool any = chosenCheckpoint().has_value();
  m_chat->setEnabled(any);
  m_export->setEnabled(any);
  const bool adapter = run && base::stringOr(run->recipe, "method") == "lora";
  m_further->setEnabled(any && adapter && !m_readOnly);
  m_further->setToolTip(any && !adapter ? tr("A full fine-tuning saved whole models: choose its checkpoint folder as the base model.") : QString());
  m_verify->setEnabled(any);
  m_delete->setEnabled(any && !lives && !m_readOnly);
  if (!m_registry) return;
  setAvailable(m_registry->find(QStringLiteral("runs.resume")), resumable && !m_services.runs->busy() && !m_readOnly, tr("Only a run that was paused, stopped, interrupted or failed can be resumed, one at a time."));
  setAvailable(m_registry->find(QStringLiteral("runs.remove")), run && !lives && !m_readOnly, lives ? tr("The run is still going.") : tr("No run is chosen."));
}

void RunsPage::resizeEvent(QResizeEvent* event) {
  Page::resizeEvent(event);
  m_side->setVisible(width() >= theme().px(kSideNeeds));
  m_table->setColumnHidden(RunTableModel::Base, width() < theme().px(1080));
  m_table->setColumnHidden(RunTableModel::Rows, width() < theme().px(980));
}

void RunsPage::retranslate() {
  m_empty->setTexts(tr("No run yet"), tr("Each training is kept here with its curve, its checkpoints and the rows it used."));
  m_table->setAccessibleName(tr("Runs"));
  m_side->setAccessibleName(tr("Settings and provenance"));
  m_curve->setNames(tr("Loss"), tr("raw"), tr("smoothed"), tr("validation"));
  m_curve->chart()->setXName(tr("Step"));
  m_curve->chart()->setXText([](double x) { return RunWords::step(std::int64_t(std::llround(x))); });
  m_verify->setText(tr("Verify"));
  m_chat->setText(tr("Chat"));
  m_export->setText(tr("Export"));
  m_further->setText(tr("Train further"));
  m_delete->setText(tr("Delete"));
  m_checkpoints->setAccessibleName(tr("Checkpoints"));
  m_checkpoints->setHorizontalHeaderLabels({tr("Step"), tr("Train"), tr("Valid."), tr("Size"), tr("Saved"), tr("Manifest"), QString()});
  for (int c = 0; c < m_checkpoints->columnCount(); ++c) m_checkpoints->horizontalHeaderItem(c)->setTextAlignment(c < 4 ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
  if (m_newRun) m_newRun->setText(tr("New run"));
  m_compareHint->setText(tr("Select further runs with Ctrl or Shift to compare them."));
  setIconButtonName(m_copyFacts, tr("Copy provenance"));
  m_model->retranslate();
  showCheckpoints();
  showFacts();
  updateActions();
}

}  // namespace timbre::ui
