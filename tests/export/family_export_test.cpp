// SPDX-License-Identifier: GPL-3.0-or-later
// A folder of every family goes the whole way: load, hash, LoRA and full training, verified export (which generates
// text with base + adapter and with the merged folder) under the folder's own tensor names and config.
#include "core/base/messages.h"
#include "core/export/exporter.h"
#include "core/model/tensor_io.h"
#include "core/model/weight_files.h"
#include "tests/engine/run_fixture.h"

#include <map>
#include <set>

using namespace timbre;
using testing::RunFixture;
namespace fs = std::filesystem;
using base::Json;

namespace {

/// The config of a golden, for the vocabulary of the tiny tokenizer and prompts of a few hundred tokens.
Json configOf(const std::string& name) {
  const auto folder = testing::sourceFolder() / "tests/model/goldens";
  const auto own = base::parseJson(testing::readFile(folder / "own_code_configs.json")).value();
  const Json* found = base::member(own, name);
  Json json =
      found ? *found : base::parseJson(testing::readFile(folder / "families" / (name + ".json"))).value()["config"];
  Json& part = json.contains("text_config") ? json["text_config"] : json;  // nothing is added to the whole below
  for (const char* key : {"vocab_size", "padded_vocab_size"})
    if (part.contains(key)) part[key] = 259;
  for (const char* key : {"max_position_embeddings", "n_positions"})
    if (part.contains(key)) part[key] = 400;
  if (name.starts_with("chatglm")) part["seq_length"] = 400;
  part["eos_token_id"] = 258;
  part.erase("bos_token_id");
  return json;
}

/// What a file of one family has differently from the others.
std::vector<std::pair<std::string, at::Tensor>> stored(const model::Decoder& decoder, const std::string& family) {
  auto list = decoder.parameters();
  if (family == "gpt2") {  // no prefix, and a buffer that nobody needs
    for (auto& [name, tensor] : list) name = name.substr(std::string("transformer.").size());
    list.emplace_back("h.0.attn.bias", at::ones({1, 1, 4, 4}));
  }
  if (family.ends_with("_pictures")) {  // the older spelling, and what sees pictures
    constexpr std::string_view prefix = "model.language_model.";
    for (auto& [name, tensor] : list)
      name = name.starts_with(prefix) ? "language_model.model." + name.substr(prefix.size()) : "language_model." + name;
    list.emplace_back("vision_tower.post_layernorm.bias", at::arange(5, at::kFloat));
    list.emplace_back("multi_modal_projector.linear_1.weight", at::full({2, 3}, 0.25));
  }
  return list;
}

/// config.json without the type of the numbers, which an export may change.
Json plainConfig(const fs::path& folder) {
  Json json = base::parseJson(testing::readFile(folder / "config.json")).value();
  json.erase("dtype");
  json.erase("torch_dtype");
  return json;
}

std::set<std::string> tensorNames(const fs::path& folder) {
  std::set<std::string> names;
  const auto files = model::WeightFiles::open(folder);
  if (files.ok())
    for (const auto& [name, entry] : files->tensors()) names.insert(name);
  return names;
}

/// Bytes of what is not computed here.
std::map<std::string, QByteArray> besides(const fs::path& folder) {
  std::map<std::string, QByteArray> out;
  const auto files = model::WeightFiles::open(folder);
  if (!files.ok()) return out;
  for (const char* name : {"vision_tower.post_layernorm.bias", "multi_modal_projector.linear_1.weight"})
    if (files->find(name)) {
      const model::TensorBytes bytes = files->bytes(name);
      out[name] = QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()));
    }
  return out;
}

}  // namespace

class FamilyExportTest : public QObject {
  Q_OBJECT

 private:
  RunFixture m_fixture;
  base::FileOps m_ops;

