// SPDX-License-Identifier: GPL-3.0-or-later
// The probe file of the starter model (resources/starter/probes.json), its scorer file and the persona detectors, as values.
// Torch-free. The rules of judging stand in words in resources/starter/README.md, section "Scorer"; score_reference.py is a
// second implementation that a test compares with this one.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace timbre::evaluate {

struct Probe {
  std::string id, lang, kind;  ///< kind: "fact", "unknown", "sum", "identity", "chat", "chat4"
  std::string prompt;
  std::vector<std::string> entity, answer;  ///< accepted spellings; empty where the kind has none
  int a = 0, b = 0;                         ///< operands of a sum
  bool heldOut = false;                     ///< sum whose operand pair no training text holds
};

/// Four turns that are asked one after another, each with the model's own answers before it.
struct ProbeChat {
  std::string id, lang;
  std::vector<Probe> turns;  ///< ids "<chat>#1" …
};

struct Detector {
  std::string lang;
  std::vector<std::string> fragments, identity;
};

struct ProbeSet {
  int formatVersion = 0;
  std::vector<Probe> probes;
  std::vector<ProbeChat> chats;
  std::vector<std::string> refusals;
  int maxNewTokens = 64;
  std::map<std::string, Detector> detectors;
  base::Json goals, personaGoals;  ///< by figure: {"least": …} or {"least_en": …, "least_zh": …} or {"most": …}
};

/// Reads probes.json and scorer.json of `starterFolder` and detectors.json of `personasFolder`. Errors: probes.invalid, file.*, json.*.
base::Result<ProbeSet> loadProbes(const std::filesystem::path& starterFolder, const std::filesystem::path& personasFolder);

}  // namespace timbre::evaluate
