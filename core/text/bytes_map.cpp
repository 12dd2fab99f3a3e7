// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bytes_map.h"

#include "core/base/utf8.h"

namespace timbre::text {

namespace {

constexpr bool isPrintable(unsigned b) { return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174; }

struct Alphabet {
  std::array<char32_t, 256> chars{};
  std::array<std::int16_t, 324> bytes{};
  constexpr Alphabet() {
    for (auto& b : bytes) b = -1;
    char32_t next = 256;
    for (unsigned b = 0; b < 256; ++b) {
      chars[b] = isPrintable(b) ? static_cast<char32_t>(b) : next++;
      bytes[chars[b]] = static_cast<std::int16_t>(b);
    }
  }
};

constexpr Alphabet kAlphabet;

}  // namespace

char32_t byteToChar(std::uint8_t b) { return kAlphabet.chars[b]; }

std::optional<std::uint8_t> charToByte(char32_t c) {
  if (c >= kAlphabet.bytes.size() || kAlphabet.bytes[c] < 0) return std::nullopt;
  return static_cast<std::uint8_t>(kAlphabet.bytes[c]);
}

std::optional<std::string> bytesOfSurface(std::string_view surface) {
  std::string out;
  for (std::size_t i = 0; i < surface.size();) {
    const base::CodePoint c = base::decodeUtf8(surface, i);
    const auto byte = c.valid ? charToByte(c.value) : std::nullopt;
    if (!byte) return std::nullopt;
    out += static_cast<char>(*byte);
    i += c.length;
  }
  return out;
}

std::string surfaceOfBytes(std::string_view bytes) {
  std::string out;
  for (const char b : bytes) base::appendUtf8(out, byteToChar(static_cast<std::uint8_t>(b)));
  return out;
}

}  // namespace timbre::text
