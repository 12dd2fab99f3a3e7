// SPDX-License-Identifier: GPL-3.0-or-later
// What a model folder says: where its template is, which special tokens it prints, where its runtime stops. And (data folder)
// text, ids and assistant masks of transformers' apply_chat_template.
#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/text/builtin_templates.h"
#include "core/text/chat_encoder.h"
#include "tests/support/test_support.h"
#include "tests/text/byte_tokenizer.h"
#include "tests/text/fake_tokenizer.h"

using namespace timbre;
using testing::byteTokenizer;
using testing::TempFolder;
using testing::writeFile;

namespace {

base::Json goldenFile(const char* name) {
  const auto json = base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens" / name));
  return json.ok() ? *json : base::Json();
}

}  // namespace

class EncoderLoadTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { qputenv("TIMBRE_NOW", "2024-07-26T12:00:00"); }
  void templateFileWins();
  void namedTemplates();
  void toolsHaveTheirOwnTemplate();
  void specialsInEveryForm();
  void noTemplate();
  void brokenConfigIsAnError();
  void whatGitLfsLeftBehindIsNoFile_data();
  void whatGitLfsLeftBehindIsNoFile();
  void stopIdsInOrder();
  void folderWithoutTemplateGetsChatMl();
  void folderWithoutTemplateOrChatMl();
  void loadsAndEncodes();
  void chatMlText();
  void matchesTransformers();
  void messagesReachTemplatesAsInTransformers();
};

void EncoderLoadTest::templateFileWins() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer_config.json", R"({"chat_template": "from config", "bos_token": "<s>"})");
  QCOMPARE(text::readTemplateSource(folder.path())->source, std::string("from config"));
  QCOMPARE(text::readTemplateSource(folder.path())->origin, std::string("tokenizer_config.json"));
  writeFile(folder.path() / "chat_template.jinja", "from file");
  QCOMPARE(text::readTemplateSource(folder.path())->source, std::string("from file"));
  QCOMPARE(text::readTemplateSource(folder.path())->origin, std::string("chat_template.jinja"));
  QCOMPARE(text::readTemplateSource(folder.path())->specials.at("bos_token"), std::string("<s>"));
}

void EncoderLoadTest::namedTemplates() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer_config.json", R"({"chat_template": [{"name": "rag", "template": "R"}, {"name": "default", "template": "D"}]})");
  QCOMPARE(text::readTemplateSource(folder.path())->source, std::string("D"));
  writeFile(folder.path() / "tokenizer_config.json", R"({"chat_template": [{"name": "rag", "template": "R"}]})");
  QCOMPARE(text::readTemplateSource(folder.path())->source, std::string("R"));
  writeFile(folder.path() / "tokenizer_config.json", "{}");
  writeFile(folder.path() / "chat_template.json", R"({"chat_template": "old"})");
  QCOMPARE(text::readTemplateSource(folder.path())->source, std::string("old"));
  QCOMPARE(text::readTemplateSource(folder.path())->origin, std::string("chat_template.json"));
}

void EncoderLoadTest::toolsHaveTheirOwnTemplate() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer.json", byteTokenizer({"</s>"}));
  writeFile(folder.path() / "tokenizer_config.json", R"({"chat_template": [{"name": "default", "template": "plain"}, {"name": "tool_use", "template": "tools"}]})");
  auto encoder = text::ChatEncoder::load(folder.path());
  TIMBRE_OK(encoder);
  const base::Json plain = {{"messages", base::Json::array()}};
  base::Json tools = plain;
  tools["tools"] = {{{"name", "f"}}};
  QCOMPARE(encoder->encode(plain)->text, std::string("plain"));
  QCOMPARE(encoder->encode(tools)->text, std::string("tools"));
  writeFile(folder.path() / "tokenizer_config.json", "{}");
  writeFile(folder.path() / "chat_template.jinja", "file");
  writeFile(folder.path() / "additional_chat_templates" / "tool_use.jinja", "file with tools");
  encoder = text::ChatEncoder::load(folder.path());
  TIMBRE_OK(encoder);
  QCOMPARE(encoder->encode(plain)->text, std::string("file"));
  QCOMPARE(encoder->encode(tools)->text, std::string("file with tools"));
}

