// SPDX-License-Identifier: GPL-3.0-or-later
// Adapters with everything that PEFT can write, against PEFT's own logits (goldens/make_peft_golden.py), and those that are refused.
#include "core/base/messages.h"
#include "tests/model/peft_cases.h"

#include <ATen/core/grad_mode.h>

#include <set>

using namespace timbre;
using namespace timbre::testing::peft;
namespace fs = std::filesystem;

namespace {

std::string loadCode(base::Json one, const std::function<void(base::Json&)>& change) {
  change(one);
  testing::TempFolder folder;
  writeAdapter(folder.path(), one);
  const auto adapter = model::LoraAdapter::load(folder.path(), model::parseConfig(one["model"], "golden").value());
  if (adapter.ok()) return "ok";
  return base::findMessage(adapter.error().code) ? adapter.error().code : "no message: " + adapter.error().code;
}

}  // namespace

class PeftGoldenTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void logitsOfPeft_data() {
    QTest::addColumn<int>("index");
    const base::Json cases = goldenCases();
    QVERIFY(cases.size() >= 36);
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
        if (name.ends_with(".original_module.weight")) continue;  // off while the adapter is on
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

  void everythingSurvivesSaving() {
    for (const base::Json& one : goldenCases()) {
      testing::TempFolder folder;
      writeAdapter(folder.path(), one);
      auto decoder = baseOf(one);
      const auto adapter = model::LoraAdapter::load(folder.path(), decoder->config());
      TIMBRE_OK(adapter);
      base::FileOps ops;
      fs::create_directory(folder.path() / "saved");
      TIMBRE_OK((*adapter)->save(ops, folder.path() / "saved"));
      const auto again = model::LoraAdapter::load(folder.path() / "saved", decoder->config());
      TIMBRE_OK(again);
      const std::string name = one["name"];
      QVERIFY2((*again)->hashWeights() == (*adapter)->hashWeights(), name.c_str());
      // The same tensors under the same names (what PEFT writes twice once), and of the configuration nothing but what a saved adapter is: at rest.
      const auto file = model::SafetensorsFile::open(folder.path() / "saved" / "adapter_model.safetensors");
      TIMBRE_OK(file);
      std::set<std::string> expected, found;
      for (const auto& [tensor, shape] : one["tensors"].items())
        if (!tensor.ends_with(".original_module.weight") && !tensor.ends_with(".modules_to_save.weight")) expected.insert(tensor);
      for (const auto& info : file->tensors()) found.insert(info.name);
      QVERIFY2(found == expected, name.c_str());
      base::Json config = base::parseJson(testing::readFile(folder.path() / "saved" / "adapter_config.json")).value();
      QVERIFY(config["inference_mode"] == true);
      QVERIFY2(config == one["config"], name.c_str());
      const auto ids = one["ids"].get<std::vector<std::int64_t>>();
      decoder->setAdapter(*adapter);
      const at::Tensor first = twoRows(*decoder, ids);
      decoder->setAdapter(*again);
      QVERIFY2(at::equal(twoRows(*decoder, ids), first), name.c_str());
    }
  }

  void gradientsOfPeft_data() { logitsOfPeft_data(); }

