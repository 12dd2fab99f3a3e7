// SPDX-License-Identifier: GPL-3.0-or-later
// Figures as they stand in a model card: a Markdown block between two marker lines, made from figures.json and nothing else.
// Torch-free.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <string>

namespace timbre::evaluate {

/// `figures`: {"base": {"en": {…}, "zh": {…}}, "personas": {"marv": {…}, "marv_control": {…}, …}}; missing parts are left out.
/// What is asked for (goals of scorer.json, see ProbeSet) stands beside what was measured, so that a miss shows itself.
std::string figuresBlock(const base::Json& figures, const base::Json& goals, const base::Json& personaGoals);
/// Replaces what stands between "<!-- figures begin" and "<!-- figures end". Errors: probes.no_markers.
base::Result<std::string> replaceFigures(const std::string& card, const std::string& block, const std::string& path);

}  // namespace timbre::evaluate
