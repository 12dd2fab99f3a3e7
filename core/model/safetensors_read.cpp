// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/model/safetensors.h"

#include <algorithm>

namespace timbre::model {

namespace {

using base::Error;
using base::Json;
using base::Result;

constexpr std::uint64_t kLengthBytes = 8;

std::uint64_t readLittle64(std::string_view bytes) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = (value << 8) | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  return value;
}

/// A non-negative integer that fits int64; floats, negatives and larger values are not one.
std::optional<std::int64_t> naturalNumber(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  const auto number = value.get<std::int64_t>();
  if (number < 0) return std::nullopt;
  return number;
}

bool hasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// The name as it may stand in a message: short and printable.
std::string shownName(std::string_view name) {
  std::string shown(name.substr(0, 80));
  for (char& c : shown)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return shown;
}

class EntryReader {
 public:
  EntryReader(const std::string& path, const SafetensorsLimits& limits) : m_path(path), m_limits(limits) {}

  Result<TensorInfo> read(const std::string& name, const Json& entry) const {
    if (name.empty() || name.size() > m_limits.nameBytes || hasControlCharacter(name))
      return fail("weights.bad_name", name, {{"limit", std::to_string(m_limits.nameBytes)}});
    if (!entry.is_object()) return fail("weights.bad_entry", name);
    TensorInfo info;
    info.name = name;
    TIMBRE_TRY(readDtype(entry, info));
    TIMBRE_TRY(readShape(entry, info));
    TIMBRE_TRY(readOffsets(entry, info));
    return info;
  }

 private:
  Error fail(std::string_view code, std::string_view name, std::map<std::string, std::string> args = {}) const {
    args.emplace("name", shownName(name));
    return Error(code, std::move(args), m_path);
  }

  Result<void> readDtype(const Json& entry, TensorInfo& info) const {
    const Json* dtype = base::member(entry, "dtype");
    if (!dtype || !dtype->is_string()) return fail("weights.bad_entry", info.name);
    const auto& text = dtype->get_ref<const std::string&>();
    const auto known = dtypeFromName(text);
    if (!known) return fail("weights.unknown_dtype", info.name, {{"dtype", shownName(text)}});
    info.dtype = *known;
    return {};
  }

  Result<void> readShape(const Json& entry, TensorInfo& info) const {
    const Json* shape = base::member(entry, "shape");
    if (!shape || !shape->is_array() || shape->size() > m_limits.rank) return fail("weights.bad_shape", info.name);
    info.shape.reserve(shape->size());
    for (const Json& value : *shape) {
      const auto size = naturalNumber(value);
      if (!size) return fail("weights.bad_shape", info.name);
      info.shape.push_back(*size);
    }
    return {};
  }

  Result<void> readOffsets(const Json& entry, TensorInfo& info) const {
    const Json* offsets = base::member(entry, "data_offsets");
    if (!offsets || !offsets->is_array() || offsets->size() != 2) return fail("weights.bad_offsets", info.name);
    const auto begin = naturalNumber((*offsets)[0]);
    const auto end = naturalNumber((*offsets)[1]);
    if (!begin || !end || *begin > *end) return fail("weights.bad_offsets", info.name);
    info.begin = static_cast<std::uint64_t>(*begin);
    info.end = static_cast<std::uint64_t>(*end);
    const auto needed = tensorBytes(info.dtype, info.shape);
    if (!needed) return fail("weights.bad_shape", info.name);
    if (*needed != info.bytes())
      return fail("weights.size_mismatch", info.name,
                  {{"expected", std::to_string(*needed)}, {"actual", std::to_string(info.bytes())}});
    return {};
  }

  const std::string& m_path;
  const SafetensorsLimits& m_limits;
};

Result<std::map<std::string, std::string>> readMetadata(const Json& value, const std::string& path) {
  std::map<std::string, std::string> metadata;
  if (!value.is_object()) return Error("weights.bad_metadata", {}, path);
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) return Error("weights.bad_metadata", {}, path);
    metadata.emplace(key, text.get<std::string>());
  }
  return metadata;
}