  void gradientsOfPeft() {
    QFETCH(int, index);
    const base::Json one = goldenCases()[static_cast<std::size_t>(index)];
    testing::TempFolder folder;
    writeAdapter(folder.path(), one);
    auto decoder = baseOf(one);
    const auto adapter = model::LoraAdapter::load(folder.path(), decoder->config());
    TIMBRE_OK(adapter);
    const bool grown = (*adapter)->vocabularyRows(decoder->config()) != decoder->config().vocabSize;
    QCOMPARE((*adapter)->checkTrainable(decoder->config()).ok(), !grown);
    if (grown) return;
    decoder->setAdapter(*adapter);
    decoder->setTraining(true);
    for (const auto& [name, tensor] : (*adapter)->parameters()) tensor.requires_grad_(true);
    const auto ids = one["ids"].get<std::vector<std::int64_t>>();
    for (int round = 0; round < 2; ++round) {  // a second pass finds no path that the first one has used up
      for (const auto& [name, tensor] : (*adapter)->parameters()) tensor.mutable_grad() = at::Tensor();
      const at::Tensor logits = decoder->logits(decoder->hidden(testing::inputOf(ids)))[0];
      const at::Tensor weights = at::empty_like(logits, at::TensorOptions(at::kFloat)).detach();
      testing::fillByFormula(weights, "loss", 1);
      (logits * weights).sum().backward();
    }
    std::set<std::string> found;
    for (const auto& [name, tensor] : (*adapter)->parameters()) {
      const std::string inFile = "base_model.model." + name;
      found.insert(inFile);
      QVERIFY2(one["gradients"].contains(inFile) && tensor.grad().defined(), name.c_str());
      const auto figures = one["gradients"][inFile].get<std::vector<double>>();
      const at::Tensor gradient = tensor.grad().to(at::kDouble);
      const double sum = gradient.sum().item<double>(), norm = gradient.norm().item<double>();
      QVERIFY2(std::abs(norm - figures[1]) <= 1e-4 * figures[1] + 1e-7, (name + " " + std::to_string(norm) + " " + std::to_string(figures[1])).c_str());
      QVERIFY2(std::abs(sum - figures[0]) <= 1e-4 * std::sqrt(double(gradient.numel())) * figures[1] + 1e-7, name.c_str());
    }
    QCOMPARE(found.size(), one["gradients"].size());
  }

  void theDecoderFollowsWhatIsTrained() {
    for (const char* name : {"dora", "saved_modules", "saved_tied", "token_rows", "embedding_dora", "saved_head_tied", "head_tied", "head_dora"}) {
      const base::Json one = caseOf(name);
      testing::TempFolder folder;
      writeAdapter(folder.path(), one);
      auto decoder = baseOf(one);
      const auto adapter = model::LoraAdapter::load(folder.path(), decoder->config());
      TIMBRE_OK(adapter);
      decoder->setAdapter(*adapter);
      const auto ids = one["ids"].get<std::vector<std::int64_t>>();
      at::Tensor before = twoRows(*decoder, ids);
      for (const auto& [parameter, values] : (*adapter)->parameters()) {
        {
          at::NoGradGuard guard;
          values.mul_(1.5);
        }
        const at::Tensor after = twoRows(*decoder, ids);
        QVERIFY2(!at::equal(after, before), (std::string(name) + " " + parameter).c_str());
        before = after;
      }
      decoder->setAdapter(*adapter);
      QVERIFY2(at::equal(twoRows(*decoder, ids), before), name);
    }
  }

  void onlyWhatIsComputedAsInPeftIsTrained() {
    const auto verdict = [](base::Json one, double dropout) {
      one["config"]["lora_dropout"] = dropout;
      testing::TempFolder folder;
      writeAdapter(folder.path(), one);
      const auto config = model::parseConfig(one["model"], "golden").value();
      const auto adapter = model::LoraAdapter::load(folder.path(), config);
      if (!adapter.ok()) return adapter.error().code;
      const auto checked = (*adapter)->checkTrainable(config);
      return checked.ok() ? std::string("ok") : checked.error().code + " " + checked.error().args.at("what");
    };
    QCOMPARE(verdict(caseOf("plain"), 0.1), std::string("ok"));
    QCOMPARE(verdict(caseOf("dora"), 0.0), std::string("ok"));
    QCOMPARE(verdict(caseOf("dora"), 0.1), std::string("adapter.unsupported use_dora + lora_dropout"));
    QCOMPARE(verdict(caseOf("head"), 0.0), std::string("ok"));
    QCOMPARE(verdict(caseOf("head"), 0.1), std::string("adapter.unsupported lora_dropout + lm_head"));
    QCOMPARE(verdict(caseOf("grown"), 0.0), std::string("adapter.unsupported a grown vocabulary"));
    QCOMPARE(verdict(caseOf("rows_added"), 0.0), std::string("adapter.unsupported a grown vocabulary"));
  }

