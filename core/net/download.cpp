// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/download.h"

#include "core/base/hash.h"
#include "core/net/redirects.h"

#include <chrono>

namespace timbre::net {

namespace fs = std::filesystem;
using base::Error;
using base::Result;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kProgressEvery = std::chrono::milliseconds(50);

Result<bool> isPublished(const DownloadRequest& request, const fs::path& path) {
  if (!request.sha256.empty()) {
    TIMBRE_ASSIGN(const std::string hash, base::hashFile(path));
    return hash == request.sha256;
  }
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(path));
  const std::string head = "blob " + std::to_string(bytes.size()) + std::string(1, '\0');
  return base::sha1Hex(head + bytes) == request.gitSha1;
}

class Download {
 public:
  Download(const DownloadRequest& request, base::FileOps& ops, const DownloadOptions& options,
           const base::CancelToken& cancel, base::FileWriter part, std::uint64_t done)
      : m_request(request), m_ops(ops), m_options(options), m_cancel(cancel), m_part(std::move(part)), m_done(done) {
    m_report.resumedAt = done;
  }

  Result<DownloadReport> fetch() {
    if (m_done > m_request.bytes) TIMBRE_TRY(startOver());
    if (m_done < m_request.bytes) {
      TIMBRE_TRY(followRedirects(m_request.url, m_request.token, m_options.redirects,
                                 [this](const auto& address, const auto& token) { return ask(address, token); }));
      if (m_done < m_request.bytes) return broken();
    }
    tell(true);
    TIMBRE_TRY(m_part.sync());
    TIMBRE_ASSIGN(const bool published, isPublished(m_request, partOf(m_request.target)));
    if (published) {
      TIMBRE_TRY(m_ops.rename(partOf(m_request.target), m_request.target));
      TIMBRE_TRY(m_ops.syncFolder(m_request.target.parent_path()));
      return m_report;
    }
    const bool resumed = m_report.resumedAt > 0;
    TIMBRE_TRY(startOver());
    // The beginning was from another time: the file deserves one attempt in one piece.
    if (resumed) return fetch();
    TIMBRE_TRY(m_ops.removeFile(partOf(m_request.target)));
    return Error("net.other_file", {{"host", m_host}});
  }

 private:
  Error broken() const {
    return Error("net.broken",
                 {{"host", m_host}, {"done", std::to_string(m_done)}, {"size", std::to_string(m_request.bytes)}});
  }
  Error otherSize(std::uint64_t offered) const {
    return Error("net.other_size",
                 {{"host", m_host}, {"offered", std::to_string(offered)}, {"size", std::to_string(m_request.bytes)}});
  }

  Result<void> startOver() {
    TIMBRE_TRY(m_part.truncate(0));
    m_done = 0;
    m_report.resumedAt = 0;
    return {};
  }

  /// One request. Gives where to go next, or nothing.
  Result<std::string> ask(const Address& address, const std::string& token) {
    m_host = address.host;
    m_location.clear();
    m_failure = {};
    Exchange exchange;
    exchange.address = address;
    if (m_done > 0) exchange.from = m_done;
    TIMBRE_ASSIGN(exchange.proxy, proxyFor(address, m_options.environment));
    exchange.token = token;
    exchange.trusted = m_options.trusted;
    exchange.limits = m_options.limits;
    exchange.lookup = m_options.lookup;
    exchange.head = [this](const ResponseHead& head) {
      m_failure = takeHead(head);
      return m_failure.ok() && m_location.empty() && !m_again;
    };
    exchange.body = [this](std::string_view bytes) {
      m_failure = takeBody(bytes);
      return m_failure.ok() && m_done < m_request.bytes;
    };
    m_again = false;
    auto ran = run(exchange, m_cancel);
    if (!m_failure.ok()) return m_failure.error();
    if (ran.ok() && m_again) return ask(address, token);  // without Range now: m_done is 0
    if (!ran.ok() && ran.error().code == "net.broken") return broken();
    TIMBRE_TRY(ran);
    return m_location;
  }

