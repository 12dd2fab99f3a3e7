// SPDX-License-Identifier: GPL-3.0-or-later
// A published file comes whole and verified, or not at all: against a server on this machine that does everything wrong
// that a server can do.
#include "core/net/download.h"
#include "core/base/hash.h"
#include "tests/net/local_server.h"
#include "tests/support/test_support.h"

#include <mutex>

using namespace timbre;
using namespace timbre::net;
using testing::LocalServer;
using testing::TempFolder;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kSize = 300'000;

std::string content() {
  std::string out(kSize, '\0');
  unsigned value = 7;
  for (char& c : out) c = static_cast<char>((value = value * 1103515245u + 12345u) >> 16);
  return out;
}

/// Gives the first `bytes` bytes and then what `then` does: false breaks the connection.
httplib::Server::Handler partly(std::size_t bytes, std::function<bool()> then) {
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

httplib::Server::Handler whole(const std::string& body) {
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
struct Task {
  TempFolder folder;
  base::FileOps disk;
  DownloadRequest request;
  DownloadOptions options;
  base::CancelSource source;

  Task(const LocalServer& server, const std::string& path) {
    request = {server.origin() + path, folder.path() / "cache" / "file.bin", base::sha256Hex(content()), kSize};
    options.limits = {2000ms, 400ms, 1500ms, 10'000ms};
    options.environment = [](const char*) { return std::string(); };
    options.trusted = server.certificate();
  }
  base::Result<DownloadReport> run() { return download(request, disk, options, source.token()); }
  QString failure() {
    const auto report = run();
    return report.ok() ? QString("no error") : QString::fromStdString(report.error().code);
  }
  bool there() const { return fs::exists(request.target) && testing::readFile(request.target) == content(); }
  /// Bytes kept for the next attempt; −1: no such file.
  std::int64_t kept() const {
    return fs::exists(partOf(request.target)) ? static_cast<std::int64_t>(fs::file_size(partOf(request.target))) : -1;
  }
  void keep(const std::string& bytes) {
    fs::create_directories(request.target.parent_path());
    testing::writeFile(partOf(request.target), bytes);
  }
};

}  // namespace

class DownloadTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void fetchesVerifiesAndTells() {
    LocalServer server;
    server.routes().Get("/f", whole(content()));
    server.start();
    Task task(server, "/f");
    std::vector<std::uint64_t> told;
    task.options.progress = [&](std::uint64_t done, std::uint64_t total) {
      QCOMPARE(total, std::uint64_t(kSize));
      told.push_back(done);
    };
    const auto report = task.run();
    TIMBRE_OK(report);
    QCOMPARE(report->received, std::uint64_t(kSize));
    QVERIFY(task.there());
    QCOMPARE(task.kept(), std::int64_t(-1));
    QVERIFY(!told.empty() && std::is_sorted(told.begin(), told.end()));
    QCOMPARE(told.back(), std::uint64_t(kSize));
    // What is there is not asked for again.
    const auto again = task.run();
    TIMBRE_OK(again);
    QCOMPARE(again->received, std::uint64_t(0));
    QCOMPARE(server.requests(), 1);
  }

  void goesOnWhereItBroke() {
    LocalServer server;
    std::mutex mutex;
    std::vector<std::string> ranges;
    server.routes().Get("/broken", partly(100'000, [] { return false; }));
    server.routes().Get("/f", [&](const httplib::Request& request, httplib::Response& response) {
      std::lock_guard lock(mutex);
      ranges.push_back(request.get_header_value("Range"));
      response.set_content(content(), "application/octet-stream");
    });
    server.start();
    Task task(server, "/broken");
    const auto broken = task.run();
    QVERIFY(!broken.ok());
    QCOMPARE(broken.error().code, std::string("net.broken"));
    QCOMPARE(broken.error().args.at("done"), std::string("100000"));
    QVERIFY(!fs::exists(task.request.target));
    QCOMPARE(task.kept(), std::int64_t(100'000));
    task.request.url = server.origin() + "/f";
    const auto report = task.run();
    TIMBRE_OK(report);
    QCOMPARE(report->resumedAt, std::uint64_t(100'000));
    QCOMPARE(report->received, std::uint64_t(200'000));
    QVERIFY(task.there());
    QCOMPARE(ranges, std::vector<std::string>{"bytes=100000-"});
  }

  void aServerThatCannotGoOnStartsOver() {
    LocalServer server;
    // No answer to Range but the whole: a handler that writes the body itself.
    server.routes().Get("/norange", [](const httplib::Request& request, httplib::Response& response) {
      const_cast<httplib::Request&>(request).ranges.clear();
      response.set_content(content(), "application/octet-stream");
    });
    server.routes().Get("/416", [](const httplib::Request& request, httplib::Response& response) {
      const_cast<httplib::Request&>(request).ranges.clear();
      if (request.has_header("Range"))
        response.status = 416;
      else
        response.set_content(content(), "application/octet-stream");
    });
    server.routes().Get("/elsewhere", [](const httplib::Request& request, httplib::Response& response) {
      const_cast<httplib::Request&>(request).ranges.clear();
      if (!request.has_header("Range")) return response.set_content(content(), "application/octet-stream");
      response.status = 206;
      response.set_header("Content-Range", "bytes 5-299999/300000");
      response.set_content(content().substr(5), "application/octet-stream");
    });
    server.start();
    for (const char* path : {"/norange", "/416", "/elsewhere"}) {
      Task task(server, path);
      task.keep(content().substr(0, 50'000));
      const auto report = task.run();
      QVERIFY2(report.ok(), path);
      QVERIFY2(task.there(), path);
      QCOMPARE(report->resumedAt, std::uint64_t(0));
    }
  }

  void aWrongBeginningIsFetchedOnceMore() {
    LocalServer server;
    server.routes().Get("/f", whole(content()));
    server.start();
    Task task(server, "/f");
    task.keep(std::string(50'000, 'x'));
    TIMBRE_OK(task.run());
    QVERIFY(task.there());
    QCOMPARE(server.requests(), 2);
    // A part that is already whole needs no network; one that is too long is no part.
    Task ready(server, "/f");
    ready.keep(content());
    TIMBRE_OK(ready.run());
    QCOMPARE(server.requests(), 2);
    Task longer(server, "/f");
    longer.keep(content() + "x");
    TIMBRE_OK(longer.run());
    QVERIFY(longer.there());
  }

  void anotherFileIsRefused_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("code");
    QTest::newRow("other bytes") << "/bytes"
                                 << "net.other_file";
    QTest::newRow("too long by its headers") << "/long"
                                             << "net.other_size";
    QTest::newRow("too short by its headers") << "/short"
                                              << "net.other_size";
    QTest::newRow("endless, not announced") << "/chunks"
                                            << "net.other_file";
    QTest::newRow("too short, not announced") << "/fewchunks"
                                              << "net.broken";
    QTest::newRow("not found") << "/none"
                               << "net.status";
    QTest::newRow("broken inside") << "/500"
                                   << "net.status";
    QTest::newRow("empty answer") << "/204"
                                  << "net.status";
    QTest::newRow("unasked part") << "/206"
                                  << "net.status";
  }
  void anotherFileIsRefused() {
    QFETCH(QString, path);
    QFETCH(QString, code);
    LocalServer server;
    std::string other = content();
    other[1234] ^= 1;
    server.routes().Get("/bytes", whole(other));
    server.routes().Get("/long", whole(content() + "x"));
    server.routes().Get("/short", whole("<html>Please log in</html>"));
    const auto chunks = [](std::size_t total) {
      return [total](const httplib::Request&, httplib::Response& response) {
        response.set_chunked_content_provider(
            "application/octet-stream", [total](std::size_t at, httplib::DataSink& sink) {
              if (at >= total)
                sink.done();
              else
                sink.write(content().data(), std::min<std::size_t>(10'000, total - at));
              return true;
            });
      };
    };
    server.routes().Get("/chunks", chunks(1'000'000'000));
    server.routes().Get("/fewchunks", chunks(20'000));
    server.routes().Get("/500", [](const httplib::Request&, httplib::Response& response) { response.status = 500; });
    server.routes().Get("/204", [](const httplib::Request&, httplib::Response& response) { response.status = 204; });
    server.routes().Get("/206", [](const httplib::Request&, httplib::Response& response) {
      response.status = 206;
      response.set_content(content(), "application/octet-stream");
    });
    server.start();
    Task task(server, path.toStdString());
    QCOMPARE(task.failure(), code);
    QVERIFY(!fs::exists(task.request.target));
    QCOMPARE(task.kept(), std::int64_t(path == "/fewchunks" ? 20'000 : -1));
  }

  void redirects() {
    LocalServer server;
    const auto to = [](const std::string& where) {
      return [where](const httplib::Request&, httplib::Response& response) { response.set_redirect(where); };
    };
    server.routes().Get("/f", whole(content()));
    server.routes().Get("/a/1", to("2"));
    server.routes().Get("/a/2", to("/f"));
    server.routes().Get("/loop", to("/loop"));
    server.routes().Get("/outside", to("http://files.example.com/f"));
    server.routes().Get("/script", to("javascript://x"));
    server.routes().Get("/nowhere",
                        [](const httplib::Request&, httplib::Response& response) { response.status = 302; });
    server.start();
    Task task(server, "/a/1");
    TIMBRE_OK(task.run());
    QVERIFY(task.there());
    Task loop(server, "/loop");
    const int before = server.requests();
    QCOMPARE(loop.failure(), QString("net.redirects"));
    QCOMPARE(server.requests() - before, 6);
    QCOMPARE(Task(server, "/outside").failure(), QString("net.redirect_insecure"));
    QCOMPARE(Task(server, "/script").failure(), QString("net.address"));
    QCOMPARE(Task(server, "/nowhere").failure(), QString("net.status"));
  }

  void encryptionIsAskedForAndChecked() {
    TempFolder folder;
    LocalServer server(folder.path()), plain;
    plain.routes().Get("/f", whole(content()));
    plain.start();
    server.routes().Get("/f", whole(content()));
    server.routes().Get("/down", [&](const httplib::Request&, httplib::Response& response) {
      response.set_redirect(plain.origin() + "/f");
    });
    server.start();
    Task task(server, "/f");
    TIMBRE_OK(task.run());
    QVERIFY(task.there());
    // Not even to this machine, once it was https.
    QCOMPARE(Task(server, "/down").failure(), QString("net.redirect_insecure"));
    QCOMPARE(plain.requests(), 0);
    Task stranger(server, "/f");
    stranger.options.trusted.clear();
    QCOMPARE(stranger.failure(), QString("net.tls"));
    Task otherName(server, "/f");
    otherName.request.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/f";
    QCOMPARE(otherName.failure(), QString("net.tls"));
    Task open(server, "/f");
    open.request.url = "http://files.example.com/f";
    QCOMPARE(open.failure(), QString("net.insecure"));
    QCOMPARE(server.requests(), 2);
  }

  void whoDoesNotAnswerIsLeft() {
    LocalServer server;
    server.routes().Get("/stall", partly(60'000, [&server] {
                          server.wait(8000);
                          return false;
                        }));
    server.routes().Get("/mute", [&server](const httplib::Request&, httplib::Response&) { server.wait(8000); });
    server.start();
    QElapsedTimer clock;
    clock.start();
    Task stalled(server, "/stall");
    QCOMPARE(stalled.failure(), QString("net.timeout"));
    QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(stalled.kept(), std::int64_t(60'000));
    clock.restart();
    Task mute(server, "/mute");
    QCOMPARE(mute.failure(), QString("net.timeout"));
    QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(mute.kept(), std::int64_t(-1));
  }

  void aDripIsNotWaitedForForEver() {
    LocalServer server;
    server.routes().Get("/drip", [&server](const httplib::Request&, httplib::Response& response) {
      response.set_content_provider(kSize, "application/octet-stream",
                                    [&server](std::size_t at, std::size_t, httplib::DataSink& sink) {
                                      server.wait(50);
                                      return !server.stopping() && sink.write(content().data() + at, 1);
                                    });
    });
    server.start();
    Task task(server, "/drip");
    task.options.limits.total = 700ms;
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(task.failure(), QString("net.timeout"));
    QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(task.kept() > 0);
  }

  void nobodyThere() {
    int port = 0;
    {
      LocalServer server;
      server.start();
      port = server.port();
    }
    LocalServer other;
    Task task(other, "/f");
    task.request.url = "http://127.0.0.1:" + std::to_string(port) + "/f";
    QCOMPARE(task.failure(), QString("net.unreachable"));
    QCOMPARE(task.kept(), std::int64_t(-1));
  }

  void cancelEndsItAndKeepsWhatCame() {
    LocalServer server;
    server.routes().Get("/stall", partly(60'000, [&server] {
                          server.wait(8000);
                          return false;
                        }));
    server.routes().Get("/mute", [&server](const httplib::Request&, httplib::Response&) { server.wait(8000); });
    server.start();
    for (const char* path : {"/stall", "/mute"}) {
      Task task(server, path);
      task.options.limits = {};
      QElapsedTimer clock;
      std::thread canceller([&] {
        std::this_thread::sleep_for(200ms);
        clock.start();
        task.source.cancel();
      });
      const QString code = task.failure();
      canceller.join();
      QCOMPARE(code, QString("cancelled"));
      QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed())));
      QCOMPARE(task.kept(), std::int64_t(std::string(path) == "/stall" ? 60'000 : -1));
    }
    Task never(server, "/stall");
    const int before = server.requests();
    never.source.cancel();
    QCOMPARE(never.failure(), QString("cancelled"));
    QCOMPARE(server.requests(), before);
  }

  void cancelIsHeardWhileItConnects() {
    testing::DeafPort port;
    for (const bool proxied : {false, true}) {
      LocalServer unused;
      Task task(unused, "/f");
      task.options.limits = {};
      const std::string origin = "127.0.0.1:" + std::to_string(port.port());
      task.request.url = proxied ? "https://files.example.com/f" : "http://" + origin + "/f";
      if (proxied)
        task.options.environment = [origin](const char* name) {
          return std::string(name) == "https_proxy" ? "http://" + origin : std::string();
        };
      QElapsedTimer clock;
      std::thread canceller([&] {
        std::this_thread::sleep_for(150ms);
        clock.start();
        task.source.cancel();
      });
      const QString code = task.failure();
      const qint64 waited = clock.isValid() ? clock.elapsed() : -1;
      canceller.join();
      QCOMPARE(code, QString("cancelled"));
      QVERIFY2(waited >= 0 && waited < 100, qPrintable(QString::number(waited)));
    }
  }

  void cancelIsHeardWhileANameIsLookedUp() {
    LocalServer unused;
    Task task(unused, "/f");
    task.options.limits = {};
    task.request.url = "https://files.example.com/f";
    std::mutex gate;
    gate.lock();
    // Owned by the lookup alone: it goes when the thread that was left behind goes.
    auto owned = std::make_shared<int>(0);
    const std::weak_ptr<int> watched = owned;
    task.options.lookup = [&gate, owned](const std::string&) {
      std::lock_guard wait(gate);
      return std::vector<std::string>{"127.0.0.1"};
    };
    owned.reset();
    QElapsedTimer clock;
    std::thread canceller([&] {
      std::this_thread::sleep_for(150ms);
      clock.start();
      task.source.cancel();
    });
    const QString code = task.failure();
    const qint64 waited = clock.isValid() ? clock.elapsed() : -1;
    canceller.join();
    task.options.lookup = systemLookup;
    QCOMPARE(code, QString("cancelled"));
    QVERIFY2(waited >= 0 && waited < 100, qPrintable(QString::number(waited)));
    QVERIFY(!watched.expired());
    gate.unlock();
    QTRY_VERIFY_WITH_TIMEOUT(watched.expired(), 2000);
  }

  void everyAddressOfAHostIsTried() {
    LocalServer server;
    server.routes().Get("/f", whole(content()));
    server.start();
    Task task(server, "/f");
    task.request.url = "http://localhost:" + std::to_string(server.port()) + "/f";
    task.options.lookup = [](const std::string&) { return std::vector<std::string>{"127.0.0.9", "127.0.0.1"}; };
    QCOMPARE(task.failure(), QString("no error"));
    QVERIFY(task.there());
    Task nowhere(server, "/f");
    nowhere.request.url = task.request.url;
    nowhere.options.lookup = [](const std::string&) { return std::vector<std::string>(); };
    QCOMPARE(nowhere.failure(), QString("net.unreachable"));
  }

  void aFullDiskIsSaid() {
    LocalServer server;
    server.routes().Get("/f", whole(content()));
    server.start();
    Task task(server, "/f");
    SmallDisk small(90'000);
    auto report = download(task.request, small, task.options);
    QVERIFY(!report.ok());
    QCOMPARE(report.error().code, std::string("disk.full"));
    QVERIFY(!fs::exists(task.request.target));
    QVERIFY(task.kept() > 0 && task.kept() <= 90'000);
    // Known beforehand: nothing is asked for.
    const int before = server.requests();
    task.options.freeBytes = [](const fs::path&) -> base::Result<std::uint64_t> { return 1000; };
    QCOMPARE(task.failure(), QString("disk.full"));
    QCOMPARE(server.requests(), before);
    task.options.freeBytes = base::freeBytes;
    TIMBRE_OK(task.run());
    QVERIFY(task.there());
  }

  void twoWindowsDoNotWriteOneFile() {
    LocalServer server;
    server.routes().Get("/f", whole(content()));
    server.start();
    Task task(server, "/f");
    task.keep("");
    {
      auto other = base::FileWriter::append(task.disk, partOf(task.request.target));
      TIMBRE_OK(other);
      QVERIFY(*other->lock());
      QCOMPARE(task.failure(), QString("net.busy"));
    }
    TIMBRE_OK(task.run());
    QVERIFY(task.there());
  }

  void theProxyIsUsed() {
    LocalServer proxy;
    std::mutex mutex;
    std::vector<std::string> asked;
    proxy.routes().Get(".*", [&](const httplib::Request& request, httplib::Response& response) {
      std::lock_guard lock(mutex);
      asked.push_back(request.path + " " + request.get_header_value("Proxy-Authorization"));
      response.set_content(content(), "application/octet-stream");
    });
    proxy.start();
    Task task(proxy, "");
    task.request.url = "http://localhost:1/f";
    const std::string address = "http://me:word@127.0.0.1:" + std::to_string(proxy.port());
    task.options.environment = [address](const char* name) {
      return std::string(name) == "http_proxy" ? address : std::string();
    };
    TIMBRE_OK(task.run());
    QVERIFY(task.there());
    QCOMPARE(asked, std::vector<std::string>{"http://localhost:1/f Basic bWU6d29yZA=="});
    // A proxy that cannot be used is not gone around.
    Task strange(proxy, "");
    strange.request.url = "http://localhost:1/f";
    strange.options.environment = [](const char* name) {
      return std::string(name) == "all_proxy" ? std::string("socks5://127.0.0.1:1") : std::string();
    };
    QCOMPARE(strange.failure(), QString("net.proxy"));
    // https asks it for a tunnel, which this one refuses.
    Task tunnel(proxy, "");
    tunnel.request.url = "https://localhost:1/f";
    tunnel.options.environment = [address](const char* name) {
      return std::string(name) == "https_proxy" ? address : std::string();
    };
    QCOMPARE(tunnel.failure(), QString("net.unreachable"));
    QVERIFY(!fs::exists(tunnel.request.target));
  }

  void httpsGoesThroughTheProxysTunnel() {
    TempFolder folder;
    LocalServer server(folder.path());
    server.routes().Get("/f", whole(content()));
    server.start();
    testing::TunnelProxy proxy(server.port());
    Task task(server, "/f");
    const std::string address = "http://me:word@127.0.0.1:" + std::to_string(proxy.port());
    task.options.environment = [address](const char* name) { return std::string(name) == "https_proxy" ? address : std::string(); };
    QCOMPARE(task.failure(), QString("no error"));
    QVERIFY(task.there());
    QVERIFY2(proxy.asked().starts_with("CONNECT localhost:" + std::to_string(server.port())), proxy.asked().c_str());
    QVERIFY2(proxy.asked().find("Basic bWU6d29yZA==") != std::string::npos, proxy.asked().c_str());
    QVERIFY(proxy.asked().find("/f") == std::string::npos);  // the proxy does not see what is asked for
  }
};

QTEST_GUILESS_MAIN(DownloadTest)
#include "download_test.moc"
