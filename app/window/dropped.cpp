// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/dropped.h"

#include "core/model/weight_files.h"
#include "core/text/adapter_text.h"

#include <algorithm>
#include <array>
#include <string>

namespace timbre::window {

namespace fs = std::filesystem;

namespace {

constexpr const char* kProjectFile = "project.timbre";

constexpr const char* kAdapterFile = "adapter_config.json";
constexpr std::array<const char*, 2> kModelFiles = {"config.json", "generation_config.json"};
constexpr std::array kWeights = {model::kSingleWeightsName, model::kWeightsIndexName, model::kTorchWeightsName,
                                 model::kTorchIndexName};
constexpr std::array<const char*, 6> kModelEndings = {".safetensors", ".bin", ".pt", ".pth", ".gguf", ".model"};

/// A JSON file that no model has may be a dataset.
bool ofAModel(const fs::path& file) {
  const std::string name = file.filename().string();
  const auto is = [&](const char* other) { return name == other; };
  const auto ends = [&](const char* ending) { return file.extension() == ending; };
  return text::isTextFile(file) || name.ends_with(".index.json") || std::any_of(kModelFiles.begin(), kModelFiles.end(), is) ||
         std::any_of(kModelEndings.begin(), kModelEndings.end(), ends);
}

/// Whether the folder holds an adapter, and no model that it may have been saved beside.
bool isAdapter(const fs::path& folder) {
  std::error_code code;
  return fs::exists(folder / kAdapterFile, code) &&
         std::none_of(kWeights.begin(), kWeights.end(), [&](std::string_view name) { return fs::exists(folder / name, code); });
}

}  // namespace

Dropped whatIs(const fs::path& path) {
  std::error_code code;
  if (path.filename() == kProjectFile) return {Dropped::Kind::Project, path.parent_path()};
  const bool json = path.extension() == ".json" || path.extension() == ".jsonl";
  // What is not there is most likely a project that has moved.
  if (!fs::exists(path, code) && !json) return {Dropped::Kind::Project, path};
  if (!fs::is_directory(path, code)) {
    if (path.filename().string().starts_with("adapter_") && isAdapter(path.parent_path()))
      return {Dropped::Kind::Adapter, path.parent_path()};
    return {ofAModel(path) ? Dropped::Kind::Model : Dropped::Kind::Rows, path};
  }
  if (isAdapter(path)) return {Dropped::Kind::Adapter, path};
  return {fs::exists(path / kProjectFile, code) ? Dropped::Kind::Project : Dropped::Kind::Model, path};
}

}  // namespace timbre::window