  Result<void> takeHead(const ResponseHead& head) {
    if (head.status >= 300 && head.status < 400 && head.status != 304 && !head.location.empty()) {
      m_location = head.location;
      return {};
    }
    // The server cannot or will not go on where we stopped.
    const bool other = head.status == 206 && head.range != "bytes " + std::to_string(m_done) + "-" +
                                                               std::to_string(m_request.bytes - 1) + "/" +
                                                               std::to_string(m_request.bytes);
    if (m_done > 0 && (head.status == 416 || other)) {
      m_again = true;
      return startOver();
    }
    if (m_done > 0 && head.status == 200) TIMBRE_TRY(startOver());
    if (head.status != 200 && (head.status != 206 || m_done == 0))
      return statusError(m_host, head.status);
    if (head.length && *head.length != m_request.bytes - m_done) return otherSize(m_done + *head.length);
    return {};
  }

  Result<void> takeBody(std::string_view bytes) {
    // What comes beyond the published size is not looked at; whether this is the file is for the hash to say.
    bytes = bytes.substr(0, m_request.bytes - m_done);
    TIMBRE_TRY(m_part.write(bytes));
    m_done += bytes.size();
    m_report.received += bytes.size();
    tell(false);
    return {};
  }

  void tell(bool force) {
    const auto now = Clock::now();
    if (!m_options.progress || (!force && now - m_told < kProgressEvery)) return;
    m_told = now;
    m_options.progress(m_done, m_request.bytes);
  }

  const DownloadRequest& m_request;
  base::FileOps& m_ops;
  const DownloadOptions& m_options;
  const base::CancelToken& m_cancel;
  base::FileWriter m_part;
  std::uint64_t m_done;
  std::string m_host, m_location;
  bool m_again = false;
  Result<void> m_failure;
  DownloadReport m_report;
  Clock::time_point m_told{};
};

Result<void> checkSpace(const DownloadRequest& request, const DownloadOptions& options, std::uint64_t done) {
  const std::uint64_t needed = request.bytes > done ? request.bytes - done : 0;
  TIMBRE_ASSIGN(const std::uint64_t available, options.freeBytes(request.target.parent_path()));
  const std::uint64_t wanted = needed + options.reserve + kSpareBytes;
  if (available >= wanted) return {};
  return Error("disk.full", {{"needed", std::to_string(wanted)}, {"free", std::to_string(available)}},
               base::displayPath(request.target));
}

bool isThere(const DownloadRequest& request) {
  const auto size = base::fileSize(request.target);
  if (!size.ok() || *size != request.bytes) return false;
  const auto published = isPublished(request, request.target);
  return published.ok() && *published;
}

}  // namespace

fs::path partOf(const fs::path& target) {
  fs::path part = target;
  part += ".part";
  return part;
}

Result<DownloadReport> download(const DownloadRequest& request, base::FileOps& ops, const DownloadOptions& options,
                                const base::CancelToken& cancel) {
  if (cancel.cancelled()) return Error("cancelled");
  if (isThere(request)) return DownloadReport{};
  TIMBRE_TRY(ops.makeFolder(request.target.parent_path()));
  TIMBRE_ASSIGN(auto part, base::FileWriter::append(ops, partOf(request.target)));
  TIMBRE_ASSIGN(const bool locked, part.lock());
  if (!locked) return Error("net.busy", {}, base::displayPath(request.target));
  TIMBRE_ASSIGN(const std::uint64_t done, base::fileSize(partOf(request.target)));
  TIMBRE_TRY(checkSpace(request, options, done));
  Download work(request, ops, options, cancel, std::move(part), done);
  auto report = work.fetch();
  if (const auto left = base::fileSize(partOf(request.target)); !report.ok() && left.ok() && *left == 0)
    (void)ops.removeFile(partOf(request.target));
  return report;
}

}  // namespace timbre::net
