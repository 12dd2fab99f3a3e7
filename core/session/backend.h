// SPDX-License-Identifier: GPL-3.0-or-later
// The seam to LibTorch. `Backend` is what the torch side offers to the session and to timbre-cli: blocking calls on values,
// without a thread of their own. core/session owns the threads, app/ binds the real backend, tests bind a scripted fake, and
// one contract suite (tests/session/backend_contract.h) runs on both. No torch type appears here.
#pragma once

#include "core/base/cancel.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/events/events.h"
#include "core/recipe/recipe.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace timbre::session {

// ---- devices -------------------------------------------------------------------------------------------------------

struct DeviceInfo {
  std::string id;           ///< "cpu", "cuda:0"
  std::string name;         ///< "AMD EPYC …", "NVIDIA RTX 3060"
  std::uint64_t memoryBytes = 0;
  std::uint64_t freeBytes = 0;
  std::string computeType;  ///< "fp32", "bf16": what training on it uses by default
  std::string reason;       ///< code of the message that says why (device.cpu_fp32_measured …)
};

struct DeviceReport {
  std::vector<DeviceInfo> devices;          ///< the CPU is always there
  std::optional<base::Error> gpuAbsent;     ///< why no GPU can be used (device.no_driver, device.no_libtorch_cuda, …)
  int threads = 1;                          ///< compute threads that will be used
  std::vector<std::string> cpuFeatures;     ///< "avx2", "avx512f", "amx_bf16" … that are used
  double fp32Gflops = 0;                    ///< measured by the probe; 0 before it ran
  double bf16Gflops = 0;
};

// ---- models --------------------------------------------------------------------------------------------------------

struct ModelFile {
  std::string name;
  std::uint64_t bytes = 0;
};

struct ModelSummary {
  std::string path;
  std::string name;          ///< last folder component, or the card's name
  std::string family;        ///< "llama"
  std::string architecture;  ///< "LlamaForCausalLM"
  std::uint64_t parameters = 0;
  std::string dtype;         ///< as stored: "BF16"
  std::int64_t vocab = 0;
  std::int64_t context = 0;  ///< tokens
  std::int64_t layers = 0, hidden = 0;
  std::vector<std::int32_t> stopIds;
  std::string templateOrigin;
  std::string templateHash;
  std::string tokenizerKind;
  std::vector<ModelFile> files;
  std::vector<base::Error> problems;  ///< what keeps it from loading, or is odd
};

// ---- runs ----------------------------------------------------------------------------------------------------------

struct RunRequest {
  recipe::Recipe recipe;
  std::filesystem::path baseModel;
  std::filesystem::path data;            ///< JSONL, one {"messages":…} or {"text":…} a line; frozen into the run folder first
  std::filesystem::path runFolder;       ///< must not exist, or exist without a run (see resume)
  std::filesystem::path initAdapter;     ///< PEFT folder, empty for fresh
  std::filesystem::path modelConfig;     ///< pretraining only: config.json of the model to make
  std::filesystem::path tokenizer;       ///< pretraining only: folder with the tokenizer files
  std::string device = "auto";
  std::vector<std::string> samplePrompts;  ///< answered at every checkpoint, shown as a time line
  bool resume = false;                   ///< go on in runFolder; everything but device is read from there
};

enum class RunCommand { None, Pause, Stop };

/// Shared between the owner of a run and its loop; atomics only.
struct RunControl {
  std::atomic<RunCommand> command{RunCommand::None};
  std::atomic<bool> saveNow{false};  ///< one extra checkpoint at the next step's end
};

using RunEventSink = std::function<void(const events::RunEvent&)>;

// ---- generation ----------------------------------------------------------------------------------------------------

struct SamplingOptions {
  bool greedy = false;
  double temperature = 0.7;
  double topP = 0.9;
  int topK = 0;                   ///< 0: off
  double repetitionPenalty = 1.0;
  std::uint64_t seed = 0;
  int maxTokens = 256;
};

