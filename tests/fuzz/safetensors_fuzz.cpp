// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a safetensors file. A first byte 'H' makes the rest a header whose length is right and whose data is as
// long as the second and third byte say, so that mutations reach the checks behind the length. What is accepted must
// tile the file.
#include "core/model/safetensors.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace timbre;

namespace {

void check(const std::string& file) {
  const auto header = model::SafetensorsHeader::parse(file, file.size(), "fuzz");
  if (!header.ok()) {
    if (header.error().code.empty()) std::abort();
    return;
  }
  std::uint64_t cursor = 0;
  for (const auto& tensor : header->tensors()) {
    if (tensor.begin != cursor || tensor.end < tensor.begin || header->find(tensor.name) == nullptr) std::abort();
    if (tensor.bytes() * 8 != tensor.elements() * static_cast<std::uint64_t>(model::dtypeBits(tensor.dtype)))
      std::abort();
    cursor = tensor.end;
  }
  if (header->dataStart() + cursor != file.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  if (size < 3 || input[0] != 'H') {
    check(input);
    return 0;
  }
  const std::string text = input.substr(3);
  std::string file(8, '\0');
  for (int i = 0; i < 8; ++i) file[static_cast<std::size_t>(i)] = static_cast<char>((text.size() >> (8 * i)) & 0xff);
  file += text + std::string(static_cast<std::size_t>(data[1]) + 256 * (data[2] & 0x0f), 'x');
  check(file);
  return 0;
}
