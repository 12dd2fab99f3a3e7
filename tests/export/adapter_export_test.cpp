// SPDX-License-Identifier: GPL-3.0-or-later
// Adapters with everything that PEFT can write, exported without a run: merged they say what base + adapter says in
// PEFT, alone they are what they were.
#include "core/base/messages.h"
#include "core/export/exporter.h"
#include "core/model/weight_files.h"
#include "core/text/chat_encoder.h"
#include "tests/model/peft_cases.h"

using namespace timbre;
using namespace timbre::testing::peft;

class AdapterExportTest : public QObject {
  Q_OBJECT
 private:
  base::FileOps m_ops;

  base::Result<jobs::ExportReport> make(const jobs::ExportRequest& request) {
    return exporting::exportModel(request, m_ops, {}, {});
  }

  /// base/ and adapter/ of a case; an adapter that has grown the vocabulary brings its tokenizer.
  static jobs::ExportRequest folders(const testing::TempFolder& folder, const base::Json& one,
                                     bool secondCopy = false) {
    writeBase(folder.path() / "base", one, secondCopy);
    fs::create_directories(folder.path() / "adapter");
    writeAdapter(folder.path() / "adapter", one);
    if (one["ids"].size() > 16) writeTokenizer(folder.path() / "adapter", 53);
    jobs::ExportRequest request;
    request.baseModel = folder.path() / "base";
    request.adapter = folder.path() / "adapter";
    request.out = folder.path() / "merged";
    return request;
  }

  static double errorOf(const fs::path& merged, const base::Json& one) {
    const auto decoder = model::Decoder::load(merged);
    if (!decoder.ok()) return INFINITY;
    return testing::relativeError(twoRows(**decoder, one["ids"].get<std::vector<std::int64_t>>()),
                                  testing::toTensor(one["logits"]));
  }

 private Q_SLOTS:
  void mergedSaysWhatPeftSays_data() {
    QTest::addColumn<int>("index");
    const base::Json cases = goldenCases();
    for (std::size_t i = 0; i < cases.size(); ++i) QTest::newRow(cases[i]["name"].get<std::string>().c_str()) << int(i);
  }

  void mergedSaysWhatPeftSays() {
    QFETCH(int, index);
    const base::Json one = goldenCases()[static_cast<std::size_t>(index)];
    testing::TempFolder folder;
    const auto request = folders(folder, one);
    const auto report = make(request);
    QVERIFY2(report.ok(), report.ok() ? "" : base::errorSentence(report.error()).c_str());
    QVERIFY2(report->verified, report->reason ? base::errorSentence(*report->reason).c_str() : "");
    QVERIFY(report->prompts >= 16 && report->identicalTexts == report->prompts);
    const double error = errorOf(request.out, one);
    QVERIFY2(error < 1e-5, QByteArray::number(error).constData());

    const base::Json config = base::parseJson(testing::readFile(request.out / "config.json")).value();
    const bool grown = one["ids"].size() > 16, tied = model::parseConfig(one["model"], "golden")->tieEmbeddings;
    QCOMPARE(config["vocab_size"].get<int>(), grown ? 53 : 48);
    // Apart where PEFT leaves the head what it was (with the whole embedding saved alone, and with a pair for the
    // embedding), and where the head has something of its own.
    const std::string name = one["name"];
    const bool apart = tied && (name == "saved_tied" || name.starts_with("embedding") || name.starts_with("head") ||
                                base::boolOr(one, "apart", false));
    const auto weights = model::WeightFiles::open(request.out);
    TIMBRE_OK(weights);
    QCOMPARE(weights->find("lm_head.weight") != nullptr, apart || !tied);
    if (apart)
      QVERIFY(config["tie_word_embeddings"] == false);
    else
      QCOMPARE(base::boolOr(config, "tie_word_embeddings", false),
               base::boolOr(one["model"], "tie_word_embeddings", false));
    const auto tokenizer = text::loadTokenizer(request.out);
    TIMBRE_OK(tokenizer);
    QCOMPARE((*tokenizer)->vocabSize(), std::size_t(grown ? 53 : 48));
    if (!apart && !grown)
      QCOMPARE(testing::readFile(request.out / "config.json"), testing::readFile(request.baseModel / "config.json"));
  }

  void aSecondCopyOfATiedMatrixFollows() {
    for (const char* name : {"plain", "saved_tied", "token_rows_tied", "grown_tied", "embedding_tied",
                             "embedding_grown", "saved_apart", "head_tied"}) {
      base::Json one = caseOf(name);
      const bool tied = one["model"]["tie_word_embeddings"] == true;
      testing::TempFolder folder;
      const auto request = folders(folder, one, tied);
      const auto report = make(request);
      TIMBRE_OK(report);
      QVERIFY2(report->verified && errorOf(request.out, one) < 1e-5, name);
    }
  }

  /// Writers that drop shared tensors may keep the head's name, and files of the model below the head have no prefix.
  void aTiedMatrixUnderTheHeadsNameAlone() {
    for (const char* name : {"token_rows_tied", "saved_tied", "saved_head_tied", "head_tied", "embedding_tied"}) {
      const base::Json one = caseOf(name);
      testing::TempFolder folder;
      const auto request = folders(folder, one);
      auto tensors = baseOf(one)->parameters();
      for (auto& [tensor, values] : tensors) {
        if (tensor == "model.embed_tokens.weight")
          tensor = "lm_head.weight";
        else
          tensor = tensor.substr(std::string("model.").size());
      }
      fs::remove(request.baseModel / "model.safetensors");
      TIMBRE_OK(model::writeTensors(m_ops, request.baseModel / "model.safetensors", tensors));
      const auto report = make(request);
      TIMBRE_OK(report);
      QVERIFY2(report->verified && errorOf(request.out, one) < 1e-5, name);
    }
  }

