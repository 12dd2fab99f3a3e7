// SPDX-License-Identifier: GPL-3.0-or-later
// A run's checkpoint as a folder that other programs open: the merged model, or the adapter alone in PEFT's layout.
// Everything is written into a hidden temporary folder beside the target, verified there, and renamed: a failure or a cancel
// leaves nothing behind, and an existing target is replaced only with `force` and only at the end.
#pragma once

#include "core/base/cancel.h"
#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/jobs/export.h"
#include "core/jobs/progress.h"

namespace timbre::exporting {

/// Errors: file.exists, run.missing, export.no_checkpoint, export.base_changed, export.into_source, disk.full, memory.*,
/// weights.*, adapter.*, cancelled. A verification that finds a difference is a success whose report says so.
base::Result<jobs::ExportReport> exportModel(const jobs::ExportRequest& request, base::FileOps& ops,
                                             const jobs::ProgressSink& progress, const base::CancelToken& cancel);

}  // namespace timbre::exporting
