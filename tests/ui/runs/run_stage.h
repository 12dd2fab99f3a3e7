// SPDX-License-Identifier: GPL-3.0-or-later
// A window with the Train, Chat, Export and Runs pages over the real hosts, the real dataset service and the scripted backend.
// The project is a fresh folder with a few conversations. Shared by the tests and the picture book of these pages.
#pragma once

#include "core/session/chat_service.h"
#include "core/session/export_service.h"
#include "core/session/project.h"
#include "core/session/run_host.h"
#include "tests/session/fake_backend.h"
#include "tests/support/test_support.h"
#include "ui/bridge/chat_bridge.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/export_bridge.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_worker.h"
#include "ui/pages/chat/chat_page.h"
#include "ui/pages/export/export_page.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/pages/train/train_page.h"
#include "ui/shell/main_window.h"

#include <memory>

namespace timbre::ui::testing {

class RunStage {
 public:
  explicit RunStage(timbre::testing::FakeScript script = {}, int rows = 12, QSize size = {1440, 900});
  ~RunStage();
  RunStage(const RunStage&) = delete;
  RunStage& operator=(const RunStage&) = delete;

  template <class T = QWidget>
  T* find(const char* name) const {
    return window->findChild<T*>(QString::fromLatin1(name));
  }
  std::filesystem::path runsFolder() const { return project->runsFolder(); }
  /// Trains a run to its end by the host alone and waits until the list has it.
  void trainRun(const std::string& name, const recipe::Recipe& recipe = {});
  /// The dataset is checked and the form may start.
  bool waitUntilReady();

  timbre::testing::TempFolder folder;
  timbre::testing::FakeBackend backend;
  session::DeviceLeases leases;
  std::unique_ptr<session::ThreadHost> host;
  std::unique_ptr<session::ChatService> chats;
  std::unique_ptr<session::ExportService> exports;
  std::shared_ptr<session::Project> project;
  std::filesystem::path model;
  std::unique_ptr<RunBridge> runs;
  std::unique_ptr<RunWorker> worker;
  std::unique_ptr<ChatBridge> chatBridge;
  std::unique_ptr<ExportBridge> exportBridge;
  std::unique_ptr<DatasetBridge> dataset;
  std::unique_ptr<session::DatasetService> service;
  std::unique_ptr<MainWindow> window;
  TrainPage* train;
  ChatPage* chat;
  ExportPage* exportPage;
  RunsPage* runsPage;
};

}  // namespace timbre::ui::testing
