// SPDX-License-Identifier: GPL-3.0-or-later
// Where model folders are: what a person pointed at, and what the caches of Hugging Face and ModelScope hold. Only
// names are looked at, nothing is opened or changed. Torch-free. Any thread, but it reads folders: not the GUI's.
// Layouts: huggingface_hub file_download.py (models--ORG--NAME/{refs,blobs,snapshots/COMMIT}); modelscope
// hub/file_download.py (models/ORG/NAME, older ORG/NAME, a "." in NAME written as "___").
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace timbre::model {

/// Value of an environment variable, "" when it is not set.
using Environment = std::function<std::string(const char* name)>;

struct ModelPlace {
  enum class Source { Folder, HuggingFace, ModelScope };
  std::filesystem::path folder;  // holds config.json
  std::string name;              // "org/name" in a cache, else the folder's own name
  std::string revision;          // commit of a Hugging Face snapshot, else empty
  Source source = Source::Folder;
  std::uint64_t bytes = 0;  // of the files beside config.json, links followed
};

/// The models that a person may have meant by `path`: the folder itself, the one that a chosen file lies in, the
/// current snapshot of a cache entry, the model above a folder that lies inside one, else every model below it (at most
/// 4 levels and 1,000 models, in name order). Errors: file.missing, file.unreadable, model.none_here, and by what is
/// there instead: model.is_adapter, model.no_config, weights.gguf_refused, weights.other_format.
base::Result<std::vector<ModelPlace>> modelsAt(const std::filesystem::path& path);
/// That `folder` itself holds config.json. Errors: those of modelsAt().
base::Result<void> expectModel(const std::filesystem::path& folder);

/// The folders in which the two programs keep their models, whether they exist or not: HF_HUB_CACHE,
/// HUGGINGFACE_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub or ~/.cache/huggingface/hub; MODELSCOPE_CACHE or
/// ~/.cache/modelscope/hub.
std::filesystem::path huggingFaceCache(const Environment& environment);
std::filesystem::path modelScopeCache(const Environment& environment);

/// What both caches hold, by name: of each Hugging Face model the snapshot of refs/main, else the newest.
std::vector<ModelPlace> cachedModels(const Environment& environment);

}  // namespace timbre::model
