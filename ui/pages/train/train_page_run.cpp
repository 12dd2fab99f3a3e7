// SPDX-License-Identifier: GPL-3.0-or-later
// Starting a run, steering it, and what it says.
#include "core/base/file_ops.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/train/live_side.h"
#include "ui/pages/train/live_view.h"
#include "ui/pages/train/train_form.h"
#include "ui/pages/train/train_page.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/page_parts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/path_dialogs.h"

#include <QDir>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace timbre::ui {

using events::RunState;

namespace {

BadgeKind kindOf(RunState state) {
  switch (state) {
    case RunState::Finished: return BadgeKind::Ok;
    case RunState::Failed: return BadgeKind::Error;
    case RunState::Interrupted: return BadgeKind::Warn;
    case RunState::Paused:
    case RunState::Stopped: return BadgeKind::Mute;
    default: return BadgeKind::Accent;
  }
}

}  // namespace

QAction* TrainPage::action(const char* id) const { return m_registry ? m_registry->find(QString::fromLatin1(id)) : nullptr; }

void TrainPage::registerActions(ActionRegistry& registry) {
  m_registry = &registry;
  registry.add({.id = "train.start", .text = QT_TRANSLATE_NOOP("Command", "&Start training"), .menu = MenuId::Run, .icon = "play", .separatorBefore = true}, [this] {
    Q_EMIT goTo(id());
    if (m_start->isEnabled() && !showsRun()) start();
  });
  registry.add({.id = "train.pause", .text = QT_TRANSLATE_NOOP("Command", "&Pause training"), .menu = MenuId::Run, .icon = "pause", .shortText = QT_TRANSLATE_NOOP("Command", "Pause")}, [this] { pause(); });
  registry.add({.id = "train.resume", .text = QT_TRANSLATE_NOOP("Command", "&Resume training"), .menu = MenuId::Run, .icon = "play", .shortText = QT_TRANSLATE_NOOP("Command", "Resume")}, [this] { resume(); });
  registry.add({.id = "train.save", .text = QT_TRANSLATE_NOOP("Command", "Save &checkpoint now"), .menu = MenuId::Run, .icon = "save", .shortText = QT_TRANSLATE_NOOP("Command", "Save checkpoint")}, [this] { saveCheckpoint(); });
  registry.add({.id = "train.stop", .text = QT_TRANSLATE_NOOP("Command", "S&top training…"), .menu = MenuId::Run, .icon = "circle-stop", .danger = true, .shortText = QT_TRANSLATE_NOOP("Command", "Stop")}, [this] { askStop(); });
  registry.add({.id = "train.new", .text = QT_TRANSLATE_NOOP("Command", "&New run"), .menu = MenuId::Run, .icon = "plus"}, [this] {
    Q_EMIT goTo(id());
    showForm();
  });
  registry.add({.id = "train.loadRecipe", .text = QT_TRANSLATE_NOOP("Command", "&Load recipe…"), .menu = MenuId::Run, .icon = "folder-open", .separatorBefore = true, .shortText = QT_TRANSLATE_NOOP("Command", "Load recipe")}, [this] { openRecipe(); });
  registry.add({.id = "train.saveRecipe", .text = QT_TRANSLATE_NOOP("Command", "Sa&ve recipe…"), .menu = MenuId::Run, .icon = "save", .shortText = QT_TRANSLATE_NOOP("Command", "Save recipe")}, [this] { saveRecipe(); });
  showRunState();
}

QList<QWidget*> TrainPage::headerState() {
  m_nameBadge = new Badge(BadgeKind::Mute);
  m_nameBadge->setObjectName(QStringLiteral("runNameBadge"));
  m_stateBadge = new Badge(BadgeKind::Accent);
  m_stateBadge->setObjectName(QStringLiteral("runState"));
  m_baseLine = new Label({}, TextRole::Small, Role::Text2);
  m_baseLine->setElide(Qt::ElideRight);
  return {m_nameBadge, m_stateBadge, m_baseLine};
}

