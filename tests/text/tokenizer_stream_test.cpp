// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"
#include "core/text/bytes_map.h"
#include "core/text/hf_tokenizer.h"
#include "tests/support/test_support.h"

#include <random>

using namespace timbre;
using namespace timbre::text;
using base::Json;

namespace {

Json goldenFile(const char* name) {
  const auto parsed =
      base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens/tokenizer_components.json"));
  if (!parsed.ok()) qFatal("tokenizer_components.json is unreadable");
  for (const Json& entry : (*parsed)["cases"]) {
    if (entry["name"] != name) continue;
    Json model = (*parsed)["models"][entry["model"].get<std::string>()];
    for (const auto& [key, value] : entry["change"].items()) model[key] = value;
    Json root{{"version", "1.0"}, {"added_tokens", entry["added_tokens"]}};
    for (const char* part : {"normalizer", "pre_tokenizer", "post_processor", "decoder"})
      root[part] = entry.contains(part) ? entry[part] : Json(nullptr);
    root["model"] = std::move(model);
    return root;
  }
  qFatal("no such case");
}

std::shared_ptr<const Tokenizer> open(const char* name) {
  const auto made = HfTokenizer::fromJson(goldenFile(name), name, "", {});
  if (!made.ok()) qFatal("%s", made.error().code.c_str());
  return *made;
}

/// Surface form of one byte in the byte-level alphabet.
std::string surfaceOf(char byte) { return surfaceOfBytes({&byte, 1}); }

}  // namespace

class TokenizerStreamTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void charactersAreHeldBackUntilComplete() {
    const auto tokenizer = open("bytes without regex");
    StreamDecoder stream(tokenizer);
    std::vector<std::string> given;
    const std::string face = "\xF0\x9F\x98\x80";
    for (const char c : face) {
      const auto id = tokenizer->tokenId(surfaceOf(c));
      QVERIFY(id);
      given.push_back(stream.push(*id));
    }
    QCOMPARE(given, (std::vector<std::string>{"", "", "", face}));
    QVERIFY(stream.finish().empty());
  }

  void theTailIsGivenLossily() {
    const auto tokenizer = open("bytes without regex");
    StreamDecoder stream(tokenizer);
    QVERIFY(stream.push(*tokenizer->tokenId(surfaceOf('\xF0'))).empty());
    QCOMPARE(stream.finish(), std::string("\xEF\xBF\xBD"));
    QVERIFY(stream.finish().empty());
    // finish() starts a new text.
    QCOMPARE(stream.push(*tokenizer->tokenId("h")), std::string("h"));
  }

  void fallbackBytesWaitForTheEndOfTheirRun() {
    const auto tokenizer = open("llama fuse True fallback True");
    const auto byte = [&](const char* name) { return *tokenizer->tokenId(name); };
    StreamDecoder stream(tokenizer);
    QVERIFY(stream.push(byte("<0xF0>")).empty());
    QVERIFY(stream.push(byte("<0x9F>")).empty());
    QVERIFY(stream.push(byte("<0x98>")).empty());
    QVERIFY(stream.push(byte("<0x80>")).empty());
    QCOMPARE(stream.push(byte("h")), std::string("\xF0\x9F\x98\x80h"));
  }

  void equalsDecodeForAnyIds_data() {
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"gpt2", "specials", "metaspace first True", "metaspace always False",
                             "llama fuse True fallback True", "no pre-tokenizer"})
      QTest::newRow(name) << QByteArray(name);
  }
  void equalsDecodeForAnyIds() {
    QFETCH(QByteArray, name);
    const auto tokenizer = open(name.constData());
    std::mt19937 random(5);
    const auto count = static_cast<unsigned>(tokenizer->vocabSize());  // ids above come from padded embeddings
    for (int round = 0; round < 400; ++round) {
      std::vector<TokenId> ids;
      const unsigned length = round % 10 == 0 ? 700 : random() % 60;  // long ones cross the window
      const unsigned range = round % 3 == 0 ? 60 : count;
      for (unsigned i = 0; i < length; ++i)
        ids.push_back(static_cast<TokenId>(random() % 4 == 0 ? random() % (count + 40) : random() % range));
      for (const bool skip : {false, true}) {
        StreamDecoder stream(tokenizer, skip);
        std::string text;
        for (const TokenId id : ids) {
          const std::string piece = stream.push(id);
          QVERIFY(base::isUtf8(piece));
          text += piece;
        }
        text += stream.finish();
        QCOMPARE(QByteArray::fromStdString(text), QByteArray::fromStdString(tokenizer->decode(ids, skip)));
      }
    }
  }
};

QTEST_GUILESS_MAIN(TokenizerStreamTest)
#include "tokenizer_stream_test.moc"
