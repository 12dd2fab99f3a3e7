// SPDX-License-Identifier: GPL-3.0-or-later
// The real backend against the contract of tests/session/backend_contract.h, on a model that trains in milliseconds.
#include "app/backend/torch_backend.h"
#include "tests/engine/run_fixture.h"
#include "tests/session/backend_contract.h"

using namespace timbre;

int main(int argc, char** argv) {
  testing::RunFixture fixture;
  testing::BackendContract contract([&] {
    testing::BackendStage stage;
    stage.backend = std::make_unique<backend::TorchBackend>(1);
    stage.root = fixture.root();
    stage.model = fixture.root() / "base";
    stage.steps = 12;
    stage.request = [&fixture](const std::string& name) { return fixture.request(name, 12); };
    stage.failing = [&fixture](const std::string& name) {
      auto request = fixture.request(name, 12);
      request.baseModel = fixture.root() / "no model here";
      return request;
    };
    return stage;
  });
  return QTest::qExec(&contract, argc, argv);
}
