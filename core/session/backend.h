// SPDX-License-Identifier: GPL-3.0-or-later
// The seam to LibTorch. `Backend` is what the torch side offers to the session and to timbre-cli: blocking calls on values,
// without a thread of their own. core/session owns the threads, app/ binds the real backend, tests bind a scripted fake, and
// one contract suite (tests/session/backend_contract.h) runs on both. No torch type appears here.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/events/events.h"
#include "core/jobs/adapter_summary.h"
#include "core/jobs/device.h"
#include "core/jobs/export.h"
#include "core/jobs/generation.h"
#include "core/jobs/model_summary.h"
#include "core/jobs/progress.h"
#include "core/jobs/run.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace timbre::session {

using jobs::AdapterSummary;
using jobs::ComparedAnswer;
using jobs::DeviceInfo;
using jobs::DeviceReport;
using jobs::ExportReport;
using jobs::ExportRequest;
using jobs::GenerateDone;
using jobs::GenerateRequest;
using jobs::ModelFile;
using jobs::ModelSummary;
using jobs::PieceSink;
using jobs::Progress;
using jobs::ProgressSink;
using jobs::Provenance;
using jobs::RunCommand;
using jobs::RunControl;
using jobs::RunEventSink;
using jobs::RunRequest;
using jobs::SamplingOptions;

/// A base model in memory with at most one active adapter. One thread at a time.
class ChatModel {
 public:
  virtual ~ChatModel() = default;
  /// Makes `adapterFolder` (a checkpoint or PEFT folder; empty: the base alone) active for the next generate().
  virtual base::Result<void> setAdapter(const std::filesystem::path& adapterFolder) = 0;
  virtual base::Result<GenerateDone> generate(const GenerateRequest& request, const PieceSink& onPiece,
                                              const base::CancelToken& cancel) = 0;
  virtual Provenance provenance(std::uint64_t seed) const = 0;
  virtual std::uint64_t memoryBytes() const = 0;
};

struct ChatModelRequest {
  std::filesystem::path baseModel;
  std::string device = "auto";
  std::string chatTemplate = "auto";  ///< a built-in template's name; auto: what an adapter's run was trained with, else the model's own
  bool operator==(const ChatModelRequest&) const = default;
};

/// Every call blocks its thread; different calls may run on different threads at once. Nothing throws.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual DeviceReport devices() = 0;
  virtual base::Result<ModelSummary> inspectModel(const std::filesystem::path& folder) = 0;
  /// Whether a run on `baseModel` can begin from this PEFT folder; refuses what train() would refuse.
  virtual base::Result<AdapterSummary> inspectAdapter(const std::filesystem::path& folder, const std::filesystem::path& baseModel) = 0;
  /// Runs to its end, a stop, a pause or a failure; all it has to say goes to `sink` (facts are on disk before).
  /// A stop or pause is a success whose RunDone names the last checkpoint.
  virtual base::Result<events::RunDone> train(const RunRequest& request, RunControl& control, const RunEventSink& sink) = 0;
  virtual base::Result<std::unique_ptr<ChatModel>> loadChatModel(const ChatModelRequest& request, const ProgressSink& progress,
                                                                 const base::CancelToken& cancel) = 0;
  virtual base::Result<ExportReport> exportModel(const ExportRequest& request, const ProgressSink& progress,
                                                 const base::CancelToken& cancel) = 0;
};

}  // namespace timbre::session
