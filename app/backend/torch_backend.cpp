// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backend/torch_backend.h"

#include "app/backend/inspect.h"
#include "core/model/memory.h"
#include "core/engine/run_training.h"
#include "core/engine/start_adapter.h"
#include "core/engine/worker_scope.h"
#include "core/export/exporter.h"
#include "core/inference/loaded_model.h"
#include "kernels/device.h"

namespace timbre::backend {

namespace {

class TorchChatModel final : public session::ChatModel {
 public:
  TorchChatModel(std::unique_ptr<inference::LoadedModel> model, int threads) : m_model(std::move(model)), m_threads(threads) {}
  base::Result<void> setAdapter(const std::filesystem::path& adapterFolder) override { return m_model->setAdapter(adapterFolder); }
  base::Result<jobs::GenerateDone> generate(const jobs::GenerateRequest& request, const jobs::PieceSink& onPiece,
                                            const base::CancelToken& cancel) override {
    const engine::WorkerScope scope(m_threads, "timbre-chat");
    return m_model->generate(request, onPiece, cancel);
  }
  jobs::Provenance provenance(std::uint64_t seed) const override { return m_model->provenance(seed); }
  std::uint64_t memoryBytes() const override { return m_model->memoryBytes(); }

 private:
  std::unique_ptr<inference::LoadedModel> m_model;
  int m_threads;
};

}  // namespace

jobs::DeviceReport TorchBackend::devices() {
  jobs::DeviceReport report;
  const kernels::CpuInfo cpu = kernels::cpuInfo();
  {
    // Measured once: other work on the machine would change a second answer, and a run records the first.
    std::unique_lock lock(m_probeMutex);
    if (!m_probe) m_probe = kernels::measureGemm();
  }
  const kernels::ComputeChoice choice = kernels::chooseCpuType(cpu, *m_probe);
  report.fp32Gflops = m_probe->fp32Gflops;
  report.bf16Gflops = m_probe->bf16Gflops;
  report.threads = m_threads > 0 ? m_threads : cpu.threads;
  report.cpuFeatures = cpu.features;
  report.devices.push_back({"cpu", cpu.name, cpu.memoryBytes, model::availableBytes(), choice.type == at::kBFloat16 ? "bf16" : "fp32", choice.reason});
  const kernels::GpuState& gpu = kernels::gpuState();
  for (const kernels::GpuInfo& card : gpu.gpus)
    report.devices.push_back({"cuda:" + std::to_string(card.index), card.name, card.memoryBytes, card.freeBytes, "bf16", "device.gpu_bf16"});
  if (gpu.problem) report.gpuAbsent = base::Error(gpu.problem->code, gpu.problem->args);
  return report;
}

base::Result<jobs::ModelSummary> TorchBackend::inspectModel(const std::filesystem::path& folder) {
  return backend::inspectModel(folder);
}

base::Result<jobs::AdapterSummary> TorchBackend::inspectAdapter(const std::filesystem::path& folder, const std::filesystem::path& baseModel) {
  return engine::inspectStartAdapter(folder, baseModel);
}

base::Result<events::RunDone> TorchBackend::train(const jobs::RunRequest& request, jobs::RunControl& control,
                                                  const jobs::RunEventSink& sink) {
  engine::EngineContext context;
  context.ops = &m_ops;
  context.threads = threads();
  return engine::runTraining(request, control, sink, context);
}

base::Result<std::unique_ptr<session::ChatModel>> TorchBackend::loadChatModel(const session::ChatModelRequest& request,
                                                                              const jobs::ProgressSink& progress,
                                                                              const base::CancelToken& cancel) {
  inference::LoadedModel::Options options;
  options.device = request.device == "auto" ? "cpu" : request.device;
  options.chatTemplate = request.chatTemplate;
  options.progress = progress;
  options.cancel = cancel;
  TIMBRE_ASSIGN(auto model, inference::LoadedModel::load(request.baseModel, options));
  return std::unique_ptr<session::ChatModel>(std::make_unique<TorchChatModel>(std::move(model), threads()));
}

base::Result<jobs::ExportReport> TorchBackend::exportModel(const jobs::ExportRequest& request, const jobs::ProgressSink& progress,
                                                           const base::CancelToken& cancel) {
  const engine::WorkerScope scope(threads(), "timbre-export");
  return exporting::exportModel(request, m_ops, progress, cancel);
}

}  // namespace timbre::backend
