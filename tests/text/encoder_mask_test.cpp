// SPDX-License-Identifier: GPL-3.0-or-later
// What is trained and what is not: by prefix, by generation marks, by substitution, and refused when it cannot be proven.
#include "core/text/builtin_templates.h"
#include "core/text/chat_encoder.h"
#include "tests/support/test_support.h"
#include "tests/text/fake_tokenizer.h"

using namespace timbre;
using text::TokenRole;
using text::TrainOn;

namespace {

const std::string kChatMl(text::chatMlTemplate());

base::Json json(const char* source) {
  auto parsed = base::parseJson(source);
  return parsed.ok() ? *parsed : base::Json();
}

base::Json twoTurns() {
  return json(R"({"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "One"}, {"role": "assistant", "content": "1"},
                               {"role": "user", "content": "Two"}, {"role": "assistant", "content": "2!"}]})");
}

text::ChatEncoder encoder(const std::string& source, std::vector<std::string> specials = {"<|im_start|>", "<|im_end|>"}, std::vector<std::string> stops = {"<|im_end|>"}) {
  auto tokenizer = std::make_shared<testing::FakeTokenizer>(std::move(specials));
  std::vector<text::TokenId> ids;
  for (const std::string& stop : stops) ids.push_back(*tokenizer->tokenId(stop));
  auto compiled = text::ChatTemplate::compile(source);
  if (!compiled.ok()) qFatal("%s", compiled.error().code.c_str());
  return text::ChatEncoder(tokenizer, *compiled, {{"bos_token", "<s>"}}, ids);
}

/// The trained tokens' text, runs separated by '|'.
std::string trained(const text::EncodedChat& chat) {
  std::string out;
  for (std::size_t i = 0; i < chat.ids.size(); ++i) {
    if (!chat.mask[i]) continue;
    if (!out.empty() && i > 0 && !chat.mask[i - 1]) out += '|';
    out += chat.text.substr(chat.begin[i], chat.end[i] - chat.begin[i]);
  }
  return out;
}

std::string trainedBy(const std::string& source, const base::Json& conversation, const text::ChatEncodeOptions& options = {}) {
  const auto chat = encoder(source).encode(conversation, options);
  return chat.ok() ? trained(*chat) : chat.error().code;
}

std::string spelled(TokenRole role) {
  return std::string(1, "TSUtA."[static_cast<int>(role)]);
}

}  // namespace

class EncoderMaskTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void answersEndWithTheirStopToken();
  void trainOnLastAndAll();
  void weightZeroIsNotTrained();
  void rolesSayWhy();
  void generationMarks();
  void marksThatForgetTheStopToken();
  void historyThatChanges();
  void promptThatOpensWithThinking();
  void endOfTextOnlyAtTheVeryEnd();
  void stopMarkInsideAnAnswer();
  void toolCallsAreTrained();
  void argumentsStayStrings();
  void straddlingTokensAreTrained();
  void exactMeansPrefix();
  void unstableIsRefused();
  void generationPromptNeverFails();
  void cutFromTheEnd();
  void withoutTokenizer();
  void notAConversation();
};

void EncoderMaskTest::answersEndWithTheirStopToken() {
  const auto chat = encoder(kChatMl).encode(twoTurns());
  TIMBRE_OK(chat);
  QCOMPARE(chat->text, std::string("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nOne<|im_end|>\n<|im_start|>assistant\n1<|im_end|>\n"
                                   "<|im_start|>user\nTwo<|im_end|>\n<|im_start|>assistant\n2!<|im_end|>\n"));
  QCOMPARE(trained(*chat), std::string("1<|im_end|>|2!<|im_end|>"));
  QCOMPARE(chat->answers.size(), std::size_t(2));
  QCOMPARE(chat->cutTokens, std::size_t(0));
  QCOMPARE(chat->ids.front(), 257);  // nothing added in front: the template prints what it wants
}

void EncoderMaskTest::trainOnLastAndAll() {
  QCOMPARE(trainedBy(kChatMl, twoTurns(), {.trainOn = TrainOn::Last}), std::string("2!<|im_end|>"));
  const auto all = encoder(kChatMl).encode(twoTurns(), {.trainOn = TrainOn::All});
  TIMBRE_OK(all);
  QCOMPARE(trained(*all), all->text);
}

