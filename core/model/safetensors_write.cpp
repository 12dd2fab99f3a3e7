// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/model/safetensors.h"

#include <algorithm>
#include <array>

namespace timbre::model {

namespace {

using base::Error;
using base::Json;
using base::Result;

std::array<char, 8> little64(std::uint64_t value) {
  std::array<char, 8> bytes{};
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xff);
    value >>= 8;
  }
  return bytes;
}

Error defect(const std::filesystem::path& path, const std::string& reason) {
  return Error("internal", {{"reason", reason}}, base::displayPath(path));
}

}  // namespace

Result<SafetensorsWriter> SafetensorsWriter::create(base::FileOps& ops, const std::filesystem::path& path,
                                                    std::vector<TensorSpec> specs,
                                                    std::map<std::string, std::string> metadata) {
  std::sort(specs.begin(), specs.end(), [](const TensorSpec& a, const TensorSpec& b) {
    return a.dtype != b.dtype ? a.dtype > b.dtype : a.name < b.name;
  });
  metadata.emplace("format", "pt");
  Json header = Json::object();
  Json& meta = header["__metadata__"] = Json::object();
  for (const auto& [key, value] : metadata) meta[key] = value;
  // Members are appended without ordered_json's linear search for the key; adjacent equals are duplicates.
  auto& members = header.get_ref<Json::object_t&>();
  std::uint64_t offset = 0;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const TensorSpec& spec = specs[i];
    const auto bytes = tensorBytes(spec.dtype, spec.shape);
    std::uint64_t end = 0;
    if (!bytes || __builtin_add_overflow(offset, *bytes, &end)) return defect(path, "tensor size of " + spec.name);
    if (spec.name.empty() || spec.name == "__metadata__") return defect(path, "tensor name " + spec.name);
    Json entry = Json::object();
    entry["dtype"] = std::string(dtypeName(spec.dtype));
    entry["shape"] = spec.shape;
    entry["data_offsets"] = {offset, end};
    members.push_back({spec.name, std::move(entry)});
    offset = end;
  }
  std::vector<std::string_view> names;
  for (const TensorSpec& spec : specs) names.push_back(spec.name);
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) return defect(path, "two tensors of one name");

  std::string text = base::dumpJson(header);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  TIMBRE_ASSIGN(auto file, base::FileWriter::create(ops, path));
  const auto length = little64(text.size());
  TIMBRE_TRY(file.write(length.data(), length.size()));
  TIMBRE_TRY(file.write(text));
  return SafetensorsWriter(std::move(file), std::move(specs));
}

Result<void> SafetensorsWriter::add(std::string_view name, const void* data, std::uint64_t bytes) {
  if (m_next >= m_specs.size() || m_specs[m_next].name != name)
    return defect({}, "tensor written out of order: " + std::string(name));
  if (tensorBytes(m_specs[m_next].dtype, m_specs[m_next].shape) != bytes)
    return defect({}, "tensor written with another size: " + std::string(name));
  ++m_next;
  return m_writer.write(data, static_cast<std::size_t>(bytes));
}

Result<void> SafetensorsWriter::finish() {
  if (m_next != m_specs.size()) return defect({}, "tensor not written: " + m_specs[m_next].name);
  return m_writer.finish();
}

}  // namespace timbre::model
