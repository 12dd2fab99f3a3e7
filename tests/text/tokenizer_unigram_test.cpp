// SPDX-License-Identifier: GPL-3.0-or-later
// Unigram models in both spellings, against sentencepiece and tokenizers (goldens/make_unigram_goldens.py), and
// Mistral's tekken.json.
#include "core/base/json.h"
#include "core/text/hf_tokenizer.h"
#include "core/text/tiktoken.h"
#include "tests/support/test_support.h"
#include "tests/text/tokenizer_mutation.h"
#include "tests/text/tokenizer_spm_builder.h"

using namespace timbre;
using namespace timbre::text;
using base::Json;

namespace {

using Ids = std::vector<TokenId>;

const Json& goldens() {
  static const Json value = [] {
    auto parsed =
        base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens/unigram_goldens.json"));
    if (!parsed.ok()) qFatal("unigram_goldens.json is unreadable");
    return std::move(parsed).value();
  }();
  return value;
}

std::string base64(const std::string& bytes) { return QByteArray::fromStdString(bytes).toBase64().toStdString(); }

/// The same model as a tokenizer.json, as the golden script writes it.
Json asJson(const SentencePieceModel& model, bool split) {
  Json vocab = Json::array();
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < model.pieces.size(); ++i) {
    vocab.push_back(Json::array({model.pieces[i].text, static_cast<double>(model.pieces[i].score)}));
    if (model.pieces[i].type == PieceType::Unknown) unknown = i;
  }
  Json steps = Json::array();
  if (!model.charsmap.empty())
    steps.push_back(Json{{"type", "Precompiled"}, {"precompiled_charsmap", base64(model.charsmap)}});
  steps.push_back(Json{{"type", "Replace"}, {"pattern", Json{{"Regex", " {2,}"}}}, {"content", " "}});
  const Json meta{
      {"type", "Metaspace"}, {"replacement", "\xE2\x96\x81"}, {"prepend_scheme", "always"}, {"split", split}};
  return Json{{"version", "1.0"},
              {"truncation", nullptr},
              {"padding", nullptr},
              {"added_tokens", Json::array()},
              {"normalizer", Json{{"type", "Sequence"}, {"normalizers", std::move(steps)}}},
              {"pre_tokenizer", meta},
              {"post_processor", nullptr},
              {"decoder", meta},
              {"model", Json{{"type", "Unigram"},
                             {"unk_id", unknown},
                             {"vocab", std::move(vocab)},
                             {"byte_fallback", model.byteFallback}}}};
}

void compare(const Json& entry, const std::string& bytes) {
  auto model = readSentencePieceModel(bytes, "golden");
  TIMBRE_OK(model);
  const auto t = testing::loadSpm(bytes);
  QVERIFY(t);
  QCOMPARE(t->kind(), std::string("SentencePiece Unigram"));
  const auto split = HfTokenizer::fromJson(asJson(*model, true), "golden", "", {});
  TIMBRE_OK(split);
  const auto whole = HfTokenizer::fromJson(asJson(*model, false), "golden", "", {});
  TIMBRE_OK(whole);
  const Json& texts = goldens()["texts"];
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto text = texts[i].get<std::string>();
    const auto want = entry["ids"][i].get<Ids>();
    for (int again = 0; again < 2; ++again) {  // the second time from the word cache
      const auto got = t->encode(text, {false});
      TIMBRE_OK(got);
      QCOMPARE(got->ids, want);
      QCOMPARE(got->end.size(), want.size());
      const auto ids = t->encodeIds(text, {false});
      TIMBRE_OK(ids);
      QCOMPARE(*ids, want);
    }
    const auto decoded = entry["decoded"][i].is_null() ? text : entry["decoded"][i].get<std::string>();
    QCOMPARE(QByteArray::fromStdString(t->decode(want, false)), QByteArray::fromStdString(decoded));
    QCOMPARE(*(*split)->encodeIds(text, {false}), entry["json"][i].get<Ids>());
    QCOMPARE((*split)->encode(text, {false})->ids, entry["json"][i].get<Ids>());
    QCOMPARE(*(*whole)->encodeIds(text, {false}), entry["json_whole"][i].get<Ids>());
  }
}

