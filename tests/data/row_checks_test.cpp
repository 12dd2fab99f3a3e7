// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/messages.h"
#include "core/data/foreign_rows.h"
#include "core/data/prices.h"
#include "core/data/record_reader.h"
#include "core/data/row_checks.h"
#include "core/data/script_checks.h"
#include "core/data/similarity.h"
#include "core/data/statistics.h"
#include "tests/support/test_support.h"

using namespace timbre::data;

namespace {
ProblemSet check(const std::string& raw, const CheckOptions& options = {}) {
  const auto row = Conversation::parse(raw);
  if (!row.ok()) qFatal("%s", raw.c_str());
  return problemSet(checkRow(*row, options));
}
std::string talk(const std::string& messages) { return "{\"messages\":[" + messages + "]}"; }
const std::string u = "{\"role\":\"user\",\"content\":\"q\"}";
const std::string a = "{\"role\":\"assistant\",\"content\":\"a\"}";
const std::string s = "{\"role\":\"system\",\"content\":\"s\"}";
}  // namespace

class RowChecksTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void findsProblems_data() {
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QList<int>>("kinds");
    auto add = [](const char* name, const std::string& raw, QList<int> kinds) { QTest::newRow(name) << QByteArray::fromStdString(raw) << kinds; };
    auto k = [](ProblemKind kind) { return static_cast<int>(kind); };
    add("fine", talk(s + "," + u + "," + a), {});
    add("fine turns", talk(u + "," + a + "," + u + "," + a), {});
    add("array", "[1]", {k(ProblemKind::NotAnObject)});
    add("no messages", "{}", {k(ProblemKind::NoMessages)});
    add("empty list", talk(""), {k(ProblemKind::NoMessages)});
    add("text", "{\"text\":\"once upon\"}", {});
    add("empty text", "{\"text\":\" \"}", {k(ProblemKind::EmptyAnswer)});
    add("no answer", talk(u), {k(ProblemKind::NoAnswer)});
    add("empty answer", talk(u + ",{\"role\":\"assistant\",\"content\":\" \\n\"}"), {k(ProblemKind::EmptyAnswer)});
    add("empty untrained answer", talk(u + ",{\"role\":\"assistant\",\"content\":\"\",\"weight\":0}," + u + "," + a), {});
    add("nothing trained", talk(u + ",{\"role\":\"assistant\",\"content\":\"x\",\"weight\":0}"), {k(ProblemKind::NothingTrained)});
    add("bad weight", talk(u + ",{\"role\":\"assistant\",\"content\":\"x\",\"weight\":0.5}"), {k(ProblemKind::BadWeight)});
    add("tools", talk(u + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"r\"}," + a), {});
    add("broken arguments", talk(u + ",{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}"), {k(ProblemKind::BadToolCall)});
    add("tool without id", talk(u + ",{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"content\":\"r\"}," + a), {k(ProblemKind::BadToolCall)});
    add("placeholder", talk(u + ",{\"role\":\"assistant\",\"content\":\"I am {{AUTHOR}}\"}"), {k(ProblemKind::Placeholder)});
    add("unknown role", talk(u + "," + a + ",{\"role\":\"bot\",\"content\":\"x\"}"), {k(ProblemKind::UnknownRole), k(ProblemKind::RoleOrder)});
    add("missing role", talk("{\"content\":\"x\"}," + a), {k(ProblemKind::BadMessage), k(ProblemKind::RoleOrder), k(ProblemKind::NoUser)});
    add("content is a number", talk("{\"role\":\"user\",\"content\":5}," + a), {k(ProblemKind::BadContent)});
    add("parts of text", talk("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"},{\"type\":\"text\",\"text\":\"r\"}]}," + a), {});
    add("a picture", talk("{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}},{\"type\":\"text\",\"text\":\"q\"}]}," + a), {k(ProblemKind::UnreadPart)});
    add("nothing but a picture", talk("{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}," + a), {k(ProblemKind::BadContent)});
    add("ends on a question", talk(u + "," + a + "," + u), {k(ProblemKind::RoleOrder)});
    add("two answers", talk(u + "," + a + "," + a), {k(ProblemKind::RoleOrder)});
    add("no user", talk(s + "," + a), {k(ProblemKind::RoleOrder), k(ProblemKind::NoUser)});
    add("unknown key", talk("{\"role\":\"user\",\"content\":\"q\",\"colour\":\"red\"}," + a), {k(ProblemKind::UnknownKey)});
    add("refusal", talk(u + ",{\"role\":\"assistant\",\"content\":\"As an AI language model, no.\"}"), {k(ProblemKind::RefusalPhrase)});
    add("invisible", talk(u + ",{\"role\":\"assistant\",\"content\":\"a\\u200bb\"}"), {k(ProblemKind::InvisibleCharacters)});
    add("preference", "{\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},\"preferred_output\":[{\"role\":\"assistant\",\"content\":\"g\"}],\"non_preferred_output\":[{\"role\":\"assistant\",\"content\":\"b\"}]}", {});
    add("half a preference", "{\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},\"preferred_output\":[{\"role\":\"assistant\",\"content\":\"g\"}]}", {k(ProblemKind::BadPreference)});
  }
  void findsProblems() {
    QFETCH(QByteArray, raw);
    QFETCH(QList<int>, kinds);
    QList<int> found;
    for (const ProblemKind kind : problemKinds(check(raw.toStdString()))) found << static_cast<int>(kind);
    QCOMPARE(found, kinds);
  }

  void lengthIsAWarning() {
    const ProblemSet set = check(talk(u + "," + a), {10, 11});
    QVERIFY(set & problemBit(ProblemKind::TooLong));
    QCOMPARE(worst(set), Severity::Warning);
    QCOMPARE(check(talk(u + "," + a), {10, 10}), ProblemSet(0));
  }

  void everyKindHasWords() {
    for (int i = 0; i < problemKindCount; ++i) {
      const char* code = problemCode(static_cast<ProblemKind>(i));
      QVERIFY2(timbre::base::findMessage(code), code);
    }
  }

  void keysIgnoreCaseAndSpace() {
    auto keys = [](const std::string& raw) { return rowKeys(*Conversation::parse(raw)); };
    const RowKeys one = keys(talk("{\"role\":\"user\",\"content\":\"What  is it?\"}," + a));
    const RowKeys two = keys(talk("{\"role\":\"user\",\"content\":\" what is\\nIT?\"},{\"role\":\"assistant\",\"content\":\"other\"}"));
    QCOMPARE(one.prompt, two.prompt);
    QVERIFY(one.answer != two.answer);
    QVERIFY(keys(talk(s + ",{\"role\":\"user\",\"content\":\"what is it?\"}," + a)).prompt != one.prompt);
    QCOMPARE(keys(talk("{\"role\":\"user\",\"content\":\" \"}," + a)).prompt, std::int64_t(0));
  }

  void quantilesAreNumpys() {
    // numpy.quantile([1, 2, 4, 8, 16], [.05, .1, .9, .95]) = 1.2, 1.4, 12.8, 14.4
    const Distribution d = distribution({16, 8, 4, 2, 1});
    QCOMPARE(d.p5, 1.2);
    QCOMPARE(d.p10, 1.4);
    QCOMPARE(d.p90, 12.8);
    QCOMPARE(d.p95, 14.4);
    QCOMPARE(d.median, 4.0);
    QCOMPARE(d.mean, 6.2);
    QCOMPARE(distribution({7}).p95, 7.0);
    QCOMPARE(distribution({}).count, std::int64_t(0));
  }

  void epochsFollowTheRule() {
    const std::pair<std::int64_t, std::int64_t> cases[] = {{0, 3}, {1, 25}, {5, 20}, {10, 10}, {33, 3}, {34, 3}, {86, 3}, {8333, 3}, {8334, 2}, {12500, 2}, {12501, 1}, {25000, 1}, {30000, 1}, {std::int64_t(1) << 62, 1}};
    for (const auto& [examples, epochs] : cases) QCOMPARE(defaultEpochs(examples), epochs);
  }

  void hostedTokensKnowNamesAndTools() {
    const TokenCounter length = [](std::string_view text) { return static_cast<std::int64_t>(text.size()); };
    const auto row = Conversation::parse(talk("{\"role\":\"user\",\"content\":\"abc\",\"name\":\"ab\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"));
    // 3 + (3 + 4 + 3 + 2 + 1) + (3 + 9 + len("f({})"))
    QCOMPARE(hostedTokens(row->trainedMessages(), length), std::int64_t(3 + 13 + 12 + 5));
  }

  void foreignRows_data() {
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("converted");
    QTest::newRow("alpaca") << QByteArray("{'instruction':'do','input':'it','output':'done','history':[['q','a']],'system':'s','text':'r','id':7}")
                            << QByteArray("{'messages':[{'role':'system','content':'s'},{'role':'user','content':'q'},{'role':'assistant','content':'a'},{'role':'user','content':'do\\nit'},{'role':'assistant','content':'done'}],'id':7}");
    QTest::newRow("sharegpt") << QByteArray("{'conversations':[{'from':'human','value':'h'},{'from':'gpt','value':'g'}],'source':'x'}")
                              << QByteArray("{'messages':[{'role':'user','content':'h'},{'role':'assistant','content':'g'}],'source':'x'}");
    QTest::newRow("sharegpt pair") << QByteArray("{'conversations':[{'from':'human','value':'h'}],'chosen':{'from':'gpt','value':'g'},'rejected':{'from':'gpt','value':'b'}}")
                                   << QByteArray("{'input':{'messages':[{'role':'user','content':'h'}]},'preferred_output':[{'role':'assistant','content':'g'}],'non_preferred_output':[{'role':'assistant','content':'b'}]}");
    QTest::newRow("list") << QByteArray("[{'role':'user','content':1.0}]") << QByteArray("{'messages': [{'role':'user','content':1.0}]}");
    QTest::newRow("prompt") << QByteArray("{'prompt':'p','completion':'c'}") << QByteArray("{'messages':[{'role':'user','content':'p'},{'role':'assistant','content':'c'}]}");
    QTest::newRow("typed") << QByteArray("{'messages':[{'role':'assistant','content':[{'type':'text','value':'v'}],'loss_weight':0.0}]}")
                           << QByteArray("{'messages':[{'role':'assistant','content':'v','weight':0}]}");
    QTest::newRow("pair") << QByteArray("{'chosen':[{'role':'user','content':'q'},{'role':'assistant','content':'g'}],'rejected':[{'role':'user','content':'q'},{'role':'assistant','content':'b'}]}")
                          << QByteArray("{'input':{'messages':[{'role':'user','content':'q'}]},'preferred_output':[{'role':'assistant','content':'g'}],'non_preferred_output':[{'role':'assistant','content':'b'}]}");
    QTest::newRow("own") << QByteArray("{'messages':[{'role':'user','content':'q'}],'instruction':'x','output':'y'}") << QByteArray();
    QTest::newRow("tools") << QByteArray("{'conversations':[{'from':'human','value':'h'},{'from':'function_call','value':'{}'}]}") << QByteArray();
    QTest::newRow("unknown") << QByteArray("{'question':'q'}") << QByteArray();
    QTest::newRow("broken") << QByteArray("{'conversations':[1],'chosen':2,'instruction':3}") << QByteArray();
  }
  void foreignRows() {
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, converted);
    const auto row = Conversation::parse(raw.replace('\'', '"').toStdString());
    TIMBRE_OK(row);
    const auto made = fromForeign(*row);
    QCOMPARE(made ? QByteArray::fromStdString(made->row.raw()) : QByteArray(), converted.replace('\'', '"'));
  }

  void realForeignFiles() {
    TIMBRE_NEED_DATA("datasets/llama-factory");
    for (const char* name : {"llama-factory/identity.json", "llama-factory/dpo_zh_demo.json", "llama-factory/alpaca_zh_demo.json", "llama-factory/v1_dpo_demo.jsonl",
                             "xtuner/openai_sft.jsonl", "fastchat/dummy_conversation.json", "torchtune-tiny/hh_rlhf_tiny.json"}) {
      auto reader = RecordReader::open(timbre::testing::dataFolder() / "datasets" / name);
      TIMBRE_OK(reader);
      int rows = 0, answered = 0;
      for (;;) {
        auto item = reader->next();
        TIMBRE_OK(item);
        if (!*item) break;
        ++rows;
        const auto made = fromForeign(std::get<Record>(**item).row);
        QVERIFY2(made, name);
        answered += made->row.projection().assistant >= 0;
      }
      QVERIFY2(rows > 0 && answered == rows, name);
    }
  }

  void nearDuplicates() {
    auto percent = [](std::string_view a, std::string_view b) { return similarPercent(comparable(a), comparable(b)); };
    QCOMPARE(percent("What is the capital of France?", "whats the capital of France"), 93);
    QCOMPARE(percent("Who wrote Hamlet, please?", "Who wrote Hamlet please"), 100);
    QCOMPARE(percent("What is 17 times 23 in words?", "What is 17 times 24 in words?"), 0);
    QCOMPARE(percent("What is the capital of France?", "What is the capital of Poland?"), 0);
    QCOMPARE(percent("short", "short"), 0);
    QVERIFY(percent("请问法国的首都是哪一座城市？", "请问法国的首都是哪座城市") >= 88);
    SimilarIndex index;
    auto put = [&](std::int64_t row, std::int64_t group, std::string_view text) { index.put(row, group, sketchOf(comparable(text))); };
    put(1, 0, "What is the capital of France?");
    put(2, 0, "Tell me about the moons of Jupiter");
    put(3, 9, "What is the capital of France?");
    const Sketch asked = sketchOf(comparable("whats the capital of France"));
    QCOMPARE(index.candidates(5, 0, asked), (std::vector<std::int64_t>{1}));
    QCOMPARE(index.candidates(1, 0, asked), std::vector<std::int64_t>{});
    index.remove(1);
    QCOMPARE(index.candidates(5, 0, asked), std::vector<std::int64_t>{});
    QCOMPARE(index.size(), std::size_t(2));
  }

  void shippedPricesLoad() {
    const auto prices = loadPrices(timbre::testing::sourceFolder() / "resources/prices/training_prices.json");
    TIMBRE_OK(prices);
    QVERIFY(prices->size() >= 5);
    QVERIFY(!prices->front().date.empty());
    QCOMPARE(trainingCost({"x", "x", 8.0, "USD", "", ""}, 300'000).train, 2.4);
    QCOMPARE(parsePrices("{}").error().code, std::string("data.prices_invalid"));
    QCOMPARE(parsePrices("{\"format_version\":1,\"prices\":[{\"id\":\"a\",\"train\":-1}]}").error().code, std::string("data.prices_invalid"));
  }
};

QTEST_GUILESS_MAIN(RowChecksTest)
#include "row_checks_test.moc"
