// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/session/fake_backend.h"

#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

namespace timbre::testing {

namespace {

using namespace session;
namespace fs = std::filesystem;

void writeCheckpoint(const fs::path& folder, std::int64_t step) {
  const std::string adapter = "adapter of step " + std::to_string(step);
  writeFile(folder / "adapter_model.safetensors", adapter);
  const base::Json manifest = {
      {"format_version", 1},
      {"step", step},
      {"files", {{"adapter_model.safetensors", {{"size", adapter.size()}, {"sha256", base::sha256Hex(adapter)}}}}}};
  writeFile(folder / "manifest.json", base::dumpJson(manifest, 2));
}

class FakeChat final : public ChatModel {
 public:
  FakeChat(const FakeScript& script, fs::path model) : m_script(script), m_model(std::move(model)) {}

  base::Result<void> setAdapter(const fs::path& adapter) override {
    if (!adapter.empty() && !fs::exists(adapter)) return base::Error("file.missing", {}, base::displayPath(adapter));
    m_adapter = adapter;
    return {};
  }

  base::Result<GenerateDone> generate(const GenerateRequest& request, const PieceSink& onPiece,
                                      const base::CancelToken& cancel) override {
    GenerateDone done;
    const std::string question = request.messages.empty() ? request.prompt.value_or("")
                                                          : base::stringOr(request.messages.back(), "content");
    const std::string name = m_adapter.empty() ? "base" : m_adapter.filename().string();
    const std::vector<std::string> words = {"Answer", " of ", name, " to: ", question};
    for (const auto& word : words) {
      if (cancel.cancelled()) {
        done.stop = "cancelled";
        break;
      }
      std::this_thread::sleep_for(m_script.pieceTime);
      onPiece(word);
      done.text += word;
      ++done.tokens;
    }
    if (done.stop.empty()) done.stop = "eos";
    done.promptTokens = static_cast<int>(question.size());
    done.provenance = provenance(request.sampling.seed);
    return done;
  }

  Provenance provenance(std::uint64_t seed) const override {
    return {base::sha256Hex(m_model.string()), m_adapter.empty() ? "" : base::sha256Hex(m_adapter.string()),
            m_adapter.empty() ? 0.0 : 2.0, base::sha256Hex("template"), seed, "fp32", "cpu"};
  }
  std::uint64_t memoryBytes() const override { return 1 << 20; }

 private:
  const FakeScript& m_script;
  fs::path m_model, m_adapter;
};

/// One run of the script; keeps train() short.
class FakeRun {
 public:
  FakeRun(const FakeScript& script, const RunRequest& request, RunControl& control, const RunEventSink& sink)
      : m_script(script), m_request(request), m_control(control), m_sink(sink) {}

  base::Result<events::RunDone> run() {
    fs::create_directories(m_request.runFolder);
    if (!m_request.resume) writeFile(m_request.runFolder / "recipe.json", base::dumpJson(recipe::toJson(m_request.recipe), 2));
    if (!m_request.resume) writeFile(m_request.runFolder / "dataset.jsonl", "{}\n");
    base::Json provenance = {{"format_version", 1}, {"base", {{"path", m_request.baseModel.string()}}}};
    if (!m_request.initAdapter.empty()) provenance["init_adapter"] = {{"path", m_request.initAdapter.string()}};
    if (!m_request.resume) writeFile(m_request.runFolder / "provenance.json", base::dumpJson(provenance, 2));
    m_metrics.open(m_request.runFolder / "metrics.jsonl", std::ios::app);
    m_events.open(m_request.runFolder / "events.jsonl", std::ios::app);
    state(events::RunState::Running, 0);
    for (std::int64_t step = 1; step <= m_script.steps; ++step) {
      if (step == m_script.failAtStep) {
        state(m_script.failure.code == "disk.full" ? events::RunState::Paused : events::RunState::Failed, step, m_script.failure);  // as the engine does
        return m_script.failure;
      }
      oneStep(step);
      const RunCommand command = m_control.command.load();
      const bool last = step == m_script.steps || command != RunCommand::None;
      if (last || step % m_script.saveEvery == 0 || m_control.saveNow.exchange(false)) save(step);
      if (command == RunCommand::Pause) return end(events::RunState::Paused, step);
      if (command == RunCommand::Stop) return end(events::RunState::Stopped, step);
    }
    return end(events::RunState::Finished, m_script.steps);
  }