void EncoderMaskTest::weightZeroIsNotTrained() {
  base::Json conversation = twoTurns();
  conversation["messages"][2]["weight"] = 0;
  QCOMPARE(trainedBy(kChatMl, conversation), std::string("2!<|im_end|>"));
  const auto all = encoder(kChatMl).encode(conversation, {.trainOn = TrainOn::All});
  TIMBRE_OK(all);
  QVERIFY(trained(*all).find("assistant\n|\n<|im_start|>user") != std::string::npos);
  conversation["messages"][4]["weight"] = 0;
  QCOMPARE(trainedBy(kChatMl, conversation, {.trainOn = TrainOn::Last}), std::string());
  conversation["messages"][4].erase("weight");
  conversation["messages"][4]["loss"] = false;
  QCOMPARE(trainedBy(kChatMl, conversation, {.trainOn = TrainOn::Last}), std::string());
  conversation["messages"][4]["weight"] = 1;
  QCOMPARE(trainedBy(kChatMl, conversation, {.trainOn = TrainOn::Last}), std::string("2!<|im_end|>"));
}

void EncoderMaskTest::rolesSayWhy() {
  base::Json conversation = twoTurns();
  conversation["messages"][2]["weight"] = 0;
  const auto chat = encoder("{% for m in messages %}[{{ m.content }}]<|im_end|>{% endfor %}").encode(conversation);
  TIMBRE_OK(chat);
  std::string roles;
  for (const TokenRole role : chat->roles) roles += spelled(role);
  // [Be brief.]E [One]E [1]E [Two]E [2!]E; the last answer begins where the prompt ends, so its '[' belongs to it
  QCOMPARE(roles, std::string("TSSSSSSSSSTT" "TUUUTT" "TATT" "TUUUTT" "AAAA."));
}

void EncoderMaskTest::generationMarks() {
  const std::string source =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}{% generation %}{{ m.content }}<|im_end|>{% endgeneration %}"
      "{% else %}{{ m.content }}<|im_end|>{% endif %}{{ '\\n' }}{% endfor %}";
  QCOMPARE(trainedBy(source, twoTurns()), std::string("1<|im_end|>|2!<|im_end|>"));
  QCOMPARE(trainedBy(source, twoTurns(), {.trainOn = TrainOn::Last}), std::string("2!<|im_end|>"));
  base::Json conversation = twoTurns();
  conversation["messages"][4]["weight"] = 0;
  QCOMPARE(trainedBy(source, conversation), std::string("1<|im_end|>"));
}

void EncoderMaskTest::marksThatForgetTheStopToken() {
  const std::string source =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}"
      "{% else %}{{ m.content }}{% endif %}<|im_end|>\n{% endfor %}";
  QCOMPARE(trainedBy(source, twoTurns()), std::string("1<|im_end|>|2!<|im_end|>"));
}

void EncoderMaskTest::historyThatChanges() {
  // Like Qwen3: thinking is printed in the last answer only.
  const std::string source =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}"
      "{% set answer = m.content.split('</think>')[-1].lstrip('\\n') %}"
      "{% if loop.last %}<think>\n{{ m.content.split('</think>')[0].split('<think>')[-1].strip() if '</think>' in m.content else '' }}\n</think>\n\n{% endif %}{{ answer }}"
      "{% else %}{{ m.content }}{% endif %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
  QCOMPARE(trainedBy(source, twoTurns()), std::string("1<|im_end|>|<think>\n\n</think>\n\n2!<|im_end|>"));
  base::Json thinking = twoTurns();
  thinking["messages"][2]["content"] = "<think>\nEasy.\n</think>\n\n1";
  thinking["messages"][4]["content"] = "<think>\nHarder.\n</think>\n\n2";
  QCOMPARE(trainedBy(source, thinking), std::string("1<|im_end|>|<think>\nHarder.\n</think>\n\n2<|im_end|>"));
}

void EncoderMaskTest::promptThatOpensWithThinking() {
  const std::string source =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}";
  QCOMPARE(trainedBy(source, twoTurns()), std::string("1<|im_end|>|2!<|im_end|>"));
  base::Json conversation = twoTurns();
  conversation["messages"][2]["content"] = "<table>";
  QCOMPARE(trainedBy(source, conversation), std::string("<table><|im_end|>|2!<|im_end|>"));
}

