// SPDX-License-Identifier: GPL-3.0-or-later
// Judges answers: entity and answer named, refusals, sums, personas. Torch-free, deterministic, A–Z lower-casing only.
#pragma once

#include "core/base/json.h"
#include "core/evaluate/probes.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::evaluate {

struct Answer {
  std::string text;
  bool stopped = false;  ///< ended by the model's own stop token within the limit
};
using Answers = std::map<std::string, Answer>;  // by probe id

std::string lowerAscii(std::string_view text);
/// `needle` (lower case) stands in `text` (lower case) as a word of its own: no letter (digit) continues a needle that begins
/// with a letter (digit); behind it a plural "s" or "es" is allowed.
bool containsWord(std::string_view text, std::string_view needle);
bool hasFragment(std::string_view lowered, const std::vector<std::string>& fragments);
bool refused(const ProbeSet& set, std::string_view answer);
/// Stopped, not a refusal, and names one accepted entity and one accepted answer.
bool factRight(const ProbeSet& set, const Probe& probe, const Answer& answer);
/// Stopped, names both operands, and the last number is the result.
bool sumRight(const Probe& probe, const Answer& answer);

/// {"en": {"facts_right": 95.1, …}, "zh": {…}}: shares in percent with one decimal; null where nothing was asked.
/// Probes without an answer are left out, so a sample can be judged.
base::Json baseFigures(const ProbeSet& set, const Answers& answers);
/// Figures of a persona beside its base by `detector`.
base::Json personaFigures(const ProbeSet& set, const std::string& detector, const Answers& tuned, const Answers& base);

}  // namespace timbre::evaluate