  void sixteenBitsAndManyFiles() {
    for (const char* name : {"dora", "grown_tied", "embedding_dora", "embedding_grown", "saved_apart_grown", "head"}) {
      const base::Json one = caseOf(name);
      testing::TempFolder folder;
      auto request = folders(folder, one);
      request.dtype = "bf16";
      request.shardBytes = 8000;
      const auto report = make(request);
      TIMBRE_OK(report);
      QVERIFY(report->verificationRan && report->meanKl < 0.1 && report->meanKl > 0);
      QVERIFY(fs::exists(request.out / "model.safetensors.index.json"));
      QVERIFY(errorOf(request.out, one) < 0.1);
    }
  }

  void aPrefixThatFilesLeaveOut() {
    const base::Json one = caseOf("embedding_transposed");
    testing::TempFolder folder;
    const auto request = folders(folder, one);
    auto tensors = baseOf(one)->parameters();
    for (auto& [name, tensor] : tensors) name = name.substr(std::string("transformer.").size());
    fs::remove(request.baseModel / "model.safetensors");
    TIMBRE_OK(model::writeTensors(m_ops, request.baseModel / "model.safetensors", tensors));
    const auto report = make(request);
    TIMBRE_OK(report);
    QVERIFY(report->verified && errorOf(request.out, one) < 1e-5);
    const auto weights = model::WeightFiles::open(request.out);
    QVERIFY(weights->find("wte.weight") && weights->find("lm_head.weight"));
  }

  void aGrownVocabularyNeedsItsTokenizer() {
    const base::Json one = caseOf("grown");
    testing::TempFolder folder;
    auto request = folders(folder, one);
    writeTokenizer(request.adapter, 54);
    QCOMPARE(make(request).error().code, std::string("adapter.tokenizer_rows"));
    fs::remove(request.adapter / "tokenizer.json");
    const auto refused = make(request);
    QCOMPARE(refused.error().code, std::string("adapter.no_tokenizer"));
    QVERIFY(base::findMessage(refused.error().code));
    QVERIFY(!fs::exists(request.out));
    request.adapterOnly = true;
    QCOMPARE(make(request).error().code, std::string("adapter.no_tokenizer"));
  }

  /// The adapter's own end of an answer is one of the merged model's, and the base's template goes on where the adapter
  /// brings none.
  void templateAndEndsComeAlong() {
    const base::Json one = caseOf("grown");
    testing::TempFolder folder;
    auto request = folders(folder, one);
    testing::writeFile(request.baseModel / "chat_template.jinja",
                       "{% for m in messages %}{{ m['content'] }}{{ eos_token }}{% endfor %}");
    testing::writeFile(request.baseModel / "generation_config.json", R"({"eos_token_id": 2, "do_sample": true})");
    testing::writeFile(request.adapter / "tokenizer_config.json",
                       R"({"eos_token":"<new50>","tokenizer_class":"PreTrainedTokenizerFast"})");
    const auto report = make(request);
    QVERIFY2(report.ok() && report->verified,
             report.ok() && report->reason ? base::errorSentence(*report->reason).c_str() : "");
    const auto encoder = text::ChatEncoder::load(request.out);
    TIMBRE_OK(encoder);
    QCOMPARE(encoder->stopIds(), (std::vector<text::TokenId>{2, 50}));
    QCOMPARE(encoder->chatTemplate().source(), testing::readFile(request.baseModel / "chat_template.jinja"));
    const auto config = base::parseJson(testing::readFile(request.out / "generation_config.json")).value();
    QVERIFY(config["do_sample"] == true && config["eos_token_id"] == (base::Json{2, 50}));
  }

  void aloneItIsWhatItWas() {
    for (const char* name : {"dora", "grown", "token_rows", "embedding"}) {
      const base::Json one = caseOf(name);
      testing::TempFolder folder;
      auto request = folders(folder, one);
      request.adapterOnly = true;
      const auto report = make(request);
      QVERIFY2(report.ok(), report.ok() ? "" : base::errorSentence(report.error()).c_str());
      for (const char* file : {"adapter_config.json", "adapter_model.safetensors"})
        QCOMPARE(testing::readFile(request.out / file), testing::readFile(request.adapter / file));
      QCOMPARE(fs::exists(request.out / "tokenizer.json"), one["ids"].size() > 16);
      QVERIFY(testing::readFile(request.out / "README.md").find("library_name: peft") != std::string::npos);
    }
  }

  void refusals() {
    const base::Json one = caseOf("dora");
    testing::TempFolder folder;
    auto request = folders(folder, one);
    request.out = request.adapter / "inside";
    QCOMPARE(make(request).error().code, std::string("export.into_source"));
    request.out = folder.path() / "merged";
    request.adapter = folder.path() / "base";
    QCOMPARE(make(request).error().code, std::string("file.missing"));
  }
};

QTEST_GUILESS_MAIN(AdapterExportTest)
#include "adapter_export_test.moc"
