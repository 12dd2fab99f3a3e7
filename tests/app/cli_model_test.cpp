// SPDX-License-Identifier: GPL-3.0-or-later
// inspect, logits, generate, chat and selftest as outside programs call them.
#include "tests/app/cli_program.h"

#include <cmath>
#include <csignal>

using namespace timbre;
using base::Json;
using testing::CliCall;
using testing::CliResult;
using testing::runCli;
namespace fs = std::filesystem;

namespace {

QByteArray model() { return QByteArray::fromStdString(testing::starterModel().string()); }
QByteArray bytes(const fs::path& path) { return QByteArray::fromStdString(path.string()); }

}  // namespace

class CliModelTest : public QObject {
  Q_OBJECT
 private:
  testing::TempFolder m_folder;

 private Q_SLOTS:
  void inspectTellsWhatAThingIs() {
    const Json starter = runCli({"inspect", model(), "--json"}).json();
    QCOMPARE(base::stringOr(starter, "kind"), std::string("model"));
    for (const char* key : {"family", "architecture", "parameters", "dtype", "vocab", "context", "stop_ids", "template", "files", "problems"})
      QVERIFY2(starter.contains(key), key);
    QVERIFY(starter["problems"].empty() && !starter["stop_ids"].empty() && starter["files"][0]["bytes"].is_number());
    QCOMPARE(base::stringOr(runCli({"inspect", model() + "/tokenizer.json", "--json"}).json(), "kind"), std::string("tokenizer"));
    QCOMPARE(base::stringOr(runCli({"inspect", model() + "/model.safetensors", "--json"}).json(), "kind"), std::string("weights"));
    const Json rows = runCli({"inspect", bytes(testing::sourceFolder() / "resources/personas/marv_20.jsonl"), "--json"}).json();
    QCOMPARE(base::stringOr(rows, "kind"), std::string("dataset"));
    QCOMPARE(base::stringOr(rows, "format"), std::string("openai-chat"));
    QCOMPARE(rows["rows"].get<int>(), 20);
    QCOMPARE(rows["columns"]["messages"].get<int>(), 20);
    testing::writeFile(m_folder.path() / "array.json", "[\n {\"messages\": []},\n\n {\"messages\": [],\n  \"n\": 1}\n]\n");
    const Json array = runCli({"inspect", bytes(m_folder.path() / "array.json"), "--json"}).json();
    QCOMPARE(array["rows"].get<int>(), 2);
    for (const std::string& head : {std::string("GGUF\3\0\0\0", 8), std::string("\x80\2}q\0", 5), std::string("PK\3\4zip", 7)}) {
      testing::writeFile(m_folder.path() / "evil.jsonl", head);
      const CliResult refused = runCli({"inspect", bytes(m_folder.path() / "evil.jsonl"), "--json"});
      CLI_CODE(refused, 3);
      QVERIFY(base::stringOr(refused.json()["error"], "code").starts_with("weights."));
    }
  }

  void inspectSaysWhatItDoesNotKnow() {
    const auto codeOf = [&](const std::string& text) {
      testing::writeFile(m_folder.path() / "thing.json", text);
      return base::stringOr(runCli({"inspect", bytes(m_folder.path() / "thing.json"), "--json"}).json()["error"], "code");
    };
    QCOMPARE(codeOf("{\n \"hidden_size\": 64\n}\n"), std::string("inspect.unknown"));
    QCOMPARE(codeOf("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"), std::string("file.lfs_pointer"));
    fs::create_directories(m_folder.path() / "empty");
    QCOMPARE(base::stringOr(runCli({"inspect", bytes(m_folder.path() / "empty"), "--json"}).json()["error"], "code"), std::string("inspect.unknown"));
    fs::copy_file(testing::starterModel() / "tokenizer.json", m_folder.path() / "mine.json");
    QCOMPARE(base::stringOr(runCli({"inspect", bytes(m_folder.path() / "mine.json"), "--json"}).json(), "kind"), std::string("tokenizer"));
    testing::writeFile(m_folder.path() / "x.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n");
    QCOMPARE(base::stringOr(runCli({"inspect", bytes(m_folder.path() / "x.safetensors"), "--json"}).json()["error"], "code"), std::string("file.lfs_pointer"));
  }

  /// Found before anybody waits for a load: names and shapes are compared, no weight is read.
  void inspectComparesWeightsAndConfig() {
    const fs::path folder = m_folder.path() / "other size";
    fs::copy(testing::starterModel(), folder);
    Json config = base::parseJson(testing::readFile(folder / "config.json"), "config.json").value();
    const auto problemOf = [&] {
      testing::writeFile(folder / "config.json", base::dumpJson(config));
      const Json problems = runCli({"inspect", bytes(folder), "--json"}).json()["problems"];
      return problems.empty() ? std::string() : base::stringOr(problems[0], "code");
    };
    QCOMPARE(problemOf(), std::string());
    config["intermediate_size"] = config["intermediate_size"].get<int>() + 8;
    QCOMPARE(problemOf(), std::string("weights.wrong_shape"));
    config["intermediate_size"] = config["intermediate_size"].get<int>() - 8;
    config["num_hidden_layers"] = config["num_hidden_layers"].get<int>() + 1;
    QCOMPARE(problemOf(), std::string("weights.missing_tensor"));
  }

