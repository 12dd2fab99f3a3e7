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
  void everyFamily();
};

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
