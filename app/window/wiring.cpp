// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/wiring.h"

#include "core/base/clock.h"
#include "core/base/file_ops.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/chat/chat_page.h"
#include "ui/pages/dataset/dataset_page.h"
#include "ui/pages/dataset/empty_page.h"
#include "ui/pages/export/export_page.h"
#include "ui/pages/hosted/hosted_dialog.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/pages/settings/about_dialog.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/pages/train/train_page.h"
#include "ui/pages/welcome/new_project_dialog.h"
#include "ui/pages/welcome/welcome_page.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/path_dialogs.h"
#include "ui/widgets/retranslate.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QStandardPaths>
#include <QUrl>

#include <algorithm>

namespace timbre::window {

namespace fs = std::filesystem;
using ui::fromPath;
using ui::toPath;

namespace {

constexpr int kRecentInMenu = 8;

QString projectsFolder() {
  return QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)).filePath(QStringLiteral("Timbre"));
}

/// Reads personas.json and counts the rows of each persona; on a worker thread.
base::Result<QList<ui::PersonaTemplate>> readPersonas(const fs::path& folder) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(folder / "personas.json", 1u << 20));
  TIMBRE_ASSIGN(auto personas, ui::parsePersonas(text, base::displayPath(folder / "personas.json")));
  for (auto& persona : personas) {
    const fs::path rows = folder / toPath(persona.rowsFile);
    if (auto bytes = base::readFile(rows, 64u << 20); bytes.ok())
      persona.rows = static_cast<int>(std::count(bytes->begin(), bytes->end(), '\n'));
    persona.rowsFile = fromPath(rows);
  }
  return personas;
}

}  // namespace

Wiring::Wiring(Studio& studio, QString logFolder)
    : m_studio(studio), m_logFolder(std::move(logFolder)), m_window(std::make_unique<ui::MainWindow>(commands())) {
  addPages();
  m_facts = std::make_unique<ShellFacts>(m_studio, *m_window);
  m_window->setProjectMenuFiller([this](QMenu* menu) { fillProjectMenu(menu); });
  connectProjects();
  connectWelcome();
  connectRuns();
  connectModels();
  applySettings();
  loadPersonas();
  m_window->setProject({}, {});
  m_window->goTo(QStringLiteral("welcome"));
  m_studio.projects().requestRecent();
  // Words that were made here, not by a widget that looks them up itself.
  ui::onLanguageChange(m_window.get(), [this] {
    offerRows();
    showDevices();
    showRunStrip();
    showDownload();
  });
}

Wiring::~Wiring() = default;

ui::ShellCommands Wiring::commands() {
  ui::ShellCommands c;
  c.newProject = [this] { askNewProject({}); };
  c.openProject = [this] { askOpenProject(); };
  c.importData = [this] { askImport(); };
  c.closeProject = [this] {
    finishEditing();
    m_studio.setProject(nullptr);
  };
  c.showProjectFolder = [this] {
    if (m_studio.project()) QDesktopServices::openUrl(QUrl::fromLocalFile(fromPath(m_studio.project()->folder())));
  };
  c.chooseModel = [this] { chooseModel(m_studio.project() ? m_trainPage->modelFolder() : QString()); };
  c.settings = [this] {
    auto* dialog = ui::SettingsDialog::open(m_window.get(), m_studio.settings(), m_studio.devices(),
                                            &m_window->actions(), &m_studio.hostedTokens());
    connect(dialog, &ui::SettingsDialog::hostedAsked, this, &Wiring::showHosted);
  };
  c.about = [this] {
    ui::showAboutDialog(m_window.get(), QStringLiteral(TIMBRE_VERSION),
                        {{QStringLiteral("Qt"), QString::fromLatin1(qVersion())},
                         {QStringLiteral("LibTorch"), QStringLiteral(TIMBRE_TORCH_VERSION)}});
  };
  c.openLogFolder = [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_logFolder)); };
  c.quit = [this] { m_window->close(); };
  c.mayClose = [this] { return mayClose(); };
  return c;
}

