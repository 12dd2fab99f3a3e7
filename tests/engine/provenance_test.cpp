// SPDX-License-Identifier: GPL-3.0-or-later
// A run notices every change of what its base model is read from, whatever the format.
#include "core/engine/provenance.h"
#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "tests/support/test_support.h"

#include <vector>

using namespace timbre;
using namespace timbre::engine;
using testing::TempFolder;
using testing::writeFile;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<const char*>;
const Names kText = {"config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "tokenizer.model",    "tekken.json",
                     "encoder.json", "vocab.bpe",              "qwen.tiktoken",  "chat_template.jinja"};
const Names kSafetensors = {"model-00001-of-00001.safetensors", "model.safetensors.index.json"};
const Names kPickles = {"pytorch_model-00001-of-00002.bin", "pytorch_model.bin.index.json"};

void write(const fs::path& folder, const Names& names) {
  for (const char* name : names) writeFile(folder / name, name);
}

QString codeOf(const base::Result<void>& result) {
  return result.ok() ? QString() : QString::fromStdString(result.error().code);
}

}  // namespace

class ProvenanceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyPartThatChangesIsNoticed() {
    for (const Names& weights : {kSafetensors, kPickles}) {
      Names parts = kText;
      parts.insert(parts.end(), weights.begin(), weights.end());
      for (const char* part : parts) {
        const TempFolder folder;
        write(folder.path(), parts);
        writeFile(folder.path() / "README.md", "words");
        const auto facts = modelFacts(folder.path());
        TIMBRE_OK(facts);
        QCOMPARE(facts->at("files").size(), parts.size());
        TIMBRE_OK(sameModel(*facts));
        writeFile(folder.path() / "README.md", "other words");
        TIMBRE_OK(sameModel(*facts));
        writeFile(folder.path() / part, "other");
        QVERIFY2(codeOf(sameModel(*facts)) == "engine.base_changed", part);
        fs::remove(folder.path() / part);
        QVERIFY2(codeOf(sameModel(*facts)) == "file.missing", part);
      }
    }
  }

  void picklesThatAreNotReadDoNotCount() {
    const TempFolder folder;
    write(folder.path(), kSafetensors);
    write(folder.path(), kPickles);
    const auto facts = modelFacts(folder.path());
    TIMBRE_OK(facts);
    QCOMPARE(facts->at("files").size(), kSafetensors.size());
    for (const char* name : kPickles) writeFile(folder.path() / name, "other");
    TIMBRE_OK(sameModel(*facts));
  }

  void aPickleThatIsReplacedBySafetensorsIsNoticed() {
    const TempFolder folder;
    write(folder.path(), kPickles);
    const auto facts = modelFacts(folder.path());
    TIMBRE_OK(facts);
    writeFile(folder.path() / "model.safetensors", "x");
    QCOMPARE(codeOf(sameModel(*facts)), QString("engine.base_grown"));
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
    for (const Names& names : {kText, kSafetensors, kPickles}) write(folder.path() / "from", names);
    fs::create_directories(folder.path() / "to");
    base::FileOps ops;
    TIMBRE_OK(copyModelFiles(ops, folder.path() / "from", folder.path() / "to"));
    for (const char* name : kText) QVERIFY2(fs::exists(folder.path() / "to" / name), name);
    for (const Names& names : {kSafetensors, kPickles})
      for (const char* name : names) QVERIFY2(!fs::exists(folder.path() / "to" / name), name);
  }
};

QTEST_GUILESS_MAIN(ProvenanceTest)
#include "provenance_test.moc"
