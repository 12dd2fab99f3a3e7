// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in chat templates: their exact strings, the same as Python's jinja2 makes of them, the same as the families' own
// templates (data folder), and how a model folder gets one.
#include "core/text/builtin_templates.h"
#include "core/text/chat_encoder.h"
#include "core/text/xtuner_templates.h"
#include "tests/support/test_support.h"
#include "tests/text/byte_tokenizer.h"
#include "tests/text/tokenizer_spm_builder.h"

#include <array>
#include <set>

using namespace timbre;
using testing::TempFolder;
using testing::writeFile;

namespace {

base::Json json(std::string_view source) {
  auto parsed = base::parseJson(source);
  if (!parsed.ok()) qFatal("%s", parsed.error().code.c_str());
  return *parsed;
}

base::Json conversation(bool system, bool prompt) {
  base::Json messages = base::Json::array();
  if (system) messages.push_back({{"role", "system"}, {"content", "You are terse."}});
  messages.push_back({{"role", "user"}, {"content", "Hello"}});
  messages.push_back({{"role", "assistant"}, {"content", "Hi there"}});
  if (prompt) messages.push_back({{"role", "user"}, {"content", "  Who are you?  "}});
  return {{"messages", messages}, {"bos_token", "<s>"}, {"eos_token", "</s>"}, {"add_generation_prompt", prompt}};
}

std::string rendered(std::string_view name, const base::Json& context) {
  const auto* builtin = text::findBuiltinTemplate(name);
  if (!builtin) return "no such template";
  const auto compiled = text::ChatTemplate::compile(builtin->source);
  if (!compiled.ok()) return compiled.error().code;
  const auto done = compiled->render(context);
  if (done.ok()) return done->text;
  return done.error().args.contains("message") ? done.error().args.at("message") : done.error().code;
}

/// The family's own template in the data folder and the conversations on which it must agree with ours.
struct Original {
  const char* name;
  const char* file;
  bool system = true;     ///< it has a form for a system message
  bool answered = true;   ///< it renders a conversation that ends with an answer as ours does
  bool trims = false;     ///< it strips the words of every message, ours does not
};
constexpr Original kOriginals[] = {
    {"llama2", "chujiezheng/llama-2-chat.jinja"},
    {"llama3", "chujiezheng/llama-3-instruct.jinja"},
    {"llama3", "trl/llama3.jinja"},
    {"chatml", "chujiezheng/chatml.jinja", true, true, true},
    {"mistral-tekken", "llama.cpp-templates/mistralai-Mistral-Nemo-Instruct-2407.jinja", true, false},
    {"gemma", "trl/gemma.jinja", false},
    {"gemma", "trl/gemma3.jinja"},
    {"gemma", "llama.cpp-templates/google-gemma-2-2b-it.jinja", false},
    {"phi3", "trl/phi3.jinja"},
    {"phi3", "llama.cpp-templates/microsoft-Phi-3.5-mini-instruct.jinja"},
    {"alpaca", "chujiezheng/alpaca.jinja"},
};

/// That collection's files are spread over lines for reading; they are meant without line ends and indents.
std::string unspread(const std::string& source) {
  std::string out;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source.compare(i, 4, "    ") == 0) i += 3;
    else if (source[i] != '\n') out += source[i];
  }
  return out;
}

}  // namespace

class BuiltinTemplatesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyNameHasAText();
  void exactStrings_data();
  void exactStrings();
  void everyExchangeLooksLikeXTuners();
  void whatHasNoFormIsRaised();
  void likePython();
  void likeTheFamiliesOwn();
  void folderWithAChoice();
  void choiceBeatsTheFoldersOwn();
  void chatGlmFoldersGetTheirPrefix();
  void adviceNamesAFittingOne();
};

