// SPDX-License-Identifier: GPL-3.0-or-later
// Exports of tiny runs: what they hold, that verification says yes and no truthfully, and what is refused.
#include "core/base/messages.h"
#include "core/export/exporter.h"
#include "core/export/verify.h"
#include "core/inference/generator.h"
#include "core/inference/loaded_model.h"
#include "core/model/safetensors.h"
#include "core/model/weight_files.h"
#include "tests/engine/run_fixture.h"

#include <algorithm>
#include <cstring>
#include <set>

using namespace timbre;
using testing::RunFixture;
namespace fs = std::filesystem;

namespace {

std::set<std::string> namesIn(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

/// Changes the bytes of the first large write: a merged tensor that went wrong on its way to the disk.
class CorruptingOps : public base::FileOps {
 public:
  base::Result<void> write(int descriptor, const void* data, std::size_t bytes, const fs::path& path) override {
    if (m_done || bytes < 4096 || path.extension() != ".safetensors") return FileOps::write(descriptor, data, bytes, path);
    m_done = true;
    std::vector<float> changed(bytes / sizeof(float));
    std::memcpy(changed.data(), data, changed.size() * sizeof(float));
    for (std::size_t i = 0; i < changed.size(); i += 3) changed[i] += 0.5f;
    return FileOps::write(descriptor, changed.data(), bytes, path);
  }

 private:
  bool m_done = false;
};

}  // namespace

class ExportTest : public QObject {
  Q_OBJECT
 private:
  RunFixture m_fixture;
  base::FileOps m_ops;

  jobs::ExportRequest order(const std::string& run, const std::string& out) const {
    jobs::ExportRequest request;
    request.run = m_fixture.run(run);
    request.out = m_fixture.root() / "exports" / out;
    return request;
  }
  base::Result<jobs::ExportReport> make(const jobs::ExportRequest& request) { return exporting::exportModel(request, m_ops, {}, {}); }

 private Q_SLOTS:
  void initTestCase() {
    const auto lora = RunFixture::train(m_fixture.request("lora", 12), m_ops);
    QVERIFY2(!lora.error, lora.error ? lora.error->code.c_str() : "");
    auto full = m_fixture.request("full", 4);
    full.recipe.method = "full";
    full.recipe.learningRate = 1e-3;
    QVERIFY(!RunFixture::train(full, m_ops).error);
  }