  void whatPeftWritesTwiceIsReadOnce() {
    for (const char* name : {"grown", "grown_tied"}) {
      base::Json plain = caseOf(name);
      plain["config"]["modules_to_save"] = {"embed_tokens", "lm_head"};
      base::Json twice = plain;
      for (const char* module : {"lm_head", "model.embed_tokens"}) {
        const std::string at = std::string("base_model.model.") + module;
        for (const char* end : {".modules_to_save.weight", ".original_module.weight"}) twice["tensors"][at + end] = plain["tensors"][at + ".weight"];
      }
      const testing::TempFolder folder;
      const auto config = model::parseConfig(plain["model"], "golden").value();
      const auto hash = [&](const base::Json& one, const char* below) {
        fs::create_directories(folder.path() / below);
        writeAdapter(folder.path() / below, one);
        const auto adapter = model::LoraAdapter::load(folder.path() / below, config);
        return adapter.ok() ? QString::fromStdString((*adapter)->hashWeights()) : QString::fromStdString(adapter.error().code);
      };
      const QString expected = hash(plain, "plain");
      QCOMPARE(expected.size(), 64);
      QCOMPARE(hash(twice, "twice"), expected);
    }
  }

  /// A base that ties its head, and an adapter that was trained as if it were one matrix, or two.
  void aTiedHeadIsOneOrTwo() {
    const base::Json apart = caseOf("saved_apart"), together = caseOf("saved_together"), both = caseOf("head_and_embedding_tied");
    const auto set = [](const char* key, base::Json value) { return [=](base::Json& one) { one["config"][key] = value; }; };
    QCOMPARE(loadCode(apart, set("ensure_weight_tying", true)), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(apart, set("modules_to_save", {"embed_tokens"})), std::string("ok"));  // the head of the base
    QCOMPARE(loadCode(together, set("ensure_weight_tying", false)), std::string("ok"));
    for (const char* name : {"head_tied", "embedding_tied", "head_and_embedding_tied"})
      QCOMPARE(loadCode(caseOf(name), set("ensure_weight_tying", true)), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(both, [](base::Json& one) { one["apart"] = true; }), std::string("adapter.unsupported"));  // two bases
    QCOMPARE(loadCode(apart, [](base::Json& one) { one["tensors"].erase("base_model.model.lm_head.weight"); }), std::string("adapter.incomplete"));
    QCOMPARE(loadCode(caseOf("head"), [](base::Json& one) { one["tensors"].erase("base_model.model.lm_head.lora_B.weight"); }), std::string("adapter.incomplete"));
    for (const char* end : {"A", "B"})
      QCOMPARE(loadCode(caseOf("head"), [&](base::Json& one) { one["tensors"][std::string("base_model.model.lm_head.lora_") + end + ".weight"] = {53, 53}; }),
               std::string("adapter.mismatch"));
    QCOMPARE(loadCode(caseOf("head"), [](base::Json& one) { one["tensors"]["base_model.model.lm_head.lora_B.weight"] = {53, 2}; }), std::string("adapter.mismatch"));
  }

  /// PEFT may write the base's own matrices beside the rest; they are in force, and not trained.
  void whatIsNotToBeSavedIsNotTrained() {
    base::Json one = caseOf("saved_modules");
    const auto trained = [&] {
      testing::TempFolder folder;
      writeAdapter(folder.path(), one);
      const auto adapter = model::LoraAdapter::load(folder.path(), model::parseConfig(one["model"], "golden").value());
      std::set<std::string> names;
      for (const auto& [name, tensor] : (*adapter)->parameters()) names.insert(name);
      return names;
    };
    QVERIFY(trained().contains("lm_head.weight") && trained().contains("model.embed_tokens.weight"));
    one["config"]["modules_to_save"] = {"lm_head"};
    QVERIFY(trained().contains("lm_head.weight") && !trained().contains("model.embed_tokens.weight"));
    QCOMPARE(trained().size(), std::size_t(5));
  }

