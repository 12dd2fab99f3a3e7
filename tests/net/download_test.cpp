// SPDX-License-Identifier: GPL-3.0-or-later
// A published file comes whole and verified, or not at all: against a server on this machine that does everything wrong
// that a server can do.
#include "tests/net/download_task.h"

#include <mutex>

using namespace timbre;
using namespace timbre::net;
using namespace timbre::testing;
using Task = DownloadTask;

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
                                   << "net.overloaded";
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
};

QTEST_GUILESS_MAIN(DownloadTest)
#include "download_test.moc"
