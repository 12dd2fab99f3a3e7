// SPDX-License-Identifier: GPL-3.0-or-later
// A scripted Backend without LibTorch: loss falls on a formula, answers are computed from the request, and every kind of
// failure can be ordered. Used by the session tests and by every ui test. Runs write the files of a real run folder that
// readers need (recipe.json, metrics.jsonl, checkpoint folders with manifests).
#pragma once

#include "core/session/backend.h"

#include <chrono>
#include <functional>
#include <mutex>

namespace timbre::testing {

struct FakeScript {
  int steps = 20;
  int validateEvery = 5;
  int saveEvery = 10;
  std::chrono::milliseconds stepTime{1};
  std::chrono::milliseconds pieceTime{1};
  int failAtStep = 0;                     ///< 0: never
  base::Error failure = base::Error("internal", {{"reason", "ordered by the test"}});
  int nanAtStep = 0;
  std::optional<base::Error> adapterFailure = std::nullopt; ///< of inspectAdapter
  std::optional<base::Error> loadFailure = std::nullopt; ///< of loadChatModel
  std::optional<base::Error> exportFailure = std::nullopt;
  bool exportVerified = true;
  /// Changes what inspectModel says of a folder.
  std::function<void(const std::filesystem::path&, session::ModelSummary&)> describe = {};
};

class FakeBackend final : public session::Backend {
 public:
  explicit FakeBackend(FakeScript script = {}) : m_script(std::move(script)) {}
  session::DeviceReport devices() override;
  base::Result<session::ModelSummary> inspectModel(const std::filesystem::path& folder) override;
  base::Result<session::AdapterSummary> inspectAdapter(const std::filesystem::path& folder, const std::filesystem::path& baseModel) override;
  base::Result<events::RunDone> train(const session::RunRequest& request, session::RunControl& control,
                                      const session::RunEventSink& sink) override;
  base::Result<std::unique_ptr<session::ChatModel>> loadChatModel(const session::ChatModelRequest& request,
                                                                  const session::ProgressSink& progress,
                                                                  const base::CancelToken& cancel) override;
  base::Result<session::ExportReport> exportModel(const session::ExportRequest& request, const session::ProgressSink& progress,
                                                  const base::CancelToken& cancel) override;
  FakeScript& script() { return m_script; }
  /// What train() was asked for; read it when no run lives.
  std::vector<session::RunRequest> trained;
  /// What loadChatModel() was asked for; read it when the chat is idle.
  std::vector<session::ChatModelRequest> chatLoads;
  /// What exportModel() was asked for; read it when the export has ended.
  std::vector<session::ExportRequest> exported;

 private:
  FakeScript m_script;
};

}  // namespace timbre::testing
