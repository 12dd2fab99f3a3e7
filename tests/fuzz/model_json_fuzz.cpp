// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as model.safetensors.index.json and as config.json. An accepted index names only plain files; an accepted
// config has sizes that multiply without overflow.
#include "core/base/json.h"
#include "core/model/config.h"
#include "core/model/weight_files.h"

#include <cstdint>
#include <cstdlib>

using namespace timbre;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto index = model::parseShardIndex(text, "fuzz"); index.ok())
    for (const auto& [tensor, file] : index->weightMap)
      if (file.find('/') != std::string::npos || file.find('\\') != std::string::npos || file.front() == '.')
        std::abort();
  const auto json = base::parseJson(text);
  if (!json.ok()) return 0;
  if (const auto config = model::parseConfig(*json, "fuzz"); config.ok()) {
    if (config->headDim % 2 != 0 || config->heads % config->kvHeads != 0 || config->vocabSize < 1) std::abort();
    if (config->parameterCount() > (std::uint64_t(1) << 62)) std::abort();
    for (const auto id : config->eosIds)
      if (id < 0 || id >= config->vocabSize) std::abort();
  }
  return 0;
}
