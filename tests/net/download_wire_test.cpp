// SPDX-License-Identifier: GPL-3.0-or-later
// What happens between two machines: certificates, silence, cancelling at every stage, several addresses, proxies.
#include "tests/net/download_task.h"

#include <mutex>

using namespace timbre;
using namespace timbre::net;
using namespace timbre::testing;
using Task = DownloadTask;

namespace {

struct Cancelled {
  QString code;
  qint64 waited = -1;  // ms from the cancel to the end; -1: it ended before
};

/// Runs the task and cancels it from another thread a moment after it began.
Cancelled cancelSoon(Task& task) {
  QElapsedTimer clock;
  Cancelled out;
  std::thread canceller([&] {
    std::this_thread::sleep_for(150ms);
    clock.start();
    task.source.cancel();
  });
  out.code = task.failure();
  if (clock.isValid()) out.waited = clock.elapsed();
  canceller.join();
  return out;
}

}  // namespace

class DownloadWireTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
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
      const Cancelled ended = cancelSoon(task);
      QCOMPARE(ended.code, QString("cancelled"));
      QVERIFY2(ended.waited >= 0 && ended.waited < 500, qPrintable(QString::number(ended.waited)));
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
      const Cancelled ended = cancelSoon(task);
      QCOMPARE(ended.code, QString("cancelled"));
      QVERIFY2(ended.waited >= 0 && ended.waited < 100, qPrintable(QString::number(ended.waited)));
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
    const Cancelled ended = cancelSoon(task);
    task.options.lookup = systemLookup;
    QCOMPARE(ended.code, QString("cancelled"));
    QVERIFY2(ended.waited >= 0 && ended.waited < 100, qPrintable(QString::number(ended.waited)));
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
    task.options.environment = [address](const char* name) {
      return std::string(name) == "https_proxy" ? address : std::string();
    };
    QCOMPARE(task.failure(), QString("no error"));
    QVERIFY(task.there());
    QVERIFY2(proxy.asked().starts_with("CONNECT localhost:" + std::to_string(server.port())), proxy.asked().c_str());
    QVERIFY2(proxy.asked().find("Basic bWU6d29yZA==") != std::string::npos, proxy.asked().c_str());
    QVERIFY(proxy.asked().find("/f") == std::string::npos);  // the proxy does not see what is asked for
  }
};

QTEST_GUILESS_MAIN(DownloadWireTest)
#include "download_wire_test.moc"
