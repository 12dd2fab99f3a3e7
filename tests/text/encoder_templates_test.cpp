// SPDX-License-Identifier: GPL-3.0-or-later
// The mask under real chat templates (data folder): every answer is trained whole and with its end, nothing else is.
#include "core/text/chat_encoder.h"
#include "tests/support/test_support.h"
#include "tests/text/fake_tokenizer.h"

#include <set>

using namespace timbre;

namespace {

/// What looks like a special token in the template's source.
std::vector<std::string> specialsOf(const std::string& source) {
  std::set<std::string> out = {"<s>", "</s>", "<end_of_turn>", "<start_of_turn>", "[INST]", "[/INST]"};
  for (const auto& [open, close] : {std::pair<std::string, std::string>{"<|", "|>"}, {"<｜", "｜>"}, {"<", ">"}})
    for (std::size_t at = source.find(open); at != std::string::npos; at = source.find(open, at + 1)) {
      const std::size_t end = source.find(close, at);
      if (end == std::string::npos || end - at > 40) continue;
      const std::string mark = source.substr(at, end + close.size() - at);
      if (open != "<" || mark.find("turn") != std::string::npos) out.insert(mark);
    }
  return {out.begin(), out.end()};
}

bool isEnd(const std::string& mark) {
  for (const char* part : {"im_end", "eot", "</s>", "<|end|>", "end_of_turn", "endoftext", "END_OF_TURN", "end_of_text", "end▁of▁sentence", "<turn|>", "<|return|>", "eos"})
    if (mark.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

class EncoderTemplatesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { qputenv("TIMBRE_NOW", "2024-07-26T12:00:00"); }
  void everyFamily();
  void exactAsPythonSays();
};

/// Which spans are exact, against renderings of cut conversations by Python's jinja2.
void EncoderTemplatesTest::exactAsPythonSays() {
  TIMBRE_NEED_DATA("chat_templates");
  const auto read = [](const char* name) { return *base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens" / name)); };
  const base::Json goldens = read("span_goldens.json"), contexts = read("template_contexts.json");
  int exact = 0, located = 0, marked = 0, refused = 0, unstable = 0;
  for (const auto& [name, words] : goldens.items()) {
    if (name == "conversations") continue;
    const std::string source = testing::readFile(testing::dataFolder() / "chat_templates" / name);
    const auto compiled = text::ChatTemplate::compile(source);
    TIMBRE_OK(compiled);
    const QStringList expected = QString::fromStdString(words.get<std::string>()).split(' ');
    for (qsizetype i = 0; i < expected.size(); ++i) {
      const std::string conversation = goldens["conversations"][static_cast<std::size_t>(i)].get<std::string>();
      const text::ChatEncoder encoder(std::make_shared<testing::FakeTokenizer>(specialsOf(source)), *compiled, {{"bos_token", "<s>"}, {"eos_token", "</s>"}}, {});
      const auto chat = encoder.encode(contexts[conversation]);
      const QString where = QString::fromStdString(name + " × " + conversation + ": ") + expected[i] + (chat.ok() ? "" : " " + QString::fromStdString(chat.error().code));
      if (!chat.ok() && chat.error().code == "template.unstable") {
        QVERIFY2(expected[i].contains('~'), qPrintable(where));
        ++unstable;
        qInfo("%s", qPrintable(where));
        continue;
      }
      QVERIFY2(chat.ok() == (expected[i] != "raised"), qPrintable(where));
      if (!chat.ok()) {
        ++refused;
      } else if (expected[i] == "marks") {
        QVERIFY2(chat->inexact == 0, qPrintable(where));
        ++marked;
      } else {
        QVERIFY2(chat->inexact == static_cast<std::size_t>(expected[i].count('~')), qPrintable(where + QString(", ours %1 inexact").arg(chat->inexact)));
        exact += static_cast<int>(expected[i].count('='));
        located += static_cast<int>(expected[i].count('~'));
      }
    }
  }
  qInfo("%d answers exact, %d located otherwise, %d conversations with marks, %d refused, %d without a mask", exact, located, marked, refused, unstable);
  QVERIFY(exact > 500);
}

void EncoderTemplatesTest::everyFamily() {
  TIMBRE_NEED_DATA("chat_templates");
  const auto conversation = *base::parseJson(R"({"eos_token": "</s>", "bos_token": "<s>", "messages": [
    {"role": "user", "content": "First question"}, {"role": "assistant", "content": "Answer alpha"},
    {"role": "user", "content": "Second question"}, {"role": "assistant", "content": "Answer beta"}]})");
  int encoded = 0, refused = 0, unstable = 0, ended = 0;
  QStringList faults;
  for (const auto& file : std::filesystem::recursive_directory_iterator(testing::dataFolder() / "chat_templates")) {
    if (file.path().extension() != ".jinja") continue;
    const std::string source = testing::readFile(file.path());
    const auto name = QString::fromStdString(file.path().filename().string());
    const auto compiled = text::ChatTemplate::compile(source);
    QVERIFY2(compiled.ok(), qPrintable(name));
    auto tokenizer = std::make_shared<testing::FakeTokenizer>(specialsOf(source));
    std::vector<text::TokenId> stops;
    for (std::size_t id = 257; id < tokenizer->vocabSize(); ++id)
      if (isEnd(tokenizer->tokenText(static_cast<text::TokenId>(id)))) stops.push_back(static_cast<text::TokenId>(id));
    const auto chat = text::ChatEncoder(tokenizer, *compiled, {}, stops).encode(conversation);
    if (!chat.ok()) {
      if (chat.error().code == "template.unstable") {
        ++unstable;
        faults << name + ": unstable";
      } else {
        ++refused;
      }
      continue;
    }
    if (chat->text.find("Answer beta") == std::string::npos) continue;  // the template takes lists of parts only
    ++encoded;
    std::string trained;
    bool everyEnd = true;
    for (const auto& span : chat->answers) {
      const std::string part = chat->text.substr(span.begin, span.end - span.begin);
      trained += part + "|";
      bool end = false;
      for (const auto stop : stops) end = end || QByteArray::fromStdString(part).trimmed().endsWith(tokenizer->tokenText(stop).c_str());
      everyEnd = everyEnd && end;
    }
    const bool whole = trained.find("Answer alpha") != std::string::npos && trained.find("Answer beta") != std::string::npos && chat->answers.size() >= 2;
    const bool clean = trained.find("question") == std::string::npos;
    if (!whole || !clean) faults << name + ": " + QString::fromStdString(trained);
    if (everyEnd) ++ended;
    else qInfo("%s: no stop token ends the answer: %s", qPrintable(name), trained.c_str());
  }
  qInfo("%d templates encoded (%d with a stop token at the end of every answer), %d refuse the conversation, %d unstable", encoded, ended, refused, unstable);
  QVERIFY2(faults.isEmpty(), qPrintable(faults.join("\n")));
  QVERIFY(encoded > 100);
}

QTEST_APPLESS_MAIN(EncoderTemplatesTest)
#include "encoder_templates_test.moc"
