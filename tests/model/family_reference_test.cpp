// SPDX-License-Identifier: GPL-3.0-or-later
// Qwen 1, InternLM2 and ChatGLM against plain double loops (reference_families.h): logits short, long, in batches and
// while training; greedy text with the cache across the original context; gradients by differences of the reference.
#include "kernels/cross_entropy.h"
#include "tests/model/model_fixture.h"
#include "tests/model/reference_families.h"
#include "tests/support/test_support.h"

#include <ATen/core/grad_mode.h>

#include <functional>

using namespace timbre;
using namespace timbre::testing;

namespace {

constexpr double kLogits = 1e-5, kGradients = 1e-4;

struct Case {
  const char* name;
  const char* config;  // key of goldens/own_code_configs.json
  Values (*logits)(const Weights&, const ReferenceShape&, const TokenIds&);
  ReferenceShape shape;  // without bases
  /// Rotary base of a token of a document: whole is the length it has in one pass, or the prompt's; `step` is the
  /// length of the cache when the token was generated, 0 for the prompt.
  std::function<double(std::int64_t whole, std::int64_t step, bool training)> base;
  double logn = 0;
  std::int64_t longest = 40;
};

std::vector<Case> cases() {
  const auto fixed = [](double base) { return [base](std::int64_t, std::int64_t, bool) { return base; }; };
  const auto qwen = [](std::int64_t whole, std::int64_t, bool training) {
    return training ? 10000 : qwen1Base(10000, static_cast<double>(whole), 8, 8);
  };
  const auto dynamic = [](std::int64_t whole, std::int64_t step, bool) {
    return dynamicBase(1e6, static_cast<double>(step > 0 ? step : whole), 16, 2, 8);
  };
  ReferenceShape grouped, early, other;
  grouped.kvHeads = 2;
  early.rotaryShare = 0.5;
  other.headDim = 12;
  other.layerNorm = true;
  other.multiQuery = false;
  return {{"qwen", "qwen", qwen1Logits, {}, qwen, 8},
          {"qwen early", "qwen_early", qwen1Logits, early, fixed(10000)},
          {"internlm2", "internlm2", internLm2Logits, grouped, dynamic},
          {"internlm2 with biases, tied", "internlm2_sparse", internLm2Logits, {}, fixed(10000)},
          {"chatglm", "chatglm", chatGlmLogits, grouped, fixed(10000)},
          {"chatglm, other switches", "chatglm_other", chatGlmLogits, other, fixed(500000)}};
}

TokenIds someIds(std::int64_t count, std::int64_t step) {
  TokenIds ids;
  for (std::int64_t i = 0; i < count; ++i) ids.push_back((i * step + 7) % 48);
  return ids;
}

Values toValues(const at::Tensor& t) {
  const at::Tensor flat = t.detach().to(at::kDouble).contiguous().flatten();
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

at::Tensor toTensor(const Values& values) { return at::tensor(values, at::TensorOptions(at::kDouble)); }

}  // namespace

class FamilyReferenceTest : public QObject {
  Q_OBJECT

 private:
  Case m_case;
  std::unique_ptr<model::Decoder> m_decoder;
  Weights m_weights;

  void compare(const char* what, double error, double limit) {
    qInfo("%-10s %.1e", what, error);
    QVERIFY2(error <= limit, qPrintable(QString("%1: %2").arg(what).arg(error)));
  }

  Values reference(const Weights& weights, const TokenIds& ids, bool training = false) const {
    ReferenceShape shape = m_case.shape;
    shape.lognLength = training ? 0 : m_case.logn;
    const auto whole = static_cast<std::int64_t>(ids.size());
    shape.base.assign(ids.size(), m_case.base(whole, 0, training));
    return m_case.logits(weights, shape, ids);
  }

