// SPDX-License-Identifier: GPL-3.0-or-later
// A run notices every change of what its base model is read from, whatever the format.
#include "core/engine/provenance.h"
#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "tests/support/test_support.h"

using namespace timbre;
using namespace timbre::engine;
using testing::TempFolder;
using testing::writeFile;
namespace fs = std::filesystem;

namespace {

constexpr const char* kParts[] = {"config.json",
                                  "generation_config.json",
                                  "model-00001-of-00001.safetensors",
                                  "model.safetensors.index.json",
                                  "pytorch_model-00001-of-00002.bin",
                                  "pytorch_model.bin.index.json",
                                  "tokenizer.json",
                                  "tokenizer_config.json",
                                  "tokenizer.model",
                                  "tekken.json",
                                  "encoder.json",
                                  "vocab.bpe",
                                  "qwen.tiktoken",
                                  "chat_template.jinja"};

QString codeOf(const base::Result<void>& result) {
  return result.ok() ? QString() : QString::fromStdString(result.error().code);
}

}  // namespace

class ProvenanceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyPartThatChangesIsNoticed() {
    for (const char* part : kParts) {
      const TempFolder folder;
      for (const char* name : kParts) writeFile(folder.path() / name, name);
      writeFile(folder.path() / "README.md", "words");
      const auto facts = modelFacts(folder.path());
      TIMBRE_OK(facts);
      QCOMPARE(facts->at("files").size(), std::size(kParts));
      TIMBRE_OK(sameModel(*facts));
      writeFile(folder.path() / "README.md", "other words");
      TIMBRE_OK(sameModel(*facts));
      writeFile(folder.path() / part, "other");
      QVERIFY2(codeOf(sameModel(*facts)) == "engine.base_changed", part);
      fs::remove(folder.path() / part);
      QVERIFY2(codeOf(sameModel(*facts)) == "file.missing", part);
    }
  }

  void aFileThatMayWinIsNoticed() {
    const TempFolder folder;
    writeFile(folder.path() / "config.json", "{}");
    writeFile(folder.path() / "tokenizer.model", "pieces");
    const auto facts = modelFacts(folder.path());
    TIMBRE_OK(facts);
    writeFile(folder.path() / "tokenizer.json", "{}");
    QCOMPARE(codeOf(sameModel(*facts)), QString("engine.base_grown"));
    QVERIFY(base::findMessage("engine.base_grown"));
  }

  void aCopyHasAllButTheWeights() {
    const TempFolder folder;
    for (const char* name : kParts) writeFile(folder.path() / "from" / name, name);
    fs::create_directories(folder.path() / "to");
    base::FileOps ops;
    TIMBRE_OK(copyModelFiles(ops, folder.path() / "from", folder.path() / "to"));
    for (const char* name : kParts) {
      const bool weights = std::string_view(name).find("model-0") != std::string_view::npos ||
                           std::string_view(name).ends_with(".index.json");
      QVERIFY2(fs::exists(folder.path() / "to" / name) != weights, name);
    }
  }
};

QTEST_GUILESS_MAIN(ProvenanceTest)
#include "provenance_test.moc"
