// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of the house hold in this tree and in this build; and each rule turns red on a planted violation.
#include "tests/arch/layers.h"
#include "tests/support/test_support.h"

#include <QProcess>

#include <cstdlib>

using namespace timbre;
using namespace timbre::arch;

namespace {

const std::string kLicence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

std::filesystem::path buildFolder() {
  const char* build = std::getenv("TIMBRE_BUILD");
  return build ? std::filesystem::path(build) : std::filesystem::path();
}

}  // namespace

class LayersTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void plantedIncludes_data();
  void plantedIncludes();
  void allowedIncludes_data();
  void allowedIncludes();
  void plantedTree();
  void plantedDependency();
  void plantedCompileCommand();
  void thisTree();
  void thisBuild();
  void theseCompileCommands();
};

void LayersTest::plantedIncludes_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("header");
  const auto row = [](const char* file, const char* header) { QTest::addRow("%s sees %s", file, header) << file << header; };
  row("kernels/norm.cpp", "core/base/result.h");
  row("kernels/norm.cpp", "QString");
  row("core/base/hash.cpp", "QtCore/QString");
  row("core/base/hash.cpp", "core/events/events.h");
  row("core/data/rows.cpp", "core/text/tokenizer.h");
  row("core/data/rows.cpp", "kernels/norm.h");
  row("core/data/rows.cpp", "torch/torch.h");
  row("core/data/rows.cpp", "ATen/ATen.h");
  row("core/data/rows.cpp", "sqlite3.h");
  row("core/data/rows.cpp", "fstream");
  row("core/data/rows.cpp", "regex");
  row("core/session/runs.cpp", "core/engine/trainer.h");
  row("core/session/runs.cpp", "torch/torch.h");
  row("core/session/runs.cpp", "core/model/decoder.h");
  row("core/text/encoder.cpp", "core/model/config.h");
  row("core/engine/trainer.cpp", "core/session/run_host.h");
  row("core/engine/trainer.cpp", "core/session/backend.h");
  row("core/jobs/run.h", "core/data/conversation.h");
  row("core/model/llama.cpp", "core/engine/trainer.h");
  row("core/model/llama.cpp", "ui/theme.h");
  row("core/model/llama.cpp", "QFile");
  row("core/model/llama.cpp", "../../ui/theme.h");
  row("core/model/llama.cpp", "cuda_runtime.h");
  row("core/model/llama.cpp", "tests/support/test_support.h");
  row("core/cellar/wine.cpp", "core/base/result.h");
  row("ui/pages/chat.cpp", "core/inference/generator.h");
  row("ui/pages/chat.cpp", "kernels/norm.h");
  row("ui/pages/chat.cpp", "c10/core/Device.h");
  row("ui/pages/chat.cpp", "app/wiring.h");
  row("ui/pages/chat.cpp", "sqlite3.h");
  row("tests/ui/chat_test.cpp", "core/model/llama.h");
  row("tests/data/rows_test.cpp", "torch/torch.h");
  row("tests/data/rows_test.cpp", "ui/theme.h");
  row("tests/engine/trainer_test.cpp", "ui/theme.h");
}

void LayersTest::plantedIncludes() {
  QFETCH(QString, file);
  QFETCH(QString, header);
  const std::string path = file.toStdString();
  const auto found = checkSource(path, kLicence + "#include <" + header.toStdString() + ">\n");
  QCOMPARE(found.size(), std::size_t(1));
  QCOMPARE(found[0].line, 2);
  QCOMPARE(QString::fromStdString(found[0].file), file);
}

void LayersTest::allowedIncludes_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("header");
  const auto row = [](const char* file, const char* header) { QTest::addRow("%s sees %s", file, header) << file << header; };
  row("kernels/norm.cpp", "torch/torch.h");
  row("kernels/cuda/norm.cu", "cuda_runtime.h");
  row("core/base/file_ops.cpp", "fstream");
  row("core/store/writer.cpp", "sqlite3.h");
  row("core/text/encoder.cpp", "core/data/conversation.h");
  row("core/session/runs.cpp", "core/store/writer.h");
  row("core/session/shelf.cpp", "core/model/model_places.h");
  row("core/engine/trainer.cpp", "core/jobs/run.h");
  row("core/session/backend.h", "core/jobs/run.h");
  row("core/engine/trainer.cpp", "core/model/decoder.h");
  row("core/engine/trainer.cpp", "kernels/norm.h");
  row("core/engine/trainer.cpp", "torch/torch.h");
  row("ui/pages/chat.cpp", "core/session/backend.h");
  row("ui/pages/chat.cpp", "QWidget");
  row("app/main.cpp", "core/engine/trainer.h");
  row("app/main.cpp", "ui/shell/window.h");
  row("tests/ui/chat_test.cpp", "ui/pages/chat.h");
  row("tests/ui/chat_test.cpp", "tests/session/fake_backend.h");
  row("tests/engine/trainer_test.cpp", "torch/torch.h");
  row("tests/data/rows_test.cpp", "fstream");
}

void LayersTest::allowedIncludes() {
  QFETCH(QString, file);
  QFETCH(QString, header);
  const auto found = checkSource(file.toStdString(), kLicence + "#include \"" + header.toStdString() + "\"\n");
  QVERIFY2(found.empty(), describe(found).c_str());
}

