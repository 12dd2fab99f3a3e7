// SPDX-License-Identifier: GPL-3.0-or-later
// Import, export and freezing of rows: blocking functions for the file thread of the service.
#pragma once

#include "core/session/dataset_core.h"

#include <functional>

namespace timbre::session {

/// Called when an import became visible, with its outcome.
using ImportVisible = std::function<void(const store::EditOutcome&)>;

ImportDone importRows(DatasetCore& core, Ticket ticket, const std::filesystem::path& path, const base::CancelToken& cancel,
                      const ImportVisible& visible);
ExportDone exportRows(DatasetCore& core, Ticket ticket, const std::filesystem::path& path, const ExportOptions& options,
                      const base::CancelToken& cancel);
FreezeDone freezeRowsTo(DatasetCore& core, Ticket ticket, const std::filesystem::path& path, const base::CancelToken& cancel);
ClipboardParsed parseClipboardText(Ticket ticket, const std::string& text);

}  // namespace timbre::session
