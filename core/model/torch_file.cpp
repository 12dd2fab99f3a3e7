// SPDX-License-Identifier: GPL-3.0-or-later
// Layout: pytorch caffe2/serialize/inline_container.h; pickles: torch/serialization.py.
#include "core/model/torch_file.h"

#include "core/model/pickle_machine.h"
#include "core/model/zip_directory.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace timbre::model {

namespace {

using base::Error;
using base::Result;
using Members = std::map<std::string, std::string_view, std::less<>>;

constexpr std::string_view kZipStart = "PK\x03\x04";
/// PROTO 2, LONG1 of ten bytes: how torch's format before 1.6 begins.
constexpr std::string_view kLegacyStart = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";

Result<void> checkStart(std::string_view file, const std::string& path) {
  if (file.starts_with(kZipStart)) return {};
  if (base::isLfsPointer(file)) return Error("file.lfs_pointer", {}, path);
  if (file.starts_with(kLegacyStart)) return Error("weights.torch_legacy", {}, path);
  return Error("weights.zip_invalid", {}, path);
}

/// Every member lies in one folder, whose name the writer chose freely.
std::optional<std::string> topFolder(const Members& members) {
  constexpr std::string_view kPickle = "/data.pkl";
  std::optional<std::string> top;
  for (const auto& [name, bytes] : members) {
    if (name.size() <= kPickle.size() || !name.ends_with(kPickle)) continue;
    if (top || name.find('/') != name.size() - kPickle.size()) return std::nullopt;
    top = name.substr(0, name.size() - kPickle.size() + 1);
  }
  return top;
}

/// Elements from the first to behind the last that the window touches; nothing when that does not fit.
std::optional<std::uint64_t> reach(const PickledTensor& tensor) {
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    if (tensor.shape[i] == 0) return 0;
    std::uint64_t step = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(tensor.shape[i] - 1),
                               static_cast<std::uint64_t>(tensor.strides[i]), &step) ||
        __builtin_add_overflow(last, step, &last))
      return std::nullopt;
  }
  return last + 1 == 0 ? std::nullopt : std::optional<std::uint64_t>(last + 1);
}

bool isRowMajor(const PickledTensor& tensor) {
  std::int64_t expected = 1;
  for (std::size_t i = tensor.shape.size(); i-- > 0;) {
    if (tensor.shape[i] == 0) return true;
    if (tensor.shape[i] != 1 && tensor.strides[i] != expected) return false;
    expected *= tensor.shape[i];  // the product fits: the window was measured before
  }
  return true;
}

/// Where the first element stands in the storage (bytes), after all sizes have been compared.
Result<std::uint64_t> checkWindow(const PickledTensor& tensor, std::string_view storage, const std::string& path) {
  const std::map<std::string, std::string> named{{"name", printableText(tensor.name)}};
  const std::uint64_t elementBytes = static_cast<std::uint64_t>(dtypeBits(tensor.dtype)) / 8;
  const auto bytes = tensorBytes(tensor.dtype, tensor.shape);
  const auto touched = reach(tensor);
  if (!bytes || !touched) return Error("weights.bad_shape", named, path);
  const std::uint64_t elements = storage.size() / elementBytes;
  const auto offset = static_cast<std::uint64_t>(tensor.offset);
  if (static_cast<std::uint64_t>(tensor.storageElements) > elements || *bytes > storage.size() || offset > elements ||
      *touched > elements - offset)
    return Error("weights.storage_range", named, path);
  return offset * elementBytes;
}

}  // namespace

Result<TorchFile> TorchFile::open(const std::filesystem::path& path) {
  TorchFile file;
  TIMBRE_ASSIGN(file.m_file, base::MappedFile::open(path));
  TIMBRE_TRY(file.read(base::displayPath(path)));
  return file;
}

Result<void> TorchFile::read(const std::string& path) {
  const std::string_view text = m_file.text();
  TIMBRE_TRY(checkStart(text, path));
  TIMBRE_ASSIGN(const Members members, readZipDirectory(text, path));
  const auto top = topFolder(members);
  if (!top) return Error("weights.not_state_dict", {{"key", "data.pkl"}}, path);
  const auto order = members.find(*top + "byteorder");
  if (order != members.end() && order->second != "little") return Error("weights.big_endian", {}, path);
  TIMBRE_ASSIGN(auto tensors, readStateDict(members.find(*top + "data.pkl")->second, path));
  const SafetensorsLimits limits;
  if (tensors.size() > limits.entries)
    return Error("weights.too_many_entries", {{"limit", std::to_string(limits.entries)}}, path);
  std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const PickledTensor& tensor : tensors) {
    const std::string shown = printableText(tensor.name);
    if (tensor.name.empty() || tensor.name.size() > limits.nameBytes)
      return Error("weights.bad_name", {{"name", shown}, {"limit", std::to_string(limits.nameBytes)}}, path);
    const auto storage = members.find(*top + "data/" + tensor.storage);
    if (storage == members.end()) return Error("weights.storage_absent", {{"name", shown}}, path);
    TIMBRE_ASSIGN(const std::uint64_t offset, checkWindow(tensor, storage->second, path));
    TensorInfo info{tensor.name, tensor.dtype, tensor.shape};
    info.begin = static_cast<std::uint64_t>(storage->second.data() - text.data()) + offset;
    info.end = info.begin + *tensorBytes(tensor.dtype, tensor.shape);
    if (!m_byName.emplace(tensor.name, m_tensors.size()).second)
      return Error("weights.duplicate_name", {{"name", shown}}, path);
    m_tensors.push_back(std::move(info));
    m_strides.push_back(isRowMajor(tensor) ? std::vector<std::int64_t>() : tensor.strides);
  }
  return {};
}

const TensorInfo* TorchFile::find(std::string_view name) const {
  const auto found = m_byName.find(name);
  return found == m_byName.end() ? nullptr : &m_tensors[found->second];
}

TensorBytes TorchFile::bytes(const TensorInfo& tensor) const {
  const std::byte* first = m_file.data() + tensor.begin;
  const std::vector<std::int64_t>& strides = m_strides[static_cast<std::size_t>(&tensor - m_tensors.data())];
  if (strides.empty()) return TensorBytes(std::span(first, static_cast<std::size_t>(tensor.bytes())));
  const std::size_t elementBytes = static_cast<std::size_t>(dtypeBits(tensor.dtype)) / 8;
  std::vector<std::byte> copy(static_cast<std::size_t>(tensor.bytes()));
  std::vector<std::int64_t> index(tensor.shape.size(), 0);
  std::int64_t from = 0;  // elements
  for (std::size_t to = 0; to < copy.size(); to += elementBytes) {
    std::memcpy(copy.data() + to, first + static_cast<std::size_t>(from) * elementBytes, elementBytes);
    for (std::size_t axis = index.size(); axis-- > 0;) {  // counts up like an odometer, last axis fastest
      from += strides[axis];
      if (++index[axis] < tensor.shape[axis]) break;
      from -= strides[axis] * tensor.shape[axis];
      index[axis] = 0;
    }
  }
  return TensorBytes(std::move(copy));
}

}  // namespace timbre::model