  void mergedIsVerifiedAndComplete() {
    const auto report = make(order("lora", "merged"));
    QVERIFY2(report.ok(), report.ok() ? "" : base::errorSentence(report.error()).c_str());
    QVERIFY2(report->verified, report->reason ? base::errorSentence(*report->reason).c_str() : "");
    QVERIFY(report->verificationRan && !report->reason);
    QVERIFY(report->maxLogitDifference <= 1e-3 && report->maxLogitDifference > 0);
    QVERIFY2(report->prompts >= 16 + 8, qPrintable(QString::number(report->prompts)));
    QCOMPARE(report->identicalTexts, report->prompts);
    const fs::path out = m_fixture.root() / "exports" / "merged";
    QCOMPARE(namesIn(out), (std::set<std::string>{"README.md", "chat_template.jinja", "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}));
    QCOMPARE(report->files.size(), std::size_t(6));
    for (const auto& file : report->files) QCOMPARE(file.bytes, fs::file_size(out / file.name));
    const auto weights = model::WeightFiles::open(out);
    TIMBRE_OK(weights);
    QVERIFY(!weights->find("lm_head.weight"));  // tied, as in the base
    QVERIFY(weights->mainDtype() == model::Dtype::F32);
    QCOMPARE(testing::readFile(out / "config.json"), testing::readFile(m_fixture.root() / "base" / "config.json"));
    const std::string card = testing::readFile(out / "README.md");
    QVERIFY(card.find("Verified.") != std::string::npos && card.find("step 12 of 12") != std::string::npos);
    QVERIFY2(card.find(m_fixture.root().string()) == std::string::npos, "a card names no path of this machine");
  }

  void mergedIsBasePlusScaledProduct() {
    const auto base = model::WeightFiles::open(m_fixture.root() / "base"), merged = model::WeightFiles::open(m_fixture.root() / "exports" / "merged");
    const auto adapter = model::LoraAdapter::load(m_fixture.run("lora") / "checkpoint-12", testing::tinyConfig());
    TIMBRE_OK(adapter);
    int adapted = 0;
    for (const auto& [name, entry] : base->tensors()) {
      const auto values = [&name = name, &entry = entry](const model::WeightFiles& files) {
        return at::from_blob(const_cast<std::byte*>(files.bytes(name).data()), entry.info->shape, at::kFloat).to(at::kDouble);
      };
      at::Tensor expected = values(*base);
      if (const auto* pair = (*adapter)->find(name.substr(0, name.size() - 7))) {
        expected = expected + (*adapter)->scale() * at::matmul(pair->b.detach().to(at::kDouble), pair->a.detach().to(at::kDouble));
        QVERIFY((expected - values(*base)).abs().max().item<double>() > 1e-4);
        ++adapted;
      }
      QVERIFY2((expected - values(*merged)).abs().max().item<double>() < 1e-6, name.c_str());
    }
    QCOMPARE(adapted, 14);  // seven layers each in two blocks
  }

  void sixteenBitHasItsOwnLimits_data() {
    QTest::addColumn<QString>("dtype");
    QTest::addColumn<QString>("named");
    QTest::newRow("bf16") << "bf16" << "bfloat16";
    QTest::newRow("fp16") << "fp16" << "float16";
  }
  void sixteenBitHasItsOwnLimits() {
    QFETCH(QString, dtype);
    QFETCH(QString, named);
    auto request = order("lora", dtype.toStdString());
    request.dtype = dtype.toStdString();
    const auto report = make(request);
    TIMBRE_OK(report);
    QVERIFY2(report->verified, report->reason ? base::errorSentence(*report->reason).c_str() : "");
    QVERIFY(report->meanKl > 0 && report->meanKl <= 1e-3);
    QCOMPARE(report->firstChoiceAgreement, 1.0);
    QVERIFY(testing::readFile(request.out / "config.json").find("\"" + named.toStdString() + "\"") != std::string::npos);
    QVERIFY(fs::file_size(request.out / "model.safetensors") < fs::file_size(m_fixture.root() / "base" / "model.safetensors"));
  }

  void corruptedTensorIsNotVerified() {
    CorruptingOps ops;
    const auto report = exporting::exportModel(order("lora", "corrupted"), ops, {}, {});
    TIMBRE_OK(report);
    QVERIFY(report->verificationRan && !report->verified);
    QVERIFY(report->reason.has_value());
    QVERIFY2(report->maxLogitDifference > 1e-3, qPrintable(QString::number(report->maxLogitDifference)));
    QVERIFY(testing::readFile(m_fixture.root() / "exports" / "corrupted" / "README.md").find("**Not verified.**") != std::string::npos);
  }

  void anotherModelIsNotVerified() {
    auto expected = inference::LoadedModel::load(m_fixture.root() / "base", {});
    TIMBRE_OK(expected);
    std::vector<base::Json> prompts;
    for (const auto& text : exporting::builtInPrompts()) prompts.push_back(base::Json::array({{{"role", "user"}, {"content", text}}}));
    for (const bool sixteenBit : {false, true}) {
      jobs::ExportReport report;
      TIMBRE_OK(exporting::verifyExport(**expected, m_fixture.root() / "exports" / "merged", sixteenBit, prompts, {}, {}, report));
      QVERIFY(!report.verified && report.reason);
      TIMBRE_OK(exporting::verifyExport(**expected, m_fixture.root() / "base", sixteenBit, prompts, {}, {}, report));
      QVERIFY(report.verified);
      QCOMPARE(report.maxLogitDifference, 0.0);
    }
    prompts.resize(9);
    jobs::ExportReport few;
    TIMBRE_OK(exporting::verifyExport(**expected, m_fixture.root() / "base", false, prompts, {}, {}, few));
    QVERIFY(!few.verified);
    QCOMPARE(few.reason->code, std::string("export.too_few_prompts"));
  }

  void shardsBySize() {
    auto request = order("lora", "shards");
    request.shardBytes = 6000;
    const auto report = make(request);
    TIMBRE_OK(report);
    QVERIFY(report->verified);
    QVERIFY(fs::exists(request.out / "model.safetensors.index.json") && !fs::exists(request.out / "model.safetensors"));
    int shards = 0;
    for (const auto& file : report->files)
      if (file.name.ends_with(".safetensors")) ++shards;
    QVERIFY2(shards >= 4, qPrintable(QString::number(shards)));
    QVERIFY(fs::exists(request.out / model::shardName(1, shards)));
    const auto whole = model::WeightFiles::open(m_fixture.root() / "exports" / "merged"), cut = model::WeightFiles::open(request.out);
    TIMBRE_OK(cut);
    QCOMPARE(cut->tensors().size(), whole->tensors().size());
    for (const auto& [name, entry] : whole->tensors()) QVERIFY(std::ranges::equal(whole->bytes(name).span(), cut->bytes(name).span()));
  }

  void adapterAloneIsPeftsLayout() {
    auto request = order("lora", "adapter");
    request.adapterOnly = true;
    const auto report = make(request);
    TIMBRE_OK(report);
    QCOMPARE(namesIn(request.out), (std::set<std::string>{"README.md", "adapter_config.json", "adapter_model.safetensors", "chat_template.jinja"}));
    QCOMPARE(report->sha256.size(), std::size_t(64));
    const auto config = base::parseJson(testing::readFile(request.out / "adapter_config.json"));
    QCOMPARE(base::stringOr(*config, "peft_type"), std::string("LORA"));
    QCOMPARE(base::integerOr(*config, "r", 0), 4LL);
    const auto file = model::SafetensorsFile::open(request.out / "adapter_model.safetensors");
    TIMBRE_OK(file);
    for (const auto& tensor : file->header().tensors())
      QVERIFY2(tensor.name.starts_with("base_model.model.model.layers.") && (tensor.name.ends_with(".lora_A.weight") || tensor.name.ends_with(".lora_B.weight")), tensor.name.c_str());
    TIMBRE_OK(model::LoraAdapter::load(request.out, testing::tinyConfig()));
  }

  void fullWeightsAreExportedAndVerified() {
    const auto report = make(order("full", "full"));
    QVERIFY2(report.ok(), report.ok() ? "" : base::errorSentence(report.error()).c_str());
    QVERIFY(report->verified);
    TIMBRE_OK(inference::LoadedModel::load(m_fixture.root() / "exports" / "full", {}));
    const auto merged = model::WeightFiles::open(m_fixture.root() / "exports" / "full"), made = model::WeightFiles::open(m_fixture.run("full") / "checkpoint-4");
    for (const auto& [name, entry] : made->tensors()) QVERIFY(std::ranges::equal(made->bytes(name).span(), merged->bytes(name).span()));
  }

  void existingFoldersAndSourcesAreSafe() {
    QCOMPARE(make(order("lora", "merged")).error().code, std::string("file.exists"));
    auto forced = order("lora", "merged");
    forced.force = true;
    forced.verify = false;
    const auto replaced = make(forced);
    TIMBRE_OK(replaced);
    QVERIFY(!replaced->verified && !replaced->verificationRan);
    testing::writeFile(m_fixture.root() / "exports" / "photos" / "cat.jpg", "meow");
    forced.out = m_fixture.root() / "exports" / "photos";
    QCOMPARE(make(forced).error().code, std::string("file.exists"));  // force replaces exports, not other things
    QVERIFY(fs::exists(forced.out / "cat.jpg"));
    for (const fs::path& source : {m_fixture.root() / "base" / "in", m_fixture.run("lora") / "out", m_fixture.root() / "base", m_fixture.root(), m_fixture.run("lora")}) {
      forced.out = source;
      QCOMPARE(make(forced).error().code, std::string("export.into_source"));
    }
    QVERIFY(fs::exists(m_fixture.run("lora") / "checkpoint-12" / "manifest.json"));
  }

  void anotherBaseIsRefused() {
    const fs::path file = m_fixture.root() / "base" / "model.safetensors";
    const std::string bytes = testing::readFile(file);
    std::string changed = bytes;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    testing::writeFile(file, changed);
    const auto report = make(order("lora", "wrong-base"));
    testing::writeFile(file, bytes);
    QCOMPARE(report.error().code, std::string("export.base_changed"));
    QVERIFY(!fs::exists(m_fixture.root() / "exports" / "wrong-base"));
    QCOMPARE(make(order("nowhere", "x")).error().code, std::string("run.missing"));
    auto missing = order("lora", "x");
    missing.checkpoint = m_fixture.run("lora") / "checkpoint-99";
    QCOMPARE(make(missing).error().code, std::string("file.missing"));
    missing = order("lora", "x");
    missing.dtype = "int3";
    QCOMPARE(make(missing).error().code, std::string("export.bad_dtype"));
  }
};

QTEST_GUILESS_MAIN(ExportTest)
#include "export_test.moc"
