// SPDX-License-Identifier: GPL-3.0-or-later
// Proof that an exported folder says what base + adapter says. The export is opened from disk as anybody would, both sides
// compute in fp32, and every prompt is compared over its logits and its greedy answer.
// Verified means (fp32 export): max |Δlogit| ≤ 1e-3 and every greedy text identical; (16-bit export): mean KL divergence
// ≤ 1e-3 nats and the same first choice wherever base + adapter's two best logits are more than 0.1 apart.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/inference/loaded_model.h"
#include "core/jobs/export.h"
#include "core/jobs/progress.h"

#include <filesystem>
#include <string>
#include <vector>

namespace timbre::exporting {

using jobs::kMaxLogitDifference;
using jobs::kMaxMeanKl;
inline constexpr double kDecidedMargin = 0.1;
inline constexpr int kLeastPrompts = 16;

/// The user turns compared besides the dataset's rows: plain questions in English and Chinese.
std::vector<std::string> builtInPrompts();

/// Fills the verification members of `report` (verified, figures, answers, reason). `expected` has the adapter active.
base::Result<void> verifyExport(inference::LoadedModel& expected, const std::filesystem::path& exported, bool sixteenBit,
                                const std::vector<base::Json>& prompts, const jobs::ProgressSink& progress,
                                const base::CancelToken& cancel, jobs::ExportReport& report);

}  // namespace timbre::exporting