void LayersTest::plantedTree() {
  testing::TempFolder folder;
  testing::writeFile(folder.path() / "core/base/good.cpp", kLicence + "#include \"core/base/good.h\"\n");
  testing::writeFile(folder.path() / "packaging/setup", "#!/usr/bin/env bash\n# SPDX-License-Identifier: GPL-3.0-or-later\n");
  QVERIFY(checkTree(folder.path()).empty());

  testing::writeFile(folder.path() / "core/base/bare.h", "#pragma once\n");
  testing::writeFile(folder.path() / "ui/long.cpp", kLicence + std::string(kMostLines, '\n'));
  testing::writeFile(folder.path() / "core/base/wrong.cpp", kLicence + "\n  #  include \"ui/long.h\"\n");
  testing::writeFile(folder.path() / "CMakeLists.txt", "project(x)\n");
  testing::writeFile(folder.path() / "tests/tool.py", "print()\n");
  const auto found = checkTree(folder.path());
  const QString text = QString::fromStdString(describe(found));
  QCOMPARE(found.size(), std::size_t(5));
  QVERIFY2(text.contains("CMakeLists.txt:1: has no SPDX"), qPrintable(text));
  QVERIFY2(text.contains("core/base/bare.h:1: has no SPDX"), qPrintable(text));
  QVERIFY2(text.contains("core/base/wrong.cpp:3: includes ui/long.h"), qPrintable(text));
  QVERIFY2(text.contains("tests/tool.py:1: has no SPDX"), qPrintable(text));
  QVERIFY2(text.contains("ui/long.cpp: has 601 lines"), qPrintable(text));
}

void LayersTest::plantedDependency() {
  const std::string clean =
      "ui/CMakeFiles/timbre_ui.dir/pages/chat.cpp.o: #deps 3, deps mtime 1 (VALID)\n"
      "    /src/ui/pages/chat.cpp\n    ../../core/session/backend.h\n    /usr/include/x86_64-linux-gnu/qt6/QtCore/QString\n\n";
  int objects = 0;
  QVERIFY(checkNinjaDeps(clean, "/src", "/src/build/dev", &objects).empty());
  QCOMPARE(objects, 1);

  // Only the compiler sees these: they come in through other headers.
  const std::string planted = clean +
      "ui/CMakeFiles/timbre_ui.dir/pages/chat.cpp.o: #deps 2, deps mtime 1 (VALID)\n"
      "    /cache/torch-2.11.0/torch/include/ATen/ATen.h\n    ../../core/model/decoder.h\n\n"
      "core/text/CMakeFiles/timbre_text.dir/bpe.cpp.o: #deps 3, deps mtime 1 (VALID)\n"
      "    CMakeFiles/timbre_torch_pch.dir/cmake_pch.hxx.gch\n    /usr/include/x86_64-linux-gnu/qt6/QtCore/QString\n"
      "    /src/core/session/backend.h\n";
  const auto found = checkNinjaDeps(planted, "/src", "/src/build/dev", &objects);
  QCOMPARE(objects, 3);
  QVERIFY2(found.size() == 5, describe(found).c_str());
  QCOMPARE(found[2].file, std::string("core/text/bpe.cpp"));
}

void LayersTest::plantedCompileCommand() {
  const std::string clean =
      "[\n{\n  \"directory\": \"/b\",\n  \"command\": \"/usr/bin/c++ -I/src -isystem /t/torch/include -o x -c /src/core/model/a.cpp\",\n"
      "  \"file\": \"/src/core/model/a.cpp\"\n}\n]\n";
  QVERIFY(checkCompileCommands(clean, "/src").empty());
  const std::string planted =
      "{\n  \"command\": \"/usr/bin/c++ -isystem /t/torch/include -c /src/ui/a.cpp\",\n  \"file\": \"/src/ui/a.cpp\"\n},\n"
      "{\n  \"command\": \"/usr/bin/c++ -isystem /usr/include/qt6/QtCore -c /src/core/base/a.cpp\",\n  \"file\": \"/src/core/base/a.cpp\"\n}\n";
  const auto found = checkCompileCommands(planted, "/src");
  QVERIFY2(found.size() == 2, describe(found).c_str());
}

void LayersTest::thisTree() {
  QVERIFY(std::filesystem::exists(testing::sourceFolder() / "core/base/result.h"));
  const auto found = checkTree(testing::sourceFolder());
  QVERIFY2(found.empty(), ("\n" + describe(found)).c_str());
}

void LayersTest::thisBuild() {
  if (buildFolder().empty() || !std::filesystem::exists(buildFolder() / ".ninja_deps")) {
    QSKIP("this build folder was not made by Ninja: what the compiler opened is unknown");
  }
  QProcess ninja;
  ninja.start("ninja", {"-C", QString::fromStdString(buildFolder().string()), "-t", "deps"});
  QVERIFY(ninja.waitForFinished(60'000));
  QCOMPARE(ninja.exitCode(), 0);
  int objects = 0;
  const auto found =
      checkNinjaDeps(ninja.readAllStandardOutput().toStdString(), testing::sourceFolder(), buildFolder(), &objects);
  QVERIFY(objects > 0);
  QVERIFY2(found.empty(), ("\n" + describe(found)).c_str());
}

void LayersTest::theseCompileCommands() {
  const auto file = buildFolder() / "compile_commands.json";
  if (buildFolder().empty() || !std::filesystem::exists(file)) QSKIP("this build folder has no compile_commands.json");
  const std::string json = testing::readFile(file);
  QVERIFY(json.find("core/base/") != std::string::npos);
  const auto found = checkCompileCommands(json, testing::sourceFolder());
  QVERIFY2(found.empty(), ("\n" + describe(found)).c_str());
}

QTEST_GUILESS_MAIN(LayersTest)
#include "layers_test.moc"
