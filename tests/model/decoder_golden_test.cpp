// SPDX-License-Identifier: GPL-3.0-or-later
// The decoder against transformers and peft (goldens/make_logits_golden.py).
#include "tests/model/model_fixture.h"
#include "tests/support/test_support.h"

using namespace timbre;
using namespace timbre::testing;

namespace {

base::Json golden(const char* name) {
  return base::parseJson(readFile(sourceFolder() / "tests/model/goldens" / name)).value();
}

}  // namespace

class DecoderGoldenTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tinyModels_data() {
    QTest::addColumn<int>("index");
    const auto cases = golden("llama_tiny.json")["cases"];
    for (std::size_t i = 0; i < cases.size(); ++i)
      QTest::newRow(cases[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
  }

  void tinyModels() {
    QFETCH(int, index);
    const auto c = golden("llama_tiny.json")["cases"][static_cast<std::size_t>(index)];
    auto config = model::parseConfig(c["config"], "golden");
    TIMBRE_OK(config);
    auto decoder = model::Decoder::random(*config, 1);
    fillByFormula(*decoder);
    const auto ids = c["ids"].get<std::vector<std::int64_t>>();
    const double error = relativeError(logitsOf(*decoder, ids), toTensor(c["logits"]));
    QVERIFY2(error < 2e-6, qPrintable(QString("logits differ by %1 of the largest").arg(error)));
    const auto prompt = c["prompt"].get<std::vector<std::int64_t>>();
    const auto expected = c["greedy"].get<std::vector<std::int64_t>>();
    QCOMPARE(greedy(*decoder, prompt, expected.size(), false), expected);
    QCOMPARE(greedy(*decoder, prompt, expected.size(), true), expected);

    auto adapter = formulaAdapter(*config, c["lora"]["r"], c["lora"]["alpha"]);
    QVERIFY(adapter);
    decoder->setAdapter(adapter);
    const double loraError = relativeError(logitsOf(*decoder, ids), toTensor(c["lora_logits"]));
    QVERIFY2(loraError < 2e-6, qPrintable(QString("with LoRA: %1").arg(loraError)));
    QVERIFY(relativeError(toTensor(c["lora_logits"]), toTensor(c["logits"])) > 1e-2);  // the adapter does something
  }

  void bfloat16FollowsFloat() {
    const auto c = golden("llama_tiny.json")["cases"][0];
    auto config = model::parseConfig(c["config"], "golden");
    model::LoadOptions options;
    options.dtype = at::kBFloat16;
    auto decoder = model::Decoder::random(*config, 1, options);
    fillByFormula(*decoder);
    const double error = relativeError(logitsOf(*decoder, c["ids"]), toTensor(c["logits"]));
    QVERIFY2(error < 3e-2, qPrintable(QString::number(error)));
    QVERIFY(error > 1e-5);  // or it was not bfloat16 at all
  }

  void stories260K() {
    TIMBRE_NEED_DATA("weights/stories260K-hf-derived");
    auto decoder = model::Decoder::load(dataFolder() / "weights/stories260K-hf-derived");
    TIMBRE_OK(decoder);
    const auto c = golden("stories260k.json");
    const auto ids = c["ids"].get<std::vector<std::int64_t>>();
    const at::Tensor places = at::tensor(c["places"].get<std::vector<std::int64_t>>());
    const double error = relativeError(logitsOf(**decoder, ids).index_select(0, places), toTensor(c["logits"]));
    QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
    const auto prompt = c["prompt"].get<std::vector<std::int64_t>>();
    const auto expected = c["greedy"].get<std::vector<std::int64_t>>();
    QCOMPARE(greedy(**decoder, prompt, expected.size(), false), expected);
    QCOMPARE(greedy(**decoder, prompt, expected.size(), true), expected);
    (*decoder)->setAdapter(
        formulaAdapter((*decoder)->config(), c["lora"]["r"], c["lora"]["alpha"], c["lora"]["targets"]));
    const double loraError =
        relativeError(logitsOf(**decoder, ids).index_select(0, places), toTensor(c["lora_logits"]));
    QVERIFY2(loraError < 1e-5, qPrintable(QString::number(loraError)));
  }
};

QTEST_GUILESS_MAIN(DecoderGoldenTest)
#include "decoder_golden_test.moc"
