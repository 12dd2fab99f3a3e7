// SPDX-License-Identifier: GPL-3.0-or-later
// Layout: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.
#include "core/model/zip_directory.h"

#include "core/model/safetensors.h"

#include <algorithm>
#include <optional>

namespace timbre::model {

namespace {

using base::Error;
using base::Result;
using Members = std::map<std::string, std::string_view, std::less<>>;

constexpr std::uint32_t kLocalHeader = 0x04034b50, kCentralHeader = 0x02014b50, kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50, kEnd64Locator = 0x07064b50;
constexpr std::size_t kLocalBytes = 30, kCentralBytes = 46, kEndBytes = 22, kEnd64Bytes = 56, kLocatorBytes = 20;
constexpr std::size_t kCommentBytes = 65535;
constexpr std::uint64_t kIn64 = 0xffffffff;  // "the value stands in the zip64 field"
constexpr std::uint64_t kEncrypted = 1;
constexpr std::uint16_t kZip64Field = 1;

/// Reads little-endian numbers; a read beyond the end gives nothing.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : m_bytes(bytes) {}
  std::optional<std::uint64_t> number(std::uint64_t at, std::size_t width) const {
    if (at > m_bytes.size() || m_bytes.size() - at < width) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
      value = (value << 8) | static_cast<unsigned char>(m_bytes[static_cast<std::size_t>(at) + i]);
    return value;
  }
  std::optional<std::string_view> part(std::uint64_t at, std::uint64_t size) const {
    if (at > m_bytes.size() || m_bytes.size() - at < size) return std::nullopt;
    return m_bytes.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
  }
  /// For positions inside a part whose size is known to suffice.
  std::uint64_t at(std::size_t position, std::size_t width) const { return number(position, width).value_or(0); }
  std::size_t size() const { return m_bytes.size(); }

 private:
  std::string_view m_bytes;
};

struct Directory {
  std::uint64_t begin = 0, size = 0, entries = 0;
};

struct Entry {
  std::string_view name;
  std::uint64_t size = 0, packed = 0, header = 0, flags = 0, method = 0;
};

/// The last record of the archive: it must end where the file ends.
std::optional<std::uint64_t> findEnd(const Bytes& bytes) {
  if (bytes.size() < kEndBytes) return std::nullopt;
  const std::size_t last = bytes.size() - kEndBytes, first = last > kCommentBytes ? last - kCommentBytes : 0;
  for (std::size_t at = last + 1; at-- > first;)
    if (bytes.at(at, 4) == kEnd && at + kEndBytes + bytes.at(at + 20, 2) == bytes.size()) return at;
  return std::nullopt;
}

std::optional<Directory> findDirectory(const Bytes& bytes) {
  const auto end = findEnd(bytes);
  if (!end) return std::nullopt;
  const auto at = static_cast<std::size_t>(*end);
  Directory directory{bytes.at(at + 16, 4), bytes.at(at + 12, 4), bytes.at(at + 10, 2)};
  if (at >= kLocatorBytes && bytes.at(at - kLocatorBytes, 4) == kEnd64Locator) {
    const std::uint64_t record = bytes.at(at - kLocatorBytes + 8, 8);
    const auto part = bytes.part(record, kEnd64Bytes);
    if (!part || Bytes(*part).at(0, 4) != kEnd64) return std::nullopt;
    const Bytes end64(*part);
    directory = {end64.at(48, 8), end64.at(40, 8), end64.at(32, 8)};
  }
  if (!bytes.part(directory.begin, directory.size) || directory.begin + directory.size > *end) return std::nullopt;
  return directory;
}

/// Replaces the values that a zip64 field of the extra data carries, in the order that the format fixes.
bool readZip64(Entry& entry, std::string_view extra) {
  const Bytes fields(extra);
  for (std::size_t at = 0; at + 4 <= extra.size();) {
    const std::uint64_t kind = fields.at(at, 2), size = fields.at(at + 2, 2);
    const auto field = fields.part(at + 4, size);
    if (!field) return false;
    at += 4 + static_cast<std::size_t>(size);
    if (kind != kZip64Field) continue;
    std::size_t next = 0;
    for (std::uint64_t* value : {&entry.size, &entry.packed, &entry.header}) {
      if (*value != kIn64) continue;
      const auto wide = Bytes(*field).number(next, 8);
      if (!wide) return false;
      *value = *wide;
      next += 8;
    }
  }
  return true;
}

/// Reads the entry at `at` of the directory and moves on to the next.
std::optional<Entry> readEntry(const Bytes& directory, std::uint64_t& at) {
  const auto fixed = directory.part(at, kCentralBytes);
  if (!fixed || Bytes(*fixed).at(0, 4) != kCentralHeader) return std::nullopt;
  const Bytes header(*fixed);
  const std::uint64_t nameBytes = header.at(28, 2), extraBytes = header.at(30, 2), commentBytes = header.at(32, 2);
  const auto name = directory.part(at + kCentralBytes, nameBytes);
  const auto extra = directory.part(at + kCentralBytes + nameBytes, extraBytes);
  if (!name || !extra) return std::nullopt;
  Entry entry{*name, header.at(24, 4), header.at(20, 4), header.at(42, 4), header.at(8, 2), header.at(10, 2)};
  if (!readZip64(entry, *extra)) return std::nullopt;
  at += kCentralBytes + nameBytes + extraBytes + commentBytes;
  return entry;
}

/// The bytes of a stored member, when its local header says the same as the directory.
std::optional<std::string_view> memberBytes(const Bytes& bytes, const Entry& entry) {
  const auto fixed = bytes.part(entry.header, kLocalBytes);
  if (!fixed || Bytes(*fixed).at(0, 4) != kLocalHeader) return std::nullopt;
  const Bytes local(*fixed);
  const std::uint64_t nameBytes = local.at(26, 2), extraBytes = local.at(28, 2);
  const auto name = bytes.part(entry.header + kLocalBytes, nameBytes);
  if (!name || *name != entry.name || local.at(8, 2) != entry.method) return std::nullopt;
  return bytes.part(entry.header + kLocalBytes + nameBytes + extraBytes, entry.size);
}

bool printable(std::string_view name) {
  return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

}  // namespace

Result<Members> readZipDirectory(std::string_view archive, const std::string& path) {
  const SafetensorsLimits limits;
  const Bytes bytes(archive);
  const Error invalid("weights.zip_invalid", {}, path);
  const auto directory = findDirectory(bytes);
  if (!directory) return invalid;
  if (directory->entries > limits.entries)
    return Error("weights.too_many_entries", {{"limit", std::to_string(limits.entries)}}, path);
  const Bytes listed(*bytes.part(directory->begin, directory->size));
  Members members;
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < directory->entries; ++i) {
    const auto entry = readEntry(listed, at);
    if (!entry) return invalid;
    if (!printable(entry->name) || entry->name.size() > limits.nameBytes)
      return Error("weights.bad_name", {{"name", "?"}, {"limit", std::to_string(limits.nameBytes)}}, path);
    if (entry->method != 0 || (entry->flags & kEncrypted))
      return Error("weights.zip_compressed", {{"name", std::string(entry->name.substr(0, 80))}}, path);
    const auto member = memberBytes(bytes, *entry);
    if (!member || entry->size != entry->packed) return invalid;
    if (!members.emplace(std::string(entry->name), *member).second) return invalid;
  }
  return members;
}

}  // namespace timbre::model
