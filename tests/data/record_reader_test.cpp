// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/record_reader.h"
#include "core/data/row_writer.h"
#include "tests/support/test_support.h"

using namespace timbre::data;
using namespace timbre::base;

namespace {

struct Seen {
  FileFormat format{};
  std::vector<std::string> rows;
  std::vector<long long> lines;
  std::vector<BadRecord> bad;
};

/// Reads `text` in pieces of `piece` bytes, so that every boundary is met.
Seen read(const std::string& text, std::size_t piece = 1 << 20) {
  std::size_t at = 0;
  auto source = [&](char* buffer, std::size_t bytes) -> Result<std::size_t> {
    const std::size_t n = std::min({bytes, piece, text.size() - at});
    std::copy_n(text.data() + at, n, buffer);
    at += n;
    return n;
  };
  auto reader = RecordReader::fromSource(source, "mem", text.size());
  if (!reader.ok()) qFatal("%s", reader.error().code.c_str());
  Seen seen;
  seen.format = reader->format();
  for (;;) {
    auto item = reader->next();
    if (!item.ok()) qFatal("%s", item.error().code.c_str());
    if (!*item) break;
    if (auto* record = std::get_if<Record>(&**item)) {
      seen.rows.push_back(record->row.raw());
      seen.lines.push_back(record->line);
    } else {
      seen.bad.push_back(std::get<BadRecord>(**item));
    }
  }
  return seen;
}

}  // namespace

class RecordReaderTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void linesWithMarkBlanksAndBadOnes() {
    const std::string text = "\xEF\xBB\xBF{\"a\":1}\n\n  \t\r\n{\"a\": }\n{\"b\":2}\r\n{\"c\":\"\xff\"}\n{\"d\":4}";
    for (const std::size_t piece : {1u, 2u, 3u, 7u, 1000u}) {
      const Seen seen = read(text, piece);
      QCOMPARE(seen.format, FileFormat::JsonLines);
      QCOMPARE(seen.rows, (std::vector<std::string>{"{\"a\":1}", "{\"b\":2}\r", "{\"d\":4}"}));
      QCOMPARE(seen.lines, (std::vector<long long>{1, 5, 7}));
      QCOMPARE(seen.bad.size(), std::size_t(2));
      QCOMPARE(seen.bad[0].error.code, std::string("json.syntax"));
      QCOMPARE(*seen.bad[0].error.line, 4LL);
      QCOMPARE(*seen.bad[0].error.column, 7LL);
      QCOMPARE(seen.bad[0].text, std::string("{\"a\": }"));
      QCOMPARE(seen.bad[1].error.code, std::string("json.encoding"));
      QCOMPARE(*seen.bad[1].error.line, 6LL);
    }
  }

  void arrays() {
    const std::string text = " [\n {\"a\": 1,\n  \"s\": \"x]},\\\"\"},\n [2],3 , {\"bad\":},\n\"t\"\n]\n trailing";
    for (const std::size_t piece : {1u, 5u, 1000u}) {
      const Seen seen = read(text, piece);
      QCOMPARE(seen.format, FileFormat::JsonArray);
      QCOMPARE(seen.rows, (std::vector<std::string>{"{\"a\": 1,\"s\": \"x]},\\\"\"}", "[2]", "3", "\"t\""}));
      QCOMPARE(seen.lines, (std::vector<long long>{2, 4, 4, 5}));
      QCOMPARE(seen.bad.size(), std::size_t(1));
      QCOMPARE(*seen.bad[0].error.line, 4LL);
      QCOMPARE(*seen.bad[0].error.column, 17LL);
    }
    QCOMPARE(read("[]").rows.size(), std::size_t(0));
    QCOMPARE(read("[]").bad.size(), std::size_t(0));
    QCOMPARE(read("[{\"a\":1}").bad.at(0).error.code, std::string("data.array_not_closed"));
    QCOMPARE(read("[1,,2]").bad.at(0).error.code, std::string("data.array_hole"));
    QCOMPARE(read("[1,]").bad.size(), std::size_t(1));
    // Lines that are arrays themselves are lines.
    const Seen lines = read("[1]\n[2]\n");
    QCOMPARE(lines.format, FileFormat::JsonLines);
    QCOMPARE(lines.rows, (std::vector<std::string>{"[1]", "[2]"}));
    QCOMPARE(read("[1]\n\n").format, FileFormat::JsonArray);
  }

  void longLinesAreCountedNotKept() {
    const std::string text = "{\"a\":\"" + std::string(maxRowBytes + 10, 'x') + "\"}\n{\"b\":1}\n";
    const Seen seen = read(text, 100'000);
    QCOMPARE(seen.rows, (std::vector<std::string>{"{\"b\":1}"}));
    QCOMPARE(seen.bad.size(), std::size_t(1));
    QCOMPARE(seen.bad[0].error.code, std::string("data.row_too_long"));
    QCOMPARE(*seen.bad[0].error.line, 1LL);
    const Seen array = read("[" + text.substr(0, text.find('\n')) + ",\n1]", 100'000);
    QCOMPARE(array.rows, (std::vector<std::string>{"1"}));
    QCOMPARE(array.bad.size(), std::size_t(1));
  }

  void refusesOtherEncodings() {
    timbre::testing::TempFolder folder;
    timbre::testing::writeFile(folder.path() / "u16", std::string("\xFF\xFE{\0", 4));
    QCOMPARE(RecordReader::open(folder.path() / "u16").error().code, std::string("data.not_text"));
    QCOMPARE(RecordReader::open(folder.path() / "absent").error().code, std::string("file.missing"));
    QCOMPARE(RecordReader::open(folder.path()).error().code, std::string("file.not_regular"));
  }

  void emptyFiles() {
    for (const std::string text : {"", "\n\n", "\xEF\xBB\xBF", " "}) {
      const Seen seen = read(text);
      QVERIFY(seen.rows.empty() && seen.bad.empty());
    }
  }

  // Import → export without an edit gives the same bytes.
  void writesRowsVerbatim() {
    timbre::testing::TempFolder folder;
    const std::string text = "{\"b\" : 1.0,\"a\":[ ]}\r\n {\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e4\"}]}\n12\n";
    timbre::testing::writeFile(folder.path() / "in.jsonl", text);
    auto reader = RecordReader::open(folder.path() / "in.jsonl");
    TIMBRE_OK(reader);
    FileOps ops;
    {
      auto writer = RowWriter::create(ops, folder.path() / "out.jsonl", false);
      TIMBRE_OK(writer);
      for (;;) {
        auto item = reader->next();
        TIMBRE_OK(item);
        if (!*item) break;
        const auto written = writer->write(std::get<Record>(**item).row.raw());
        TIMBRE_OK(written);
      }
      const auto finished = writer->finish();
      TIMBRE_OK(finished);
      QCOMPARE(writer->rows(), std::int64_t(3));
      QCOMPARE(writer->sha256(), *hashFile(folder.path() / "in.jsonl"));
    }
    QCOMPARE(timbre::testing::readFile(folder.path() / "out.jsonl"), text);
    QCOMPARE(RowWriter::create(ops, folder.path() / "out.jsonl", false).error().code, std::string("file.exists"));
    {
      auto abandoned = RowWriter::create(ops, folder.path() / "out.jsonl", true);
      TIMBRE_OK(abandoned->write("half"));
    }
    QCOMPARE(timbre::testing::readFile(folder.path() / "out.jsonl"), text);
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) files += entry.is_regular_file();
    QCOMPARE(files, 2);
  }
};

QTEST_GUILESS_MAIN(RecordReaderTest)
#include "record_reader_test.moc"
