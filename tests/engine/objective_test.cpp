// SPDX-License-Identifier: GPL-3.0-or-later
// What the loss must not depend on: how a step is cut into micro-batches, which rows share a sequence, and what stands
// at places that are not trained. And that its gradient is the slope of its value.
#include "core/engine/objective.h"
#include "core/engine/parameters.h"
#include "tests/engine/tiny_model.h"
#include "tests/support/test_support.h"

#include <ATen/core/grad_mode.h>

#include <cmath>

using namespace timbre;
using batch::Pack;

namespace {

struct Gradients {
  double loss = 0;
  std::map<std::string, at::Tensor> byName;
};

/// Loss and gradients of one step made of the given micro-batches, as the trainer computes them.
Gradients stepOver(model::Decoder& decoder, const batch::SampleSet& samples,
                   const std::vector<std::vector<Pack>>& microBatches) {
  auto parameters = engine::trainable(decoder.adapter() ? decoder.adapter()->parameters() : decoder.parameters());
  engine::dropGradients(parameters);
  std::vector<batch::MicroBatch> batches;
  std::int64_t targets = 0;
  for (const auto& sequences : microBatches) {
    batches.push_back(batch::assemble(samples, sequences));
    targets += batches.back().supervised();
  }
  Gradients out;
  for (batch::MicroBatch& batch : batches) {
    const at::Tensor sum = engine::lossSum(decoder, engine::toTensors(batch, at::kCPU));
    (sum / static_cast<double>(targets)).backward();
    out.loss += sum.item<double>() / static_cast<double>(targets);
  }
  for (const engine::Parameter& p : parameters)
    out.byName[p.name] = p.value.grad().defined() ? p.value.grad().clone() : at::zeros_like(p.value);
  return out;
}

void compare(const Gradients& a, const Gradients& b, double tolerance) {
  QVERIFY2(std::abs(a.loss - b.loss) <= tolerance * std::abs(a.loss),
           qPrintable(QString("loss %1 and %2").arg(a.loss, 0, 'g', 9).arg(b.loss, 0, 'g', 9)));
  for (const auto& [name, gradient] : a.byName) {
    const double scale = gradient.abs().max().item<double>() + 1e-9;
    const double difference = (gradient - b.byName.at(name)).abs().max().item<double>() / scale;
    QVERIFY2(difference <= tolerance, qPrintable(QString("%1: %2").arg(name.c_str()).arg(difference)));
  }
}

std::unique_ptr<model::Decoder> tinyDecoder(bool lora) {
  auto decoder = model::Decoder::random(testing::tinyConfig(), 3);
  if (lora) {
    auto adapter = *model::LoraAdapter::create(decoder->config(), {4, 8, 0, {}, ""}, 5);
    const at::NoGradGuard noGrad;
    for (auto& [path, pair] : adapter->pairs())
      pair.b.copy_(at::sin(at::arange(pair.b.numel(), at::kFloat)).reshape(pair.b.sizes()) * 0.05);
    decoder->setAdapter(adapter);
  }
  return decoder;
}

std::vector<Pack> each(std::uint32_t from, std::uint32_t to) {
  std::vector<Pack> rows;
  for (std::uint32_t i = from; i < to; ++i) rows.push_back({i});
  return rows;
}

}  // namespace

class ObjectiveTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void accumulationEqualsOneBatch() {
    const auto samples = testing::randomSamples(8, 3, 40, 1);
    for (const bool lora : {true, false}) {
      const auto decoder = tinyDecoder(lora);
      const Gradients whole = stepOver(*decoder, samples, {each(0, 8)});
      std::vector<std::vector<Pack>> single;
      for (std::uint32_t i = 0; i < 8; ++i) single.push_back(each(i, i + 1));
      compare(whole, stepOver(*decoder, samples, single), 2e-5);
      compare(whole, stepOver(*decoder, samples, {each(0, 3), each(3, 8)}), 2e-5);
      QVERIFY(whole.loss > 1);
    }
  }

  void packedEqualsAlone() {
    const auto samples = testing::randomSamples(6, 3, 30, 2);
    for (const bool lora : {true, false}) {
      const auto decoder = tinyDecoder(lora);
      compare(stepOver(*decoder, samples, {each(0, 6)}), stepOver(*decoder, samples, {{{4, 0, 2}, {1, 5, 3}}}), 2e-5);
      compare(stepOver(*decoder, samples, {each(0, 6)}), stepOver(*decoder, samples, {{{0, 1, 2, 3, 4, 5}}}), 2e-5);
    }
  }

  void untrainedTailChangesNothing() {
    batch::SampleSet a, b;
    a.add(std::vector<std::int32_t>{10, 20, 30, 40, 50}, std::vector<std::uint8_t>{0, 0, 1, 0, 0}, 0);
    b.add(std::vector<std::int32_t>{10, 20, 30, 99, 77}, std::vector<std::uint8_t>{0, 0, 1, 0, 0}, 0);
    const auto decoder = tinyDecoder(true);
    const Gradients ga = stepOver(*decoder, a, {each(0, 1)}), gb = stepOver(*decoder, b, {each(0, 1)});
    QCOMPARE(ga.loss, gb.loss);
    for (const auto& [name, gradient] : ga.byName) QVERIFY2(at::equal(gradient, gb.byName.at(name)), name.c_str());
  }

  void eachTargetCountsOnce() {
    const std::vector<std::int32_t> ids{10, 20, 30};
    const auto lossWith = [&](std::vector<std::uint8_t> mask) {
      batch::SampleSet samples;
      samples.add(ids, mask, 0);
      return stepOver(*tinyDecoder(false), samples, {each(0, 1)}).loss;
    };
    const double first = lossWith({0, 1, 0}), second = lossWith({0, 0, 1});
    QVERIFY(std::abs(lossWith({0, 1, 1}) - (first + second) / 2) < 1e-6 * first);
    QCOMPARE(lossWith({1, 1, 0}), first);  // nothing stands before the first token, so it is nobody's target
  }

  void gradientIsTheSlope() {
    const auto samples = testing::randomSamples(3, 8, 20, 4);
    const auto decoder = tinyDecoder(true);
    const Gradients analytic = stepOver(*decoder, samples, {each(0, 3)});
    for (const auto& [name, tensor] : decoder->adapter()->parameters()) {
      at::Tensor values = tensor.detach();
      const at::Tensor gradient = analytic.byName.at(name);
      const std::int64_t at = gradient.abs().flatten().argmax().item<std::int64_t>();
      float& value = values.mutable_data_ptr<float>()[at];
      const float before = value, h = 1e-2f;
      value = before + h;
      const double up = stepOver(*decoder, samples, {each(0, 3)}).loss;
      value = before - h;
      const double down = stepOver(*decoder, samples, {each(0, 3)}).loss;
      value = before;
      const double slope = (up - down) / (2.0 * h), expected = gradient.flatten()[at].item<double>();
      QVERIFY2(std::abs(slope - expected) < 0.03 * std::abs(expected) + 1e-4,
               qPrintable(QString("%1: %2 and %3").arg(name.c_str()).arg(slope).arg(expected)));
    }
  }
};

QTEST_GUILESS_MAIN(ObjectiveTest)
#include "objective_test.moc"
