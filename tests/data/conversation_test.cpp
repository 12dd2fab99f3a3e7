// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/conversation.h"
#include "core/data/json_span.h"
#include "core/data/text_edit.h"
#include "core/data/text_scan.h"
#include "tests/support/test_support.h"

using namespace timbre::data;
using timbre::base::Json;

namespace {
Conversation row(const std::string& raw) {
  auto parsed = Conversation::parse(raw);
  if (!parsed.ok()) qFatal("%s: %s", raw.c_str(), parsed.error().code.c_str());
  return *parsed;
}
}  // namespace

class ConversationTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void projectsFirstMessages() {
    const auto r = row("{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"u1\"},{\"role\":\"assistant\",\"content\":\"a1\"},{\"role\":\"user\",\"content\":\"u2\"},{\"role\":\"assistant\",\"content\":\"a2\"}]}");
    const Projection p = r.projection();
    QCOMPARE(p.systemText, std::string("s"));
    QCOMPARE(p.userText, std::string("u1"));
    QCOMPARE(p.assistantText, std::string("a1"));
    QCOMPARE(p.messages, 5);
    QCOMPARE(p.extraTurns, 2);
  }

  void knowsKinds() {
    QCOMPARE(row("{\"text\":\"once\"}").kind(), RowKind::Text);
    QCOMPARE(row("{\"text\":\"once\",\"messages\":[]}").kind(), RowKind::Conversation);
    const auto p = row("{\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},\"preferred_output\":[{\"role\":\"assistant\",\"content\":\"good\"}],\"non_preferred_output\":[{\"role\":\"assistant\",\"content\":\"bad\"}]}");
    QCOMPARE(p.kind(), RowKind::Preference);
    QCOMPARE(p.projection().assistantText, std::string("good"));
    QCOMPARE(p.trainedMessages().size(), std::size_t(2));
    QCOMPARE(p.texts().size(), std::size_t(3));
    QCOMPARE(row("12").kind(), RowKind::Conversation);
    QVERIFY(!row("12").messages());
  }

  // The promise of DESIGN §3: unknown keys, spacing, number spelling and escapes survive an edit of one cell.
  void editChangesOnlyItsBytes() {
    const std::string raw =
        "  {\"id\": 1.0, \"x\" :[1e5 , {\"deep\":\"\\u00e4\"}],\"messages\": [ {\"content\":\"old \\\"q\\\"\",\"role\":\"user\", \"z\":-0},"
        "{\"role\": \"assistant\",  \"content\": \"answer\", \"weight\": 1.0} ], \"last\": null}\r";
    const auto edited = row(raw).withCell(Cell::Assistant, "neu ä\n");
    TIMBRE_OK(edited);
    std::string expected = raw;
    expected.replace(expected.find("\"answer\""), 8, "\"neu \\u00e4\\n\"");  // the row escapes, so the new text does too
    QCOMPARE(edited->raw(), expected);
    const auto user = edited->withCell(Cell::User, "new");
    TIMBRE_OK(user);
    expected.replace(expected.find("\"old \\\"q\\\"\""), 11, "\"new\"");
    QCOMPARE(user->raw(), expected);
    QCOMPARE(user->withCell(Cell::User, "new")->raw(), expected);
  }

  void addsAndRemovesMessages() {
    const auto r = row("{\"messages\": [{\"role\": \"user\", \"content\": \"q\"}]}");
    const auto withSystem = r.withCell(Cell::System, "be kind");
    TIMBRE_OK(withSystem);
    QCOMPARE(withSystem->raw(), std::string("{\"messages\": [{\"role\": \"system\", \"content\": \"be kind\"}, {\"role\": \"user\", \"content\": \"q\"}]}"));
    const auto answered = withSystem->withCell(Cell::Assistant, "a");
    TIMBRE_OK(answered);
    QCOMPARE(answered->projection().assistantText, std::string("a"));
    const auto removed = withSystem->withCell(Cell::System, "");
    TIMBRE_OK(removed);
    QCOMPARE(removed->raw(), r.raw());
    const auto empty = row("{\"messages\":[]}").withCell(Cell::User, "u");
    TIMBRE_OK(empty);
    QCOMPARE(empty->raw(), std::string("{\"messages\":[{\"role\":\"user\",\"content\":\"u\"}]}"));
    QCOMPARE(r.withCell(Cell::Assistant, "")->raw(), r.raw());
    QVERIFY(!row("[1]").withCell(Cell::User, "x").ok());
  }

  void editsPartsAndPreferences() {
    const std::string raw = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}},{\"type\":\"text\",\"text\":\"what?\"}]}]}";
    const auto edited = row(raw).withCell(Cell::User, "who?");
    TIMBRE_OK(edited);
    std::string expected = raw;
    expected.replace(expected.find("what?"), 5, "who?");
    QCOMPARE(edited->raw(), expected);
    const auto two = row("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}]}");
    QCOMPARE(two.withCell(Cell::User, "c").error().code, std::string("data.not_editable"));
    const std::string pref = "{\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"tools\":[]},\"preferred_completion\":[{\"role\":\"assistant\",\"content\":\"good\"}],\"non_preferred_completion\":[]}";
    const auto better = row(pref).withCell(Cell::Assistant, "best");
    TIMBRE_OK(better);
    QCOMPARE(better->raw(), std::string(pref).replace(pref.find("good"), 4, "best"));
  }

  void replacesMessageListsSparingly() {
    const std::string raw = "{\"k\":1,\"messages\":[{\"role\":\"user\",\"content\":\"q\",\"n\":1.0},  {\"role\":\"assistant\",\"content\":\"a\",\"n\":2.0}],\"t\":\"z\"}";
    Json list = row(raw).json()["messages"];
    list[1]["content"] = "b";
    auto edited = row(raw).withMessages(list);
    TIMBRE_OK(edited);
    QCOMPARE(edited->raw(), std::string(raw).replace(raw.find("\"a\""), 3, "\"b\""));
    list.push_back({{"role", "user"}, {"content", "more"}});
    edited = row(raw).withMessages(list);
    TIMBRE_OK(edited);
    QVERIFY(edited->raw().find("\"n\":2.0},{\"role\":\"user\",\"content\":\"more\"}]") != std::string::npos);
    QCOMPARE(edited->json()["messages"], list);
    std::swap(list[0], list[1]);  // reordered turns keep their bytes
    edited = row(raw).withMessages(list);
    TIMBRE_OK(edited);
    QCOMPARE(edited->json()["messages"], list);
    QVERIFY(edited->raw().find("{\"role\":\"user\",\"content\":\"q\",\"n\":1.0}") != std::string::npos);
    TIMBRE_OK(row(raw).withMessages(Json::array()));
    QCOMPARE(row(raw).withMessages(Json::array())->json()["messages"].size(), std::size_t(0));
    QCOMPARE(row(raw).withMessages("x").error().code, std::string("data.not_messages"));
    TIMBRE_OK(row("{}").withMessages(list));
    QCOMPARE(row("{}").withMessages(list)->json()["messages"], list);
  }

  // Against a slow twin: for generated rows, editing bytes and editing the parsed value agree.
  void agreesWithParsedEdit() {
    std::uint32_t seed = 7;
    auto random = [&](std::uint32_t n) {
      seed = seed * 1664525u + 1013904223u;
      return (seed >> 8) % n;
    };
    const std::vector<std::string> texts{"", "plain", "quote \" and \\", "line\nbreak", "你好", "😀 tab\t", "\x01", "}]{[,:"};
    for (int n = 0; n < 500; ++n) {
      Json value = Json::object();
      for (std::uint32_t i = random(3); i > 0; --i) value["k" + std::to_string(i) + texts[random(7)]] = Json::array({random(9), texts[random(8)], Json::object()});
      Json messages = Json::array();
      const char* roles[] = {"system", "user", "assistant", "user", "assistant"};
      for (std::uint32_t i = random(2); i < 1 + random(5); ++i) {
        Json message = Json::object();
        if (random(2)) message["name"] = texts[random(8)];
        message["role"] = roles[std::min<std::uint32_t>(i, 4)];
        message["content"] = texts[random(8)];
        messages.push_back(message);
      }
      value["messages"] = messages;
      const auto before = row(timbre::base::dumpJson(value, random(2) ? -1 : 2));
      QCOMPARE(before.json(), value);
      const auto index = messages.empty() ? 0 : random(static_cast<std::uint32_t>(messages.size()));
      const std::string& text = texts[random(8)];
      const auto after = before.withMessageText(index, text);
      if (messages.empty()) {
        QVERIFY(!after.ok());
        continue;
      }
      TIMBRE_OK(after);
      value["messages"][index]["content"] = text;
      QCOMPARE(after->json(), value);
    }
  }

  void refusesWhatIsNoRow() {
    QCOMPARE(Conversation::parse("{\"a\":1,\"a\":2}").error().code, std::string("json.duplicate_key"));
    QCOMPARE(Conversation::parse("{\"a\":\"\\ud800\"}").ok(), false);
    QCOMPARE(Conversation::parse(std::string(1, '\0')).ok(), false);
    QCOMPARE(Conversation::parse(std::string("{\"a\":\"\xff\"}")).error().code, std::string("json.encoding"));
    std::string deep;
    for (int i = 0; i < 64; ++i) deep += '[';
    QVERIFY(Conversation::parse(deep + std::string(64, ']')).ok());
    QCOMPARE(Conversation::parse("[" + deep + std::string(65, ']')).error().code, std::string("json.too_deep"));
  }

  void addsLastMember() {
    QCOMPARE(row("{\"a\": 1 }").rawWithMember("split", "\"train\""), std::string("{\"a\": 1 , \"split\": \"train\"}"));
    QCOMPARE(row("{}").rawWithMember("split", "1"), std::string("{\"split\":1}"));
  }

  void singleLineKeepsStrings() {
    QCOMPARE(singleLine("{\n  \"a\\n\": \"b  c\",\n\t\"d\" : [1,\r\n2]}"), std::string("{\"a\\n\": \"b  c\",\"d\" : [1,2]}"));
  }

  void bulkTextChanges() {
    const auto r = row("{\"messages\":[{\"role\":\"user\",\"content\":\" Cat cat concat \"},{\"role\":\"assistant\",\"content\":\" ok \",\"weight\":0}]}");
    auto replaced = changeTexts(r, {}, [](std::string_view t) { return replaceAll(t, "cat", "dog", false, true).text; });
    TIMBRE_OK(replaced);
    QCOMPARE(replaced->projection().userText, std::string(" dog dog concat "));
    auto trimmed = changeTexts(r, {Cell::Assistant}, [](std::string_view t) { return trimSpaces(t); });
    TIMBRE_OK(trimmed);
    QCOMPARE(trimmed->projection().userText, std::string(" Cat cat concat "));
    QCOMPARE(trimmed->projection().assistantText, std::string("ok"));
  }

  void scansTexts() {
    QCOMPARE(findPlaceholder("I am {{ NAME }}."), std::string("{{ NAME }}"));
    QCOMPARE(findPlaceholder("code `{{x}}` and ```\n{{y}}\n```"), std::string());
    QCOMPARE(findPlaceholder("{{a b}} {{}} {{{x}}}"), std::string());
    QCOMPARE(findInvisible("a\u200bb"), std::string("U+200B"));
    QCOMPARE(findInvisible("👨‍👩‍👧"), std::string());
    QCOMPARE(removeInvisible("a\u202e\u200bb"), std::string("ab"));
    QCOMPARE(findRefusalPhrase("Well, As an AI language model I"), std::string("As an AI language model"));
    QVERIFY(!findRefusalPhrase("作为一个人工智能，我").empty());
    QCOMPARE(trimSpaces("\u3000 a b \n\u3000"), std::string("a b"));
    QCOMPARE(collapseSpaces(" a \t b\n \n\n c "), std::string("a b\n\nc"));
    QCOMPARE(fullWidthPunctuation("你好,world, ok.好!"), std::string("你好，world, ok.好！"));
    QCOMPARE(halfWidthPunctuation("你好，（x）。"), std::string("你好,(x)."));
    QVERIFY(rowContains("{\"messages\":[{\"role\":\"user\",\"content\":\"\\u4f60\\u597d\"}]}", foldAscii("你好")));
    QVERIFY(!rowContains("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "user"));
    QVERIFY(rowContains("{\"messages\":[{\"role\":\"user\",\"content\":\"A \\\"B\\\" c\"}]}", foldAscii("a \"b\"")));
    QCOMPARE(replaceAll("aaa", "aa", "b", true, false).text, std::string("ba"));
    bool cut = false;
    QCOMPARE(cutText("你好", 4, cut), std::string("你"));
    QVERIFY(cut);
  }
};

QTEST_GUILESS_MAIN(ConversationTest)
#include "conversation_test.moc"