QList<QWidget*> TrainPage::headerActions() {
  m_sideButton = makeIconButton("panel-right", tr("Samples, checkpoints and events"));
  m_sideButton->setCheckable(true);
  connect(m_sideButton, &QToolButton::toggled, m_live, &LiveView::showSide);
  connect(m_live, &LiveView::sideFitsChanged, this, &TrainPage::showRunState);
  m_loadRecipe = commandButton(m_registry, ButtonKind::Secondary, "train.loadRecipe", "train.loadRecipe");
  m_saveRecipe = commandButton(m_registry, ButtonKind::Secondary, "train.saveRecipe", "train.saveRecipe");
  m_newButton = commandButton(m_registry, ButtonKind::Secondary, "train.new", "train.new");
  m_pauseButton = commandButton(m_registry, ButtonKind::Secondary, "train.pause", "train.pause");
  m_saveButton = commandButton(m_registry, ButtonKind::Secondary, "train.save", "train.save");
  m_stopButton = commandButton(m_registry, ButtonKind::Danger, "train.stop", "train.stop");
  m_resumeButton = commandButton(m_registry, ButtonKind::Primary, "train.resume", "train.resume");
  showRunState();
  return {m_loadRecipe, m_saveRecipe, m_sideButton, m_newButton, m_pauseButton, m_saveButton, m_stopButton, m_resumeButton};
}

QWidget* TrainPage::headerLine() {
  m_line = new ProgressLine;
  m_line->hide();
  return m_line;
}

void TrainPage::connectRuns() {
  RunBridge* runs = m_services.runs;
  connect(runs, &RunBridge::started, this, &TrainPage::takeStarted);
  connect(runs, &RunBridge::startFailed, this, &TrainPage::startFailed);
  connect(runs, &RunBridge::eventsArrived, this, &TrainPage::takeEvents);
  connect(runs, &RunBridge::runReloaded, this, [this](const session::RunLoaded& run) {
    if (run.folder == m_live->log().folder && m_reading.empty()) m_live->load(run);
  });
  connect(runs, &RunBridge::runLoaded, this, &TrainPage::takeLoaded);
  connect(runs, &RunBridge::liveChanged, this, [this] {
    showRunState();
    const bool blocked = !m_facts.livingRun.isEmpty();
    if (blocked != m_services.runs->busy()) factsChanged();
    Q_EMIT badgeChanged();
    Q_EMIT statusChanged();
  });
  connect(runs, &RunBridge::runsListed, this, [this](const std::vector<jobs::RunRecord>& listed) {
    m_live->takeRuns(listed);
    suggestName();
    factsChanged();
  });
  connect(runs, &RunBridge::furtherRequested, this, &TrainPage::beginFrom);
  connect(m_live, &LiveView::resumeRequested, this, &TrainPage::resume);
  connect(m_live, &LiveView::recipeRequested, this, &TrainPage::showForm);
  connect(m_live, &LiveView::saveRequested, this, &TrainPage::setSaving);
  connect(m_live, &LiveView::chatRequested, this, [this](std::int64_t step) {
    m_services.runs->openInChat(m_live->log().folder, step);
    Q_EMIT goTo(QStringLiteral("chat"));
  });
  connect(m_services.worker, &RunWorker::fileRead, this, &TrainPage::takeRecipe);
  connect(m_services.worker, &RunWorker::written, this, [this](const QString& path, const std::optional<base::Error>& error) {
    if (error) Q_EMIT notice({BadgeKind::Error, tr("The file was not saved"), errorText(*error).both(), {}, {}});
    else Q_EMIT notice({BadgeKind::Ok, tr("Saved"), QDir::toNativeSeparators(path), {}, {}});
  });
}

void TrainPage::start() {
  session::DatasetService* service = m_services.dataset ? m_services.dataset->service() : nullptr;
  if (m_starting || !service || !m_start->isEnabled()) return;
  m_starting = true;
  m_request = {};
  m_request.recipe = m_facts.recipe;
  m_request.baseModel = toPath(m_form->picker()->folder());
  m_request.initAdapter = toPath(m_form->start()->folder());
  m_request.runFolder = m_services.runs->runsFolder() / toPath(m_form->runName());
  m_request.device = m_facts.device;
  const QStringList questions = m_form->questions();
  for (const QString& question : questions) m_request.samplePrompts.push_back(question.toStdString());
  m_frozen = m_project.folder / "rows-of-next-run.jsonl";
  m_request.data = m_frozen;
  m_freezeTicket = service->freezeRows(m_frozen);
  leaveFocus();
  factsChanged();
}

void TrainPage::takeFreeze(const session::FreezeDone& done) {
  if (done.ticket != m_freezeTicket || !m_starting) return;
  m_freezeTicket = 0;
  if (done.error) return startFailed(*done.error);
  m_services.runs->start(m_request);
}

void TrainPage::startFailed(const base::Error& error) {
  m_starting = false;
  factsChanged();
  const ErrorText text = errorText(error);
  showErrorDialog(window(), {tr("The run did not start"), text.sentence, text.hint, {}, {}, {}, text.details, {}});
}

