// SPDX-License-Identifier: GPL-3.0-or-later
// validate, tokenize, render, recipe and train-tokenizer as outside programs call them.
#include "tests/app/cli_program.h"

#include <cmath>
#include <set>

using namespace timbre;
using base::Json;
using testing::CliResult;
using testing::runCli;
namespace fs = std::filesystem;

namespace {

QByteArray model() { return QByteArray::fromStdString(testing::starterModel().string()); }
QByteArray bytes(const fs::path& path) { return QByteArray::fromStdString(path.string()); }

std::set<std::string> keysOf(const Json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

}  // namespace

class CliTextTest : public QObject {
  Q_OBJECT
 private:
  testing::TempFolder m_folder;

  fs::path write(const std::string& name, const std::string& text) {
    testing::writeFile(m_folder.path() / name, text);
    return m_folder.path() / name;
  }

 private Q_SLOTS:
  void validateHasEveryMember() {
    const fs::path file = write("some.jsonl", "\xEF\xBB\xBF"
        R"({"messages":[{"role":"system","content":"S"},{"role":"user","content":"One two"},{"role":"assistant","content":"Three"}]})" "\n\n"
        R"({"messages":[]})" "\n"
        R"({"messages":[{"role":"narrator","content":"x","mood":1}]})" "\n"
        "{not json\n"
        R"([1,2])" "\n");
    const CliResult result = runCli({"validate", bytes(file), "--model", model(), "--max-tokens", "10", "--json"});
    CLI_CODE(result, 1);
    QVERIFY(testing::onlyJson(result));
    const Json json = result.json();
    for (const char* key : {"examples", "bad_lines", "format_errors", "missing_system", "missing_user", "too_long", "messages", "tokens", "assistant_tokens",
                            "default_epochs", "tokens_per_epoch", "tokens_total", "cost"})
      QVERIFY2(json.contains(key), key);
    QCOMPARE(keysOf(json["format_errors"]), (std::set<std::string>{"data_type", "missing_messages_list", "message_missing_key", "message_unrecognized_key",
                                                                   "unrecognized_role", "missing_content", "example_missing_assistant_message"}));
    QCOMPARE(keysOf(json["messages"]), (std::set<std::string>{"min", "max", "mean", "median", "p5", "p10", "p90", "p95"}));
    QCOMPARE(json["bad_lines"].size(), std::size_t(1));
    QCOMPARE(json["bad_lines"][0]["line"].get<int>(), 5);  // a physical line: the blank one counts
    QCOMPARE(keysOf(json["bad_lines"][0]), (std::set<std::string>{"line", "column", "code", "message"}));
    QCOMPARE(json["format_errors"]["missing_messages_list"].get<int>(), 1);
    QCOMPARE(json["format_errors"]["data_type"].get<int>(), 1);
    QCOMPARE(json["format_errors"]["unrecognized_role"].get<int>(), 1);
    QCOMPARE(json["format_errors"]["message_unrecognized_key"].get<int>(), 1);
    QCOMPARE(json["tokens_total"].get<long long>(), json["tokens_per_epoch"].get<long long>() * json["default_epochs"].get<long long>());
    for (const Json& cost : json["cost"]) QCOMPARE(keysOf(cost).count("price") + keysOf(cost).count("currency") + keysOf(cost).count("train"), std::size_t(3));
  }

  void validateWithoutATokenizerAndOfNothing() {
    const fs::path file = write("fine.jsonl", R"({"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes"}]})" "\n");
    const CliResult fine = runCli({"validate", bytes(file), "--json"});
    CLI_CODE(fine, 0);  // warnings alone (no system message) are no refusal
    for (const char* key : {"tokens", "assistant_tokens", "tokens_per_epoch", "tokens_total"}) QVERIFY2(fine.json()[key].is_null(), key);
    QCOMPARE(fine.json()["missing_system"].get<int>(), 1);
    const CliResult piped = runCli({"validate", "-", "--json"}, QByteArray::fromStdString(testing::readFile(file)));
    CLI_CODE(piped, 0);
    QCOMPARE(piped.json()["examples"].get<int>(), 1);
    CLI_CODE(runCli({"validate", bytes(write("empty.jsonl", "")), "--json"}), 1);
    std::string deep = R"({"messages":)";
    for (int i = 0; i < 80; ++i) deep += "[";
    for (int i = 0; i < 80; ++i) deep += "]";
    const CliResult tooDeep = runCli({"validate", bytes(write("deep.jsonl", deep + "}\n")), "--json"});
    CLI_CODE(tooDeep, 1);
    QCOMPARE(tooDeep.json()["bad_lines"].size(), std::size_t(1));
  }

