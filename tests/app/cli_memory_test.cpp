// SPDX-License-Identifier: GPL-3.0-or-later
// What loading a model takes: its weights once, however the file is stored, and little beside them.
#include "core/model/safetensors.h"
#include "tests/app/cli_program.h"

#include <QElapsedTimer>
#include <QProcessEnvironment>
#include <QThread>

#include <fstream>

using namespace timbre;
using testing::cliProgram;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kVocab = 32'768, kHidden = 1024, kInner = 4096, kLayers = 3, kKeyValue = 256;

std::vector<model::TensorSpec> specs(model::Dtype dtype) {
  std::vector<model::TensorSpec> all;
  const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
    all.push_back({name, dtype, std::move(shape)});
  };
  add("model.embed_tokens.weight", {kVocab, kHidden});
  add("lm_head.weight", {kVocab, kHidden});
  add("model.norm.weight", {kHidden});
  for (int layer = 0; layer < kLayers; ++layer) {
    const std::string at = "model.layers." + std::to_string(layer) + ".";
    add(at + "self_attn.q_proj.weight", {kHidden, kHidden});
    add(at + "self_attn.k_proj.weight", {kKeyValue, kHidden});
    add(at + "self_attn.v_proj.weight", {kKeyValue, kHidden});
    add(at + "self_attn.o_proj.weight", {kHidden, kHidden});
    add(at + "mlp.gate_proj.weight", {kInner, kHidden});
    add(at + "mlp.up_proj.weight", {kInner, kHidden});
    add(at + "mlp.down_proj.weight", {kHidden, kInner});
    add(at + "input_layernorm.weight", {kHidden});
    add(at + "post_attention_layernorm.weight", {kHidden});
  }
  return all;
}

/// A model of some 440 MB (fp32), two thirds of it embedding and head, whose weights are all zero, with the starter's
/// tokenizer. Its size in bytes.
std::uint64_t writeModel(const fs::path& folder, model::Dtype dtype) {
  fs::create_directories(folder);
  auto config = base::parseJson(testing::readFile(testing::starterModel() / "config.json")).value();
  config["vocab_size"] = kVocab;
  config["hidden_size"] = kHidden;
  config["intermediate_size"] = kInner;
  config["num_hidden_layers"] = kLayers;
  config["num_attention_heads"] = kHidden / 64;
  config["num_key_value_heads"] = kKeyValue / 64;
  config["head_dim"] = 64;
  config["tie_word_embeddings"] = false;
  testing::writeFile(folder / "config.json", base::dumpJson(config));
  for (const char* name : {"tokenizer.json", "tokenizer_config.json"})
    fs::copy_file(testing::starterModel() / name, folder / name);
  base::FileOps ops;
  auto writer = model::SafetensorsWriter::create(ops, folder / "model.safetensors", specs(dtype)).value();
  std::uint64_t total = 0;
  for (const auto& spec : writer.order()) {
    std::uint64_t size = dtype == model::Dtype::F32 ? 4 : 2;
    for (const std::int64_t length : spec.shape) size *= static_cast<std::uint64_t>(length);
    const std::string zeros(size, '\0');
    if (!writer.add(spec.name, zeros.data(), size).ok()) return 0;
    total += size;
  }
  return writer.finish().ok() ? total : 0;
}

/// Largest anonymous memory of the program while it ran; 0 when it failed.
std::uint64_t peakAnonymous(const QStringList& arguments) {
  QProcess process;
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert("OMP_WAIT_POLICY", "passive");
  process.setProcessEnvironment(environment);
  process.start(cliProgram(), arguments);
  if (!process.waitForStarted()) return 0;
  const std::string status = "/proc/" + std::to_string(process.processId()) + "/status";
  std::uint64_t peak = 0;
  QElapsedTimer clock;
  clock.start();
  while (process.state() != QProcess::NotRunning && clock.elapsed() < 120'000) {
    std::ifstream file(status);
    for (std::string line; std::getline(file, line);)
      if (line.starts_with("RssAnon:")) peak = std::max<std::uint64_t>(peak, std::stoull(line.substr(8)) * 1024);
    process.waitForFinished(1);
  }
  return process.state() == QProcess::NotRunning && process.exitCode() == 0 ? peak : 0;
}

}  // namespace

class CliMemoryTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void weightsAreInMemoryOnce_data() {
    QTest::addColumn<int>("dtype");
    QTest::addColumn<QString>("name");
    QTest::newRow("fp32") << static_cast<int>(model::Dtype::F32) << "fp32";
    QTest::newRow("bf16") << static_cast<int>(model::Dtype::BF16) << "bf16";
  }

  void weightsAreInMemoryOnce() {
    QFETCH(int, dtype);
    QFETCH(QString, name);
    const testing::TempFolder folder;
    const std::uint64_t size = writeModel(folder.path() / "model", static_cast<model::Dtype>(dtype));
    QVERIFY(size > 0);
    const std::uint64_t peak =
        peakAnonymous({"generate", "--model", QString::fromStdString((folder.path() / "model").string()), "--prompt",
                       "Hello", "--max-tokens", "1", "--greedy", "--dtype", name});
    QVERIFY(peak > size / 2);  // it did load them
    // Program, tokenizer and LibTorch take some 70 MB; a second copy would be twice the size.
    const std::uint64_t allowed = size + size / 10 + 100'000'000;
    QVERIFY2(peak <= allowed, qPrintable(QString("%1 MB for %2 MB").arg(peak / 1'000'000).arg(size / 1'000'000)));
  }
};

QTEST_GUILESS_MAIN(CliMemoryTest)
#include "cli_memory_test.moc"
