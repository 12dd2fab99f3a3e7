// SPDX-License-Identifier: GPL-3.0-or-later
// Every family against transformers and peft (goldens/make_family_goldens.py): logits alone, in a padded batch, packed
// and past the original context; greedy text with and without the cache; gradients of all parameters and of an adapter.
#include "kernels/cross_entropy.h"
#include "tests/model/model_fixture.h"
#include "tests/support/test_support.h"

#include <ATen/core/grad_mode.h>

#include <QDir>

using namespace timbre;
using namespace timbre::testing;

namespace {

using Ids = std::vector<std::int64_t>;
constexpr double kLogits = 1e-5;     // of the largest; the promise is 1e-4
constexpr double kGradients = 2e-5;  // of the tensor's norm; the promise is 1e-4

base::Json golden(const QString& name) {
  const auto path = sourceFolder() / "tests/model/goldens/families" / (name.toStdString() + ".json");
  return base::parseJson(readFile(path)).value();
}

Ids idsOf(const base::Json& json) { return json.get<Ids>(); }

at::Tensor lossOf(model::Decoder& decoder, const Ids& ids) {
  const at::Tensor hidden = decoder.hidden(inputOf(ids))[0];
  const auto count = static_cast<std::int64_t>(ids.size()) - 1;
  return kernels::linearCrossEntropy(hidden.narrow(0, 0, count), decoder.headWeight(),
                                     at::tensor(ids).narrow(0, 1, count), {}, kernels::kLogitBudgetBytes,
                                     decoder.config().finalSoftcap)
      .sum;
}

/// Largest error of the stored norms and places, relative to the norm of the tensor.
double gradientError(const std::vector<std::pair<std::string, at::Tensor>>& tensors, const base::Json& expected) {
  if (expected.size() != tensors.size()) return INFINITY;
  double worst = 0;
  for (const auto& [name, tensor] : tensors) {
    const base::Json* stored = base::member(expected, name);
    if (!stored || !tensor.grad().defined()) return qWarning("no gradient of %s", name.c_str()), INFINITY;
    const at::Tensor grad = tensor.grad().to(at::kDouble).flatten();
    const double norm = (*stored)["norm"].get<double>();
    double error = std::abs(grad.norm().item<double>() - norm);
    const at::Tensor wanted = toTensor((*stored)["places"]);
    for (std::int64_t i = 0; i < wanted.numel(); ++i) {
      const auto place = static_cast<std::int64_t>(static_cast<double>(i) * static_cast<double>(grad.numel() - 1) /
                                                   static_cast<double>(wanted.numel() - 1));
      error = std::max(error, std::abs(grad[place].item<double>() - wanted[i].item<double>()));
    }
    if (!(error / norm <= worst)) worst = error / norm;
  }
  return worst;
}

}  // namespace

