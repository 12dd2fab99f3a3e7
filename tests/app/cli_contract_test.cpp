// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every command: help with an example, version, global flags on both sides, errors in both forms, exit
// codes, streams that end, names of files in any bytes.
#include "tests/app/cli_program.h"

#include <csignal>
#include <set>
#include <fcntl.h>
#include <unistd.h>

using namespace timbre;
using testing::CliCall;
using testing::CliResult;
using testing::runCli;
namespace fs = std::filesystem;

namespace {

const QByteArrayList kCommands = {"validate", "tokenize", "render", "inspect", "logits", "generate", "chat", "train", "pretrain",
                                  "train-tokenizer", "resume", "export", "recipe", "selftest"};

QByteArray model() { return QByteArray::fromStdString(testing::starterModel().string()); }
QByteArray bytes(const fs::path& path) { return QByteArray::fromStdString(path.string()); }

}  // namespace

class CliContractTest : public QObject {
  Q_OBJECT
 private:
  testing::TempFolder m_folder;

 private Q_SLOTS:
  void everyCommandHelpsWithAnExample() {
    const CliResult all = runCli({"--help"});
    CLI_CODE(all, 0);
    for (const QByteArray& command : kCommands) {
      QVERIFY2(all.out.find("  " + command.toStdString()) != std::string::npos, command.constData());
      const CliResult help = runCli({command, "--help"});
      CLI_CODE(help, 0);
      QVERIFY2(help.out.find("Example: ") != std::string::npos && help.out.find("timbre-cli " + command.toStdString() + " ") != std::string::npos, help.out.c_str());
    }
    for (const char* absent : {"preflight", "serve", "bench"}) QVERIFY(all.out.find(std::string("  ") + absent + " ") == std::string::npos);
  }

  void versionNamesItsParts() {
    const CliResult text = runCli({"--version"});
    CLI_CODE(text, 0);
    for (const char* part : {"Timbre ", "LibTorch 2", "SQLite 3", "BLAS ", "CPU "}) QVERIFY2(text.out.find(part) != std::string::npos, part);
    const CliResult json = runCli({"--version", "--json"});
    QVERIFY(testing::onlyJson(json));
    QVERIFY(json.json()["cpu"]["features"].is_array());
  }

  void globalFlagsStandOnBothSides() {
    const CliResult before = runCli({"--json", "--threads", "1", "inspect", model()});
    const CliResult after = runCli({"inspect", model(), "--json", "--threads", "1"});
    CLI_CODE(before, 0);
    QCOMPARE(before.out, after.out);
    QVERIFY(testing::onlyJson(before));
    QVERIFY(!testing::onlyJson(runCli({"inspect", model()})));
  }

  void mistakesOnTheCommandLineExitWith2_data() {
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::newRow("nothing") << QByteArrayList{};
    QTest::newRow("no such command") << QByteArrayList{"sing"};
    QTest::newRow("no such flag") << QByteArrayList{"inspect", model(), "--loud"};
    QTest::newRow("no file") << QByteArrayList{"validate"};
    QTest::newRow("two sources") << QByteArrayList{"tokenize", "--model", model(), "--tokenizer", "x"};
    QTest::newRow("bad number") << QByteArrayList{"generate", "--model", model(), "--prompt", "x", "--max-tokens", "many"};
    QTest::newRow("bad device") << QByteArrayList{"--device", "teapot", "inspect", model()};
    QTest::newRow("bad ids") << QByteArrayList{"logits", "--model", model(), "--ids", "1,x"};
    QTest::newRow("bad dtype") << QByteArrayList{"export", "--run", "r", "--out", "o", "--dtype", "int4"};
    QTest::newRow("bad size") << QByteArrayList{"export", "--run", "r", "--out", "o", "--shard-size", "5 parsecs"};
    QTest::newRow("misspelt key") << QByteArrayList{"train", "--base", model(), "--data", "x", "--out", "/tmp/never", "--set", "learning_rat=1"};
    QTest::newRow("no ids") << QByteArrayList{"logits", "--model", model(), "--ids", ""};
    QTest::newRow("a file as model") << QByteArrayList{"logits", "--model", model() + "/model.safetensors", "--ids", "1"};
    QTest::newRow("a folder as output") << QByteArrayList{"logits", "--model", model(), "--ids", "1", "--force", "--out", bytes(m_folder.path())};
    QTest::newRow("negative seed") << QByteArrayList{"generate", "--model", model(), "--prompt", "x", "--seed", "-1"};
    QTest::newRow("no temperature") << QByteArrayList{"generate", "--model", model(), "--prompt", "x", "--temperature", "nan"};
    QTest::newRow("negative checkpoint") << QByteArrayList{"export", "--run", "r", "--out", "o", "--checkpoint", "-5"};
    QTest::newRow("a file as run") << QByteArrayList{"train", "--base", model(), "--data", "x", "--out", model() + "/config.json"};
    QTest::newRow("no such recipe") << QByteArrayList{"recipe", "show", "soup"};
    QTest::newRow("ids without a model") << QByteArrayList{"render", "--template", "x", "--ids"};
  }
  void mistakesOnTheCommandLineExitWith2() {
    QFETCH(QByteArrayList, arguments);
    const CliResult plain = runCli(arguments);
    CLI_CODE(plain, 2);
    QVERIFY(plain.out.empty());
    QVERIFY2(plain.err.size() < 300, plain.err.c_str());
    QVERIFY(plain.err.starts_with("timbre-cli: ") && std::count(plain.err.begin(), plain.err.end(), '\n') == 1);
    const CliResult json = runCli(arguments + QByteArrayList{"--json"});
    CLI_CODE(json, 2);
    QVERIFY2(testing::onlyJson(json), json.out.c_str());
    QVERIFY(json.json()["error"]["code"].is_string() && json.json()["error"]["message"].is_string());
  }