void EncoderLoadTest::specialsInEveryForm() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer_config.json", R"({"bos_token": {"content": "<b>", "lstrip": false}, "eos_token": "<e>", "pad_token": null})");
  writeFile(folder.path() / "special_tokens_map.json", R"({"eos_token": "other", "unk_token": {"content": "<u>"}})");
  auto source = text::readTemplateSource(folder.path());
  TIMBRE_OK(source);
  // As in transformers, special_tokens_map.json wins where tokenizer_config.json has no added_tokens_decoder.
  QVERIFY(source->specials == (std::map<std::string, std::string>{{"bos_token", "<b>"}, {"eos_token", "other"}, {"unk_token", "<u>"}}));
  writeFile(folder.path() / "tokenizer_config.json",
            R"({"bos_token": {"content": "<b>", "lstrip": false}, "eos_token": "<e>", "pad_token": null, "added_tokens_decoder": {}})");
  source = text::readTemplateSource(folder.path());
  TIMBRE_OK(source);
  QVERIFY(source->specials == (std::map<std::string, std::string>{{"bos_token", "<b>"}, {"eos_token", "<e>"}, {"unk_token", "<u>"}}));
  // What no file says is the class's.
  writeFile(folder.path() / "tokenizer_config.json", R"({"tokenizer_class": "LlamaTokenizer", "eos_token": null, "added_tokens_decoder": {}})");
  source = text::readTemplateSource(folder.path());
  TIMBRE_OK(source);
  QVERIFY(source->specials == (std::map<std::string, std::string>{{"bos_token", "<s>"}, {"unk_token", "<u>"}}));
}

void EncoderLoadTest::noTemplate() {
  TempFolder folder;
  const auto source = text::readTemplateSource(folder.path());
  TIMBRE_OK(source);
  QVERIFY(source->source.empty() && source->origin.empty());
  QCOMPARE(text::readTemplateSource(folder.path() / "nowhere").error().code, std::string("file.missing"));
}

void EncoderLoadTest::brokenConfigIsAnError() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer_config.json", "{");
  QCOMPARE(text::readTemplateSource(folder.path()).error().code, std::string("json.syntax"));
}

void EncoderLoadTest::whatGitLfsLeftBehindIsNoFile_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"tokenizer.json", "tokenizer.model", "tekken.json", "qwen.tiktoken", "merges.txt", "vocab.json",
                           "tokenizer_config.json", "chat_template.jinja", "chat_template.json"})
    QTest::newRow(name) << name;
}

