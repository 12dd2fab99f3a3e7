// SPDX-License-Identifier: GPL-3.0-or-later
// Layout, form and plan of the page.
#include "ui/pages/train/train_page.h"

#include "core/base/file_ops.h"
#include "core/session/path_text.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/train/live_view.h"
#include "ui/pages/train/plan_panel.h"
#include "ui/pages/train/train_form.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/page_parts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QDir>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonObject>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {
constexpr int kBasicWidth = 496, kAdvancedWidth = 540, kNarrowWidth = 436, kNarrowAdvanced = 460, kNarrowBelow = 1100;
constexpr int kSaveMs = 500;
const char* const kSetting = "train";
}  // namespace

TrainPage::TrainPage(TrainServices services, QWidget* parent) : Page(parent), m_services(services) {
  build();
  connectForm();
  connectRuns();
  m_saveTimer.setSingleShot(true);
  m_saveTimer.setInterval(kSaveMs);
  connect(&m_saveTimer, &QTimer::timeout, this, &TrainPage::saveForm);
  onLanguageChange(this, [this] { retranslate(); });
}

TrainPage::~TrainPage() = default;

void TrainPage::build() {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  m_stack = new QStackedWidget(this);
  column->addWidget(m_stack);
  m_formPage = new Pane(Role::Surface, {}, m_stack);
  auto* formColumn = new QVBoxLayout(m_formPage);
  formColumn->setContentsMargins(0, 0, 0, 0);
  formColumn->setSpacing(0);
  auto* halves = new QHBoxLayout;
  halves->setSpacing(0);
  m_form = new TrainForm(m_services.worker, m_services.runs, nullptr);
  m_plan = new PlanPanel(nullptr);
  m_formScroll = scrolledColumn(m_form, m_formPage);
  m_formScroll->setFixedWidth(theme().px(kBasicWidth));
  halves->addWidget(m_formScroll);
  halves->addWidget(new Hairline(Qt::Vertical, m_formPage));
  m_planScroll = scrolledColumn(m_plan, m_formPage);
  halves->addWidget(m_planScroll, 1);
  formColumn->addLayout(halves, 1);
  m_actionBar = buildActionBar();
  formColumn->addWidget(m_actionBar);
  m_stack->addWidget(m_formPage);
  m_live = new LiveView(m_stack);
  m_stack->addWidget(m_live);
}

QWidget* TrainPage::buildActionBar() {
  const Theme& t = theme();
  auto* bar = new Pane(Role::Surface, Qt::TopEdge, m_formPage);
  bar->setObjectName(QStringLiteral("trainActionBar"));
  bar->setFixedHeight(t.px(53));
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(t.px(24), 0, t.px(20), 0);
  row->setSpacing(t.px(12));
  row->addWidget(new IconView("info", Role::Text2, 16, bar));
  m_unlock = new Label({}, TextRole::Small, Role::Text1, bar);
  m_unlock->setObjectName(QStringLiteral("unlock"));
  m_unlock->setElide(Qt::ElideRight);
  row->addWidget(m_unlock, 1);
  m_steps = new Label({}, TextRole::Small, Role::Text2, bar);
  row->addWidget(m_steps);
  m_start = makeButton(ButtonKind::Primary, {}, "play", bar);
  m_start->setObjectName(QStringLiteral("startTraining"));
  row->addWidget(m_start);
  connect(m_start, &QPushButton::clicked, this, &TrainPage::start);
  return bar;
}

void TrainPage::connectForm() {
  connect(m_form, &TrainForm::changed, this, [this] {
    if (m_loadingForm) return;
    factsChanged();
    m_saveTimer.start();
  });
  connect(m_form, &TrainForm::levelChanged, this, [this] {
    resizeEvent(nullptr);
    factsChanged();
    if (!m_loadingForm) m_saveTimer.start();
  });
  connect(m_form->picker(), &ModelPicker::browseRequested, this,
          [this] { Q_EMIT modelBrowseRequested(m_form->picker()->folder()); });
  connect(m_plan, &PlanPanel::pageRequested, this, [this](const QString& page) {
    if (page == QLatin1String(TrainCheck::kModelChooser)) Q_EMIT modelBrowseRequested(m_form->picker()->folder());
    else Q_EMIT goTo(page);
  });
  connect(m_plan, &PlanPanel::refreshRequested, this, [this] { m_services.worker->requestMachine(fromPath(m_project.folder)); });
  connect(m_services.worker, &RunWorker::machineReady, this, [this](const MachineFacts& facts) {
    m_facts.machine = facts;
    factsChanged();
  });
  if (!m_services.dataset) return;
  connect(m_services.dataset, &DatasetBridge::numbersChanged, this, [this](const session::NumbersChanged& numbers) {
    m_facts.numbers = numbers;
    factsChanged();
  });
  connect(m_services.dataset, &DatasetBridge::problemsChanged, this, [this](const session::ProblemsChanged& problems) {
    m_facts.problems = problems;
    factsChanged();
  });
  connect(m_services.dataset, &DatasetBridge::freezeDone, this, &TrainPage::takeFreeze);
}