void Wiring::addPages() {
  m_welcome = new ui::WelcomePage;
  m_datasetPage = new ui::DatasetPage(&m_studio.datasetBridge());
  m_window->addPage(m_welcome);
  m_trainPage = new ui::TrainPage({&m_studio.runBridge(), &m_studio.runWorker(), &m_studio.datasetBridge()});
  m_chatPage = new ui::ChatPage({&m_studio.chatBridge(), &m_studio.runBridge()});
  m_window->addPage(m_datasetPage);
  m_window->addPage(m_trainPage);
  m_exportPage = new ui::ExportPage({&m_studio.exportBridge(), &m_studio.runBridge(), &m_studio.runWorker()});
  m_runsPage = new ui::RunsPage({&m_studio.runBridge(), &m_studio.runWorker()});
  m_window->addPage(m_runsPage);
  m_window->addPage(m_chatPage);
  m_window->addPage(m_exportPage);
  connect(m_trainPage, &ui::TrainPage::modelChosen, this,
          [this](const QString& folder, const std::string& chatTemplate) {
            m_studio.useModel(toPath(folder), chatTemplate);
            m_chatPage->setModel(folder, chatTemplate);
          });
  connect(m_trainPage, &ui::TrainPage::modelBrowseRequested, this, [this](const QString& current) { chooseModel(current); });
  connect(m_datasetPage, &ui::DatasetPage::hostedAsked, this, &Wiring::showHosted);
}

void Wiring::showHosted() { ui::HostedDialog::open(m_window.get(), m_studio.hostedTokens()); }

void Wiring::connectProjects() {
  auto& bridge = m_studio.projectBridge();
  connect(&bridge, &ui::ProjectBridge::opened, this, [this](const session::ProjectOpened& event) {
    finishEditing();
    m_studio.setProject(event.project);
  });
  connect(&bridge, &ui::ProjectBridge::failed, this, [this](const session::ProjectFailed& event) {
    m_importAfterOpen.clear();
    m_modelAfterOpen.clear();
    report(event.error, tr("The project could not be opened"));
  });
  connect(&bridge, &ui::ProjectBridge::recentListed, this, [this](const session::RecentListed& event) {
    QList<ui::RecentItem> items;
    for (const auto& recent : event.projects)
      items.append(
          {fromPath(recent.folder), QString::fromStdString(recent.name), recent.opened, recent.rows, recent.missing});
    m_welcome->setRecent(items, base::nowSeconds());
    m_recent = items;
  });
  connect(&m_studio, &Studio::projectChanged, this, &Wiring::showProject);
  connect(&m_studio, &Studio::devicesKnown, this, &Wiring::showDevices);
  // Pages ask what is free whenever somebody opens them; the sidebar shows the same figures.
  connect(&m_studio.runWorker(), &ui::RunWorker::machineReady, &m_studio,
          [this](const ui::MachineFacts& facts) { m_studio.setDevices(facts.devices); });
  connect(&m_studio, &Studio::modelFailed, this,
          [this](const base::Error& error) { report(error, tr("The model's tokenizer could not be loaded")); });
}

void Wiring::connectWelcome() {
  connect(m_welcome, &ui::WelcomePage::newProjectRequested, this, [this] { askNewProject({}); });
  connect(m_welcome, &ui::WelcomePage::openProjectRequested, this, &Wiring::askOpenProject);
  connect(m_welcome, &ui::WelcomePage::importRequested, this, &Wiring::askImport);
  connect(m_welcome, &ui::WelcomePage::modelsRequested, this, [this] { chooseModel({}); });
  connect(m_welcome, &ui::WelcomePage::templateChosen, this, [this](const QString& id) { askNewProject(id); });
  connect(m_welcome, &ui::WelcomePage::recentChosen, this,
          [this](const QString& folder) { m_studio.projects().open(toPath(folder)); });
  connect(m_welcome, &ui::WelcomePage::recentRemoved, this,
          [this](const QString& folder) { m_studio.projects().removeRecent(toPath(folder)); });
}

