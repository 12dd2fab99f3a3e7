// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks A1–A5 on the safetensors header, each made here, and the writer against Hugging Face's rules.
#include "core/model/safetensors.h"
#include "core/base/messages.h"
#include "tests/support/test_support.h"

#include <chrono>
#include <cstring>

using namespace timbre;
using model::Dtype;
using model::SafetensorsHeader;

namespace {

std::string little64(std::uint64_t value) {
  std::string bytes(8, '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xff);
    value >>= 8;
  }
  return bytes;
}

std::string fileOf(const std::string& header, std::size_t dataBytes) {
  return little64(header.size()) + header + std::string(dataBytes, '\x2a');
}

std::string codeOf(const std::string& bytes) {
  const auto parsed = SafetensorsHeader::parse(bytes, bytes.size(), "test.safetensors");
  return parsed.ok() ? "ok" : parsed.error().code;
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}

}  // namespace

class SafetensorsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void headers_data() {
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("dataBytes");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const std::string& header, int bytes, const char* code) {
      QTest::newRow(name) << QByteArray::fromStdString(header) << bytes << QString(code);
    };
    const auto one = [](const std::string& dtype, const std::string& shape, const std::string& offsets) {
      return "{" + entry("a", dtype, shape, offsets) + "}";
    };
    row("plain", one("F32", "[2,3]", "[0,24]"), 24, "ok");
    row("scalar", one("F64", "[]", "[0,8]"), 8, "ok");
    row("no tensors", "{}", 0, "ok");
    row("trailing spaces", "{}      ", 0, "ok");
    row("metadata", "{\"__metadata__\":{\"format\":\"pt\"}," + entry("a", "U8", "[1]", "[0,1]") + "}", 1, "ok");
    row("four bits, even", one("F4", "[4]", "[0,2]"), 2, "ok");
    row("four bits, odd", one("F4", "[3]", "[0,2]"), 2, "weights.bad_shape");
    row("unsorted but whole", "{" + entry("b", "U8", "[2]", "[2,4]") + "," + entry("a", "U8", "[2]", "[0,2]") + "}", 4,
        "ok");
    // A zero-size tensor is legal where one tensor ends and the next begins, and nowhere inside another.
    row("empty at an edge",
        "{" + entry("a", "U8", "[2]", "[0,2]") + "," + entry("e", "U8", "[0,5]", "[2,2]") + "," +
            entry("b", "U8", "[1]", "[2,3]") + "}",
        3, "ok");
    row("empty inside another", "{" + entry("a", "U8", "[4]", "[0,4]") + "," + entry("e", "U8", "[0]", "[2,2]") + "}",
        4, "weights.overlap");
    row("empty and wrapping", one("F32", "[0,4294967296,4294967296,4294967296]", "[0,0]"), 0, "weights.bad_shape");
    row("A2 wrapped product", one("F32", "[4194305,4194305,211106198978564]", "[0,16]"), 16, "weights.bad_shape");
    row("A3 twice the same name",
        "{" + entry("a", "U8", "[4]", "[0,4]") + "," + entry("a", "F32", "[1]", "[0,4]") + "}", 4,
        "json.duplicate_key");
    row("A3 twice the same key", "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
        "json.duplicate_key");
    row("A4 overlap", "{" + entry("a", "U8", "[4]", "[0,4]") + "," + entry("b", "U8", "[4]", "[2,6]") + "}", 6,
        "weights.overlap");
    row("A4 hole", "{" + entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "U8", "[2]", "[3,5]") + "}", 5,
        "weights.gap");
    row("A4 hole at the start", one("U8", "[2]", "[1,3]"), 3, "weights.gap");
    row("A4 trailing bytes", one("U8", "[2]", "[0,2]"), 3, "weights.trailing_bytes");
    row("A4 past the end", one("U8", "[9]", "[0,9]"), 8, "weights.truncated");
    row("A4 negative offset", one("U8", "[2]", "[-2,0]"), 0, "weights.bad_offsets");
    row("A4 float offset", one("U8", "[2]", "[0,2.0]"), 2, "weights.bad_offsets");
    row("A4 offset beyond 63 bits", one("U8", "[2]", "[0,18446744073709551615]"), 2, "weights.bad_offsets");
    row("A4 backwards", one("U8", "[0]", "[2,0]"), 2, "weights.bad_offsets");
    row("size of another type", one("F32", "[2]", "[0,2]"), 2, "weights.size_mismatch");
    row("negative size", one("U8", "[-1]", "[0,1]"), 1, "weights.bad_shape");
    row("float size", one("U8", "[1.0]", "[0,1]"), 1, "weights.bad_shape");
    row("shape is a number", one("U8", "1", "[0,1]"), 1, "weights.bad_shape");
    row("unknown type", one("Q4_K", "[1]", "[0,1]"), 1, "weights.unknown_dtype");
    row("entry is a list", "{\"a\":[]}", 0, "weights.bad_entry");
    row("no offsets", "{\"a\":{\"dtype\":\"U8\",\"shape\":[]}}", 0, "weights.bad_offsets");
    row("metadata is a number", "{\"__metadata__\":{\"format\":1}}", 0, "weights.bad_metadata");
    row("not JSON", "{\"a\":", 0, "json.syntax");
    row("an array", "[]", 0, "weights.not_safetensors");
    row("A5 empty name", "{" + entry("", "U8", "[1]", "[0,1]") + "}", 1, "weights.bad_name");
    row("A5 long name", "{" + entry(std::string(513, 'x'), "U8", "[1]", "[0,1]") + "}", 1, "weights.bad_name");
    row("A5 longest name", "{" + entry(std::string(512, 'x'), "U8", "[1]", "[0,1]") + "}", 1, "ok");
    row("A5 NUL in a name", "{" + entry("a\\u0000b", "U8", "[1]", "[0,1]") + "}", 1, "weights.bad_name");
    row("A5 control character", "{" + entry("a\\u0007b", "U8", "[1]", "[0,1]") + "}", 1, "weights.bad_name");
    row("A5 a path is only a name", "{" + entry("../../etc/passwd", "U8", "[1]", "[0,1]") + "}", 1, "ok");
    row("A7 deep", "{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}", 0, "json.too_deep");
    row("A7 invalid UTF-8", "{\"a\xff\":1}", 0, "json.encoding");
    row("too many dimensions",
        one("U8", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[0,1]"), 1,
        "weights.bad_shape");
  }

  void headers() {
    QFETCH(QByteArray, header);
    QFETCH(int, dataBytes);
    QFETCH(QString, code);
    const std::string got = codeOf(fileOf(header.toStdString(), static_cast<std::size_t>(dataBytes)));
    QCOMPARE(QString::fromStdString(got), code);
    if (got != "ok") QVERIFY2(base::findMessage(got), got.c_str());
  }

  // A1: the length alone decides, at once.
  void headerLength_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const std::string& bytes, const char* code) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(code);
    };
    row("empty file", "", "weights.truncated");
    row("seven bytes", std::string(7, '\0'), "weights.truncated");
    row("zero", little64(0), "weights.not_safetensors");
    row("zero, bytes after it", little64(0) + "{}", "weights.not_safetensors");
    row("2^63", little64(std::uint64_t(1) << 63) + "{}", "weights.header_too_large");
    row("2^64 - 1", little64(~std::uint64_t(0)) + "{}", "weights.header_too_large");
    row("over the limit", little64(100'000'001) + "{}", "weights.header_too_large");
    row("at the limit, past the file", little64(100'000'000) + "{}", "weights.truncated");
    row("one past the file", little64(3) + "{}", "weights.truncated");
    row("odd", little64(3) + "{} ", "ok");
    row("a pickle", std::string("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 14),
        "weights.header_too_large");
    row("a zip", std::string("PK\x03\x04\x00\x00\x08\x08", 8) + std::string(40, 'a'), "weights.header_too_large");
    row("a GGUF", std::string("GGUF\x03\x00\x00\x00", 8) + std::string(40, 'a'), "weights.header_too_large");
  }

  void headerLength() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    const auto start = std::chrono::steady_clock::now();
    QCOMPARE(QString::fromStdString(codeOf(bytes.toStdString())), code);
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(50));
  }

  void manyEntriesAreLimited() {
    std::string header = "{";
    for (int i = 0; i < 60; ++i) header += (i ? "," : "") + entry("t" + std::to_string(i), "U8", "[0]", "[0,0]");
    header += "}";
    const std::string bytes = fileOf(header, 0);
    model::SafetensorsLimits limits;
    limits.entries = 60;
    QVERIFY(SafetensorsHeader::parse(bytes, bytes.size(), "x", limits).ok());
    limits.entries = 59;
    QCOMPARE(SafetensorsHeader::parse(bytes, bytes.size(), "x", limits).error().code,
             std::string("weights.too_many_entries"));
  }

  void messagesShowNoControlCharacters() {
    const auto parsed =
        SafetensorsHeader::parse(fileOf("{" + entry("a\\u001b[31m", "U8", "[1]", "[0,1]") + "}", 1), 0, "x");
    QVERIFY(!parsed.ok());
    QVERIFY(base::errorSentence(parsed.error()).find('\x1b') == std::string::npos);
  }

  void writtenFileIsReadBack() {
    testing::TempFolder folder;
    base::FileOps ops;
    const auto path = folder.path() / "out.safetensors";
    const std::vector<float> weight{1, 2, 3, 4, 5, 6};
    const std::vector<std::uint16_t> half{7, 8};
    const std::uint8_t flag = 1;
    auto writer = model::SafetensorsWriter::create(ops, path,
                                                   {{"b.flag", Dtype::Bool, {}},
                                                    {"z.half", Dtype::BF16, {2}},
                                                    {"a.weight", Dtype::F32, {2, 3}},
                                                    {"empty", Dtype::F32, {0, 4}}},
                                                   {{"who", "test"}});
    TIMBRE_OK(writer);
    QStringList order;
    for (const auto& spec : writer->order()) order << QString::fromStdString(spec.name);
    QCOMPARE(order, (QStringList{"a.weight", "empty", "z.half", "b.flag"}));  // type descending, then name
    TIMBRE_OK(writer->add("a.weight", weight.data(), 24));
    QCOMPARE(writer->add("b.flag", &flag, 1).error().code, std::string("internal"));  // out of order
    TIMBRE_OK(writer->add("empty", nullptr, 0));
    QCOMPARE(writer->add("z.half", half.data(), 3).error().code, std::string("internal"));  // wrong size
    TIMBRE_OK(writer->add("z.half", half.data(), 4));
    TIMBRE_OK(writer->add("b.flag", &flag, 1));
    TIMBRE_OK(writer->finish());

    auto file = model::SafetensorsFile::open(path, folder.path());
    TIMBRE_OK(file);
    QCOMPARE(file->header().dataStart() % 8, std::uint64_t(0));
    QCOMPARE(file->header().metadata().at("format"), std::string("pt"));
    QCOMPARE(file->header().metadata().at("who"), std::string("test"));
    const auto* info = file->header().find("a.weight");
    QVERIFY(info);
    QCOMPARE(info->shape, (std::vector<std::int64_t>{2, 3}));
    std::vector<float> read(weight.size());
    std::memcpy(read.data(), file->bytes(*info).data(), sizeof(float) * read.size());
    QCOMPARE(read, std::vector<float>(weight.begin(), weight.end()));
    QCOMPARE(file->bytes(*file->header().find("empty")).size(), std::size_t(0));
    QCOMPARE(std::to_integer<int>(file->bytes(*file->header().find("b.flag"))[0]), 1);
    QVERIFY(!file->header().find("absent"));
    // A name that is taken is not overwritten.
    QCOMPARE(model::SafetensorsWriter::create(ops, path, {}).error().code, std::string("file.exists"));
  }

  void unfinishedFileIsRefused() {
    testing::TempFolder folder;
    base::FileOps ops;
    const auto path = folder.path() / "torn.safetensors";
    {
      auto writer = model::SafetensorsWriter::create(ops, path, {{"a", Dtype::F32, {4}}, {"b", Dtype::F32, {4}}});
      TIMBRE_OK(writer);
      TIMBRE_OK(writer->add("a", std::string(16, 'x').data(), 16));
      QCOMPARE(writer->finish().error().code, std::string("internal"));
    }
    QCOMPARE(model::SafetensorsFile::open(path).error().code, std::string("weights.truncated"));
  }

  void everyTruncationIsRefused() {
    const std::string whole = fileOf("{" + entry("a", "U8", "[40]", "[0,40]") + "}", 40);
    QCOMPARE(codeOf(whole), std::string("ok"));
    for (std::size_t n = 0; n < whole.size(); ++n)
      QVERIFY2(codeOf(whole.substr(0, n)) != "ok", qPrintable(QString::number(n)));
  }

  void filesOfOtherToolsAreRead() {
    TIMBRE_NEED_DATA("weights/safetensors-small");
    int files = 0;
    for (const auto& item : std::filesystem::directory_iterator(testing::dataFolder() / "weights/safetensors-small")) {
      const bool expected = item.path().extension() == ".safetensors";
      const auto file = model::SafetensorsFile::open(item.path());
      QVERIFY2(file.ok() == expected, item.path().c_str());
      files += expected;
    }
    QVERIFY(files >= 4);
  }
};

QTEST_GUILESS_MAIN(SafetensorsTest)
#include "safetensors_test.moc"
