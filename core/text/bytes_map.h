// SPDX-License-Identifier: GPL-3.0-or-later
// The printable alphabet of byte-level tokenizers: every byte has one character that files can spell (formats.md 2.2).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timbre::text {

/// Character of byte b.
char32_t byteToChar(std::uint8_t b);
/// Byte of a character, or nothing when it is outside the alphabet.
std::optional<std::uint8_t> charToByte(char32_t c);
/// "Ġworld" → " world"; nothing when a character is outside the alphabet.
std::optional<std::string> bytesOfSurface(std::string_view surface);
/// " world" → "Ġworld".
std::string surfaceOfBytes(std::string_view bytes);

}  // namespace timbre::text