  fs::path writeFolder(const std::string& name) {
    const fs::path folder = m_fixture.root() / ("model-" + name);
    fs::create_directories(folder);
    testing::writeTinyTokenizer(folder);
    const Json json = configOf(name);
    testing::writeFile(folder / "config.json", base::dumpJson(json, 2));
    auto config = model::parseConfig(json, name);
    if (!config.ok()) qFatal("%s: %s", name.c_str(), base::errorSentence(config.error()).c_str());
    config->initializerRange = 0.2;
    const auto decoder = model::Decoder::random(*config, 7);
    if (!model::writeTensors(m_ops, folder / "model.safetensors", stored(*decoder, name)).ok()) qFatal("not written");
    const auto loaded = model::Decoder::load(folder);
    if (!loaded.ok()) qFatal("%s: %s", name.c_str(), base::errorSentence(loaded.error()).c_str());
    if ((*loaded)->hashWeights() != decoder->hashWeights()) qFatal("%s: other weights were loaded", name.c_str());
    return folder;
  }

  void wholeWay(const std::string& name, const fs::path& folder, bool full) {
    auto request = m_fixture.request(name + (full ? "-full" : "-lora"), 3);
    request.baseModel = folder;
    if (full) request.recipe.method = "full";
    request.recipe.learningRate = full ? 1e-3 : 1e-2;
    const auto run = RunFixture::train(request, m_ops);
    QVERIFY2(!run.error, run.error ? base::errorSentence(*run.error).c_str() : "");

    jobs::ExportRequest order;
    order.run = request.runFolder;
    order.out = m_fixture.root() / "exports" / request.runFolder.filename();
    const auto report = exporting::exportModel(order, m_ops, {}, {});
    QVERIFY2(report.ok(), report.ok() ? "" : base::errorSentence(report.error()).c_str());
    QVERIFY2(report->verified, report->reason ? base::errorSentence(*report->reason).c_str() : "");
    QCOMPARE(report->identicalTexts, report->prompts);
    QCOMPARE(plainConfig(order.out), plainConfig(folder));
    if (!full || name.ends_with("_pictures")) QVERIFY(tensorNames(order.out) == tensorNames(folder));
    if (name.ends_with("_pictures")) QCOMPARE(besides(order.out), besides(folder));
    const auto before = model::Decoder::load(folder), after = model::Decoder::load(order.out);
    QVERIFY(before.ok() && after.ok());
    QVERIFY((*before)->hashWeights() != (*after)->hashWeights());
  }

