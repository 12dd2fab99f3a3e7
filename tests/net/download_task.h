// SPDX-License-Identifier: GPL-3.0-or-later
// One file, a server on this machine that gives it well or badly, and what is kept of it.
#pragma once

#include "core/base/hash.h"
#include "core/net/download.h"
#include "tests/net/local_server.h"
#include "tests/support/test_support.h"

namespace timbre::testing {

using net::DownloadOptions;
using net::DownloadReport;
using net::DownloadRequest;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

inline constexpr std::size_t kSize = 300'000;

inline std::string content() {
  std::string out(kSize, '\0');
  unsigned value = 7;
  for (char& c : out) c = static_cast<char>((value = value * 1103515245u + 12345u) >> 16);
  return out;
}

/// Gives the first `bytes` bytes and then what `then` does: false breaks the connection.
inline httplib::Server::Handler partly(std::size_t bytes, std::function<bool()> then) {
  return [=](const httplib::Request&, httplib::Response& response) {
    response.set_content_provider(kSize, "application/octet-stream",
                                  [=](std::size_t at, std::size_t, httplib::DataSink& sink) {
                                    if (at >= bytes) return then();
                                    const std::string body = content();
                                    const std::size_t piece = std::min<std::size_t>(bytes - at, 20'000);
                                    return sink.write(body.data() + at, piece);
                                  });
  };
}

inline httplib::Server::Handler whole(const std::string& body) {
  return [body](const httplib::Request&, httplib::Response& response) {
    response.set_content(body, "application/octet-stream");
  };
}

/// Fails like a full disk once `room` bytes are written.
class SmallDisk : public base::FileOps {
 public:
  explicit SmallDisk(std::size_t room) : m_room(room) {}
  base::Result<void> write(int descriptor, const void* data, std::size_t bytes, const fs::path& path) override {
    if (bytes > m_room)
      return base::Error("disk.full", {{"needed", std::to_string(bytes)}, {"free", "0"}}, base::displayPath(path));
    m_room -= bytes;
    return FileOps::write(descriptor, data, bytes, path);
  }

 private:
  std::size_t m_room;
};

/// One file to fetch from one server.
struct DownloadTask {
  TempFolder folder;
  base::FileOps disk;
  DownloadRequest request;
  DownloadOptions options;
  base::CancelSource source;

  DownloadTask(const LocalServer& server, const std::string& path) {
    request = {server.origin() + path, folder.path() / "cache" / "file.bin", base::sha256Hex(content()), kSize};
    options.limits = {2000ms, 400ms, 1500ms, 10'000ms};
    options.environment = [](const char*) { return std::string(); };
    options.trusted = server.certificate();
  }
  base::Result<DownloadReport> run() { return net::download(request, disk, options, source.token()); }
  QString failure() {
    const auto report = run();
    return report.ok() ? QString("no error") : QString::fromStdString(report.error().code);
  }
  bool there() const { return fs::exists(request.target) && testing::readFile(request.target) == content(); }
  /// Bytes kept for the next attempt; −1: no such file.
  std::int64_t kept() const {
    return fs::exists(net::partOf(request.target))
               ? static_cast<std::int64_t>(fs::file_size(net::partOf(request.target)))
               : -1;
  }
  void keep(const std::string& bytes) {
    fs::create_directories(request.target.parent_path());
    testing::writeFile(net::partOf(request.target), bytes);
  }
};

}  // namespace timbre::testing