 private:
  void fact(const events::RunEvent& event) {
    const bool metric = std::holds_alternative<events::StepMetrics>(event) || std::holds_alternative<events::ValidationMetrics>(event);
    (metric ? m_metrics : m_events) << base::dumpJson(events::toJson(event)) << '\n' << std::flush;
    m_sink(event);
  }
  void state(events::RunState value, std::int64_t step, std::optional<base::Error> error = {}) {
    fact(events::RunStateChanged{value, step, m_script.steps, std::move(error)});
  }
  void oneStep(std::int64_t step) {
    std::this_thread::sleep_for(m_script.stepTime);
    events::StepMetrics metrics;
    metrics.step = step;
    metrics.loss = step == m_script.nanAtStep ? std::numeric_limits<double>::quiet_NaN() : 0.5 + 2.5 * std::exp(-0.1 * double(step));
    metrics.learningRate = 2e-4 * double(m_script.steps - step) / m_script.steps;
    metrics.gradNorm = 1.0 / double(step);
    metrics.tokens = 512;
    metrics.supervisedTokens = 200;
    metrics.seconds = 0.001 * double(m_script.stepTime.count());
    metrics.memoryBytes = 100 << 20;
    metrics.epoch = 3.0 * double(step) / m_script.steps;
    m_loss = metrics.loss;
    fact(metrics);
    if (step % m_script.validateEvery == 0) fact(events::ValidationMetrics{step, metrics.loss + 0.1, 50, 0.001, 0});
  }
  void save(std::int64_t step) {
    m_checkpoint = "checkpoint-" + std::to_string(step);
    writeCheckpoint(m_request.runFolder / m_checkpoint, step);
    fact(events::CheckpointSaved{step, m_checkpoint, 4096, m_loss + 0.1, m_loss});
    for (const auto& prompt : m_request.samplePrompts)
      fact(events::SampleAnswer{step, prompt, "Answer at step " + std::to_string(step)});
  }
  base::Result<events::RunDone> end(events::RunState value, std::int64_t step) {
    state(value, step);
    events::RunDone done;
    done.run = m_request.runFolder.string();
    done.steps = step;
    if (!m_checkpoint.empty()) done.checkpoint = (m_request.runFolder / m_checkpoint).string();
    done.trainLoss = m_loss;
    fact(done);
    return done;
  }