void TrainPage::factsChanged() {
  ModelPicker* picker = m_form->picker();
  m_facts.model = picker->model();
  m_facts.modelError = picker->error();
  m_facts.modelPending = picker->inspecting();
  m_facts.modelChosen = !picker->folder().isEmpty();
  {
    const QSignalBlocker quiet(m_form);
    QStringList layers;
    if (m_facts.model)
      for (const std::string& layer : m_facts.model->linearLayers) layers << QString::fromStdString(layer);
    m_form->recipeForm()->setLayers(layers);
    m_form->recipeForm()->setStart(m_form->start()->adapter());
    m_form->recipeForm()->setFacts(m_facts.data(), m_facts.modelFacts());
  }
  const StartPicker* start = m_form->start();
  m_facts.startName = start->folder().isEmpty() ? QString() : start->name();
  m_facts.start = start->adapter();
  m_facts.startError = start->error();
  m_facts.recipe = m_form->recipeForm()->recipe();
  m_facts.formValid = m_form->valid();
  m_facts.plan = recipe::plan(m_facts.recipe, m_facts.data(), m_facts.modelFacts());
  m_facts.readOnly = m_project.access.readOnly;
  m_facts.livingRun = m_services.runs->busy() ? fromPath(m_services.runs->live().folder.filename()) : QString();
  m_facts.nameProblem = nameProblem(m_form->runName());
  m_form->setNameProblem(m_facts.nameProblem);
  m_form->setNotes(m_facts);
  m_checks = TrainChecks::of(m_facts);
  m_plan->setFacts(m_facts);
  m_plan->setChecks(m_checks);
  const bool blocked = !m_checks.isEmpty() && m_checks.first().kind == BadgeKind::Error;
  m_start->setEnabled(!blocked && !m_starting && !m_project.folder.empty());
  m_unlock->setText(m_starting ? tr("Freezing the rows…") : blocked ? m_checks.first().unlock : tr("Ready. The run is saved as %1.").arg(m_form->runName()));
  if (m_registry) setAvailable(action("train.saveRecipe"), !showsRun() && m_facts.formValid, showsRun() ? tr("The page shows a run.") : tr("Correct the field that is marked red."));
  if (m_registry) setAvailable(action("train.start"), m_start->isEnabled() && !showsRun(), m_unlock->text());
  m_start->setToolTip(blocked ? m_checks.first().unlock : QString());
  if (m_nameBadge && !showsRun()) showRunState();
  m_steps->setText(m_facts.numbers && m_facts.numbers->usedRows > 0 ? tr("%n step(s)", nullptr, int(m_facts.plan.steps)) : QString());
  // The dataset counts what the limit cuts; told only when it changes.
  if (m_services.dataset && m_services.dataset->service() && m_tokenLimit != m_facts.recipe.maxTokens && m_facts.model) {
    m_tokenLimit = m_facts.recipe.maxTokens;
    m_services.dataset->service()->setTokenLimit(m_tokenLimit);
  }
  const std::string& chatTemplate = m_facts.recipe.chatTemplate;
  const bool announces = m_facts.model && !jobs::obstacle(*m_facts.model, chatTemplate);
  if (announces && (m_announcedModel != picker->folder() || m_announcedTemplate != chatTemplate)) {
    m_announcedModel = picker->folder();
    m_announcedTemplate = chatTemplate;
    Q_EMIT modelChosen(m_announcedModel, m_announcedTemplate);
  }
}

QString TrainPage::nameProblem(const QString& name) const {
  static const QRegularExpression bad(QStringLiteral("[/\\\\:*?\"<>|\\x00-\\x1f]"));
  if (name.isEmpty()) return tr("A run needs a name.");
  if (name.startsWith('.') || name.contains(bad)) return tr("The name becomes a folder: no leading dot and none of / \\ : * ? \" < > |");
  for (const auto& run : m_services.runs->runs())
    if (QString::fromStdString(run.name).compare(name, Qt::CaseInsensitive) == 0) return tr("There is a run with this name already.");
  return {};
}

void TrainPage::suggestName() {
  if (m_form->nameTyped()) return;
  QString stem;
  for (const QChar c : m_project.access.name.toLower()) stem += c.isLetterOrNumber() ? c : QLatin1Char('-');
  stem = stem.isEmpty() ? QStringLiteral("run") : stem.left(40);
  for (int n = 1;; ++n) {
    const QString name = QStringLiteral("%1-r%2").arg(stem).arg(n);
    if (!nameProblem(name).isEmpty() && n < 100000) continue;
    m_form->setRunName(name);
    return;
  }
}

void TrainPage::setProject(const TrainProject& project) {
  m_saveTimer.stop();
  m_project = project;
  m_facts.numbers.reset();
  m_facts.problems.reset();
  m_tokenLimit = 0;
  m_announcedModel.clear();
  m_starting = false;
  m_freezeTicket = 0;
  m_reading.clear();
  m_waiting.clear();
  m_form->picker()->setChoices(project.models);
  loadForm();
  suggestName();
  if (!project.folder.empty()) m_services.worker->requestMachine(fromPath(project.folder));
  const RunLog& live = m_services.runs->live();
  if (live.alive() && live.folder.parent_path() == m_services.runs->runsFolder() && !project.folder.empty()) openRun(live.folder);
  else showForm();
  factsChanged();
}

