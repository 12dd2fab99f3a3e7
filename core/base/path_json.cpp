// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/path_json.h"

#include "core/base/file_ops.h"
#include "core/base/utf8.h"

namespace timbre::base {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::string bytesKey(const std::string& key) { return key + "_bytes"; }

std::string toHex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

/// Empty when it is no hex.
std::string fromHex(std::string_view text) {
  std::string bytes;
  if (text.size() % 2 != 0) return bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = kDigits.find(text[i]);
    const auto low = kDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return {};
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

}  // namespace

void putPath(Json& object, const std::string& key, const std::filesystem::path& path) {
  object[key] = displayPath(path);
  if (!isUtf8(path.string())) object[bytesKey(key)] = toHex(path.string());
}

std::filesystem::path pathOr(const Json& object, const std::string& key) {
  if (std::string bytes = fromHex(stringOr(object, bytesKey(key))); !bytes.empty()) return bytes;
  return stringOr(object, key);
}

}  // namespace timbre::base
