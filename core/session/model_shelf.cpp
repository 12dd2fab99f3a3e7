// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/model_shelf.h"

#include "core/base/file_ops.h"
#include "core/base/json.h"
#include "core/session/path_text.h"

#include <algorithm>
#include <set>

namespace timbre::session {

using base::Json;
using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostUsed = 10;

struct Used {
  fs::path folder;
  std::string name;
};

fs::path usedFile(const ShelfPlaces& places) { return places.state / "recent_models.json"; }

std::vector<Used> readUsed(const fs::path& file) {
  std::vector<Used> out;
  const auto text = base::readFile(file, 1 << 20);
  if (!text.ok()) return out;
  const auto json = base::parseJson(*text);
  const Json* list = json.ok() ? base::member(*json, "models") : nullptr;
  if (!list || !list->is_array()) return out;
  for (const Json& entry : *list) {
    Used used{pathFromText(base::stringOr(entry, "folder")), base::stringOr(entry, "name")};
    if (!used.folder.empty() && out.size() < kMostUsed) out.push_back(std::move(used));
  }
  return out;
}

Result<void> writeUsed(const fs::path& file, const std::vector<Used>& models) {
  Json list = Json::array();
  for (const Used& used : models) list.push_back({{"folder", pathText(used.folder)}, {"name", used.name}});
  base::FileOps ops;
  TIMBRE_TRY(ops.makeFolder(file.parent_path()));
  return base::writeFileAtomic(ops, file, base::dumpJson({{"format_version", 1}, {"models", list}}, 2) + "\n");
}

KnownModel known(const model::ModelPlace& place, KnownModel::Source source) {
  return {place.folder, place.name, place.revision, source, place.bytes, false};
}

KnownModel::Source sourceOf(const model::ModelPlace& place) {
  switch (place.source) {
    case model::ModelPlace::Source::HuggingFace:
      return KnownModel::Source::HuggingFace;
    case model::ModelPlace::Source::ModelScope:
      return KnownModel::Source::ModelScope;
    case model::ModelPlace::Source::Folder:
      break;
  }
  return KnownModel::Source::Folder;
}

/// The one model that lies at `folder` itself, if any.
const model::ModelPlace* exactly(const Result<std::vector<model::ModelPlace>>& found, const fs::path& folder) {
  std::error_code code;
  if (!found.ok()) return nullptr;
  for (const auto& place : *found)
    if (fs::equivalent(place.folder, folder, code)) return &place;
  return nullptr;
}

}  // namespace

std::vector<KnownModel> ModelShelf::list() const {
  std::vector<KnownModel> out;
  std::set<fs::path> seen;
  const auto add = [&](KnownModel model) {
    std::error_code code;
    const fs::path real = fs::weakly_canonical(model.folder, code);
    if (seen.insert(code ? model.folder : real).second) out.push_back(std::move(model));
  };
  if (const auto starter = model::modelsAt(m_places.starter); starter.ok() && !starter->empty())
    add(known(starter->front(), KnownModel::Source::Starter));
  for (const Used& used : readUsed(usedFile(m_places))) {
    const auto found = model::modelsAt(used.folder);
    KnownModel model{used.folder, used.name, "", KnownModel::Source::Recent, 0, true};
    if (const auto* place = exactly(found, used.folder)) {
      model = known(*place, KnownModel::Source::Recent);
      if (!used.name.empty()) model.name = used.name;
    }
    add(std::move(model));
  }
  if (const auto own = model::modelsAt(m_places.downloads); own.ok())
    for (const auto& place : *own) {
      KnownModel model = known(place, KnownModel::Source::Downloaded);
      if (place.folder.string().ends_with(".part")) continue;  // not whole yet
      model.name = base::displayPath(place.folder.lexically_relative(m_places.downloads));
      add(std::move(model));
    }
  const auto cached = model::cachedModels(m_places.environment);
  for (const auto group : {KnownModel::Source::HuggingFace, KnownModel::Source::ModelScope})
    for (const auto& place : cached)
      if (sourceOf(place) == group) add(known(place, group));
  return out;
}

Result<std::vector<KnownModel>> ModelShelf::at(const fs::path& path) const {
  TIMBRE_ASSIGN(const auto places, model::modelsAt(path));
  std::vector<KnownModel> out;
  for (const auto& place : places) out.push_back(known(place, sourceOf(place)));
  return out;
}

Result<void> ModelShelf::remember(const fs::path& folder, const std::string& name) {
  std::error_code code;
  if (fs::equivalent(folder, m_places.starter, code)) return {};  // it stands first anyway
  std::vector<Used> models = readUsed(usedFile(m_places));
  std::erase_if(models, [&](const Used& used) { return used.folder == folder; });
  models.insert(models.begin(), {folder, name});
  if (models.size() > kMostUsed) models.resize(kMostUsed);
  return writeUsed(usedFile(m_places), models);
}

Result<void> ModelShelf::forget(const fs::path& folder) {
  std::vector<Used> models = readUsed(usedFile(m_places));
  std::erase_if(models, [&](const Used& used) { return used.folder == folder; });
  return writeUsed(usedFile(m_places), models);
}

fs::path ModelShelf::downloadFolder(const std::string& repo) const { return m_places.downloads / fs::path(repo); }

}  // namespace timbre::session
