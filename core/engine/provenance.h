// SPDX-License-Identifier: GPL-3.0-or-later
// provenance.json: what went into a run — files with SHA-256, machine, build — and what a resume has to find again.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/engine/dataset.h"

#include <filesystem>
#include <string>
#include <vector>

namespace timbre::engine {

/// Instruction set, threads, LibTorch, compiler: where these differ, sums may round differently.
base::Json machineFacts(int threads);

/// {"path" (base::pathOr), "files": [{"name", "size", "sha256"}]} of the files of a model folder that matter to a run.
base::Result<base::Json> modelFacts(const std::filesystem::path& folder);

/// Compares the folder with recorded facts. Errors: engine.base_changed, engine.base_grown (file), file.missing.
base::Result<void> sameModel(const base::Json& facts);

/// Names of machine facts that differ, "threads (2, then 4)"; empty when a resume will be bit-identical.
std::string machineDifference(const base::Json& before, const base::Json& now);

/// Small files of a model folder (config, tokenizer, template), copied into `to`. Missing ones are left out.
base::Result<void> copyModelFiles(base::FileOps& ops, const std::filesystem::path& from,
                                  const std::filesystem::path& to);

}  // namespace timbre::engine