  /// Greedy continuation as a cache makes it: every token keeps the base of the step in which it came in.
  TokenIds referenceGreedy(const TokenIds& prompt, std::size_t count) const {
    ReferenceShape shape = m_case.shape;
    shape.lognLength = m_case.logn;
    const auto whole = static_cast<std::int64_t>(prompt.size());
    shape.base.assign(prompt.size(), m_case.base(whole, 0, false));
    TokenIds ids = prompt;
    for (std::size_t i = 0; i < count; ++i) {
      const Values logits = m_case.logits(m_weights, shape, ids);
      const auto last = logits.end() - shape.vocab;
      ids.push_back(std::max_element(last, logits.end()) - last);
      shape.base.push_back(m_case.base(whole, static_cast<std::int64_t>(ids.size()), false));
    }
    return {ids.begin() + static_cast<std::ptrdiff_t>(prompt.size()), ids.end()};
  }

  void logits() {
    for (const std::int64_t length : {5, 14, 40})
      compare(
          qPrintable(QString("%1 ids").arg(length)),
          relativeError(logitsOf(*m_decoder, someIds(length, 29)), toTensor(reference(m_weights, someIds(length, 29)))),
          kLogits);
    m_decoder->setTraining(true);
    compare("training",
            relativeError(logitsOf(*m_decoder, someIds(40, 29)), toTensor(reference(m_weights, someIds(40, 29), true))),
            kLogits);
    m_decoder->setTraining(false);
    // Documents of several lengths in one batch do not see each other, neither in attention nor in their positions.
    const TokenIds longest = someIds(30, 31), middle = someIds(12, 11), brief = someIds(3, 5);
    at::NoGradGuard guard;
    double batched = 0;
    for (const bool left : {false, true}) {
      const auto input = batchOf({{longest}, {middle, brief}}, 34, left, 2);
      const at::Tensor all = m_decoder->logits(m_decoder->hidden(input));
      batched =
          std::max({batched, relativeError(logitsOfDocument(all, input, 0, 0), toTensor(reference(m_weights, longest))),
                    relativeError(logitsOfDocument(all, input, 1, 0), toTensor(reference(m_weights, middle))),
                    relativeError(logitsOfDocument(all, input, 1, 1), toTensor(reference(m_weights, brief)))});
    }
    compare("batches", batched, kLogits);
    compare("bfloat16", narrowError(*m_decoder, middle), 6e-2);
  }

  void generation() {
    for (const std::int64_t length : {5, 13, 20}) {
      const TokenIds prompt = someIds(length, 17), expected = referenceGreedy(prompt, 24);
      QCOMPARE(greedy(*m_decoder, prompt, 24, true), expected);
    }
    // A prompt in pieces is the prompt at once, when the pieces say how long it is.
    const TokenIds ids = someIds(30, 17);
    at::NoGradGuard guard;
    model::KvCache cache(m_decoder->config(), at::kFloat, at::kCPU);
    std::vector<at::Tensor> pieces;
    for (std::int64_t at = 0; at < 30; at += 7) {
      const std::int64_t end = std::min<std::int64_t>(30, at + 7);
      auto input = inputOf(TokenIds(ids.begin() + at, ids.begin() + end), at, &cache);
      input.promptLength = 30;
      pieces.push_back(m_decoder->logits(m_decoder->hidden(input))[0]);
    }
    compare("pieces", relativeError(at::cat(pieces, 0), toTensor(reference(m_weights, ids))), kLogits);
  }

  at::Tensor loss(const TokenIds& ids) {
    const auto count = static_cast<std::int64_t>(ids.size()) - 1;
    const at::Tensor hidden = m_decoder->hidden(inputOf(ids))[0].narrow(0, 0, count);
    return kernels::linearCrossEntropy(hidden, m_decoder->headWeight(), at::tensor(ids).narrow(0, 1, count)).sum;
  }

  /// Gradient of one value by a central difference of the reference; `change` puts the shifted weights together.
  double difference(const TokenIds& ids, const std::function<Weights(double shift)>& change) {
    constexpr double step = 1e-4;
    const auto at = [&](double shift) { return nextTokenLoss(reference(change(shift), ids), ids, m_case.shape.vocab); };
    return (at(step) - at(-step)) / (2 * step);
  }