/// What stands under a pane: computed from the tensors in memory at the time of the answer, not from files.
struct Provenance {
  std::string baseHash;      ///< SHA-256 over the base tensors as loaded, hex
  std::string adapterHash;   ///< "" when no adapter is active
  double adapterScale = 0;
  std::string templateHash;
  std::uint64_t seed = 0;
  std::string dtype;
  std::string device;
  bool operator==(const Provenance&) const = default;
};

struct GenerateRequest {
  base::Json messages;                   ///< array of {role, content}; or
  std::optional<std::string> prompt;     ///< raw text, no template; or
  std::optional<std::vector<std::int32_t>> ids;
  SamplingOptions sampling;
};

struct GenerateDone {
  std::vector<std::int32_t> ids;  ///< the new ids only, without the end token
  std::string text;
  std::string stop;               ///< "eos", "length", "cancelled"
  int promptTokens = 0;
  int tokens = 0;
  double firstTokenMs = 0;
  double tokensPerSecond = 0;
  Provenance provenance;
};

/// A base model in memory with at most one active adapter. One thread at a time.
class ChatModel {
 public:
  virtual ~ChatModel() = default;
  /// Makes `adapterFolder` (a checkpoint or PEFT folder; empty: the base alone) active for the next generate().
  virtual base::Result<void> setAdapter(const std::filesystem::path& adapterFolder) = 0;
  using PieceSink = std::function<void(const std::string& piece)>;
  virtual base::Result<GenerateDone> generate(const GenerateRequest& request, const PieceSink& onPiece,
                                              const base::CancelToken& cancel) = 0;
  virtual Provenance provenance(std::uint64_t seed) const = 0;
  virtual std::uint64_t memoryBytes() const = 0;
};

// ---- export --------------------------------------------------------------------------------------------------------

struct ExportRequest {
  std::filesystem::path baseModel;   ///< empty: the one named in the run's provenance
  std::filesystem::path run;         ///< run folder
  std::filesystem::path checkpoint;  ///< checkpoint folder; empty: the newest verified one
  std::filesystem::path out;
  bool adapterOnly = false;
  std::string dtype = "source";      ///< "source", "fp32", "bf16", "fp16"
  std::uint64_t shardBytes = 5'000'000'000;
  bool verify = true;
  bool force = false;
  std::vector<base::Json> prompts;   ///< rows of the dataset to compare on, besides the built-in ones (≥ 16 in all)
};

struct ComparedAnswer {
  std::string prompt;
  std::string expected;  ///< base + adapter
  std::string got;       ///< re-opened export
  bool same = false;
};

struct ExportReport {
  std::vector<ModelFile> files;
  bool verified = false;
  bool verificationRan = false;
  double maxLogitDifference = 0;
  double meanKl = 0;
  double firstChoiceAgreement = 0;  ///< share, where the top-two margin exceeds 0.1
  int prompts = 0;
  int identicalTexts = 0;
  std::string sha256;               ///< over the weight files
  std::vector<ComparedAnswer> answers;
  std::optional<base::Error> reason;  ///< why not verified
};

struct Progress {
  std::string phase;     ///< "merging", "writing", "verifying" …
  std::string detail;    ///< tensor or file
  double fraction = -1;  ///< 0…1
};
using ProgressSink = std::function<void(const Progress&)>;

// ---- the backend ---------------------------------------------------------------------------------------------------

/// Every call blocks its thread; different calls may run on different threads at once. Nothing throws.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual DeviceReport devices() = 0;
  virtual base::Result<ModelSummary> inspectModel(const std::filesystem::path& folder) = 0;
  /// Runs to its end, a stop, a pause or a failure; all it has to say goes to `sink` (facts are on disk before).
  /// A stop or pause is a success whose RunDone names the last checkpoint.
  virtual base::Result<events::RunDone> train(const RunRequest& request, RunControl& control, const RunEventSink& sink) = 0;
  virtual base::Result<std::unique_ptr<ChatModel>> loadChatModel(const std::filesystem::path& baseModel, const std::string& device,
                                                                 const ProgressSink& progress, const base::CancelToken& cancel) = 0;
  virtual base::Result<ExportReport> exportModel(const ExportRequest& request, const ProgressSink& progress,
                                                 const base::CancelToken& cancel) = 0;
};

}  // namespace timbre::session
