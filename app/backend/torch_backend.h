// SPDX-License-Identifier: GPL-3.0-or-later
// The session's Backend over LibTorch: binds engine, inference and export. The only place where both sides of the seam meet.
#pragma once

#include "core/base/file_ops.h"
#include "core/session/backend.h"
#include "kernels/device.h"

#include <atomic>
#include <mutex>
#include <optional>

namespace timbre::backend {

class TorchBackend final : public session::Backend {
 public:
  /// `threads`: compute threads, 0 for as many as there are cores.
  explicit TorchBackend(int threads = 0) : m_threads(threads) {}
  /// For what starts from now on: runs, chats, exports. 0: as made. devices() goes on telling what the machine has. Any thread.
  void setThreads(int threads) { m_wanted = threads; }
  jobs::DeviceReport devices() override;
  base::Result<jobs::ModelSummary> inspectModel(const std::filesystem::path& folder) override;
  base::Result<jobs::AdapterSummary> inspectAdapter(const std::filesystem::path& folder, const std::filesystem::path& baseModel) override;
  base::Result<events::RunDone> train(const jobs::RunRequest& request, jobs::RunControl& control,
                                      const jobs::RunEventSink& sink) override;
  base::Result<std::unique_ptr<session::ChatModel>> loadChatModel(const session::ChatModelRequest& request,
                                                                  const jobs::ProgressSink& progress,
                                                                  const base::CancelToken& cancel) override;
  base::Result<jobs::ExportReport> exportModel(const jobs::ExportRequest& request, const jobs::ProgressSink& progress,
                                               const base::CancelToken& cancel) override;

 private:
  int threads() const { return m_wanted > 0 ? m_wanted.load() : m_threads; }
  base::FileOps m_ops;
  int m_threads;
  std::atomic<int> m_wanted{0};
  std::mutex m_probeMutex;
  std::optional<kernels::GemmProbe> m_probe;  // guarded by m_probeMutex while it is made
};

}  // namespace timbre::backend
