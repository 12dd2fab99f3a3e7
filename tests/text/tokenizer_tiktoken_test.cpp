// SPDX-License-Identifier: GPL-3.0-or-later
// Rank files made here; expected ids follow from the ranks by hand.
#include "core/text/tiktoken.h"
#include "core/text/tiktoken_encodings.h"
#include "tests/support/test_support.h"

using namespace timbre;
using namespace timbre::text;

namespace {

using Ids = std::vector<TokenId>;

std::string line(const std::string& bytes, long long rank) {
  return QByteArray::fromStdString(bytes).toBase64().toStdString() + " " + std::to_string(rank) + "\n";
}

std::string allBytes() {
  std::string out;
  for (int b = 0; b < 256; ++b) out += line(std::string(1, static_cast<char>(b)), b);
  return out;
}

/// Ranks 256 …: "he", "ll", "lo", "hell", " hello", "hello", "\n\n".
std::string sample() {
  return allBytes() + line("he", 256) + line("ll", 257) + line("lo", 258) + line("hell", 259) + line(" hello", 260) +
         line("hello", 261) + line("\n\n", 262);
}

struct Files {
  testing::TempFolder folder;
  std::filesystem::path put(const char* name, const std::string& bytes) const {
    testing::writeFile(folder.path() / name, bytes);
    return folder.path() / name;
  }
};

Ids ids(const Tokenizer& tokenizer, std::string_view text, bool special = true) {
  const auto encoded = tokenizer.encode(text, {special});
  return encoded.ok() ? encoded->ids : Ids{-1};
}

}  // namespace

class TokenizerTiktokenTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void mergesByRank() {
    const Files files;
    const auto loaded = loadTiktoken(files.put("x.tiktoken", sample()), "cl100k_base");
    // cl100k_base's special ids are free here.
    TIMBRE_OK(loaded);
    const Tokenizer& t = **loaded;
    QCOMPARE(t.kind(), std::string("tiktoken"));
    QCOMPARE(ids(t, "hello hello"), (Ids{261, 260}));
    QCOMPARE(ids(t, "hell"), (Ids{259}));
    QCOMPARE(ids(t, "hellhello"), (Ids{259, 261}));
    QCOMPARE(ids(t, "lllo"), (Ids{257, 258}));  // leftmost "ll" first, then "lo"
    QCOMPARE(ids(t, "a\n\nb"), (Ids{'a', 262, 'b'}));
    QCOMPARE(t.decode(Ids{261, 260, 999999, -3}, false), std::string("hello hello"));
    // What a model samples from a padded embedding is nothing; what somebody wrote down is a mistake.
    QCOMPARE(t.decodeGiven(Ids{261, 260}, false).value(), std::string("hello hello"));
    for (const TokenId id : {263, 100277, 999999, -3}) {
      const auto refused = t.decodeGiven(Ids{261, id}, false);
      QVERIFY(!refused.ok());
      QCOMPARE(refused.error().code, std::string("tokenizer.bad_id"));
      QCOMPARE(refused.error().args.at("id"), std::to_string(id));
      QCOMPARE(refused.error().args.at("limit"), std::string("100277"));
    }
    QCOMPARE(t.tokenText(260), std::string("Ġhello"));
    QCOMPARE(t.tokenBytes(260), std::string(" hello"));
    QCOMPARE(t.tokenId("Ġhello").value_or(-1), 260);
    QCOMPARE(t.vocabSize(), std::size_t(100277));
    QCOMPARE(t.eosId().value_or(-1), 100257);
    const auto encoded = t.encode("hello \xE4\xBD\xA0");
    TIMBRE_OK(encoded);
    QCOMPARE(encoded->begin, (std::vector<std::uint32_t>{0, 5, 6, 7, 8}));
    QCOMPARE(encoded->end, (std::vector<std::uint32_t>{5, 6, 7, 8, 9}));
  }

  void specialsInTextDependOnTheCaller() {
    const Files files;
    const auto path = files.put("x.tiktoken", sample());
    const auto ordinary = loadTiktoken(path, "cl100k_base");
    TIMBRE_OK(ordinary);
    for (const TokenId id : ids(**ordinary, "hello<|endoftext|>")) QVERIFY(id < 263);
    const auto parsed = loadTiktoken(path, "cl100k_base", SpecialsInText::Parsed);
    TIMBRE_OK(parsed);
    QCOMPARE(ids(**parsed, "hello<|endoftext|>hello"), (Ids{261, 100257, 261}));
    QVERIFY((*parsed)->isSpecial(100257));
    QCOMPARE((*parsed)->decode(Ids{261, 100257}, true), std::string("hello"));
    QCOMPARE((*parsed)->decode(Ids{261, 100257}, false), std::string("hello<|endoftext|>"));
    QVERIFY((*parsed)->tokenBytes(100257).empty());
  }

  void encodingsSplitDifferently() {
    const Files files;
    const auto path = files.put("x.tiktoken", sample() + line("123", 263) + line("12", 264));
    QCOMPARE(ids(**loadTiktoken(path, "cl100k_base"), "1234"), (Ids{263, '4'}));
    QCOMPARE(ids(**loadTiktoken(path, "qwen"), "1234"), (Ids{'1', '2', '3', '4'}));
    // Whitespace up to the end of the text is one piece for cl100k_base only.
    const auto tail = files.put("y.tiktoken", sample() + line("\n ", 263));
    QCOMPARE(ids(**loadTiktoken(tail, "cl100k_base"), "a\n "), (Ids{'a', 263}));
    QCOMPARE(ids(**loadTiktoken(tail, "llama3"), "a\n "), (Ids{'a', '\n', ' '}));
    // Qwen normalises: e + combining acute is two bytes of é.
    QCOMPARE(ids(**loadTiktoken(path, "qwen"), "e\xCC\x81"), (Ids{0xC3, 0xA9}));
    // U+11A7 is no trailing consonant: nothing composes with it.
    QCOMPARE(ids(**loadTiktoken(path, "qwen"), "\xEA\xB0\x80\xE1\x86\xA7"),
             (Ids{0xEA, 0xB0, 0x80, 0xE1, 0x86, 0xA7}));
    QCOMPARE(ids(**loadTiktoken(path, "cl100k_base"), "e\xCC\x81"), (Ids{'e', 0xCC, 0x81}));
  }

  void namedEncodings() {
    for (const char* name : {"r50k_base", "gpt2", "p50k_base", "p50k_edit", "cl100k_base", "o200k_base",
                             "o200k_harmony", "qwen", "llama3"})
      QVERIFY2(tiktokenEncoding(name), name);
    QVERIFY(!tiktokenEncoding("cl100k"));
    QCOMPARE(tiktokenEncoding("llama3")->specials.size(), std::size_t(256));
    QCOMPARE(tiktokenEncoding("llama3")->specials.back().second, 128255);
    QCOMPARE(tiktokenEncoding("qwen")->specials.size(), std::size_t(208));
    QCOMPARE(tiktokenEncoding("qwen")->specials.back(), (std::pair<std::string, TokenId>{"<|extra_204|>", 151850}));
    QCOMPARE(
        tiktokenEncodingOfFile("223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7", "anything")->name,
        std::string_view("cl100k_base"));
    QCOMPARE(tiktokenEncodingOfFile("", "o200k_base.tiktoken")->name, std::string_view("o200k_base"));
    QVERIFY(tiktokenEncodingOfFile("", "mine.tiktoken")->specials.empty());
    const Files files;
    const auto loaded = loadTiktoken(files.put("x.tiktoken", sample()), "nonsense");
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().code, std::string("tokenizer.unsupported"));
  }

  void modelNames() {
    const std::pair<const char*, const char*> known[] = {{"gpt-4o-mini", "o200k_base"},
                                                         {"gpt-4o", "o200k_base"},
                                                         {"gpt-4.1-nano", "o200k_base"},
                                                         {"gpt-5", "o200k_base"},
                                                         {"ft:gpt-4.1-mini:me::1", "o200k_base"},
                                                         {"ft:gpt-4o:x", "o200k_base"},
                                                         {"gpt-4", "cl100k_base"},
                                                         {"gpt-4-0613", "cl100k_base"},
                                                         {"gpt-3.5-turbo-0125", "cl100k_base"},
                                                         {"ft:gpt-3.5-turbo:org", "cl100k_base"},
                                                         {"o1-mini", "o200k_base"},
                                                         {"babbage-002", "cl100k_base"},
                                                         {"text-embedding-3-small", "cl100k_base"},
                                                         {"gpt-oss-20b", "o200k_harmony"}};
    for (const auto& [model, encoding] : known)
      QCOMPARE(tiktokenEncodingOf(model).value_or("none"), std::string_view(encoding));
    for (const char* model : {"", "llama", "gpt-4x", "o15", "claude"}) QVERIFY2(!tiktokenEncodingOf(model), model);
  }

  void aRankFileCalledModelIsRecognised() {
    const Files files;
    files.put("tokenizer.model", sample());
    const auto loaded = loadTokenizer(files.folder.path());
    TIMBRE_OK(loaded);
    QCOMPARE((*loaded)->kind(), std::string("tiktoken"));
    QCOMPARE(ids(**loaded, "hello"), (Ids{261}));
  }

  void damagedFilesAreRefused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("line");
    const auto row = [](const char* name, const std::string& bytes, int at) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes) << at;
    };
    row("not base64", allBytes() + "a*== 256\n", 257);
    row("short base64", allBytes() + "abc 256\n", 257);
    row("bits left over", allBytes() + "aGV= 256\n", 257);
    row("no rank", allBytes() + "aGU=\n", 257);
    row("rank not a number", allBytes() + "aGU= x\n", 257);
    row("negative rank", allBytes() + "aGU= -1\n", 257);
    row("rank too large", allBytes() + "aGU= 2147483648\n", 257);
    row("rank far too large", allBytes() + "aGU= 99999999999999999999\n", 257);
    row("rank twice", allBytes() + line("he", 7), 257);
    row("token twice", allBytes() + line("a", 300), 257);
    row("empty token", allBytes() + " 300\n", 257);
    row("long token", allBytes() + line(std::string(5000, 'x'), 300), 257);
    row("byte missing", line("a", 0) + line("b", 1), 0);
    row("empty", "", 0);
    row("takes a special id", sample() + line("zz", 100257), 0);
  }
  void damagedFilesAreRefused() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, line);
    const Files files;
    const auto loaded = loadTiktoken(files.put("cl100k_base.tiktoken", bytes.toStdString()));
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().code, std::string("tokenizer.invalid"));
    QCOMPARE(static_cast<int>(loaded.error().line.value_or(0)), line);
  }
};

QTEST_GUILESS_MAIN(TokenizerTiktokenTest)
#include "tokenizer_tiktoken_test.moc"
