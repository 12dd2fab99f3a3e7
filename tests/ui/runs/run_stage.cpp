// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/runs/run_stage.h"

#include <QPushButton>

namespace timbre::ui::testing {

namespace {

session::InsertRows conversations(int count) {
  session::InsertRows insert;
  insert.after = -1;
  for (int i = 0; i < count; ++i) {
    session::NewRow row;
    row.value = {{"messages", base::Json::array({{{"role", "user"}, {"content", "Question number " + std::to_string(i)}},
                                                 {{"role", "assistant"}, {"content", "An answer with some wit, number " + std::to_string(i) + "."}}})}};
    insert.rows.push_back(std::move(row));
  }
  return insert;
}

}  // namespace

RunStage::RunStage(timbre::testing::FakeScript script, int rows, QSize size) : backend(std::move(script)) {
  model = folder.path() / "timbre-mini";
  std::filesystem::create_directories(model);
  project = session::createProject(folder.path() / "marv", "Marv").value();
  std::filesystem::create_directories(project->runsFolder());
  host = std::make_unique<session::ThreadHost>(backend, leases);
  chats = std::make_unique<session::ChatService>(backend, leases);
  exports = std::make_unique<session::ExportService>(backend);
  runs = std::make_unique<RunBridge>(*host);
  worker = std::make_unique<RunWorker>(backend);
  chatBridge = std::make_unique<ChatBridge>(*chats);
  exportBridge = std::make_unique<ExportBridge>(*exports);
  dataset = std::make_unique<DatasetBridge>();
  window = std::make_unique<MainWindow>(ShellCommands{});
  train = new TrainPage({runs.get(), worker.get(), dataset.get()});
  runsPage = new RunsPage({runs.get(), worker.get()});
  chat = new ChatPage({chatBridge.get(), runs.get()});
  exportPage = new ExportPage({exportBridge.get(), runs.get(), worker.get()});
  for (Page* page : std::initializer_list<Page*>{train, runsPage, chat, exportPage}) window->addPage(page);
  runs->setRunsFolder(project->runsFolder());
  train->setProject({accessTo(project), project->folder(), {{QStringLiteral("timbre-mini"), QString::fromStdString(model.string())}}});
  exportPage->setProject(project->folder());
  service = session::createDatasetService(project, dataset->sink());
  dataset->setService(service.get());
  if (rows > 0) service->submit(conversations(rows));
  window->setProject(QStringLiteral("Marv"), QStringLiteral("%1 rows").arg(rows));
  window->goTo(QStringLiteral("train"));
  window->resize(size);
  window->setAttribute(Qt::WA_DontShowOnScreen);
  window->show();
}

RunStage::~RunStage() {
  window.reset();
  dataset->setService(nullptr);
  service.reset();
  exportBridge.reset();
  chatBridge.reset();
  runs.reset();
  worker.reset();
  host.reset();
}

bool RunStage::waitUntilReady() {
  auto* start = find<QPushButton>("startTraining");
  return QTest::qWaitFor([&] { return start->isEnabled(); }, 20000);
}

void RunStage::trainRun(const std::string& name, const recipe::Recipe& recipe) {
  session::RunRequest request;
  request.recipe = recipe;
  request.baseModel = model;
  request.runFolder = project->runsFolder() / name;
  request.samplePrompts = {"What is the capital of France?"};
  runs->start(request);
  const bool done = QTest::qWaitFor([&] { return !runs->busy() && runs->live().folder == request.runFolder && !runs->live().alive(); }, 30000);
  QVERIFY(done);
  QVERIFY(QTest::qWaitFor([&] {
    for (const auto& run : runs->runs())
      if (run.name == name && run.state == events::RunState::Finished && !run.checkpoints.empty()) return true;
    return false;
  }, 10000));
}

}  // namespace timbre::ui::testing
