// SPDX-License-Identifier: GPL-3.0-or-later
// Fetches one published file whose size and SHA-256 are known beforehand. The bytes go to `<target>.part`; they are
// hashed on disk, and only the right ones are renamed to the target. What was received stays after a cancel or a broken
// connection, and the next call goes on from there; what turns out to be another file is deleted. https only, redirects
// included (this machine's own loopback aside); at most `redirects` of them. The proxy is the environment's.
//
// Nothing calls this without a person's yes to the address, the size and the folder: see the room's README.
//
// Blocking: worker threads only. A call that is cancelled ends within 100 ms, whatever it waits for.
#pragma once

#include "core/base/cancel.h"
#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/net/exchange.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace timbre::net {

/// Kept free beside a file, so that a disk does not end up with nothing for anybody else.
inline constexpr std::uint64_t kSpareBytes = 16u << 20;

struct DownloadRequest {
  std::string url;
  std::filesystem::path target;
  std::string sha256;       ///< lower-case hex
  std::uint64_t bytes = 0;  ///< exactly
  std::string gitSha1{};    ///< where no SHA-256 is published: of git's blob, which is "blob <size>", NUL and the bytes
  std::string token{};      ///< for the host of `url` alone; may be empty. Never logged.
};

struct DownloadOptions {
  ExchangeLimits limits;
  int redirects = 5;
  std::uint64_t reserve = 0;  ///< bytes that must stay free beside the file, for what comes after it
  std::filesystem::path trusted;  ///< see Exchange
  Environment environment = processEnvironment;
  Lookup lookup = systemLookup;
  /// On the calling thread, at most 20 times a second and at the end.
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
  std::function<base::Result<std::uint64_t>(const std::filesystem::path& folder)> freeBytes = base::freeBytes;
};

struct DownloadReport {
  std::uint64_t received = 0;   ///< bytes that came over the network in this call; 0: the file was there already
  std::uint64_t resumedAt = 0;  ///< bytes that an earlier call had left
};

/// Errors: cancelled, net.* (core/base/messages/net.inc), disk.full, file.unwritable.
base::Result<DownloadReport> download(const DownloadRequest& request, base::FileOps& ops,
                                      const DownloadOptions& options = {}, const base::CancelToken& cancel = {});
/// Where `download` keeps what it has of `target`.
std::filesystem::path partOf(const std::filesystem::path& target);

}  // namespace timbre::net
