// SPDX-License-Identifier: GPL-3.0-or-later
// What an exported folder has to say about conversations when its run spoke with a built-in chat template: the template
// where other programs look for it, and every id at which an answer ends. One thread; free of LibTorch.
#pragma once

#include "core/base/file_ops.h"

#include <filesystem>
#include <string>

namespace timbre::exporting {

/// Writes into `target`, which holds the copies of the model's files already: chat_template.jinja, `chat_template` in
/// those files that have one (tokenizer_config.json, chat_template.json), and eos_token_id in generation_config.json
/// where the folder says less. Nothing is written for a run with the folder's own template, or with none at all.
/// `adapterOnly`: the template alone. `adapterFolder`: of an adapter whose tokenizer went into `target`, else empty; then the end that it
/// names is written in any case. Errors: those of ChatEncoder::load, files.
base::Result<void> writeChatForm(base::FileOps& ops, const std::filesystem::path& source, const std::string& choice,
                                 const std::filesystem::path& target, bool adapterOnly, const std::filesystem::path& adapterFolder = {});

/// Into `target`, where an adapter's tokenizer lies already: the template of `source`, unless the adapter brought one.
base::Result<void> keepTemplate(base::FileOps& ops, const std::filesystem::path& source, const std::filesystem::path& target);

}  // namespace timbre::exporting