  void tokenizeThereAndBack() {
    const QByteArray lines = "\"Hello, world!\"\n\"\"\n\"你好 🙂\"\n\"<|im_end|>\"\n";
    const CliResult there = runCli({"tokenize", "--model", model(), "--no-special"}, lines);
    CLI_CODE(there, 0);
    const auto ids = there.lines();
    QCOMPARE(ids.size(), std::size_t(4));
    QVERIFY(ids[1].is_array() && ids[1].empty());
    QCOMPARE(ids[3].size(), std::size_t(1));  // an added token spelled in the text
    const CliResult back = runCli({"tokenize", "--model", model(), "--decode", "-"}, QByteArray::fromStdString(there.out));
    CLI_CODE(back, 0);
    QCOMPARE(back.lines()[0].get<std::string>(), std::string("Hello, world!"));
    QCOMPARE(back.lines()[2].get<std::string>(), std::string("你好 🙂"));
    const CliResult file = runCli({"tokenize", "--tokenizer", model() + "/tokenizer.json", bytes(write("lines", lines.toStdString())), "--no-special"});
    QCOMPARE(file.out, there.out);
    const CliResult bad = runCli({"tokenize", "--model", model(), "--json"}, "\"fine\"\n{\"not\": 1}\n");
    CLI_CODE(bad, 3);
    QCOMPARE(bad.lines()[1]["error"]["line"].get<int>(), 2);
  }

  void renderGivesTextIdsMaskAndSpans() {
    const QByteArray lines = R"({"messages":[{"role":"user","content":"Grüße 🙂"},{"role":"assistant","content":"Hi there"}]})" "\n"
                             "not json\n"
                             R"({"messages":[{"role":"user","content":"Again"},{"role":"assistant","content":"No"}]})" "\n";
    const CliResult result = runCli({"render", "--model", model(), "--ids", "-"}, lines);
    CLI_CODE(result, 0);
    QVERIFY(testing::onlyJson(result));
    const auto values = result.lines();
    QCOMPARE(values.size(), std::size_t(3));
    QVERIFY(values[1]["error"]["code"].is_string());
    QCOMPARE(values[1]["error"]["line"].get<int>(), 2);
    QVERIFY(values[1]["error"]["message"].get<std::string>().find("line 2") != std::string::npos);
    const Json& first = values[0];
    QCOMPARE(first["ids"].size(), first["mask"].size());
    // The trained span, counted in code points, is the answer and the token that ends the turn.
    const auto text = QString::fromStdString(first["text"].get<std::string>()).toUcs4();
    QCOMPARE(first["spans"].size(), std::size_t(1));
    const int begin = first["spans"][0][0].get<int>(), end = first["spans"][0][1].get<int>();
    const QString span = QString::fromUcs4(reinterpret_cast<const char32_t*>(text.data()) + begin, end - begin);
    QVERIFY2(span.startsWith("Hi there") && span.trimmed().endsWith("<|im_end|>"), qPrintable(span));
    std::vector<int> trained;
    for (std::size_t i = 0; i < first["ids"].size(); ++i)
      if (first["mask"][i].get<int>() == 1) trained.push_back(first["ids"][i].get<int>());
    QVERIFY(trained.size() >= 2);
    const CliResult decoded = runCli({"tokenize", "--model", model(), "--decode"}, QByteArray::fromStdString(Json(trained).dump()) + "\n");
    QVERIFY2(QString::fromStdString(decoded.json().get<std::string>()).startsWith("Hi there<|im_end|>"), decoded.out.c_str());
  }

