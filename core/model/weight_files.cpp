// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/weight_files.h"

#include "core/base/json.h"
#include "core/model/safetensors.h"
#include "core/model/torch_file.h"

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

constexpr std::string_view kTorchSuffix = ".bin", kSafetensorsSuffix = ".safetensors";

/// Weights that Meta, Mistral, TensorFlow, Flax, Rust and ONNX keep in their own way, under names that only they use.
bool isOfAnotherProgram(std::string_view name) {
  for (const std::string_view start : {"consolidated.", "tf_model.", "flax_model.", "rust_model."})
    if (name.starts_with(start)) return true;
  return name == "onnx" || name.ends_with(".onnx");
}

/// What a trainer keeps beside weights to go on from them.
bool isOfATrainer(std::string_view name) {
  for (const std::string_view start : {"training_args", "optimizer", "scheduler", "scaler", "rng_state"})
    if (name.starts_with(start)) return true;
  return false;
}

/// Why a folder without weights of a known name is refused: the most telling file in it.
Error noWeights(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
    names.insert(it->path().filename().string());
  for (const std::string_view name : {kSingleWeightsName, kWeightsIndexName, kTorchWeightsName, kTorchIndexName})
    if (names.contains(std::string(name)))  // and yet it could not be found
      return Error("weights.broken_link", {{"file", std::string(name)}}, base::displayPath(folder));
  for (const std::string& name : names)
    for (std::string_view suffix : {".bin", ".pt", ".pth", ".ckpt", ".pkl"})
      if (name.ends_with(suffix) && !isOfATrainer(name) && !isOfAnotherProgram(name))
        return Error("weights.pickle_refused", {{"file", base::displayPath(name)}}, base::displayPath(folder));
  for (const std::string& name : names)
    if (name.ends_with(".gguf"))
      return Error("weights.gguf_refused", {{"file", base::displayPath(name)}}, base::displayPath(folder));
  for (const std::string& name : names)
    if (name.ends_with(kSafetensorsSuffix) && !isOfAnotherProgram(name))
      return Error("weights.index_missing", {{"file", base::displayPath(name)}}, base::displayPath(folder));
  for (const std::string& name : names)
    if (isOfAnotherProgram(name))
      return Error("weights.other_format", {{"file", base::displayPath(name)}}, base::displayPath(folder));
  return Error("weights.none", {}, base::displayPath(folder));
}

/// All that are missing are counted, so that nobody downloads them one by one.
Result<void> checkShards(const fs::path& folder, const ShardIndex& index) {
  std::set<std::string> files, absent;
  for (const auto& [tensor, file] : index.weightMap) files.insert(file);
  std::error_code code;
  for (const std::string& file : files)
    if (!fs::exists(folder / file, code)) absent.insert(file);
  if (absent.empty()) return {};
  return Error(
      "weights.shards_missing",
      {{"count", std::to_string(absent.size())}, {"of", std::to_string(files.size())}, {"file", *absent.begin()}},
      base::displayPath(folder));
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

Result<std::unique_ptr<TensorFile>> openTensorFile(const fs::path& folder, std::string_view name) {
  TIMBRE_ASSIGN(const fs::path path, resolveModelFile(folder, name));
  if (name.ends_with(kTorchSuffix)) {
    TIMBRE_ASSIGN(auto file, TorchFile::open(path));
    return std::unique_ptr<TensorFile>(std::make_unique<TorchFile>(std::move(file)));
  }
  TIMBRE_ASSIGN(auto file, SafetensorsFile::open(path));
  return std::unique_ptr<TensorFile>(std::make_unique<SafetensorsFile>(std::move(file)));
}

Result<ShardIndex> parseShardIndex(std::string_view text, const std::string& path, std::string_view suffix) {
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
    if (!isPlainFileName(fileName) || !fileName.ends_with(suffix))
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
  TIMBRE_ASSIGN(auto file, openTensorFile(folder, name));
  TIMBRE_ASSIGN(m_paths.emplace_back(), resolveModelFile(folder, name));
  m_files.push_back(std::move(file));
  return {};
}

Result<void> WeightFiles::openSingle(const fs::path& folder, std::string_view name) {
  TIMBRE_TRY(addFile(folder, std::string(name)));
  for (const TensorInfo& info : m_files[0]->tensors()) m_tensors.emplace(info.name, Entry{0, &info});
  return {};
}

Result<void> WeightFiles::openSharded(const fs::path& folder, std::string_view indexName) {
  TIMBRE_ASSIGN(const fs::path path, resolveModelFile(folder, indexName));
  TIMBRE_ASSIGN(const std::string text, base::readFile(path, kIndexBytes));
  const std::string_view suffix = indexName == kTorchIndexName ? kTorchSuffix : kSafetensorsSuffix;
  TIMBRE_ASSIGN(const ShardIndex index, parseShardIndex(text, base::displayPath(path), suffix));
  TIMBRE_TRY(checkShards(folder, index));
  std::map<std::string, std::size_t> files;
  for (const auto& [tensor, file] : index.weightMap) {
    if (!files.contains(file)) {
      TIMBRE_TRY(addFile(folder, file));
      files.emplace(file, m_files.size() - 1);
    }
    const std::size_t number = files[file];
    const TensorInfo* info = m_files[number]->find(tensor);
    if (!info) return Error("weights.index_tensor_absent", {{"name", tensor}, {"file", file}}, base::displayPath(path));
    m_tensors.emplace(tensor, Entry{number, info});
  }
  return {};
}

Result<WeightFiles> WeightFiles::open(const fs::path& folder) {
  WeightFiles weights;
  std::error_code code;
  if (!fs::is_directory(folder, code)) return Error("file.missing", {}, base::displayPath(folder));
  const auto has = [&](std::string_view name) { return fs::exists(folder / name, code); };
  if (has(kSingleWeightsName)) {
    TIMBRE_TRY(weights.openSingle(folder, kSingleWeightsName));
  } else if (has(kWeightsIndexName)) {
    TIMBRE_TRY(weights.openSharded(folder, kWeightsIndexName));
  } else if (has(kTorchWeightsName)) {
    TIMBRE_TRY(weights.openSingle(folder, kTorchWeightsName));
  } else if (has(kTorchIndexName)) {
    TIMBRE_TRY(weights.openSharded(folder, kTorchIndexName));
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

TensorBytes WeightFiles::bytes(std::string_view name) const {
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
