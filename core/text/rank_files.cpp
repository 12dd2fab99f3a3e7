// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/rank_files.h"

#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/text/tiktoken.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace timbre::text {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t(256) << 20;
constexpr std::size_t kTableBytes = 1 << 20;

bool isHash(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// A name that leads out of its folder must not come from a table.
bool isName(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

RankState stateOf(const RankFile& file, const fs::path& path) {
  const auto size = base::fileSize(path);
  if (!size.ok()) return size.error().code == "file.missing" ? RankState::Missing : RankState::Unreadable;
  if (*size != file.bytes) return RankState::Different;
  const auto hash = base::hashFile(path);
  if (!hash.ok()) return RankState::Unreadable;
  return *hash == file.sha256 ? RankState::Verified : RankState::Different;
}

std::vector<fs::path> candidates(const RankFile& file, const RankPlaces& places) {
  std::vector<fs::path> out;
  const auto add = [&](const fs::path& path) {
    if (std::find(out.begin(), out.end(), path) == out.end()) out.push_back(path);
  };
  if (!places.chosen.empty()) {
    std::error_code ignored;
    const bool folder = fs::is_directory(places.chosen, ignored);
    // The other encoding usually lies beside a chosen file.
    if (!folder) add(places.chosen);
    const fs::path inside = folder ? places.chosen : places.chosen.parent_path();
    add(inside / file.fileName());
    if (folder) add(inside / file.cacheName());
  }
  if (!places.own.empty()) add(places.own / file.fileName());
  for (const fs::path& cache : places.caches)
    if (!cache.empty()) add(cache / file.cacheName());
  return out;
}

}  // namespace

std::string RankFile::cacheName() const { return base::sha1Hex(url); }

const RankFile* RankTable::find(std::string_view encoding) const {
  for (const RankFile& file : files)
    if (file.encoding == encoding || file.encoding == std::string(encoding) + "_base") return &file;
  return nullptr;
}

base::Result<RankTable> parseRankTable(std::string_view json, std::string_view path) {
  TIMBRE_ASSIGN(const base::Json root,
                base::parseJson(json, path, {.depth = 8, .bytes = kTableBytes, .values = 10'000}));
  const auto invalid = [&](std::string reason) {
    return base::Error("tokenizer.table_invalid", {{"reason", std::move(reason)}}, path);
  };
  if (base::integerOr(root, "format_version", 0) != 1) return invalid("format_version");
  const base::Json* list = base::member(root, "files");
  if (!list || !list->is_array()) return invalid("files");
  RankTable table;
  table.date = base::stringOr(root, "date");
  for (const base::Json& entry : *list) {
    RankFile file{base::stringOr(entry, "encoding"), base::stringOr(entry, "url"), base::stringOr(entry, "sha256"), 0};
    if (!isName(file.encoding)) return invalid("encoding");
    if (!isHash(file.sha256)) return invalid(file.encoding + ": sha256");
    if (file.url.empty()) return invalid(file.encoding + ": url");
    const long long bytes = base::integerOr(entry, "bytes", 0);
    if (bytes <= 0 || static_cast<std::uint64_t>(bytes) > kLargestFile) return invalid(file.encoding + ": bytes");
    file.bytes = static_cast<std::uint64_t>(bytes);
    table.files.push_back(std::move(file));
  }
  return table;
}

base::Result<RankTable> loadRankTable(const fs::path& path) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(path, kTableBytes));
  return parseRankTable(text, base::displayPath(path));
}

std::vector<fs::path> tiktokenCaches() {
  std::vector<fs::path> out;
  // Set but empty switches tiktoken's cache off.
  for (const char* name : {"TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"})
    if (const char* folder = std::getenv(name); folder && *folder) out.emplace_back(folder);
  for (const char* name : {"TMPDIR", "TEMP", "TMP"})
    if (const char* folder = std::getenv(name); folder && *folder) {
      out.push_back(fs::path(folder) / "data-gym-cache");
      break;
    }
  const fs::path common = "/tmp/data-gym-cache";
  if (std::find(out.begin(), out.end(), common) == out.end()) out.push_back(common);
  return out;
}

RankSearch findRankFile(const RankFile& file, const RankPlaces& places, const base::CancelToken& cancel) {
  RankSearch search;
  for (const fs::path& path : candidates(file, places)) {
    if (cancel.cancelled()) return search;
    search.looked.push_back({path, stateOf(file, path)});
    if (search.looked.back().state != RankState::Verified) continue;
    search.found = path;
    break;
  }
  return search;
}

base::Result<std::shared_ptr<const Tokenizer>> loadRankFile(const RankFile& file, const fs::path& path) {
  const auto other = [&] {
    return base::Error("tokenizer.rank_other", {{"encoding", file.encoding}}, base::displayPath(path));
  };
  TIMBRE_ASSIGN(const std::uint64_t size, base::fileSize(path));
  if (size != file.bytes) return other();
  TIMBRE_ASSIGN(auto tokenizer, loadTiktoken(path, file.encoding));
  // Of the very bytes that were parsed: the file may have been replaced since it was found.
  if (tokenizer->hash() != file.sha256) return other();
  return tokenizer;
}

}  // namespace timbre::text