  /// New tokens as PEFT's manual has them: a vocabulary that has grown, and rows of it that are trained.
  void rowsInAMatrixOfTheFile() {
    const std::string under = "base_model.model.model.embed_tokens.token_adapter.base_layer.weight";
    const base::Json one = caseOf("rows_new"), tied = caseOf("rows_new_tied");
    const auto rows = [](base::Json value) { return [=](base::Json& changed) { changed["config"]["trainable_token_indices"] = value; }; };
    QCOMPARE(loadCode(one, rows({0, 1, 2, 3, 52})), std::string("ok"));
    QCOMPARE(loadCode(one, rows({0, 1, 2, 3, 54})), std::string("adapter.invalid_config"));
    QCOMPARE(loadCode(one, [&](base::Json& changed) { changed["tensors"].erase(under); }), std::string("ok"));  // all five are there
    QCOMPARE(loadCode(one, [&](base::Json& changed) { changed["tensors"][under] = {53, 31}; }), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(one, [&](base::Json& changed) { changed["tensors"][under] = {52, 32}; }), std::string("ok"));
    QCOMPARE(loadCode(one, [&](base::Json& changed) { changed["tensors"][under] = {55, 32}; }), std::string("adapter.incomplete"));
    QCOMPARE(loadCode(caseOf("plain"), [&](base::Json& changed) { changed["tensors"][under] = {48, 32}; }), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(tied, [](base::Json& changed) { changed["apart"] = true; }), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(tied, [&](base::Json& changed) { changed["tensors"].erase(under); }), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(caseOf("head_tied"), [](base::Json& changed) {
      changed["config"]["trainable_token_indices"] = {3, 7};
      changed["tensors"]["base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta"] = {2, 32};
    }), std::string("adapter.unsupported"));
  }

  /// PEFT leaves out, without a word, tensors of modules that the configuration does not aim at.
  void onlyWhatIsAimedAt() {
    const base::Json plain = caseOf("plain"), head = caseOf("head");
    const auto verdict = [](const base::Json& one, base::Json changes) {
      return loadCode(one, [&](base::Json& changed) { changed["config"].update(changes); });
    };
    const std::string ok = "ok", off = "adapter.not_aimed", every = ".*\\.(q|k|v|o|gate|up|down)_proj";
    QCOMPARE(verdict(plain, {{"target_modules", {"q_proj", "k_proj"}}}), off);
    QCOMPARE(verdict(plain, {{"target_modules", nullptr}}), ok);
    QCOMPARE(verdict(plain, {{"target_modules", "all-linear"}}), ok);
    QCOMPARE(verdict(head, {{"target_modules", "all-linear"}}), off);
    QCOMPARE(verdict(head, {{"target_modules", "lm_head|.*q_proj"}}), ok);
    QCOMPARE(verdict(plain, {{"target_modules", every}}), ok);
    QCOMPARE(verdict(plain, {{"target_modules", "model.layers.0.*"}}), off);
    QCOMPARE(verdict(plain, {{"target_modules", every.substr(4)}}), off);  // the whole path has to match
    QCOMPARE(verdict(plain, {{"target_modules", "("}}), std::string("adapter.invalid_config"));
    QCOMPARE(verdict(plain, {{"target_modules", 3}}), std::string("adapter.invalid_config"));
    QCOMPARE(verdict(plain, {{"exclude_modules", {"down_proj"}}}), off);
    QCOMPARE(verdict(plain, {{"exclude_modules", ".*layers\\.1.*"}}), off);
    QCOMPARE(verdict(plain, {{"exclude_modules", {"lm_head"}}}), ok);
    QCOMPARE(verdict(plain, {{"layers_to_transform", {0, 1}}}), ok);
    QCOMPARE(verdict(plain, {{"layers_to_transform", 1}}), off);
    QCOMPARE(verdict(plain, {{"layers_to_transform", {0, 1}}, {"layers_pattern", "layers"}}), ok);
    QCOMPARE(verdict(plain, {{"layers_to_transform", {0, 1}}, {"layers_pattern", "h"}}), off);
    QCOMPARE(verdict(plain, {{"layers_to_transform", "0"}}), std::string("adapter.invalid_config"));
  }