/// A clone without its large files has these notes in their places; as a template one would be a text like any other.
void EncoderLoadTest::whatGitLfsLeftBehindIsNoFile() {
  QFETCH(QString, name);
  TempFolder folder;
  if (name.startsWith("chat_template") || name == "tokenizer_config.json") writeFile(folder.path() / "tokenizer.json", byteTokenizer({"</s>"}));
  if (name == "merges.txt") writeFile(folder.path() / "vocab.json", R"({"a": 0})");
  if (name == "vocab.json") writeFile(folder.path() / "merges.txt", "a a\n");
  writeFile(folder.path() / name.toStdString(), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n");
  const auto encoder = text::ChatEncoder::load(folder.path());
  QVERIFY(!encoder.ok());
  QCOMPARE(encoder.error().code, std::string("file.lfs_pointer"));
  QCOMPARE(encoder.error().path, base::displayPath(folder.path() / name.toStdString()));
}

void EncoderLoadTest::stopIdsInOrder() {
  TempFolder folder;
  const testing::FakeTokenizer tokenizer({"</s>"});
  QVERIFY(text::readStopIds(folder.path(), tokenizer).empty());
  writeFile(folder.path() / "config.json", R"({"eos_token_id": 7})");
  QCOMPARE(text::readStopIds(folder.path(), tokenizer), std::vector<text::TokenId>({7}));
  writeFile(folder.path() / "generation_config.json", R"({"eos_token_id": [9, 8, 9, -1, "x", 5000000000]})");
  QCOMPARE(text::readStopIds(folder.path(), tokenizer), std::vector<text::TokenId>({9, 8}));
  writeFile(folder.path() / "generation_config.json", R"({"eos_token_id": null})");
  QCOMPARE(text::readStopIds(folder.path(), tokenizer), std::vector<text::TokenId>({7}));
}

void EncoderLoadTest::folderWithoutTemplateGetsChatMl() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer.json", byteTokenizer({"<|endoftext|>", "<|im_start|>", "<|im_end|>"}));
  writeFile(folder.path() / "generation_config.json", R"({"eos_token_id": 256})");
  const auto encoder = text::ChatEncoder::load(folder.path());
  TIMBRE_OK(encoder);
  QCOMPARE(encoder->templateOrigin(), std::string("built-in chatml"));
  QCOMPARE(encoder->stopIds(), std::vector<text::TokenId>({256, 258}));
  const auto chat = encoder->encode({{"messages", {{{"role", "user"}, {"content", "Hi"}}, {{"role", "assistant"}, {"content", "Yo"}}}}});
  TIMBRE_OK(chat);
  QCOMPARE(chat->text, std::string("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nYo<|im_end|>\n"));
  const std::vector<text::TokenId> tail(chat->ids.end() - 4, chat->ids.end());
  QCOMPARE(tail, std::vector<text::TokenId>({'Y', 'o', 258, '\n'}));
  QCOMPARE(std::vector<std::uint8_t>(chat->mask.end() - 5, chat->mask.end()), std::vector<std::uint8_t>({0, 1, 1, 1, 0}));
  QVERIFY(chat->roles[chat->roles.size() - 2] == text::TokenRole::Stop);
}

void EncoderLoadTest::folderWithoutTemplateOrChatMl() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer.json", byteTokenizer({"</s>"}));
  QCOMPARE(text::ChatEncoder::load(folder.path()).error().code, std::string("template.missing"));
  writeFile(folder.path() / "chat_template.jinja", "{% include 'x' %}");
  const auto unsupported = text::ChatEncoder::load(folder.path());
  QCOMPARE(unsupported.error().code, std::string("template.unsupported"));
  QVERIFY(!unsupported.error().path.empty());
}

void EncoderLoadTest::loadsAndEncodes() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer.json", byteTokenizer({"<s>", "</s>"}));
  writeFile(folder.path() / "tokenizer_config.json", R"({"bos_token": "<s>", "eos_token": "</s>"})");
  writeFile(folder.path() / "chat_template.jinja",
            "{{ bos_token }}{% for m in messages %}{{ '[INST] ' ~ m.content ~ ' [/INST]' if m.role == 'user' else ' ' ~ m.content ~ eos_token }}{% endfor %}");
  const auto encoder = text::ChatEncoder::load(folder.path());
  TIMBRE_OK(encoder);
  const auto chat = encoder->encode({{"messages", {{{"role", "user"}, {"content", "a"}}, {{"role", "assistant"}, {"content", "b"}}}}});
  TIMBRE_OK(chat);
  QCOMPARE(chat->text, std::string("<s>[INST] a [/INST] b</s>"));
  QCOMPARE(chat->answers, std::vector<text::ByteSpan>({{19, 25}}));
  QCOMPARE(chat->ids.back(), 257);
  QVERIFY(chat->mask.back() == 1);
  // What the conversation says itself wins over the folder.
  const auto other = encoder->encode({{"messages", base::Json::array()}, {"bos_token", "B"}});
  QCOMPARE(other->text, std::string("B"));
}

