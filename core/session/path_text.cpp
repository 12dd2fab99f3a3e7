// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/path_text.h"

#include "core/base/file_ops.h"

namespace timbre::session {

namespace fs = std::filesystem;

std::string pathText(const fs::path& path) {
  const std::string shown = base::displayPath(path);
  if (shown == path.native()) return shown;
  std::string out = "bytes:";
  const char* digits = "0123456789ABCDEF";
  for (const char c : path.native()) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && byte != '%') out += c;
    else out += std::string{'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

fs::path pathFromText(const std::string& text) {
  if (text.rfind("bytes:", 0) != 0) return fs::path(text);
  std::string out;
  auto digit = [](char c) { return c >= 'A' ? c - 'A' + 10 : c - '0'; };
  for (std::size_t i = 6; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])), i += 2;
    else out += text[i];
  }
  return fs::path(out);
}

}  // namespace timbre::session
