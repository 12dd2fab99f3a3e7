// SPDX-License-Identifier: GPL-3.0-or-later
// The adapter that a run begins from in place of a fresh one.
#pragma once

#include "core/base/result.h"
#include "core/jobs/adapter_summary.h"

#include <filesystem>

namespace timbre::engine {

/// Reads a PEFT folder and says whether a run on `baseModel` can begin from it; what cannot be trained further is refused
/// before there is a run. Errors: adapter.* (another base, another kind, a grown vocabulary, a tokenizer of its own: rows are
/// encoded with the base's), and those of reading both folders. Blocks; any thread.
base::Result<jobs::AdapterSummary> inspectStartAdapter(const std::filesystem::path& adapter, const std::filesystem::path& baseModel);

}  // namespace timbre::engine
