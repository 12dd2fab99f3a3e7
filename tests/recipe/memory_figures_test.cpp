// SPDX-License-Identifier: GPL-3.0-or-later
// The memory figures against the published tables: LLaMA-Factory's hardware table and the KV cache table of Hugging
// Face's Llama 3.1 article.
#include "core/recipe/memory_figures.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace timbre;
using namespace timbre::recipe;

namespace {

constexpr std::uint64_t kBillion = 1'000'000'000;

double gib(std::uint64_t bytes) { return double(bytes) / double(1ull << 30); }

double published(PublishedMethod method, double billions) {
  return gib(publishedTrainingBytes(method, std::uint64_t(billions * double(kBillion))));
}

ModelFacts llama3Of8B() { return {8'030'261'248, 131072, 32, 4096, 14336, 32, 8, 128}; }
ModelFacts llama3Of70B() { return {70'553'706'496, 131072, 80, 8192, 28672, 64, 8, 128}; }
ModelFacts llama32Of3B() { return {3'212'749'824, 131072, 28, 3072, 8192, 24, 8, 128}; }

}  // namespace

class MemoryFiguresTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void thePublishedRowsAreMetExactly_data() {
    QTest::addColumn<double>("billions");
    QTest::addColumn<double>("mixed");
    QTest::addColumn<double>("full");
    QTest::addColumn<double>("lora");
    QTest::addColumn<double>("qlora");
    QTest::newRow("7 B") << 7.0 << 120.0 << 60.0 << 16.0 << 6.0;
    QTest::newRow("8 B") << 8.0 << 120.0 << 60.0 << 16.0 << 6.0;
    QTest::newRow("14 B") << 14.0 << 240.0 << 120.0 << 32.0 << 12.0;
    QTest::newRow("30 B") << 30.0 << 600.0 << 300.0 << 64.0 << 24.0;
    QTest::newRow("70 B") << 70.0 << 1200.0 << 600.0 << 160.0 << 48.0;
  }
  void thePublishedRowsAreMetExactly() {
    QFETCH(double, billions);
    QFETCH(double, mixed);
    QFETCH(double, full);
    QFETCH(double, lora);
    QFETCH(double, qlora);
    QCOMPARE(published(PublishedMethod::FullMixed, billions), mixed);
    QCOMPARE(published(PublishedMethod::Full, billions), full);
    QCOMPARE(published(PublishedMethod::Lora, billions), lora);
    QCOMPARE(published(PublishedMethod::Qlora, billions), qlora);
  }

  void betweenAndBeyondTheRows() {
    QCOMPARE(published(PublishedMethod::Lora, 3.5), 8.0);    // half of 7 B
    QCOMPARE(published(PublishedMethod::Lora, 140), 320.0);  // twice 70 B
    QCOMPARE(published(PublishedMethod::Lora, 0), 0.0);
    QCOMPARE(published(PublishedMethod::Full, 22), 210.0);  // half way from 14 to 30 B
    double before = 0;
    for (int step = 0; step < 113; ++step) {
      const double x = 0.1 * std::pow(1.07, step);  // to 200
      const double now = published(PublishedMethod::Full, x);
      QVERIFY2(now >= before, qPrintable(QString::number(x)));
      QVERIFY(published(PublishedMethod::FullMixed, x) > now);
      QVERIFY(published(PublishedMethod::Lora, x) < now && published(PublishedMethod::Qlora, x) < published(PublishedMethod::Lora, x));
      before = now;
    }
  }

  void theCacheIsThePublishedOne() {
    // 8 B: 1 k tokens 0.125 GiB, 16 k 1.95, 128 k 15.62; 70 B: 0.313 (0.3052 of 1,000 tokens), 4.88, 39.06.
    QCOMPARE(cacheBytes(llama3Of8B(), 1024, "bf16"), std::uint64_t(134'217'728));
    QVERIFY(std::abs(gib(cacheBytes(llama3Of8B(), 16000, "bf16")) - 1.953) < 0.001);
    QVERIFY(std::abs(gib(cacheBytes(llama3Of8B(), 128000, "bf16")) - 15.625) < 0.001);
    QVERIFY(std::abs(gib(cacheBytes(llama3Of70B(), 128000, "bf16")) - 39.06) < 0.01);
    QCOMPARE(cacheBytes(llama3Of8B(), 1024, "fp32"), std::uint64_t(2 * 134'217'728));
    QCOMPARE(cacheBytes(llama3Of8B(), -1, "bf16"), std::uint64_t(0));
    QCOMPARE(cacheBytes(ModelFacts{1, 2, 3, 4}, 1024, "bf16"), std::uint64_t(0));
  }

  void chattingByContext() {
    const auto lines = chatMemory(llama3Of8B(), "bf16");
    QCOMPARE(lines.size(), std::size_t(5));
    QCOMPARE(lines.back().tokens, std::int64_t(131072));
    QCOMPARE(lines.front().weightBytes, std::uint64_t(16'060'522'496));
    QCOMPARE(lines.front().total(), lines.front().weightBytes + lines.front().cacheBytes);
    // A small context has its own line only, and none is named twice.
    QCOMPARE(chatMemory({4'460'000, 512, 4, 256, 768, 4, 4, 64}, "fp32").size(), std::size_t(1));
    QCOMPARE(chatMemory({4'460'000, 4096, 4, 256, 768, 4, 4, 64}, "fp32").size(), std::size_t(2));
    QVERIFY(chatMemory({}, "fp32").empty());
  }

  void ourPlanCountsTheModelsOwnLayers() {
    const Plan lora = methodPlan("lora", llama32Of3B(), 1024, "bf16");
    QCOMPARE(lora.trainableParameters, std::uint64_t(24'313'856));  // 16 x 28 x the sum of (in + out)
    QCOMPARE(lora.weightBytes, std::uint64_t(6'425'499'648));
    QCOMPARE(lora.memoryBytes, lora.weightBytes + lora.adapterBytes + lora.optimizerBytes + lora.activationBytes + lora.otherBytes);
    const Plan full = methodPlan("full", llama32Of3B(), 1024, "bf16");
    QCOMPARE(full.trainableParameters, std::uint64_t(3'212'749'824));
    QVERIFY(full.memoryBytes > 3 * lora.memoryBytes);
    // Longer rows take more, but never beyond the context.
    QVERIFY(methodPlan("lora", llama32Of3B(), 4096, "bf16").activationBytes == 4 * lora.activationBytes);
    const ModelFacts small{4'460'000, 512, 4, 256, 768, 4, 4, 64};
    QCOMPARE(methodPlan("lora", small, 4096, "fp32").memoryBytes, methodPlan("lora", small, 512, "fp32").memoryBytes);
  }

  void smallModelsComputeInFloat32() {
    QCOMPARE(computeType({4'460'000, 512}, "bf16"), std::string_view("fp32"));
    QCOMPARE(computeType(llama3Of8B(), "bf16"), std::string_view("bf16"));
    QCOMPARE(computeType(llama3Of8B(), "fp32"), std::string_view("fp32"));
  }
};

QTEST_GUILESS_MAIN(MemoryFiguresTest)
#include "memory_figures_test.moc"
