// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/hosted_counter.h"

namespace timbre::session {

base::Result<HostedCounter> loadHostedCounter(const text::RankFile& file, const std::filesystem::path& path) {
  TIMBRE_ASSIGN(auto tokenizer, text::loadRankFile(file, path));
  return HostedCounter{file.encoding, path, [tokenizer](std::string_view text) -> std::int64_t {
                         const auto encoded = tokenizer->encode(text, {.addSpecial = false});
                         return encoded.ok() ? static_cast<std::int64_t>(encoded->ids.size()) : -1;
                       }};
}

base::Result<HostedLookup> lookUpHosted(const text::RankTable& table, const std::string& encoding,
                                        const text::RankPlaces& places, const base::CancelToken& cancel) {
  const text::RankFile* file = table.find(encoding);
  if (!file) return base::Error("tokenizer.unsupported", {{"what", "encoding " + encoding}}, encoding);
  HostedLookup out{*file, text::findRankFile(*file, places, cancel), {}};
  if (cancel.cancelled()) return base::Error("cancelled");
  if (out.search.found) {
    TIMBRE_ASSIGN(out.counter, loadHostedCounter(*file, *out.search.found));
  }
  return out;
}

}  // namespace timbre::session
