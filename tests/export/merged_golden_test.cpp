// SPDX-License-Identifier: GPL-3.0-or-later
// A merged export of a real model continues as peft's own merge does in transformers (goldens/make_merged_golden.py).
#include "core/base/messages.h"
#include "core/export/exporter.h"
#include "core/inference/loaded_model.h"
#include "tests/engine/run_fixture.h"
#include "tests/model/model_fixture.h"

using namespace timbre;
using testing::RunFixture;

class MergedGoldenTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void greedyTextIsThatOfPeft() {
    TIMBRE_NEED_DATA("weights/stories260K-hf-derived");
    const auto base = testing::dataFolder() / "weights/stories260K-hf-derived";
    const auto golden = base::parseJson(testing::readFile(testing::sourceFolder() / "tests/export/goldens/merged_stories260k.json")).value();
    testing::TempFolder folder;
    base::FileOps ops;
    const auto adapter = testing::formulaAdapter(*model::readConfig(base), 4, 8, golden["lora"]["targets"].get<std::vector<std::string>>());
    std::filesystem::create_directories(folder.path() / "adapter");
    TIMBRE_OK(adapter->save(ops, folder.path() / "adapter"));
    // Stopped after the first step, whose rate is 0: a run whose checkpoint is that very adapter.
    jobs::RunRequest request;
    request.recipe = testing::tinyRecipe(3);
    request.recipe.warmupSteps = 1;
    request.recipe.trainOn = "all";
    request.recipe.validationShare = 0;
    request.baseModel = base;
    request.data = folder.path() / "rows.jsonl";
    testing::writeFile(request.data, R"({"text":"Once upon a time there was a cat."})" "\n");
    request.runFolder = folder.path() / "run";
    request.initAdapter = folder.path() / "adapter";
    const auto trained = RunFixture::train(request, ops, [](const events::RunEvent& event, jobs::RunControl& control) {
      if (std::holds_alternative<events::StepMetrics>(event)) control.command.store(jobs::RunCommand::Stop);
    });
    QVERIFY2(!trained.error, trained.error ? base::errorSentence(*trained.error).c_str() : "");

    jobs::ExportRequest order;
    order.run = request.runFolder;
    order.out = folder.path() / "merged";
    const auto report = exporting::exportModel(order, ops, {}, {});
    QVERIFY2(report.ok(), report.ok() ? "" : base::errorSentence(report.error()).c_str());
    QVERIFY2(report->verified, report->reason ? base::errorSentence(*report->reason).c_str() : "");
    auto merged = inference::LoadedModel::load(order.out, {});
    TIMBRE_OK(merged);
    auto plain = inference::LoadedModel::load(base, {});
    TIMBRE_OK(plain);
    int changed = 0;
    for (const auto& wanted : golden["cases"]) {
      jobs::GenerateRequest question;
      question.ids = wanted["ids"].get<std::vector<std::int32_t>>();
      question.sampling.greedy = true;
      question.sampling.maxTokens = 32;
      const auto upToStop = [&](const char* key) {
        auto ids = wanted[key].get<std::vector<std::int32_t>>();
        const auto stop = std::find_if(ids.begin(), ids.end(), [&](auto id) { return std::count((*plain)->stopIds().begin(), (*plain)->stopIds().end(), id) > 0; });
        ids.erase(stop, ids.end());
        return ids;
      };
      QCOMPARE((*merged)->generate(question, {}, {})->ids, upToStop("greedy"));
      QCOMPARE((*plain)->generate(question, {}, {})->ids, upToStop("base"));
      changed += wanted["greedy"] != wanted["base"];
    }
    QVERIFY(changed >= 3);
  }
};

QTEST_GUILESS_MAIN(MergedGoldenTest)
#include "merged_golden_test.moc"
