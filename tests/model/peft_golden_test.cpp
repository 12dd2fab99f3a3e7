// SPDX-License-Identifier: GPL-3.0-or-later
// Adapters with everything that PEFT can write, against PEFT's own logits (goldens/make_peft_golden.py), and those that are refused.
#include "core/base/messages.h"
#include "core/model/tensor_io.h"
#include "tests/model/model_fixture.h"
#include "tests/support/test_support.h"

using namespace timbre;
namespace fs = std::filesystem;

namespace {

base::Json goldenCases() {
  const auto json = base::parseJson(testing::readFile(testing::sourceFolder() / "tests/model/goldens/peft.json"));
  return json.ok() ? (*json)["cases"] : base::Json::array();
}

/// What the script's value() gives.
at::Tensor valueOf(const std::string& name, const std::vector<std::int64_t>& shape) {
  const at::Tensor out = at::empty(shape, at::TensorOptions(at::kFloat));
  const bool nearOne = name.find("magnitude") != std::string::npos || name.ends_with("norm.weight");
  const double scale = !nearOne && name.find("lora_") != std::string::npos ? 0.25 : 0.5;
  testing::fillByFormula(out, name, scale, nearOne ? 1 : 0);
  return out;
}

/// A tied model's head has the embedding's values.
std::string valueName(const base::Json& one, std::string name) {
  const std::string head = "lm_head";
  if (const auto at = name.find(head); one["model"]["tie_word_embeddings"] == true && at != std::string::npos) name.replace(at, head.size(), "model.embed_tokens");
  return name;
}

void writeAdapter(const fs::path& folder, const base::Json& one) {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const auto& [name, shape] : one["tensors"].items())
    tensors.emplace_back(name, valueOf(valueName(one, name), shape.get<std::vector<std::int64_t>>()));
  base::FileOps ops;
  TIMBRE_OK(model::writeTensors(ops, folder / "adapter_model.safetensors", tensors));
  testing::writeFile(folder / "adapter_config.json", base::dumpJson(one["config"]));
}

std::unique_ptr<model::Decoder> baseOf(const base::Json& one) {
  auto decoder = model::Decoder::random(model::parseConfig(one["model"], "golden").value(), 1);
  testing::fillByFormula(*decoder);
  return decoder;
}

/// Rows 3 and the last, as the golden has them.
at::Tensor twoRows(model::Decoder& decoder, const std::vector<std::int64_t>& ids) {
  const at::Tensor all = testing::logitsOf(decoder, ids);
  const at::Tensor rows = all.dim() == 3 ? all[0] : all;
  return at::stack({rows[3], rows[rows.size(0) - 1]});
}

std::string loadCode(base::Json one, const std::function<void(base::Json&)>& change) {
  change(one);
  testing::TempFolder folder;
  writeAdapter(folder.path(), one);
  const auto adapter = model::LoraAdapter::load(folder.path(), model::parseConfig(one["model"], "golden").value());
  if (adapter.ok()) return "ok";
  return base::findMessage(adapter.error().code) ? adapter.error().code : "no message: " + adapter.error().code;
}

base::Json caseOf(const char* name) {
  for (const base::Json& one : goldenCases())
    if (one["name"] == name) return one;
  return {};
}

}  // namespace

class PeftGoldenTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void logitsOfPeft_data() {
    QTest::addColumn<int>("index");
    const base::Json cases = goldenCases();
    QVERIFY(cases.size() >= 14);
    for (std::size_t i = 0; i < cases.size(); ++i) QTest::newRow(cases[i]["name"].get<std::string>().c_str()) << int(i);
  }

  void logitsOfPeft() {
    QFETCH(int, index);
    const base::Json one = goldenCases()[static_cast<std::size_t>(index)];
    testing::TempFolder folder;
    writeAdapter(folder.path(), one);
    auto decoder = baseOf(one);
    const std::string baseHash = decoder->hashWeights();
    const auto ids = one["ids"].get<std::vector<std::int64_t>>();
    const auto known = std::vector<std::int64_t>(ids.begin(), ids.begin() + 16);
    const at::Tensor before = twoRows(*decoder, known);
    const auto adapter = model::LoraAdapter::load(folder.path(), decoder->config());
    TIMBRE_OK(adapter);
    decoder->setAdapter(*adapter);
    const at::Tensor logits = twoRows(*decoder, ids).to(at::kDouble).flatten();
    const at::Tensor expected = testing::toTensor(one["logits"]);
    QCOMPARE(logits.numel(), expected.numel());
    const double error = ((logits - expected).abs().max() / expected.abs().max()).item<double>();
    QVERIFY2(error < 1e-5, QByteArray::number(error).constData());
    // The base is what it was: while the adapter is on for who asks after it, and in fact when it is off again.
    QCOMPARE(decoder->hashWeights(), baseHash);
    decoder->setAdapter(nullptr);
    QVERIFY(at::equal(twoRows(*decoder, known), before));
  }

  void everyTensorCounts() {
    for (const base::Json& one : goldenCases()) {
      testing::TempFolder folder;
      writeAdapter(folder.path(), one);
      const auto config = model::parseConfig(one["model"], "golden").value();
      const auto adapter = model::LoraAdapter::load(folder.path(), config);
      TIMBRE_OK(adapter);
      for (const auto& [name, shape] : one["tensors"].items()) {
        std::vector<std::pair<std::string, at::Tensor>> tensors;
        for (const auto& [other, size] : one["tensors"].items())
          tensors.emplace_back(other, valueOf(valueName(one, other), size.get<std::vector<std::int64_t>>()) + (valueName(one, other) == valueName(one, name) ? 0.125 : 0));
        fs::remove(folder.path() / "adapter_model.safetensors");
        base::FileOps ops;
        TIMBRE_OK(model::writeTensors(ops, folder.path() / "adapter_model.safetensors", tensors));
        const auto changed = model::LoraAdapter::load(folder.path(), config);
        TIMBRE_OK(changed);
        QVERIFY2((*changed)->hashWeights() != (*adapter)->hashWeights(), name.c_str());
      }
    }
  }

  void patternsSurviveSaving() {
    for (const char* name : {"patterns", "patterns_rslora", "rslora"}) {
      const base::Json one = caseOf(name);
      testing::TempFolder folder;
      writeAdapter(folder.path(), one);
      auto decoder = baseOf(one);
      auto adapter = model::LoraAdapter::load(folder.path(), decoder->config());
      TIMBRE_OK(adapter);
      base::FileOps ops;
      fs::create_directory(folder.path() / "saved");
      TIMBRE_OK((*adapter)->save(ops, folder.path() / "saved"));
      auto again = model::LoraAdapter::load(folder.path() / "saved", decoder->config());
      TIMBRE_OK(again);
      const auto ids = one["ids"].get<std::vector<std::int64_t>>();
      decoder->setAdapter(*adapter);
      const at::Tensor first = twoRows(*decoder, ids);
      decoder->setAdapter(*again);
      QVERIFY(at::allclose(twoRows(*decoder, ids), first, 1e-6, 1e-6));
    }
  }

  void onlyPlainOnesAreTrainedAndMerged() {
    for (const base::Json& one : goldenCases()) {
      testing::TempFolder folder;
      writeAdapter(folder.path(), one);
      const auto adapter = model::LoraAdapter::load(folder.path(), model::parseConfig(one["model"], "golden").value());
      TIMBRE_OK(adapter);
      const auto name = QString::fromStdString(one["name"]);
      const bool plain = name == "plain" || name == "rslora" || name.startsWith("patterns");
      QCOMPARE((*adapter)->checkPlain().ok(), plain);
    }
  }

  void refusals() {
    const base::Json plain = caseOf("plain"), dora = caseOf("dora"), rows = caseOf("token_rows"), norm = caseOf("saved_norm");
    const auto set = [](const char* key, base::Json value) { return [=](base::Json& one) { one["config"][key] = value; }; };
    QCOMPARE(loadCode(plain, [](base::Json&) {}), std::string("ok"));
    QCOMPARE(loadCode(plain, set("task_type", "SEQ_CLS")), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(plain, set("peft_type", "IA3")), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(plain, set("init_lora_weights", "pissa")), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(plain, set("init_lora_weights", "gaussian")), std::string("ok"));
    QCOMPARE(loadCode(plain, set("bias", "lora_only")), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(plain, set("use_dora", true)), std::string("adapter.incomplete"));
    QCOMPARE(loadCode(dora, set("use_dora", false)), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(plain, set("rank_pattern", {{"q_proj", 4}})), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(plain, set("rank_pattern", {{"q_proj", 0}})), std::string("adapter.invalid_config"));
    QCOMPARE(loadCode(plain, set("rank_pattern", {{"q_proj", "x"}})), std::string("adapter.invalid_config"));
    QCOMPARE(loadCode(plain, set("alpha_pattern", {{"(", 4}})), std::string("adapter.invalid_config"));
    QCOMPARE(loadCode(plain, set("alpha_pattern", {{"(.|.?)+\\d{9}", 4}})), std::string("adapter.invalid_config"));
    QCOMPARE(loadCode(rows, set("trainable_token_indices", {{"embed_tokens", {3, 7}}})), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(rows, set("trainable_token_indices", {{"embed_tokens", {3, 7, 48}}})), std::string("adapter.invalid_config"));
    QCOMPARE(loadCode(rows, set("trainable_token_indices", nullptr)), std::string("adapter.invalid_config"));
    const auto rename = [](const char* from, const char* to) {
      return [=](base::Json& one) {
        one["tensors"][to] = one["tensors"][from];
        one["tensors"].erase(from);
      };
    };
    QCOMPARE(loadCode(norm, rename("base_model.model.model.norm.weight", "base_model.model.score.weight")), std::string("adapter.unknown_module"));
    QCOMPARE(loadCode(norm, [](base::Json& one) { one["tensors"]["base_model.model.model.norm.weight"] = {33}; }), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(norm, [](base::Json& one) { one["tensors"]["base_model.model.model.embed_tokens.lora_embedding_A"] = {2, 48}; }),
             std::string("adapter.unsupported"));
  }
};

QTEST_GUILESS_MAIN(PeftGoldenTest)
#include "peft_golden_test.moc"
