// SPDX-License-Identifier: GPL-3.0-or-later
// Twenty steps through the whole engine against transformers and peft (goldens/make_lora_golden.py), from the same
// initial adapter, rows and order.
#include "core/base/messages.h"
#include "tests/engine/run_fixture.h"
#include "tests/model/model_fixture.h"

#include <ATen/core/grad_mode.h>

#include <cmath>

using namespace timbre;
using testing::RunFixture;

class LoraGoldenTest : public QObject {
  Q_OBJECT
 private:
  base::Json m_golden;
  testing::TempFolder m_folder;
  testing::RunResult m_result;
  std::filesystem::path m_base;

  /// The formula's A and a B of zeros, in PEFT's layout.
  void writeInitialAdapter() {
    const auto config = model::readConfig(m_base);
    TIMBRE_OK(config);
    const auto recipe = recipe::fromJson(m_golden["recipe"]);
    TIMBRE_OK(recipe);
    auto adapter = testing::formulaAdapter(*config, recipe->rank, recipe->alpha, recipe->targetModules);
    const at::NoGradGuard noGrad;
    for (auto& [path, pair] : adapter->pairs()) pair.b.zero_();
    base::FileOps ops;
    std::filesystem::create_directories(m_folder.path() / "initial");
    TIMBRE_OK(adapter->save(ops, m_folder.path() / "initial"));
  }

 private Q_SLOTS:
  void initTestCase() {
    TIMBRE_NEED_DATA("weights/stories260K-hf-derived");
    m_base = testing::dataFolder() / "weights/stories260K-hf-derived";
    m_golden =
        base::parseJson(testing::readFile(testing::sourceFolder() / "tests/engine/goldens/lora_stories260k.json"))
            .value();
    writeInitialAdapter();
    std::string rows;
    for (const auto& row : m_golden["rows"]) rows += base::dumpJson({{"text", row}}) + "\n";
    testing::writeFile(m_folder.path() / "rows.jsonl", rows);
    jobs::RunRequest request;
    request.recipe = recipe::fromJson(m_golden["recipe"]).value();
    request.baseModel = m_base;
    request.data = m_folder.path() / "rows.jsonl";
    request.runFolder = m_folder.path() / "run";
    request.initAdapter = m_folder.path() / "initial";
    base::FileOps ops;
    m_result = RunFixture::train(request, ops);
    QVERIFY2(!m_result.error, m_result.error ? base::errorSentence(*m_result.error).c_str() : "");
  }

  void curvesAgree() {
    const auto steps = m_result.all<events::StepMetrics>();
    QCOMPARE(steps.size(), m_golden["curve"].size());
    double worst = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const base::Json& expected = m_golden["curve"][i];
      QCOMPARE(steps[i].supervisedTokens, expected["supervised"].get<std::int64_t>());
      const double loss = std::abs(steps[i].loss - expected["loss"].get<double>());
      worst = std::max(worst, loss);
      QVERIFY2(loss < 1e-4, qPrintable(QString("step %1: %2 off").arg(i + 1).arg(loss)));
      QVERIFY(std::abs(steps[i].learningRate - expected["learning_rate"].get<double>()) < 1e-12);
      const double norm = expected["grad_norm"].get<double>();
      QVERIFY(std::abs(steps[i].gradNorm - norm) < 1e-3 * norm + 1e-6);
    }
    QVERIFY2(steps.back().loss < 0.95 * steps.front().loss, "the loss must fall by 5 %");
    qInfo("largest difference of a loss %.2g, loss %.4f -> %.4f", worst, steps.front().loss, steps.back().loss);
  }

  void finalAdapterAgrees() {
    const auto adapter =
        model::LoraAdapter::load(m_folder.path() / "run" / "checkpoint-20", *model::readConfig(m_base));
    TIMBRE_OK(adapter);
    QCOMPARE((*adapter)->parameters().size(), m_golden["adapter"].size());
    double worst = 0;
    for (const auto& [name, tensor] : (*adapter)->parameters()) {
      const at::Tensor expected = testing::toTensor(m_golden["adapter"][name]).reshape(tensor.sizes());
      const double difference =
          (tensor.to(at::kDouble) - expected).norm().item<double>() / expected.norm().item<double>();
      worst = std::max(worst, difference);
      QVERIFY2(difference < 1e-3, qPrintable(QString("%1: %2").arg(name.c_str()).arg(difference)));
    }
    qInfo("largest relative difference of a tensor %.2g", worst);
  }
};

QTEST_GUILESS_MAIN(LoraGoldenTest)
#include "lora_golden_test.moc"
