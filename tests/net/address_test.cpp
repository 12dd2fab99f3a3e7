// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses are taken apart as browsers do, or refused; the environment's proxy is used as other programs use it.
#include "core/net/proxy.h"
#include "tests/support/test_support.h"

#include <map>

using namespace timbre;
using namespace timbre::net;

namespace {

Environment variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) {
    const auto at = values.find(name);
    return at == values.end() ? std::string() : at->second;
  };
}

}  // namespace

class AddressTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void parts_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("again");  // empty: refused
    QTest::newRow("usual") << "https://Example.com/a/b.bin?x=1#part"
                           << "https://example.com/a/b.bin?x=1";
    QTest::newRow("no path") << "https://example.com"
                             << "https://example.com/";
    QTest::newRow("only a query") << "https://example.com?q"
                                  << "https://example.com/?q";
    QTest::newRow("port") << "http://localhost:8080/x"
                          << "http://localhost:8080/x";
    QTest::newRow("usual port") << "HTTPS://h:443/x"
                                << "https://h/x";
    QTest::newRow("v6") << "http://[::1]:81/x"
                        << "http://[::1]:81/x";
    QTest::newRow("user") << "https://user@example.com/"
                          << "";
    QTest::newRow("user and password") << "https://u:p@example.com/"
                                       << "";
    QTest::newRow("other scheme") << "ftp://example.com/"
                                  << "";
    QTest::newRow("file") << "file:///etc/passwd"
                          << "";
    QTest::newRow("no host") << "https:///x"
                             << "";
    QTest::newRow("port too high") << "https://h:70000/"
                                   << "";
    QTest::newRow("port not a number") << "https://h:8x/"
                                       << "";
    QTest::newRow("port zero") << "https://h:0/"
                               << "";
    QTest::newRow("no port") << "https://h:/"
                             << "";
    QTest::newRow("space") << "https://h/a b"
                           << "";
    QTest::newRow("line break") << "https://h/a\r\nHost: evil"
                                << "";
    QTest::newRow("backslash") << "https://h\\@evil/"
                               << "";
    QTest::newRow("v6 open") << "https://[::1/"
                             << "";
    QTest::newRow("v6 and more") << "https://[::1]x/"
                                 << "";
    QTest::newRow("empty") << ""
                           << "";
    QTest::newRow("endless") << "https://h/" + QString(5000, 'a') << "";
  }
  void parts() {
    QFETCH(QString, text);
    QFETCH(QString, again);
    const auto address = parseAddress(text.toStdString());
    QCOMPARE(address.ok(), !again.isEmpty());
    if (address.ok())
      QCOMPARE(QString::fromStdString(address->text()), again);
    else
      QCOMPARE(address.error().code, std::string("net.address"));
  }

  void locations_data() {
    QTest::addColumn<QString>("location");
    QTest::addColumn<QString>("result");
    QTest::newRow("whole") << "http://other/x"
                           << "http://other/x";
    QTest::newRow("scheme kept") << "//other/x"
                                 << "https://other/x";
    QTest::newRow("from the root") << "/x?y"
                                   << "https://host:8443/x?y";
    QTest::newRow("beside") << "z.bin"
                            << "https://host:8443/a/z.bin";
    QTest::newRow("an address in a query") << "/go?to=http://evil/"
                                           << "https://host:8443/go?to=http://evil/";
    QTest::newRow("other scheme") << "ftp://other/x"
                                  << "";
    QTest::newRow("script") << "javascript://x"
                            << "";
  }
  void locations() {
    QFETCH(QString, location);
    QFETCH(QString, result);
    const auto base = parseAddress("https://host:8443/a/b.bin?q=/c/");
    TIMBRE_OK(base);
    const auto next = resolveAddress(*base, location.toStdString());
    QCOMPARE(next.ok() ? QString::fromStdString(next->text()) : QString(), result);
  }

  void loopback() {
    for (const char* host : {"localhost", "127.0.0.1", "127.8.9.1", "::1"}) QVERIFY2(isLoopback(host), host);
    for (const char* host : {"localhost.evil.com", "127.evil.com", "10.0.0.1", "example.com", "", "0.0.0.0"})
      QVERIFY2(!isLoopback(host), host);
  }

  void proxies() {
    const Address web = *parseAddress("https://files.example.com/x"),
                  plain = *parseAddress("http://files.example.com/x");
    const auto of = [](const Address& address, std::map<std::string, std::string> values) {
      return proxyFor(address, variables(std::move(values)));
    };
    QVERIFY(of(web, {})->has_value() == false);
    const auto usual = of(web, {{"https_proxy", "http://proxy:3128"}, {"http_proxy", "http://other:1"}});
    QCOMPARE(usual->value(), (Proxy{"proxy", 3128, "", ""}));
    QCOMPARE(of(web, {{"HTTPS_PROXY", "proxy:3128"}})->value(), (Proxy{"proxy", 3128, "", ""}));
    QCOMPARE(of(web, {{"ALL_PROXY", "http://all"}})->value(), (Proxy{"all", 80, "", ""}));
    QCOMPARE(of(plain, {{"http_proxy", "http://me:a%40b@proxy:3128/"}})->value(), (Proxy{"proxy", 3128, "me", "a@b"}));
    QVERIFY(!of(plain, {{"HTTP_PROXY", "http://evil"}})->has_value());
    for (const char* list :
         {"*", "files.example.com", "example.com", ".example.com", "a, example.com:443", "x,FILES.example.COM"})
      QVERIFY2(!of(web, {{"https_proxy", "http://proxy"}, {"no_proxy", list}})->has_value(), list);
    for (const char* list : {"", "ample.com", "example.com:80", "other.com", "files.example.com.evil"})
      QVERIFY2(of(web, {{"https_proxy", "http://proxy"}, {"NO_PROXY", list}})->has_value(), list);
    for (const char* wrong : {"socks5://proxy:1080", "https://proxy", "http://", "http://user:secret@:1"}) {
      const auto refused = of(web, {{"https_proxy", wrong}});
      QVERIFY2(!refused.ok(), wrong);
      QCOMPARE(refused.error().code, std::string("net.proxy"));
      QVERIFY(refused.error().args.at("proxy").find("secret") == std::string::npos);
    }
  }
};

QTEST_GUILESS_MAIN(AddressTest)
#include "address_test.moc"
