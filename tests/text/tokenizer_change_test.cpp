// SPDX-License-Identifier: GPL-3.0-or-later
// No member of a real tokenizer.json is overlooked. tokenizer_hostile_test does the same with a small file made there.
#include "core/base/json.h"
#include "core/text/hf_tokenizer.h"
#include "tests/support/test_support.h"
#include "tests/text/tokenizer_mutation.h"

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

class TokenizerChangeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // Changing any member of a real file, outside the bulk of vocabulary and merges, changes what the tokenizer does or
  // is refused.
  void everyChangeIsNoticed_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QStringList>("neutral");
    const QStringList always = {"/truncation",        "/padding", "trim_offsets",
                                "/type_id",           "/pair",    "/decoder/add_prefix_space",
                                "/decoder/use_regex", "/dropout"};
    // There is no normalizer, so it does not matter which added tokens are looked for after it; merges reach every
    // entry.
    QTest::newRow("minimind") << "minimind/tokenizer.json"
                              << always + QStringList{"/normalized",        "/ignore_merges",
                                                      "/fuse_unk",          "/byte_fallback",
                                                      "/unk_token",         "/continuing_subword_prefix",
                                                      "/end_of_word_suffix"};
    // Every byte is an entry of Mistral's vocabulary, so unknown characters and with them unk_token and fuse_unk never
    // come up.
    QTest::newRow("mistral") << "mistral/hf/tokenizer.json"
                             << always + QStringList{"/fuse_unk", "/unk_token", "/continuing_subword_prefix",
                                                     "/end_of_word_suffix"};
  }
  void everyChangeIsNoticed() {
    TIMBRE_NEED_DATA("tokenizers");
    QFETCH(QString, path);
    QFETCH(QStringList, neutral);
    auto file = base::parseJson(testing::readFile(testing::dataFolder() / "tokenizers" / path.toStdString()));
    TIMBRE_OK(file);
    const auto behaviour = [](const Tokenizer& t) {
      std::string out;
      const auto say = [&](const std::string& text) {
        for (const bool special : {true, false}) {
          const auto encoded = t.encode(text, {special});
          if (!encoded.ok()) return;
          for (const TokenId id : encoded->ids) out += std::to_string(id) + " ";
          out += t.decode(encoded->ids, special) + "|";
        }
      };
      for (const Json& text : goldens()["texts"]) say(text.get<std::string>());
      for (TokenId id = 0; id < 64; ++id) {
        const std::string name = t.tokenText(id);
        out += name + (t.isSpecial(id) ? "*," : ",");
        for (const char* around : {" x ", "x", " "})
          say("a" + (around + name) + around + "b" + name.substr(0, name.size() / 2) + " " + name + "s");
      }
      for (TokenId id = static_cast<TokenId>(t.vocabSize()) - 8; id < static_cast<TokenId>(t.vocabSize()) + 8; ++id)
        out += t.tokenText(id) + ",";
      return out;
    };
    const auto whole = HfTokenizer::fromJson(*file, "real", "", {});
    TIMBRE_OK(whole);
    const std::string before = behaviour(**whole);
    int tried = 0;
    QStringList unnoticed;
    // The bulk is set aside while files are copied and changed.
    Json model = std::move((*file)["model"]);
    (*file)["model"] = Json::object();
    for (const auto& [key, value] : model.items())
      if (key != "vocab" && key != "merges") (*file)["model"][key] = value;
    for (testing::ChangedFile& change : testing::changedFiles(*file)) {
      const bool isNeutral = std::any_of(neutral.begin(), neutral.end(), [&](const QString& n) {
        return change.path.find(n.toStdString()) != std::string::npos;
      });
      if (change.path == "/model" || (isNeutral && change.kind == "value")) continue;
      if (change.root.contains("model") && change.root["model"].is_object())
        for (const char* key : {"vocab", "merges"}) change.root["model"][key] = model[key];
      const auto made = HfTokenizer::fromJson(change.root, "changed", "", {});
      if (made.ok() && !isNeutral && behaviour(**made) == before)
        unnoticed << QString::fromStdString(change.path + " " + change.kind);
      ++tried;
    }
    QVERIFY(tried > 100);
    QVERIFY2(unnoticed.isEmpty(), qPrintable(unnoticed.join(", ")));
  }
};

QTEST_GUILESS_MAIN(TokenizerChangeTest)
#include "tokenizer_change_test.moc"
