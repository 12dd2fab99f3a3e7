// SPDX-License-Identifier: GPL-3.0-or-later
// train, resume, pretrain and export as outside programs call them, on the starter model.
#include "tests/app/cli_program.h"

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
QByteArray rows() { return bytes(testing::sourceFolder() / "resources/personas/marv_20.jsonl"); }

}  // namespace

class CliRunTest : public QObject {
  Q_OBJECT
 private:
  testing::TempFolder m_folder;
  const fs::path m_run = m_folder.path() / "a run 一";

  QByteArrayList train(const fs::path& out, const QByteArray& steps) const {
    return {"train", "--base", model(), "--data", rows(), "--out", bytes(out), "--threads", "1", "--set", "max_steps=" + steps, "--set", "save_every=3",
            "--set", "learning_rate=5e-3", "--set", "warmup_ratio=0", "--set", "packing=false", "--set", "validation_share=0.1"};
  }

 private Q_SLOTS:
  void aRunIsALineOfFacts() {
    const CliResult result = runCli(CliCall{train(m_run, "5") + QByteArrayList{"--json"}, {}, {{"TIMBRE_NOW", "2030-01-02T03:04:05"}}});
    CLI_CODE(result, 0);
    QVERIFY(testing::onlyJson(result));
    const auto values = result.lines();
    std::vector<std::int64_t> steps;
    bool validated = false;
    for (const Json& value : values) {
      if (value.contains("loss") && !value.contains("event")) {
        steps.push_back(value["step"].get<std::int64_t>());
        for (const char* key : {"learning_rate", "grad_norm", "tokens", "seconds", "segment"}) QVERIFY2(value.contains(key), key);
      }
      validated = validated || value.contains("validation_loss");
    }
    QCOMPARE(steps, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
    QVERIFY(validated);
    const Json done = values.back()["done"];
    for (const char* key : {"run", "steps", "checkpoint", "train_loss", "validation_loss", "seconds", "tokens_per_second", "peak_memory"}) QVERIFY2(done.contains(key), key);
    QVERIFY(fs::exists(fs::path(done["checkpoint"].get<std::string>()) / "manifest.json"));
    const Json manifest = base::parseJson(testing::readFile(m_run / "checkpoint-5" / "manifest.json")).value();
    QVERIFY(manifest.contains("format_version"));
    for (const auto& [name, facts] : manifest["files"].items())
      QVERIFY(facts["size"].get<std::uint64_t>() == fs::file_size(m_run / "checkpoint-5" / name) && facts["sha256"].get<std::string>().size() == 64);
    QVERIFY(testing::readFile(m_run / "provenance.json").find("2030-01-02T03:04:05Z") != std::string::npos);
    const CliResult again = runCli(train(m_run, "5"));
    CLI_CODE(again, 2);  // a run is never overwritten
    QCOMPARE(base::stringOr(runCli({"inspect", bytes(m_run), "--json"}).json(), "kind"), std::string("run"));
    const Json checkpoint = runCli({"inspect", bytes(m_run / "checkpoint-5"), "--json"}).json();
    QCOMPARE(base::stringOr(checkpoint, "kind"), std::string("checkpoint"));
    QCOMPARE(base::stringOr(checkpoint["tokenizer"], "in_force"), std::string("base"));
  }

  void aSignalStopsKeepsAndResumeGoesOn() {
    const fs::path run = m_folder.path() / "stopped";
    QProcess process;
    QStringList arguments;
    for (const QByteArray& argument : train(run, "4000")) arguments << QString::fromUtf8(argument);
    process.start(testing::cliProgram(), arguments + QStringList{"--json"});
    QVERIFY(process.waitForStarted());
    QByteArray out;
    while (!out.contains("\"step\":2,") && process.waitForReadyRead(60'000)) out += process.readAllStandardOutput();
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 5);
    out += process.readAllStandardOutput();
    const auto last = base::parseJson(out.trimmed().split('\n').last().toStdString());
    TIMBRE_OK(last);
    const std::string checkpoint = (*last)["done"]["checkpoint"].get<std::string>();
    QVERIFY2(fs::exists(fs::path(checkpoint) / "manifest.json"), checkpoint.c_str());
    const auto reached = (*last)["done"]["steps"].get<std::int64_t>();
    // It goes on at the next step; stopped again at once.
    QProcess resumed;
    resumed.start(testing::cliProgram(), {"resume", QString::fromStdString(run.string()), "--threads", "1", "--json"});
    QByteArray more;
    while (!more.contains("\"segment\":1") && resumed.waitForReadyRead(60'000)) more += resumed.readAllStandardOutput();
    ::kill(static_cast<pid_t>(resumed.processId()), SIGINT);
    QVERIFY(resumed.waitForFinished(60'000));
    QCOMPARE(resumed.exitCode(), 5);
    QVERIFY2(more.contains("\"step\":" + QByteArray::number(static_cast<qlonglong>(reached + 1)) + ",\"loss\""), more.constData());
  }

  void aSignalBeforeTheFirstStepEndsWith5() {
    QProcess process;
    QStringList arguments;
    for (const QByteArray& argument : train(m_folder.path() / "early", "4000")) arguments << QString::fromUtf8(argument);
    process.start(testing::cliProgram(), arguments + QStringList{"--json"});
    QVERIFY(process.waitForStarted());
    QVERIFY(process.waitForReadyRead(30'000));  // "preparing"
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 5);
    const auto last = base::parseJson(process.readAllStandardOutput().trimmed().split('\n').last().toStdString());
    TIMBRE_OK(last);
    const Json done = (*last)["done"];
    QCOMPARE(done["train_loss"].is_null(), done["steps"].get<int>() == 0);
  }

  void aRefusedStartLeavesNothing() {
    const fs::path out = m_folder.path() / "refused";
    const auto refused = [&](const QByteArray& flag, const QByteArray& value) {
      auto arguments = train(out, "2");
      arguments[arguments.indexOf(flag) + 1] = value;
      const CliResult result = runCli(arguments + QByteArrayList{"--json"});
      if (result.code != 3 || fs::exists(out)) return std::string("code ") + std::to_string(result.code);
      return base::stringOr(result.lines().back()["error"], "code");
    };
    QCOMPARE(refused("--base", "/nowhere"), std::string("file.missing"));
    QCOMPARE(refused("--data", "/nowhere"), std::string("file.missing"));
    QCOMPARE(refused("--data", model() + "/README.md"), std::string("engine.bad_row"));
    testing::writeFile(m_folder.path() / "array.json", "[\n {\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]}\n]\n");
    QCOMPARE(refused("--data", bytes(m_folder.path() / "array.json")), std::string("engine.bad_row"));
    // What was there before the start is never taken away.
    fs::create_directories(out);
    testing::writeFile(out / "mine.txt", "kept");
    QVERIFY(refused("--base", "/nowhere").starts_with("code 3"));
    QVERIFY(fs::exists(out / "mine.txt"));
  }

  void resumeWithoutACheckpointSaysSo() {
    const fs::path run = m_folder.path() / "fresh";
    CLI_CODE(runCli(train(run, "2")), 0);
    fs::remove_all(run / "checkpoint-2");
    const CliResult result = runCli({"resume", bytes(run), "--threads", "1", "--json"});
    CLI_CODE(result, 0);
    QVERIFY(result.out.find("engine.resume_from_start") != std::string::npos);
    QCOMPARE(result.lines().back()["done"]["steps"].get<int>(), 2);
  }

  void mergedExportIsVerifiedAndAnswers() {
    const fs::path out = m_folder.path() / "merged 模型";
    const CliResult made = runCli({"export", "--run", bytes(m_run), "--out", bytes(out), "--json"});
    CLI_CODE(made, 0);
    QVERIFY(testing::onlyJson(made));
    const Json json = made.json();
    for (const char* key : {"files", "verified", "max_logit_difference", "prompts", "sha256"}) QVERIFY2(json.contains(key), key);
    QVERIFY(json["verified"].get<bool>() && json["prompts"].get<int>() >= 16);
    CLI_CODE(runCli({"export", "--run", bytes(m_run), "--out", bytes(out)}), 2);
    const auto answer = [&](const QByteArrayList& from) {
      return runCli(QByteArrayList{"generate"} + from + QByteArrayList{"--prompt", "The capital of France is", "--greedy", "--max-tokens", "8", "--json"}).lines().back()["done"];
    };
    const Json adapted = answer({"--model", model(), "--adapter", bytes(m_run / "checkpoint-5")});
    QVERIFY(adapted["provenance"]["adapter"].is_string());
    QVERIFY(!answer({"--model", bytes(out)})["ids"].empty());
    const CliResult older = runCli({"export", "--run", bytes(m_run), "--checkpoint", "3", "--adapter-only", "--out", bytes(m_folder.path() / "adapter"), "--json"});
    CLI_CODE(older, 0);
    QVERIFY(fs::exists(m_folder.path() / "adapter" / "adapter_model.safetensors"));
    QCOMPARE(answer({"--model", model(), "--adapter", bytes(m_folder.path() / "adapter")})["provenance"]["adapter"],
             answer({"--model", model(), "--adapter", bytes(m_run / "checkpoint-3")})["provenance"]["adapter"]);
  }

  void anAdapterWithoutARunIsMergedToo() {
    const fs::path adapter = m_folder.path() / "alone", out = m_folder.path() / "merged alone";
    fs::create_directories(adapter);
    for (const char* name : {"adapter_config.json", "adapter_model.safetensors"}) fs::copy_file(m_run / "checkpoint-5" / name, adapter / name);
    const CliResult made = runCli({"export", "--base", model(), "--adapter", bytes(adapter), "--out", bytes(out), "--json"});
    CLI_CODE(made, 0);
    QVERIFY(made.json()["verified"].get<bool>() && made.json()["prompts"].get<int>() >= 16);
    CLI_CODE(runCli({"export", "--adapter", bytes(adapter), "--out", bytes(m_folder.path() / "x")}), 2);
    CLI_CODE(runCli({"export", "--base", model(), "--out", bytes(m_folder.path() / "x")}), 2);
    CLI_CODE(runCli({"export", "--base", model(), "--run", bytes(m_run), "--adapter", bytes(adapter), "--out", bytes(m_folder.path() / "x")}), 2);
    CLI_CODE(runCli({"export", "--base", model(), "--adapter", bytes(adapter), "--checkpoint", "3", "--out", bytes(m_folder.path() / "x")}), 2);

    // Its own words: one token more than base and adapter have rows is a contradiction, fewer are the adapter's tokenizer.
    Json tokenizer = base::parseJson(testing::readFile(fs::path(testing::starterModel()) / "tokenizer.json")).value();
    Json token = tokenizer["added_tokens"][0];
    token["content"] = "<one more>";
    token["id"] = 4096;
    tokenizer["added_tokens"].push_back(token);
    testing::writeFile(adapter / "tokenizer.json", base::dumpJson(tokenizer));
    const Json told = runCli({"inspect", bytes(adapter), "--json"}).json();
    QVERIFY(told["tokenizer"]["in_force"].is_null());
    QCOMPARE(base::stringOr(told["problems"][0], "code"), std::string("adapter.tokenizer_rows"));
    const CliResult refused = runCli({"generate", "--model", model(), "--adapter", bytes(adapter), "--prompt", "a", "--json"});
    CLI_CODE(refused, 3);
    QCOMPARE(base::stringOr(refused.json()["error"], "code"), std::string("adapter.tokenizer_rows"));
  }

  void aModelWhoseNameIsNoTextIsTrainedResumedAndMerged() {
    const fs::path base = m_folder.path() / "base\xff model", run = m_folder.path() / "run\xfe", out = m_folder.path() / "out\xfd";
    fs::copy(testing::starterModel(), base);
    auto arguments = train(run, "2");
    arguments[2] = bytes(base);
    const CliResult trained = runCli(arguments + QByteArrayList{"--json"});
    CLI_CODE(trained, 0);
    QVERIFY(testing::onlyJson(trained));
    fs::remove_all(run / "checkpoint-2");
    CLI_CODE(runCli({"resume", bytes(run), "--threads", "1"}), 0);
    const CliResult merged = runCli({"export", "--run", bytes(run), "--out", bytes(out), "--json"});
    CLI_CODE(merged, 0);
    QVERIFY(merged.json()["verified"].get<bool>() && fs::exists(out / "model.safetensors"));
  }

  void pretrainingNeedsOnlyRecipeAndData() {
    const fs::path run = m_folder.path() / "born";
    testing::writeFile(m_folder.path() / "one.jsonl", R"({"text":"The sky is blue."})" "\n");
    testing::writeFile(m_folder.path() / "two.jsonl", R"({"text":"Snow is white."})" "\n");
    const CliResult result = runCli({"pretrain", "--recipe", bytes(testing::sourceFolder() / "resources/recipes/starter-pretraining.json"), "--data",
                                     bytes(m_folder.path() / "one.jsonl"), bytes(m_folder.path() / "two.jsonl"), "--out", bytes(run), "--set", "max_steps=2", "--set",
                                     "warmup_steps=1", "--set", "validation_share=0", "--json"});
    CLI_CODE(result, 0);
    QCOMPARE(result.lines().back()["done"]["steps"].get<int>(), 2);
    QCOMPARE(base::stringOr(runCli({"inspect", bytes(run / "checkpoint-2"), "--json"}).json(), "kind"), std::string("model"));
  }

  void wrongRecipesAreRefused() {
    testing::writeFile(m_folder.path() / "wrong.json", R"({"learning_rat": 1e-4})");
    const CliResult file = runCli({"train", "--recipe", bytes(m_folder.path() / "wrong.json"), "--base", model(), "--data", rows(), "--out", bytes(m_folder.path() / "no"), "--json"});
    CLI_CODE(file, 3);
    QVERIFY(file.json()["error"]["message"].get<std::string>().find("learning_rate") != std::string::npos);
    QVERIFY(!fs::exists(m_folder.path() / "no"));
    const CliResult range = runCli(train(m_folder.path() / "no", "2") + QByteArrayList{"--set", "max_tokens=4"});
    CLI_CODE(range, 2);
    QVERIFY2(range.err.find("8 … 1048576 ") != std::string::npos, range.err.c_str());
    testing::writeFile(m_folder.path() / "bad.jsonl", "{\"messages\": 3}\n");
    const CliResult data = runCli({"train", "--base", model(), "--data", bytes(m_folder.path() / "bad.jsonl"), "--out", bytes(m_folder.path() / "no"), "--json"});
    CLI_CODE(data, 3);
    QCOMPARE(data.lines().back()["error"]["line"].get<int>(), 1);
  }
};

QTEST_GUILESS_MAIN(CliRunTest)
#include "cli_run_test.moc"
