// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/licence.h"

#include "core/base/file_ops.h"
#include "core/base/utf8.h"

#include <string_view>

namespace timbre::model {

namespace {

constexpr std::size_t kLongest = 120;  // bytes; it is shown in one line
constexpr std::uint64_t kReadMost = 4u << 20;

/// One line without what would break it, or what stands around it in YAML.
std::string plain(std::string_view value) {
  std::string out;
  for (const char c : value)
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out += c;
  const auto first = out.find_first_not_of(" \"'#*");
  if (first == std::string::npos) return "";
  out = out.substr(first, out.find_last_not_of(" \"'*") - first + 1);
  out = base::sanitizeUtf8(out);
  if (out.size() > kLongest) out = out.substr(0, base::completeUtf8Prefix(std::string_view(out).substr(0, kLongest)));
  return out;
}

std::string_view takeLine(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::string fromCard(std::string_view text) {
  if (plain(takeLine(text)) != "---") return "";
  std::string licence, name;
  while (!text.empty()) {
    const std::string_view line = takeLine(text);
    if (line.starts_with("---")) break;
    if (line.starts_with("license:")) licence = plain(line.substr(8));
    if (line.starts_with("license_name:")) name = plain(line.substr(13));
  }
  return licence == "other" && !name.empty() ? name : licence;
}

}  // namespace

std::string licenceOf(const std::filesystem::path& folder) {
  if (const auto card = base::readFile(folder / "README.md", kReadMost); card.ok())
    if (std::string licence = fromCard(*card); !licence.empty()) return licence;
  for (const char* name : {"LICENSE", "LICENSE.txt", "LICENSE.md"}) {
    const auto file = base::readFile(folder / name, kReadMost);
    if (!file.ok()) continue;
    std::string_view rest = *file;
    while (!rest.empty())
      if (std::string line = plain(takeLine(rest)); !line.empty()) return line;
  }
  return "";
}

}  // namespace timbre::model