void TrainPage::takeStarted(const std::filesystem::path& folder, bool resumed) {
  if (folder.parent_path() != m_services.runs->runsFolder()) return;
  m_starting = false;
  m_form->setRunName({});
  if (resumed) {
    openRun(folder);
  } else {
    m_live->begin(folder);
    m_live->setProject(fromPath(folder.filename()));
    m_runLine = RunWords::baseLine(recipe::toJson(m_request.recipe), fromPath(m_request.baseModel.filename()));
    m_live->setEpochs(m_request.recipe.maxSteps > 0 ? 0 : m_request.recipe.epochs);
    leaveFocus();
    m_stack->setCurrentWidget(m_live);
  }
  showRunState();
}

void TrainPage::leaveFocus() {
  // Hiding or disabling what has the focus would hand it on as if by Tab, with a ring around a button that nobody chose.
  if (isAncestorOf(window()->focusWidget())) setFocus(Qt::OtherFocusReason);
}

void TrainPage::openRun(const std::filesystem::path& folder) {
  m_reading = folder;
  m_waiting.clear();
  m_runLine.clear();
  m_live->begin(folder);
  m_live->setProject(fromPath(folder.filename()));
  leaveFocus();
  m_stack->setCurrentWidget(m_live);
  m_services.runs->requestRun(folder);
  showRunState();
}

void TrainPage::takeLoaded(const session::RunLoaded& run) {
  if (m_reading.empty() || run.folder != m_reading) return;
  m_reading.clear();
  if (run.error) {
    m_live->setState(RunState::Failed, run.error);
  } else {
    m_live->load(run);
    const auto recipe = recipe::fromJson(run.record.recipe);
    m_runLine = RunWords::baseLine(run.record.recipe, fromPath(std::filesystem::path(run.record.baseModel).filename()));
    m_live->setEpochs(recipe.ok() && recipe->maxSteps == 0 ? recipe->epochs : 0);
  }
  for (const auto& batch : std::exchange(m_waiting, {})) m_live->apply(batch);
  const RunLog& live = m_services.runs->live();
  if (live.folder == run.folder && (live.alive() || m_live->log().alive())) m_live->setState(live.state, live.error);
  showRunState();
}

void TrainPage::takeEvents(const std::filesystem::path& folder, const std::vector<events::RunEvent>& events) {
  if (folder != m_live->log().folder) return;
  if (folder == m_reading) {
    m_waiting.push_back(events);
    return;
  }
  m_live->apply(events);
  // The engine has its own copy of the rows once it trains.
  if (!m_frozen.empty() && m_live->log().step > 0) {
    m_services.worker->remove(m_frozen);
    m_frozen.clear();
  }
  showRunState();
}

void TrainPage::pause() {
  m_services.runs->command(session::RunCommand::Pause);
  if (m_live->log().alive()) m_live->setState(RunState::Pausing);
  showRunState();
}

void TrainPage::saveCheckpoint() {
  m_services.runs->saveNow();
  Q_EMIT notice({BadgeKind::Info, tr("A checkpoint follows"), tr("It is written at the end of the step that is being computed."), {}, {}});
}

void TrainPage::resume() {
  if (m_services.runs->busy() || m_live->log().folder.empty()) return;
  session::RunRequest request;
  request.runFolder = m_live->log().folder;
  request.resume = true;
  request.device = m_facts.device;
  m_services.runs->start(request);
}

void TrainPage::askStop() {
  const RunLog& live = m_services.runs->live();
  if (!live.alive()) return;
  ConfirmRequest ask;
  ask.title = tr("Stop %1 at step %2?").arg(fromPath(live.folder.filename()), Format::number(live.step));
  ask.text = tr("Training ends after the step that is being computed.");
  ask.kept = tr("A checkpoint is saved first. The run can be resumed later.");
  ask.confirmText = tr("Stop training");
  ask.destructive = true;
  ask.confirm = [this] {
    m_services.runs->command(session::RunCommand::Stop);
    if (m_live->log().alive()) m_live->setState(RunState::Stopping);
    showRunState();
  };
  showConfirmDialog(window(), ask);
}

bool TrainPage::showsRun() const { return m_stack->currentWidget() == m_live; }

