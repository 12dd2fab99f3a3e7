// SPDX-License-Identifier: GPL-3.0-or-later
// Small tokenizers with every component, against ids and texts of the reference library
// (goldens/make_tokenizer_goldens.py). Needs no data folder.
#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/text/bytes_map.h"
#include "core/text/hf_tokenizer.h"
#include "tests/support/test_support.h"

#include <atomic>
#include <thread>

using namespace timbre;
using namespace timbre::text;
using base::Json;

namespace {

const Json& goldens() {
  static const Json value = [] {
    auto parsed =
        base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens/tokenizer_components.json"));
    if (!parsed.ok()) qFatal("tokenizer_components.json is unreadable");
    return std::move(parsed).value();
  }();
  return value;
}

/// The tokenizer.json of a case.
Json fileOf(const Json& entry) {
  Json model = goldens()["models"][entry["model"].get<std::string>()];
  for (const auto& [key, value] : entry["change"].items()) model[key] = value;
  Json root{{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}, {"added_tokens", entry["added_tokens"]}};
  for (const char* part : {"normalizer", "pre_tokenizer", "post_processor", "decoder"})
    root[part] = entry.contains(part) ? entry[part] : Json(nullptr);
  root["model"] = std::move(model);
  return root;
}

std::shared_ptr<const Tokenizer> make(const Json& root, std::string* failure = nullptr) {
  auto made = HfTokenizer::fromJson(root, "test", "", {});
  if (!made.ok()) {
    if (failure)
      *failure = made.error().code + " " + (made.error().args.empty() ? "" : made.error().args.begin()->second);
    return nullptr;
  }
  return made.value();
}

std::vector<TokenId> idsOf(const Tokenizer& tokenizer, const std::string& text, bool special) {
  const auto encoded = tokenizer.encode(text, {special});
  return encoded.ok() ? encoded->ids : std::vector<TokenId>{-1};
}

}  // namespace

class TokenizerComponentsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void agreesWithTheReference_data() {
    QTest::addColumn<int>("index");
    const Json& cases = goldens()["cases"];
    QVERIFY(cases.size() >= 80);
    for (int i = 0; i < static_cast<int>(cases.size()); ++i)
      QTest::newRow(cases[i]["name"].get<std::string>().c_str()) << i;
  }
  void agreesWithTheReference() {
    QFETCH(int, index);
    const Json& entry = goldens()["cases"][index];
    const Json& texts = goldens()["texts"];
    std::string failure;
    const auto tokenizer = make(fileOf(entry), &failure);
    QVERIFY2(tokenizer, failure.c_str());
    const Json& plain = entry.contains("plain") ? entry["plain"] : entry["ids"];
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto text = texts[i].get<std::string>();
      QCOMPARE(idsOf(*tokenizer, text, true), entry["ids"][i].get<std::vector<TokenId>>());
      QCOMPARE(idsOf(*tokenizer, text, false), plain[i].get<std::vector<TokenId>>());
      if (!entry.contains("decoded")) continue;
      const auto ids = entry["ids"][i].get<std::vector<TokenId>>();
      QCOMPARE(QByteArray::fromStdString(tokenizer->decode(ids, false)),
               QByteArray::fromStdString(entry["decoded"][i].get<std::string>()));
      const Json& skipped = entry.contains("skipped") ? entry["skipped"] : entry["decoded"];
      QCOMPARE(QByteArray::fromStdString(tokenizer->decode(ids, true)),
               QByteArray::fromStdString(skipped[i].get<std::string>()));
      for (const bool skip : {false, true}) {
        StreamDecoder stream(tokenizer, skip);
        std::string streamed;
        for (const TokenId id : ids) streamed += stream.push(id);
        streamed += stream.finish();
        // BPEDecoder shows the last token differently, so no prefix of its text is final.
        if (!entry.contains("decoder") || base::stringOr(entry["decoder"], "type") != "BPEDecoder")
          QCOMPARE(QByteArray::fromStdString(streamed), QByteArray::fromStdString(tokenizer->decode(ids, skip)));
      }
    }
  }

  void spansCoverTheText_data() { agreesWithTheReference_data(); }
  void spansCoverTheText() {
    QFETCH(int, index);
    const Json& entry = goldens()["cases"][index];
    const auto tokenizer = make(fileOf(entry));
    QVERIFY(tokenizer);
    for (const Json& item : goldens()["texts"]) {
      const auto text = item.get<std::string>();
      const auto encoded = tokenizer->encode(text);
      TIMBRE_OK(encoded);
      QCOMPARE(encoded->begin.size(), encoded->ids.size());
      QCOMPARE(encoded->end.size(), encoded->ids.size());
      for (std::size_t i = 0; i < encoded->ids.size(); ++i) {
        QVERIFY(encoded->begin[i] <= encoded->end[i]);
        QVERIFY(encoded->end[i] <= text.size());
      }
    }
  }

  void bothSpellingsOfMergesAreTheSame() {
    Json root = fileOf(goldens()["cases"][0]);
    const auto old = make(root);
    for (Json& merge : root["model"]["merges"]) {
      const auto line = merge.get<std::string>();
      merge = Json::array({line.substr(0, line.find(' ')), line.substr(line.find(' ') + 1)});
    }
    const auto pairs = make(root);
    QVERIFY(old && pairs);
    for (const Json& text : goldens()["texts"])
      QCOMPARE(idsOf(*old, text.get<std::string>(), true), idsOf(*pairs, text.get<std::string>(), true));
  }

  void spansPointAtTheRightBytes() {
    const auto tokenizer = make(fileOf(goldens()["cases"][0]));
    const std::string text = "hello w\xC3\xA9 \xE4\xBD\xA0";
    const auto encoded = tokenizer->encode(text);
    TIMBRE_OK(encoded);
    std::string joined;
    std::uint32_t at = 0;
    for (std::size_t i = 0; i < encoded->ids.size(); ++i) {
      QCOMPARE(encoded->begin[i], at);
      at = encoded->end[i];
      QCOMPARE(tokenizer->tokenBytes(encoded->ids[i]),
               text.substr(encoded->begin[i], encoded->end[i] - encoded->begin[i]));
    }
    QCOMPARE(at, static_cast<std::uint32_t>(text.size()));
  }

  void normalisedTextKeepsItsOrigin() {
    for (const Json& entry : goldens()["cases"]) {
      if (entry["name"] != "normalizer NFC") continue;
      const auto tokenizer = make(fileOf(entry));
      const std::string text = "ae\xCC\x81z";  // e + acute composes to é: two bytes from three
      const auto encoded = tokenizer->encode(text);
      TIMBRE_OK(encoded);
      QCOMPARE(encoded->begin.front(), 0u);
      QCOMPARE(encoded->begin.back(), 4u);
      QCOMPARE(encoded->end.back(), 5u);
      bool coversAll = false;
      for (std::size_t i = 0; i < encoded->ids.size(); ++i)
        coversAll = coversAll || (encoded->begin[i] == 1 && encoded->end[i] == 4);
      QVERIFY(coversAll);
      return;
    }
    QFAIL("no NFC case");
  }

  void invalidUtf8IsReplacedByteByByte() {
    const auto tokenizer = make(fileOf(goldens()["cases"][0]));
    const std::string text = "he\xFFllo\xE4\xBD";
    QCOMPARE(idsOf(*tokenizer, text, false), idsOf(*tokenizer, base::sanitizeUtf8(text), false));
    const auto encoded = tokenizer->encode(text);
    TIMBRE_OK(encoded);
    QCOMPARE(encoded->end.back(), static_cast<std::uint32_t>(text.size()));
  }

  void aLongWordEqualsItsParts() {
    // The heap takes over from the scan at 49 symbols; both must give the reference's merges.
    const auto tokenizer = make(fileOf(goldens()["cases"][0]));
    for (const int length : {47, 48, 49, 50, 51, 200, 5000}) {
      std::string text;
      for (int i = 0; i < length; ++i) text += "thequickbrown"[i % 13];
      const auto ids = idsOf(*tokenizer, text, false);
      QCOMPARE(tokenizer->decode(ids, false), text);
      // Growing the word by a foreign byte at the end may only change its end.
      const auto longer = idsOf(*tokenizer, text + "\xE4\xB8\x96", false);
      for (std::size_t i = 0; i + 8 < ids.size(); ++i) QCOMPARE(ids[i], longer[i]);
    }
  }

  void manyThreadsGetTheSame() {
    const auto tokenizer = make(fileOf(goldens()["cases"][0]));
    std::vector<std::vector<TokenId>> expected;
    for (const Json& text : goldens()["texts"])
      expected.push_back(idsOf(*make(fileOf(goldens()["cases"][0])), text.get<std::string>(), true));
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int round = 0; round < 20; ++round)
          for (std::size_t i = 0; i < expected.size(); ++i)
            if (idsOf(*tokenizer, goldens()["texts"][i].get<std::string>(), true) != expected[i]) ++wrong;
      });
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(wrong.load(), 0);
  }

  /// ignore_merges means whole pre-tokens: no part of one is an entry that its merges do not make.
  void partsAreNoWords() {
    Json vocab = Json::object();
    for (int byte = 0; byte < 256; ++byte) vocab[surfaceOfBytes(std::string(1, static_cast<char>(byte)))] = byte;
    vocab[surfaceOfBytes("\xD0\xBC\xD0\xB8")] = 256;  // ми
    const Json json = {
        {"version", "1.0"},
        {"added_tokens", Json::array()},
        {"normalizer", nullptr},
        {"pre_tokenizer",
         {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}}},
        {"post_processor", nullptr},
        {"decoder", {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}}},
        {"model", {{"type", "BPE"}, {"ignore_merges", true}, {"vocab", vocab}, {"merges", Json::array()}}}};
    const auto tokenizer = make(json);
    QVERIFY(tokenizer);
    const auto ids = [&](const char* text) { return tokenizer->encodeIds(text, {false}).value(); };
    const std::vector<TokenId> bytes{0xD0, 0xBC, 0xD0, 0xB8};
    const auto with = [&](TokenId a, TokenId b) {
      std::vector<TokenId> out = bytes;
      out.insert(out.end(), {a, b});
      return out;
    };
    for (int round = 0; round < 2; ++round) {  // the second time from the cache
      QCOMPARE(ids("\xD0\xBC\xD0\xB8"), std::vector<TokenId>{256});
      QCOMPARE(ids("\xD0\xBC\xD0\xB8\xD1\x80"), with(0xD1, 0x80));
    }
  }

  /// What a word is, Whitespace and single_word take from Rust: ² is none of it, a joiner is.
  void wordsAreThoseOfRust() {
    Json json = {{"version", "1.0"},
                 {"added_tokens", Json::array({{{"id", 9},
                                                {"content", "tok"},
                                                {"single_word", true},
                                                {"lstrip", false},
                                                {"rstrip", false},
                                                {"normalized", false},
                                                {"special", false}}})},
                 {"normalizer", nullptr},
                 {"pre_tokenizer", {{"type", "Whitespace"}}},
                 {"post_processor", nullptr},
                 {"decoder", nullptr},
                 {"model",
                  {{"type", "BPE"},
                   {"unk_token", "?"},
                   {"vocab", {{"?", 0}, {"x", 1}, {"²", 2}, {"x²", 3}, {"\u200C", 4}, {"x\u200C", 5}}},
                   {"merges", Json::array({"x ²", "x \u200C"})}}}};
    const auto tokenizer = make(json);
    QVERIFY(tokenizer);
    const auto ids = [&](const char* text) { return tokenizer->encodeIds(text, {false}).value(); };
    QCOMPARE(ids("x²"), (std::vector<TokenId>{1, 2}));
    QCOMPARE(ids("x\u200C"), std::vector<TokenId>{5});
    QCOMPARE(ids("tok²"), (std::vector<TokenId>{9, 2}));
    QCOMPARE(ids("tok\u200C"), (std::vector<TokenId>{0, 0, 0, 4}));
  }

  /// Every refusal says which file it is about.
  void refusalsNameTheFile() {
    const Json split = {{"type", "Split"}, {"pattern", {{"Regex", "("}}}, {"behavior", "Isolated"}, {"invert", false}};
    const Json replace = {{"type", "Replace"}, {"pattern", {{"Regex", "("}}}, {"content", ""}};
    const Json base = fileOf(goldens()["cases"][0]);
    for (const auto& [part, component] : {std::pair<const char*, Json>{"pre_tokenizer", split}, {"normalizer", replace}, {"decoder", replace}}) {
      Json root = base;
      root[part] = component;
      const auto made = HfTokenizer::fromJson(root, "test", "", {});
      QVERIFY(!made.ok());
      QCOMPARE(made.error().code, std::string("tokenizer.regex"));
      QCOMPARE(made.error().path, std::string("test"));
    }
  }

  /// What the library does with a second one depends on how many texts it takes the first one's tokens for.
  void twoProcessorsThatAdd() {
    for (const Json& entry : goldens()["cases"]) {
      if (entry["name"] != "template") continue;
      Json root = fileOf(entry);
      const Json one = root["post_processor"];
      root["post_processor"] = {{"type", "Sequence"}, {"processors", Json::array({one, one})}};
      std::string failure;
      QVERIFY(!make(root, &failure));
      QVERIFY2(failure.starts_with("tokenizer.unsupported post_processor Sequence"), failure.c_str());
      return;
    }
    QFAIL("no such case");
  }

  /// Where the library crashes, leaves it to chance or answers by how it aligned characters.
  void refusedByName() {
    const Json base = fileOf(goldens()["cases"][0]);
    const auto refusal = [](const Json& root) {
      std::string failure;
      return make(root, &failure) ? std::string() : failure;
    };
    for (const char* pattern : {"x*", "^", "$", "(?=a)", "a|"}) {
      Json root = base;
      root["normalizer"] = {{"type", "Replace"}, {"pattern", {{"Regex", pattern}}}, {"content", "_"}};
      QVERIFY2(refusal(root).starts_with("tokenizer.unsupported normalizer Replace with a pattern that matches an empty text"), pattern);
    }
    const auto token = [](int id, const char* content) {
      return Json{{"id", id}, {"content", content}, {"single_word", false}, {"lstrip", false}, {"rstrip", false}, {"normalized", true}, {"special", false}};
    };
    Json twins = base;
    twins["normalizer"] = {{"type", "Lowercase"}};
    twins["added_tokens"] = Json::array({token(330, "<A>"), token(331, "<a>")});
    QCOMPARE(refusal(twins), std::string("tokenizer.unsupported added_tokens with “<A>” and “<a>”, which the normalizer makes the same text"));
    Json nothing = base;
    nothing["normalizer"] = {{"type", "Strip"}, {"strip_left", true}, {"strip_right", true}};
    nothing["added_tokens"] = Json::array({token(330, " ")});
    QCOMPARE(refusal(nothing), std::string("tokenizer.unsupported added_tokens with “ ”, of which the normalizer leaves nothing"));
    Json first = base;
    first["normalizer"] = {{"type", "NFC"}};
    const Json metaspace = {{"type", "Metaspace"}, {"replacement", "▁"}, {"prepend_scheme", "first"}, {"split", true}};
    first["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", Json::array({{{"type", "UnicodeScripts"}}, metaspace})}};
    QVERIFY(refusal(first).starts_with("tokenizer.unsupported tokenizer.json with Metaspace “first”"));
    first["normalizer"] = nullptr;
    QCOMPARE(refusal(first), std::string());
  }

  /// Where a character may be unknown, its token has to exist.
  void unknownTokenWithoutAnEntry() {
    Json root = fileOf(goldens()["cases"][0]);
    root["pre_tokenizer"] = nullptr;
    root["model"]["unk_token"] = "<nowhere>";
    std::string failure;
    QVERIFY(!make(root, &failure));
    QVERIFY2(failure.starts_with("tokenizer.invalid"), failure.c_str());
  }

  void namesAndKinds() {
    for (const Json& entry : goldens()["cases"]) {
      if (entry["name"] != "specials") continue;
      const auto tokenizer = make(fileOf(entry));
      QCOMPARE(tokenizer->kind(), std::string("byte-level BPE"));
      QCOMPARE(tokenizer->vocabSize(), std::size_t(334));
      QCOMPARE(tokenizer->tokenId("<|im_end|>").value_or(-1), 333);
      QVERIFY(tokenizer->isSpecial(333) && !tokenizer->isSpecial(0) && !tokenizer->isSpecial(-1) &&
              !tokenizer->isSpecial(999));
      QCOMPARE(tokenizer->tokenText(333), std::string("<|im_end|>"));
      QVERIFY(tokenizer->tokenBytes(333).empty() && tokenizer->tokenText(999).empty() &&
              tokenizer->decode(std::vector<TokenId>{-5, 999}, false).empty());
      const auto id = tokenizer->tokenId("Ġthe");
      QVERIFY(id);
      QCOMPARE(tokenizer->tokenBytes(*id), std::string(" the"));
      return;
    }
    QFAIL("no such case");
  }
};

QTEST_GUILESS_MAIN(TokenizerComponentsTest)
#include "tokenizer_components_test.moc"