 private Q_SLOTS:
  void families_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"llama3", "llama_dynamic", "qwen2_window", "qwen3", "mistral", "gpt2", "gemma", "gemma2",
                             "gemma3", "gemma3_pictures", "mistral3_pictures", "phi3_longrope", "phi3_partial", "qwen",
                             "qwen_early", "internlm2", "chatglm", "chatglm_other"})
      QTest::newRow(name) << name;
  }

  void families() {
    QFETCH(QString, name);
    const fs::path folder = writeFolder(name.toStdString());
    wholeWay(name.toStdString(), folder, false);
    if (!QTest::currentTestFailed()) wholeWay(name.toStdString(), folder, true);
  }

  void adaptersNameTheFamilysOwnModules() {
    const std::vector<std::pair<const char*, Json>> expected = {
        {"gpt2", {"c_attn", "c_fc", "c_proj"}},
        {"phi3_longrope", {"down_proj", "gate_up_proj", "o_proj", "qkv_proj"}},
        {"gemma3_pictures", {"down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"}},
        {"qwen", {"c_attn", "c_proj", "w1", "w2"}},
        {"internlm2", {"w1", "w2", "w3", "wo", "wqkv"}},
        {"chatglm", {"dense", "dense_4h_to_h", "dense_h_to_4h", "query_key_value"}}};
    for (const auto& [name, modules] : expected) {
      const auto config = model::parseConfig(configOf(name), name);
      const auto adapter = model::LoraAdapter::create(*config, {}, 1);
      TIMBRE_OK(adapter);
      const fs::path folder = m_fixture.root() / (std::string("adapter-") + name);
      fs::create_directories(folder);
      TIMBRE_OK((*adapter)->save(m_ops, folder));
      const Json json = base::parseJson(testing::readFile(folder / "adapter_config.json")).value();
      QCOMPARE(json["target_modules"], modules);
      QCOMPARE(json["fan_in_fan_out"].get<bool>(), std::string(name) == "gpt2");
      QCOMPARE(json.contains("exclude_modules"), std::string(name) == "gemma3_pictures");
      const auto back = model::LoraAdapter::load(folder, *config);
      TIMBRE_OK(back);
      QCOMPARE((*back)->hashWeights(), (*adapter)->hashWeights());
    }
    model::LoraConfig lora;
    lora.targetModules = {"attn.c_proj"};
    const auto some = model::LoraAdapter::create(*model::parseConfig(configOf("gpt2"), ""), lora, 1);
    TIMBRE_OK(some);
    QCOMPARE((*some)->pairs().size(), std::size_t(3));
    QVERIFY((*some)->find("transformer.h.2.attn.c_proj"));
    lora.targetModules = {"c_attn", "q_proj"};
    const auto wrong = model::LoraAdapter::create(*model::parseConfig(configOf("gpt2"), ""), lora, 1);
    QCOMPARE(wrong.error().code, std::string("adapter.no_target"));
    QCOMPARE(wrong.error().args.at("known"), std::string("c_attn, c_proj, c_fc"));
  }

  /// As PEFT named the modules beside older versions of transformers; and one that has trained what sees pictures.
  void adaptersOfModelsWithPictures() {
    const auto config = model::parseConfig(configOf("gemma3_pictures"), "");
    TIMBRE_OK(config);
    const auto adapter = model::LoraAdapter::create(*config, {}, 1);
    TIMBRE_OK(adapter);
    const fs::path folder = m_fixture.root() / "adapter-pictures";
    fs::create_directories(folder);
    TIMBRE_OK((*adapter)->save(m_ops, folder));
    constexpr std::string_view ours = "model.language_model.";
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [name, tensor] : (*adapter)->parameters())
      tensors.emplace_back("base_model.model.language_model.model." + name.substr(ours.size()), tensor);
    const auto rewrite = [&] {
      fs::remove(folder / "adapter_model.safetensors");
      return model::writeTensors(m_ops, folder / "adapter_model.safetensors", tensors);
    };
    TIMBRE_OK(rewrite());
    const auto back = model::LoraAdapter::load(folder, *config);
    TIMBRE_OK(back);
    QCOMPARE((*back)->hashWeights(), (*adapter)->hashWeights());

    for (const char* module : {"base_model.model.vision_tower.encoder.layers.0.self_attn.q_proj.lora_A.weight",
                               "base_model.model.model.multi_modal_projector.linear_1.lora_A.weight"}) {
      tensors.emplace_back(module, at::ones({2, 2}));
      TIMBRE_OK(rewrite());
      const auto pictured = model::LoraAdapter::load(folder, *config);
      QVERIFY(!pictured.ok());
      QCOMPARE(pictured.error().code, std::string("adapter.unsupported"));
      QCOMPARE(pictured.error().args.at("what"), std::string(module));
      tensors.pop_back();
    }
  }

  void rowsBeyondATableOfPositionsAreRefused() {
    Json json = configOf("gpt2");
    json["n_positions"] = 20;
    const fs::path folder = m_fixture.root() / "model-short";
    fs::create_directories(folder);
    testing::writeTinyTokenizer(folder);
    testing::writeFile(folder / "config.json", base::dumpJson(json, 2));
    const auto decoder = model::Decoder::random(*model::parseConfig(json, ""), 7);
    TIMBRE_OK(model::writeTensors(m_ops, folder / "model.safetensors", decoder->parameters()));
    auto request = m_fixture.request("short", 2);
    request.baseModel = folder;
    const auto run = RunFixture::train(request, m_ops);
    QVERIFY(run.error && run.error->code == "engine.row_too_long");
    QVERIFY(base::findMessage(run.error->code));
  }
};

QTEST_GUILESS_MAIN(FamilyExportTest)
#include "family_export_test.moc"
