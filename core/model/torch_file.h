// SPDX-License-Identifier: GPL-3.0-or-later
// pytorch_model.bin in the zip format of torch ≥ 1.6: a state_dict pickle and one uncompressed member per storage, mapped and read
// as data; nothing in it is ever executed (state_dict_pickle.h). Torch-free.
// A tensor is a window on its storage: every window is proved to lie inside before anything is read, and none may be larger than its
// storage, so a small file cannot expand. Storages may be shared (tied weights); windows that are not row-major are gathered into a copy.
// Errors: those of zip_directory.h and state_dict_pickle.h, weights.torch_legacy, file.lfs_pointer, weights.big_endian, weights.storage_absent,
// weights.storage_range, weights.bad_name, weights.bad_shape, file.*.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/model/tensor_file.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::model {

class TorchFile : public TensorFile {
 public:
  static base::Result<TorchFile> open(const std::filesystem::path& path);
  /// In name order. `begin` is the offset of the first element in the file; `end` lies bytes() behind it, also where the window is
  /// strided.
  const std::vector<TensorInfo>& tensors() const override { return m_tensors; }
  const TensorInfo* find(std::string_view name) const override;
  TensorBytes bytes(const TensorInfo& tensor) const override;

 private:
  base::Result<void> read(const std::string& path);

  base::MappedFile m_file;
  std::vector<TensorInfo> m_tensors;
  std::map<std::string, std::size_t, std::less<>> m_byName;
  std::vector<std::vector<std::int64_t>> m_strides;  // per tensor, elements; empty: row-major
};

}  // namespace timbre::model
