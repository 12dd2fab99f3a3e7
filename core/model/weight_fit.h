// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the tensors of a folder are those that its config.json speaks of, told from names and shapes: no weight
// is read but samples of a tied model's matrix where the files hold it twice. Torch-free to include; implemented beside the decoder, which knows its parameters. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/model/config.h"
#include "core/model/weight_files.h"

#include <map>
#include <string>

namespace timbre::model {

/// Name in the decoder → name in the files. `path` is the folder, for the sentence.
/// Errors: weights.wrong_shape, weights.missing_tensor, weights.unexpected_tensor, weights.other_head.
base::Result<std::map<std::string, std::string>> fitWeights(const ModelConfig& config, const WeightFiles& files,
                                                            const std::string& path);

}  // namespace timbre::model
