// SPDX-License-Identifier: GPL-3.0-or-later
// The weights of a model folder: one model.safetensors, or the shards that model.safetensors.index.json names, or, where
// there is neither, pytorch_model.bin or the shards of pytorch_model.bin.index.json. Torch-free. Names from the index never leave the folder. A symlink is followed only inside the folder, or, for a
// folder of the Hugging Face cache (…/snapshots/<revision>), into the …/blobs beside `snapshots`, which is how that
// cache is built. Other pickles and GGUF are refused by name: nothing here executes or guesses. Not thread-safe while
// opening; const after.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/model/tensor_file.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::model {

inline constexpr std::string_view kSingleWeightsName = "model.safetensors";
inline constexpr std::string_view kWeightsIndexName = "model.safetensors.index.json";
inline constexpr std::string_view kTorchWeightsName = "pytorch_model.bin";
inline constexpr std::string_view kTorchIndexName = "pytorch_model.bin.index.json";

/// Path of a file of a model folder, checked as said above. `name` must be a plain file name.
/// Errors: file.missing, weights.bad_file_name, weights.outside_folder.
base::Result<std::filesystem::path> resolveModelFile(const std::filesystem::path& folder, std::string_view name);

/// Such a file opened: as torch_file.h says when its name ends with .bin, else as safetensors. (The name decides, not where a link leads: the
/// blobs of the cache have no endings.)
base::Result<std::unique_ptr<TensorFile>> openTensorFile(const std::filesystem::path& folder, std::string_view name);

struct ShardIndex {
  std::map<std::string, std::string> weightMap;  // tensor → file name
  std::uint64_t totalSize = 0;                   // bytes of all tensors, 0 when the file does not say
};
/// `suffix` is what the name of every shard must end with.
base::Result<ShardIndex> parseShardIndex(std::string_view text, const std::string& path,
                                         std::string_view suffix = ".safetensors");
std::string shardIndexText(const ShardIndex& index);
/// "model-00001-of-00003.safetensors"
std::string shardName(int number, int count);

class WeightFiles {
 public:
  struct Entry {
    std::size_t file = 0;
    const TensorInfo* info = nullptr;
  };

  /// Errors: weights.none, weights.pickle_refused, weights.gguf_refused, weights.other_format, weights.index_*, weights.shards_missing, and those of the files.
  static base::Result<WeightFiles> open(const std::filesystem::path& folder);
  /// In name order.
  const std::map<std::string, Entry, std::less<>>& tensors() const { return m_tensors; }
  const TensorInfo* find(std::string_view name) const;
  /// `name` must exist.
  TensorBytes bytes(std::string_view name) const;
  std::uint64_t totalBytes() const { return m_totalBytes; }
  /// The files in the order in which they are read, with their sizes.
  const std::vector<std::filesystem::path>& paths() const { return m_paths; }
  /// Type of most of the bytes, as stored.
  Dtype mainDtype() const;

 private:
  base::Result<void> addFile(const std::filesystem::path& folder, const std::string& name);
  base::Result<void> openSingle(const std::filesystem::path& folder, std::string_view name);
  base::Result<void> openSharded(const std::filesystem::path& folder, std::string_view indexName);

  std::vector<std::unique_ptr<TensorFile>> m_files;
  std::vector<std::filesystem::path> m_paths;
  std::map<std::string, Entry, std::less<>> m_tensors;
  std::uint64_t m_totalBytes = 0;
};

}  // namespace timbre::model