  void renderATemplateAlone() {
    const fs::path file = write("t.jinja", "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}{{ extra }}{{ strftime_now('%Y') }}");
    const CliResult plain = runCli({{"render", "--template", bytes(file), "--generation-prompt"},
                                    R"({"messages":[{"role":"user","content":"Hi"}],"extra":"!","bos_token":"<s>"})" "\n", {{"TIMBRE_NOW", "2031-07-26T12:00:00"}}});
    CLI_CODE(plain, 0);
    QCOMPARE(plain.json()["text"].get<std::string>(), std::string("<s>[user]Hi[assistant]!2031"));
    // A template that shows no answer has no span, not an empty one.
    const CliResult silent = runCli({"render", "--template", bytes(write("s.jinja", "x"))},
                                    R"({"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes"}]})" "\n");
    QVERIFY(silent.json()["spans"].is_array() && silent.json()["spans"].empty());
    // Jinja alone leaves messages as they stand.
    const CliResult bare = runCli({"render", "--template", bytes(write("n.jinja", "{{ messages[0].content is none }} {{ messages[0].reasoning_content is defined }}"))},
                                  R"({"messages":[{"role":"user","content":null,"thinking":"t"}]})" "\n");
    QCOMPARE(bare.json()["text"].get<std::string>(), std::string("True False"));
    const QByteArray hello = R"({"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yo"}],"bos_token":"<s>","eos_token":"</s>"})" "\n";
    const CliResult named = runCli({"render", "--template", "llama2"}, hello);
    CLI_CODE(named, 0);
    QCOMPARE(named.json()["text"].get<std::string>(), std::string("<s>[INST] Hi [/INST] Yo </s>"));
    QCOMPARE(named.json()["spans"], Json::parse("[[20,28]]"));
    const CliResult withModel = runCli({"render", "--model", model(), "--template", "xtuner:qwen_chat", "--ids"}, hello);
    CLI_CODE(withModel, 0);
    QVERIFY(withModel.json()["text"].get<std::string>().ends_with("<|im_start|>assistant\nYo<|im_end|>\n"));
    QCOMPARE(withModel.json()["ids"].size(), withModel.json()["mask"].size());
    CLI_CODE(runCli({"render", "--model", model(), "--template", "llama9"}, hello), 3);
    const CliResult raised = runCli({"render", "--template", bytes(write("r.jinja", "{{ raise_exception('no ' + messages[0].role) }}"))},
                                    R"({"messages":[{"role":"user","content":"Hi"}]})" "\n");
    CLI_CODE(raised, 0);
    QVERIFY(raised.json()["error"]["message"].get<std::string>().find("no user") != std::string::npos);
  }

  void recipes() {
    const CliResult listed = runCli({"recipe", "list", "--json"});
    CLI_CODE(listed, 0);
    QVERIFY(testing::onlyJson(listed));
    const Json all = listed.json();
    QVERIFY(all["recipes"].size() >= 4);
    std::set<std::string> keys;
    for (const Json& field : all["fields"]) {
      keys.insert(field["key"].get<std::string>());
      for (const char* member : {"type", "unit", "default", "help"}) QVERIFY2(field.contains(member), member);
    }
    for (const char* key : {"method", "rank", "alpha", "dropout", "target_modules", "learning_rate", "schedule", "warmup_steps", "warmup_ratio", "epochs", "max_steps",
                            "batch_size", "gradient_accumulation", "max_grad_norm", "weight_decay", "beta1", "beta2", "epsilon", "seed", "max_tokens", "packing",
                            "shuffle", "chat_template", "train_on", "validation_share", "save_every", "keep", "dtype"})
      QVERIFY2(keys.count(key), key);
    for (const Json& name : all["recipes"]) {
      const CliResult shown = runCli({"recipe", "show", QByteArray::fromStdString(name.get<std::string>()), "--json"});
      CLI_CODE(shown, 0);
      const CliResult checked = runCli({"recipe", "check", bytes(write("shown.json", shown.out)), "--json"});
      CLI_CODE(checked, 0);  // what it prints, it takes
      QVERIFY(checked.json()["valid"].get<bool>());
    }
    const CliResult wrong = runCli({"recipe", "check", bytes(write("wrong.json", R"({"learning_rat": 1e-4})")), "--json"});
    CLI_CODE(wrong, 1);
    QVERIFY(wrong.json()["error"]["message"].get<std::string>().find("learning_rate") != std::string::npos);
    CLI_CODE(runCli({"recipe", "check", "/nowhere.json"}), 3);
  }

  void trainATokenizer() {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "The quick brown fox number " + std::to_string(i) + " says 你好世界.\n";
    const fs::path corpus = write("corpus.txt", text), out = m_folder.path() / "made" / "tokenizer.json";
    fs::create_directories(out.parent_path());
    const CliResult made = runCli({"train-tokenizer", "--vocab", "300", "--out", bytes(out), bytes(corpus), "--json"});
    CLI_CODE(made, 0);
    QCOMPARE(keysOf(made.json()), (std::set<std::string>{"timbre", "vocab", "merges", "bytes_per_token"}));
    QVERIFY(made.json()["vocab"].get<int>() <= 300);
    CLI_CODE(runCli({"tokenize", "--tokenizer", bytes(out)}, "\"The quick\"\n"), 0);
    const std::string before = testing::readFile(out);
    CLI_CODE(runCli({"train-tokenizer", "--vocab", "280", "--out", bytes(out), bytes(corpus)}), 2);
    QCOMPARE(testing::readFile(out), before);
    CLI_CODE(runCli({"train-tokenizer", "--vocab", "280", "--out", bytes(out), bytes(corpus), "--force"}), 0);
    QVERIFY(testing::readFile(out) != before);
  }
};

QTEST_GUILESS_MAIN(CliTextTest)
#include "cli_text_test.moc"