void BuiltinTemplatesTest::everyNameHasAText() {
  QCOMPARE(text::builtinTemplates().size(), recipe::kTemplateNames.size());
  QCOMPARE(text::promptTemplates().size(), recipe::kTemplateNames.size() - recipe::kFamilyTemplates);
  std::set<std::string_view> names;
  for (const auto& each : text::builtinTemplates()) {
    const QByteArray name(each.name.data(), qsizetype(each.name.size()));
    QVERIFY2(names.insert(each.name).second && !each.title.empty(), name.constData());
    QVERIFY2(each.endsWithEos || !each.stops.empty(), name.constData());
    const auto compiled = text::ChatTemplate::compile(each.source);
    QVERIFY2(compiled.ok(), name.constData());
    const std::string whole = rendered(each.name, conversation(false, false));
    const std::string preview = text::previewText(each);
    QVERIFY2(preview.find("Hello") < preview.find("Hi there") && preview.find("Hi there") != std::string::npos, name.constData());
    QVERIFY2(whole.find("Hello") < whole.find("Hi there") && whole.find("Hi there") != std::string::npos, whole.c_str());
  }
  QVERIFY(!text::findBuiltinTemplate("auto"));
}

void BuiltinTemplatesTest::exactStrings_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<bool>("system");
  QTest::addColumn<bool>("prompt");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* name, bool system, bool prompt, const char* expected) {
    QTest::newRow((std::string(name) + (system ? " system" : "") + (prompt ? " prompt" : "")).c_str()) << name << system << prompt << expected;
  };
  row("chatml", true, true, "<|im_start|>system\nYou are terse.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\nHi there<|im_end|>\n<|im_start|>user\n  Who are you?  <|im_end|>\n<|im_start|>assistant\n");
  row("llama2", true, true, "<s>[INST] <<SYS>>\nYou are terse.\n<</SYS>>\n\nHello [/INST] Hi there </s><s>[INST] Who are you? [/INST]");
  row("llama3", false, true, "<s><|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nHi there<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nWho are you?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");
  row("internlm2", true, true, "<s><|im_start|>system\nYou are terse.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\nHi there<|im_end|>\n<|im_start|>user\n  Who are you?  <|im_end|>\n<|im_start|>assistant\n");
  row("internlm2", false, false, "<s><|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\nHi there<|im_end|>\n</s>");
  row("chatglm2", false, true, "[gMASK]sop[Round 1]\n\n问：Hello\n\n答：Hi there\n\n[Round 2]\n\n问：  Who are you?  \n\n答：");
  row("chatglm2", true, true, "System role not supported");
  row("chatglm3", true, true, "[gMASK]sop<|system|>\n You are terse.<|user|>\n Hello<|assistant|>\n Hi there<|user|>\n   Who are you?  <|assistant|>");
  row("mistral", true, true, "<s>[INST] You are terse.\n\nHello [/INST] Hi there</s>[INST]   Who are you?   [/INST]");
  row("mistral-v3", true, true, "<s>[INST] Hello[/INST] Hi there</s>[INST] You are terse.\n\n  Who are you?  [/INST]");
  row("mistral-v3", true, false, "<s>[INST] You are terse.\n\nHello[/INST] Hi there</s>");
  row("mistral-tekken", false, true, "<s>[INST]Hello[/INST]Hi there</s>[INST]  Who are you?  [/INST]");
  row("gemma", false, true, "<s><start_of_turn>user\nHello<end_of_turn>\n<start_of_turn>model\nHi there<end_of_turn>\n<start_of_turn>user\nWho are you?<end_of_turn>\n<start_of_turn>model\n");
  row("gemma", true, false, "<s><start_of_turn>user\nYou are terse.\n\nHello<end_of_turn>\n<start_of_turn>model\nHi there<end_of_turn>\n");
  row("phi3", true, true, "<|system|>\nYou are terse.<|end|>\n<|user|>\nHello<|end|>\n<|assistant|>\nHi there<|end|>\n<|user|>\n  Who are you?  <|end|>\n<|assistant|>\n");
  row("phi3", false, false, "<|user|>\nHello<|end|>\n<|assistant|>\nHi there<|end|>\n</s>");
  row("alpaca", true, true, "<s>You are terse.\n\n### Instruction:\nHello\n\n### Response:\nHi there</s>\n\n### Instruction:\nWho are you?\n\n### Response:\n");
  row("plain", true, true, "<s>You are terse.\n\nUser: Hello\n\nAssistant: Hi there</s>\n\nUser: Who are you?\n\nAssistant:");
  row("xtuner:default", true, true, "<s><|System|>:You are terse.\n<|User|>:Hello\n<|Bot|>:Hi there</s>\n<s><|User|>:  Who are you?  \n<|Bot|>:");
  row("xtuner:internlm2_chat", true, true, "<s><|im_start|>system\nYou are terse.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\nHi there<|im_end|>\n<|im_start|>user\n  Who are you?  <|im_end|>\n<|im_start|>assistant\n");
  row("xtuner:chatglm2", true, true, "<s>You are terse.\n[Round 1]\n\n问：Hello\n\n答：Hi there</s>\n\n<s>[Round 2]\n\n问：  Who are you?  \n\n答：");
  row("xtuner:gemma", false, false, "<s><start_of_turn>user\nHello<end_of_turn>\n<start_of_turn>model\nHi there<end_of_turn></s>\n");
  row("xtuner:minicpm", true, false, "System role not supported");
}

