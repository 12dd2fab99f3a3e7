// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe.h"
#include "core/base/messages.h"
#include "core/recipe/fields.h"
#include "tests/support/test_support.h"

#include <set>

using namespace timbre;
using recipe::Recipe;

namespace {

base::Result<Recipe> parse(const std::string& text) {
  auto json = base::parseJson(text);
  if (!json.ok()) return json.error();
  return recipe::fromJson(*json);
}

std::string codeOf(const base::Result<Recipe>& result) { return result.ok() ? "" : result.error().code; }

std::set<std::string> codesOf(const Recipe& r) {
  std::set<std::string> codes;
  for (const auto& error : recipe::check(r)) codes.insert(error.code);
  return codes;
}

}  // namespace

class RecipeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void tableHasEveryKeyOfTheContract() {
    for (const char* key : {"method",
                            "rank",
                            "alpha",
                            "dropout",
                            "target_modules",
                            "learning_rate",
                            "schedule",
                            "warmup_steps",
                            "warmup_ratio",
                            "epochs",
                            "max_steps",
                            "batch_size",
                            "gradient_accumulation",
                            "max_grad_norm",
                            "weight_decay",
                            "beta1",
                            "beta2",
                            "epsilon",
                            "seed",
                            "max_tokens",
                            "packing",
                            "shuffle",
                            "chat_template",
                            "train_on",
                            "validation_share",
                            "save_every",
                            "keep",
                            "dtype"})
      QVERIFY2(recipe::findField(key), key);
    std::set<std::string> keys;
    for (const recipe::Field& field : recipe::fieldTable()) {
      QVERIFY2(keys.insert(field.key).second, field.key);
      QVERIFY2(std::string(field.label).size() > 1 && std::string(field.help).ends_with("."), field.key);
      QCOMPARE(field.choices.empty(), field.type != recipe::FieldType::Choice);
    }
  }

  void defaultsPassTheirOwnTable() { QVERIFY(recipe::check(Recipe{}).empty()); }

  void roundTripKeepsEveryValue() {
    Recipe r;
    r.method = "full";
    r.rank = 7;
    r.alpha = 3.5;
    r.dropout = 0.125;
    r.learningRate = 1.2345678901234e-5;
    r.schedule = "flat-cosine";
    r.warmupSteps = 3;
    r.warmupRatio = 0.01;
    r.flatRatio = 0.5;
    r.minLrRatio = 0.02;
    r.epochs = 2.5;
    r.maxSteps = 77;
    r.batchSize = 4;
    r.batchTokens = 4096;
    r.gradientAccumulation = 3;
    r.maxGradNorm = 0;
    r.weightDecay = 0.1;
    r.beta1 = 0.8;
    r.beta2 = 0.95;
    r.epsilon = 1e-6;
    r.seed = 9007199254740991;
    r.maxTokens = 333;
    r.packing = false;
    r.shuffle = false;
    r.chatTemplate = "xtuner:qwen_chat";
    r.trainOn = "last";
    r.validationShare = 0.25;
    r.saveEvery = 11;
    r.keep = 9;
    r.dtype = "bf16";
    const auto back = parse(base::dumpJson(recipe::toJson(r)));
    TIMBRE_OK(back);
    QVERIFY(*back == r);
    r.method = "lora";
    r.targetModules = {"q_proj", "v_proj"};
    const auto lists = parse(base::dumpJson(recipe::toJson(r)));
    TIMBRE_OK(lists);
    QVERIFY(*lists == r);
    QVERIFY(!(*lists == Recipe{}));
  }

  void missingKeysKeepTheirDefaults() {
    const auto r = parse(R"({"max_steps": 20})");
    TIMBRE_OK(r);
    Recipe expected;
    expected.maxSteps = 20;
    QVERIFY(*r == expected);
  }

  void nearMisses_data() {
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("nearest");
    const std::pair<const char*, const char*> cases[] = {{"learning_rte", "learning_rate"},
                                                         {"lr", "learning_rate"},
                                                         {"learningRate", "learning_rate"},
                                                         {"epoch", "epochs"},
                                                         {"num_train_epochs", "epochs"},
                                                         {"rnak", "rank"},
                                                         {"lora_alpha", "alpha"},
                                                         {"batchsize", "batch_size"},
                                                         {"warmup_step", "warmup_steps"},
                                                         {"max_token", "max_tokens"},
                                                         {"target_module", "target_modules"},
                                                         {"gradient_accumulation_steps", "gradient_accumulation"}};
    for (const auto& [given, nearest] : cases) QTest::newRow(given) << given << nearest;
  }
  void nearMisses() {
    QFETCH(QString, given);
    QFETCH(QString, nearest);
    const auto r = parse("{\"" + given.toStdString() + "\": 1}");
    QCOMPARE(codeOf(r), std::string("recipe.unknown_key"));
    QCOMPARE(r.error().args.at("nearest"), nearest.toStdString());
    QVERIFY(base::errorSentence(r.error()).find(nearest.toStdString()) != std::string::npos);
  }

  void nearChoices_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("nearest");
    for (const auto& [key, given, nearest] : std::vector<std::tuple<const char*, const char*, const char*>>{
             {"chat_template", "chatlm", "chatml"},
             {"chat_template", "Llama-2", "llama2"},
             {"chat_template", "qwen_chat", "xtuner:qwen_chat"},
             {"chat_template", "phi-3", "phi3"},
             {"schedule", "cosin", "cosine"},
             {"train_on", "assistent", "assistant"}})
      QTest::newRow(given) << key << given << nearest;
  }
  void nearChoices() {
    QFETCH(QString, key);
    QFETCH(QString, given);
    QFETCH(QString, nearest);
    const auto r = parse("{\"" + key.toStdString() + "\": \"" + given.toStdString() + "\"}");
    QCOMPARE(codeOf(r), std::string("recipe.unknown_choice"));
    QCOMPARE(r.error().args.at("nearest"), nearest.toStdString());
    Recipe recipe;
    QCOMPARE(recipe::setValue(recipe, key.toStdString(), given.toStdString()).error().code, std::string("recipe.unknown_choice"));
  }

  void strangeKeyIsNotGuessed() {
    QCOMPARE(codeOf(parse(R"({"kubernetes_namespace": 1})")), std::string("recipe.no_such_key"));
  }

  void aNewerFormatIsNotReadAsIfItWereThis() {
    TIMBRE_OK(parse(R"({"format_version": 1, "timbre": "0.1.0", "rank": 8})"));
    const auto newer = parse(R"({"format_version": 2, "rank": 8})");
    QCOMPARE(codeOf(newer), std::string("recipe.newer"));
    QVERIFY(base::errorSentence(newer.error()).find("(file version 2)") != std::string::npos);
  }

  void badValues_data() {
    QTest::addColumn<QString>("json");
    for (const char* json :
         {R"({"rank": 0})", R"({"rank": 1.5})", R"({"rank": "16"})", R"({"rank": true})", R"({"learning_rate": -1})",
          R"({"learning_rate": null})", R"({"schedule": "sine"})", R"({"packing": 1})", R"({"target_modules": [1]})",
          R"({"target_modules": "q_proj"})", R"({"beta2": 1})", R"({"validation_share": 0.95})", R"({"seed": -1})",
          R"({"chat_template": "kubernetes"})", R"({"chat_template": true})", R"({"seed": 1e30})", R"({"train_on": 3})", R"({"epochs": 1e999})", R"({"format_version": 0})", R"({"format_version": "1"})"})
      QTest::newRow(json) << json;
  }
  void badValues() {
    QFETCH(QString, json);
    const auto r = parse(json.toStdString());
    QVERIFY(!r.ok());
    QVERIFY2(r.error().code == "recipe.bad_value" || r.error().code == "recipe.unknown_choice" || r.error().code == "json.syntax", r.error().code.c_str());
  }

  void wholeNumbersMayBeWrittenAsFloats() {
    const auto r = parse(R"({"max_steps": 1e3, "alpha": 32, "epochs": 2})");
    TIMBRE_OK(r);
    QCOMPARE(r->maxSteps, std::int64_t(1000));
    QCOMPARE(r->epochs, 2.0);
  }

  void setValueTakesJsonAndBareWords() {
    Recipe r;
    TIMBRE_OK(recipe::setValue(r, "learning_rate", "4e-3"));
    TIMBRE_OK(recipe::setValue(r, "schedule", "linear"));
    TIMBRE_OK(recipe::setValue(r, "packing", "false"));
    TIMBRE_OK(recipe::setValue(r, "target_modules", "q_proj,v_proj"));
    QCOMPARE(r.learningRate, 4e-3);
    QCOMPARE(r.schedule, std::string("linear"));
    QVERIFY(!r.packing);
    QCOMPARE(r.targetModules, (std::vector<std::string>{"q_proj", "v_proj"}));
    TIMBRE_OK(recipe::setValue(r, "target_modules", R"(["o_proj"])"));
    QCOMPARE(r.targetModules, (std::vector<std::string>{"o_proj"}));
    TIMBRE_OK(recipe::setValue(r, "target_modules", "all-linear"));
    QVERIFY(r.targetModules.empty());
    QVERIFY(!recipe::setValue(r, "packing", "maybe").ok());
    QVERIFY(!recipe::setValue(r, "rank", "").ok());
    QCOMPARE(recipe::setValue(r, "leraning_rate", "1").error().code, std::string("recipe.unknown_key"));
  }

  void crossFieldRules() {
    Recipe r;
    r.epochs = 0;
    QCOMPARE(codesOf(r), (std::set<std::string>{"recipe.no_length"}));
    r.maxSteps = 10;
    QVERIFY(codesOf(r).empty());
    r.warmupSteps = 10;
    QCOMPARE(codesOf(r), (std::set<std::string>{"recipe.warmup_too_long"}));
    r = Recipe{};
    r.schedule = "flat-cosine";
    r.flatRatio = 0.97;
    QCOMPARE(codesOf(r), (std::set<std::string>{"recipe.warmup_and_flat"}));
    r = Recipe{};
    r.batchTokens = 100;
    QCOMPARE(codesOf(r), (std::set<std::string>{"recipe.packing_with_batch_tokens", "recipe.batch_tokens_too_small"}));
    r = Recipe{};
    r.method = "full";
    r.targetModules = {"q_proj"};
    r.rank = -3;
    QCOMPARE(codesOf(r), (std::set<std::string>{"recipe.adapter_needs_lora", "recipe.bad_value"}));
  }

  void everyCodeHasItsSentence() {
    for (const char* code :
         {"recipe.not_object", "recipe.newer", "recipe.unknown_key", "recipe.no_such_key", "recipe.bad_value", "recipe.no_length",
          "recipe.warmup_too_long", "recipe.warmup_and_flat", "recipe.packing_with_batch_tokens",
          "recipe.batch_tokens_too_small", "recipe.adapter_needs_lora"})
      QVERIFY2(base::findMessage(code), code);
  }
};

QTEST_GUILESS_MAIN(RecipeTest)
#include "recipe_test.moc"
