// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the wiring that is about base models, and about what people drop onto the window.
#include "app/window/wiring.h"

#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/chat/chat_page.h"
#include "ui/pages/dataset/dataset_page.h"
#include "ui/pages/export/export_page.h"
#include "ui/pages/models/models_dialog.h"
#include "ui/pages/train/train_page.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/overlay.h"

namespace timbre::window {

namespace fs = std::filesystem;
using ui::fromPath;
using ui::toPath;

void Wiring::chooseModel(const QString& current, int dropped) {
  ui::ModelsRequest request;
  request.current = current;
  request.dropped = dropped;
  // "auto" is the first GPU, else the CPU: what runs would take.
  const std::string& wanted = m_studio.settings().settings().device;
  for (const auto& device : m_studio.devices().devices)
    if (wanted == "auto" ? !request.device || request.device->id == "cpu" : device.id == wanted)
      request.device = device;
  m_models = ui::ModelsDialog::open(m_window.get(), m_studio.modelBridge(), request);
  connect(m_models, &ui::ModelsDialog::chosen, this, &Wiring::useModel);
}

void Wiring::useModel(const QString& folder) {
  if (!m_studio.project()) return askNewProject({}, {}, folder);
  m_window->goTo(QStringLiteral("train"));
  if (m_trainPage->showsRun()) m_window->actions().find(QStringLiteral("train.new"))->trigger();  // the form is under the run
  m_trainPage->chooseModel(folder);
}

void Wiring::takeDropped(const std::vector<fs::path>& paths) {
  m_studio.inBackground([first = paths.front()] { return whatIs(first); },
                        [this, paths](const Dropped& first) { takeDropped(first, paths); });
}

void Wiring::takeDropped(const Dropped& first, const std::vector<fs::path>& paths) {
  if (ui::Overlay::top(m_window.get())) return;  // something was opened meanwhile
  const auto tellRest = [this, &first, &paths] {
    if (paths.size() > 1)
      m_window->notify({ui::BadgeKind::Info, tr("Only %1 was opened").arg(fromPath(first.path.filename())),
                        tr("%n more that was dropped was left alone; one is opened at a time.", nullptr, int(paths.size()) - 1), {}, {}});
  };
  switch (first.kind) {
    case Dropped::Kind::Project:
      tellRest();
      m_studio.projects().open(first.path);
      return;
    case Dropped::Kind::Adapter:
      if (!m_studio.project())  // nor a model to stack it on
        return m_window->notify({ui::BadgeKind::Info, tr("%1 is an adapter").arg(fromPath(first.path.filename())),
                                 tr("It needs a base model. Open or make a project first, then drop it again."), {}, {}});
      m_window->goTo(QStringLiteral("chat"));
      tellRest();
      return m_chatPage->openAdapter(first.path);
    case Dropped::Kind::Model:
      return chooseModel(fromPath(first.path), int(paths.size()));
    case Dropped::Kind::Rows:
      break;
  }
  QStringList files;
  for (const fs::path& path : paths) files << fromPath(path);
  if (!m_studio.project()) return askNewProject({}, files);
  m_window->goTo(QStringLiteral("dataset"));
  m_datasetPage->importFiles(files);
}

bool Wiring::downloading() const { return m_studio.modelBridge().hubState().phase == ui::HubPhase::Downloading; }

void Wiring::showDownload() {
  ui::StatusWork work;
  if (downloading()) {
    const ui::HubState& state = m_studio.modelBridge().hubState();
    work.icon = QStringLiteral("download");
    work.name = QString::fromStdString(state.answer.model.repo);
    work.share = state.total > 0 ? double(state.done) / double(state.total) : 0;
    work.figure = ui::Format::percent(work.share);
    work.showName = tr("Show the download of %1").arg(work.name);
    work.stopName = tr("Stop the download of %1; what was received stays").arg(work.name);
  }
  m_window->statusLine()->setWork(work);
}

void Wiring::connectModels() {
  auto* status = m_window->statusLine();
  connect(&m_studio.modelBridge(), &ui::ModelBridge::hubChanged, this, &Wiring::showDownload);
  connect(status, &ui::StatusLine::workShown, this, [this] {
    if (!ui::Overlay::top(m_window.get())) chooseModel(m_studio.project() ? m_trainPage->modelFolder() : QString());
  });
  connect(status, &ui::StatusLine::workStopped, &m_studio.modelBridge(), &ui::ModelBridge::cancelHub);
  connect(m_chatPage, &ui::ChatPage::adapterOpened, m_exportPage, &ui::ExportPage::offerAdapter);
  connect(m_window.get(), &ui::MainWindow::dropped, this, qOverload<const std::vector<fs::path>&>(&Wiring::takeDropped));
  // The dialog shows both itself; a person who closed it meanwhile is told.
  connect(&m_studio.modelBridge(), &ui::ModelBridge::downloaded, this, [this](const fs::path& folder) {
    if (m_models) return;
    m_window->notify({ui::BadgeKind::Ok, tr("%1 is downloaded").arg(fromPath(folder.filename())), fromPath(folder),
                      tr("Show"), [this, path = fromPath(folder)] {
                        if (!ui::Overlay::top(m_window.get())) chooseModel(path);
                      }});
  });
  connect(&m_studio.modelBridge(), &ui::ModelBridge::downloadFailed, this,
          [this](const QString& name, const base::Error& error) {
            if (!m_models)
              m_window->notify({ui::BadgeKind::Error, tr("%1 could not be downloaded").arg(name), ui::hubErrorText(error), {}, {}});
          });
}

}  // namespace timbre::window
