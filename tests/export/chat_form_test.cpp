// SPDX-License-Identifier: GPL-3.0-or-later
// A built-in chat template from the recipe to the exported folder: what training says when none fits, that chats with the run
// speak in its form, and that the export does so for other programs.
#include "core/base/messages.h"
#include "core/export/exporter.h"
#include "core/inference/loaded_model.h"
#include "core/text/builtin_templates.h"
#include "tests/engine/run_fixture.h"

using namespace timbre;
using inference::LoadedModel;
using testing::RunFixture;
namespace fs = std::filesystem;

class ChatFormTest : public QObject {
  Q_OBJECT
 private:
  RunFixture m_fixture;
  base::FileOps m_ops;

  /// The tiny model without one of the ChatML tokens, so that no template fits it by itself.
  fs::path bare() const {
    const fs::path folder = m_fixture.root() / "bare";
    if (fs::exists(folder)) return folder;
    fs::copy(m_fixture.root() / "base", folder);
    std::string tokenizer = testing::readFile(folder / "tokenizer.json");
    for (std::size_t at = 0; (at = tokenizer.find("<|im_start|>")) != std::string::npos;) tokenizer.replace(at, 12, "<|unknown_|>");
    testing::writeFile(folder / "tokenizer.json", tokenizer);
    return folder;
  }
  jobs::RunRequest request(const std::string& name, const std::string& choice) const {
    auto request = m_fixture.request(name, 2);
    request.baseModel = bare();
    request.recipe.chatTemplate = choice;
    return request;
  }
  static std::string formOf(const LoadedModel& model) { return model.encoder() ? model.encoder()->builtinName() : "none"; }

 private Q_SLOTS:
  void initTestCase() {
    const auto result = RunFixture::train(request("plain", "plain"), m_ops);
    QVERIFY2(!result.error, result.error ? base::errorSentence(*result.error).c_str() : "");
  }

  void withoutATemplateTheStartIsRefused() {
    const auto result = RunFixture::train(request("missing", "auto"), m_ops);
    QVERIFY(result.error.has_value());
    QCOMPARE(result.error->code, std::string("template.missing"));
    const std::string hint = base::errorHint(*result.error);
    QVERIFY2(hint.find("chat_template") != std::string::npos && hint.find("plain") != std::string::npos, hint.c_str());
    QVERIFY(result.all<events::StepMetrics>().empty());
  }

  void aTemplateWithoutEndIsRefused() {
    const auto result = RunFixture::train(request("endless", "llama3"), m_ops);
    QVERIFY(result.error.has_value());
    QCOMPARE(result.error->code, std::string("template.no_end"));
    QCOMPARE(result.error->args.at("mark"), std::string("<|eot_id|>"));
  }