  /// A value of the wrong kind is no default, and an option that nobody knows is not off.
  void keysAreReadStrictly() {
    const base::Json plain = caseOf("plain");
    const auto verdict = [&](const char* key, base::Json value) {
      return loadCode(plain, [&](base::Json& one) { one["config"][key] = value; });
    };
    for (const char* key : {"r", "lora_alpha", "lora_dropout", "use_rslora", "use_dora", "ensure_weight_tying"})
      QCOMPARE(verdict(key, "3"), std::string("adapter.invalid_config"));
    QCOMPARE(verdict("r", 3.5), std::string("adapter.invalid_config"));
    for (const char* key : {"use_bdlora", "arrow_config", "kasa_config", "monteclora_config", "velora_config", "enable_lora", "of_tomorrow"}) {
      QCOMPARE(verdict(key, {{"n", 1}}), std::string("adapter.unsupported"));
      QCOMPARE(verdict(key, nullptr), std::string("ok"));
    }
    QCOMPARE(verdict("eva_config", {{"rho", 2.0}}), std::string("ok"));
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
    QCOMPARE(loadCode(rows, set("trainable_token_indices", {{"embed_tokens", {3, 7, 49}}})), std::string("adapter.invalid_config"));
    QCOMPARE(loadCode(rows, set("trainable_token_indices", {{"embed_tokens", {3, 7, 48}}})), std::string("adapter.incomplete"));  // where is the head's?
    QCOMPARE(loadCode(rows, set("trainable_token_indices", nullptr)), std::string("adapter.invalid_config"));
    const auto rename = [](const char* from, const char* to) {
      return [=](base::Json& one) {
        one["tensors"][to] = one["tensors"][from];
        one["tensors"].erase(from);
      };
    };
    QCOMPARE(loadCode(norm, rename("base_model.model.model.norm.weight", "base_model.model.score.weight")), std::string("adapter.unknown_module"));
    QCOMPARE(loadCode(norm, [](base::Json& one) { one["tensors"]["base_model.model.model.norm.weight"] = {33}; }), std::string("adapter.mismatch"));
    const auto shape = [](const char* name, base::Json size) { return [=](base::Json& one) { one["tensors"][std::string("base_model.model.") + name] = size; }; };
    const base::Json table = caseOf("embedding"), grown = caseOf("embedding_grown"), both = caseOf("grown");
    for (const char* name : {"lm_head.weight", "model.embed_tokens.weight"})
      QCOMPARE(loadCode(both, [&](base::Json& one) { one["tensors"].erase(std::string("base_model.model.") + name); }), std::string("adapter.incomplete"));
    const auto copies = [&](const char* name, std::int64_t size) {
      return [=](base::Json& one) {
        one["config"]["modules_to_save"] = {"lm_head", "embed_tokens"};
        one["tensors"][std::string("base_model.model.lm_head.") + name] = {size, 32};
      };
    };
    QCOMPARE(loadCode(both, copies("modules_to_save.weight", 53)), std::string("ok"));
    QCOMPARE(loadCode(both, copies("modules_to_save.weight", 54)), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(both, copies("original_module.weight", 53)), std::string("ok"));
    QCOMPARE(loadCode(norm, shape("lm_head.modules_to_save.weight", {48, 32})), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(norm, shape("lm_head.original_module.weight", {48, 32})), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(norm, shape("model.embed_tokens.lora_embedding_A", {2, 48})), std::string("adapter.incomplete"));
    QCOMPARE(loadCode(table, shape("model.embed_tokens.lora_embedding_B", {31, 2})), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(table, shape("model.embed_tokens.lora_embedding_A", {2, 53})), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(table, shape("model.embed_tokens.lora_embedding_A", {2, 40})), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(grown, shape("model.embed_tokens.lora_embedding_A", {3, 48})), std::string("adapter.mismatch"));
    QCOMPARE(loadCode(table, shape("model.embed_tokens.lora_magnitude_vector", {32})), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(table, shape("lm_head.lora_embedding_A", {2, 48})), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(table, shape("model.embed_tokens.weight", {48, 32})), std::string("adapter.unsupported"));
    QCOMPARE(loadCode(norm, shape("model.embed_tokens.base_layer.weight", {48, 32})), std::string("adapter.incomplete"));
    QCOMPARE(loadCode(table, shape("model.layers.0.self_attn.q_proj.base_layer.weight", {32, 32})), std::string("adapter.unknown_module"));
  }
};

QTEST_GUILESS_MAIN(PeftGoldenTest)
#include "peft_golden_test.moc"
