// SPDX-License-Identifier: GPL-3.0-or-later
// Against goldens/make_validate_goldens.py, which states OpenAI's counting rules anew in Python.
#include "core/data/prices.h"
#include "core/data/validate.h"
#include "core/text/tokenizer.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace timbre::data;
using timbre::base::Json;

namespace {
const TokenCounter bytes = [](std::string_view text) { return static_cast<std::int64_t>(text.size()); };

/// Members of `expected` that `found` says otherwise, as text.
std::string differences(const Json& expected, const Json& found) {
  std::string out;
  for (auto it = expected.begin(); it != expected.end(); ++it) {
    const Json* value = timbre::base::member(found, it.key());
    if (value && it->is_object() && value->is_object()) out += differences(*it, *value);
    else if (value && it->is_number_float() && std::abs(it->get<double>() - value->get<double>()) <= 1e-9 * std::abs(it->get<double>())) continue;
    else if (!value || *value != *it) out += it.key() + ": " + it->dump() + " / " + (value ? value->dump() : "absent") + "; ";
  }
  return out;
}

Json goldens() {
  const auto text = timbre::testing::readFile(timbre::testing::sourceFolder() / "tests/data/goldens/validate_goldens.json");
  return *timbre::base::parseJson(text);
}
}  // namespace

class ValidateTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void hostileLines() {
    const Json all = goldens();
    timbre::testing::TempFolder folder;
    std::string text = "\xEF\xBB\xBF";
    for (const Json& line : all["hostile_lines"]) text += line.get<std::string>() + "\n\n";
    timbre::testing::writeFile(folder.path() / "h.jsonl", text);
    ValidateOptions options;
    options.counter = bytes;
    const auto report = validateFile(folder.path() / "h.jsonl", options);
    TIMBRE_OK(report);
    QCOMPARE(differences(all["hostile"], toJson(*report)), std::string());
    QVERIFY(!report->valid());
  }

  void realFiles() {
    TIMBRE_NEED_DATA("datasets");
    const Json all = goldens();
    ValidateOptions options;
    options.counter = bytes;
    for (auto it = all["files"].begin(); it != all["files"].end(); ++it) {
      const auto report = validateFile(timbre::testing::dataFolder() / "datasets" / it.key(), options);
      TIMBRE_OK(report);
      QCOMPARE(report->badLineCount, std::int64_t(0));
      const std::string different = differences((*it)["expected"], toJson(*report));
      QVERIFY2(different.empty(), (it.key() + ": " + different).c_str());
    }
  }

  void realTokenizer() {
    TIMBRE_NEED_DATA("tokenizers/tiktoken-openai/cl100k_base.tiktoken");
    const Json golden = goldens()["cl100k"];
    const auto tokenizer = timbre::text::loadTokenizer(timbre::testing::dataFolder() / golden["tokenizer"].get<std::string>());
    TIMBRE_OK(tokenizer);
    ValidateOptions options;
    options.counter = [&](std::string_view text) {
      const auto ids = (*tokenizer)->encode(text, {.addSpecial = false});
      return ids.ok() ? static_cast<std::int64_t>(ids->ids.size()) : std::int64_t(-1'000'000);
    };
    options.prices = *parsePrices(R"({"format_version":1,"date":"d","prices":[{"id":"m","train":8.0}]})");
    const auto report = validateFile(timbre::testing::dataFolder() / "datasets" / golden["file"].get<std::string>(), options);
    TIMBRE_OK(report);
    const Json json = toJson(*report);
    QCOMPARE(differences(golden["expected"], json), std::string());
    QCOMPARE(json["cost"][0]["price"].get<double>(), 8.0);
    QCOMPARE(json["cost"][0]["train"].get<double>(), 8.0 * static_cast<double>(report->tokensTotal) / 1e6);
  }

  void badLinesAndNulls() {
    timbre::testing::TempFolder folder;
    const std::string good = R"({"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]})";
    std::string deep = R"({"messages":)";
    deep += std::string(64, '[') + std::string(64, ']') + "}";
    timbre::testing::writeFile(folder.path() / "b.jsonl", good + "\n{\"messages\": oops}\n" + deep + "\n" + good + "\n");
    const auto report = validateFile(folder.path() / "b.jsonl");
    TIMBRE_OK(report);
    const Json json = toJson(*report);
    QCOMPARE(json.begin().key(), std::string("timbre"));
    QCOMPARE(json["examples"].get<int>(), 2);
    QCOMPARE(json["bad_lines"].size(), std::size_t(2));
    QCOMPARE(json["bad_lines"][0]["line"].get<int>(), 2);
    QCOMPARE(json["bad_lines"][0]["code"].get<std::string>(), std::string("json.syntax"));
    QCOMPARE(json["bad_lines"][1]["code"].get<std::string>(), std::string("json.too_deep"));
    for (const char* key : {"tokens", "assistant_tokens", "tokens_per_epoch", "tokens_total", "cost", "too_long"}) QVERIFY2(json[key].is_null(), key);
    QCOMPARE(json["messages"]["max"].get<int>(), 3);
    QCOMPARE(json["problem_rows"]["duplicate_row"].get<int>(), 1);
    QVERIFY(!report->valid());
  }

  void verdict() {
    timbre::testing::TempFolder folder;
    const std::string warning = R"({"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]})";
    timbre::testing::writeFile(folder.path() / "w.jsonl", warning);
    QVERIFY(validateFile(folder.path() / "w.jsonl")->valid());
    QCOMPARE(validateFile(folder.path() / "w.jsonl")->missingSystem, std::int64_t(1));
    timbre::testing::writeFile(folder.path() / "e.jsonl", "\n");
    QVERIFY(!validateFile(folder.path() / "e.jsonl")->valid());
    timbre::base::CancelSource cancel;
    cancel.cancel();
    QCOMPARE(validateFile(folder.path() / "w.jsonl", {}, cancel.token()).error().code, std::string("cancelled"));
  }
};

QTEST_GUILESS_MAIN(ValidateTest)
#include "validate_test.moc"