void BuiltinTemplatesTest::exactStrings() {
  QFETCH(QString, name);
  QFETCH(bool, system);
  QFETCH(bool, prompt);
  QFETCH(QString, expected);
  QCOMPARE(QString::fromStdString(rendered(name.toStdString(), conversation(system, prompt))), expected);
}

/// The strings of the table put together as XTuner's functions do, without any template engine.
void BuiltinTemplatesTest::everyExchangeLooksLikeXTuners() {
  const auto put = [](std::string form, const std::string& place, const std::string& value) {
    if (const std::size_t at = form.find(place); at != std::string::npos) form.replace(at, place.size(), value);
    return form;
  };
  for (const auto& form : text::promptTemplates())
    for (const bool system : {false, true}) {
      if (system && form.system.empty()) continue;
      std::string expected;
      bool bos = true;
      for (const int round : {1, 2}) {
        if (bos) expected += "<s>";
        if (system && round == 1) expected += put(std::string(form.system), "{system}", "You are terse.");
        expected += put(put(std::string(form.instruction), "{round}", std::to_string(round)), "{input}", round == 1 ? "Hello" : "  Who are you?  ");
        if (round == 1) expected += "Hi there" + std::string(form.suffix) + (form.suffixAsEos ? "" : "</s>") + std::string(form.separator);
        bos = !form.suffixAsEos;
      }
      const std::string ours = rendered("xtuner:" + std::string(form.name), conversation(system, true));
      QCOMPARE(QString::fromStdString(ours), QString::fromStdString(expected));
    }
}

void BuiltinTemplatesTest::whatHasNoFormIsRaised() {
  base::Json tools = conversation(false, true), calls = tools, picture = tools, parts = tools;
  tools["tools"] = {{{"name", "f"}}};
  calls["messages"][1] = {{"role", "assistant"}, {"content", nullptr}, {"tool_calls", {{{"function", {{"name", "f"}}}}}}};
  picture["messages"][0]["content"] = {{{"type", "image"}, {"url", "x"}}};
  parts["messages"][0]["content"] = {{{"type", "text"}, {"text", "Hel"}}, {{"type", "text"}, {"text", "lo"}}};
  for (const auto& each : text::builtinTemplates()) {
    QCOMPARE(rendered(each.name, tools), std::string("This chat template has no form for tools."));
    QCOMPARE(rendered(each.name, calls), std::string("This chat template has no form for tool calls."));
    QCOMPARE(rendered(each.name, picture), std::string("This chat template takes text only."));
    QCOMPARE(rendered(each.name, parts), rendered(each.name, conversation(false, true)));
  }
}

