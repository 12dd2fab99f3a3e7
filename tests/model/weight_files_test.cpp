// SPDX-License-Identifier: GPL-3.0-or-later
// Model folders: single files, shards, and attacks A6 (names that leave the folder) and A10 (pickle, GGUF).
#include "core/model/weight_files.h"
#include "core/base/messages.h"
#include "core/model/safetensors.h"
#include "tests/support/test_support.h"

using namespace timbre;
namespace fs = std::filesystem;

namespace {

void writeTensor(const fs::path& path, const std::string& name, std::int64_t size) {
  base::FileOps ops;
  auto writer = model::SafetensorsWriter::create(ops, path, {{name, model::Dtype::U8, {size}}});
  QVERIFY(writer.ok());
  const std::string bytes(static_cast<std::size_t>(size), 'w');
  QVERIFY(writer->add(name, bytes.data(), bytes.size()).ok());
  QVERIFY(writer->finish().ok());
}

std::string openCode(const fs::path& folder) {
  const auto files = model::WeightFiles::open(folder);
  if (files.ok()) return "ok";
  return base::findMessage(files.error().code) ? files.error().code : "no message: " + files.error().code;
}

std::string indexFor(const std::string& file) {
  return "{\"metadata\":{\"total_size\":3},\"weight_map\":{\"a\":\"" + file + "\"}}";
}

}  // namespace

class WeightFilesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void singleFile() {
    testing::TempFolder folder;
    writeTensor(folder.path() / "model.safetensors", "a", 5);
    const auto files = model::WeightFiles::open(folder.path());
    TIMBRE_OK(files);
    QCOMPARE(files->totalBytes(), std::uint64_t(5));
    QVERIFY(files->find("a"));
    QVERIFY(!files->find("b"));
    QCOMPARE(files->bytes("a").size(), std::size_t(5));
    QCOMPARE(files->mainDtype(), model::Dtype::U8);
  }

  void shards() {
    testing::TempFolder folder;
    writeTensor(folder.path() / model::shardName(1, 2), "a", 3);
    writeTensor(folder.path() / model::shardName(2, 2), "b", 4);
    model::ShardIndex index;
    index.weightMap = {{"a", model::shardName(1, 2)}, {"b", model::shardName(2, 2)}};
    index.totalSize = 7;
    testing::writeFile(folder.path() / "model.safetensors.index.json", model::shardIndexText(index));
    const auto files = model::WeightFiles::open(folder.path());
    TIMBRE_OK(files);
    QCOMPARE(files->tensors().size(), std::size_t(2));
    QCOMPARE(files->paths().size(), std::size_t(2));
    QCOMPARE(files->totalBytes(), std::uint64_t(7));
    const auto back = model::parseShardIndex(model::shardIndexText(index), "x");
    TIMBRE_OK(back);
    QCOMPARE(back->weightMap, index.weightMap);
    QCOMPARE(back->totalSize, index.totalSize);
  }

  void aLinkThatLeadsNowhere() {
    testing::TempFolder folder;
    std::filesystem::create_symlink("gone", folder.path() / "model.safetensors");
    QCOMPARE(openCode(folder.path()), std::string("weights.broken_link"));
  }

  void shardsThatLackSomething() {
    testing::TempFolder folder;
    writeTensor(folder.path() / "m.safetensors", "other", 3);
    QCOMPARE(openCode(folder.path()), std::string("weights.index_missing"));
    testing::writeFile(folder.path() / "model.safetensors.index.json", indexFor("m.safetensors"));
    QCOMPARE(openCode(folder.path()), std::string("weights.index_tensor_absent"));
    testing::writeFile(folder.path() / "model.safetensors.index.json", indexFor("gone.safetensors"));
    QCOMPARE(openCode(folder.path()), std::string("weights.shards_missing"));
    testing::writeFile(folder.path() / "model.safetensors.index.json", "{\"weight_map\":[1]}");
    QCOMPARE(openCode(folder.path()), std::string("weights.index_invalid"));
  }

  void namesNeverLeaveTheFolder_data() {
    QTest::addColumn<QByteArray>("file");
    for (const char* name : {"../../etc/passwd", "../m.safetensors", "/etc/m.safetensors", "sub/m.safetensors",
                             "C:\\\\x.safetensors", "\\\\\\\\srv\\\\x.safetensors", "..", ".", "", "m.bin",
                             "m.safetensors.bin", ".hidden.safetensors", "a\\u0000.safetensors", "a\\n.safetensors"})
      QTest::newRow(*name ? name : "empty") << QByteArray(name);
    QTest::newRow("long") << QByteArray(300, 'x') + ".safetensors";
  }

  void namesNeverLeaveTheFolder() {
    QFETCH(QByteArray, file);
    testing::TempFolder folder;
    writeTensor(folder.path() / "m.safetensors", "a", 3);
    fs::create_directory(folder.path() / "model");
    testing::writeFile(folder.path() / "model/model.safetensors.index.json", indexFor(file.toStdString()));
    QCOMPARE(openCode(folder.path() / "model"), std::string("weights.bad_file_name"));
  }

  void linksOutOfTheFolderAreRefused() {
    testing::TempFolder folder;
    const fs::path inside = folder.path() / "model";
    fs::create_directory(inside);
    writeTensor(folder.path() / "secret.safetensors", "a", 3);
    fs::create_symlink(folder.path() / "secret.safetensors", inside / "model.safetensors");
    QCOMPARE(openCode(inside), std::string("weights.outside_folder"));
    fs::remove(inside / "model.safetensors");
    writeTensor(inside / "real.safetensors", "a", 3);
    fs::create_symlink("real.safetensors", inside / "model.safetensors");
    QCOMPARE(openCode(inside), std::string("ok"));
  }

  void huggingFaceCacheLinksAreFollowed() {
    testing::TempFolder folder;
    const fs::path repo = folder.path() / "models--a--b";
    fs::create_directories(repo / "blobs");
    fs::create_directories(repo / "snapshots/0123");
    fs::create_directories(folder.path() / "elsewhere");
    writeTensor(repo / "blobs/abc", "a", 3);
    writeTensor(folder.path() / "elsewhere/abc", "a", 3);
    fs::create_symlink("../../blobs/abc", repo / "snapshots/0123/model.safetensors");
    QCOMPARE(openCode(repo / "snapshots/0123"), std::string("ok"));
    fs::remove(repo / "snapshots/0123/model.safetensors");
    fs::create_symlink(folder.path() / "elsewhere/abc", repo / "snapshots/0123/model.safetensors");
    QCOMPARE(openCode(repo / "snapshots/0123"), std::string("weights.outside_folder"));
  }

  void otherFormatsAreRefusedByName_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("code");
    for (const char* name : {"model.pt", "model.pth", "last.ckpt", "weights.pkl"})
      QTest::newRow(name) << name << "weights.pickle_refused";
    for (const char* name :
         {"consolidated.00.pth", "consolidated.safetensors", "tf_model.h5", "flax_model.msgpack", "model_q4.onnx"})
      QTest::newRow(name) << name << "weights.other_format";
    for (const char* name : {"training_args.bin", "optimizer.pt", "rng_state_0.pth"})  // beside weights, not weights
      QTest::newRow(name) << name << "weights.none";
    QTest::newRow("gguf") << "model-q4.gguf"
                          << "weights.gguf_refused";
    QTest::newRow("nothing") << "README.md"
                             << "weights.none";
  }

  void otherFormatsAreRefusedByName() {
    QFETCH(QString, file);
    QFETCH(QString, code);
    testing::TempFolder folder;
    testing::writeFile(folder.path() / file.toStdString(), "bytes");
    QCOMPARE(QString::fromStdString(openCode(folder.path())), code);
  }

  /// Repositories have the same weights in several forms: half a download of ours is told, not the other form.
  void otherFormsBesideOursAreNotAllThereIs() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "consolidated.safetensors", "bytes");
    fs::create_directory(folder.path() / "onnx");
    QCOMPARE(openCode(folder.path()), std::string("weights.other_format"));
    testing::writeFile(folder.path() / "model-00001-of-00002.safetensors", "bytes");
    QCOMPARE(openCode(folder.path()), std::string("weights.index_missing"));
  }

  void renamedPickleIsRefused() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "model.safetensors", std::string("\x80\x02}q\x00.", 6) + std::string(100, 'x'));
    QCOMPARE(openCode(folder.path()), std::string("weights.header_too_large"));
    QCOMPARE(openCode(folder.path() / "absent"), std::string("file.missing"));
  }
};

QTEST_GUILESS_MAIN(WeightFilesTest)
#include "weight_files_test.moc"
