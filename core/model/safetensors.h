// SPDX-License-Identifier: GPL-3.0-or-later
// safetensors files: a header reader that believes nothing, a memory-mapped file, and a streaming writer. Torch-free.
// Layout (huggingface/safetensors, safetensors/src/tensor.rs): u64 LE N | N bytes of JSON | tensor bytes; offsets are
// relative to the end of the header, row-major, little-endian. Beyond the format's own rules (no holes, no overlap, no
// trailing bytes) duplicate keys are refused, because two parsers that choose differently are an attack.
// Errors: weights.* (core/base/messages/model.inc), json.*, file.*. No exception leaves this file.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/model/tensor_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::model {

struct SafetensorsLimits {
  std::uint64_t headerBytes = 100'000'000;
  std::size_t entries = 200'000;
  std::size_t nameBytes = 512;
  std::size_t rank = 32;
};

/// A checked header. `tensors` are in the order of their offsets.
class SafetensorsHeader {
 public:
  /// `file` is the whole file or at least its header; `fileSize` is what the disk says, `path` is only used in errors.
  static base::Result<SafetensorsHeader> parse(std::string_view file, std::uint64_t fileSize, const std::string& path,
                                               const SafetensorsLimits& limits = {});
  const std::vector<TensorInfo>& tensors() const { return m_tensors; }
  const std::map<std::string, std::string>& metadata() const { return m_metadata; }
  const TensorInfo* find(std::string_view name) const;
  std::uint64_t dataStart() const { return m_dataStart; }  // bytes from the start of the file

 private:
  std::vector<TensorInfo> m_tensors;
  std::map<std::string, std::size_t, std::less<>> m_byName;
  std::map<std::string, std::string> m_metadata;
  std::uint64_t m_dataStart = 0;
};

/// A mapped file and its header. Views stay valid as long as the object; copy what must outlive a truncation of the
/// file.
class SafetensorsFile : public TensorFile {
 public:
  /// `within`: the real path must lie below it (empty: anywhere).
  static base::Result<SafetensorsFile> open(const std::filesystem::path& path,
                                            const std::filesystem::path& within = {});
  const SafetensorsHeader& header() const { return m_header; }
  const std::vector<TensorInfo>& tensors() const override { return m_header.tensors(); }
  const TensorInfo* find(std::string_view name) const override { return m_header.find(name); }
  TensorBytes bytes(const TensorInfo& tensor) const override;

 private:
  base::MappedFile m_file;
  SafetensorsHeader m_header;
};

struct TensorSpec {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;
};

/// Streams a file: the header is written from the specs, then each tensor's bytes in the order of `order()` (the order
/// that Hugging Face's own writer uses). A file that exists is never overwritten. Without `finish()` the file is torn.
class SafetensorsWriter {
 public:
  /// The metadata {"format": "pt"} is added when absent: some readers demand it.
  static base::Result<SafetensorsWriter> create(base::FileOps& ops, const std::filesystem::path& path,
                                                std::vector<TensorSpec> specs,
                                                std::map<std::string, std::string> metadata = {});
  const std::vector<TensorSpec>& order() const { return m_specs; }
  /// Next tensor of `order()`; a wrong name or size is a defect (error "internal").
  base::Result<void> add(std::string_view name, const void* data, std::uint64_t bytes);
  /// All tensors must have been added. Syncs and closes.
  base::Result<void> finish();

 private:
  SafetensorsWriter(base::FileWriter writer, std::vector<TensorSpec> specs)
      : m_writer(std::move(writer)), m_specs(std::move(specs)) {}
  base::FileWriter m_writer;
  std::vector<TensorSpec> m_specs;
  std::size_t m_next = 0;
};

}  // namespace timbre::model