void BuiltinTemplatesTest::likePython() {
  const char* folder = std::getenv("TIMBRE_TEMPLATE_DUMP");
  const base::Json goldens = json(testing::readFile(testing::sourceFolder() / "tests/text/goldens/builtin_goldens.json"));
  const base::Json contexts = json(testing::readFile(testing::sourceFolder() / "tests/text/goldens/template_contexts.json"));
  int texts = 0, refusals = 0;
  for (const auto& each : text::builtinTemplates())
    if (folder) writeFile(std::filesystem::path(folder) / (std::string(each.name) + ".jinja"), each.source);
  for (const auto& each : text::builtinTemplates()) {
    const std::string name(each.name);
    if (!goldens.contains(name)) QFAIL(("no golden for " + name).c_str());
    QCOMPARE(goldens[name].size(), contexts.size());
    for (const auto& [contextName, golden] : goldens[name].items()) {
      base::Json context = {{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"tools", nullptr}, {"documents", nullptr}};
      for (const auto& [key, value] : contexts[contextName].items()) context[key] = value;
      const std::string ours = rendered(name, context);
      (golden.is_object() ? refusals : texts)++;
      const std::string expected = golden.is_object() ? golden["raised"].get<std::string>() : testing::summary(ours) == golden.get<std::string>() ? ours : golden.get<std::string>();
      QVERIFY2(ours == expected, (name + " × " + contextName + ": " + ours).c_str());
    }
  }
  qInfo("%d texts and %d refusals as Python has them", texts, refusals);
}

void BuiltinTemplatesTest::likeTheFamiliesOwn() {
  TIMBRE_NEED_DATA("chat_templates");
  int compared = 0;
  for (const Original& original : kOriginals) {
    std::string source = testing::readFile(testing::dataFolder() / "chat_templates" / original.file);
    if (std::string_view(original.file).starts_with("chujiezheng")) source = unspread(source);
    const auto compiled = text::ChatTemplate::compile(source);
    TIMBRE_OK(compiled);
    for (const bool system : {false, true})
      for (const bool prompt : {false, true}) {
        if ((system && !original.system) || (!prompt && !original.answered)) continue;
        base::Json context = conversation(system, prompt);
        if (original.trims && prompt) context["messages"].back()["content"] = "Who are you?";
        if (original.trims) context["bos_token"] = "";
        const auto own = compiled->render(context);
        TIMBRE_OK(own);
        QCOMPARE(QString::fromStdString(rendered(original.name, context)), QString::fromStdString(own->text));
        ++compared;
      }
  }
  qInfo("%d conversations rendered as the families' own templates do", compared);
}

void BuiltinTemplatesTest::folderWithAChoice() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer.json", testing::byteTokenizer({"<s>", "</s>"}));
  writeFile(folder.path() / "tokenizer_config.json", R"({"bos_token": "<s>", "eos_token": "</s>"})");
  const auto missing = text::ChatEncoder::load(folder.path());
  QVERIFY(!missing.ok());
  QCOMPARE(missing.error().code, std::string("template.missing"));
  QCOMPARE(missing.error().args.at("suggestion"), std::string("plain"));
  const auto plain = text::ChatEncoder::load(folder.path(), "plain");
  TIMBRE_OK(plain);
  QCOMPARE(plain->builtinName(), std::string("plain"));
  QCOMPARE(plain->templateOrigin(), std::string("built-in plain"));
  QCOMPARE(plain->stopIds(), std::vector<text::TokenId>({257}));
  const auto chat = plain->encode({{"messages", {{{"role", "user"}, {"content", "a"}}, {{"role", "assistant"}, {"content", "b"}}}}});
  TIMBRE_OK(chat);
  QCOMPARE(chat->text, std::string("<s>User: a\n\nAssistant: b</s>\n\n"));
  QCOMPARE(chat->answers.size(), std::size_t(1));
  QCOMPARE(chat->text.substr(chat->answers[0].begin, chat->answers[0].end - chat->answers[0].begin), std::string(" b</s>"));
  const auto endless = text::ChatEncoder::load(folder.path(), "chatml");
  QVERIFY(!endless.ok());
  QCOMPARE(endless.error().code, std::string("template.no_end"));
  QCOMPARE(endless.error().args.at("mark"), std::string("<|im_end|>"));
  QCOMPARE(text::ChatEncoder::load(folder.path(), "lama2").error().code, std::string("template.no_such"));
}