/// Bytes, then "he", "ll", "hell", "o!"; five special tokens of which the file names four.
Json tekken() {
  Json vocab = Json::array();
  const auto add = [&](const std::string& bytes) {
    vocab.push_back(Json{{"rank", vocab.size()}, {"token_bytes", base64(bytes)}, {"token_str", nullptr}});
  };
  for (int b = 0; b < 256; ++b) add(std::string(1, static_cast<char>(b)));
  for (const char* more : {"he", "ll", "hell", "o!", "not taken"}) add(more);
  Json specials = Json::array();
  for (const char* name : {"<unk>", "<s>", "</s>", "[INST]"})
    specials.push_back(Json{{"rank", specials.size()}, {"token_str", name}, {"is_control", true}});
  return Json{{"config", Json{{"pattern", R"([a-z]+!?|\s+|.)"},
                              {"num_vocab_tokens", 261},
                              {"default_vocab_size", 265},
                              {"default_num_special_tokens", 5},
                              {"version", "v11"}}},
              {"vocab", std::move(vocab)},
              {"special_tokens", std::move(specials)}};
}

base::Result<std::shared_ptr<const Tokenizer>> openTekken(const Json& root,
                                                          SpecialsInText specials = SpecialsInText::Parsed) {
  return readTekken(root.dump(), "tekken.json", specials);
}

}  // namespace

class TokenizerUnigramTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void smallModels_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < goldens()["small"].size(); ++i)
      QTest::newRow(goldens()["small"][i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
  }
  void smallModels() {
    QFETCH(int, index);
    const Json& entry = goldens()["small"][static_cast<std::size_t>(index)];
    compare(entry, QByteArray::fromBase64(QByteArray::fromStdString(entry["model"].get<std::string>())).toStdString());
  }

  void realModels_data() {
    QTest::addColumn<QString>("name");
    QVERIFY(goldens()["real"].size() == 4);
    for (const auto& [name, entry] : goldens()["real"].items())
      QTest::newRow(name.c_str()) << QString::fromStdString(name);
  }
  void realModels() {
    TIMBRE_NEED_DATA("tokenizers");
    QFETCH(QString, name);
    compare(goldens()["real"][name.toStdString()],
            testing::readFile(testing::dataFolder() / "tokenizers/tiny-and-odd" / name.toStdString()));
  }

  // Scores that follow a long text are rounded more coarsely; what the cache knows must not hide that, and a text of
  // any length comes apart like its sentences as long as nothing is tied.
  void longTextsAreCutAsShortOnes() {
    const Json& entry = goldens()["small"][0];
    const auto t = testing::loadSpm(
        QByteArray::fromBase64(QByteArray::fromStdString(entry["model"].get<std::string>())).toStdString());
    QVERIFY(t);
    const std::string sentence = "the king said hello to the world";
    const auto once = t->encodeIds(sentence, {false});
    TIMBRE_OK(once);
    std::string text = sentence;
    Ids want = *once;
    for (int i = 1; i < 4000; ++i) {
      text += " " + sentence;
      want.insert(want.end(), once->begin(), once->end());
    }
    QCOMPARE(*t->encodeIds(text, {false}), want);
  }

  void everyChangeOfAUnigramFileIsNoticed() {
    testing::SpmBuilder b;
    b.piece("<unk>", 0, 2).piece("\xE2\x96\x81", -3, 1).piece("a", -2, 1).piece("b", -2.5f, 1).piece("ab", -4, 1);
    b.piece(
         "\xE2\x96\x81"
         "a",
         -4.5f, 1)
        .piece("<0x7A>", -9, 1)
        .piece("b\xE2\x96\x81", -1, 1);
    b.modelType = 1;
    b.charsmap = testing::makeCharsmap({{"A", "a"}, {"B", "b "}});
    const auto model = readSentencePieceModel(b.bytes(), "test");
    TIMBRE_OK(model);
    Json root = asJson(*model, true);
    root["model"]["byte_fallback"] = true;
    const auto behaviour = [](const Tokenizer& t) {
      std::string out;
      for (const char* text : {"a ab  abab Ab aB b z zz y bA  b", " a", "ab",
                               "a▁b",
                               "aaab bz"}) {
        const auto encoded = t.encode(text, {true});
        if (!encoded.ok()) return encoded.error().code;
        for (const TokenId id : encoded->ids) out += std::to_string(id) + " ";
        out += t.decode(encoded->ids, false) + "|";
      }
      return out;
    };
    const auto before = HfTokenizer::fromJson(root, "test", "", {});
    TIMBRE_OK(before);
    QStringList unnoticed;
    int tried = 0;
    for (const testing::ChangedFile& change : testing::changedFiles(root)) {
      const bool shapesBatches = change.path == "/truncation" || change.path == "/padding";
      const bool emptyAnyway =
          change.kind == "name" && (change.path == "/added_tokens" || change.path == "/post_processor");
      if (shapesBatches || emptyAnyway || (change.path == "/decoder/split" && change.kind != "name")) continue;
      const auto made = HfTokenizer::fromJson(change.root, "changed", "", {});
      ++tried;
      if (made.ok() && behaviour(**made) == behaviour(**before))
        unnoticed << QString::fromStdString(change.path + " " + change.kind);
    }
    QVERIFY(tried > 30);
    QVERIFY2(unnoticed.isEmpty(), qPrintable(unnoticed.join(", ")));
  }

  void unigramFilesThatAreRefused() {
    const Json& entry = goldens()["small"][1];
    const auto model = readSentencePieceModel(
        QByteArray::fromBase64(QByteArray::fromStdString(entry["model"].get<std::string>())).toStdString(), "test");
    TIMBRE_OK(model);
    const auto codeOf = [&](const std::function<void(Json&)>& change) {
      Json root = asJson(*model, true);
      change(root);
      const auto made = HfTokenizer::fromJson(root, "test", "", {});
      return made.ok() ? QString("accepted") : QString::fromStdString(made.error().code);
    };
    QCOMPARE(codeOf([](Json&) {}), QString("accepted"));
    const QString invalid = "tokenizer.invalid";
    const QString unsupported = "tokenizer.unsupported";
    QCOMPARE(codeOf([](Json& r) { r["model"]["unk_id"] = nullptr; }), unsupported);
    QCOMPARE(codeOf([](Json& r) { r["model"]["unk_id"] = 100000; }), invalid);
    QCOMPARE(codeOf([](Json& r) { r["model"]["alpha"] = 0.1; }), unsupported);
    QCOMPARE(codeOf([](Json& r) { r["model"]["vocab"].push_back(r["model"]["vocab"][5]); }), invalid);
    QCOMPARE(codeOf([](Json& r) { r["model"]["vocab"][3] = "x"; }), invalid);
    QCOMPARE(codeOf([](Json& r) { r["model"]["vocab"][3][1] = "x"; }), invalid);
    QCOMPARE(codeOf([](Json& r) { r["model"]["vocab"][3][0] = ""; }), invalid);
    QCOMPARE(codeOf([](Json& r) { r["model"]["type"] = "WordPiece"; }), unsupported);
    QCOMPARE(codeOf([](Json& r) {
               r["pre_tokenizer"] = Json{{"type", "ByteLevel"}, {"add_prefix_space", false}};
             }),
             unsupported);
    const auto withMap = [](std::string map) {
      return [map](Json& r) { r["normalizer"] = Json{{"type", "Precompiled"}, {"precompiled_charsmap", map}}; };
    };
    QCOMPARE(codeOf(withMap("no base64!")), invalid);
    QCOMPARE(codeOf(withMap(base64(std::string("\x40\0\0\0abc", 7)))), invalid);
    std::string map = testing::makeCharsmap({{"A", "a"}});
    QCOMPARE(codeOf(withMap(base64(map))), QString("accepted"));
    map[map.size() - 2] = '\xFF';  // a replacement that is no UTF-8
    QCOMPARE(codeOf(withMap(base64(map))), invalid);
  }

  // Clusters of less than six bytes are looked up as one, longer ones character by character.
  void precompiledLooksAtClusters() {
    testing::SpmBuilder b;
    b.piece("<unk>", 0, 2);
    for (const char* letter : {"a", "b", "c", "\xCC\x81", "\xE2\x96\x81"}) b.piece(letter, -1, 1);
    b.modelType = 1;
    b.charsmap = testing::makeCharsmap({{"a\xCC\x81", "b"}, {"\xCC\x80", "c"}});
    const auto model = readSentencePieceModel(b.bytes(), "test");
    TIMBRE_OK(model);
    Json root = asJson(*model, true);
    root["pre_tokenizer"] = nullptr;
    const auto t = HfTokenizer::fromJson(root, "test", "", {});
    TIMBRE_OK(t);
    QCOMPARE(*(*t)->encodeIds("a\xCC\x81"), (Ids{2}));                           // b
    QCOMPARE(*(*t)->encodeIds("a\xCC\x81\xCC\x80"), (Ids{2}));                   // five bytes: the start decides
    QCOMPARE(*(*t)->encodeIds("a\xCC\x81\xCC\x81\xCC\x80"), (Ids{1, 4, 4, 3}));  // seven: a, two accents, c
  }

  void tekkenFiles() {
    const auto t = openTekken(tekken());
    TIMBRE_OK(t);
    QCOMPARE((*t)->kind(), std::string("tekken"));
    QCOMPARE((*t)->vocabSize(), std::size_t(265));
    QCOMPARE(*(*t)->encodeIds("hello!"), (Ids{1, 5 + 258, 5 + 259}));
    QCOMPARE(*(*t)->encodeIds("[INST]he", {false}), (Ids{3, 5 + 256}));
    QCOMPARE((*t)->tokenText(4), std::string("<SPECIAL_4>"));
    QCOMPARE((*t)->bosId().value_or(-1), 1);
    QCOMPARE((*t)->eosId().value_or(-1), 2);
    QCOMPARE((*t)->decode(Ids{1, 263, 264, 2}, true), std::string("hello!"));
    QCOMPARE((*t)->decode(Ids{1, 263, 264, 2}, false), std::string("<s>hello!</s>"));
    const auto plain = openTekken(tekken(), SpecialsInText::Ordinary);
    TIMBRE_OK(plain);
    QCOMPARE((*plain)->encodeIds("[INST]", {false})->size(), std::size_t(6));
    Json old = tekken();
    old.erase("special_tokens");
    QVERIFY(!openTekken(old).ok());
    old["config"]["version"] = "v3";
    old["config"]["default_num_special_tokens"] = 25;
    old["config"]["default_vocab_size"] = 285;
    const auto named = openTekken(old);
    TIMBRE_OK(named);
    QCOMPARE((*named)->tokenText(17), std::string("[SYSTEM_PROMPT]"));
    QCOMPARE((*named)->tokenText(24), std::string("<SPECIAL_24>"));
  }

  void everyChangeOfATekkenFileIsNoticed() {
    const Json root = tekken();
    const auto behaviour = [](const Tokenizer& t) {
      std::string out = std::to_string(t.vocabSize());
      for (const char* text : {"hello! hell o!", "A?b", "he\nll", "[INST]<s></s><unk>", "[INST]s x", "<SPECIAL_4>"}) {
        const auto ids = t.encodeIds(text);
        for (const TokenId id : ids.ok() ? *ids : Ids{}) out += " " + std::to_string(id);
      }
      for (TokenId id = 0; id < 270; ++id) out += t.tokenText(id) + ",";
      return out;
    };
    const auto before = openTekken(root);
    TIMBRE_OK(before);
    QStringList unnoticed;
    int tried = 0;
    for (const testing::ChangedFile& change : testing::changedFiles(root)) {
      // How many entries the list has and whether a special token counts as control do not change ids.
      const bool neutral = change.path.ends_with("/num_vocab_tokens") || change.path.ends_with("/is_control") ||
                           (change.path == "/config/version" && change.kind == "value");
      if (neutral && change.kind != "name") continue;
      if (change.path == "/vocab" && change.kind == "value") continue;  // covered below
      ++tried;
      const auto made = openTekken(change.root);
      if (made.ok() && behaviour(**made) == behaviour(**before))
        unnoticed << QString::fromStdString(change.path + " " + change.kind);
    }
    QVERIFY(tried > 20);
    QVERIFY2(unnoticed.isEmpty(), qPrintable(unnoticed.join(", ")));
    for (const char* key : {"rank", "token_bytes", "token_str"}) {
      Json changed = root;
      changed["vocab"][258][std::string(key) + "x"] = changed["vocab"][258][key];
      changed["vocab"][258].erase(key);
      QVERIFY(!openTekken(changed).ok());
    }
    Json changed = root;
    changed["vocab"][258]["rank"] = 259;
    QVERIFY(!openTekken(changed).ok());
    changed = root;
    changed["vocab"][7]["token_bytes"] = base64("x");
    QVERIFY(!openTekken(changed).ok());
  }
};

QTEST_GUILESS_MAIN(TokenizerUnigramTest)
#include "tokenizer_unigram_test.moc"