class FamilyGoldenTest : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<model::Decoder> m_decoder;
  base::Json m_golden;

  void compare(const char* what, double error, double limit) {
    qInfo("%-9s %.1e", what, error);
    QVERIFY2(error <= limit, qPrintable(QString("%1: %2").arg(what).arg(error)));
  }

  void logits() {
    const auto& rows = m_golden["rows"];
    std::vector<Ids> documents;
    double alone = 0, batched = 0;
    for (const auto& row : rows) documents.push_back(idsOf(row["ids"]));
    const auto chosen = [](const at::Tensor& all) {
      const std::int64_t n = all.size(0);
      return all.index_select(0, at::tensor(Ids{0, n / 2, n - 1}));
    };
    for (std::size_t i = 0; i < rows.size(); ++i)
      alone = std::max(alone, relativeError(chosen(logitsOf(*m_decoder, documents[i])), toTensor(rows[i]["logits"])));
    compare("alone", alone, kLogits);
    at::NoGradGuard guard;
    for (const bool left : {false, true}) {
      // Each document in a row of its own, then all in one row, then two rows with two and one.
      const std::vector<std::vector<std::vector<Ids>>> layouts = {{{documents[0]}, {documents[1]}, {documents[2]}},
                                                                  {{documents[0], documents[1], documents[2]}},
                                                                  {{documents[0]}, {documents[1], documents[2]}}};
      for (const auto& layout : layouts) {
        const auto input = batchOf(layout, 34, left, layout.size() == 1 ? 0 : 2);
        const at::Tensor logits = m_decoder->logits(m_decoder->hidden(input));
        std::size_t document = 0;
        for (std::size_t row = 0; row < layout.size(); ++row)
          for (std::size_t number = 0; number < layout[row].size(); ++number, ++document)
            batched =
                std::max(batched, relativeError(chosen(logitsOfDocument(logits, input, static_cast<std::int64_t>(row),
                                                                        static_cast<int>(number))),
                                                toTensor(rows[document]["logits"])));
      }
    }
    compare("batches", batched, kLogits);
    compare("bfloat16", narrowError(*m_decoder, documents[0]), 6e-2);
  }

  void beyond() {
    const base::Json* more = base::member(m_golden, "long");
    if (!more) return;
    const at::Tensor all = logitsOf(*m_decoder, idsOf((*more)["ids"]));
    compare("long",
            relativeError(all.index_select(0, at::tensor(idsOf((*more)["places"]))), toTensor((*more)["logits"])),
            kLogits);
  }

  void greedyText() {
    for (const auto& one : m_golden["greedy"]) {
      const Ids expected = idsOf(one["ids"]);
      QCOMPARE(greedy(*m_decoder, idsOf(one["prompt"]), expected.size(), true), expected);
      // Cached keys of the dynamic kind and of longrope keep the rotation of their step: recomputing is another thing.
      const model::RopeConfig& rope = m_decoder->config().rope;
      const bool keeps = rope.kind == model::RopeKind::Dynamic || rope.kind == model::RopeKind::LongRope;
      if (!keeps || rope.renewsCache)
        QCOMPARE(greedy(*m_decoder, idsOf(one["prompt"]), expected.size(), false), expected);
    }
  }

  void allParameters() {
    for (const auto& [name, tensor] : m_decoder->parameters()) at::Tensor(tensor).requires_grad_();
    const at::Tensor loss = lossOf(*m_decoder, idsOf(m_golden["rows"][0]["ids"]));
    loss.backward();
    compare("loss", std::abs(loss.item<double>() / m_golden["full"]["loss"].get<double>() - 1), 1e-6);
    compare("full", gradientError(m_decoder->parameters(), m_golden["full"]["gradients"]), kGradients);
    for (const auto& [name, tensor] : m_decoder->parameters())
      at::Tensor(tensor).requires_grad_(false).mutable_grad().reset();
  }

  void adapter() {
    const auto& lora = m_golden["lora"];
    auto adapter = formulaAdapter(m_decoder->config(), lora["r"], lora["alpha"]);
    QVERIFY(adapter);
    auto named =
        formulaAdapter(m_decoder->config(), lora["r"], lora["alpha"], lora["targets"].get<std::vector<std::string>>());
    QCOMPARE(named->hashWeights(), adapter->hashWeights());  // "all linear layers" are those that PEFT finds
    for (const auto& [name, tensor] : adapter->parameters()) at::Tensor(tensor).requires_grad_();
    m_decoder->setAdapter(adapter);
    const at::Tensor loss = lossOf(*m_decoder, idsOf(lora["ids"]));
    loss.backward();
    compare("lora loss", std::abs(loss.item<double>() / lora["loss"].get<double>() - 1), 1e-6);
    compare("lora", gradientError(adapter->parameters(), lora["gradients"]), kGradients);
  }

 private Q_SLOTS:
  void families_data() {
    QTest::addColumn<QString>("name");
    const QDir folder(QString::fromStdString((sourceFolder() / "tests/model/goldens/families").string()));
    const QStringList files = folder.entryList({"*.json"}, QDir::Files, QDir::Name);
    QVERIFY(files.size() >= 25);
    for (const QString& file : files) QTest::newRow(qPrintable(file.chopped(5))) << file.chopped(5);
  }

  void families() {
    QFETCH(QString, name);
    m_golden = golden(name);
    auto config = model::parseConfig(m_golden["config"], "golden");
    TIMBRE_OK(config);
    m_decoder = model::Decoder::random(*config, 1);
    fillByFormula(*m_decoder);
    std::uint64_t count = 0;
    for (const auto& [path, tensor] : m_decoder->parameters()) count += static_cast<std::uint64_t>(tensor.numel());
    QCOMPARE(config->parameterCount(), count);
    for (const auto step : {&FamilyGoldenTest::logits, &FamilyGoldenTest::beyond, &FamilyGoldenTest::greedyText,
                            &FamilyGoldenTest::allParameters, &FamilyGoldenTest::adapter}) {
      (this->*step)();
      if (QTest::currentTestFailed()) return;
    }
  }
};

QTEST_GUILESS_MAIN(FamilyGoldenTest)
#include "family_golden_test.moc"
