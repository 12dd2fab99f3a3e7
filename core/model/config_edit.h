// SPDX-License-Identifier: GPL-3.0-or-later
// What changes in a config.json when the weights it describes do: the same file otherwise. A model with pictures says
// some of it twice, for the whole and in text_config. Torch-free.
#pragma once

#include "core/base/json.h"
#include "core/model/config.h"

#include <cstdint>
#include <string>

namespace timbre::model {

/// Number type of the weights ("bfloat16"), under the spelling that the file uses.
void setDtype(base::Json& config, const std::string& name);
/// Whether the head is the embedding.
void setTied(base::Json& config, bool tied);
/// Rows of the embedding, under every key of the family that is there, else under its usual one.
void setVocabulary(base::Json& config, const Family* family, std::int64_t rows);

}  // namespace timbre::model
