// SPDX-License-Identifier: GPL-3.0-or-later
// Tells what a folder or file is from its headers and configs; no weights are read. Thread-safe.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/jobs/model_summary.h"

#include <filesystem>

namespace timbre::backend {

/// A model folder. What keeps it from loading is in `problems`; only a path that is no model folder is an error.
base::Result<jobs::ModelSummary> inspectModel(const std::filesystem::path& folder);

/// Anything: `kind` is "model", "adapter", "checkpoint", "run", "tokenizer", "weights" or "dataset".
base::Result<base::Json> inspectPath(const std::filesystem::path& path);

base::Json toJson(const jobs::ModelSummary& summary);

}  // namespace timbre::backend
