// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/tensorboard.h"

#include <array>
#include <bit>
#include <cstring>

namespace timbre::engine {

namespace {

std::array<std::uint32_t, 256> crcTable() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? (value >> 1) ^ 0x82F63B78u : value >> 1;
    table[i] = value;
  }
  return table;
}

template <class T>
void putFixed(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);  // little-endian machines only, as all of LibTorch's
  out.append(bytes, sizeof value);
}

void putVarint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void putBytes(std::string& out, char tag, std::string_view bytes) {
  out += tag;
  putVarint(out, bytes.size());
  out += bytes;
}

std::uint32_t masked(std::string_view bytes) { return std::rotr(crc32c(bytes), 15) + 0xA282EAD8u; }

std::string framed(const std::string& event) {
  std::string length;
  putFixed(length, static_cast<std::uint64_t>(event.size()));
  std::string record = length;
  putFixed(record, masked(length));
  record += event;
  putFixed(record, masked(event));
  return record;
}

std::string eventAt(double wallTime) {
  std::string event;
  event += '\x09';  // field 1, 64 bits: wall_time
  putFixed(event, wallTime);
  return event;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static const std::array<std::uint32_t, 256> table = crcTable();
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : bytes) crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8);
  return crc ^ 0xFFFFFFFFu;
}

std::string tensorboardHeader(double wallTime) {
  std::string event = eventAt(wallTime);
  putBytes(event, '\x1A', "brain.Event:2");  // field 3: file_version
  return framed(event);
}

std::string tensorboardScalars(double wallTime, std::int64_t step,
                               const std::vector<std::pair<std::string, float>>& values) {
  std::string summary;
  for (const auto& [tag, number] : values) {
    std::string value;
    putBytes(value, '\x0A', tag);  // field 1: tag
    value += '\x15';               // field 2, 32 bits: simple_value
    putFixed(value, number);
    putBytes(summary, '\x0A', value);
  }
  std::string event = eventAt(wallTime);
  event += '\x10';  // field 2, varint: step
  putVarint(event, static_cast<std::uint64_t>(step));
  putBytes(event, '\x2A', summary);  // field 5: summary
  return framed(event);
}

}  // namespace timbre::engine
