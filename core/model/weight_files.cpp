// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/weight_files.h"

#include "core/base/json.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <system_error>

namespace timbre::model {

namespace fs = std::filesystem;

namespace {

using base::Error;
using base::Json;
using base::Result;

constexpr std::size_t kFileNameBytes = 255;
constexpr std::uint64_t kIndexBytes = 100'000'000;

/// The same verdict on every system: what is a path on Windows is refused on Linux too.
bool isPlainFileName(std::string_view name) {
  if (name.empty() || name.size() > kFileNameBytes || name.front() == '.') return false;
  return std::none_of(name.begin(), name.end(), [](char c) {
    return c == '/' || c == '\\' || c == ':' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

bool liesBelow(const fs::path& path, const fs::path& folder) {
  const auto relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != ".." && *relative.begin() != ".";
}

bool endsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// Why a folder without safetensors is refused: the most telling file in it.
Error noWeights(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
    names.insert(it->path().filename().string());
  for (const std::string& name : names)
    for (std::string_view suffix : {".bin", ".pt", ".pth", ".ckpt", ".pkl"})
      if (endsWith(name, suffix))
        return Error("weights.pickle_refused", {{"file", base::displayPath(name)}}, base::displayPath(folder));
  for (const std::string& name : names)
    if (endsWith(name, ".gguf"))
      return Error("weights.gguf_refused", {{"file", base::displayPath(name)}}, base::displayPath(folder));
  for (const std::string& name : names)
    if (endsWith(name, ".safetensors"))
      return Error("weights.index_missing", {{"file", base::displayPath(name)}}, base::displayPath(folder));
  return Error("weights.none", {}, base::displayPath(folder));
}

}  // namespace

Result<fs::path> resolveModelFile(const fs::path& folder, std::string_view name) {
  const fs::path path = folder / fs::path(std::string(name));
  if (!isPlainFileName(name))
    return Error("weights.bad_file_name", {{"file", base::displayPath(fs::path(std::string(name)))}},
                 base::displayPath(folder));
  std::error_code code;
  const fs::path root = fs::canonical(folder, code);
  if (code) return Error("file.missing", {}, base::displayPath(folder));
  const fs::path real = fs::canonical(path, code);
  if (code) return Error("file.missing", {}, base::displayPath(path));
  if (liesBelow(real, root)) return real;
  const bool snapshot = root.parent_path().filename() == "snapshots";
  if (snapshot && liesBelow(real, root.parent_path().parent_path() / "blobs")) return real;
  return Error("weights.outside_folder", {{"file", base::displayPath(fs::path(std::string(name)))}},
               base::displayPath(folder));
}

Result<ShardIndex> parseShardIndex(std::string_view text, const std::string& path) {
  base::JsonLimits limits;
  limits.bytes = kIndexBytes;
  limits.depth = 8;
  limits.values = 4 * SafetensorsLimits{}.entries;
  TIMBRE_ASSIGN(const Json root, base::parseJson(text, path, limits));
  const Json* map = base::member(root, "weight_map");
  if (!map || !map->is_object()) return Error("weights.index_invalid", {}, path);
  if (map->size() > SafetensorsLimits{}.entries)
    return Error("weights.too_many_entries", {{"limit", std::to_string(SafetensorsLimits{}.entries)}}, path);
  ShardIndex index;
  for (const auto& [name, file] : map->items()) {
    if (!file.is_string() || name.empty() || name.size() > SafetensorsLimits{}.nameBytes)
      return Error("weights.index_invalid", {}, path);
    const auto& fileName = file.get_ref<const std::string&>();
    if (!isPlainFileName(fileName) || !endsWith(fileName, ".safetensors"))
      return Error("weights.bad_file_name", {{"file", base::displayPath(fileName.substr(0, 80))}}, path);
    index.weightMap.emplace(name, fileName);
  }
  if (const Json* metadata = base::member(root, "metadata"))
    index.totalSize = static_cast<std::uint64_t>(std::max(0LL, base::integerOr(*metadata, "total_size", 0)));
  return index;
}

std::string shardIndexText(const ShardIndex& index) {
  Json root = Json::object();
  root["metadata"] = {{"total_size", index.totalSize}};
  Json& map = root["weight_map"] = Json::object();
  auto& members = map.get_ref<Json::object_t&>();
  for (const auto& [name, file] : index.weightMap) members.push_back({name, file});
  return base::dumpJson(root, 2) + "\n";
}

std::string shardName(int number, int count) {
  char text[64];
  std::snprintf(text, sizeof text, "model-%05d-of-%05d.safetensors", number, count);
  return text;
}

Result<void> WeightFiles::addFile(const fs::path& folder, const std::string& name) {
  TIMBRE_ASSIGN(const fs::path path, resolveModelFile(folder, name));
  TIMBRE_ASSIGN(auto file, SafetensorsFile::open(path));
  m_files.push_back(std::make_unique<SafetensorsFile>(std::move(file)));
  m_paths.push_back(path);
  return {};
}

Result<void> WeightFiles::openSharded(const fs::path& folder) {
  TIMBRE_ASSIGN(const fs::path path, resolveModelFile(folder, kWeightsIndexName));
  TIMBRE_ASSIGN(const std::string text, base::readFile(path, kIndexBytes));
  TIMBRE_ASSIGN(const ShardIndex index, parseShardIndex(text, base::displayPath(path)));
  std::map<std::string, std::size_t> files;
  for (const auto& [tensor, file] : index.weightMap) {
    if (!files.contains(file)) {
      TIMBRE_TRY(addFile(folder, file));
      files.emplace(file, m_files.size() - 1);
    }
    const std::size_t number = files[file];
    const TensorInfo* info = m_files[number]->header().find(tensor);
    if (!info) return Error("weights.index_tensor_absent", {{"name", tensor}, {"file", file}}, base::displayPath(path));
    m_tensors.emplace(tensor, Entry{number, info});
  }
  return {};
}

Result<WeightFiles> WeightFiles::open(const fs::path& folder) {
  WeightFiles weights;
  std::error_code code;
  if (!fs::is_directory(folder, code)) return Error("file.missing", {}, base::displayPath(folder));
  if (fs::exists(folder / kSingleWeightsName, code)) {
    TIMBRE_TRY(weights.addFile(folder, std::string(kSingleWeightsName)));
    for (const TensorInfo& info : weights.m_files[0]->header().tensors())
      weights.m_tensors.emplace(info.name, Entry{0, &info});
  } else if (fs::exists(folder / kWeightsIndexName, code)) {
    TIMBRE_TRY(weights.openSharded(folder));
  } else {
    return noWeights(folder);
  }
  for (const auto& [name, entry] : weights.m_tensors) weights.m_totalBytes += entry.info->bytes();
  return weights;
}

const TensorInfo* WeightFiles::find(std::string_view name) const {
  const auto found = m_tensors.find(name);
  return found == m_tensors.end() ? nullptr : found->second.info;
}

std::span<const std::byte> WeightFiles::bytes(std::string_view name) const {
  const Entry& entry = m_tensors.find(name)->second;
  return m_files[entry.file]->bytes(*entry.info);
}

Dtype WeightFiles::mainDtype() const {
  std::map<Dtype, std::uint64_t> bytes;
  for (const auto& [name, entry] : m_tensors) bytes[entry.info->dtype] += entry.info->bytes();
  const auto most =
      std::max_element(bytes.begin(), bytes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == bytes.end() ? Dtype::F32 : most->first;
}

}  // namespace timbre::model
