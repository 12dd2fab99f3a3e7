// SPDX-License-Identifier: GPL-3.0-or-later
// The real files in the data folder, against ids and texts of tokenizers, sentencepiece and tiktoken
// (goldens/make_tokenizer_goldens.py). tokenizer_components_test is the twin that needs no data.
#include "core/base/json.h"
#include "core/text/tokenizer.h"
#include "tests/support/test_support.h"

using namespace timbre;
using namespace timbre::text;
using base::Json;

namespace {

const Json& goldens() {
  static const Json value = [] {
    auto parsed =
        base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens/tokenizer_real.json"));
    if (!parsed.ok()) qFatal("tokenizer_real.json is unreadable");
    return std::move(parsed).value();
  }();
  return value;
}

}  // namespace

class TokenizerRealTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void agreesWithTheReference_data() {
    QTest::addColumn<QString>("path");
    QVERIFY(goldens()["files"].size() >= 16);
    for (const auto& [path, entry] : goldens()["files"].items())
      QTest::newRow(path.c_str()) << QString::fromStdString(path);
  }
  void agreesWithTheReference() {
    TIMBRE_NEED_DATA("tokenizers");
    QFETCH(QString, path);
    const Json& entry = goldens()["files"][path.toStdString()];
    const Json& texts = goldens()["texts"];
    const auto loaded = loadTokenizer(testing::dataFolder() / "tokenizers" / path.toStdString());
    TIMBRE_OK(loaded);
    const Tokenizer& tokenizer = **loaded;
    QCOMPARE(tokenizer.hash().size(), std::size_t(64));
    const Json& plain = entry.contains("plain") ? entry["plain"] : entry["ids"];
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto text = texts[i].get<std::string>();
      const auto ids = entry["ids"][i].get<std::vector<TokenId>>();
      const auto encoded = tokenizer.encode(text);
      TIMBRE_OK(encoded);
      QCOMPARE(encoded->ids, ids);
      const auto without = tokenizer.encode(text, {false});
      TIMBRE_OK(without);
      QCOMPARE(without->ids, plain[i].get<std::vector<TokenId>>());
      for (const char* key : {"decoded", "skipped"}) {
        if (!entry.contains(key)) continue;
        const bool skip = std::string_view(key) == "skipped";
        const auto expected = entry[key][i].is_null() ? text : entry[key][i].get<std::string>();
        QCOMPARE(QByteArray::fromStdString(tokenizer.decode(ids, skip)), QByteArray::fromStdString(expected));
        StreamDecoder stream(*loaded, skip);
        std::string streamed;
        for (const TokenId id : ids) streamed += stream.push(id);
        QCOMPARE(QByteArray::fromStdString(streamed + stream.finish()), QByteArray::fromStdString(expected));
      }
    }
  }

  void refusesOtherKinds_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("code");
    QTest::newRow("not a model") << "tiny-and-odd/bitnetrs-fake-spm_model.model"
                                 << "tokenizer.invalid";
    QTest::newRow("cut JSON") << "tiny-and-odd/bitnetrs-corrupted.json"
                              << "json.syntax";
    QTest::newRow("too few ranks") << "qwen1/qwen_extra.tiktoken"
                                   << "tokenizer.invalid";
    QTest::newRow("no tokenizer") << "mistral"
                                  << "tokenizer.missing";
    QTest::newRow("no such file") << "nothing-here"
                                  << "file.missing";
  }
  void refusesOtherKinds() {
    TIMBRE_NEED_DATA("tokenizers");
    QFETCH(QString, path);
    QFETCH(QString, code);
    const auto loaded = loadTokenizer(testing::dataFolder() / "tokenizers" / path.toStdString());
    QVERIFY(!loaded.ok());
    QCOMPARE(QString::fromStdString(loaded.error().code), code);
    QVERIFY(!loaded.error().path.empty());
  }

  void specialsOfTheConfigFiles() {
    TIMBRE_NEED_DATA("tokenizers");
    const auto root = testing::dataFolder() / "tokenizers";
    const auto qwen = loadTokenizer(root / "qwen2.5");
    TIMBRE_OK(qwen);
    QCOMPARE((*qwen)->eosId().value_or(-1), 151645);
    QVERIFY(!(*qwen)->bosId());
    QVERIFY((*qwen)->isSpecial(151644));
    const auto mistral = loadTokenizer(root / "mistral/hf");
    TIMBRE_OK(mistral);
    QCOMPARE((*mistral)->bosId().value_or(-1), 1);
    QCOMPARE((*mistral)->eosId().value_or(-1), 2);
    QCOMPARE((*mistral)->kind(), std::string("SentencePiece BPE"));
  }
};

QTEST_GUILESS_MAIN(TokenizerRealTest)
#include "tokenizer_real_test.moc"
