// SPDX-License-Identifier: GPL-3.0-or-later
// SentencePiece models made here piece by piece. The expected ids follow from the scores by hand.
#include "core/text/tokenizer.h"
#include "tests/text/tokenizer_spm_builder.h"

#include <random>

using namespace timbre;
using namespace timbre::text;
using testing::SpmBuilder;

namespace {

/// <unk> <s> </s>, 256 bytes (3 … 258), then letters and words from 259 on.
SpmBuilder llamaLike() {
  SpmBuilder b;
  b.piece("<unk>", 0, 2).piece("<s>", 0, 3).piece("</s>", 0, 3);
  for (int i = 0; i < 256; ++i) {
    char name[8];
    std::snprintf(name, sizeof name, "<0x%02X>", i);
    b.piece(name, 0, 6);
  }
  b.byteFallback = true;
  b.removeExtra = false;
  float score = -100;
  for (const char* letter : {"▁", "h", "e", "l", "o", "w", "r", "d"}) b.piece(letter, score--, 1);  // 259 … 266
  b.piece("he", -1, 1)
      .piece("ll", -2, 1)
      .piece("hell", -3, 1)
      .piece("hello", -4, 1)
      .piece("▁hello", -5, 1)
      .piece("▁▁", -6, 1);  // 267 …
  return b;
}

std::vector<TokenId> ids(const Tokenizer& tokenizer, std::string_view text, bool special = false) {
  const auto encoded = tokenizer.encode(text, {special});
  return encoded.ok() ? encoded->ids : std::vector<TokenId>{-1};
}

using Ids = std::vector<TokenId>;

}  // namespace

class TokenizerSentencePieceTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void mergesByScore() {
    const auto t = llamaLike().load();
    QVERIFY(t);
    QCOMPARE(t->kind(), std::string("SentencePiece BPE"));
    QCOMPARE(ids(*t, "hello"), (Ids{271}));
    QCOMPARE(ids(*t, " hello"), (Ids{259, 271}));  // dummy prefix and a space: "▁▁hello" → ▁ ▁hello (better than ▁▁)
    QCOMPARE(ids(*t, "hello hello"), (Ids{271, 271}));
    QCOMPARE(ids(*t, "hell"), (Ids{259, 269}));
    QCOMPARE(ids(*t, ""), (Ids{}));
    QCOMPARE(ids(*t, "  "), (Ids{272, 259}));  // "▁▁▁": the leftmost pair wins
    QCOMPARE(t->decode(Ids{271, 271}, false), std::string("hello hello"));
    QCOMPARE(t->decode(Ids{259, 271}, false), std::string(" hello"));
  }

  void equalScoresGoLeftFirst() {
    SpmBuilder b = llamaLike();
    b.addDummyPrefix = false;
    b.piece("lo", -2, 1).piece("ol", -2, 1);  // 273, 274: as good as "ll"
    const auto t = b.load();
    QVERIFY(t);
    QCOMPARE(ids(*t, "lol"), (Ids{273, 262}));
    QCOMPARE(ids(*t, "olo"), (Ids{274, 263}));
    QCOMPARE(ids(*t, "lll"), (Ids{268, 262}));
  }

  void unknownCharactersFallBackToBytes() {
    const auto t = llamaLike().load();
    QVERIFY(t);
    QCOMPARE(ids(*t, "\xE4\xBD\xA0"), (Ids{259, 3 + 0xE4, 3 + 0xBD, 3 + 0xA0}));
    const auto encoded = t->encode("h\xE4\xBD\xA0", {false});
    TIMBRE_OK(encoded);
    QCOMPARE(encoded->begin.back(), 1u);
    QCOMPARE(encoded->end.back(), 4u);
    QCOMPARE(t->decode(Ids{3 + 0xE4, 3 + 0xBD, 3 + 0xA0}, false), std::string("\xE4\xBD\xA0"));
    QCOMPARE(t->decode(Ids{3 + 0xE4, 3 + 0xBD, 260}, false), std::string("\xEF\xBF\xBD\xEF\xBF\xBDh"));
    QCOMPARE(t->tokenBytes(3 + 0xE4), std::string("\xE4"));
  }

  void unknownCharactersMergeWithoutBytes() {
    SpmBuilder b;
    b.piece("<unk>", 0, 2).piece("▁", -1, 1).piece("a", -2, 1);
    const auto t = b.load();
    QVERIFY(t);
    QCOMPARE(ids(*t, "axyza"), (Ids{1, 2, 0, 2}));
    QCOMPARE(t->decode(Ids{1, 2, 0, 2}, false), std::string("a \xE2\x81\x87 a"));
  }

  void piecesOfUnknownCharactersStillForm() {
    SpmBuilder b;
    b.piece("<unk>", 0, 2).piece("a", -1, 1).piece("xy", -2, 1).piece("axy", -3, 1);  // x and y alone are no pieces
    b.addDummyPrefix = false;
    const auto t = b.load();
    QVERIFY(t);
    QCOMPARE(ids(*t, "axy"), (Ids{3}));
    QCOMPARE(ids(*t, "xya"), (Ids{2, 1}));
    QCOMPARE(ids(*t, "xa"), (Ids{0, 1}));
    QVERIFY(!t->tokenId("x"));
    QCOMPARE(t->vocabSize(), std::size_t(4));
  }

  void userDefinedPiecesAreFrozen() {
    SpmBuilder b = llamaLike();
    b.addDummyPrefix = false;
    b.piece("el", -50, 4).piece("elw", -51, 4);  // 273, 274
    const auto t = b.load();
    QVERIFY(t);
    QCOMPARE(ids(*t, "hello"), (Ids{260, 273, 262, 263}));
    QCOMPARE(ids(*t, "helwo"), (Ids{260, 274, 263}));
  }

  void unusedPiecesFallApart() {
    SpmBuilder b = llamaLike();
    b.addDummyPrefix = false;
    b.types[269] = 5;  // hell
    const auto t = b.load();
    QVERIFY(t);
    QCOMPARE(ids(*t, "hell"), (Ids{267, 268}));
    QCOMPARE(ids(*t, "hello"), (Ids{270}));
  }

  void controlPiecesNeverComeFromText() {
    const auto t = llamaLike().load();
    QVERIFY(t);
    for (const TokenId id : ids(*t, "<s>hello</s>")) QVERIFY(id != 1 && id != 2);
    QVERIFY(t->isSpecial(1) && !t->isSpecial(260));
    QCOMPARE(t->decode(Ids{1, 271, 2}, false), std::string("hello"));
    QCOMPARE(t->bosId().value_or(-1), 1);
    QCOMPARE(t->eosId().value_or(-1), 2);
    QCOMPARE(ids(*t, "hello", true), (Ids{271}));  // a bare file adds nothing
  }

  void whitespaceRules() {
    SpmBuilder b = llamaLike();
    b.removeExtra = true;
    auto t = b.load();
    QVERIFY(t);
    QCOMPARE(ids(*t, "  hello   hello  "), (Ids{271, 271}));
    QCOMPARE(ids(*t, "   "), (Ids{}));
    b.removeExtra = false;
    b.addDummyPrefix = false;
    t = b.load();
    QCOMPARE(ids(*t, "hello"), (Ids{270}));
    QCOMPARE(t->decode(Ids{271}, false), std::string(" hello"));
    b.addDummyPrefix = true;
    b.suffix = true;
    t = b.load();
    QCOMPARE(ids(*t, "hello"), (Ids{270, 259}));
    b.suffix = false;
    b.escape = false;
    t = b.load();
    QCOMPARE(ids(*t, "hello"), (Ids{3 + 0x20, 270}));  // a plain space is no piece here
  }

  void charactersAreMapped() {
    SpmBuilder b = llamaLike();
    b.addDummyPrefix = false;
    b.charsmap = testing::makeCharsmap({{"H", "h"}, {"HE", "he"}, {"\xEF\xAC\x80", "ll"}, {"\t", " "}, {"x", ""}});
    const auto t = b.load();
    QVERIFY(t);
    QCOMPARE(ids(*t, "HELlo"), (Ids{267, 3 + 'L', 262, 263}));
    QCOMPARE(ids(*t, "He\xEF\xAC\x80o"), (Ids{270}));
    QCOMPARE(ids(*t, "\thxello"), (Ids{271}));
    const auto encoded = t->encode("xHE", {false});
    TIMBRE_OK(encoded);
    QCOMPARE(encoded->begin, (std::vector<std::uint32_t>{1}));
    QCOMPARE(encoded->end, (std::vector<std::uint32_t>{3}));
  }

  void theFolderAddsTokensAndBos() {
    testing::TempFolder folder;
    const auto write = [&](const char* more) {
      testing::writeFile(folder.path() / "tokenizer.model", llamaLike().bytes());
      testing::writeFile(
          folder.path() / "tokenizer_config.json",
          std::string(
              R"({"tokenizer_class":"LlamaTokenizer","bos_token":"<s>","eos_token":{"content":"<|im_end|>"},)") +
              more +
              R"("added_tokens_decoder":{"0":{"content":"<unk>","special":true},"1":{"content":"<s>","special":true},)"
              R"("266":{"content":"<|im_start|>","special":true},"273":{"content":"<|im_end|>","special":true,"rstrip":true}}})");
      const auto loaded = loadTokenizer(folder.path());
      return loaded.ok() ? *loaded : nullptr;
    };
    auto t = write("");
    QVERIFY(t);
    QCOMPARE(t->eosId().value_or(-1), 273);
    QCOMPARE(t->vocabSize(), std::size_t(274));
    QCOMPARE(t->tokenText(266), std::string("<|im_start|>"));  // renames a slot of the model
    QCOMPARE(ids(*t, "hello", true), (Ids{1, 271}));
    QCOMPARE(ids(*t, "hello<|im_end|>  \nhello"), (Ids{271, 273, 271}));
    QCOMPARE(t->decode(Ids{1, 271, 273, 271}, true), std::string("hellohello"));
    QCOMPARE(t->decode(Ids{1, 271, 273, 271}, false), std::string("<s>hello<|im_end|>hello"));
    t = write(R"("add_bos_token":false,"legacy":false,)");
    QVERIFY(t);
    QCOMPARE(ids(*t, "hello<|im_start|>hello", true), (Ids{271, 266, 270}));  // no second dummy prefix
    t = write(R"("add_eos_token":true,)");
    QVERIFY(t);
    QCOMPARE(ids(*t, "hello", true), (Ids{1, 271, 273}));
  }

  // formats.md 2.9: the special tokens follow the 273 pieces, the prefix is [gMASK] sop.
  void chatGlmHasTokensThatNoFileNames() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "tokenizer.model", llamaLike().bytes());
    const auto write = [&](const char* config) {
      testing::writeFile(folder.path() / "tokenizer_config.json", config);
      const auto loaded = loadTokenizer(folder.path());
      return loaded.ok() ? *loaded : nullptr;
    };
    const auto two = write(R"({"tokenizer_class":"ChatGLMTokenizer","name_or_path":"THUDM/chatglm2-6b"})");
    QVERIFY(two);
    const auto n = static_cast<TokenId>(two->vocabSize()) - 5;
    QCOMPARE(two->tokenText(n + 1), std::string("[gMASK]"));
    QCOMPARE(two->tokenText(n + 3), std::string("sop"));
    QCOMPARE(ids(*two, "hello", true), (Ids{n + 1, n + 3, 271}));
    QCOMPARE(ids(*two, "[gMASK]sophello"), (Ids{n + 1, n + 3, 271}));
    QVERIFY(!ids(*two, "sop").empty() && ids(*two, "sop").back() != n + 3);  // “philosophy” stays a word
    QCOMPARE(two->decode(Ids{n + 1, n + 3, 271}, true), std::string("hello"));
    QCOMPARE(two->eosId().value_or(-1), 2);
    QVERIFY(!two->tokenId("<|user|>"));
    const auto three = write(R"({"tokenizer_class":"ChatGLMTokenizer","name_or_path":"THUDM/chatglm3-6b"})");
    QVERIFY(three);
    QCOMPARE(three->tokenId("<|user|>").value_or(-1), n + 6);
    QCOMPARE(ids(*three, "<|user|>hello<|assistant|>"), (Ids{n + 6, 271, n + 7}));
  }

  void anUnsupportedJsonIsNotReplacedByTheModel() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "tokenizer.json",
                       R"({"version":"1.0","model":{"type":"WordPiece","vocab":{}}})");
    testing::writeFile(folder.path() / "tokenizer.model", llamaLike().bytes());
    const auto refused = loadTokenizer(folder.path());
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, std::string("tokenizer.unsupported"));
  }

  void damagedModelsAreRefused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, SpmBuilder b, const char* code = "tokenizer.invalid") {
      QTest::newRow(name) << QByteArray::fromStdString(b.bytes()) << code;
    };
    const auto with = [](auto change) {
      SpmBuilder b = llamaLike();
      change(b);
      return b;
    };
    row("char", with([](SpmBuilder& b) { b.modelType = 4; }), "tokenizer.unsupported");
    row("word", with([](SpmBuilder& b) { b.modelType = 3; }), "tokenizer.unsupported");
    row("twice", with([](SpmBuilder& b) { b.piece("he", -9, 1); }));
    row("no unknown", with([](SpmBuilder& b) { b.types[0] = 3; }));
    row("two unknown", with([](SpmBuilder& b) { b.types[1] = 2; }));
    row("bytes missing", with([](SpmBuilder& b) { b.types[17] = 3; }));
    row("byte without fallback", with([](SpmBuilder& b) { b.byteFallback = false; }));
    row("empty piece", with([](SpmBuilder& b) { b.piece("", 0, 1); }));
    row("type 9", with([](SpmBuilder& b) { b.piece("zz", 0, 9); }));
    row("NaN", with([](SpmBuilder& b) { b.piece("zz", std::nanf(""), 1); }));
    row("not UTF-8", with([](SpmBuilder& b) { b.piece("z\xff", 0, 1); }));
    row("long piece", with([](SpmBuilder& b) { b.piece(std::string(5000, 'z'), 0, 1); }));
    row("charsmap cut", with([](SpmBuilder& b) { b.charsmap = std::string("\x40\0\0\0abc", 7); }));
    row("charsmap size",
        with([](SpmBuilder& b) { b.charsmap = std::string("\xff\xff\xff\xff") + std::string(64, 'a'); }));
    QTest::newRow("empty file") << QByteArray() << "tokenizer.invalid";
    QTest::newRow("text") << QByteArray("hello world, this is no model") << "tokenizer.invalid";
  }
  void damagedModelsAreRefused() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "x.model", bytes.toStdString());
    const auto loaded = loadTokenizer(folder.path() / "x.model");
    QVERIFY(!loaded.ok());
    QCOMPARE(QString::fromStdString(loaded.error().code), code);
  }

  void mutatedModelsNeverCrash() {
    SpmBuilder b = llamaLike();
    b.charsmap = testing::makeCharsmap({{"H", "h"}, {"HE", "he"}, {"\t", " "}});
    const std::string good = b.bytes();
    std::mt19937 random(11);
    int loadedCount = 0;
    for (int round = 0; round < 1500; ++round) {
      std::string bytes = good;
      for (unsigned k = 1 + random() % 4; k > 0; --k) bytes[random() % bytes.size()] = static_cast<char>(random());
      if (round % 5 == 0) bytes.resize(random() % bytes.size());
      const auto made = testing::loadSpm(bytes);
      if (!made) continue;
      ++loadedCount;
      const auto encoded = made->encode("HEllo \t h\xE4\xBD\xA0", {false});
      if (encoded.ok()) (void)made->decode(encoded->ids, false);
    }
    QVERIFY(loadedCount > 50);
  }
};

QTEST_GUILESS_MAIN(TokenizerSentencePieceTest)
#include "tokenizer_sentencepiece_test.moc"
