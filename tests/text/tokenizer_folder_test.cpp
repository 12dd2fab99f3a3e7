// SPDX-License-Identifier: GPL-3.0-or-later
// The files beside a tokenizer: what transformers makes of them (goldens/make_folder_goldens.py), and that no member of
// the real ones is overlooked: changing it changes ids, texts, names, the ends of a text or what a template prints, or
// is refused, or it stands in a list here with the reason.
#include "core/base/json.h"
#include "core/text/chat_encoder.h"
#include "core/text/chat_template.h"
#include "tests/text/tokenizer_mutation.h"
#include "tests/text/tokenizer_spm_builder.h"

#include <QFile>

using namespace timbre;
using namespace timbre::text;
using base::Json;
namespace fs = std::filesystem;

namespace {

Json readJson(const fs::path& path) {
  auto parsed = base::parseJson(testing::readFile(path));
  if (!parsed.ok()) qFatal("%s is unreadable", path.c_str());
  return std::move(parsed).value();
}
fs::path golden(const char* name) { return testing::sourceFolder() / "tests/text/goldens" / name; }

/// All that a folder makes of texts, ids and templates; empty: refused.
std::string behaviourOf(const fs::path& folder, const std::vector<std::string>& names) {
  const auto loaded = loadTokenizer(folder);
  const auto source = readTemplateSource(folder);
  if (!loaded.ok() || !source.ok()) return {};
  const Tokenizer& t = **loaded;
  std::string out = std::to_string(t.vocabSize()) + " " + std::to_string(t.bosId().value_or(-1)) + " " +
                    std::to_string(t.eosId().value_or(-1)) + source->source + source->toolSource;
  for (const auto& [key, value] : source->specials) out += key + "=" + value + ";";
  for (const TokenId id : readStopIds(folder, t)) out += std::to_string(id) + "!";
  const auto say = [&](const std::string& text) {
    for (const bool special : {true, false}) {
      const auto ids = t.encodeIds(text, {special});
      if (!ids.ok()) return;
      for (const TokenId id : *ids) out += std::to_string(id) + " ";
      out += t.decode(*ids, special) + "|";
    }
  };
  say("the  hello e\xCC\x81 world");
  say("he");
  for (const std::string& name : names) {
    const auto id = t.tokenId(name);
    out += std::to_string(id.value_or(-1)) + (id && t.isSpecial(*id) ? "*," : ",");
    for (const char* around : {" x ", "x"}) say("a" + (around + name) + around + name + "s");
  }
  return out;
}

std::vector<std::string> tokenNames(const Json& config) {
  std::vector<std::string> out{"<pad>", "<one>", "<s>", "</s>", "<x>"};
  if (const Json* tokens = base::member(config, "added_tokens_decoder"))
    for (const Json& token : *tokens) {
      out.push_back(base::stringOr(token, "content"));
      out.push_back(out.back() + "s");  // what a changed content is called
    }
  return out;
}

/// Members that may change without a trace, and why.
const QStringList kAlways = {
    "/model_max_length", "/padding_side", "/truncation_side",  // shape batches
    "/clean_up_tokenization_spaces",                           // would damage decoded text; never done (README)
    "/spaces_between_special_tokens",                          // the same
    "/use_default_system_prompt",                              // of a template that only the library carries
    "/auto_map",                                               // remote code, never run
    "/image_token", "/audio_token", "/video_token", "/vision_bos_token", "/vision_eos_token", "/audio_bos_token",
    "/audio_eos_token",  // names for tokens that stand in the lists as well
    // Whether these are listed a second time does not matter while added_tokens_decoder flags them special.
    "/additional_special_tokens"};
/// tokenizer.json counts for these (transformers drops them there), and it has the first added token as well.
const QStringList kWithJson = {"/add_bos_token", "/add_eos_token",   "/legacy",    "/tokenizer_class",
                               "/errors",        "/sp_model_kwargs", "/unk_token", "=/added_tokens_decoder"};

/// The flag “special” of a token that another member names as well.
bool isNamedSpecial(const Json& file, const testing::ChangedFile& change) {
  if (!change.path.ends_with("/special") || !change.path.starts_with("/added_tokens_decoder/")) return false;
  const std::string key = change.path.substr(22, change.path.size() - 22 - 8);
  const auto content = base::stringOr(file["added_tokens_decoder"][key], "content");
  for (const auto& [name, value] : file.items())
    if (name != "added_tokens_decoder" && name != "chat_template" &&
        base::dumpJson(value).find('"' + content + '"') != std::string::npos)
      return true;
  return false;
}

/// The long list of added tokens is walked at both ends; those between are of the same form.
bool isInTheMiddle(const Json& file, const std::string& path) {
  constexpr std::string_view kList = "/added_tokens_decoder/";
  if (!path.starts_with(kList)) return false;
  const std::string key = path.substr(kList.size(), path.find('/', kList.size()) - kList.size());
  const Json& list = file["added_tokens_decoder"];
  const auto at = std::distance(list.begin(), list.find(key));
  return at >= 4 && at < static_cast<std::ptrdiff_t>(list.size()) - 4;
}

struct Unnoticed {
  QStringList list;
  int tried = 0;
};

/// Changes every member of `name` in `folder`, one at a time.
Unnoticed changeEach(const fs::path& folder, const char* name, const QStringList& neutral) {
  const Json file = readJson(folder / name);
  const std::vector<std::string> names = tokenNames(file);
  const std::string before = behaviourOf(folder, names);
  Unnoticed out;
  if (before.empty()) out.list << "the folder is refused as it is";
  for (const testing::ChangedFile& change : testing::changedFiles(file)) {
    // Unknown members of the top are the class's own business, so a misspelt key there is as if it were absent.
    if (change.kind == "name" && std::count(change.path.begin(), change.path.end(), '/') < 2) continue;
    const bool isNeutral = std::any_of(neutral.begin(), neutral.end(), [&](const QString& n) {
      const QString path = QString::fromStdString(change.path);
      return n.startsWith('=') ? change.kind == "value" && path == n.mid(1) : path.contains(n);
    });
    if (isNeutral || isInTheMiddle(file, change.path) || (change.kind == "value" && isNamedSpecial(file, change)))
      continue;
    QFile::remove(QString::fromStdString((folder / name).string()));
    testing::writeFile(folder / name, base::dumpJson(change.root));
    ++out.tried;
    if (behaviourOf(folder, names) == before) out.list << QString::fromStdString(change.path + " " + change.kind);
  }
  QFile::remove(QString::fromStdString((folder / name).string()));
  testing::writeFile(folder / name, base::dumpJson(file));
  return out;
}

void put(const fs::path& folder, const char* name, const Json& value) {
  testing::writeFile(folder / name, base::dumpJson(value));
}

/// The first `count` entries of a byte-level vocabulary with their merges.
void putCutVocabulary(const fs::path& from, const fs::path& to, std::size_t count) {
  Json vocab = Json::object();
  const Json file = readJson(from / "vocab.json");
  for (const auto& [entry, id] : file.items())
    if (id < count) vocab[entry] = id;
  put(to, "vocab.json", vocab);
  std::string merges;
  std::size_t lines = 0;
  const std::string all = testing::readFile(from / "merges.txt");
  for (std::size_t at = 0; at < all.size() && lines < count - 256;) {
    const std::size_t end = std::min(all.find('\n', at), all.size());
    if (!all.compare(at, 8, "#version")) {
      at = end + 1;
      continue;
    }
    merges += all.substr(at, end - at) + "\n";
    ++lines;
    at = end + 1;
  }
  testing::writeFile(to / "merges.txt", merges);
}

std::string rankLines() {
  std::string out;
  const auto line = [&](const std::string& bytes, int rank) {
    out += QByteArray::fromStdString(bytes).toBase64().toStdString() + " " + std::to_string(rank) + "\n";
  };
  for (int b = 0; b < 256; ++b) line(std::string(1, static_cast<char>(b)), b);
  line("he", 256);
  line("ll", 257);
  line("hell", 258);
  return out;
}

testing::SpmBuilder smallSpm() {
  testing::SpmBuilder b;
  b.removeExtra = false;  // else the spaces that an added token may swallow are gone anyway
  b.piece("<unk>", 0, 2).piece("<s>", 0, 3).piece("</s>", 0, 3);
  float score = -1;
  for (const char* text : {"▁", "h", "e", "l", "o", "he", "▁he", "ll", "▁hello", "[UNUSED_TOKEN_1]"})
    b.piece(text, score--, 1);
  return b;
}

QString codeOf(const base::Result<std::shared_ptr<const Tokenizer>>& loaded) {
  return loaded.ok() ? "accepted" : QString::fromStdString(loaded.error().code);
}

}  // namespace

class TokenizerFolderTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void agreesWithTransformers() {
    const Json all = readJson(golden("folder_goldens.json"));
    const Json model = readJson(golden("tokenizer_components.json"))["models"]["bytes"];
    QVERIFY(all["cases"].size() >= 18);
    for (const Json& entry : all["cases"]) {
      const testing::TempFolder folder;
      Json bytes = all["bytes"];
      bytes["add_prefix_space"] = entry.value("prefix", false);
      put(folder.path(), "tokenizer.json",
          Json{{"version", "1.0"},
               {"added_tokens", all["added_tokens"]},
               {"normalizer", nullptr},
               {"pre_tokenizer", bytes},
               {"post_processor", all["post_processor"]},
               {"decoder", all["bytes"]},
               {"model", model}});
      for (const char* name : {"tokenizer_config", "special_tokens_map", "added_tokens"})
        if (entry.contains(name)) put(folder.path(), (std::string(name) + ".json").c_str(), entry[name]);
      const std::string name = entry["name"].get<std::string>();
      const auto loaded = loadTokenizer(folder.path());
      QVERIFY2(loaded.ok(), (name + ": " + (loaded.ok() ? "" : loaded.error().code)).c_str());
      const Tokenizer& t = **loaded;
      for (std::size_t i = 0; i < all["texts"].size(); ++i) {
        const auto text = all["texts"][i].get<std::string>();
        const auto where = name + " × " + text;
        const auto ids = entry["ids"][i].get<std::vector<TokenId>>();
        QVERIFY2(*t.encodeIds(text) == ids, where.c_str());
        QVERIFY2(*t.encodeIds(text, {false}) == entry["plain"][i].get<std::vector<TokenId>>(), where.c_str());
        QVERIFY2(t.decode(ids, true) == entry["skipped"][i].get<std::string>(), where.c_str());
      }
      QCOMPARE(t.eosId().value_or(-1), entry["eos"].get<TokenId>());
      if (!entry["bos"].is_null()) QCOMPARE(t.bosId().value_or(-1), entry["bos"].get<TokenId>());
    }
  }

  void everyChangeOfARealConfigIsNoticed_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("config");
    QTest::addColumn<QStringList>("neutral");
    // There is no normalizer to come before or after, and the class leaves the file's prefix as it is.
    QTest::newRow("minimind") << "minimind"
                              << "minimind/tokenizer_config.json"
                              << kAlways + kWithJson + QStringList{"/normalized", "/add_prefix_space"};
    // Mistral's texts are changed by a normalizer, which leaves its three tokens alone.
    QTest::newRow("mistral") << "mistral/hf"
                             << "mistral/hf/tokenizer_config.json" << kAlways + kWithJson + QStringList{"/normalized"};
    // Qwen's normalizer leaves the tokens alone; ids of this class have no BOS that could be added.
    const QStringList qwen = kAlways + QStringList{"/normalized", "/add_bos_token", "/unk_token", "/bos_token"};
    QTest::newRow("qwen2") << "qwen2.5"
                           << "qwen2.5/tokenizer_config.qwen2.json" << qwen;
    QTest::newRow("qwen2.5") << "qwen2.5"
                             << "qwen2.5/tokenizer_config.json" << qwen;
    QTest::newRow("qwen3") << "qwen2.5"
                           << "qwen2.5/tokenizer_config.qwen3.json" << qwen;
    // The class looks for added tokens in the text as it came; the first one, <unk>, is also named by unk_token.
    QTest::newRow("internlm2") << "internlm2"
                               << "internlm2/internvl2-tokenizer_config.json"
                               << kAlways + QStringList{"/normalized", "=/added_tokens_decoder"};
  }
  void everyChangeOfARealConfigIsNoticed() {
    TIMBRE_NEED_DATA("tokenizers");
    QFETCH(QString, kind);
    QFETCH(QString, config);
    QFETCH(QStringList, neutral);
    const fs::path data = testing::dataFolder() / "tokenizers";
    const testing::TempFolder folder;
    const fs::path from = data / kind.toStdString();
    if (kind == "qwen2.5")
      putCutVocabulary(from, folder.path(), 600);
    else if (kind == "internlm2")
      testing::writeFile(folder.path() / "tokenizer.model", smallSpm().bytes());
    else
      testing::writeFile(folder.path() / "tokenizer.json", testing::readFile(from / "tokenizer.json"));
    testing::writeFile(folder.path() / "tokenizer_config.json", testing::readFile(data / config.toStdString()));
    const Unnoticed found = changeEach(folder.path(), "tokenizer_config.json", neutral);
    qInfo("%d changes", found.tried);
    QVERIFY(found.tried >= 40);
    QVERIFY2(found.list.isEmpty(), qPrintable(found.list.join(", ")));
  }

  void everyChangeOfTheOtherFilesIsNoticed() {
    const testing::TempFolder folder;
    testing::writeFile(folder.path() / "tokenizer.model", smallSpm().bytes());
    put(folder.path(), "tokenizer_config.json",
        Json::parse(R"({"tokenizer_class":"LlamaTokenizer","legacy":false,"add_eos_token":true,"add_bos_token":false,
          "sp_model_kwargs":{},"chat_template":"{{ bos_token }}{{ pad_token }}"})"));
    put(folder.path(), "special_tokens_map.json",
        Json::parse(R"({"bos_token":"<s>","eos_token":{"content":"</s>","lstrip":false,"normalized":false,"rstrip":true,
          "single_word":false},"pad_token":"<pad>","unk_token":"<unk>","additional_special_tokens":["<one>"]})"));
    put(folder.path(), "added_tokens.json", Json::parse(R"({"<pad>":13,"<x>":14})"));
    put(folder.path(), "generation_config.json", Json::parse(R"({"eos_token_id":[2,13]})"));
    for (const auto& [name, neutral] :
         std::initializer_list<std::pair<const char*, QStringList>>{{"tokenizer_config.json", {}},
                                                                    // The class normalises nothing.
                                                                    {"special_tokens_map.json", {"/normalized"}},
                                                                    {"added_tokens.json", {}},
                                                                    {"generation_config.json", {}}}) {
      const Unnoticed found = changeEach(folder.path(), name, neutral);
      QVERIFY(found.tried > 0);
      QVERIFY2(found.list.isEmpty(), qPrintable(QString(name) + ": " + found.list.join(", ")));
    }
  }

  void aRankFolderHasItsOwnTokens() {
    const testing::TempFolder folder;
    const auto config = [&](const char* text) {
      testing::writeFile(folder.path() / "tokenizer_config.json", text);
      return loadTokenizer(folder.path());
    };
    testing::writeFile(folder.path() / "tokenizer.model", rankLines());
    const char* tokens =
        R"("added_tokens_decoder":{"300":{"content":"<|a|>","special":true,"rstrip":true},"301":{"content":"<|b|>","special":true}})";
    auto t =
        config((std::string("{\"bos_token\":\"<|a|>\",\"eos_token\":\"<|b|>\",\"add_bos_token\":true,") + tokens + "}")
                   .c_str());
    TIMBRE_OK(t);
    QCOMPARE(*(*t)->encodeIds("hell<|a|>  he<|b|>"), (std::vector<TokenId>{300, 258, 300, 256, 301}));
    QCOMPARE((*t)->eosId().value_or(-1), 301);
    const Unnoticed found = changeEach(folder.path(), "tokenizer_config.json", {"/normalized"});
    QVERIFY2(found.list.isEmpty(), qPrintable(found.list.join(", ")));
    for (const char* refused :
         {R"({"tokenizer_class":"ChatGLM5Tokenizer"})", R"({"add_eos_token":true})", R"({"errors":"ignore"})",
          R"({"pad_token":"<none>"})", R"({"added_tokens_decoder":{"300":{"content":"x","special":false}}})",
          R"({"extra_vocab_file":"../x.tiktoken"})", R"({"extra_vocab_file":"more.txt"})",
          R"({"split_special_tokens":true})"})
      QCOMPARE(codeOf(config(refused)), QString("tokenizer.unsupported"));
    QCOMPARE(codeOf(config(R"({"added_tokens_decoder":{"256":{"content":"x","special":true}}})")),
             QString("tokenizer.invalid"));
    QCOMPARE(codeOf(config(R"({"extra_vocab_file":"none.tiktoken"})")), QString("file.missing"));
  }

  // GLM-4's class begins every text with two tokens of its own and splits as Llama 3 does.
  void aGlm4FolderBeginsWithTwoTokens() {
    const testing::TempFolder folder;
    testing::writeFile(folder.path() / "tokenizer.model", rankLines());
    Json config = {{"tokenizer_class", "ChatGLM4Tokenizer"},
                   {"eos_token", "<|endoftext|>"},
                   {"pad_token", "<|endoftext|>"},
                   {"remove_space", false},
                   {"do_lower_case", false},
                   {"added_tokens_decoder",
                    {{"300", {{"content", "<|endoftext|>"}, {"special", true}}},
                     {"301", {{"content", "[gMASK]"}, {"special", true}}},
                     {"302", {{"content", "<sop>"}, {"special", true}}},
                     {"303", {{"content", "<|user|>"}, {"special", true}}}}}};
    put(folder.path(), "tokenizer_config.json", config);
    const auto t = loadTokenizer(folder.path());
    TIMBRE_OK(t);
    const auto bare = (*t)->encodeIds("<|user|>he", {false});
    TIMBRE_OK(bare);
    QCOMPARE(*bare, (std::vector<TokenId>{303, 256}));
    QCOMPARE(*(*t)->encodeIds("<|user|>he"), (std::vector<TokenId>{301, 302, 303, 256}));
    QCOMPARE((*t)->eosId().value_or(-1), 300);
    QVERIFY(!(*t)->bosId());
    config["added_tokens_decoder"].erase("302");
    put(folder.path(), "tokenizer_config.json", config);
    QCOMPARE(codeOf(loadTokenizer(folder.path())), QString("tokenizer.invalid"));
  }

  // Qwen 1 appends the lines of a second rank file; those that it knows already are left out.
  void anExtraVocabularyIsRead() {
    const testing::TempFolder folder;
    testing::writeFile(folder.path() / "qwen.tiktoken", rankLines());
    const auto plain = loadTokenizer(folder.path());
    TIMBRE_OK(plain);
    // "hello" 151860, "he" again, 256 again
    testing::writeFile(folder.path() / "more.tiktoken", "aGVsbG8= 151860\naGU= 151861\nenp6 256\n");
    put(folder.path(), "tokenizer_config.json",
        Json{{"tokenizer_class", "QWenTokenizer"}, {"extra_vocab_file", "more.tiktoken"}});
    const auto more = loadTokenizer(folder.path());
    TIMBRE_OK(more);
    QCOMPARE((*plain)->encodeIds("hello")->size(), std::size_t(2));
    QCOMPARE(*(*more)->encodeIds("hello"), (std::vector<TokenId>{151860}));
    QCOMPARE(*(*more)->encodeIds("<|im_start|>he"), (std::vector<TokenId>{151644, 256}));
    QVERIFY((*more)->tokenText(151861).empty());
    QVERIFY((*more)->hash() != (*plain)->hash());
  }

  void classesThatDoOtherThingsAreRefused() {
    const testing::TempFolder folder;
    testing::writeFile(folder.path() / "tokenizer.model", smallSpm().bytes());
    for (const char* name : {"T5Tokenizer", "XLMRobertaTokenizer", "AlbertTokenizer", "LlamaTokenizers"}) {
      put(folder.path(), "tokenizer_config.json", Json{{"tokenizer_class", name}});
      const auto refused = loadTokenizer(folder.path());
      QCOMPARE(codeOf(refused), QString("tokenizer.unsupported"));
      QVERIFY(refused.error().args.at("what").find(name) != std::string::npos);
    }
    for (const char* setting : {R"({"sp_model_kwargs":{"enable_sampling":true}})", R"({"add_prefix_space":false})",
                                R"({"split_special_tokens":true})"}) {
      testing::writeFile(folder.path() / "tokenizer_config.json", setting);
      QCOMPARE(codeOf(loadTokenizer(folder.path())), QString("tokenizer.unsupported"));
    }
    // A class that names no tokens in its files has those of its family.
    put(folder.path(), "tokenizer_config.json", Json{{"tokenizer_class", "LlamaTokenizer"}});
    const auto t = loadTokenizer(folder.path());
    TIMBRE_OK(t);
    QCOMPARE((*t)->encodeIds("hello")->front(), 1);
    QCOMPARE((*t)->eosId().value_or(-1), 2);
  }

  void everyLineOfMergesIsNoticed() {
    const Json components = readJson(golden("tokenizer_components.json"));
    const Json& model = components["models"]["bytes"];
    const testing::TempFolder folder;
    put(folder.path(), "vocab.json", model["vocab"]);
    const auto write = [&](std::size_t without) {
      std::string lines = "#version: 0.2\n";
      for (std::size_t i = 0; i < model["merges"].size(); ++i)
        if (i != without) lines += model["merges"][i].get<std::string>() + "\n";
      testing::writeFile(folder.path() / "merges.txt", lines);
      const auto loaded = loadTokenizer(folder.path());
      std::string out;
      if (!loaded.ok()) return out;
      std::vector<std::string> texts = components["texts"].get<std::vector<std::string>>();
      for (TokenId id = 0; id < static_cast<TokenId>((*loaded)->vocabSize()); ++id)
        texts.push_back((*loaded)->tokenBytes(id));
      for (const std::string& text : texts) {
        const auto ids = (*loaded)->encodeIds(text);
        for (const TokenId made : ids.ok() ? *ids : std::vector<TokenId>{}) out += std::to_string(made) + " ";
      }
      return out;
    };
    const std::string before = write(model["merges"].size());
    QVERIFY(!before.empty());
    for (std::size_t i = 0; i < model["merges"].size(); ++i)
      QVERIFY2(write(i) != before, model["merges"][i].get<std::string>().c_str());
  }
};

QTEST_GUILESS_MAIN(TokenizerFolderTest)
#include "tokenizer_folder_test.moc"