void TrainPage::showRunState() {
  const bool run = showsRun();
  const RunLog& log = m_live->log();
  const bool shownLives = run && m_services.runs->live().folder == log.folder && log.alive();
  const bool lives = m_services.runs->live().alive();
  const bool steerable = lives && m_services.runs->live().state == RunState::Running;
  const bool canResume = run && log.resumable() && !m_services.runs->busy() && !m_project.access.readOnly;
  m_live->setCanResume(canResume);
  if (m_registry) {
    setAvailable(action("train.start"), !run && m_start->isEnabled(), run ? tr("The page shows a run.") : m_unlock->text());
    setAvailable(action("train.pause"), steerable, tr("No run is going."));
    setAvailable(action("train.save"), steerable, tr("No run is going."));
    setAvailable(action("train.stop"), lives, tr("No run is going."));
    setAvailable(action("train.resume"), canResume, tr("The shown run cannot be resumed."));
    setAvailable(action("train.new"), run, tr("The form is open."));
    setAvailable(action("train.loadRecipe"), !run && !m_project.access.readOnly, run ? tr("The page shows a run.") : tr("The project is read-only."));
    setAvailable(action("train.saveRecipe"), !run && m_facts.formValid, run ? tr("The page shows a run.") : tr("Correct the field that is marked red."));
  }
  if (m_nameBadge) {
    const QString name = run ? fromPath(log.folder.filename()) : m_form->runName();
    m_nameBadge->setBadge(BadgeKind::Mute, name);
    m_nameBadge->setVisible(!name.isEmpty());
  }
  if (m_stateBadge) {
    m_stateBadge->setBadge(kindOf(log.state), RunWords::state(log.state), log.alive() ? QStringLiteral("audio-waveform") : QString());
    m_stateBadge->setVisible(run);
  }
  if (m_baseLine) {
    m_baseLine->setText(m_runLine);
    m_baseLine->setVisible(run && !m_runLine.isEmpty());
  }
  if (m_line) {
    m_line->setVisible(run);
    m_line->setValue(log.share());
    m_line->setTone(log.state == RunState::Failed ? Role::Err : Role::Accent);
    m_line->setAccessibleName(tr("%1 of the run").arg(Format::percent(log.share())));
  }
  if (!m_pauseButton) return;
  m_loadRecipe->setVisible(!run);
  m_saveRecipe->setVisible(!run);
  m_pauseButton->setVisible(shownLives);
  m_saveButton->setVisible(shownLives);
  m_stopButton->setVisible(shownLives);
  m_resumeButton->setVisible(canResume);
  m_newButton->setVisible(run && !shownLives);
  m_sideButton->setVisible(run && !m_live->sideFits());
}

RunStripState TrainPage::strip() const {
  const RunLog& live = m_services.runs->live();
  RunStripState out;
  out.paused = live.state == RunState::Paused;
  out.visible = live.alive() || (out.paused && !live.folder.empty());
  out.canPause = live.state == RunState::Running || (out.paused && !m_services.runs->busy());
  out.name = fromPath(live.folder.filename());
  out.share = live.share();
  out.left = tr("Step %1 / %2").arg(Format::number(live.step), Format::number(live.totalSteps));
  const auto left = live.secondsLeft();
  out.right = out.paused ? RunWords::state(live.state) : left ? tr("%1 left").arg(Format::duration(*left)) : RunWords::state(live.state);
  return out;
}

void TrainPage::togglePause() {
  const RunLog& live = m_services.runs->live();
  if (live.state == RunState::Running) return pause();
  if (live.state != RunState::Paused) return;
  if (m_live->log().folder != live.folder) openRun(live.folder);
  resume();
}

NavBadge TrainPage::badge() const {
  const RunLog& live = m_services.runs->live();
  if (live.alive()) return {BadgeKind::Accent, Format::percent(live.share())};
  if (live.state == RunState::Failed && !live.folder.empty() && live.folder == m_live->log().folder) return {BadgeKind::Error, tr("Failed")};
  return {};
}

QRect TrainPage::noticeArea() const { return rect().adjusted(0, 0, 0, showsRun() ? 0 : -m_actionBar->height()); }

QString TrainPage::statusText() const {
  const RunLog& live = m_services.runs->live();
  if (live.folder.empty()) return {};
  const QString name = fromPath(live.folder.filename());
  if (live.alive()) return tr("%1 is training; closing the window stops it after a checkpoint").arg(name);
  return tr("%1: %2").arg(name, RunWords::state(live.state));
}

BadgeKind TrainPage::statusKind() const {
  const RunLog& live = m_services.runs->live();
  return live.folder.empty() ? BadgeKind::Mute : live.state == RunState::Failed ? BadgeKind::Error : live.state == RunState::Finished ? BadgeKind::Ok : BadgeKind::Mute;
}

void TrainPage::setSaving(const QString& name, std::function<QByteArray()> make) {
  askWhereToSave(this, tr("Save"), fromPath(m_live->log().folder.filename()) + QLatin1Char('-') + name,
                 [this, make = std::move(make)](const QString& path) { m_services.worker->write(path, make); });
}

}  // namespace timbre::ui
