// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoint.h"

#include "core/base/reasons.h"
#include "core/batch/random.h"
#include "core/jobs/run_record.h"

#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <chrono>

namespace timbre::engine {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::string_view kPrefix = "checkpoint-";
constexpr std::string_view kTemporary = ".checkpoint-";  // + step + ".tmp-…" or ".old-…"

std::string uniqueSuffix() {
  std::uint64_t state = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  return std::to_string(::getpid()) + "-" + std::to_string(batch::splitMix64(state) % 1'000'000'007u);
}

std::optional<std::int64_t> stepOf(const fs::path& folder) {
  const std::string name = folder.filename().string();
  if (!name.starts_with(kPrefix)) return std::nullopt;
  std::int64_t step = 0;
  const char* end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data() + kPrefix.size(), end, step);
  if (parsed.ec != std::errc() || parsed.ptr != end || step < 0) return std::nullopt;
  return step;
}

/// Plain files of a folder by name; no folders, no links.
Result<std::vector<fs::path>> filesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
    std::error_code ignored;
    if (it->symlink_status(ignored).type() == fs::file_type::regular) files.push_back(it->path());
  }
  if (code) return Error("file.unreadable", {{"reason", base::systemReason(code)}}, base::displayPath(folder));
  std::sort(files.begin(), files.end());
  return files;
}

/// Lists what was written and puts the manifest beside it, synced.
Result<std::uint64_t> writeManifest(base::FileOps& ops, const fs::path& folder, std::int64_t step) {
  TIMBRE_ASSIGN(const auto files, filesOf(folder));
  Json manifest = {{"format_version", kFormatVersion}, {"step", step}, {"files", Json::object()}};
  std::uint64_t total = 0;
  for (const fs::path& file : files) {
    TIMBRE_ASSIGN(const std::uint64_t bytes, base::fileSize(file));
    TIMBRE_ASSIGN(const std::string hash, base::hashFile(file));
    manifest["files"][file.filename().string()] = {{"size", bytes}, {"sha256", hash}};
    total += bytes;
  }
  const std::string text = base::dumpJson(manifest, 2) + "\n";
  TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, folder / "manifest.json"));
  TIMBRE_TRY(writer.write(text));
  TIMBRE_TRY(writer.finish());
  return total + text.size();
}

/// Temporary folders of checkpoints, and of our own files the temporary names that writeFileAtomic gives.
bool isLeftover(const std::string& name) {
  if (name.starts_with(kTemporary) || name == "dataset.jsonl.part") return true;
  for (const std::string_view file : {"recipe.json", "provenance.json", "running.json", "config.json"})
    if (name.starts_with(std::string(file) + ".tmp-")) return true;
  return false;
}

/// Out of sight first, so that a removal that is cut short never looks like a checkpoint.
Result<void> removeHidden(base::FileOps& ops, const fs::path& folder) {
  const fs::path hidden = folder.parent_path() / ("." + folder.filename().string() + ".old-" + uniqueSuffix());
  TIMBRE_TRY(ops.rename(folder, hidden));
  return ops.removeTree(hidden);
}

}  // namespace

Result<std::uint64_t> writeCheckpoint(base::FileOps& ops, const fs::path& runFolder, std::int64_t step,
                                      const std::function<Result<void>(const fs::path&)>& fill) {
  const fs::path target = runFolder / (std::string(kPrefix) + std::to_string(step));
  const fs::path temporary = runFolder / (std::string(kTemporary) + std::to_string(step) + ".tmp-" + uniqueSuffix());
  auto write = [&]() -> Result<std::uint64_t> {
    TIMBRE_TRY(ops.makeFolder(temporary));
    TIMBRE_TRY(fill(temporary));
    TIMBRE_ASSIGN(const std::uint64_t bytes, writeManifest(ops, temporary, step));
    TIMBRE_TRY(ops.syncFolder(temporary));
    std::error_code code;
    if (fs::exists(target, code)) TIMBRE_TRY(removeHidden(ops, target));
    TIMBRE_TRY(ops.rename(temporary, target));
    TIMBRE_TRY(ops.syncFolder(runFolder));
    return bytes;
  };
  auto written = write();
  if (!written.ok()) {
    std::error_code ignored;
    fs::remove_all(temporary, ignored);  // on a full disk the space is needed
  }
  return written;
}

std::vector<CheckpointInfo> listCheckpoints(const fs::path& runFolder) {
  std::vector<CheckpointInfo> found;
  std::error_code code;
  for (fs::directory_iterator it(runFolder, code), end; !code && it != end; it.increment(code)) {
    std::error_code ignored;
    if (it->symlink_status(ignored).type() != fs::file_type::directory) continue;
    if (const auto step = stepOf(it->path())) found.push_back({*step, it->path()});
  }
  std::sort(found.begin(), found.end(),
            [](const CheckpointInfo& a, const CheckpointInfo& b) { return a.step > b.step; });
  return found;
}

std::optional<CheckpointInfo> newestVerified(const fs::path& runFolder, std::vector<Error>* damaged) {
  for (const CheckpointInfo& checkpoint : listCheckpoints(runFolder)) {
    auto verified = jobs::verifyCheckpoint(checkpoint.folder);
    if (verified.ok()) return checkpoint;
    if (damaged) damaged->push_back(verified.error());
  }
  return std::nullopt;
}

Result<void> pruneCheckpoints(base::FileOps& ops, const fs::path& runFolder, int keep, std::int64_t best) {
  int kept = 0;
  for (const CheckpointInfo& checkpoint : listCheckpoints(runFolder)) {
    if (kept < keep) {
      ++kept;
      continue;
    }
    if (checkpoint.step != best) TIMBRE_TRY(removeHidden(ops, checkpoint.folder));
  }
  return {};
}

Result<void> removeLeftovers(base::FileOps& ops, const fs::path& runFolder) {
  std::vector<fs::path> leftovers;
  std::error_code code;
  for (fs::directory_iterator it(runFolder, code), end; !code && it != end; it.increment(code))
    if (isLeftover(it->path().filename().string())) leftovers.push_back(it->path());
  for (const fs::path& leftover : leftovers) TIMBRE_TRY(ops.removeTree(leftover));
  return {};
}

}  // namespace timbre::engine
