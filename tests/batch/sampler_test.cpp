// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/sampler.h"
#include "core/batch/loader.h"
#include "core/batch/random.h"
#include "tests/support/test_support.h"

#include <map>
#include <set>

using namespace timbre;
using batch::Sampler;
using batch::SamplerOptions;
using batch::StepBatch;

namespace {

/// `count` samples of varying length whose first token is their own number.
batch::SampleSet numbered(int count) {
  batch::SampleSet samples;
  batch::Random random(5);
  for (int i = 0; i < count; ++i) {
    std::vector<std::int32_t> ids(2 + random.below(30), i);
    samples.add(ids, std::vector<std::uint8_t>(ids.size(), 1), i);
  }
  return samples;
}

std::vector<std::int64_t> fingerprint(const StepBatch& step) {
  std::vector<std::int64_t> all;
  for (const auto& micro : step.microBatches) {
    all.push_back(micro.rows);
    all.insert(all.end(), micro.ids.begin(), micro.ids.end());
    all.insert(all.end(), micro.documents.begin(), micro.documents.end());
  }
  return all;
}

std::vector<std::pair<const char*, SamplerOptions>> modes() {
  SamplerOptions plain;
  plain.batchSize = 3;
  plain.accumulation = 2;
  SamplerOptions packed = plain;
  packed.packing = true;
  packed.maxTokens = 64;
  SamplerOptions grouped;
  grouped.batchTokens = 128;
  grouped.accumulation = 2;
  SamplerOptions ordered = plain;
  ordered.shuffle = false;
  return {{"plain", plain}, {"packed", packed}, {"grouped", grouped}, {"ordered", ordered}};
}

}  // namespace

class SamplerTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyEpochSeesEveryRowOnce() {
    const auto samples = numbered(101);
    for (const auto& [name, options] : modes()) {
      Sampler sampler(samples, options);
      for (int epoch = 0; epoch < 3; ++epoch) {
        std::map<std::int64_t, std::int64_t> targets;
        for (std::int64_t i = 0; i < sampler.stepsPerEpoch(); ++i) {
          const StepBatch step = sampler.next();
          std::int64_t supervised = 0;
          for (const auto& micro : step.microBatches) {
            supervised += micro.supervised();
            for (const std::int64_t row : micro.labelRows) ++targets[row];
          }
          QCOMPARE(step.supervised, supervised);
        }
        QCOMPARE(sampler.state().epoch, std::int64_t(epoch + 1));
        QCOMPARE(targets.size(), std::size_t(101));
        for (const auto& [row, count] : targets)
          QVERIFY2(count == samples.supervised(static_cast<std::size_t>(row)), name);
      }
    }
  }

  void resumeGivesTheSameSteps() {
    const auto samples = numbered(60);
    for (const auto& [name, options] : modes()) {
      Sampler whole(samples, options);
      std::vector<StepBatch> steps;
      for (std::int64_t i = 0; i < 3 * whole.stepsPerEpoch(); ++i) steps.push_back(whole.next());
      for (std::size_t from = 0; from + 1 < steps.size(); ++from) {
        Sampler resumed(samples, options);
        TIMBRE_OK(resumed.setState(steps[from].after));
        for (std::size_t i = from + 1; i < steps.size(); ++i)
          QVERIFY2(fingerprint(resumed.next()) == fingerprint(steps[i]), name);
      }
    }
  }

  void epochsDifferAndSeedsDecide() {
    const auto samples = numbered(40);
    SamplerOptions options;
    options.batchSize = 40;
    Sampler a(samples, options), b(samples, options);
    const auto first = fingerprint(a.next());
    QVERIFY(first == fingerprint(b.next()));
    QVERIFY(first != fingerprint(a.next()));
    options.seed = 43;
    QVERIFY(first != fingerprint(Sampler(samples, options).next()));
    options.shuffle = false;
    Sampler ordered(samples, options);
    const StepBatch step = ordered.next();
    for (std::int64_t row = 0; row < 40; ++row)
      QCOMPARE(step.microBatches[0].ids[static_cast<std::size_t>(row * step.microBatches[0].time)], row);
    QVERIFY(fingerprint(step) == fingerprint(ordered.next()));
  }

  void lastStepOfAnEpochIsShort() {
    const auto samples = numbered(10);
    SamplerOptions options;
    options.batchSize = 2;
    options.accumulation = 2;
    Sampler sampler(samples, options);
    QCOMPARE(sampler.stepsPerEpoch(), std::int64_t(3));
    (void)sampler.next();
    QCOMPARE(sampler.next().epoch, 0.8);
    const StepBatch last = sampler.next();
    QCOMPARE(last.microBatches.size(), std::size_t(1));
    QCOMPARE(last.epoch, 1.0);
    QVERIFY((last.after == batch::SamplerState{1, 0}));
  }

  void impossibleStateIsRefused() {
    const auto samples = numbered(10);
    Sampler sampler(samples, {});
    QVERIFY(!sampler.setState({0, 10}).ok());
    QVERIFY(!sampler.setState({-1, 0}).ok());
    QVERIFY(!sampler.setState({0, -1}).ok());
    TIMBRE_OK(sampler.setState({7, 9}));
  }

  void loaderHandsOutTheSamplersSteps() {
    const auto samples = numbered(50);
    SamplerOptions options;
    options.batchSize = 4;
    Sampler direct(samples, options), threaded(samples, options);
    batch::Loader loader(threaded, 20, 3);
    for (int i = 0; i < 20; ++i) {
      const auto step = loader.next();
      QVERIFY(step.has_value());
      QVERIFY(fingerprint(*step) == fingerprint(direct.next()));
    }
    QVERIFY(!loader.next().has_value());
  }

  void loaderEndsWhenNobodyAsks() {
    const auto samples = numbered(50);
    Sampler sampler(samples, {});
    const batch::Loader loader(sampler, 1'000'000, 2);  // must not hang in the destructor
  }
};

QTEST_GUILESS_MAIN(SamplerTest)
#include "sampler_test.moc"
