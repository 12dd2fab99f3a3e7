// SPDX-License-Identifier: GPL-3.0-or-later
// The models that are known without asking anybody: the starter, those that were used before, those that Timbre
// downloaded, and what the caches of Hugging Face and ModelScope hold. Reads folders, and the list of used models in
// the state folder; writes that list only. Blocking; any one thread.
#pragma once

#include "core/base/result.h"
#include "core/model/model_places.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace timbre::session {

struct KnownModel {
  enum class Source { Starter, Recent, Downloaded, HuggingFace, ModelScope, Folder };
  std::filesystem::path folder;
  std::string name;      ///< "org/name" from a cache, else the folder's
  std::string revision;  ///< of a Hugging Face snapshot, else empty
  Source source = Source::Folder;
  std::uint64_t bytes = 0;
  bool missing = false;  ///< used before, but its folder is gone
};

struct ShelfPlaces {
  std::filesystem::path starter;    ///< the model that comes along
  std::filesystem::path state;      ///< holds recent_models.json
  std::filesystem::path downloads;  ///< Timbre's own models, <org>/<name> each
  model::Environment environment;   ///< tells where the caches are
};

class ModelShelf {
 public:
  explicit ModelShelf(ShelfPlaces places) : m_places(std::move(places)) {}
  const ShelfPlaces& places() const { return m_places; }
  /// Starter, used ones (newest first), downloads, caches. A folder appears once, in the first group that has it.
  std::vector<KnownModel> list() const;
  /// What a person may have meant by a path: see model::modelsAt.
  base::Result<std::vector<KnownModel>> at(const std::filesystem::path& path) const;
  /// Puts a model at the head of the used ones (10 are kept), or takes it out.
  base::Result<void> remember(const std::filesystem::path& folder, const std::string& name);
  base::Result<void> forget(const std::filesystem::path& folder);
  /// Where a model of a hub goes.
  std::filesystem::path downloadFolder(const std::string& repo) const;

 private:
  ShelfPlaces m_places;
};

}  // namespace timbre::session
