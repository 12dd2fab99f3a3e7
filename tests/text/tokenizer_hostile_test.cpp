// SPDX-License-Identifier: GPL-3.0-or-later
// Files that lie and texts that hurt: refused by name, or done within time and memory.
#include "core/base/json.h"
#include "core/text/hf_tokenizer.h"
#include "tests/support/test_support.h"
#include "tests/text/tokenizer_mutation.h"

#include <QElapsedTimer>

#include <functional>

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

/// A complete file with something in every member.
Json completeFile() {
  Json root;
  for (const Json& entry : goldens()["cases"]) {
    if (entry["name"] != "post sequence") continue;
    root = Json{
        {"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}, {"added_tokens", entry["added_tokens"]}};
    root["normalizer"] = Json::parse(
        R"({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{"String":"s>"},"content":"t>"}]})");
    root["pre_tokenizer"] = Json::parse(
        R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"[hq]e"},"behavior":"MergedWithNext","invert":false},
            {"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]})");
    root["post_processor"] = entry["post_processor"];
    root["decoder"] = Json::parse(
        R"({"type":"Sequence","decoders":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},
                                      {"type":"Strip","content":" ","start":1,"stop":0}]})");
    root["model"] = goldens()["models"]["bytes"];
    root["added_tokens"].push_back(Json::parse(
        R"({"id":332,"content":"<TAGs>","single_word":true,"lstrip":true,"rstrip":true,"normalized":true,"special":false})"));
  }
  return root;
}

/// The components that come from BERT and speech models, each in a place where it matters.
Json bertFile(const char* decoder) {
  Json root{{"version", "1.0"}, {"model", goldens()["models"]["chars"]}};
  root["normalizer"] = Json::parse(
      R"({"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":false,"lowercase":true})");
  root["pre_tokenizer"] = Json::parse(
      R"({"type":"Sequence","pretokenizers":[{"type":"CharDelimiterSplit","delimiter":"x"},{"type":"UnicodeScripts"},{"type":"BertPreTokenizer"}]})");
  root["decoder"] = Json::parse(decoder);
  return root;
}

base::Result<std::shared_ptr<const Tokenizer>> open(const Json& root) {
  return HfTokenizer::fromJson(root, "test", "", {});
}

/// Everything a tokenizer says about some texts, to see whether a change of the file was noticed.
std::string behaviour(const Tokenizer& t) {
  std::string out;
  for (const char* text :
       {" hello the world  2023 20 202 100 x'dog axbycz", "a <TAGs> b<TAGs>  c x<TAGs>y <s>hello</s> e\xCC\x81",
        "  <TAGs>  he", "hello<TAGs>", "he <t> he</t> or <TAGt> he", "in ing and the", "he <s> he </s> a<s>a </s>b",
        "   the", "the   "}) {
    for (const bool special : {true, false}) {
      const auto encoded = t.encode(text, {special});
      if (!encoded.ok()) return encoded.error().code;
      for (std::size_t i = 0; i < encoded->ids.size(); ++i) out += std::to_string(encoded->ids[i]) + " ";
      out += t.decode(encoded->ids, special) + "|";
    }
  }
  for (const char* text :
       {"He\u00e9 l\u200bo", "a\u4f60b\u597d  d", "axb xx a-b", "\u4f60\u597d\u4e16\u754c", "the \u043f\u0440 they", "HELLO the e\u0301"}) {
    const auto ids = t.encodeIds(text, {false});
    for (const TokenId id : ids.ok() ? *ids : std::vector<TokenId>{}) out += std::to_string(id) + " ";
    out += t.decode(ids.ok() ? *ids : std::vector<TokenId>{}, false) + "|";
  }
  for (TokenId id = 0; id < 340; ++id) out += t.tokenText(id) + (t.isSpecial(id) ? "*" : "") + ",";
  return out;
}

QString codeOf(const std::function<void(Json&)>& change) {
  Json root = completeFile();
  change(root);
  const auto made = open(root);
  return made.ok() ? "accepted" : QString::fromStdString(made.error().code);
}

}  // namespace

class TokenizerHostileTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyChangeOfTheFileIsNoticed() {
    const auto whole = open(completeFile());
    TIMBRE_OK(whole);
    const std::string before = behaviour(**whole);
    // What these say does not reach ids, texts or names here: batch shaping, offsets of the reference, second texts of
    // a pair, token types.
    const std::vector<std::string> neutral = {"/truncation",
                                              "/padding",
                                              "trim_offsets",
                                              "/type_id",
                                              "/pair",
                                              "/decoder/decoders/0/",
                                              "/processors/0/",
                                              "/fuse_unk",
                                              "/ignore_merges",
                                              "/byte_fallback",
                                              "/dropout",
                                              "/unk_token",
                                              "/continuing_subword_prefix",
                                              "/end_of_word_suffix"};
    const auto isNeutral = [&](const std::string& path) {
      if (path == "/model") return true;                      // its first member is the type, which old files lack
      if (path == "/post_processor/processors") return true;  // its first is a ByteLevel, which only moves offsets
      return std::any_of(neutral.begin(), neutral.end(),
                         [&](const std::string& n) { return path.find(n) != std::string::npos; });
    };
    const auto changes = testing::changedFiles(completeFile());
    QVERIFY(changes.size() > 200);
    QStringList unnoticed;
    for (const testing::ChangedFile& change : changes) {
      if (change.kind == "value" && isNeutral(change.path)) continue;
      const auto made = open(change.root);
      if (!made.ok()) continue;
      const bool mayPass = change.kind != "value" && isNeutral(change.path);
      if (!mayPass && behaviour(**made) == before) unnoticed << QString::fromStdString(change.path + " " + change.kind);
    }
    QVERIFY2(unnoticed.isEmpty(), qPrintable(unnoticed.join(", ")));
  }

  void everyChangeOfABertFileIsNoticed() {
    for (const char* decoder : {R"({"type":"WordPiece","prefix":"l","cleanup":true})",
                                R"({"type":"CTC","pad_token":"h","word_delimiter_token":"e","cleanup":true})"}) {
      const Json file = bertFile(decoder);
      const auto whole = open(file);
      TIMBRE_OK(whole);
      // Texts of single letters show what cleaning up does.
      const auto behaviourWithDots = [](const Tokenizer& t) {
        std::string out = behaviour(t);
        std::vector<TokenId> dots;
        for (const char* letter : {"h", ".", "e", ",", "l", ".", "l"})
          if (const auto id = t.tokenId(letter)) dots.push_back(*id);
        return out + t.decode(dots, false);
      };
      const std::string before = behaviourWithDots(**whole);
      QStringList unnoticed;
      int tried = 0;
      for (const testing::ChangedFile& change : testing::changedFiles(file)) {
        if (change.path.starts_with("/model") || change.path == "/version") continue;  // the test above
        const auto made = open(change.root);
        ++tried;
        if (made.ok() && behaviourWithDots(**made) == before)
          unnoticed << QString::fromStdString(change.path + " " + change.kind);
      }
      QVERIFY(tried > 30);
      QVERIFY2(unnoticed.isEmpty(), qPrintable(unnoticed.join(", ")));
    }
  }

  void refusesByName_data() {
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* expected, const std::function<void(Json&)>& change) {
      QTest::newRow(name) << codeOf(change) << expected;
    };
    row("untouched", "accepted", [](Json&) {});
    row("id 2^31", "tokenizer.invalid", [](Json& r) { r["model"]["vocab"]["he"] = 2147483648u; });
    row("id 2^63", "tokenizer.invalid", [](Json& r) { r["model"]["vocab"]["he"] = 9223372036854775808u; });
    row("negative id", "tokenizer.invalid", [](Json& r) { r["model"]["vocab"]["he"] = -1; });
    row("id 1.5", "tokenizer.invalid", [](Json& r) { r["model"]["vocab"]["he"] = 1.5; });
    row("id as text", "tokenizer.invalid", [](Json& r) { r["model"]["vocab"]["he"] = "7"; });
    row("id twice", "tokenizer.invalid", [](Json& r) { r["model"]["vocab"]["new"] = 5; });
    row("empty entry", "tokenizer.invalid", [](Json& r) { r["model"]["vocab"][""] = 999; });
    row("vocab is a list", "tokenizer.invalid", [](Json& r) { r["model"]["vocab"] = Json::array(); });
    row("merge of nothing", "tokenizer.invalid", [](Json& r) { r["model"]["merges"].push_back("q nonsense"); });
    row("merge into nothing", "tokenizer.invalid", [](Json& r) { r["model"]["merges"].push_back("q z"); });
    row("merge of three", "tokenizer.invalid", [](Json& r) { r["model"]["merges"].push_back("a b c"); });
    row("merge of one", "tokenizer.invalid", [](Json& r) { r["model"]["merges"].push_back("a"); });
    row("merge is a number", "tokenizer.invalid", [](Json& r) { r["model"]["merges"].push_back(3); });
    row("unk not in vocab", "tokenizer.invalid", [](Json& r) {
      r["model"]["unk_token"] = "<none>";
      r["pre_tokenizer"] = nullptr;  // bytes would never be unknown
    });
    row("dropout", "tokenizer.unsupported", [](Json& r) { r["model"]["dropout"] = 0.1; });
    row("no dropout", "accepted", [](Json& r) { r["model"]["dropout"] = 0.0; });
    row("unigram", "tokenizer.unsupported", [](Json& r) { r["model"]["type"] = "Unigram"; });
    row("word piece", "tokenizer.unsupported", [](Json& r) { r["model"]["type"] = "WordPiece"; });
    row("no model", "tokenizer.invalid", [](Json& r) { r.erase("model"); });
    row("version 2", "tokenizer.unsupported", [](Json& r) { r["version"] = "2.0"; });
    row("new member", "tokenizer.unsupported", [](Json& r) { r["guard"] = true; });
    row("new model key", "tokenizer.unsupported", [](Json& r) { r["model"]["temperature"] = 1; });
    row("damaged precompiled", "tokenizer.invalid", [](Json& r) {
      r["normalizer"] = Json{{"type", "Precompiled"}, {"precompiled_charsmap", "AAAA"}};
    });
    row("unknown normalizer", "tokenizer.unsupported", [](Json& r) { r["normalizer"] = Json{{"type", "Rot13"}}; });
    row("unknown pre-tokenizer", "tokenizer.unsupported", [](Json& r) {
      r["pre_tokenizer"] = Json{{"type", "Rot13"}};
    });
    row("unknown decoder", "tokenizer.unsupported", [](Json& r) { r["decoder"] = Json{{"type", "Rot13"}}; });
    row("delimiter of two", "tokenizer.invalid", [](Json& r) {
      r["pre_tokenizer"] = Json{{"type", "CharDelimiterSplit"}, {"delimiter", "ab"}};
    });
    row("bert normalizer without a setting", "tokenizer.invalid", [](Json& r) {
      r["normalizer"] = Json{{"type", "BertNormalizer"}, {"clean_text", true}, {"lowercase", true}};
    });
    row("CTC without a delimiter", "tokenizer.unsupported", [](Json& r) {
      r["decoder"] = Json{{"type", "CTC"}, {"pad_token", "p"}, {"word_delimiter_token", ""}, {"cleanup", true}};
    });
    row("unknown post-processor", "tokenizer.unsupported", [](Json& r) {
      r["post_processor"] = Json{{"type", "Magic"}};
    });
    row("bad regex", "tokenizer.regex",
        [](Json& r) { r["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(a"; });
    row("pattern of both kinds", "tokenizer.invalid",
        [](Json& r) { r["pre_tokenizer"]["pretokenizers"][0]["pattern"]["String"] = "a"; });
    row("empty added token", "tokenizer.invalid", [](Json& r) { r["added_tokens"][0]["content"] = ""; });
    row("long added token", "tokenizer.invalid",
        [](Json& r) { r["added_tokens"][2]["content"] = std::string(5000, 'x'); });
    row("added id taken", "tokenizer.invalid", [](Json& r) { r["added_tokens"][2]["id"] = 5; });
    row("added id of another", "tokenizer.invalid", [](Json& r) { r["added_tokens"][2]["id"] = 330; });
    row("added twice", "tokenizer.invalid", [](Json& r) { r["added_tokens"].push_back(r["added_tokens"][2]); });
    row("added id 2^31", "tokenizer.invalid", [](Json& r) { r["added_tokens"][2]["id"] = 2147483648u; });
    row("added flag missing", "tokenizer.invalid", [](Json& r) { r["added_tokens"][2].erase("lstrip"); });
    const auto addMany = [](Json& r, int count, std::size_t length) {
      Json::array_t& tokens = r["added_tokens"].get_ref<Json::array_t&>();
      Json token = tokens[2];
      for (int i = 0; i < count; ++i) {
        token["id"] = 1000 + i;
        token["content"] = std::to_string(i) + std::string(length, 'x');
        tokens.push_back(token);
      }
    };
    row("many added tokens", "accepted", [&](Json& r) { addMany(r, 2000, 1000); });
    row("too many added tokens", "tokenizer.invalid", [&](Json& r) { addMany(r, 100'001, 1); });
    row("added tokens of more than 4 MiB", "tokenizer.invalid", [&](Json& r) { addMany(r, 1100, 4000); });
    row("template id out of range", "tokenizer.invalid",
        [](Json& r) { r["post_processor"]["processors"][1]["special_tokens"]["<s>"]["ids"] = Json::array({4000}); });
    row("deep sequence", "tokenizer.invalid", [](Json& r) {
      Json deep{{"type", "NFC"}};
      for (int i = 0; i < 30; ++i) deep = Json{{"type", "Sequence"}, {"normalizers", Json::array({deep})}};
      r["normalizer"] = deep;
    });
  }
  void refusesByName() {
    QFETCH(QString, code);
    QFETCH(QString, expected);
    QCOMPARE(code, expected);
  }

  void everyErrorIsASentence() {
    Json root = completeFile();
    root["decoder"] = Json{{"type", "Rot13"}};
    const auto made = open(root);
    QVERIFY(!made.ok());
    QCOMPARE(made.error().args.at("what"), std::string("decoder Rot13"));
    QCOMPARE(made.error().path, std::string("test"));
  }

  void filesThatAreNotJson_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    QTest::newRow("empty") << QByteArray() << "json.syntax";
    QTest::newRow("cut") << QByteArray(R"({"model":{"vocab":{"a":)") << "json.syntax";
    QTest::newRow("deep") << QByteArray(100000, '[') << "json.too_deep";
    QTest::newRow("key twice") << QByteArray(R"({"model":{"vocab":{"a":1,"a":2}}})") << "json.duplicate_key";
    QTest::newRow("lone surrogate") << QByteArray(R"({"model":{"type":"\ud800"}})") << "json.syntax";
    QTest::newRow("NUL") << QByteArray("{\"a\0b\":1}", 9) << "json.syntax";
    QTest::newRow("a list") << QByteArray("[]") << "tokenizer.invalid";
    QTest::newRow("a number") << QByteArray("3") << "tokenizer.invalid";
  }
  void filesThatAreNotJson() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "tokenizer.json", bytes.toStdString());
    const auto loaded = loadTokenizer(folder.path());
    QVERIFY(!loaded.ok());
    QCOMPARE(QString::fromStdString(loaded.error().code), code);
  }

  void aByteOrderMarkIsSkipped() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "tokenizer.json", "\xEF\xBB\xBF" + base::dumpJson(completeFile()));
    const auto loaded = loadTokenizer(folder.path());
    TIMBRE_OK(loaded);
  }

  void oneGiantWordIsNotQuadratic_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("bytes") << QByteArray("bytes without regex");
    QTest::newRow("characters") << QByteArray("llama fuse True fallback True");
  }
  void oneGiantWordIsNotQuadratic() {
    QFETCH(QByteArray, name);
    for (const Json& entry : goldens()["cases"]) {
      if (entry["name"] != name.constData()) continue;
      Json root{{"model", goldens()["models"][entry["model"].get<std::string>()]}};
      for (const auto& [key, value] : entry["change"].items()) root["model"][key] = value;
      for (const char* part : {"normalizer", "pre_tokenizer", "decoder"})
        if (entry.contains(part)) root[part] = entry[part];
      const auto made = open(root);
      TIMBRE_OK(made);
      std::string text;
      while (text.size() < (std::size_t(2) << 20)) text += "hethequick";
      QElapsedTimer timer;
      timer.start();
      const auto encoded = (*made)->encode(text, {false});
      TIMBRE_OK(encoded);
      QCOMPARE((*made)->decode(encoded->ids, false), text);
      QVERIFY2(timer.elapsed() < 20000, std::to_string(timer.elapsed()).c_str());  // a quadratic loop would take hours
      return;
    }
    QFAIL("no such case");
  }

  void regexBombsEndInTime() {
    Json root = completeFile();
    root["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(?:a+)+[bd]";
    const auto made = open(root);
    TIMBRE_OK(made);
    QElapsedTimer timer;
    timer.start();
    const auto encoded = (*made)->encode(std::string(40000, 'a'));
    QVERIFY(timer.elapsed() < 20000);
    if (!encoded.ok()) QCOMPARE(encoded.error().code, std::string("tokenizer.budget"));
  }

  void overlappingAddedTokensStayLinear() {
    Json root = completeFile();
    for (int i = 0; i < 60; ++i)
      root["added_tokens"].push_back(Json{{"id", 400 + i},
                                          {"content", std::string(static_cast<std::size_t>(3000 + i), 'a') + "!"},
                                          {"single_word", false},
                                          {"lstrip", false},
                                          {"rstrip", false},
                                          {"normalized", false},
                                          {"special", false}});
    const auto made = open(root);
    TIMBRE_OK(made);
    QElapsedTimer timer;
    timer.start();
    const auto encoded = (*made)->encode(std::string(300000, 'a'));
    QVERIFY2(timer.elapsed() < 20000, std::to_string(timer.elapsed()).c_str());
    if (!encoded.ok()) QCOMPARE(encoded.error().code, std::string("tokenizer.budget"));
  }
};

QTEST_GUILESS_MAIN(TokenizerHostileTest)
#include "tokenizer_hostile_test.moc"