void EncoderMaskTest::endOfTextOnlyAtTheVeryEnd() {
  // Like Phi-3 and InternLM2: the end of text is printed once, after the whole conversation.
  const std::string source =
      "{% for m in messages %}<|{{ m.role }}|>\n{{ m.content }}<|end|>\n{% endfor %}{% if add_generation_prompt %}<|assistant|>\n{% else %}</s>{% endif %}";
  const auto both = encoder(source, {"<|end|>", "</s>", "<|user|>", "<|assistant|>", "<|system|>"}, {"<|end|>", "</s>"}).encode(twoTurns());
  TIMBRE_OK(both);
  QCOMPARE(trained(*both), std::string("1<|end|>|2!<|end|>"));
  // When the runtime stops only at the end of text, the turn's own mark is still learned.
  const auto one = encoder(source, {"<|end|>", "</s>", "<|user|>", "<|assistant|>", "<|system|>"}, {"</s>"}).encode(twoTurns());
  TIMBRE_OK(one);
  QCOMPARE(trained(*one), std::string("1<|end|>|2!<|end|>\n</s>"));
}

void EncoderMaskTest::stopMarkInsideAnAnswer() {
  base::Json conversation = twoTurns();
  conversation["messages"][2]["content"] = "The mark <|im_end|> ends a turn";
  QCOMPARE(trainedBy(kChatMl, conversation), std::string("The mark <|im_end|> ends a turn<|im_end|>|2!<|im_end|>"));
}

void EncoderMaskTest::toolCallsAreTrained() {
  const std::string source =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content if m.content }}{% if m.tool_calls %}{% for c in m.tool_calls %}<call>{{ c.function | tojson }}</call>"
      "{% endfor %}{% endif %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
  const base::Json conversation = json(R"({"messages": [{"role": "user", "content": "Q"},
    {"role": "assistant", "content": null, "tool_calls": [{"function": {"name": "f", "arguments": {"x": 1}}}]}, {"role": "tool", "content": "7"},
    {"role": "assistant", "content": "Seven", "tool_calls": [{"function": {"name": "g", "arguments": {}}}]}]})");
  QCOMPARE(trainedBy(source, conversation),
           std::string("<call>{\"name\": \"f\", \"arguments\": {\"x\": 1}}</call><|im_end|>|Seven<call>{\"name\": \"g\", \"arguments\": {}}</call><|im_end|>"));
}

void EncoderMaskTest::argumentsStayStrings() {
  const base::Json conversation = json(R"({"messages": [{"role": "assistant", "content": "", "tool_calls": [{"function": {"arguments": "{\"x\": 1}"}}]}]})");
  const auto chat = encoder("{% for m in messages %}{{ m.tool_calls[0].function.arguments is string }}{% endfor %}").encode(conversation);
  TIMBRE_OK(chat);
  QCOMPARE(chat->text, std::string("True"));
}

void EncoderMaskTest::straddlingTokensAreTrained() {
  // "=1" begins before the answer and "1;" ends after it; transformers trains both.
  const std::string source =
      "{% for m in messages %}{{ m.role[0] }}={% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}{% else %}{{ m.content }}{% endif %};{% endfor %}";
  const base::Json conversation = json(R"({"messages": [{"role": "user", "content": "ab"}, {"role": "assistant", "content": "12"}]})");
  const auto plain = encoder(source, {"!"}, {"!"}).encode(conversation);
  TIMBRE_OK(plain);
  QCOMPARE(plain->text, std::string("u=ab;a=12;"));
  QCOMPARE(trained(*plain), std::string("12"));
  const auto begins = encoder(source, {"=1", "!"}, {"!"}).encode(conversation);
  QCOMPARE(trained(*begins), std::string("=12"));
  const auto ends = encoder(source, {"2;", "!"}, {"!"}).encode(conversation);
  QCOMPARE(trained(*ends), std::string("12;"));
  const auto both = encoder(source, {"=12;", "!"}, {"!"}).encode(conversation);
  QCOMPARE(trained(*both), std::string("=12;"));
  const auto touches = encoder(source, {"a=", "!"}, {"!"}).encode(conversation);  // ends where the span begins: outside
  QCOMPARE(trained(*touches), std::string("12"));
}

