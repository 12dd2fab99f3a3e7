// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_places.h"

#include "core/base/file_ops.h"
#include "core/base/reasons.h"
#include "core/model/weight_files.h"

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>

namespace timbre::model {

namespace fs = std::filesystem;
using base::Error;
using base::Result;

namespace {

constexpr std::string_view kRepoPrefix = "models--";
constexpr int kLevelsBelow = 4, kLevelsAbove = 4;
constexpr std::size_t kMostModels = 1000, kMostEntries = 5000;

bool isModel(const fs::path& folder) {
  std::error_code code;
  return fs::exists(folder / "config.json", code);
}

/// The folders in `folder`, in name order; nothing where it cannot be read.
std::vector<fs::path> foldersIn(const fs::path& folder) {
  std::vector<fs::path> list;
  std::error_code code;
  for (fs::directory_iterator it(folder, fs::directory_options::skip_permission_denied, code), end;
       !code && it != end && list.size() < kMostEntries; it.increment(code)) {
    std::error_code broken;
    if (it->is_directory(broken) && it->path().filename().native().front() != '.') list.push_back(it->path());
  }
  std::sort(list.begin(), list.end());
  return list;
}

std::uint64_t bytesIn(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code code;
  std::size_t entries = 0;
  for (fs::directory_iterator it(folder, code), end; !code && it != end && entries < kMostEntries;
       it.increment(code), ++entries) {
    std::error_code broken;
    if (it->is_regular_file(broken)) bytes += it->file_size(broken);
  }
  return bytes;
}

/// "models--org--name" → "org/name"
std::string repoName(const fs::path& folder) {
  std::string name = folder.filename().string().substr(kRepoPrefix.size());
  if (const auto at = name.find("--"); at != std::string::npos) name.replace(at, 2, "/");
  return name;
}

bool isRepo(const fs::path& folder) { return folder.filename().string().starts_with(kRepoPrefix); }

ModelPlace place(const fs::path& folder) {
  ModelPlace out{folder, folder.filename().string(), {}, ModelPlace::Source::Folder, bytesIn(folder)};
  const fs::path above = folder.parent_path();
  if (above.filename() == "snapshots" && isRepo(above.parent_path())) {
    out.source = ModelPlace::Source::HuggingFace;
    out.revision = out.name;
    out.name = repoName(above.parent_path());
  }
  return out;
}

/// The snapshot that refs/main names, else the one that was written last.
std::optional<fs::path> currentSnapshot(const fs::path& repo) {
  if (const auto main = base::readFile(repo / "refs" / "main", 256); main.ok()) {
    const std::string commit = main->substr(0, main->find_first_of("\r\n \t"));
    if (!commit.empty() && commit.find('/') == std::string::npos && isModel(repo / "snapshots" / commit))
      return repo / "snapshots" / commit;
  }
  std::optional<fs::path> newest;
  fs::file_time_type when{};
  for (const fs::path& snapshot : foldersIn(repo / "snapshots")) {
    std::error_code code;
    const auto written = fs::last_write_time(snapshot, code);
    if (isModel(snapshot) && (!newest || written > when)) {
      newest = snapshot;
      when = written;
    }
  }
  return newest;
}

void collect(const fs::path& folder, int levels, std::vector<ModelPlace>& out, std::size_t& looked) {
  if (out.size() >= kMostModels || ++looked > kMostEntries) return;
  if (isRepo(folder)) {
    if (const auto snapshot = currentSnapshot(folder)) out.push_back(place(*snapshot));
    return;
  }
  if (isModel(folder)) {
    out.push_back(place(folder));
    return;
  }
  if (levels == 0) return;
  for (const fs::path& next : foldersIn(folder)) collect(next, levels - 1, out, looked);
}

/// What a folder without config.json is told as: by what it holds instead.
Error noModel(const fs::path& folder) {
  const std::string shown = base::displayPath(folder);
  std::error_code code;
  if (const fs::directory_iterator list(folder, code); code)
    return Error("file.unreadable", {{"reason", base::systemReason(code)}}, shown);
  if (fs::exists(folder / "adapter_config.json", code)) return Error("model.is_adapter", {}, shown);
  const auto weights = WeightFiles::open(folder);
  if (weights.ok()) return Error("model.no_config", {}, shown);
  // These are told by names that nothing else has; a .bin may be anything.
  for (const char* told : {"weights.gguf_refused", "weights.other_format"})
    if (weights.error().code == told) return weights.error();
  return Error("model.none_here", {}, shown);
}

/// The same for a file that lies in no model.
Error noModelOf(const fs::path& file) {
  if (file.extension() != ".gguf") return Error("model.none_here", {}, base::displayPath(file));
  return Error("weights.gguf_refused", {{"file", base::displayPath(file.filename())}},
               base::displayPath(file.parent_path()));
}

fs::path homeOf(const Environment& environment) { return environment("HOME"); }

void addModelScope(const fs::path& root, std::vector<ModelPlace>& out, std::set<fs::path>& seen) {
  for (const fs::path& org : foldersIn(root)) {
    if (org.filename() == "models" || org.filename() == "datasets") continue;
    for (const fs::path& folder : foldersIn(org)) {
      std::error_code code;
      // "Qwen2.5" is a link to "Qwen2___5" beside it.
      if (!isModel(folder) || !seen.insert(fs::canonical(folder, code)).second) continue;
      ModelPlace found = place(folder);
      std::string name = folder.filename().string();
      for (std::size_t at; (at = name.find("___")) != std::string::npos;) name.replace(at, 3, ".");
      found.name = org.filename().string() + "/" + name;
      found.source = ModelPlace::Source::ModelScope;
      out.push_back(std::move(found));
    }
  }
}

}  // namespace

Result<void> expectModel(const fs::path& folder) {
  std::error_code code;
  if (isModel(folder)) return {};
  if (!fs::exists(folder, code)) return Error("file.missing", {}, base::displayPath(folder));
  return noModel(folder);
}

Result<std::vector<ModelPlace>> modelsAt(const fs::path& path) {
  std::error_code code;
  if (!fs::exists(path, code)) return Error("file.missing", {}, base::displayPath(path));
  fs::path folder = fs::is_directory(path, code) ? path : path.parent_path();
  if (!folder.has_filename()) folder = folder.parent_path();  // "model/" is "model"
  std::vector<ModelPlace> out;
  if (isModel(folder)) return std::vector{place(folder)};
  // Anything inside a cache entry means the model of that entry.
  fs::path above = folder;
  for (int level = 0; level < kLevelsAbove && above.has_relative_path(); ++level, above = above.parent_path()) {
    if (isModel(above)) return std::vector{place(above)};
    if (!isRepo(above)) continue;
    if (const auto snapshot = currentSnapshot(above)) return std::vector{place(*snapshot)};
    return Error("model.none_here", {}, base::displayPath(path));
  }
  if (!fs::is_directory(path, code)) return noModelOf(path);  // what lies beside a file is not what was chosen
  std::size_t looked = 0;
  collect(folder, kLevelsBelow, out, looked);
  if (out.empty()) return noModel(folder);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

fs::path huggingFaceCache(const Environment& environment) {
  for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"})
    if (const std::string folder = environment(name); !folder.empty()) return folder;
  if (const std::string home = environment("HF_HOME"); !home.empty()) return fs::path(home) / "hub";
  if (const std::string cache = environment("XDG_CACHE_HOME"); !cache.empty())
    return fs::path(cache) / "huggingface" / "hub";
  return homeOf(environment) / ".cache" / "huggingface" / "hub";
}

fs::path modelScopeCache(const Environment& environment) {
  if (const std::string cache = environment("MODELSCOPE_CACHE"); !cache.empty()) return cache;
  return homeOf(environment) / ".cache" / "modelscope" / "hub";
}

std::vector<ModelPlace> cachedModels(const Environment& environment) {
  std::vector<ModelPlace> out;
  for (const fs::path& repo : foldersIn(huggingFaceCache(environment)))
    if (isRepo(repo))
      if (const auto snapshot = currentSnapshot(repo)) out.push_back(place(*snapshot));
  std::set<fs::path> seen;
  const fs::path scope = modelScopeCache(environment);
  addModelScope(scope / "models", out, seen);
  addModelScope(scope, out, seen);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

}  // namespace timbre::model