void EncoderLoadTest::chatMlText() {
  const auto compiled = text::ChatTemplate::compile(std::string(text::chatMlTemplate()));
  const auto rendered = compiled->render({{"messages", {{{"role", "user"}, {"content", " a\n"}}}}, {"add_generation_prompt", true}});
  TIMBRE_OK(rendered);
  QCOMPARE(rendered->text, std::string("<|im_start|>user\n a\n<|im_end|>\n<|im_start|>assistant\n"));
  QVERIFY(!compiled->marksGeneration());
  QCOMPARE(compiled->hash(), base::sha256Hex(text::chatMlTemplate()));
}

void EncoderLoadTest::matchesTransformers() {
  TIMBRE_NEED_DATA("chat_templates");
  TIMBRE_NEED_DATA("tokenizers/minimind");
  const auto data = testing::dataFolder();
  const base::Json contexts = goldenFile("template_contexts.json"), cases = goldenFile("encoder_goldens.json");
  QVERIFY(cases.size() >= 20);
  int masks = 0;
  for (const base::Json& golden : cases) {
    const auto folder = data / golden["tokenizer"].get<std::string>();
    auto tokenizer = text::loadTokenizer(folder);
    TIMBRE_OK(tokenizer);
    auto source = text::readTemplateSource(folder);
    TIMBRE_OK(source);
    if (golden["template"].is_string()) source->source = testing::readFile(data / "chat_templates" / golden["template"].get<std::string>());
    if (golden.contains("source")) source->source = golden["source"].get<std::string>();
    const auto compiled = text::ChatTemplate::compile(source->source);
    TIMBRE_OK(compiled);
    const text::ChatEncoder encoder(*tokenizer, *compiled, source->specials, text::readStopIds(folder, **tokenizer));
    const base::Json conversation = golden.contains("messages") ? base::Json{{"messages", golden["messages"]}} : contexts[golden["conversation"].get<std::string>()];
    const auto chat = encoder.encode(conversation, {.generationPrompt = golden["generation_prompt"].get<bool>()});
    const std::string name = golden["tokenizer"].get<std::string>() + " × " + base::dumpJson(golden["template"]) + " × " + golden["conversation"].get<std::string>();
    QVERIFY2(chat.ok(), (name + " " + (chat.ok() ? "" : chat.error().code)).c_str());
    QCOMPARE(std::to_string(chat->text.size()) + ":" + base::sha256Hex(chat->text).substr(0, 16), golden["text"].get<std::string>());
    QVERIFY2(chat->ids == golden["ids"].get<std::vector<text::TokenId>>(), name.c_str());
    if (!golden["mask"].is_array()) continue;
    ++masks;
    const auto expected = golden["mask"].get<std::vector<int>>();
    for (std::size_t i = 0; i < expected.size(); ++i)
      QVERIFY2(expected[i] == chat->mask[i], (name + " token " + std::to_string(i)).c_str());
  }
  qInfo("%zu conversations have transformers' text and ids, %d of them its assistant mask", cases.size(), masks);
}

void EncoderLoadTest::messagesReachTemplatesAsInTransformers() {
  const base::Json cases = goldenFile("message_goldens.json");
  QVERIFY(cases.size() >= 18);
  const auto whole = text::ChatTemplate::compile("{{ messages | tojson }}");
  const auto read = text::ChatTemplate::compile(
      "{% for m in messages %}{{ loop.index0 }}:{% for k in ['content', 'reasoning_content', 'thinking', 'reasoning', 'tool_calls'] %}"
      "{{ '-' if m[k] is not defined else 'none' if m[k] is none else m[k] | tojson }}|{% endfor %}{{ m.content }}\n{% endfor %}");
  for (const base::Json& golden : cases)
    for (const auto& [name, compiled] : {std::pair("whole", &whole), std::pair("read", &read)}) {
      const auto ours = text::renderChat(**compiled, {{"messages", golden["conversation"]}}, {.generationPrompt = true});
      if (golden[name].is_null()) QVERIFY(ours.ok() && golden["conversation"].empty());  // ours on purpose
      else QCOMPARE(ours.ok() ? ours->text : ours.error().code, golden[name].get<std::string>());
    }
}

QTEST_APPLESS_MAIN(EncoderLoadTest)
#include "encoder_load_test.moc"