void BuiltinTemplatesTest::choiceBeatsTheFoldersOwn() {
  TempFolder folder;
  writeFile(folder.path() / "tokenizer.json", testing::byteTokenizer({"<|im_start|>", "<|im_end|>", "<|endoftext|>"}));
  writeFile(folder.path() / "generation_config.json", R"({"eos_token_id": 258})");
  writeFile(folder.path() / "chat_template.jinja", "own");
  QCOMPARE(text::ChatEncoder::load(folder.path())->builtinName(), std::string());
  const auto chosen = text::ChatEncoder::load(folder.path(), "xtuner:qwen_chat");
  TIMBRE_OK(chosen);
  QCOMPARE(chosen->stopIds(), std::vector<text::TokenId>({258, 257}));
  QVERIFY(chosen->encode(conversation(false, false))->text.starts_with("<s><|im_start|>user\nHello"));
}

// The layout of ChatGLM2 and 3 (formats.md 2.9): pieces, then the tokens that no file names; the settings name no bos_token
// and no eos_token. A conversation is [gMASK] sop, the parts as the tokenizer has each of them alone, and the end of text.
void BuiltinTemplatesTest::chatGlmFoldersGetTheirPrefix() {
  testing::SpmBuilder model;
  model.byteFallback = true;
  model.removeExtra = false;
  model.piece("<unk>", 0, 2).piece("<s>", 0, 3).piece("</s>", 0, 3);
  for (int i = 0; i < 256; ++i) {
    char name[8];
    std::snprintf(name, sizeof name, "<0x%02X>", i);
    model.piece(name, 0, 6);
  }
  float score = -1;
  for (const char* piece : {"▁[", "Round", "▁Hi", "问：", "答：", "▁", "R", "o", "u", "n", "d", "[", "]", "1", "2", "H", "i", "Ro", "un", "und", "ound"})
    model.piece(piece, score--, 1);
  TempFolder folder;
  writeFile(folder.path() / "tokenizer.model", model.bytes());
  writeFile(folder.path() / "config.json", R"({"model_type": "chatglm", "eos_token_id": 2})");
  const auto n = static_cast<text::TokenId>(model.types.size());
  const base::Json two = {{"messages",
                           {{{"role", "user"}, {"content", "Hi"}}, {{"role", "assistant"}, {"content", "oui"}}, {{"role", "user"}, {"content", "o"}}, {{"role", "assistant"}, {"content", "d"}}}}};
  for (const auto& [choice, config, shown] : std::initializer_list<std::array<const char*, 3>>{
           {"chatglm2", R"({"tokenizer_class": "ChatGLMTokenizer", "name_or_path": "THUDM/chatglm2-6b"})",
            "*[Round 1]\n\n问：Hi\n\n答：oui\n\n[Round 2]\n\n问：o\n\n答：d</s>"},
           {"xtuner:chatglm2", R"({"tokenizer_class": "ChatGLMTokenizer", "name_or_path": "THUDM/chatglm2-6b"})",
            "*[Round 1]\n\n问：Hi\n\n答：oui</s>\n\n*[Round 2]\n\n问：o\n\n答：d</s>\n\n"},
           {"chatglm3", R"({"tokenizer_class": "ChatGLMTokenizer", "name_or_path": "THUDM/chatglm3-6b"})",
            "*<|user|>\n Hi<|assistant|>\n oui<|user|>\n o<|assistant|>\n d</s>"}}) {
    writeFile(folder.path() / "tokenizer_config.json", config);
    const auto encoder = text::ChatEncoder::load(folder.path(), choice);
    TIMBRE_OK(encoder);
    const auto chat = encoder->encode(two);
    TIMBRE_OK(chat);
    // Every part between special tokens is encoded on its own.
    std::vector<text::TokenId> expected;
    std::string part;
    const auto flush = [&] {
      const auto ids = encoder->tokenizer().encodeIds(part, {.addSpecial = false});
      if (ids.ok()) expected.insert(expected.end(), ids->begin(), ids->end());
      part.clear();
    };
    for (std::string_view rest = shown; !rest.empty();) {
      const auto take = [&](std::string_view mark, std::initializer_list<text::TokenId> ids) {
        if (!rest.starts_with(mark)) return false;
        flush();
        expected.insert(expected.end(), ids);
        rest.remove_prefix(mark.size());
        return true;
      };
      if (take("*", {n + 1, n + 3}) || take("</s>", {2}) || take("<|user|>", {n + 6}) || take("<|assistant|>", {n + 7})) continue;
      part += rest.front();
      rest.remove_prefix(1);
    }
    flush();
    QVERIFY2(chat->ids == expected, (choice + (": " + chat->text)).c_str());
    const auto last = static_cast<std::size_t>(chat->ids.rend() - std::find(chat->ids.rbegin(), chat->ids.rend(), 2)) - 1;
    QVERIFY(chat->ids.size() > 20 && chat->ids[last] == 2 && chat->mask[last] == 1 && chat->mask.front() == 0);
    QVERIFY(std::find(encoder->stopIds().begin(), encoder->stopIds().end(), 2) != encoder->stopIds().end());
  }
}

