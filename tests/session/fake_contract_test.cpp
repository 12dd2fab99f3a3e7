// SPDX-License-Identifier: GPL-3.0-or-later
// The scripted backend keeps the contract that the real one keeps.
#include "tests/session/backend_contract.h"
#include "tests/session/fake_backend.h"

using namespace timbre;

int main(int argc, char** argv) {
  testing::TempFolder folder;
  testing::BackendContract contract([&] {
    std::filesystem::create_directories(folder.path() / "model");
    auto fake = std::make_unique<testing::FakeBackend>();
    testing::FakeBackend* script = fake.get();
    testing::BackendStage stage;
    stage.backend = std::move(fake);
    stage.root = folder.path();
    stage.model = folder.path() / "model";
    stage.steps = script->script().steps;
    stage.request = [script, root = folder.path()](const std::string& name) {
      script->script().failAtStep = 0;
      session::RunRequest request;
      request.baseModel = root / "model";
      request.runFolder = root / name;
      return request;
    };
    stage.failing = [script, request = stage.request](const std::string& name) {
      auto failing = request(name);
      script->script().failAtStep = 2;
      return failing;
    };
    return stage;
  });
  return QTest::qExec(&contract, argc, argv);
}
