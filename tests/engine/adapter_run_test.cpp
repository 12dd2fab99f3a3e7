// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that begin from an adapter which holds more than pairs of low rank: all of it is trained, saved and resumed; the
// rest is refused before there is a run.
#include "core/base/messages.h"
#include "core/model/tensor_io.h"
#include "tests/engine/run_fixture.h"

using namespace timbre;
using testing::RunFixture;
namespace fs = std::filesystem;

class AdapterRunTest : public QObject {
  Q_OBJECT
 private:
  RunFixture m_fixture;
  base::FileOps m_ops;

  /// A PEFT folder with DoRA, a saved norm, three token rows and a pair for … all that `change` leaves in the
  /// configuration.
  fs::path writeAdapter(const std::string& name, const std::function<void(base::Json&)>& change = {},
                        std::int64_t newRows = 0) {
    const fs::path folder = m_fixture.root() / name, plain = m_fixture.root() / (name + "-plain");
    const model::ModelConfig config = testing::tinyConfig();
    fs::create_directories(folder);
    fs::create_directories(plain);
    auto adapter = model::LoraAdapter::create(config, {4, 8, 0, {"q_proj", "down_proj"}, "base"}, 3);
    if (!adapter.ok() || !(*adapter)->save(m_ops, plain).ok()) qFatal("not written");
    base::Json json = base::parseJson(testing::readFile(plain / "adapter_config.json")).value();
    json["use_dora"] = true;
    json["use_rslora"] = true;
    json["alpha_pattern"] = {{"down_proj", 3}};
    json["modules_to_save"] = {"norm"};
    json["trainable_token_indices"] = {5, 70, 100};
    if (change) change(json);
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [tensorName, tensor] : (*adapter)->parameters())
      tensors.emplace_back("base_model.model." + tensorName, tensor);
    const auto decoder = model::Decoder::load(m_fixture.root() / "base");
    for (const auto& [tensorName, tensor] : (*decoder)->parameters()) {
      if (tensorName == "model.norm.weight" && json["modules_to_save"].is_array())
        tensors.emplace_back("base_model.model." + tensorName, tensor);
      const std::string module = tensorName.substr(0, tensorName.rfind('.'));
      if ((*adapter)->find(module) && json["use_dora"] == true)
        tensors.emplace_back("base_model.model." + module + ".lora_magnitude_vector",
                             at::linalg_vector_norm(tensor, 2, at::IntArrayRef{1}));
      if (tensorName == "model.embed_tokens.weight" && json["trainable_token_indices"].is_array())
        tensors.emplace_back("base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta",
                             tensor.index_select(0, at::tensor({5, 70, 100})));
      if (tensorName == "model.embed_tokens.weight" && newRows > 0) {
        const at::Tensor grown = at::cat({tensor, at::ones({newRows, tensor.size(1)})});
        tensors.emplace_back("base_model.model.model.embed_tokens.weight", grown);
        tensors.emplace_back("base_model.model.lm_head.weight", grown);
      }
    }
    if (!model::writeTensors(m_ops, folder / "adapter_model.safetensors", tensors).ok()) qFatal("not written");
    testing::writeFile(folder / "adapter_config.json", base::dumpJson(json));
    return folder;
  }

 private Q_SLOTS:
  void initAdapterDecidesTheShape() {
    const auto reference = m_fixture.request("reference", 14);
    QVERIFY(!RunFixture::train(reference, m_ops).error);
    const fs::path adapter = reference.runFolder / "checkpoint-14";
    auto request = m_fixture.request("continued", 4);
    request.initAdapter = adapter;
    request.recipe.rank = 64;
    const auto result = RunFixture::train(request, m_ops);
    QVERIFY2(!result.error, result.error ? base::errorSentence(*result.error).c_str() : "");
    const auto recipe = recipe::fromJson(*base::parseJson(testing::readFile(request.runFolder / "recipe.json")));
    TIMBRE_OK(recipe);
    QCOMPARE(recipe->rank, 4);
    const auto before = jobs::readMetrics(m_fixture.run("reference"));
    TIMBRE_OK(before);
    QVERIFY(result.all<events::StepMetrics>().front().loss <
            0.95 * std::get<events::StepMetrics>(before->front()).loss);
    QVERIFY(fs::exists(request.runFolder / "init-adapter" / "adapter_model.safetensors"));
  }

  void everythingIsTrainedSavedAndResumed() {
    const fs::path adapter = writeAdapter("special");
    auto request = m_fixture.request("whole", 8);
    request.initAdapter = adapter;
    request.recipe.saveEvery = 4;
    const auto run = RunFixture::train(request, m_ops);
    QVERIFY2(!run.error, run.error ? base::errorSentence(*run.error).c_str() : "");
    const model::ModelConfig config = testing::tinyConfig();
    const auto before = model::LoraAdapter::load(adapter, config),
               after = model::LoraAdapter::load(request.runFolder / "checkpoint-8", config);
    TIMBRE_OK(before);
    TIMBRE_OK(after);
    const auto old = (*before)->parameters(), now = (*after)->parameters();
    QCOMPARE(now.size(), old.size());
    QCOMPARE(old.size(), std::size_t(4 * 3 + 2));
    for (std::size_t i = 0; i < old.size(); ++i) {
      QCOMPARE(now[i].first, old[i].first);
      QVERIFY2(!at::equal(now[i].second, old[i].second), old[i].first.c_str());
    }
    const auto steps = run.all<events::StepMetrics>();
    QVERIFY(steps.back().loss < steps.front().loss);

    // The same steps with a stop in the middle end in the same bits.
    auto cut = request;
    cut.runFolder = m_fixture.run("cut");
    QVERIFY(!RunFixture::train(cut, m_ops, [](const events::RunEvent& event, jobs::RunControl& control) {
               if (const auto* step = std::get_if<events::StepMetrics>(&event); step && step->step == 5)
                 control.command = jobs::RunCommand::Stop;
             }).error);
    QVERIFY(!fs::exists(cut.runFolder / "checkpoint-8"));
    QVERIFY(!RunFixture::resume(cut.runFolder, m_ops).error);
    QCOMPARE(testing::fingerprint(cut.runFolder), testing::fingerprint(request.runFolder));
  }

  /// The recipe names the layers that are trained also where the adapter's file has a pattern.
  void aPatternOfLayersBecomesTheirNames() {
    const fs::path adapter = writeAdapter("pattern", [](base::Json& json) { json["target_modules"] = ".*\\.(q_proj|down_proj)"; });
    auto request = m_fixture.request("pattern run", 2);
    request.initAdapter = adapter;
    const auto run = RunFixture::train(request, m_ops);
    QVERIFY2(!run.error, run.error ? base::errorSentence(*run.error).c_str() : "");
    const auto recipe = recipe::fromJson(*base::parseJson(testing::readFile(request.runFolder / "recipe.json")));
    TIMBRE_OK(recipe);
    auto names = recipe->targetModules;
    std::sort(names.begin(), names.end());
    QCOMPARE(names, (std::vector<std::string>{"down_proj", "q_proj"}));
  }

  void whatIsNotTrainedIsRefusedBeforeThereIsARun_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<double>("dropout");
    QTest::addColumn<bool>("tokenizer");
    QTest::addColumn<QString>("what");
    QTest::newRow("grown") << 2 << 0.0 << false << "a grown vocabulary";
    QTest::newRow("dropout") << 0 << 0.1 << false << "use_dora + lora_dropout";
    QTest::newRow("tokenizer") << 0 << 0.0 << true << "a tokenizer of its own";
  }

  void whatIsNotTrainedIsRefusedBeforeThereIsARun() {
    QFETCH(int, rows);
    QFETCH(double, dropout);
    QFETCH(bool, tokenizer);
    QFETCH(QString, what);
    auto request = m_fixture.request(std::string("refused ") + QTest::currentDataTag(), 2);
    request.initAdapter = writeAdapter(
        std::string("adapter ") + QTest::currentDataTag(),
        [&](base::Json& json) {
          json["lora_dropout"] = dropout;
          if (rows > 0) json["trainable_token_indices"] = nullptr;
        },
        rows);
    if (tokenizer) {
      std::string text = testing::readFile(m_fixture.root() / "base" / "tokenizer.json");
      const auto at = text.find("<|im_end|>");
      QVERIFY(at != std::string::npos);
      for (auto next = at; next != std::string::npos; next = text.find("<|im_end|>", next + 1))
        text.replace(next, 10, "<|im_fin|>");
      testing::writeFile(request.initAdapter / "tokenizer.json", text);
    }
    const auto run = RunFixture::train(request, m_ops);
    QVERIFY(run.error);
    QCOMPARE(run.error->code, std::string("adapter.unsupported"));
    QCOMPARE(QString::fromStdString(run.error->args.at("what")), what);
    QCOMPARE(run.error->path, base::displayPath(request.initAdapter));
    QVERIFY(!fs::exists(request.runFolder / "recipe.json"));
  }
};

QTEST_GUILESS_MAIN(AdapterRunTest)
#include "adapter_run_test.moc"
