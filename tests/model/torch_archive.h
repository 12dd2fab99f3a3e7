// SPDX-License-Identifier: GPL-3.0-or-later
// Builds archives as torch.save writes them, and ones that it never would.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::testing {

inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * i)) & 0xff);
  return text;
}

/// Opcodes of protocol 2.
struct Pickle {
  std::string bytes{"\x80\x02", 2};

  Pickle& raw(std::string_view text) {
    bytes += text;
    return *this;
  }
  Pickle& text(std::string_view value) { return raw("X").raw(little(value.size(), 4)).raw(value); }
  Pickle& integer(std::int64_t value) {
    return value >= 0 && value < 256 ? raw("K").raw(little(static_cast<std::uint64_t>(value), 1))
                                     : raw("\x8a\x08").raw(little(static_cast<std::uint64_t>(value), 8));
  }
  Pickle& global(std::string_view module, std::string_view name) {
    return raw("c").raw(module).raw("\n").raw(name).raw("\n");
  }
  Pickle& tuple(const std::vector<std::int64_t>& values) {
    raw("(");
    for (const auto value : values) integer(value);
    return raw("t");
  }
  Pickle& storage(std::string_view type, std::string_view key, std::int64_t elements) {
    return raw("(").text("storage").global("torch", type).text(key).text("cpu").integer(elements).raw("tQ");
  }
  /// A tensor of floats on storage `key`.
  Pickle& tensor(std::string_view key, std::int64_t elements, std::int64_t offset, const std::vector<std::int64_t>& shape,
                 const std::vector<std::int64_t>& strides) {
    global("torch._utils", "_rebuild_tensor_v2").raw("(").storage("FloatStorage", key, elements).integer(offset);
    return tuple(shape).tuple(strides).raw("\x89").global("collections", "OrderedDict").raw(")RtR");
  }
};

struct ZipMember {
  std::string name, bytes;
  std::uint16_t method = 0, flags = 0;
  std::string localName{};  // when it shall differ
};

inline std::string zip(const std::vector<ZipMember>& members) {
  std::string out, directory;
  for (const ZipMember& m : members) {
    const std::string sizes = little(0, 4) + little(m.bytes.size(), 4) + little(m.bytes.size(), 4);
    const std::string& local = m.localName.empty() ? m.name : m.localName;
    const std::uint64_t at = out.size();
    out += "PK\x03\x04" + little(20, 2) + little(m.flags, 2) + little(m.method, 2) + little(0, 4) + sizes +
           little(local.size(), 2) + little(0, 2) + local + m.bytes;
    directory += "PK\x01\x02" + little(20, 2) + little(20, 2) + little(m.flags, 2) + little(m.method, 2) + little(0, 4) + sizes +
                 little(m.name.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
                 little(at, 4) + m.name;
  }
  const std::uint64_t begin = out.size();
  return out + directory + "PK\x05\x06" + little(0, 4) + little(members.size(), 2) + little(members.size(), 2) +
         little(directory.size(), 4) + little(begin, 4) + little(0, 2);
}

/// {"a": a tensor of four floats 0…3} in storage "0".
inline Pickle plainPickle() {
  Pickle pickle;
  return pickle.raw("}(").text("a").tensor("0", 4, 0, {2, 2}, {2, 1}).raw("u.");
}

inline std::string torchArchive(const std::string& pickle, const std::string& storage = std::string(16, '\0')) {
  return zip({{"archive/data.pkl", pickle}, {"archive/data/0", storage}, {"archive/version", "3\n"}});
}

}  // namespace timbre::testing
