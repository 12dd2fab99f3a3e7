// SPDX-License-Identifier: GPL-3.0-or-later
// Holds a model card against its evidence: the recorded answers and what the model says today. Used by model_card_test.
#pragma once

#include "core/base/result.h"
#include "core/evaluate/probe_runner.h"
#include "core/evaluate/scorer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace timbre::testing {

/// What ships beside the weights.
struct CardEvidence {
  std::string card;            // README.md
  base::Json figures;          // figures.json
  evaluate::Answers answers;   // answers.jsonl: every probe, greedily, by the base
};

base::Result<CardEvidence> readEvidence(const std::filesystem::path& modelFolder);

/// Why the card is wrong, one sentence each; empty when card, figures and answers say the same and no probe is missing.
std::vector<std::string> cardContradictions(const evaluate::ProbeSet& set, const CardEvidence& evidence);

struct Agreement {
  int asked = 0, same = 0;
  std::string firstDifference;
  double share() const { return asked > 0 ? double(same) / asked : 0; }
};
/// Compares what a model says with what was recorded, text by text.
Agreement compareAnswers(const evaluate::Answers& recorded, const evaluate::Answers& today);

}  // namespace timbre::testing
