// SPDX-License-Identifier: GPL-3.0-or-later
// One answer: what is asked for, how it is sampled, what came out and from which weights.
#pragma once

#include "core/base/json.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace timbre::jobs {

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


/// Text as it comes, whole characters only.
using PieceSink = std::function<void(const std::string& piece)>;

}  // namespace timbre::jobs
