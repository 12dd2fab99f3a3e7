// SPDX-License-Identifier: GPL-3.0-or-later
// Adapters: creation from a seed, PEFT folders, and attack A12 (another base, absurd rank, NaN, wrong shapes).
#include "core/base/messages.h"
#include "core/model/tensor_io.h"
#include "tests/model/model_fixture.h"
#include "tests/model/torch_archive.h"
#include "tests/support/test_support.h"

#include <limits>

using namespace timbre;
namespace fs = std::filesystem;

namespace {

model::ModelConfig smallConfig() {
  return model::parseConfig(
             base::parseJson(
                 R"({"architectures":["LlamaForCausalLM"],"hidden_size":32,"intermediate_size":40,"num_hidden_layers":2,
    "num_attention_heads":4,"num_key_value_heads":2,"vocab_size":48})")
                 .value(),
             "small")
      .value();
}

base::Json adapterJson() {
  return base::parseJson(
             R"({"peft_type":"LORA","r":2,"lora_alpha":4,"target_modules":["q_proj"],"future_size":16})")
      .value();
}

using Named = std::vector<std::pair<std::string, at::Tensor>>;
Named onePair(std::int64_t rank = 2, std::int64_t in = 32, std::int64_t out = 32) {
  const std::string path = "base_model.model.model.layers.1.self_attn.q_proj";
  return {{path + ".lora_A.weight", at::ones({rank, in})}, {path + ".lora_B.weight", at::ones({out, rank})}};
}

std::string loadCode(const base::Json& json, const Named& tensors) {
  testing::TempFolder folder;
  base::FileOps ops;
  testing::writeFile(folder.path() / "adapter_config.json", base::dumpJson(json));
  if (!model::writeTensors(ops, folder.path() / "adapter_model.safetensors", tensors).ok()) return "not written";
  const auto loaded = model::LoraAdapter::load(folder.path(), smallConfig());
  if (loaded.ok()) return "ok";
  return base::findMessage(loaded.error().code) ? loaded.error().code : "no message: " + loaded.error().code;
}

}  // namespace

class LoraTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void createdFromTheSeedAlone() {
    model::LoraConfig config;
    config.rank = 4;
    config.alpha = 8;
    const auto a = model::LoraAdapter::create(smallConfig(), config, 7),
               b = model::LoraAdapter::create(smallConfig(), config, 7);
    const auto other = model::LoraAdapter::create(smallConfig(), config, 8);
    TIMBRE_OK(a);
    QCOMPARE((*a)->hashWeights(), (*b)->hashWeights());
    QVERIFY((*a)->hashWeights() != (*other)->hashWeights());
    QCOMPARE((*a)->pairs().size(), std::size_t(14));
    QCOMPARE((*a)->scale(), 2.0);
    for (const auto& [path, pair] : (*a)->pairs()) {
      const double bound = 1 / std::sqrt(static_cast<double>(pair.a.size(1))),
                   largest = pair.a.abs().max().item<double>();
      QVERIFY(largest <= bound && largest > 0.8 * bound);
      QCOMPARE(pair.b.abs().max().item<double>(), 0.0);
      QCOMPARE(pair.a.scalar_type(), at::kFloat);
    }
    config.targetModules = {"q_proj", "down_proj"};
    const auto two = model::LoraAdapter::create(smallConfig(), config, 7);
    TIMBRE_OK(two);
    QCOMPARE((*two)->pairs().size(), std::size_t(4));
    QVERIFY(at::equal((*two)->find("model.layers.1.mlp.down_proj")->a, (*a)->find("model.layers.1.mlp.down_proj")->a));
    QVERIFY(!(*two)->find("model.layers.1.mlp.up_proj"));
    config.targetModules = {"c_attn"};
    QCOMPARE(model::LoraAdapter::create(smallConfig(), config, 7).error().code, std::string("adapter.no_target"));
  }

  void savedFolderIsReadBackBitByBit() {
    testing::TempFolder folder;
    base::FileOps ops;
    auto adapter = testing::formulaAdapter(smallConfig(), 3, 7.5, {"q_proj", "up_proj"});
    TIMBRE_OK(adapter->save(ops, folder.path()));
    const auto back = model::LoraAdapter::load(folder.path(), smallConfig());
    TIMBRE_OK(back);
    QCOMPARE((*back)->hashWeights(), adapter->hashWeights());
    QCOMPARE((*back)->config().rank, 3);
    QCOMPARE((*back)->config().alpha, 7.5);
    QCOMPARE((*back)->config().targetModules, (std::vector<std::string>{"q_proj", "up_proj"}));
    // Saving over an adapter would destroy it.
    QCOMPARE(adapter->save(ops, folder.path()).error().code, std::string("file.exists"));
  }

  void hashSeesTheScale() {
    const auto a = testing::formulaAdapter(smallConfig(), 2, 4), b = testing::formulaAdapter(smallConfig(), 2, 8);
    QVERIFY(a->hashWeights() != b->hashWeights());
  }

  void foldersThatDoNotFit_data() {
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* key, const char* value, const char* code) {
      QTest::newRow(qPrintable(QString("%1 = %2").arg(key, value)))
          << QByteArray(key) << QByteArray(value) << QString(code);
    };
    row("future_config", R"({"a":1})", "adapter.unsupported");
    row("use_dora", "false", "ok");
    row("rank_pattern", "{}", "ok");
    row("lora_dropout", "0.05", "ok");
    row("use_dora", "true", "adapter.incomplete");
    row("rank_pattern", R"({"q_proj":3})", "adapter.mismatch");
    row("modules_to_save", R"(["lm_head"])", "adapter.incomplete");
    row("bias", R"("all")", "adapter.unsupported");
    row("fan_in_fan_out", "true", "adapter.unsupported");
    row("peft_type", R"("PREFIX_TUNING")", "adapter.unsupported");
    row("r", "0", "adapter.invalid_config");
    row("r", "1000000", "adapter.invalid_config");
    row("r", "3", "adapter.mismatch");
    row("lora_dropout", "1.5", "adapter.invalid_config");
  }

  void foldersThatDoNotFit() {
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(QString, code);
    base::Json json = adapterJson();
    json[key.toStdString()] = base::parseJson(value.toStdString()).value();
    QCOMPARE(QString::fromStdString(loadCode(json, onePair())), code);
  }

  void tensorsThatDoNotFit() {
    const base::Json json = adapterJson();
    QCOMPARE(loadCode(json, onePair()), std::string("ok"));
    QCOMPARE(loadCode(json, onePair(2, 64)), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(json, onePair(2, 32, 31)), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(json, {onePair()[0]}), std::string("adapter.incomplete"));
    QCOMPARE(loadCode(json, {}), std::string("adapter.incomplete"));
    QCOMPARE(loadCode(json, {{"base_model.model.model.layers.9.self_attn.q_proj.lora_A.weight", at::ones({2, 32})}}),
             std::string("adapter.unknown_module"));
    QCOMPARE(loadCode(json, {{"base_model.model.lm_head.weight", at::ones({48, 32})}}), std::string("ok"));
    QCOMPARE(loadCode(json, {{"base_model.model.lm_head.weight", at::ones({48, 31})}}), std::string("adapter.mismatch"));
    Named poisoned = onePair();
    poisoned[1].second[3][1] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(loadCode(json, poisoned), std::string("weights.not_finite"));
    Named integers = onePair();
    integers[0].second = integers[0].second.to(at::kLong);
    QCOMPARE(loadCode(json, integers), std::string("weights.unsupported_dtype"));
    Named half = onePair();
    half[0].second = half[0].second.to(at::kBFloat16);
    QCOMPARE(loadCode(json, half), std::string("ok"));
  }

  void rankStabilisedScale() {
    testing::TempFolder folder;
    base::FileOps ops;
    base::Json json = adapterJson();
    json["r"] = 4;
    json["use_rslora"] = true;
    testing::writeFile(folder.path() / "adapter_config.json", base::dumpJson(json));
    TIMBRE_OK(model::writeTensors(ops, folder.path() / "adapter_model.safetensors", onePair(4)));
    const auto loaded = model::LoraAdapter::load(folder.path(), smallConfig());
    TIMBRE_OK(loaded);
    QCOMPARE((*loaded)->scale(), 2.0);  // 4 / √4
  }

  void pickledAdapters() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "adapter_config.json", base::dumpJson(adapterJson()));
    QCOMPARE(model::LoraAdapter::load(folder.path(), smallConfig()).error().code, std::string("file.missing"));
    testing::writeFile(folder.path() / "adapter_model.bin", "x");
    QCOMPARE(model::LoraAdapter::load(folder.path(), smallConfig()).error().code,
             std::string("weights.zip_invalid"));
    testing::Pickle pickle;
    pickle.raw("}(").text("a").global("os", "system").raw("(").text("true").raw("tRu.");
    testing::writeFile(folder.path() / "adapter_model.bin", testing::torchArchive(pickle.bytes));
    QCOMPARE(model::LoraAdapter::load(folder.path(), smallConfig()).error().code, std::string("weights.pickle_global"));
  }

  void realAdapterOfAnotherBaseIsRefused() {
    TIMBRE_NEED_DATA("weights/peft-adapter-tinyllama");
    const auto folder = testing::dataFolder() / "weights/peft-adapter-tinyllama";
    const auto loaded = model::LoraAdapter::load(folder, smallConfig());
    QVERIFY(!loaded.ok());
    QVERIFY(base::findMessage(loaded.error().code));
  }
};

QTEST_GUILESS_MAIN(LoraTest)
#include "lora_test.moc"