  const FakeScript& m_script;
  const RunRequest& m_request;
  RunControl& m_control;
  const RunEventSink& m_sink;
  std::ofstream m_metrics, m_events;
  std::string m_checkpoint;
  double m_loss = 0;
};

}  // namespace

DeviceReport FakeBackend::devices() {
  DeviceReport report;
  report.devices.push_back({"cpu", "Test CPU", 16ull << 30, 8ull << 30, "fp32", "device.cpu_fp32"});
  report.gpuAbsent = base::Error("device.no_driver", {{"reason", "libnvidia-ml.so.1 is missing"}});
  report.threads = 2;
  report.cpuFeatures = {"avx2"};
  return report;
}

base::Result<ModelSummary> FakeBackend::inspectModel(const fs::path& folder) {
  if (!fs::exists(folder)) return base::Error("file.missing", {}, base::displayPath(folder));
  ModelSummary summary;
  summary.path = folder.string();
  summary.name = folder.filename().string();
  summary.family = "llama";
  summary.architecture = "LlamaForCausalLM";
  summary.parameters = 4'460'000;
  summary.dtype = "BF16";
  summary.vocab = 4096;
  summary.context = 512;
  summary.layers = 4;
  summary.hidden = 256;
  summary.intermediate = 768;
  summary.heads = 4;
  summary.kvHeads = 4;
  summary.headDim = 64;
  summary.licence = "GPL-3.0-or-later";
  summary.stopIds = {2};
  summary.templateOrigin = "chat_template.jinja";
  summary.templateHash = base::sha256Hex("template");
  summary.tokenizerKind = "byte-level BPE";
  summary.files = {{"model.safetensors", 8'900'000}};
  if (m_script.describe) m_script.describe(folder, summary);
  return summary;
}

/// The shape of a checkpoint is that of its run.
base::Result<AdapterSummary> FakeBackend::inspectAdapter(const fs::path& folder, const fs::path& baseModel) {
  if (m_script.adapterFailure) return *m_script.adapterFailure;
  if (!fs::exists(folder) || !fs::exists(baseModel)) return base::Error("file.missing", {}, base::displayPath(folder));
  TIMBRE_ASSIGN(const std::string text, base::readFile(folder.parent_path() / "recipe.json", 1 << 20));
  TIMBRE_ASSIGN(const base::Json json, base::parseJson(text));
  TIMBRE_ASSIGN(const recipe::Recipe recipe, recipe::fromJson(json));
  return AdapterSummary{recipe.rank, recipe.alpha, recipe.dropout, {"q_proj", "v_proj"}};
}

base::Result<events::RunDone> FakeBackend::train(const RunRequest& request, RunControl& control, const RunEventSink& sink) {
  trained.push_back(request);
  RunRequest adopted = request;
  if (!request.initAdapter.empty()) {
    if (request.recipe.method != "lora") return base::Error("adapter.full", {}, base::displayPath(request.initAdapter));
    TIMBRE_ASSIGN(const AdapterSummary adapter, inspectAdapter(request.initAdapter, request.baseModel));
    jobs::adopt(adopted.recipe, adapter);
  }
  return FakeRun(m_script, adopted, control, sink).run();
}

base::Result<std::unique_ptr<ChatModel>> FakeBackend::loadChatModel(const ChatModelRequest& request, const ProgressSink& progress,
                                                                    const base::CancelToken&) {
  if (m_script.loadFailure) return *m_script.loadFailure;
  chatLoads.push_back(request);
  progress({"loading", "model.safetensors", 0.5});
  return std::unique_ptr<ChatModel>(std::make_unique<FakeChat>(m_script, request.baseModel));
}

base::Result<ExportReport> FakeBackend::exportModel(const ExportRequest& request, const ProgressSink& progress,
                                                    const base::CancelToken& cancel) {
  exported.push_back(request);
  for (int i = 0; i <= 10; ++i) {
    if (cancel.cancelled()) return base::Error("cancelled");
    progress({i < 5 ? "writing" : "verifying", "layer " + std::to_string(i), i / 10.0});
    std::this_thread::sleep_for(m_script.pieceTime);
  }
  if (m_script.exportFailure) return *m_script.exportFailure;
  writeFile(request.out / "model.safetensors", "merged");
  ExportReport report;
  report.files = {{"model.safetensors", 6}};
  report.verificationRan = request.verify;
  report.verified = request.verify && m_script.exportVerified;
  report.maxLogitDifference = m_script.exportVerified ? 2e-5 : 3.5;
  report.prompts = 16;
  report.identicalTexts = m_script.exportVerified ? report.prompts : 3;
  report.firstChoiceAgreement = m_script.exportVerified ? 1.0 : 0.2;
  report.sha256 = base::sha256Hex("merged");
  report.answers = {{"What is the capital of France?", "Paris. Genius.", m_script.exportVerified ? "Paris. Genius." : "Pa pa pa", m_script.exportVerified}};
  if (!report.verified && request.verify) report.reason = base::Error("export.logits_differ", {{"value", "2.0e-02"}, {"limit", "1.0e-03"}});
  return report;
}

}  // namespace timbre::testing
