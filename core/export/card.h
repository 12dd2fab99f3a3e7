// SPDX-License-Identifier: GPL-3.0-or-later
// The README.md (model card) of an export: what it was made from, how it was trained, whether it was verified.
#pragma once

#include "core/jobs/export.h"
#include "core/jobs/run_record.h"

#include <cstdint>
#include <string>

namespace timbre::exporting {

struct CardFacts {
  const jobs::RunRecord& run;
  const jobs::CheckpointRecord& checkpoint;
  const jobs::ExportReport& report;
  bool adapterOnly = false;
  std::string dtype;  ///< "fp32", "bf16", "fp16", "source"
};

/// Markdown with YAML front matter (library_name, base_model, pipeline_tag, tags).
std::string modelCard(const CardFacts& facts);

}  // namespace timbre::exporting
