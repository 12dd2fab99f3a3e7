// SPDX-License-Identifier: GPL-3.0-or-later
// A rank file small enough to write in a test, its table, and a fetch that does what the test says instead of the
// network.
#pragma once

#include "core/base/hash.h"
#include "tests/support/test_support.h"
#include "ui/bridge/hosted_tokens.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace timbre::ui::testing {

/// The 256 bytes as tokens.
inline std::string tinyRanks() {
  static const char* const kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (int b = 0; b < 256; ++b) {
    out += kDigits[b >> 2];
    out += kDigits[(b & 3) << 4];
    out += "== " + std::to_string(b) + "\n";
  }
  return out;
}

struct HostedStage {
  timbre::testing::TempFolder folder;
  std::filesystem::path table = folder.path() / "rank_files.json";
  std::filesystem::path own = folder.path() / "own";
  std::mutex mutex;
  std::vector<net::DownloadRequest> fetches;
  std::atomic<bool> hold{false};  ///< the fetch stands at a third until this ends or it is cancelled
  std::optional<base::Error> failure;
  std::unique_ptr<HostedTokens> hosted;

  HostedStage() {
    ::setenv("TIKTOKEN_CACHE_DIR", (folder.path() / "none").c_str(), 1);
    const auto entry = [](const std::string& name) {
      return R"({"encoding": ")" + name + R"(", "bytes": )" + std::to_string(tinyRanks().size()) + R"(, "sha256": ")" +
             base::sha256Hex(tinyRanks()) + R"(", "url": "https://files.example.com/encodings/)" + name +
             R"(.tiktoken"})";
    };
    timbre::testing::writeFile(table, R"({"format_version": 1, "date": "2026-01-01", "files": [)" +
                                          entry("cl100k_base") + "," + entry("gpt2") + "]}");
    hosted = std::make_unique<HostedTokens>(table, own,
                                            [this](const auto& request, const auto& progress, const auto& cancel) {
                                              return fetch(request, progress, cancel);
                                            });
  }

  base::Result<void> fetch(const net::DownloadRequest& request, const HostedTokens::Progress& progress,
                           const base::CancelToken& cancel) {
    {
      std::lock_guard lock(mutex);
      fetches.push_back(request);
    }
    progress(request.bytes / 3, request.bytes);
    while (hold && !cancel.cancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    if (cancel.cancelled()) return base::Error("cancelled");
    if (failure) return *failure;
    std::filesystem::create_directories(request.target.parent_path());
    timbre::testing::writeFile(request.target, tinyRanks());
    return {};
  }
  int fetched() {
    std::lock_guard lock(mutex);
    return int(fetches.size());
  }
  HostedPhase phase() const { return hosted->state().phase; }
};

}  // namespace timbre::ui::testing
