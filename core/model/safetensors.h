// SPDX-License-Identifier: GPL-3.0-or-later
// safetensors files: a header reader that believes nothing, a memory-mapped file, and a streaming writer. Torch-free.
// Layout (huggingface/safetensors, safetensors/src/tensor.rs): u64 LE N | N bytes of JSON | tensor bytes; offsets are
// relative to the end of the header, row-major, little-endian. Beyond the format's own rules (no holes, no overlap, no
// trailing bytes) duplicate keys are refused, because two parsers that choose differently are an attack.
// Errors: weights.* (core/base/messages/model.inc), json.*, file.*. No exception leaves this file.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"

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

/// In the order of the format's own enumeration: a writer sorts by it, descending.
enum class Dtype {
  Bool,
  F4,
  F6E2M3,
  F6E3M2,
  U8,
  I8,
  F8E5M2,
  F8E4M3,
  F8E8M0,
  I16,
  U16,
  F16,
  BF16,
  I32,
  U32,
  F32,
  C64,
  F64,
  I64,
  U64
};
std::string_view dtypeName(Dtype dtype);
int dtypeBits(Dtype dtype);
std::optional<Dtype> dtypeFromName(std::string_view name);

struct TensorInfo {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;  // each ≥ 0; empty: a scalar
  std::uint64_t begin = 0;          // bytes from the end of the header
  std::uint64_t end = 0;

  std::uint64_t bytes() const { return end - begin; }
  std::uint64_t elements() const;
};
std::string shapeText(std::span<const std::int64_t> shape);  // "[2, 3]"

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
class SafetensorsFile {
 public:
  /// `within`: the real path must lie below it (empty: anywhere).
  static base::Result<SafetensorsFile> open(const std::filesystem::path& path,
                                            const std::filesystem::path& within = {});
  const SafetensorsHeader& header() const { return m_header; }
  std::span<const std::byte> bytes(const TensorInfo& tensor) const;

 private:
  base::MappedFile m_file;
  SafetensorsHeader m_header;
};

struct TensorSpec {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;
};

/// Bytes of a tensor of this type and shape; nothing when it does not fit 64 bits or is no whole number of bytes.
std::optional<std::uint64_t> tensorBytes(Dtype dtype, std::span<const std::int64_t> shape);

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