  void gradients() {
    const TokenIds ids = someIds(12, 29);
    for (const auto& [name, tensor] : m_decoder->parameters()) at::Tensor(tensor).requires_grad_();
    loss(ids).backward();
    double worst = 0;
    for (const auto& [name, tensor] : m_decoder->parameters()) {
      const Values grad = toValues(tensor.grad());
      const double norm = tensor.grad().norm().item<double>();
      for (const std::size_t place : {std::size_t(0), grad.size() / 3, grad.size() - 1}) {
        const double expected = difference(ids, [this, place, &weight = name](double shift) {
          Weights weights = m_weights;
          weights[weight][place] += shift;
          return weights;
        });
        worst = std::max(worst, std::abs(grad[place] - expected) / norm);
      }
      at::Tensor(tensor).requires_grad_(false).mutable_grad().reset();
    }
    compare("full", worst, kGradients);
  }

  /// W + s·B·A in double.
  Weights merged(const model::LoraAdapter& adapter) const {
    Weights weights = m_weights;
    for (const auto& [path, pair] : adapter.pairs()) {
      const Values a = toValues(pair.a), b = toValues(pair.b);
      const std::size_t rank = static_cast<std::size_t>(pair.a.size(0)), in = static_cast<std::size_t>(pair.a.size(1));
      Values& w = weights.at(path + ".weight");
      for (std::size_t i = 0; i < w.size(); ++i)
        for (std::size_t r = 0; r < rank; ++r) w[i] += adapter.scale() * b[i / in * rank + r] * a[r * in + i % in];
    }
    return weights;
  }

  void adapter() {
    const TokenIds ids = someIds(12, 29);
    auto adapter = formulaAdapter(m_decoder->config(), 2, 6);
    QVERIFY(adapter);
    m_decoder->setAdapter(adapter);
    for (const auto& [name, tensor] : adapter->parameters()) at::Tensor(tensor).requires_grad_();
    compare("adapter", relativeError(logitsOf(*m_decoder, ids), toTensor(reference(merged(*adapter), ids))), kLogits);
    loss(ids).backward();
    double worst = 0;
    for (const auto& [name, leaf] : adapter->parameters()) {
      const at::Tensor grad = leaf.grad().clone(), tensor = leaf;
      at::Tensor value = tensor.detach();
      for (const std::int64_t place : {std::int64_t(0), grad.numel() / 2, grad.numel() - 1}) {
        constexpr double step = 0x1p-10;  // exact in the float leaf
        const double before = value.flatten()[place].item<double>();
        const auto at = [&](double shift) {
          value.view({-1})[place] = before + shift;
          return nextTokenLoss(reference(merged(*adapter), ids), ids, m_case.shape.vocab);
        };
        const double expected = (at(step) - at(-step)) / (2 * step);
        value.view({-1})[place] = before;
        worst = std::max(worst, std::abs(grad.flatten()[place].item<double>() - expected) / grad.norm().item<double>());
      }
    }
    compare("lora", worst, kGradients);
    m_decoder->setAdapter(nullptr);
  }

 private Q_SLOTS:
  void families_data() {
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Case& one : cases()) QTest::newRow(one.name) << index++;
  }

  void families() {
    QFETCH(int, index);
    m_case = cases()[static_cast<std::size_t>(index)];
    const auto configs =
        base::parseJson(readFile(sourceFolder() / "tests/model/goldens/own_code_configs.json")).value();
    auto config = model::parseConfig(configs[m_case.config], m_case.config);
    TIMBRE_OK(config);
    m_decoder = model::Decoder::random(*config, 1);
    fillByFormula(*m_decoder);
    m_weights.clear();
    std::uint64_t count = 0;
    for (const auto& [name, tensor] : m_decoder->parameters()) {
      m_weights[name] = toValues(tensor);
      count += static_cast<std::uint64_t>(tensor.numel());
    }
    QCOMPARE(config->parameterCount(), count);
    for (const auto step : {&FamilyReferenceTest::logits, &FamilyReferenceTest::generation,
                            &FamilyReferenceTest::gradients, &FamilyReferenceTest::adapter}) {
      (this->*step)();
      if (QTest::currentTestFailed()) return;
    }
  }
};

QTEST_GUILESS_MAIN(FamilyReferenceTest)
#include "family_reference_test.moc"
