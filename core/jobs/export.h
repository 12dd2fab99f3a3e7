// SPDX-License-Identifier: GPL-3.0-or-later
// An export as ordered, and what its verification found.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/jobs/model_summary.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace timbre::jobs {

struct ExportRequest {
  std::filesystem::path baseModel;   ///< empty: the one named in the run's provenance
  std::filesystem::path run;         ///< run folder; empty: `adapter` is exported
  std::filesystem::path adapter;     ///< PEFT folder that belongs to no run; goes with `baseModel`
  std::filesystem::path checkpoint;  ///< checkpoint folder; empty: the newest verified one
  std::filesystem::path out;
  bool adapterOnly = false;
  std::string dtype = "source";      ///< "source", "fp32", "bf16", "fp16"
  std::uint64_t shardBytes = 5'000'000'000;
  bool verify = true;
  bool force = false;
  std::vector<base::Json> prompts;   ///< rows of the dataset to compare on, besides the built-in ones (≥ 16 in all)
};

/// Limits of the verification. fp32 exports are held to the first and to identical texts; 16-bit exports, whose weights were
/// rounded, to the second and to the same first choice wherever the reference is decided.
inline constexpr double kMaxLogitDifference = 1e-3;
inline constexpr double kMaxMeanKl = 1e-3;  // nats

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

}  // namespace timbre::jobs