void EncoderMaskTest::exactMeansPrefix() {
  const auto inexact = [](const std::string& source, const base::Json& conversation, TrainOn trainOn = TrainOn::Assistant) {
    const auto chat = encoder(source, {"<|im_start|>", "<|im_end|>", "</s>"}).encode(conversation, {.trainOn = trainOn});
    return chat.ok() ? static_cast<int>(chat->inexact) : -1;
  };
  QCOMPARE(inexact(kChatMl, twoTurns()), 0);
  // An end of the conversation that is gone once it goes on: only the last answer's rendering is a prefix.
  const std::string ending = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% else %}</s>{% endif %}";
  QCOMPARE(inexact(ending, twoTurns()), 1);
  QCOMPARE(inexact(ending, twoTurns(), TrainOn::Last), 0);
  QCOMPARE(inexact(ending, twoTurns(), TrainOn::All), 0);
  // The number of messages in front: no rendering is a prefix of a longer one, the whole one is one of itself.
  const std::string counted = "{{ messages | length }}{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
  QCOMPARE(inexact(counted, twoTurns()), 2);
  // Marks of the template itself are exact.
  const std::string marked = "{{ messages | length }}{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}<|im_end|>{% endgeneration %}{% else %}{{ m.content }}{% endif %}{% endfor %}";
  QCOMPARE(inexact(marked, twoTurns()), 0);
}

void EncoderMaskTest::unstableIsRefused() {
  // Answers in reverse, printed twice: no cut of this is a beginning of the whole, and no place is the answer's own.
  const std::string source = "{% for m in messages | reverse %}{{ m.content }}={{ m.content }}{{ messages | length }};{% endfor %}";
  const auto chat = encoder(source).encode(twoTurns());
  QVERIFY(!chat.ok());
  QCOMPARE(chat.error().code, std::string("template.unstable"));
  QCOMPARE(chat.error().args.at("message"), std::string("5"));
  TIMBRE_OK(encoder(source).encode(twoTurns(), {.trainOn = TrainOn::All}));
}

void EncoderMaskTest::generationPromptNeverFails() {
  const std::string source = "{% for m in messages | reverse %}{{ m.content }}={{ m.content }}{{ messages | length }};{% endfor %}{% if add_generation_prompt %}>{% endif %}";
  const auto chat = encoder(source).encode(twoTurns(), {.generationPrompt = true});
  TIMBRE_OK(chat);
  QVERIFY(chat->text.ends_with(">"));
  QCOMPARE(trained(*chat), std::string());
}

void EncoderMaskTest::cutFromTheEnd() {
  const auto whole = encoder(kChatMl).encode(twoTurns());
  const auto chat = encoder(kChatMl).encode(twoTurns(), {.maxTokens = 60});
  TIMBRE_OK(chat);
  QCOMPARE(chat->ids.size(), std::size_t(60));
  QCOMPARE(chat->mask.size(), std::size_t(60));
  QCOMPARE(chat->roles.size(), std::size_t(60));
  QCOMPARE(chat->cutTokens, whole->ids.size() - 60);
  QCOMPARE(trained(*chat), std::string("1<|im_end|>"));
}

void EncoderMaskTest::withoutTokenizer() {
  const auto compiled = text::ChatTemplate::compile(kChatMl);
  const auto chat = text::renderChat(*compiled, twoTurns());
  TIMBRE_OK(chat);
  QCOMPARE(chat->answers.size(), std::size_t(2));
  QCOMPARE(chat->text.substr(chat->answers[1].begin, chat->answers[1].end - chat->answers[1].begin), std::string("2!<|im_end|>"));
}

void EncoderMaskTest::notAConversation() {
  for (const char* bad : {"[]", "{}", R"({"messages": {}})", R"({"messages": ["x"]})"})
    QCOMPARE(encoder(kChatMl).encode(json(bad)).error().code, std::string("template.messages"));
}

QTEST_APPLESS_MAIN(EncoderMaskTest)
#include "encoder_mask_test.moc"
