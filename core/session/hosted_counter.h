// SPDX-License-Identifier: GPL-3.0-or-later
// From a published rank file on this machine to the counter that DatasetService::setHostedCounter takes. Blocking
// (reads and hashes megabytes): worker threads only.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/data/statistics.h"
#include "core/text/rank_files.h"

#include <filesystem>
#include <optional>
#include <string>

namespace timbre::session {

struct HostedCounter {
  std::string encoding;        ///< "o200k_base"
  std::filesystem::path path;  ///< the verified file it counts with
  data::TokenCounter counter;
};

/// Special tokens in a text are ordinary characters, as the service's own script counts them. Errors: those of
/// loadRankFile.
base::Result<HostedCounter> loadHostedCounter(const text::RankFile& file, const std::filesystem::path& path);

/// What is known about one encoding on this machine.
struct HostedLookup {
  text::RankFile file;
  text::RankSearch search;
  std::optional<HostedCounter> counter;  ///< set when a verified file was found and read
};

/// Finds and reads. Errors: tokenizer.unsupported (`table` has no such encoding), cancelled, and those of loadRankFile.
base::Result<HostedLookup> lookUpHosted(const text::RankTable& table, const std::string& encoding,
                                        const text::RankPlaces& places, const base::CancelToken& cancel = {});

}  // namespace timbre::session
