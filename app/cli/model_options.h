// SPDX-License-Identifier: GPL-3.0-or-later
// The flags by which a command names a model, and loading it.
#pragma once

#include "app/cli/context.h"
#include "core/inference/loaded_model.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

namespace timbre::cli {

struct ModelOptions {
  std::string model, adapter, dtype = "fp32", chatTemplate = "auto";
};

void addModelOptions(CLI::App& command, ModelOptions& options);
base::Result<std::unique_ptr<inference::LoadedModel>> openModel(Context& context, const ModelOptions& options,
                                                                const base::CancelToken& cancel);
/// "1,2,3". Errors: usage.bad_ids.
base::Result<std::vector<std::int32_t>> parseIds(const std::string& text);

}  // namespace timbre::cli