  void inexactRowsAreTold() {
    auto order = request("told", "internlm2");
    order.data = m_fixture.root() / "turns.jsonl";
    std::string rows;
    for (int i = 0; i < 20; ++i)
      rows += R"({"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},{"role":"assistant","content":"d"}]})" "\n";
    testing::writeFile(order.data, rows);
    const auto told = [&] {
      const auto result = RunFixture::train(order, m_ops);
      if (result.error) qFatal("%s", base::errorSentence(*result.error).c_str());
      for (const auto& note : result.all<events::RunNote>())
        if (note.message.code == "engine.rows_inexact") return note.message.args.at("rows");
      return std::string("not told");
    };
    QCOMPARE(told(), std::string("20"));
    order.runFolder = m_fixture.root() / "last";
    order.recipe.trainOn = "last";
    QCOMPARE(told(), std::string("not told"));
  }

  void chatsSpeakInTheRunsForm() {
    QCOMPARE(jobs::templateChoice(m_fixture.run("plain") / "checkpoint-2"), std::string("plain"));
    QCOMPARE(jobs::templateChoice(m_fixture.run("plain") / "checkpoint-2/"), std::string("plain"));
    QCOMPARE(jobs::templateChoice(bare()), std::string("auto"));
    auto model = LoadedModel::load(bare(), {});
    TIMBRE_OK(model);
    QCOMPARE(formOf(**model), std::string("none"));
    jobs::GenerateRequest ask;
    ask.messages = base::Json::array({{{"role", "user"}, {"content", "Hi"}}});
    QCOMPARE((*model)->promptIds(ask).error().code, std::string("template.missing"));
    TIMBRE_OK((*model)->setAdapter(m_fixture.run("plain") / "checkpoint-2"));
    QCOMPARE(formOf(**model), std::string("plain"));
    const auto ids = (*model)->promptIds(ask);
    TIMBRE_OK(ids);
    QCOMPARE((*model)->tokenizer().decode(*ids, false), std::string("User: Hi\n\nAssistant:"));
    TIMBRE_OK((*model)->setAdapter({}));
    QCOMPARE(formOf(**model), std::string("plain"));  // the base beside it is asked in the same form

    auto usual = LoadedModel::load(m_fixture.root() / "base", {});
    QCOMPARE(formOf(**usual), std::string("chatml"));
    TIMBRE_OK((*usual)->setAdapter(m_fixture.run("plain") / "checkpoint-2"));
    QCOMPARE(formOf(**usual), std::string("plain"));
    TIMBRE_OK((*usual)->setAdapter({}));
    QCOMPARE(formOf(**usual), std::string("chatml"));

    LoadedModel::Options options;
    options.chatTemplate = "alpaca";
    auto asked = LoadedModel::load(bare(), options);
    TIMBRE_OK(asked);
    TIMBRE_OK((*asked)->setAdapter(m_fixture.run("plain") / "checkpoint-2"));
    QCOMPARE(formOf(**asked), std::string("alpaca"));
    options.chatTemplate = "nobody";
    QCOMPARE(LoadedModel::load(bare(), options).error().code, std::string("template.no_such"));
  }

  void exportsCarryTheForm() {
    jobs::ExportRequest order;
    order.run = m_fixture.run("plain");
    order.out = m_fixture.root() / "merged";
    const auto report = exporting::exportModel(order, m_ops, {}, {});
    QVERIFY2(report.ok() && report->verified, report.ok() ? "" : base::errorSentence(report.error()).c_str());
    const std::string form = text::findBuiltinTemplate("plain")->source;
    QCOMPARE(testing::readFile(order.out / "chat_template.jinja"), form);
    const auto config = base::parseJson(testing::readFile(order.out / "tokenizer_config.json"));
    TIMBRE_OK(config);
    QCOMPARE(base::stringOr(*config, "chat_template"), form);
    const auto reopened = text::ChatEncoder::load(order.out);
    TIMBRE_OK(reopened);
    QCOMPARE(reopened->builtinName(), std::string());
    const auto chosen = text::ChatEncoder::load(bare(), "plain");
    QCOMPARE(reopened->stopIds(), chosen->stopIds());
    order.out = m_fixture.root() / "adapter";
    order.adapterOnly = true;
    TIMBRE_OK(exporting::exportModel(order, m_ops, {}, {}));
    QCOMPARE(testing::readFile(order.out / "chat_template.jinja"), form);
  }

  void exportsNameEveryEnd() {
    // The folder's runtime stops at <|endoftext|>, the chosen form ends a turn with <|im_end|>.
    const fs::path base = m_fixture.root() / "other-end";
    fs::copy(m_fixture.root() / "base", base);
    testing::writeFile(base / "generation_config.json", R"({"eos_token_id": 256, "temperature": 0.5})");
    auto order = m_fixture.request("other", 2);
    order.baseModel = base;
    order.recipe.chatTemplate = "xtuner:qwen_chat";
    QVERIFY(!RunFixture::train(order, m_ops).error);
    jobs::ExportRequest out;
    out.run = order.runFolder;
    out.out = m_fixture.root() / "other-out";
    const auto report = exporting::exportModel(out, m_ops, {}, {});
    QVERIFY2(report.ok() && report->verified, report.ok() ? "" : base::errorSentence(report.error()).c_str());
    const auto generation = base::parseJson(testing::readFile(out.out / "generation_config.json"));
    TIMBRE_OK(generation);
    QCOMPARE(base::dumpJson(*generation), std::string(R"({"eos_token_id":[256,258],"temperature":0.5})"));
  }
};

QTEST_GUILESS_MAIN(ChatFormTest)
#include "chat_form_test.moc"
