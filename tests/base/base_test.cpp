// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bounded_queue.h"
#include "core/base/cancel.h"
#include "core/base/clock.h"
#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/messages.h"
#include "core/base/path_json.h"
#include "core/base/reasons.h"
#include "core/base/utf8.h"
#include "tests/support/test_support.h"

#include <cerrno>
#include <set>
#include <thread>
#include <unistd.h>

using namespace timbre;
using namespace timbre::base;
namespace fs = std::filesystem;

namespace {

/// Fails the operation with the given number, counted over all kinds.
class FailingOps final : public FileOps {
 public:
  explicit FailingOps(int failAt) : m_left(failAt) {}
  Result<int> create(const fs::path& p) override { return fails() ? error(p) : FileOps::create(p); }
  Result<void> write(int d, const void* data, std::size_t n, const fs::path& p) override {
    return fails() ? Result<void>(error(p)) : FileOps::write(d, data, n, p);
  }
  Result<void> sync(int d, const fs::path& p) override { return fails() ? Result<void>(error(p)) : FileOps::sync(d, p); }
  Result<void> rename(const fs::path& a, const fs::path& b) override { return fails() ? Result<void>(error(a)) : FileOps::rename(a, b); }
  bool reached() const { return m_left <= 0; }

 private:
  bool fails() { return --m_left == 0; }
  static Error error(const fs::path& p) { return Error("disk.full", {{"needed", "1"}, {"free", "0"}}, displayPath(p)); }
  int m_left;
};

std::string codeOf(std::string_view json, const JsonLimits& limits = {}) {
  auto parsed = parseJson(json, "f", limits);
  return parsed.ok() ? "" : parsed.error().code;
}

}  // namespace

class BaseTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void reasonsAreWordsOfOurs() {
    QCOMPARE(systemReason(EISDIR), std::string("it is a folder"));
    QCOMPARE(systemReason(std::make_error_code(std::errc::permission_denied)), systemReason(EACCES));
    QCOMPARE(systemReason(ECHILD), std::generic_category().message(ECHILD));  // has none
    QCOMPARE(syntaxReason("what nobody has words for"), std::string("what nobody has words for"));
    for (const std::string_view words : reasonWords()) QVERIFY2(!words.empty() && !words.ends_with('.'), words.data());
  }

  void whyATextIsNoJson_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("ends") << QByteArray("[1,2") << "it ends too early";
    QTest::newRow("empty") << QByteArray() << "it ends too early";
    QTest::newRow("more") << QByteArray("{\"a\":1}}") << "something follows after its end";
    QTest::newRow("text") << QByteArray("\"abc") << "a closing quotation mark is missing";
    QTest::newRow("name") << QByteArray("{'a':1}") << "a name in quotation marks is expected";
    QTest::newRow("last comma") << QByteArray("{\"a\":1,}") << "a name in quotation marks is expected";
    QTest::newRow("colon") << QByteArray("{\"a\" 1}") << "a colon is expected";
    QTest::newRow("array") << QByteArray("[1 2]") << "a comma or ] is expected";
    QTest::newRow("object") << QByteArray("{\"a\":1 \"b\":2}") << "a comma or } is expected";
    QTest::newRow("tab") << QByteArray("\"a\tb\"") << "tabs, line breaks and other control characters must be escaped";
    QTest::newRow("surrogate") << QByteArray("\"a: \\ud800\"") << "half of a surrogate pair stands alone";
    QTest::newRow("hex") << QByteArray("\"\\u12g4\"") << "\\u must be followed by four hexadecimal digits";
    QTest::newRow("escape") << QByteArray("\"\\x\"") << "this character may not follow a backslash";
    QTest::newRow("number") << QByteArray("[-]") << "this is not how JSON writes a number";
    QTest::newRow("overflow") << QByteArray("[1e400]") << "this number is too large";
    QTest::newRow("word") << QByteArray("{\"a\": oops}") << "this word is no value; texts need quotation marks";
    QTest::newRow("nothing") << QByteArray("[,]") << "a value is expected";
    // What was read may look like a report itself.
    QTest::newRow("quoted") << QByteArray("[\"'; expected ':'\" 1]") << "a comma or ] is expected";
  }
  void whyATextIsNoJson() {
    QFETCH(QByteArray, text);
    QFETCH(QString, reason);
    const auto parsed = parseJson(text.toStdString(), "f.json");
    QVERIFY(!parsed.ok());
    QCOMPARE(QString::fromStdString(parsed.error().code), QString("json.syntax"));
    QCOMPARE(QString::fromStdString(parsed.error().args.at("reason")), reason);
  }

  void messagesAreUniqueAndWellFormed() {
    std::set<std::string> codes;
    for (const MessageEntry& entry : messageTable()) {
      QVERIFY2(codes.insert(entry.code).second, entry.code);
      QVERIFY2(std::string_view(".?}").find(std::string_view(entry.text).back()) != std::string_view::npos, entry.code);
    }
    Error error("no.such_code", {}, "/x");
    QVERIFY(errorSentence(error).find("no.such_code") != std::string::npos);
    QCOMPARE(fillMessage("a {name} {path} {unknown}", Error("c", {{"name", "N"}}, "/p")), std::string("a N /p {unknown}"));
  }

  void jsonKeepsOrderAndValues() {
    auto parsed = parseJson("\xEF\xBB\xBF{\"b\":1,\"a\":[true,null,-2.5,\"\\u4f60\"]}");
    TIMBRE_OK(parsed);
    QCOMPARE(dumpJson(*parsed), std::string("{\"b\":1,\"a\":[true,null,-2.5,\"你\"]}"));
  }

  void jsonRefusesWithAPlace() {
    QCOMPARE(codeOf("{\"a\":1,\"a\":2}"), std::string("json.duplicate_key"));
    QCOMPARE(codeOf("{\"a\":"), std::string("json.syntax"));
    QCOMPARE(codeOf(""), std::string("json.syntax"));
    QCOMPARE(codeOf("[1] 2"), std::string("json.syntax"));
    QCOMPARE(codeOf("\"\\ud800\""), std::string("json.syntax"));
    QCOMPARE(codeOf("\"\xff\""), std::string("json.encoding"));
    QCOMPARE(codeOf("1e999"), std::string("json.syntax"));
    QCOMPARE(codeOf(std::string(65, '[') + std::string(65, ']')), std::string("json.too_deep"));
    QCOMPARE(codeOf(std::string(64, '[') + std::string(64, ']')), std::string());
    QCOMPARE(codeOf(std::string(1'000'000, '[')), std::string("json.too_deep"));
    JsonLimits small;
    small.bytes = 3;
    QCOMPARE(codeOf("[1,2]", small), std::string("json.too_large"));
    auto bad = parseJson("{\n  \"a\": 1,\n  \"b\": oops\n}", "f.json");
    QVERIFY(!bad.ok());
    QCOMPARE(*bad.error().line, 3LL);
    QVERIFY(*bad.error().column >= 8 && *bad.error().column <= 9);
  }

  void pathsOfAnyBytesComeBackFromJson() {
    for (const std::string& name : {std::string("/models/mini"), std::string("/模型/a b"), std::string("/m\xff\xfe/x"), std::string()}) {
      Json object = Json::object();
      putPath(object, "path", name);
      QVERIFY(isUtf8(stringOr(object, "path")));
      QCOMPARE(object.contains("path_bytes"), !isUtf8(name));
      const auto read = parseJson(dumpJson(object));
      TIMBRE_OK(read);
      QCOMPARE(pathOr(*read, "path").string(), name);
    }
    // Damaged bytes are not believed.
    for (const char* bytes : {"2f6", "zz", ""}) QCOMPARE(pathOr({{"path", "/a"}, {"path_bytes", bytes}}, "path").string(), std::string("/a"));
    QVERIFY(pathOr(Json(3), "path").empty());
  }

  void typedReadsNeverThrow() {
    const Json object = {{"s", "x"}, {"n", 18446744073709551615ULL}, {"d", 1.5}, {"b", true}};
    QCOMPARE(stringOr(object, "s"), std::string("x"));
    QCOMPARE(integerOr(object, "n", -1), -1LL);
    QCOMPARE(numberOr(object, "d", 0), 1.5);
    QCOMPARE(boolOr(object, "b", false), true);
    QCOMPARE(stringOr(Json(3), "s", "none"), std::string("none"));
  }

  void utf8IsStrict() {
    QVERIFY(isUtf8("aé你😀"));
    for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xBD", "\x80"}) QVERIFY(!isUtf8(bad));
    QCOMPARE(codePointCount("aé你😀"), std::size_t(4));
    QCOMPARE(sanitizeUtf8("a\xFFz"), std::string("a\xEF\xBF\xBDz"));
    const std::string text = "你😀";
    for (std::size_t n = 0; n <= text.size(); ++n) {
      const std::size_t whole = completeUtf8Prefix(text.substr(0, n));
      QVERIFY(isUtf8(text.substr(0, whole)));
      QCOMPARE(whole, n < 3 ? 0u : n < 7 ? 3u : 7u);
    }
  }

  void hashIsSha256() {
    QCOMPARE(sha256Hex("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }

  void atomicWriteLeavesOldOrNew() {
    testing::TempFolder folder;
    const fs::path file = folder.path() / "f";
    for (int failAt = 1;; ++failAt) {
      testing::writeFile(file, "old");
      FailingOps ops(failAt);
      const auto done = writeFileAtomic(ops, file, "new");
      if (!ops.reached()) {
        QVERIFY(failAt > 3);
        QCOMPARE(testing::readFile(file), std::string("new"));
        break;
      }
      QVERIFY(!done.ok());
      QCOMPARE(done.error().code, std::string("disk.full"));
      QCOMPARE(testing::readFile(file), std::string("old"));
      QCOMPARE(std::distance(fs::directory_iterator(folder.path()), {}), 1);
    }
  }

  void readingRefusesWhatIsNoFile() {
    testing::TempFolder folder;
    QCOMPARE(readFile(folder.path() / "no").error().code, std::string("file.missing"));
    QCOMPARE(readFile(folder.path()).error().code, std::string("file.not_regular"));
    testing::writeFile(folder.path() / "big", "12345");
    QCOMPARE(readFile(folder.path() / "big", 4).error().code, std::string("file.too_large"));
    QCOMPARE(*hashFile(folder.path() / "big"), sha256Hex("12345"));
    QCOMPARE(MappedFile::open(folder.path() / "big")->text(), std::string_view("12345"));
  }

  void mapDoesNotLeaveItsFolder() {
    testing::TempFolder folder, other;
    testing::writeFile(other.path() / "secret", "s");
    fs::create_symlink(other.path() / "secret", folder.path() / "link");
    QVERIFY(!MappedFile::open(folder.path() / "link", folder.path()).ok());
    QVERIFY(MappedFile::open(folder.path() / "link").ok());
  }

  void secretsNeverReachTheLog() {
    QVERIFY(redact("key sk-abcdefghijklmnop1234 end").find("abcdefgh") == std::string::npos);
    QVERIFY(redact("Authorization: Bearer abcdefghijkl9876").find("abcdefgh") == std::string::npos);
    QCOMPARE(redact("a task-list stays"), std::string("a task-list stays"));
    testing::TempFolder folder;
    {
      Log log(folder.path());
      log.write(LogLevel::Error, "token=hf_abcdefghijklmnop0000");
    }
    const std::string text = testing::readFile(folder.path() / "timbre.log");
    QVERIFY(text.find("0000") != std::string::npos);
    QVERIFY(text.find("abcdefgh") == std::string::npos);
  }

  void theLogRotatesAndStaysSmall() {
    testing::TempFolder folder;
    {
      Log log(folder.path(), 1000, 3);
      for (int i = 0; i < 200; ++i) log.write(LogLevel::Info, "line " + std::to_string(i) + " token=hf_abcdefghijklmnop0000");
    }
    int files = 0;
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      ++files;
      QVERIFY(entry.file_size() <= 1000);
      QVERIFY(testing::readFile(entry.path()).find("abcdefgh") == std::string::npos);
    }
    QCOMPARE(files, 3);
    QVERIFY2(testing::readFile(folder.path() / "timbre.log").find("line 199 ") != std::string::npos, "the newest line is in the newest file");
  }

  void queueWakesOnClose() {
    BoundedQueue<int> queue(1);
    std::thread consumer([&] {
      int sum = 0;
      while (auto v = queue.pop()) sum += *v;
      QCOMPARE(sum, 6);
    });
    for (int i = 1; i <= 3; ++i) QVERIFY(queue.push(i));
    queue.close();
    consumer.join();
    QVERIFY(!queue.push(4));
  }

  void clockCanBeFixed() {
    qputenv("TIMBRE_NOW", "2024-07-26T12:00:00");
    QCOMPARE(isoNow(), std::string("2024-07-26T12:00:00Z"));
    qunsetenv("TIMBRE_NOW");
  }
};

QTEST_GUILESS_MAIN(BaseTest)
#include "base_test.moc"