  void aWordThatIsNoCommandIsNamed() {
    QVERIFY(runCli(QByteArrayList{}).err.find("a command is required") != std::string::npos);
    QVERIFY(runCli({"sing"}).err.find("there is no command \"sing\"") != std::string::npos);
    QVERIFY(runCli({"tokenise", "--json"}).err.find("did you mean tokenize?") != std::string::npos);
    QVERIFY(runCli({"recipe", "lst"}).err.find("did you mean list?") != std::string::npos);
    QVERIFY(runCli({"--loud"}).err.find("--loud") != std::string::npos);
    QVERIFY(testing::onlyJson(runCli({"sing\xff", "--json"})));
    const CliResult help = runCli({"--help", "--json"});
    CLI_CODE(help, 0);
    QVERIFY(testing::onlyJson(help));
  }

  void inputsThatFailExitWith3_data() {
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::addColumn<QByteArray>("code");
    const QByteArray broken = bytes(m_folder.path() / "broken"), nowhere = bytes(m_folder.path() / "no where 谁");
    QTest::newRow("validate") << QByteArrayList{"validate", nowhere} << QByteArray("file.missing");
    QTest::newRow("a folder") << QByteArrayList{"validate", bytes(m_folder.path())} << QByteArray("file.not_regular");
    QTest::newRow("tokenize model") << QByteArrayList{"tokenize", "--model", nowhere} << QByteArray();
    QTest::newRow("tokenize file") << QByteArrayList{"tokenize", "--model", model(), nowhere} << QByteArray("file.missing");
    QTest::newRow("decode") << QByteArrayList{"tokenize", "--decode", "--model", model(), bytes(m_folder.path() / "beyond.jsonl")} << QByteArray("tokenizer.bad_id");
    QTest::newRow("inspect") << QByteArrayList{"inspect", nowhere} << QByteArray("file.missing");
    QTest::newRow("cut weights") << QByteArrayList{"logits", "--model", broken, "--ids", "1"} << QByteArray("weights.truncated");
    QTest::newRow("run") << QByteArrayList{"resume", nowhere} << QByteArray("engine.no_run");
    QTest::newRow("export") << QByteArrayList{"export", "--run", nowhere, "--out", nowhere} << QByteArray("run.missing");
    QTest::newRow("recipe") << QByteArrayList{"train", "--recipe", nowhere, "--base", model(), "--data", nowhere, "--out", nowhere} << QByteArray("file.missing");
    QTest::newRow("id beyond the vocabulary") << QByteArrayList{"logits", "--model", model(), "--ids", "99999999"} << QByteArray("prompt.bad_id");
  }
  void inputsThatFailExitWith3() {
    QFETCH(QByteArrayList, arguments);
    QFETCH(QByteArray, code);
    fs::create_directories(m_folder.path() / "broken");
    testing::writeFile(m_folder.path() / "beyond.jsonl", "[1]\n[1,2000000]\n");
    for (const auto& entry : fs::directory_iterator(testing::starterModel()))
      if (!fs::exists(m_folder.path() / "broken" / entry.path().filename())) fs::copy_file(entry.path(), m_folder.path() / "broken" / entry.path().filename());
    fs::resize_file(m_folder.path() / "broken" / "model.safetensors", 100'000);
    const CliResult json = runCli(arguments + QByteArrayList{"--json"});
    CLI_CODE(json, 3);
    QVERIFY2(testing::onlyJson(json), json.out.c_str());
    const base::Json error = json.lines().back()["error"];  // a run tells its states before
    if (!code.isEmpty()) QCOMPARE(base::stringOr(error, "code"), code.toStdString());
    for (const auto& [key, value] : error.items())
      QVERIFY2((std::set<std::string>{"code", "message", "path", "line", "column", "hint"}).count(key), key.c_str());
    QVERIFY(json.err.starts_with("timbre-cli: "));
  }

  void aCardThatIsNotThereExitsWith4() {
    const CliResult result = runCli({"--json", "--device", "cuda:7", "generate", "--model", model(), "--prompt", "x"});
    CLI_CODE(result, 4);
    QVERIFY(base::stringOr(result.json()["error"], "code").starts_with("device."));
  }

  void namesMayBeAnyBytes() {
    for (const QByteArray& name : {QByteArray("with space"), QByteArray("对话 数据"), QByteArray("bad\xff\xfe name"), QByteArray("it's\"$HOME\"")}) {
      const fs::path file = m_folder.path() / (name.toStdString() + ".jsonl");
      testing::writeFile(file, R"({"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes"}]})" "\n");
      const CliResult validated = runCli({"validate", bytes(file), "--json"});
      CLI_CODE(validated, 0);
      QCOMPARE(validated.json()["examples"].get<int>(), 1);
      const CliResult rendered = runCli({"render", "--model", model(), bytes(file)});
      CLI_CODE(rendered, 0);
      const CliResult absent = runCli({"inspect", bytes(m_folder.path() / (name.toStdString() + " not")), "--json"});
      CLI_CODE(absent, 3);
      QVERIFY(testing::onlyJson(absent));
    }
  }

  void quietAndColourAreHonoured() {
    CliCall call{{"inspect", "/nowhere"}, {}, {{"NO_COLOR", "1"}}};
    QVERIFY(runCli(call).err.find('\033') == std::string::npos);
    const CliResult quiet = runCli({"--quiet", "generate", "--model", model(), "--prompt", "x", "--max-tokens", "2"});
    CLI_CODE(quiet, 0);
    QVERIFY2(quiet.err.empty(), quiet.err.c_str());
  }

  void aClosedPipeEndsQuietly() {
    std::string lines;
    for (int i = 0; i < 20000; ++i) lines += "\"some text that is long enough to fill the pipe\"\n";
    testing::writeFile(m_folder.path() / "many.jsonl", lines);
    QProcess shell;
    shell.start("/bin/bash", {"-c", QString("set -o pipefail; '%1' tokenize --model '%2' '%3' | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}")
                                        .arg(testing::cliProgram(), model(), bytes(m_folder.path() / "many.jsonl"))});
    QVERIFY(shell.waitForFinished(60'000));
    QCOMPARE(shell.readAllStandardOutput().trimmed(), QByteArray("0"));
    QVERIFY2(shell.readAllStandardError().isEmpty(), "nothing is said about it");
  }

  void resultsThatDoNotReachTheDiskAreAFailure() {
    if (!fs::exists("/dev/full")) QSKIP("no /dev/full here");
    QProcess process;
    process.setStandardOutputFile("/dev/full");
    process.start(testing::cliProgram(), {"inspect", QString::fromUtf8(model()), "--json"});
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 4);
    const QByteArray said = process.readAllStandardError();
    QVERIFY2(said.count('\n') == 1 && said.contains("the standard output"), said.constData());
  }

  void aSignalEndsAWaitingReadWith5() {
    for (const int signal : {SIGINT, SIGTERM}) {
      QProcess process;
      process.start(testing::cliProgram(), {"tokenize", "--model", model()});
      QVERIFY(process.waitForStarted());
      process.write("\"ready\"\n");
      QVERIFY(process.waitForReadyRead(30'000));
      ::kill(static_cast<pid_t>(process.processId()), signal);
      QVERIFY(process.waitForFinished(10'000));
      QVERIFY(process.exitStatus() == QProcess::NormalExit);
      QCOMPARE(process.exitCode(), 5);
    }
  }
};

QTEST_GUILESS_MAIN(CliContractTest)
#include "cli_contract_test.moc"
