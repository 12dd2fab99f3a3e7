// SPDX-License-Identifier: GPL-3.0-or-later
// The sampler against a slow twin that follows the definitions word by word, and the promises that a chat rests on: ties,
// seeds, limits, values that are no numbers.
#include "core/inference/sampler.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

using namespace timbre;
using inference::SampleRandom;
using inference::Sampler;
using jobs::SamplingOptions;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::vector<float> randomLogits(std::uint64_t seed, int count) {
  SampleRandom random(seed);
  std::vector<float> logits;
  for (int i = 0; i < count; ++i) logits.push_back(static_cast<float>(8 * random.uniform() - 4));
  return logits;
}

/// Probability of every id by the definitions: penalty, temperature, top-k, softmax, nucleus, renormalised.
std::map<int, double> slowProbabilities(std::vector<float> logits, const SamplingOptions& options, const std::vector<std::int32_t>& history) {
  for (const int id : std::set<std::int32_t>(history.begin(), history.end()))
    logits[std::size_t(id)] = static_cast<float>(logits[std::size_t(id)] > 0 ? logits[std::size_t(id)] / float(options.repetitionPenalty)
                                                                            : logits[std::size_t(id)] * float(options.repetitionPenalty));
  std::vector<std::pair<double, int>> ranked;  // by falling logit, then rising id
  for (std::size_t i = 0; i < logits.size(); ++i) ranked.emplace_back(-double(logits[i]) / options.temperature, int(i));
  std::sort(ranked.begin(), ranked.end());
  if (options.topK > 0 && std::size_t(options.topK) < ranked.size()) ranked.resize(std::size_t(options.topK));
  double total = 0;
  for (const auto& [score, id] : ranked) total += std::exp(-score);
  std::map<int, double> kept;
  double sum = 0;
  for (const auto& [score, id] : ranked) {
    if (!kept.empty() && sum >= options.topP) break;
    kept[id] = std::exp(-score) / total;
    sum += kept[id];
  }
  for (auto& [id, share] : kept) share /= sum;
  return kept;
}

}  // namespace

class SamplerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void drawsFollowTheDefinitions_data() {
    QTest::addColumn<double>("temperature");
    QTest::addColumn<double>("topP");
    QTest::addColumn<int>("topK");
    QTest::addColumn<double>("penalty");
    QTest::newRow("plain") << 1.0 << 1.0 << 0 << 1.0;
    QTest::newRow("cold") << 0.3 << 1.0 << 0 << 1.0;
    QTest::newRow("hot") << 3.0 << 1.0 << 0 << 1.0;
    QTest::newRow("nucleus") << 1.0 << 0.7 << 0 << 1.0;
    QTest::newRow("tiny nucleus") << 1.0 << 0.0 << 0 << 1.0;
    QTest::newRow("top 5") << 1.5 << 1.0 << 5 << 1.0;
    QTest::newRow("top 1") << 1.5 << 1.0 << 1 << 1.0;
    QTest::newRow("penalty") << 1.0 << 1.0 << 0 << 1.8;
    QTest::newRow("all of it") << 0.8 << 0.9 << 12 << 1.3;
  }
  void drawsFollowTheDefinitions() {
    QFETCH(double, temperature);
    QFETCH(double, topP);
    QFETCH(int, topK);
    QFETCH(double, penalty);
    SamplingOptions options{false, temperature, topP, topK, penalty, 11, 1};
    const std::vector<std::int32_t> history = {3, 7, 7, 20};
    const auto logits = randomLogits(5, 24);
    const auto expected = slowProbabilities(logits, options, history);
    constexpr int kDraws = 40000;
    std::map<int, int> counts;
    Sampler sampler(options);
    for (int i = 0; i < kDraws; ++i) {
      auto row = logits;
      ++counts[sampler.choose(row, history)];
    }
    for (const auto& [id, count] : counts) QVERIFY2(expected.count(id), qPrintable(QString("id %1 must not be drawn").arg(id)));
    for (const auto& [id, share] : expected) {
      const double allowed = 5 * std::sqrt(share * (1 - share) / kDraws) + 1e-9;  // five standard deviations
      QVERIFY2(std::abs(counts[id] / double(kDraws) - share) <= allowed,
               qPrintable(QString("id %1: %2, expected %3").arg(id).arg(counts[id] / double(kDraws)).arg(share)));
    }
  }

  void greedyTakesTheSmallerIdOnATie() {
    std::vector<float> logits = {1, 4, 2, 4, 4};
    QCOMPARE(inference::argmax(logits), 1);
    SamplingOptions greedy;
    greedy.greedy = true;
    QCOMPARE(Sampler(greedy).choose(logits, {}), 1);
    SamplingOptions cold;
    cold.temperature = 0;
    QCOMPARE(Sampler(cold).choose(logits, {}), 1);
    cold.temperature = 1;
    cold.topK = 1;
    QCOMPARE(Sampler(cold).choose(logits, {}), 1);
  }

  void greedyHonoursThePenalty() {
    SamplingOptions options;
    options.greedy = true;
    options.repetitionPenalty = 2;
    std::vector<float> logits = {3, 4, -1};
    QCOMPARE(Sampler(options).choose(logits, std::vector<std::int32_t>{1}), 0);
    logits = {-3, -2, -1};
    QCOMPARE(Sampler(options).choose(logits, std::vector<std::int32_t>{2, 2}), 1);  // −1 becomes −2: a tie, the smaller id
    logits = {1, 2};
    QCOMPARE(Sampler(options).choose(logits, std::vector<std::int32_t>{-5, 90}), 1);  // foreign ids are ignored
  }

  void sameSeedSameChoices() {
    const auto draw = [](std::uint64_t seed) {
      SamplingOptions options{false, 1.2, 0.95, 0, 1.1, seed, 1};
      Sampler sampler(options);
      std::vector<std::int32_t> ids;
      for (int i = 0; i < 200; ++i) {
        auto row = randomLogits(std::uint64_t(i), 60);
        ids.push_back(sampler.choose(row, ids));
      }
      return ids;
    };
    QCOMPARE(draw(42), draw(42));
    QVERIFY(draw(42) != draw(43));
    SampleRandom known(1234567);  // SplitMix64's published check values
    QCOMPARE(known.next(), 6457827717110365317ULL);
    QCOMPARE(known.next(), 3203168211198807973ULL);
  }

  void valuesThatAreNoNumbers() {
    std::vector<float> logits = {kNaN, -kInfinity, 2, kNaN, 1};
    QCOMPARE(inference::argmax(logits), 2);
    SamplingOptions options{false, 5.0, 1.0, 0, 1.0, 3, 1};
    Sampler sampler(options);
    for (int i = 0; i < 500; ++i) {
      auto row = logits;
      const int id = sampler.choose(row, {});
      QVERIFY(id == 2 || id == 4);
    }
    std::vector<float> none = {kNaN, kNaN};
    QCOMPARE(sampler.choose(none, {}), 0);
    std::vector<float> endless = {0, kInfinity, kInfinity};
    QCOMPARE(sampler.choose(endless, {}), 1);
  }
};

QTEST_GUILESS_MAIN(SamplerTest)
#include "sampler_test.moc"