void Wiring::connectRuns() {
  connect(&m_studio.runBridge(), &ui::RunBridge::liveChanged, this, &Wiring::showRunStrip);
  connect(m_window.get(), &ui::MainWindow::runStripOpened, this, [this] { m_window->goTo(QStringLiteral("train")); });
  connect(m_window.get(), &ui::MainWindow::pauseToggled, m_trainPage, &ui::TrainPage::togglePause);
  connect(&m_studio.settings(), &ui::SettingsStore::settingsChanged, this, &Wiring::applySettings);
}

void Wiring::applySettings() {
  const std::string& device = m_studio.settings().settings().device;
  m_trainPage->setDevice(device);
  m_runsPage->setDevice(device);
  m_chatPage->setDevice(device);
}

void Wiring::showRunStrip() { m_window->setRun(m_trainPage->strip()); }

void Wiring::loadPersonas() {
  m_studio.inBackground([folder = m_studio.resources() / "personas"] { return readPersonas(folder); },
                        [this](base::Result<QList<ui::PersonaTemplate>> personas) {
                          if (!personas.ok())
                            return report(personas.error(), tr("The persona templates could not be read"));
                          m_personas = *personas;
                          m_welcome->setTemplates(m_personas);
                          offerRows();
                        });
}

void Wiring::offerRows() {
  const bool chinese = QLocale().language() == QLocale::Chinese;
  QList<ui::RowTemplate> rows;
  for (const auto& persona : m_personas)
    rows.append({persona.name(chinese), persona.description(chinese), persona.rowsFile});
  m_datasetPage->setTemplates(rows);
}

const ui::PersonaTemplate* Wiring::persona(const QString& id) const {
  for (const auto& persona : m_personas)
    if (persona.id == id) return &persona;
  return nullptr;
}

void Wiring::askNewProject(const QString& templateId, const QStringList& files, const QString& model) {
  auto* dialog = new ui::NewProjectDialog(m_window.get(), persona(templateId), projectsFolder());
  if (!model.isEmpty()) dialog->showModel(fromPath(toPath(model).filename()));
  connect(dialog, &ui::NewProjectDialog::accepted, this,
          [this, templateId, files, model](const QString& name, const QString& folder) {
            m_modelAfterOpen = model;
            const ui::PersonaTemplate* chosen = persona(templateId);
            m_importAfterOpen = chosen ? QStringList{chosen->rowsFile} : files;
            m_announceImport = !chosen;  // the dialog has said how many rows the project starts with
            m_studio.projects().create(toPath(folder), name.toStdString());
          });
  dialog->openDialog();
}

void Wiring::askOpenProject() {
  askForFolder(m_window.get(), tr("Open project"), projectsFolder(), [this](const QString& folder) { m_studio.projects().open(toPath(folder)); });
}

void Wiring::askImport() {
  if (m_studio.project()) {
    m_window->goTo(QStringLiteral("dataset"));
    return m_datasetPage->chooseImport();
  }
  auto* dialog = new QFileDialog(m_window.get(), tr("Import conversations"), QDir::homePath(),
                                 tr("Conversations (*.jsonl *.json);;All files (*)"));
  dialog->setFileMode(QFileDialog::ExistingFiles);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) { askNewProject({}, files); });
  dialog->open();
}

void Wiring::openPath(const QString& path) { takeDropped(std::vector{toPath(path)}); }

void Wiring::showProject() {
  const auto& project = m_studio.project();
  m_datasetPage->setProject(project ? ui::accessTo(project) : ui::ProjectAccess{});
  ui::TrainProject train;
  if (project) {
    train.access = ui::accessTo(project);
    train.folder = project->folder();
    train.models = {{tr("Timbre starter"), fromPath(m_studio.starterModel())}};
  }
  m_trainPage->setProject(train);
  m_runsPage->setReadOnly(project && project->readOnly());
  m_chatPage->reset();
  m_exportPage->setProject(train.folder);
  if (!project) {
    m_window->setProject({}, {});
    m_window->goTo(QStringLiteral("welcome"));
    m_studio.projects().requestRecent();
    return;
  }
  m_window->setProject(QString::fromStdString(project->name()), fromPath(project->folder().filename()));
  m_window->goTo(QStringLiteral("dataset"));
  if (!m_modelAfterOpen.isEmpty()) m_trainPage->chooseModel(std::exchange(m_modelAfterOpen, {}));
  if (!m_importAfterOpen.isEmpty()) m_datasetPage->importFiles(std::exchange(m_importAfterOpen, {}), m_announceImport);
  Q_EMIT projectReady();
}