  void aRowOfManyKeysTakesNoTime() {
    std::string row = R"({"messages":[])";
    for (int i = 0; i < 150'000; ++i) row += ",\"k" + std::to_string(i) + "\":1";
    testing::writeFile(m_folder.path() / "wide.jsonl", row + "}\n");
    const CliResult result = runCli(CliCall{{"inspect", bytes(m_folder.path() / "wide.jsonl"), "--json"}, {}, {}, 15'000});
    CLI_CODE(result, 0);
    QVERIFY(result.json()["columns"].size() <= 1000);
    QCOMPARE(result.json()["columns"].size() + result.json()["more_columns"].get<std::size_t>(), std::size_t(150'001));
  }

  void whatIsNoModelIsToldByWhatItHolds() {
    const fs::path folder = m_folder.path() / "other";
    fs::create_directories(folder);
    fs::copy_file(testing::starterModel() / "tokenizer.json", folder / "tokenizer.json");
    const auto codeOf = [&] {
      return base::stringOr(runCli({"generate", "--model", bytes(folder), "--prompt", "x", "--json"}).json()["error"], "code");
    };
    QCOMPARE(codeOf(), std::string("model.none_here"));
    testing::writeFile(folder / "consolidated.safetensors", "x");
    QCOMPARE(codeOf(), std::string("weights.other_format"));
    const Json told = runCli({"inspect", bytes(folder), "--json"}).json();
    QCOMPARE(base::stringOr(told, "kind"), std::string("tokenizer"));
    QCOMPARE(base::stringOr(told["problems"][0], "code"), std::string("weights.other_format"));
    testing::writeFile(folder / "adapter_config.json", "{}");
    QCOMPARE(codeOf(), std::string("model.is_adapter"));
  }

  void aModelWithoutATemplateDoesNotChat() {
    const fs::path stories = testing::dataFolder() / "weights/stories260K-hf-derived";
    if (!fs::exists(stories)) QSKIP("no stories260K here");
    CLI_CODE(runCli({"chat", "--model", bytes(stories)}), 3);
  }

  void logitsAndTheirLikelihood() {
    const CliResult last = runCli({"logits", "--model", model(), "--ids", "5,6,7,8", "--json"});
    CLI_CODE(last, 0);
    const Json one = last.json();
    QVERIFY(testing::onlyJson(last));
    QCOMPARE(one["ids"], Json::array({5, 6, 7, 8}));
    QCOMPARE(one["nll"].size(), std::size_t(3));
    const Json all = runCli({"logits", "--model", model(), "--ids", "5,6,7,8", "--all", "--json"}).json();
    QCOMPARE(all["logits"].size(), std::size_t(4));
    QVERIFY(all["logits"][3] == one["logits"]);
    double top = -1e30, sum = 0;
    for (const Json& value : all["logits"][1]) top = std::max(top, value.get<double>());
    for (const Json& value : all["logits"][1]) sum += std::exp(value.get<double>() - top);
    const double nll = top + std::log(sum) - all["logits"][1][7].get<double>();
    QVERIFY(std::abs(nll - all["nll"][1].get<double>()) < 1e-4);
    const fs::path out = m_folder.path() / "logits.safetensors";
    CLI_CODE(runCli({"logits", "--model", model(), "--text", "Hello", "--all", "--out", bytes(out), "--json"}), 0);
    QCOMPARE(base::stringOr(runCli({"inspect", bytes(out), "--json"}).json()["tensors"][0], "name"), std::string("logits"));
    CLI_CODE(runCli({"logits", "--model", model(), "--text", "Hello", "--out", bytes(out)}), 2);
    CLI_CODE(runCli({"logits", "--model", model(), "--text", "Hello", "--out", bytes(out), "--force"}), 0);
    const Json half = runCli({"logits", "--model", model(), "--ids", "5,6,7,8", "--dtype", "bf16", "--json"}).json();
    QVERIFY(half["logits"] != one["logits"]);
    QVERIFY(std::abs(half["nll"][2].get<double>() - one["nll"][2].get<double>()) < 0.2);
  }

  void generateStreamsAndEnds() {
    const QByteArrayList call = {"generate", "--model", model(), "--prompt", "The capital of France is", "--greedy", "--max-tokens", "12", "--json"};
    const CliResult result = runCli(call);
    CLI_CODE(result, 0);
    QVERIFY(testing::onlyJson(result));
    const auto values = result.lines();
    std::string streamed;
    for (std::size_t i = 0; i + 1 < values.size(); ++i) streamed += values[i]["text"].get<std::string>();
    const Json done = values.back()["done"];
    QCOMPARE(streamed, done["text"].get<std::string>());
    for (const char* key : {"ids", "text", "stop", "prompt_tokens", "tokens", "first_token_ms", "tokens_per_second", "provenance"}) QVERIFY2(done.contains(key), key);
    QCOMPARE(done["ids"].size(), done["tokens"].get<std::size_t>());
    QCOMPARE(done["provenance"]["base"].get<std::string>().size(), std::size_t(64));
    QVERIFY(done["provenance"]["adapter"].is_null());
    QCOMPARE(runCli(call).lines().back()["done"]["ids"], done["ids"]);
    CLI_CODE(runCli({"generate", "--model", model(), "--prompt", "x", "--ids", "1"}), 2);
    QCOMPARE(runCli({"generate", "--model", model(), "--prompt", "The capital of France is", "--greedy", "--max-tokens", "12"}).out, streamed + "\n");
  }

  void seedsDecide() {
    const auto draw = [&](const char* seed) {
      return runCli({"generate", "--model", model(), "--prompt", "Once", "--temperature", "1.5", "--top-p", "1", "--seed", seed, "--max-tokens", "16", "--json"}).lines().back()["done"]["ids"];
    };
    const Json first = draw("7");
    QCOMPARE(draw("7"), first);
    QVERIFY(draw("8") != first);
  }

  void messagesFromFileOrStdin() {
    const std::string messages = R"([{"role":"user","content":"Who are you?"}])";
    testing::writeFile(m_folder.path() / "messages.json", messages);
    const CliResult file = runCli({"generate", "--model", model(), "--messages", bytes(m_folder.path() / "messages.json"), "--greedy", "--max-tokens", "8", "--json"});
    CLI_CODE(file, 0);
    const CliResult piped = runCli({"generate", "--model", model(), "--messages", "-", "--greedy", "--max-tokens", "8", "--json"}, QByteArray::fromStdString("{\"messages\":" + messages + "}"));
    CLI_CODE(piped, 0);
    QCOMPARE(piped.lines().back()["done"]["ids"], file.lines().back()["done"]["ids"]);
    const CliResult chat = runCli({"chat", "--model", model(), "--greedy", "--max-tokens", "8", "--json"}, "Who are you?\nAnd you?\n");
    CLI_CODE(chat, 0);
    std::vector<Json> answers;
    for (const Json& line : chat.lines())
      if (line.contains("done")) answers.push_back(line["done"]);
    QCOMPARE(answers.size(), std::size_t(2));
    QCOMPARE(answers[0]["ids"], file.lines().back()["done"]["ids"]);
    QVERIFY(answers[1]["prompt_tokens"].get<int>() > answers[0]["prompt_tokens"].get<int>());
    CLI_CODE(runCli({"generate", "--model", model(), "--messages", "-"}, "3"), 3);
  }

  void aSignalEndsAnAnswerWith5() {
    QProcess process;
    process.start(testing::cliProgram(), {"generate", "--model", model(), "--prompt", "a", "--temperature", "3", "--top-p", "1", "--max-tokens", "100000", "--json"});
    QVERIFY(process.waitForStarted());
    QVERIFY(process.waitForReadyRead(60'000));
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(20'000));
    const QByteArray out = process.readAllStandardOutput();
    // A model may have ended by itself just before; then the answer is whole.
    if (process.exitCode() == 5) QVERIFY(out.contains("\"stop\":\"cancelled\""));
    else QCOMPARE(process.exitCode(), 0);
  }

  void selftestProvesTheKernels() {
    const CliResult json = runCli({"selftest", "--filter", "swiglu", "--json"});
    CLI_CODE(json, 0);
    QVERIFY(testing::onlyJson(json));
    const auto values = json.lines();
    QVERIFY(values.size() >= 2);
    for (std::size_t i = 0; i + 1 < values.size(); ++i)
      for (const char* key : {"case", "state", "max_error", "tolerance"}) QVERIFY2(values[i].contains(key), key);
    QCOMPARE(values.back()["failed"].get<int>(), 0);
    QCOMPARE(values.back()["passed"].get<std::size_t>(), values.size() - 1);
    const CliResult text = runCli({"selftest", "--filter", "swiglu"});
    QVERIFY(QString::fromStdString(text.out).trimmed().endsWith(QString("%1 passed, 0 failed").arg(values.size() - 1)));
    CLI_CODE(runCli({"selftest", "--filter", "no such kernel"}), 2);
  }
};

QTEST_GUILESS_MAIN(CliModelTest)
#include "cli_model_test.moc"
