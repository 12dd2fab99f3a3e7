// SPDX-License-Identifier: GPL-3.0-or-later
// Whose tokenizer speaks: the adapter's where its vocabulary is not the base's, with its template and its end; the
// base's when it is off again.
#include "core/base/messages.h"
#include "core/inference/loaded_model.h"
#include "tests/model/peft_cases.h"

using namespace timbre;
using namespace timbre::testing::peft;
using inference::LoadedModel;

class AdapterTokenizerTest : public QObject {
  Q_OBJECT
 private:
  testing::TempFolder m_folder;

  fs::path adapter(const char* name, const char* caseName, int tokens) {
    const fs::path folder = m_folder.path() / name;
    fs::remove_all(folder);
    fs::create_directories(folder);
    writeAdapter(folder, caseOf(caseName));
    if (tokens > 0) writeTokenizer(folder, tokens);
    return folder;
  }
  static jobs::GenerateRequest prompt(const char* text) {
    jobs::GenerateRequest request;
    request.prompt = text;
    request.sampling.greedy = true;
    request.sampling.maxTokens = 4;
    return request;
  }
  std::unique_ptr<LoadedModel> load() {
    auto loaded = LoadedModel::load(m_folder.path() / "base", {});
    return loaded.ok() ? std::move(*loaded) : nullptr;
  }

 private Q_SLOTS:
  void initTestCase() { writeBase(m_folder.path() / "base", caseOf("grown")); }

  void theAdaptersWordsAreUnderstood() {
    const fs::path grown = adapter("grown", "grown", 53);
    const auto model = load();
    const auto ours = model->sharedTokenizer();
    const auto spelled = model->promptIds(prompt("<new50>"));
    TIMBRE_OK(spelled);
    QVERIFY(spelled->size() > 1);
    TIMBRE_OK(model->setAdapter(grown));
    QCOMPARE(model->tokenizer().vocabSize(), std::size_t(53));
    const auto ids = model->promptIds(prompt("a<new50>"));
    TIMBRE_OK(ids);
    QCOMPARE(*ids, (std::vector<text::TokenId>{3, 50}));
    TIMBRE_OK(model->generate(prompt("a<new50>"), {}, {}));
    TIMBRE_OK(model->setAdapter({}));
    QCOMPARE(model->sharedTokenizer(), ours);
    QCOMPARE(*model->promptIds(prompt("<new50>")), *spelled);
  }

  void theSameVocabularyIsTheBases() {
    const auto model = load();
    const auto ours = model->sharedTokenizer();
    const fs::path same = adapter("same", "plain", 48);
    testing::writeFile(same / "tokenizer.json", testing::readFile(same / "tokenizer.json") + "\n");
    TIMBRE_OK(model->setAdapter(same));
    QCOMPARE(model->sharedTokenizer(), ours);
  }

  void aPaddingTokenBehindTheLastRowChangesNothing() {
    const auto model = load();
    const auto ours = model->sharedTokenizer();
    TIMBRE_OK(model->setAdapter(adapter("padded", "plain", 49)));
    QCOMPARE(model->sharedTokenizer(), ours);
    TIMBRE_OK(model->promptIds(prompt("a")));
  }

  void withoutATokenizerOnlyIdsAreAnswered() {
    const auto model = load();
    TIMBRE_OK(model->setAdapter(adapter("mute", "grown", 0)));
    QCOMPARE(model->promptIds(prompt("a")).error().code, std::string("adapter.no_tokenizer"));
    QCOMPARE(model->generate(prompt("a"), {}, {}).error().code, std::string("adapter.no_tokenizer"));
    QVERIFY(base::findMessage("adapter.no_tokenizer") && base::findMessage("adapter.tokenizer_rows"));
    jobs::GenerateRequest ids = prompt("");
    ids.prompt.reset();
    ids.ids = std::vector<text::TokenId>{3, 50, 52};
    TIMBRE_OK(model->generate(ids, {}, {}));
  }

  void aTokenizerThatContradictsTheRowsIsRefused() {
    const auto model = load();
    TIMBRE_OK(model->setAdapter(adapter("grown", "grown", 53)));
    const auto before = model->provenance(0).adapterHash;
    QCOMPARE(model->setAdapter(adapter("more", "grown", 54)).error().code, std::string("adapter.tokenizer_rows"));
    QCOMPARE(model->provenance(0).adapterHash, before);
    QCOMPARE(model->tokenizer().vocabSize(), std::size_t(53));
  }

  void aTokenizerThatWasReplacedIsReadAgain() {
    const auto model = load();
    TIMBRE_OK(model->setAdapter(adapter("replaced", "grown", 52)));
    QCOMPARE(model->tokenizer().vocabSize(), std::size_t(52));
    TIMBRE_OK(model->setAdapter(adapter("replaced", "grown", 53)));
    QCOMPARE(model->tokenizer().vocabSize(), std::size_t(53));
  }

  void templateAndEndAreTheAdapters() {
    const fs::path grown = adapter("speaking", "grown", 53);
    testing::writeFile(grown / "tokenizer_config.json", R"({"eos_token":"<new52>","bos_token":"<s>"})");
    testing::writeFile(grown / "chat_template.jinja",
                       "{% for m in messages %}<new51>{{ m['content'] }}{{ eos_token }}{% endfor %}");
    testing::writeFile(m_folder.path() / "base" / "generation_config.json", R"({"eos_token_id": 2})");
    const auto model = load();
    QVERIFY(!model->encoder());
    jobs::GenerateRequest request = prompt("");
    request.prompt.reset();
    request.messages = base::Json::array({{{"role", "user"}, {"content", "ab"}}});
    QCOMPARE(model->promptIds(request).error().code, std::string("template.missing"));
    TIMBRE_OK(model->setAdapter(grown));
    QCOMPARE(model->stopIds(), (std::vector<text::TokenId>{2, 52}));
    QCOMPARE(*model->promptIds(request), (std::vector<text::TokenId>{51, 3, 4, 52}));
    // The base has no template, and that of another tokenizer is not lent to it.
    TIMBRE_OK(model->setAdapter({}));
    QCOMPARE(model->promptIds(request).error().code, std::string("template.missing"));
  }
};

QTEST_GUILESS_MAIN(AdapterTokenizerTest)
#include "adapter_tokenizer_test.moc"
