// SPDX-License-Identifier: GPL-3.0-or-later
// Everything behind the window that lives as long as the program: the backend, the threads of runs, chats and exports,
// and the project that is open. The window's wiring talks to it; it knows no widget. GUI thread, except where said.
#pragma once

#include "core/session/chat_service.h"
#include "core/session/dataset_service.h"
#include "core/session/device_lease.h"
#include "core/session/export_service.h"
#include "core/session/model_service.h"
#include "core/session/project.h"
#include "core/session/run_host.h"
#include "ui/bridge/app_settings.h"
#include "ui/bridge/chat_bridge.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/export_bridge.h"
#include "ui/bridge/hosted_tokens.h"
#include "ui/bridge/model_bridge.h"
#include "ui/bridge/project_bridge.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_worker.h"

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <filesystem>
#include <functional>
#include <memory>

namespace timbre::window {

class Studio : public QObject {
  Q_OBJECT
 public:
  Studio(session::Backend& backend, std::filesystem::path resources, const std::string& shippedPrices);
  ~Studio() override;

  const std::filesystem::path& resources() const { return m_resources; }
  std::filesystem::path starterModel() const { return m_resources / "models" / "starter"; }
  session::Backend& backend() { return m_backend; }
  session::RunHost& runs() { return *m_runs; }
  ui::RunBridge& runBridge() { return *m_runBridge; }
  ui::RunWorker& runWorker() { return *m_runWorker; }
  ui::ChatBridge& chatBridge() { return *m_chatBridge; }
  ui::ExportBridge& exportBridge() { return *m_exportBridge; }
  ui::ModelBridge& modelBridge() { return *m_modelBridge; }
  session::ProjectManager& projects() { return *m_projects; }
  ui::ProjectBridge& projectBridge() { return m_projectBridge; }
  ui::DatasetBridge& datasetBridge() { return m_datasetBridge; }
  ui::SettingsStore& settings() { return m_settings; }
  ui::HostedTokens& hostedTokens() { return m_hosted; }
  const std::shared_ptr<session::Project>& project() const { return m_project; }
  session::DatasetService* dataset() const { return m_dataset.get(); }
  const jobs::DeviceReport& devices() const { return m_devices; }
  /// A newer look at them.
  void setDevices(jobs::DeviceReport report);

  /// Makes `project` the open one (null: closes). Services of the old one end on a worker thread.
  void setProject(std::shared_ptr<session::Project> project);
  /// The model whose tokenizer counts the dataset's tokens, and the chat template of the recipe; loaded on a worker thread.
  void useModel(const std::filesystem::path& folder, const std::string& chatTemplate);
  /// Runs `work` on a worker thread and then `done` with its result on the GUI thread, unless the studio is gone.
  template <class Work, class Done>
  void inBackground(Work work, Done done) {
    QPointer<Studio> self(this);
    m_pool.start([self, work = std::move(work), done = std::move(done)]() mutable {
      auto result = std::make_shared<decltype(work())>(work());
      QMetaObject::invokeMethod(QCoreApplication::instance(), [self, result, done = std::move(done)]() mutable {
        if (self) done(std::move(*result));
      });
    });
  }

 Q_SIGNALS:
  void projectChanged();
  void devicesKnown();
  /// The model whose tokenizer counts now, by the name that the chooser has for it; empty while none does.
  void encoderChanged(const QString& name);
  /// The encoder of the chosen model could not be loaded.
  void modelFailed(const timbre::base::Error& error);

 private:
  void probeDevices();
  void applyPrices();
  void connectHosted();
  void applyHosted();

  session::Backend& m_backend;
  std::filesystem::path m_resources;
  ui::SettingsStore m_settings;
  ui::HostedTokens m_hosted;
  session::DeviceLeases m_leases;
  std::unique_ptr<session::RunHost> m_runs;
  std::unique_ptr<session::ChatService> m_chats;
  std::unique_ptr<session::ExportService> m_exports;
  std::unique_ptr<session::ModelService> m_models;
  // Each bridge dies before what it listens to.
  std::unique_ptr<ui::RunBridge> m_runBridge;
  std::unique_ptr<ui::RunWorker> m_runWorker;
  std::unique_ptr<ui::ChatBridge> m_chatBridge;
  std::unique_ptr<ui::ExportBridge> m_exportBridge;
  std::unique_ptr<ui::ModelBridge> m_modelBridge;
  ui::ProjectBridge m_projectBridge;
  std::unique_ptr<session::ProjectManager> m_projects;
  ui::DatasetBridge m_datasetBridge;
  std::shared_ptr<session::Project> m_project;
  std::shared_ptr<session::DatasetService> m_dataset;
  jobs::DeviceReport m_devices;
  std::filesystem::path m_encoderFolder;
  std::uint64_t m_modelsAsked = 0;  // counts useModel(): only the last answer is taken
  QThreadPool m_pool;
};

}  // namespace timbre::window
