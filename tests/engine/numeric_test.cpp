// SPDX-License-Identifier: GPL-3.0-or-later
// Schedules against the formulas' values, AdamW and clipping against LibTorch's own, TensorBoard's framing against its
// published check value.
#include "core/base/messages.h"
#include "core/engine/adamw.h"
#include "core/model/failure.h"
#include "core/engine/parameters.h"
#include "core/engine/schedule.h"
#include "core/engine/spike_watch.h"
#include "core/engine/tensorboard.h"
#include "tests/support/test_support.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>

using namespace timbre;
using engine::AdamW;
using engine::Parameter;
using engine::Schedule;

namespace {

recipe::Recipe with(const char* schedule, std::int64_t warmup, double rate = 1) {
  recipe::Recipe r;
  r.schedule = schedule;
  r.warmupSteps = warmup;
  r.warmupRatio = 0;
  r.learningRate = rate;
  return r;
}

void near(double actual, double expected, double tolerance = 1e-12) {
  QVERIFY2(std::abs(actual - expected) <= tolerance,
           qPrintable(QString("%1 instead of %2").arg(actual, 0, 'g', 15).arg(expected, 0, 'g', 15)));
}

/// Two parameters of awkward sizes with fixed values and gradients.
std::vector<std::pair<std::string, at::Tensor>> someTensors(at::ScalarType type = at::kFloat) {
  return {{"model.layers.0.self_attn.q_proj.weight", torch::sin(torch::arange(35001, at::kFloat)).to(type)},
          {"model.norm.weight", torch::cos(torch::arange(7, at::kFloat)).to(type)}};
}

at::Tensor gradientFor(const at::Tensor& value, int step) {
  return torch::sin(torch::arange(value.numel(), at::kFloat) * (0.37 + 0.11 * step)).to(value.scalar_type());
}

}  // namespace

class NumericTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cosineFollowsHuggingFace() {
    const Schedule s(with("cosine", 10), 110);
    near(s.factor(0), 0);
    near(s.factor(5), 0.5);
    near(s.factor(10), 1);
    near(s.factor(60), 0.5);
    near(s.factor(35), 0.5 * (1 + std::cos(M_PI * 0.25)));
    near(s.factor(110), 0);
    near(Schedule(with("cosine", 0), 20).factor(0), 1);
    recipe::Recipe floor = with("cosine", 0, 2e-4);
    floor.minLrRatio = 0.1;
    near(Schedule(floor, 100).rate(100), 2e-5, 1e-18);
    near(Schedule(floor, 100).factor(50), 0.55);
  }

  void linearAndConstant() {
    const Schedule linear(with("linear", 4), 20);
    near(linear.factor(1), 0.25);
    near(linear.factor(4), 1);
    near(linear.factor(12), 0.5);
    near(linear.factor(19), 1.0 / 16);
    const Schedule constant(with("constant", 2), 20);
    near(constant.factor(0), 0);
    near(constant.factor(1), 0.5);
    near(constant.factor(19), 1);
  }

  void flatCosine() {
    recipe::Recipe r = with("flat-cosine", 10);
    r.flatRatio = 0.25;
    r.minLrRatio = 0.02;
    const Schedule s(r, 100);
    near(s.factor(10), 1);
    near(s.factor(34), 1);
    near(s.factor(35), 1);
    QVERIFY(s.factor(36) < 1);
    near(s.factor(100), 0.02);
  }

  void warmupRatioRoundsUp() {
    recipe::Recipe r = with("linear", 0);
    r.warmupRatio = 0.06;
    QCOMPARE(Schedule(r, 112).warmup(), std::int64_t(7));
    QCOMPARE(Schedule(r, 1).warmup(), std::int64_t(1));
  }

  void adamWMatchesLibTorch() {
    auto ours = engine::trainable(someTensors());
    QVERIFY(ours[0].decays && !ours[1].decays);
    std::vector<torch::optim::OptimizerParamGroup> groups;
    std::vector<at::Tensor> theirs;
    for (const auto& [name, tensor] : someTensors()) {
      theirs.push_back(tensor.clone().requires_grad_(true));
      auto options = std::make_unique<torch::optim::AdamWOptions>(1e-3);
      options->betas({0.9, 0.95}).eps(1e-8).weight_decay(name == "model.norm.weight" ? 0 : 0.1);
      groups.emplace_back(std::vector<at::Tensor>{theirs.back()}, std::move(options));
    }
    torch::optim::AdamW reference(groups, torch::optim::AdamWOptions(1e-3));
    AdamW optimizer(ours, {0.9, 0.95, 1e-8, 0.1});
    for (int step = 0; step < 12; ++step) {
      const double rate = 1e-3 * (step + 1);
      for (auto& group : reference.param_groups()) static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate);
      for (std::size_t i = 0; i < ours.size(); ++i) {
        ours[i].value.mutable_grad() = gradientFor(ours[i].value, step);
        theirs[i].mutable_grad() = gradientFor(theirs[i], step) * 0.5f;
      }
      optimizer.step(rate, 0.5);
      reference.step();
      for (std::size_t i = 0; i < ours.size(); ++i) {
        const double difference = (ours[i].value - theirs[i]).abs().max().item<double>();
        QVERIFY2(difference < 2e-6, qPrintable(QString("step %1, tensor %2: %3").arg(step).arg(i).arg(difference)));
      }
    }
    QVERIFY((ours[0].value - someTensors()[0].second).abs().max().item<double>() > 1e-2);
  }

  void bf16KeepsAnExactMaster() {
    auto exact = engine::trainable(someTensors());
    auto rounded = engine::trainable(someTensors(at::kBFloat16));
    {
      const at::NoGradGuard noGrad;
      for (std::size_t i = 0; i < exact.size(); ++i) exact[i].value.copy_(rounded[i].value);
    }
    AdamW a(exact, {}), b(rounded, {});
    for (int step = 0; step < 50; ++step) {
      for (std::size_t i = 0; i < exact.size(); ++i) {
        rounded[i].value.mutable_grad() = gradientFor(rounded[i].value, step);
        exact[i].value.mutable_grad() = rounded[i].value.grad().to(at::kFloat);
      }
      a.step(1e-5, 1);  // far below what bf16 could add up
      b.step(1e-5, 1);
    }
    for (std::size_t i = 0; i < exact.size(); ++i)
      QVERIFY(at::equal(exact[i].value.to(at::kBFloat16), rounded[i].value));
    QCOMPARE(b.state().size(), std::size_t(6));
  }

  void savedStateGoesOnExactly() {
    auto whole = engine::trainable(someTensors());
    AdamW a(whole, {});
    const auto work = [](std::vector<Parameter>& parameters, AdamW& optimizer, int from, int to) {
      for (int step = from; step < to; ++step) {
        for (Parameter& p : parameters) p.value.mutable_grad() = gradientFor(p.value, step);
        optimizer.step(1e-3, 1);
      }
    };
    work(whole, a, 0, 5);
    auto second = engine::trainable(someTensors());
    {
      const at::NoGradGuard noGrad;
      for (std::size_t i = 0; i < whole.size(); ++i) second[i].value.copy_(whole[i].value);
    }
    std::map<std::string, at::Tensor> saved;
    for (const auto& [name, tensor] : a.state()) saved.emplace(name, tensor.clone());
    AdamW b(second, {});
    TIMBRE_OK(b.restore(saved, a.steps()));
    work(whole, a, 5, 9);
    work(second, b, 5, 9);
    for (std::size_t i = 0; i < whole.size(); ++i) QVERIFY(at::equal(whole[i].value, second[i].value));
    saved.erase(saved.begin());
    QCOMPARE(b.restore(saved, 5).error().code, std::string("engine.state_mismatch"));
  }

  void normAndClipMatchLibTorch() {
    auto parameters = engine::trainable(someTensors());
    std::vector<at::Tensor> reference;
    for (Parameter& p : parameters) {
      p.value.mutable_grad() = gradientFor(p.value, 3);
      reference.push_back(p.value.detach().clone().requires_grad_(true));
      reference.back().mutable_grad() = p.value.grad().clone();
    }
    const double norm = engine::gradientNorm(parameters);
    const double theirs = torch::nn::utils::clip_grad_norm_(reference, 1.0);
    QVERIFY(std::abs(norm - theirs) < 1e-4 * theirs);
    const double factor = engine::clipFactor(norm, 1.0);
    QVERIFY((parameters[0].value.grad() * factor - reference[0].grad()).abs().max().item<double>() < 1e-7);
    QCOMPARE(engine::clipFactor(0.5, 1.0), 1.0);
    QCOMPARE(engine::clipFactor(100, 0), 1.0);
    parameters[0].value.mutable_grad()[17] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(std::isnan(engine::gradientNorm(parameters)));
    engine::dropGradients(parameters);
    QCOMPARE(engine::gradientNorm(parameters), 0.0);
  }

  void normIsTheSameOnAnyNumberOfThreads() {
    auto parameters = engine::trainable({{"w", torch::sin(torch::arange(300001, at::kFloat))}});
    parameters[0].value.mutable_grad() = gradientFor(parameters[0].value, 1);
    const int threads = at::get_num_threads();
    at::set_num_threads(1);
    const double one = engine::gradientNorm(parameters);
    at::set_num_threads(2);
    const double two = engine::gradientNorm(parameters);
    at::set_num_threads(threads);
    QCOMPARE(one, two);
  }

  void spikesStandOut() {
    engine::SpikeWatch watch;
    for (int i = 0; i < 19; ++i) QVERIFY(!watch.add(i == 10 ? 9.0 : 2.0));  // too early to know what is usual
    engine::SpikeWatch calm;
    for (int i = 0; i < 60; ++i) QVERIFY2(!calm.add(3 - 0.04 * i + 0.2 * std::sin(i)), "a falling, wavy curve has no spike");
    QVERIFY(!calm.add(std::numeric_limits<double>::quiet_NaN()));
    const auto usual = calm.add(4.0);
    QVERIFY(usual && *usual > 0.3 && *usual < 1.6);
    QVERIFY(calm.add(4.0));  // a spike does not become what is usual
    QVERIFY(!calm.add(0.7));
  }

  void outOfMemoryIsOneError() {
    const auto allocate = []() -> base::Result<int> {
      return static_cast<int>(at::empty({std::int64_t(1) << 50}, at::kFloat).size(0));
    };
    const auto cpu = model::guarded(allocate);
    QVERIFY(!cpu.ok());
    QCOMPARE(cpu.error().code, std::string("memory.insufficient"));
    QCOMPARE(cpu.error().args.at("needed"), std::string("4503599627370496"));
    QCOMPARE(model::classifyFailure(std::bad_alloc()).code, std::string("memory.insufficient"));
    const auto gpu = model::guarded([]() -> base::Result<int> {
      TORCH_CHECK_WITH(OutOfMemoryError, false, "CUDA out of memory. Tried to allocate 2.00 GiB.");
      return 0;
    });
    QCOMPARE(gpu.error().code, std::string("memory.insufficient"));
    QCOMPARE(base::errorSentence(gpu.error()), std::string("There is not enough memory."));  // this machine's is not the GPU's
    const auto defect = model::guarded([]() -> base::Result<int> {
      return static_cast<int>(at::empty({2, 3}).mm(at::empty({2, 3})).size(0));
    });
    QCOMPARE(defect.error().code, std::string("internal"));
    QVERIFY(defect.error().args.at("reason").find("shapes cannot be multiplied") != std::string::npos);
  }

  void tensorboardRecords() {
    QCOMPARE(engine::crc32c("123456789"), 0xE3069283u);  // RFC 3720
    const std::string record = engine::tensorboardScalars(1.5, 300, {{"loss", 0.25f}});
    std::uint64_t length = 0;
    std::memcpy(&length, record.data(), 8);
    QCOMPARE(record.size(), std::size_t(length) + 16);
    const std::string event = record.substr(12, length);
    // wall_time 1.5, step 300, summary { value { tag "loss" simple_value 0.25 } } as protobuf would write it.
    const std::string expected("\x09\0\0\0\0\0\0\xF8\x3F\x10\xAC\x02\x2A\x0D\x0A\x0B\x0A\x04loss\x15\0\0\x80\x3E", 27);
    QCOMPARE(QByteArray::fromStdString(event).toHex(), QByteArray::fromStdString(expected).toHex());
    QVERIFY(engine::tensorboardHeader(0).find("brain.Event:2") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(NumericTest)
#include "numeric_test.moc"
