// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/chat_page.h"

#include "ui/bridge/chat_bridge.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/models/checkpoint_menu.h"
#include "ui/pages/chat/chat_pane.h"
#include "ui/pages/chat/composer.h"
#include "ui/pages/chat/sampling_panel.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/page_parts.h"
#include "ui/theme/icons.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/path_dialogs.h"
#include "ui/widgets/retranslate.h"
#include "ui/widgets/word_diff.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

namespace timbre::ui {

namespace {
constexpr int kSamplingNeeds = 1060;  ///< below this the sampling panel closes first
constexpr int kStackBelow = 720;      ///< width of both panes below which they stack
}  // namespace

ChatPage::ChatPage(ChatServices services, QWidget* parent) : Page(parent), m_services(services) {
  build();
  connect(m_services.runs, &RunBridge::runsListed, this, &ChatPage::takeRuns);
  connect(m_services.runs, &RunBridge::chatRequested, this, [this](const std::filesystem::path& run, std::int64_t step) {
    m_picked = true;
    choose(run, step);
  });
  connect(m_services.chat, &ChatBridge::eventArrived, this, &ChatPage::take);
  connect(m_tuned->chooser(), &QPushButton::clicked, this, &ChatPage::openChooser);
  for (ChatPane* pane : {m_base, m_tuned}) {
    connect(pane, &ChatPane::stopRequested, this, &ChatPage::stop);
    connect(pane, &ChatPane::againRequested, this, &ChatPage::again);
    connect(pane, &ChatPane::provenanceCopyRequested, this, [this](const QString& text) {
      QGuiApplication::clipboard()->setText(text);
      Q_EMIT notice({BadgeKind::Ok, tr("Provenance copied"), {}, {}, {}});
    });
    ChatPane* other = pane == m_base ? m_tuned : m_base;
    connect(pane->scrollBar(), &QScrollBar::valueChanged, this, [this, pane, other] { scrollTogether(pane, other); });
    connect(pane, &ChatPane::copyRequested, this, [this](const QString& text) {
      QGuiApplication::clipboard()->setText(text);
      Q_EMIT notice({BadgeKind::Ok, tr("Answer copied"), {}, {}, {}});
    });
  }
  connect(m_sampling, &SamplingPanel::viewChanged, this, &ChatPage::showDifferences);
  connect(m_composer, &Composer::sendRequested, this, &ChatPage::send);
  connect(m_composer, &Composer::stopRequested, this, &ChatPage::stop);
  connect(m_empty, &NoRunYet::trainRequested, this, [this] { Q_EMIT goTo(QStringLiteral("train")); });
  onLanguageChange(this, [this] { retranslate(); });
  takeRuns();
}

ChatPage::~ChatPage() = default;

void ChatPage::build() {
  const Theme& t = theme();
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  m_stack = new QStackedWidget(this);
  outer->addWidget(m_stack);
  m_work = new Pane(Role::Surface, {}, m_stack);
  auto* row = new QHBoxLayout(m_work);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  auto* left = new QVBoxLayout;
  left->setSpacing(0);
  m_panes = new QBoxLayout(QBoxLayout::LeftToRight);
  m_panes->setSpacing(0);
  m_base = new ChatPane(ChatPane::Voice::Base, m_work);
  m_tuned = new ChatPane(ChatPane::Voice::Tuned, m_work);
  m_between = new Hairline(Qt::Vertical, m_work);
  m_panes->addWidget(m_base, 1);
  m_panes->addWidget(m_between);
  m_panes->addWidget(m_tuned, 1);
  left->addLayout(m_panes, 1);
  auto* bottom = new Pane(Role::Surface, Qt::TopEdge, m_work);
  auto* bottomRow = new QVBoxLayout(bottom);
  bottomRow->setContentsMargins(t.px(20), t.px(13), t.px(20), t.px(14));
  m_composer = new Composer(bottom);
  bottomRow->addWidget(m_composer);
  left->addWidget(bottom);
  row->addLayout(left, 1);
  m_sampling = new SamplingPanel(m_work);
  row->addWidget(m_sampling);
  m_stack->addWidget(m_work);
  m_empty = new NoRunYet("message-circle", m_stack);
  m_stack->addWidget(m_empty);
}

void ChatPage::registerActions(ActionRegistry& registry) {
  m_registry = &registry;
  registry.add({.id = "chat.new", .text = QT_TRANSLATE_NOOP("Command", "&New chat"), .menu = MenuId::Chat, .icon = "plus"}, [this] { newChat(); });
  registry.add({.id = "chat.stop", .text = QT_TRANSLATE_NOOP("Command", "S&top answering"), .menu = MenuId::Chat, .icon = "square"}, [this] { stop(); });
  QAction* sampling = registry.add({.id = "chat.sampling", .text = QT_TRANSLATE_NOOP("Command", "Sa&mpling settings"), .menu = MenuId::Chat, .icon = "sliders-horizontal", .checkable = true});
  sampling->setChecked(m_samplingWanted);
  connect(sampling, &QAction::toggled, this, [this](bool on) {
    m_samplingWanted = on;
    placePanes();
  });
  registry.add({.id = "chat.unload", .text = QT_TRANSLATE_NOOP("Command", "&Free the chat's memory"), .menu = MenuId::Chat, .icon = "memory-stick", .separatorBefore = true}, [this] { m_services.chat->unload(); });
  showState();
}

QList<QWidget*> ChatPage::headerState() {
  auto* words = new Label({}, TextRole::Small, Role::Text2);
  onLanguageChange(words, [words] { words->setText(tr("Two voices, one prompt")); });
  return {words};
}

QList<QWidget*> ChatPage::headerActions() {
  m_samplingButton = makeIconButton("sliders-horizontal", tr("Sampling settings"));
  if (m_registry) bindAction(m_samplingButton, m_registry->find(QStringLiteral("chat.sampling")));
  return {commandButton(m_registry, ButtonKind::Secondary, "chat.new", "newChat"), m_samplingButton};
}

void ChatPage::reset() {
  stop();
  m_run.clear();
  m_step = -1;
  m_wantedStep = -1;
  m_picked = false;
  m_adapter.clear();
  m_base->clear();
  m_tuned->clear();
  takeRuns();
}

void ChatPage::enter() {
  if (!m_services.runs->runsFolder().empty()) m_services.runs->requestRuns();
  if (m_stack->currentWidget() == m_work) m_composer->edit()->setFocus(Qt::OtherFocusReason);
}

QList<QWidget*> ChatPage::regions() { return {m_base, m_tuned, m_composer, m_sampling}; }

QRect ChatPage::noticeArea() const {
  // Over the talk, never over the line that is being written.
  return m_stack->currentWidget() == m_work ? m_panes->geometry().translated(m_work->mapTo(this, QPoint(0, 0))) : rect();
}

QString ChatPage::statusText() const { return answering() ? tr("Answering") : QString(); }

void ChatPage::takeRuns() {
  const auto& runs = m_services.runs->runs();
  const auto holds = [&](const std::filesystem::path& run, std::int64_t step) {
    return std::any_of(runs.begin(), runs.end(), [&](const auto& r) {
      return r.folder == run && std::any_of(r.checkpoints.begin(), r.checkpoints.end(), [&](const auto& c) { return c.step == step; });
    });
  };
  if (m_wantedStep >= 0 && holds(m_wantedRun, m_wantedStep)) return choose(m_wantedRun, m_wantedStep);
  if (!m_adapter.empty()) return talkToModel();
  // What a person picked or talks to stays; otherwise the newest run's best checkpoint, or its newest.
  if (m_step >= 0 && (m_picked || !m_base->turns().isEmpty()) && holds(m_run, m_step)) return choose(m_run, m_step);
  m_step = -1;
  for (const auto& run : runs) {
    if (run.checkpoints.empty() || run.pretraining) continue;
    const auto best = std::find_if(run.checkpoints.begin(), run.checkpoints.end(), [](const auto& c) { return c.best; });
    return choose(run.folder, best != run.checkpoints.end() ? best->step : run.checkpoints.front().step);
  }
  talkToModel();
}

void ChatPage::setModel(const QString& folder, const std::string& chatTemplate) {
  m_nextModel = folder;
  m_nextTemplate = chatTemplate;
  if (m_step >= 0) return;
  talkToModel();
  if (!m_adapter.empty()) Q_EMIT adapterOpened(m_adapter, m_model);
}

void ChatPage::openAdapter(const std::filesystem::path& folder) {
  m_adapter = folder;
  m_wantedStep = -1;
  talkToModel();
  if (!m_model.isEmpty()) Q_EMIT adapterOpened(m_adapter, m_model);
}

void ChatPage::talkToModel() {
  m_run.clear();
  m_step = -1;
  m_model = m_nextModel;
  if (!m_model.isEmpty()) {
    m_base->setVoice(tr("Base model"), QFileInfo(m_model).fileName(), {});
    if (m_adapter.empty())
      m_tuned->setVoice(tr("No checkpoint yet"), tr("train one, or choose an adapter"), {});
    else
      m_tuned->setVoice(fromPath(m_adapter.filename()), tr("adapter from a folder"), m_adapter);
  }
  showState();
}

void ChatPage::choose(const std::filesystem::path& folder, std::int64_t step) {
  const auto& runs = m_services.runs->runs();
  const auto run = std::find_if(runs.begin(), runs.end(), [&](const auto& r) { return r.folder == folder; });
  const jobs::CheckpointRecord* checkpoint = nullptr;
  if (run != runs.end())
    for (const auto& c : run->checkpoints)
      if (c.step == step) checkpoint = &c;
  if (!checkpoint) {
    m_wantedRun = folder;
    m_wantedStep = step;
    m_services.runs->requestRuns();
    return;
  }
  m_wantedStep = -1;
  m_adapter.clear();
  m_run = folder;
  m_step = step;
  m_model = fromPath(run->baseModel);
  QString detail = checkpoint->best ? tr("best on validation") : QString();
  if (checkpoint->validationLoss) detail += (detail.isEmpty() ? tr("validation %1") : tr(", %1")).arg(Format::decimal(*checkpoint->validationLoss, 2));
  m_base->setVoice(tr("Base model"), QFileInfo(m_model).fileName(), {});
  m_tuned->setVoice(RunWords::checkpoint(QString::fromStdString(run->name), step), detail, checkpoint->folder);
  showState();
}

void ChatPage::openChooser() {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const CheckpointMenu checkpoints{
      [](const jobs::RunRecord& run) { return !run.pretraining; },
      [this](const jobs::RunRecord& run, const jobs::CheckpointRecord& checkpoint) { return run.folder == m_run && checkpoint.step == m_step; },
      [this](const std::filesystem::path& run, const jobs::CheckpointRecord& checkpoint) {
        m_picked = true;
        choose(run, checkpoint.step);
      }};
  if (checkpoints.addTo(menu, m_services.runs->runs())) menu->addSeparator();
  connect(menu->addAction(Icons::icon("folder-open"), tr("Adapter from a folder…")), &QAction::triggered, this, &ChatPage::askForAdapter);
  QWidget* under = m_tuned->chooser();
  menu->popup(under->mapToGlobal(QPoint(0, under->height())));
}

void ChatPage::askForAdapter() {
  askForFolder(this, tr("Folder of an adapter"), {}, [this](const QString& folder) { openAdapter(toPath(folder)); });
}

void ChatPage::send() {
  const QString question = m_composer->question();
  if (m_request != 0 || !mayAsk() || question.isEmpty()) return;
  m_composer->setQuestion({});
  ask(question);
}

void ChatPage::again() {
  if (m_request != 0 || !mayAsk() || m_base->turns().isEmpty()) return;
  const QString question = m_base->takeLast();
  if (!m_tuned->turns().isEmpty() && m_tuned->turns().last().question == question) m_tuned->takeLast();
  m_sampling->nextSeed();  // the same seed would say the same again
  ask(question);
}

void ChatPage::ask(const QString& question) {
  const QString system = m_composer->system();
  session::ChatRequest request;
  request.model = {toPath(m_model), m_device, m_step >= 0 ? "auto" : m_nextTemplate};
  request.sampling = m_sampling->options();
  request.panes.push_back({0, {}, m_base->messages(system, question)});
  m_base->ask(question);
  if (!m_tuned->adapter().empty()) {
    request.panes.push_back({1, m_tuned->adapter(), m_tuned->messages(system, question)});
    m_tuned->ask(question);
  }
  m_request = m_services.chat->ask(std::move(request));
  showState();
}

void ChatPage::stop() {
  if (m_request != 0) m_services.chat->stop();
}

void ChatPage::newChat() {
  stop();
  m_base->clear();
  m_tuned->clear();
  m_composer->edit()->setFocus(Qt::OtherFocusReason);
}

void ChatPage::take(const session::ChatEvent& event) {
  if (event.request != m_request || m_request == 0) return;
  using Kind = session::ChatEvent::Kind;
  if (event.kind == Kind::Loading) {
    for (ChatPane* each : {m_base, m_tuned})
      if (each->answering()) each->loading(event.fraction);
  } else if (event.kind == Kind::Idle) {
    m_request = 0;
  } else if (event.pane == 0 || event.pane == 1) {
    takeAnswer(event.pane == 0 ? *m_base : *m_tuned, event);
  }
  showState();
}

void ChatPage::takeAnswer(ChatPane& to, const session::ChatEvent& event) {
  using Kind = session::ChatEvent::Kind;
  switch (event.kind) {
    case Kind::Started: return to.started();
    case Kind::Piece: return to.piece(QString::fromStdString(event.text));
    case Kind::Failed: return to.fail(event.error);
    case Kind::Done:
      to.finish(event.done);
      return showDifferences();
    case Kind::Loading:
    case Kind::Idle: return;
  }
}

void ChatPage::showDifferences() {
  // The base may have been asked alone before.
  const int tunedTurns = int(m_tuned->turns().size()), earlier = int(m_base->turns().size()) - tunedTurns;
  for (int i = std::max(0, -earlier); i < tunedTurns; ++i) {
    const ChatTurn &base = m_base->turns()[i + earlier], &tuned = m_tuned->turns()[i];
    const bool both = base.finished && tuned.finished && !base.error && !tuned.error && base.question == tuned.question;
    m_tuned->setDifferences(i, both && m_sampling->wordDifferences() ? addedWords(base.answer, tuned.answer) : QList<BubbleRange>());
  }
}

void ChatPage::scrollTogether(ChatPane* from, ChatPane* to) {
  const QScrollBar *a = from->scrollBar(), *b = to->scrollBar();
  if (m_scrolling || !m_sampling->scrollTogether() || a->maximum() <= 0 || b->maximum() <= 0) return;
  m_scrolling = true;
  to->scrollBar()->setValue(qRound(double(a->value()) / a->maximum() * b->maximum()));
  m_scrolling = false;
}

void ChatPage::showState() {
  const bool any = mayAsk();
  m_stack->setCurrentIndex(any ? 0 : 1);
  m_composer->setAnswering(answering());
  m_composer->setVoices(m_tuned->adapter().empty() ? 1 : 2);
  m_composer->setBlocked(any ? QString() : tr("Choose a checkpoint first."));
  for (ChatPane* each : {m_base, m_tuned}) each->setStopVisible(answering() && each->answering());
  if (m_registry) {
    setAvailable(m_registry->find(QStringLiteral("chat.stop")), answering(), tr("No answer is being made."));
    setAvailable(m_registry->find(QStringLiteral("chat.new")), !m_base->turns().isEmpty(), tr("The chat is empty."));
  }
  Q_EMIT statusChanged();
}

void ChatPage::placePanes() {
  const int sampling = width() >= theme().px(kSamplingNeeds) && m_samplingWanted;
  m_sampling->setVisible(sampling);
  const int room = width() - (sampling ? m_sampling->width() : 0);
  const bool stacked = room < theme().px(kStackBelow);
  m_panes->setDirection(stacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  m_between->setVisible(!stacked);
}

void ChatPage::resizeEvent(QResizeEvent* event) {
  Page::resizeEvent(event);
  placePanes();
}

void ChatPage::retranslate() {
  m_empty->setTexts(tr("No checkpoint to talk to yet"), tr("A run saves checkpoints while it trains. Each of them can be asked here, beside the base model."));
  m_base->setAccessibleName(tr("Base model"));
  m_tuned->setAccessibleName(tr("Checkpoint"));
  if (m_step >= 0) choose(m_run, m_step);
  else talkToModel();
}

}  // namespace timbre::ui
