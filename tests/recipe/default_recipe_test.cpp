// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/fields.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <filesystem>

using namespace timbre;
using recipe::DataFacts;
using recipe::ModelFacts;
using recipe::Recipe;

namespace {

constexpr ModelFacts kStarter{4'460'000, 512, 4, 256};
constexpr ModelFacts kHalfBillion{494'000'000, 32768, 24, 896};
constexpr ModelFacts kSevenBillion{7'600'000'000, 32768, 28, 3584};

DataFacts rows(std::int64_t count, std::int64_t tokensEach = 50, std::int64_t longest = 90) {
  return {count, count * tokensEach, longest};
}

}  // namespace

class DefaultRecipeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void personaRowsOnTheStarterModel() {
    const Recipe r = recipe::defaultRecipe(rows(110), kStarter);
    QCOMPARE(r.method, std::string("lora"));
    QCOMPARE(r.rank, 16);
    QCOMPARE(r.alpha, 32.0);
    QVERIFY(r.targetModules.empty());
    QCOMPARE(r.schedule, std::string("cosine"));
    QCOMPARE(r.trainOn, std::string("assistant"));
    QCOMPARE(r.maxGradNorm, 1.0);
    QVERIFY(r.warmupRatio > 0);
    QCOMPARE(r.learningRate, 4e-3);
    QCOMPARE(r.batchSize * r.gradientAccumulation, 8);
    QVERIFY(!r.packing);
    QVERIFY(r.validationShare > 0 && r.validationShare <= 0.1);
    const auto plan = recipe::plan(r, rows(110), kStarter);
    QVERIFY2(plan.steps >= 100 && plan.steps <= 130, qPrintable(QString::number(plan.steps)));
  }

  void smallSetsGetEnoughStepsAndLargeOnesThreeEpochs() {
    for (const std::int64_t count : {4, 10, 20, 60, 110, 300})
      for (const ModelFacts& model : {kStarter, kHalfBillion, kSevenBillion}) {
        const Recipe r = recipe::defaultRecipe(rows(count), model);
        QVERIFY(recipe::check(r).empty());
        const auto steps = recipe::plan(r, rows(count), model).steps;
        QVERIFY2(steps >= 100, qPrintable(QString("%1 rows: %2 steps").arg(count).arg(steps)));
      }
    QCOMPARE(recipe::defaultRecipe(rows(5000), kSevenBillion).epochs, 3.0);
  }

  void rateFallsSmoothlyWithSize() {
    double last = 1;
    for (int step = 0; step < 62; ++step) {
      const double size = 1e5 * std::pow(1.25, step);  // to 1e11
      const double rate =
          recipe::defaultRecipe(rows(110), {static_cast<std::uint64_t>(size), 2048, 10, 512}).learningRate;
      QVERIFY(rate <= last);
      if (last < 1) QVERIFY2(last / rate < 1.25, "a jump in the rate");
      last = rate;
    }
    QCOMPARE(recipe::defaultRecipe(rows(110), kSevenBillion).learningRate, 2e-4);
    const double half = recipe::defaultRecipe(rows(110), kHalfBillion).learningRate;
    QVERIFY(half > 2e-4 && half < 6e-4);
  }

  void rowsAreNeverCutWhereTheModelCanTakeThem() {
    const Recipe r = recipe::defaultRecipe(rows(200, 300, 1500), kHalfBillion);
    QVERIFY(r.maxTokens >= 1500);
    QVERIFY(recipe::defaultRecipe(rows(200, 300, 1500), kStarter).maxTokens == 512);
  }

  void memoryBoundsTheMicroBatch() {
    const Recipe r = recipe::defaultRecipe(rows(500, 900, 1900), kSevenBillion);
    QCOMPARE(r.batchSize * r.gradientAccumulation, 8);
    QVERIFY(r.batchSize * r.maxTokens <= 2048);
  }

  void manyShortRowsArePacked() {
    const Recipe r = recipe::defaultRecipe({50000, 50000LL * 60, 1000}, kHalfBillion);
    QVERIFY(r.packing);
    QVERIFY(recipe::check(r).empty());
  }

  void planAddsUp() {
    const Recipe r = recipe::defaultRecipe(rows(110), kStarter);
    const auto p = recipe::plan(r, rows(110), kStarter);
    QCOMPARE(p.weightBytes + p.adapterBytes + p.optimizerBytes + p.activationBytes + p.otherBytes, p.memoryBytes);
    QCOMPARE(p.trainRows + p.validationRows, std::int64_t(110));
    // The starter model's real adapter has 16 · Σ(in + out) = 327,680 numbers; the estimate may be off by a fifth.
    QVERIFY(p.trainableParameters > 262'000 && p.trainableParameters < 394'000);
    Recipe full = r;
    full.method = "full";
    QVERIFY(recipe::plan(full, rows(110), kStarter).trainableParameters == kStarter.parameters);
  }

  void shippedRecipesAreValid() {
    const auto folder = testing::sourceFolder() / "resources" / "recipes";
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".json") continue;
      const auto json = base::parseJson(testing::readFile(entry.path()), entry.path().string());
      TIMBRE_OK(json);
      const auto r = recipe::fromJson(*json);
      TIMBRE_OK(r);
      QVERIFY2(recipe::check(*r).empty(), entry.path().c_str());
      ++count;
    }
    QVERIFY(count >= 3);
  }
};

QTEST_GUILESS_MAIN(DefaultRecipeTest)
#include "default_recipe_test.moc"