/// Offsets must tile the data exactly. `tensors` are sorted by offset.
Result<void> checkTiling(const std::vector<TensorInfo>& tensors, std::uint64_t dataBytes, const std::string& path) {
  std::uint64_t cursor = 0;
  for (const TensorInfo& tensor : tensors) {
    if (tensor.begin < cursor) return Error("weights.overlap", {{"name", shownName(tensor.name)}}, path);
    if (tensor.begin > cursor) return Error("weights.gap", {{"name", shownName(tensor.name)}}, path);
    cursor = tensor.end;
    if (cursor > dataBytes)
      return Error("weights.truncated", {{"needed", std::to_string(cursor)}, {"size", std::to_string(dataBytes)}},
                   path);
  }
  if (cursor != dataBytes)
    return Error("weights.trailing_bytes", {{"bytes", std::to_string(dataBytes - cursor)}}, path);
  return {};
}

/// The JSON text of the header after the checks that need no parsing.
Result<std::string_view> headerText(std::string_view file, std::uint64_t fileSize, const std::string& path,
                                    const SafetensorsLimits& limits) {
  if (fileSize < kLengthBytes || file.size() < kLengthBytes)
    return Error("weights.truncated", {{"needed", std::to_string(kLengthBytes)}, {"size", std::to_string(fileSize)}},
                 path);
  if (base::isLfsPointer(file)) return Error("file.lfs_pointer", {}, path);
  const std::uint64_t length = readLittle64(file);
  if (length > limits.headerBytes)
    return Error("weights.header_too_large",
                 {{"size", std::to_string(length)}, {"limit", std::to_string(limits.headerBytes)}}, path);
  const std::uint64_t needed = kLengthBytes + length;  // both are small by now
  if (needed > fileSize || needed > file.size())
    return Error("weights.truncated", {{"needed", std::to_string(needed)}, {"size", std::to_string(fileSize)}}, path);
  const std::string_view text = file.substr(kLengthBytes, static_cast<std::size_t>(length));
  if (text.empty() || text.front() != '{') return Error("weights.not_safetensors", {}, path);
  return text;
}

}  // namespace

Result<SafetensorsHeader> SafetensorsHeader::parse(std::string_view file, std::uint64_t fileSize,
                                                   const std::string& path, const SafetensorsLimits& limits) {
  TIMBRE_ASSIGN(const std::string_view text, headerText(file, fileSize, path, limits));
  base::JsonLimits jsonLimits;
  jsonLimits.depth = 4;
  jsonLimits.bytes = static_cast<std::size_t>(limits.headerBytes);
  jsonLimits.values = limits.entries * (limits.rank + 6);
  TIMBRE_ASSIGN(const Json root, base::parseJson(text, path, jsonLimits));
  if (!root.is_object()) return Error("weights.not_safetensors", {}, path);

  SafetensorsHeader header;
  header.m_dataStart = kLengthBytes + text.size();
  const std::size_t entries = root.size() - (base::member(root, "__metadata__") ? 1 : 0);
  if (entries > limits.entries)
    return Error("weights.too_many_entries", {{"limit", std::to_string(limits.entries)}}, path);
  header.m_tensors.reserve(root.size());
  const EntryReader reader(path, limits);
  for (const auto& [name, entry] : root.items()) {
    if (name == "__metadata__") {
      TIMBRE_ASSIGN(header.m_metadata, readMetadata(entry, path));
      continue;
    }
    TIMBRE_ASSIGN(TensorInfo info, reader.read(name, entry));
    header.m_tensors.push_back(std::move(info));
  }
  std::sort(header.m_tensors.begin(), header.m_tensors.end(), [](const TensorInfo& a, const TensorInfo& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  TIMBRE_TRY(checkTiling(header.m_tensors, fileSize - header.m_dataStart, path));
  for (std::size_t i = 0; i < header.m_tensors.size(); ++i) header.m_byName.emplace(header.m_tensors[i].name, i);
  return header;
}

const TensorInfo* SafetensorsHeader::find(std::string_view name) const {
  const auto found = m_byName.find(name);
  return found == m_byName.end() ? nullptr : &m_tensors[found->second];
}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path, const std::filesystem::path& within) {
  SafetensorsFile file;
  TIMBRE_ASSIGN(file.m_file, base::MappedFile::open(path, within));
  TIMBRE_ASSIGN(file.m_header,
                SafetensorsHeader::parse(file.m_file.text(), file.m_file.size(), base::displayPath(path)));
  return file;
}

TensorBytes SafetensorsFile::bytes(const TensorInfo& tensor) const {
  // parse() proved that every offset lies inside the file.
  return std::span(m_file.data() + m_header.dataStart() + tensor.begin, static_cast<std::size_t>(tensor.bytes()));
}

}  // namespace timbre::model