void TrainPage::finishEditing() {
  if (!m_saveTimer.isActive()) return;
  m_saveTimer.stop();
  saveForm();
}

void TrainPage::chooseModel(const QString& folder) {
  if (!m_project.folder.empty()) m_form->picker()->setFolder(folder);
}

QString TrainPage::modelFolder() const { return m_form->picker()->folder(); }

void TrainPage::setDevice(const std::string& device) {
  m_facts.device = device;
  factsChanged();
}

void TrainPage::loadForm() {
  m_loadingForm = true;
  const QJsonObject saved = m_project.access.setting(QString::fromLatin1(kSetting)).toObject();
  const auto overrides = base::parseJson(saved.value(QStringLiteral("overrides")).toString().toStdString());
  m_form->recipeForm()->setOverrides(overrides.ok() ? *overrides : base::Json::object());
  m_form->setLevel(saved.value(QStringLiteral("advanced")).toBool() ? TrainForm::Level::Advanced : TrainForm::Level::Basic);
  QStringList questions;
  const QJsonArray list = saved.value(QStringLiteral("questions")).toArray();
  for (const auto& question : list) questions << question.toString();
  if (!saved.contains(QStringLiteral("questions"))) questions = QStringList{tr("What is the capital of France?"), tr("Who are you?")};
  m_form->setQuestions(questions);
  const auto path = [&saved](const char* name) { return fromPath(session::pathFromText(saved.value(QLatin1String(name)).toString().toStdString())); };
  const QString model = path("model");
  m_form->picker()->setFolder(!model.isEmpty() ? model : m_project.models.isEmpty() ? QString() : m_project.models.first().folder);
  m_form->start()->setFolder(path("adapter"));
  m_form->setRunName({});
  m_loadingForm = false;
}

void TrainPage::beginFrom(const std::filesystem::path& folder, std::int64_t step) {
  const auto& runs = m_services.runs->runs();
  const auto run = std::find_if(runs.begin(), runs.end(), [&](const auto& r) { return r.folder == folder; });
  if (run == runs.end() || m_project.folder.empty()) return;
  const auto checkpoint = std::find_if(run->checkpoints.begin(), run->checkpoints.end(), [&](const auto& c) { return c.step == step; });
  if (checkpoint == run->checkpoints.end()) return;
  if (const auto recipe = recipe::fromJson(run->recipe); recipe.ok()) {
    base::Json overrides = m_form->recipeForm()->overrides();
    overrides["method"] = "lora";
    overrides["chat_template"] = recipe->chatTemplate;
    m_form->recipeForm()->setOverrides(overrides);
  }
  const QString base = fromPath(run->baseModel);
  if (QDir::cleanPath(m_form->picker()->folder()) != QDir::cleanPath(base)) m_form->picker()->setFolder(base);
  m_form->start()->setFolder(fromPath(checkpoint->folder));
  showForm();
}

void TrainPage::saveForm() {
  if (m_project.folder.empty() || m_project.access.readOnly) return;
  QJsonObject out;
  out[QStringLiteral("overrides")] = QString::fromStdString(base::dumpJson(m_form->recipeForm()->overrides()));
  out[QStringLiteral("advanced")] = m_form->recipeForm()->advanced();
  out[QStringLiteral("questions")] = QJsonArray::fromStringList(m_form->questions());
  // JSON holds text only.
  const auto text = [](const QString& folder) { return QString::fromStdString(session::pathText(toPath(folder))); };
  out[QStringLiteral("model")] = text(m_form->picker()->folder());
  out[QStringLiteral("adapter")] = text(m_form->start()->folder());
  m_project.access.setSetting(QString::fromLatin1(kSetting), out);
}

void TrainPage::showForm() {
  leaveFocus();
  m_stack->setCurrentWidget(m_formPage);
  suggestName();
  factsChanged();
  showRunState();
}

void TrainPage::enter() {
  if (!m_project.folder.empty()) m_services.worker->requestMachine(fromPath(m_project.folder));
  factsChanged();
}

QList<QWidget*> TrainPage::regions() {
  if (showsRun()) return {m_live};
  return {m_formScroll, m_plan, m_start};
}

void TrainPage::resizeEvent(QResizeEvent* event) {
  if (event) Page::resizeEvent(event);
  const bool narrow = width() < theme().px(kNarrowBelow);
  m_form->setNarrow(narrow);
  const bool all = m_form->level() != TrainForm::Level::Basic;
  m_formScroll->setFixedWidth(theme().px(narrow ? (all ? kNarrowAdvanced : kNarrowWidth) : all ? kAdvancedWidth : kBasicWidth));
}

void TrainPage::retranslate() {
  m_start->setText(tr("Start training"));
  m_formScroll->setAccessibleName(tr("Recipe"));
  m_planScroll->setAccessibleName(tr("What the run will take"));
  factsChanged();
  showRunState();
}

}  // namespace timbre::ui
