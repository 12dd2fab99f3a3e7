// SPDX-License-Identifier: GPL-3.0-or-later
// The published rank files that hosted services bill by (resources/tokenizers/rank_files.json): where such a file lies
// on this machine, and whether it is the published one. A file counts only when its SHA-256 is the pinned one; its name
// and place prove nothing. Other programs' caches are read, never written. Blocking (hashes files): worker threads
// only; pure otherwise.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

struct RankFile {
  std::string encoding;  ///< "o200k_base"
  std::string url;
  std::string sha256;  ///< lower-case hex
  std::uint64_t bytes = 0;
  /// Name under which tiktoken caches it: the SHA-1 of its address.
  std::string cacheName() const;
  /// "o200k_base.tiktoken"
  std::string fileName() const { return encoding + ".tiktoken"; }
  bool operator==(const RankFile&) const = default;
};

struct RankTable {
  std::string date;  ///< when addresses and hashes were looked up
  std::vector<RankFile> files;
  /// By the full name or the price table's short one ("o200k"); nullptr: not in the table.
  const RankFile* find(std::string_view encoding) const;
};

/// Errors: tokenizer.table_invalid (reason) and those of base.
base::Result<RankTable> parseRankTable(std::string_view json, std::string_view path = {});
base::Result<RankTable> loadRankTable(const std::filesystem::path& path);

/// Where to look, in this order. Empty paths are left out.
struct RankPlaces {
  std::filesystem::path chosen;               ///< a rank file, or a folder of them
  std::filesystem::path own;                  ///< the folder that Timbre downloads into
  std::vector<std::filesystem::path> caches;  ///< tiktoken's
};
/// TIKTOKEN_CACHE_DIR and DATA_GYM_CACHE_DIR as far as they are set, then data-gym-cache in the system's temporary
/// folder.
std::vector<std::filesystem::path> tiktokenCaches();

enum class RankState { Missing, Different, Unreadable, Verified };  ///< Different: another size or SHA-256
struct RankCandidate {
  std::filesystem::path path;
  RankState state = RankState::Missing;
};
struct RankSearch {
  std::optional<std::filesystem::path> found;  ///< the first that is verified
  std::vector<RankCandidate> looked;           ///< in order, up to and with the found one
};
/// Stops early, with nothing found, when cancelled.
RankSearch findRankFile(const RankFile& file, const RankPlaces& places, const base::CancelToken& cancel = {});

/// Reads the file and holds what was read to the pinned hash. Errors: tokenizer.rank_other ({encoding}),
/// tokenizer.invalid and those of base.
base::Result<std::shared_ptr<const Tokenizer>> loadRankFile(const RankFile& file, const std::filesystem::path& path);

}  // namespace timbre::text