void Wiring::showDevices() {
  if (!m_studio.devices().devices.empty()) m_welcome->setFacts(ui::deviceFacts(m_studio.devices()));
}

void Wiring::fillProjectMenu(QMenu* menu) {
  const std::filesystem::path open = m_studio.project() ? m_studio.project()->folder() : fs::path();
  for (const auto& recent : std::as_const(m_recent)) {
    if (recent.missing || toPath(recent.folder) == open || menu->actions().size() >= kRecentInMenu) continue;
    QAction* entry = menu->addAction(QString(recent.name).replace(QLatin1Char('&'), QStringLiteral("&&")));
    entry->setToolTip(recent.folder);
    connect(entry, &QAction::triggered, this,
            [this, folder = recent.folder] { m_studio.projects().open(toPath(folder)); });
  }
}

void Wiring::report(const base::Error& error, const QString& title) {
  const ui::ErrorText text = ui::errorText(error);
  m_window->notify({ui::BadgeKind::Error, title, text.both(), {}, {}});
}

void Wiring::offerCrashNote(const LeftNote& note) {
  const bool training = note.doing.starts_with("training");
  const QString text = training ? tr("A run was going. Resume it on the Runs page, from its last checkpoint.")
                                : tr("Whatever was shown as saved is still there.");
  // An error stays until it is closed: closing it is the "no, thanks".
  m_window->notify(
      {ui::BadgeKind::Error, tr("Timbre did not end by itself last time"), text, tr("Show"), [this, note, text] {
         ui::ErrorReport report;
         report.title = tr("Timbre did not end by itself last time");
         report.text =
             note.signal > 0
                 ? tr("The program stopped at signal %1, which points to a fault in it.").arg(note.signal)
                 : tr("It was ended by the system (often because memory ran out), or the computer lost power.");
         report.kept = text;
         report.details = QString::fromStdString(note.details());
         report.openLog = [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_logFolder)); };
         ui::showErrorDialog(m_window.get(), report);
       }});
}

void Wiring::finishEditing() {
  m_datasetPage->finishEditing();
  m_trainPage->finishEditing();
}

bool Wiring::mayClose() {
  finishEditing();
  const bool run = m_studio.runs().running().has_value(), download = downloading();
  if (m_closing || (!run && !download)) return true;
  if (m_closeQuestion) return false;  // it is being asked
  ui::ConfirmRequest ask;
  if (run) {
    ask.title = download ? tr("A run and a download are still going") : tr("A run is still going");
    ask.text = tr("Closing the window stops it after a checkpoint. It can be resumed later without losing a step.");
    ask.confirmText = tr("Stop after a checkpoint and close");
  } else {
    ask.title = tr("A download is still going");
    ask.confirmText = tr("Stop the download and close");
  }
  if (download) {
    const ui::HubState& hub = m_studio.modelBridge().hubState();
    ask.text = ui::joinSentences(ask.text, tr("The download of %1 stops at %2 of %3.")
                                               .arg(QString::fromStdString(hub.answer.model.repo), ui::Format::bytes(hub.done),
                                                    ui::Format::bytes(hub.total)));
    ask.kept = tr("What was received stays, and the next download of it goes on from there.");
  }
  ask.confirm = [this, run] {
    m_closing = true;
    if (run) m_studio.runs().command(jobs::RunCommand::Pause);
    m_studio.modelBridge().cancelHub();
    m_window->close();
  };
  m_closeQuestion = ui::showConfirmDialog(m_window.get(), ask);
  return false;
}

}  // namespace timbre::window