void BuiltinTemplatesTest::adviceNamesAFittingOne() {
  TempFolder folder;
  const auto advice = [&folder](const std::vector<std::string>& specials, const char* type) {
    writeFile(folder.path() / "tokenizer.json", testing::byteTokenizer(specials));
    writeFile(folder.path() / "config.json", base::dumpJson({{"model_type", type}}));
    return std::string(text::fittingTemplate(folder.path(), **text::loadTokenizer(folder.path())));
  };
  QCOMPARE(advice({"<s>", "</s>"}, "llama"), std::string("llama2"));
  QCOMPARE(advice({"<|start_header_id|>", "<|eot_id|>"}, "llama"), std::string("llama3"));
  QCOMPARE(advice({"<|im_start|>", "<|im_end|>"}, "internlm2"), std::string("internlm2"));
  QCOMPARE(advice({"<|im_start|>", "<|im_end|>"}, "qwen2"), std::string("chatml"));
  QCOMPARE(advice({"<start_of_turn>", "<end_of_turn>"}, "gemma2"), std::string("gemma"));
  QCOMPARE(advice({"<|user|>", "<|assistant|>", "<|end|>"}, "phi3"), std::string("phi3"));
  QCOMPARE(advice({"[INST]", "[/INST]"}, "mistral"), std::string("mistral-tekken"));
  QCOMPARE(advice({"<s>", "</s>"}, "mistral"), std::string("mistral"));
  QCOMPARE(advice({"<|user|>"}, "chatglm"), std::string("chatglm3"));
  QCOMPARE(advice({}, "chatglm"), std::string("chatglm2"));
  QCOMPARE(advice({"<|endoftext|>"}, "gpt2"), std::string("plain"));
}

QTEST_APPLESS_MAIN(BuiltinTemplatesTest)
#include "builtin_templates_test.moc"
