// SPDX-License-Identifier: GPL-3.0-or-later
// pytorch_model.bin: a file that torch.save wrote, and pickles and archives that ask for more than a list of tensors
// (attack A10).
#include "core/base/messages.h"
#include "core/model/torch_file.h"
#include "core/model/weight_files.h"
#include "tests/model/torch_archive.h"
#include "tests/support/test_support.h"

#include <cstring>

using namespace timbre;
using testing::Pickle;
using testing::torchArchive;
namespace fs = std::filesystem;

namespace {

std::string openCode(const std::string& bytes) {
  testing::TempFolder folder;
  testing::writeFile(folder.path() / "pytorch_model.bin", bytes);
  const auto file = model::TorchFile::open(folder.path() / "pytorch_model.bin");
  if (file.ok()) return "ok";
  return base::findMessage(file.error().code) ? file.error().code : "no message: " + file.error().code;
}

std::string pickleCode(const Pickle& pickle) { return openCode(torchArchive(pickle.bytes)); }

/// One entry "a" made by what is given.
std::string tensorCode(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides, std::int64_t offset = 0,
                       std::int64_t elements = 4) {
  Pickle pickle;
  pickle.raw("}(").text("a").tensor("0", elements, offset, shape, strides).raw("u.");
  return pickleCode(pickle);
}

double element(model::Dtype dtype, const std::byte* at) {
  const auto as = [&](auto value) {
    std::memcpy(&value, at, sizeof value);
    return static_cast<double>(value);
  };
  switch (dtype) {
    case model::Dtype::F32: return as(float());
    case model::Dtype::F64: return as(double());
    case model::Dtype::I64: return as(std::int64_t());
    case model::Dtype::I32: return as(std::int32_t());
    case model::Dtype::I16: return as(std::int16_t());
    case model::Dtype::I8: return as(std::int8_t());
    default: return as(std::uint8_t());
  }
}

}  // namespace

class TorchFileTest : public QObject {
  Q_OBJECT

 private:
  fs::path golden() const { return testing::sourceFolder() / "tests/model/goldens/torch_state_dict.bin"; }

 private Q_SLOTS:
  void whatTorchSaved() {
    const auto file = model::TorchFile::open(golden());
    TIMBRE_OK(file);
    QCOMPARE(file->tensors().size(), std::size_t(18));
    const std::vector<std::pair<const char*, model::Dtype>> kinds = {
        {"f32", model::Dtype::F32}, {"f64", model::Dtype::F64}, {"i64", model::Dtype::I64}, {"i32", model::Dtype::I32},
        {"i16", model::Dtype::I16}, {"i8", model::Dtype::I8},   {"u8", model::Dtype::U8}};
    for (const auto& [name, dtype] : kinds) {
      const model::TensorInfo* info = file->find(std::string("dtype.") + name);
      QVERIFY2(info && info->dtype == dtype && info->shape == (std::vector<std::int64_t>{3, 5}), name);
      const auto bytes = file->bytes(*info);
      for (int i = 0; i < 15; ++i) QCOMPARE(element(dtype, bytes.data() + i * model::dtypeBits(dtype) / 8), double(i % 7));
    }
    QCOMPARE(file->find("dtype.f16")->dtype, model::Dtype::F16);
    QCOMPARE(file->find("dtype.bf16")->dtype, model::Dtype::BF16);
    QCOMPARE(file->find("dtype.bool")->dtype, model::Dtype::Bool);
    QCOMPARE(file->find("empty")->bytes(), std::uint64_t(0));
    QCOMPARE(element(model::Dtype::F32, file->bytes(*file->find("scalar")).data()), 3.0);
  }

  void windowsOnStorages() {
    const auto file = model::TorchFile::open(golden());
    TIMBRE_OK(file);
    const auto values = [&](const char* name) {
      const model::TensorInfo* info = file->find(name);
      const auto bytes = file->bytes(*info);
      std::vector<double> numbers;
      for (std::size_t i = 0; i < bytes.size(); i += 4) numbers.push_back(element(model::Dtype::F32, bytes.data() + i));
      return numbers;
    };
    std::vector<double> transposed, slice, middle;
    for (int i = 0; i < 20; ++i) transposed.push_back(i % 7);
    for (int row = 0; row < 3; ++row)
      for (int column = 0; column < 2; ++column) slice.push_back(((2 + 2 * row) * 4 + 1 + column) % 7);
    for (int i = 0; i < 9; ++i) middle.push_back((6 + i) % 7);
    QCOMPARE(values("strided.transposed"), transposed);
    QCOMPARE(values("strided.slice"), slice);
    QCOMPARE(values("strided.middle"), middle);
    QCOMPARE(values("tied.a"), values("tied.b"));
    QCOMPARE(file->find("tied.a")->begin, file->find("tied.b")->begin);
  }

  void otherPeoplesFiles() {
    TIMBRE_NEED_DATA("weights/safetensors-small/fortran_tensor_3d.pth");
    const fs::path folder = testing::dataFolder() / "weights/safetensors-small";
    const auto strided = model::TorchFile::open(folder / "fortran_tensor_3d.pth");
    TIMBRE_OK(strided);
    for (const model::TensorInfo& info : strided->tensors()) QCOMPARE(strided->bytes(info).size(), std::size_t(info.bytes()));
    TIMBRE_OK(model::TorchFile::open(folder / "test.pt"));
    // {"model_state_dict": …} is a checkpoint, not a list of tensors.
    QCOMPARE(model::TorchFile::open(folder / "test_with_key.pt").error().code, std::string("weights.not_state_dict"));
  }

  void aModelFolder() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "pytorch_model.bin", torchArchive(testing::plainPickle().bytes));
    TIMBRE_OK(model::WeightFiles::open(folder.path()));
    fs::rename(folder.path() / "pytorch_model.bin", folder.path() / "pytorch_model-00001-of-00001.bin");
    testing::writeFile(folder.path() / "pytorch_model.bin.index.json",
                       R"({"metadata":{},"weight_map":{"a":"pytorch_model-00001-of-00001.bin"}})");
    const auto weights = model::WeightFiles::open(folder.path());
    TIMBRE_OK(weights);
    QCOMPARE(weights->bytes("a").size(), std::size_t(16));
    testing::writeFile(folder.path() / "pytorch_model.bin.index.json", R"({"weight_map":{"a":"m.safetensors"}})");
    QCOMPARE(model::WeightFiles::open(folder.path()).error().code, std::string("weights.bad_file_name"));
  }

  void nothingIsCalled_data() {
    QTest::addColumn<QByteArray>("module");
    QTest::addColumn<QByteArray>("name");
    const std::vector<std::pair<const char*, const char*>> globals = {
        {"os", "system"},           {"posix", "system"},        {"builtins", "eval"},      {"builtins", "getattr"},
        {"torch", "load"},          {"torch._utils", "x"},      {"torch.hub", "load"},     {"collections", "Counter"},
        {"torch", "UntypedStorage"}, {"numpy", "array"},         {"torch.jit", "load"},     {"functools", "partial"},
        {"__builtin__", "exec"},    {"torch", "FloatStorage.x"}, {"torch", "FloatStorag"}, {"", ""}};
    for (const auto& [module, name] : globals)
      QTest::newRow((std::string(module) + "." + name).c_str()) << QByteArray(module) << QByteArray(name);
  }

  void nothingIsCalled() {
    QFETCH(QByteArray, module);
    QFETCH(QByteArray, name);
    Pickle pickle;
    pickle.raw("}(").text("a").global(module.toStdString(), name.toStdString()).raw("(").text("true").raw("tRu.");
    QCOMPARE(pickleCode(pickle), std::string("weights.pickle_global"));
  }

  void everyOtherOpcodeIsRefused() {
    const std::string known("(.JKMNQRUX]abcehjqrstu})G\x85\x86\x87\x88\x89\x8a");
    for (int opcode = 0; opcode < 256; ++opcode) {
      if (known.find(static_cast<char>(opcode)) != std::string::npos) continue;
      Pickle pickle;
      pickle.raw(std::string(1, static_cast<char>(opcode))).raw("}.");
      QVERIFY2(pickleCode(pickle) == "weights.pickle_opcode", QByteArray::number(opcode, 16).constData());
    }
  }

  void brokenPickles_data() {
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
      QTest::newRow(name) << QByteArray(bytes.data(), static_cast<int>(bytes.size()));
    };
    const std::string start("\x80\x02", 2);
    row("empty", "");
    row("protocol 4", std::string("\x80\x04}.", 4));
    row("no stop", start + "}");
    row("after the stop", start + "}.}");
    row("two values", start + "}}.");
    row("open mark", start + "(}.");
    row("no mark", start + "t.");
    row("pop below a mark", start + "}(\x85.");
    row("memo that was never put", start + "h\x07.");
    row("odd pairs", start + "}(NNNu.");
    row("items into a number", start + "K\x01(NNu.");
    row("append to a dictionary", start + "}Na.");
    row("call of a number", start + "K\x01)R.");
    row("state for a number", start + "K\x01}b.");
    row("long of nine bytes", start + "\x8a\x09" + std::string(9, '\0') + ".");
    row("text beyond the end", start + "X" + testing::little(0x7fffffff, 4) + ".");
    row("storage of three", start + "(NNNtQ.");
    row("global without end", start + "c" + std::string(1000, 'x'));
  }

  void brokenPickles() {
    QFETCH(QByteArray, bytes);
    QCOMPARE(openCode(torchArchive(bytes.toStdString())), std::string("weights.pickle_invalid"));
  }

  void onlyAListOfTensors() {
    QCOMPARE(pickleCode(testing::plainPickle()), std::string("ok"));
    QCOMPARE(pickleCode(Pickle().raw("}.")), std::string("ok"));  // no tensors: the model will miss them by name
    QCOMPARE(pickleCode(Pickle().raw("].")), std::string("weights.not_state_dict"));
    QCOMPARE(pickleCode(Pickle().raw("}(").text("epoch").raw("K\x05u.")), std::string("weights.not_state_dict"));
    QCOMPARE(pickleCode(Pickle().raw("}(").text("state_dict").raw("}u.")), std::string("weights.not_state_dict"));
    QCOMPARE(pickleCode(Pickle().raw("}(K\x05Nu.")), std::string("weights.not_state_dict"));
    Pickle twice;
    twice.raw("}(").text("a").tensor("0", 4, 0, {4}, {1}).text("a").tensor("0", 4, 0, {2}, {1}).raw("u.");
    QCOMPARE(pickleCode(twice), std::string("weights.duplicate_name"));
  }

  void windowsStayInside() {
    QCOMPARE(tensorCode({4}, {1}), std::string("ok"));
    QCOMPARE(tensorCode({2, 2}, {1, 2}), std::string("ok"));
    QCOMPARE(tensorCode({}, {}, 3), std::string("ok"));
    QCOMPARE(tensorCode({0}, {1}, 4), std::string("ok"));
    QCOMPARE(tensorCode({5}, {1}), std::string("weights.storage_range"));
    QCOMPARE(tensorCode({4}, {1}, 1), std::string("weights.storage_range"));
    QCOMPARE(tensorCode({2}, {4}), std::string("weights.storage_range"));
    QCOMPARE(tensorCode({0}, {1}, 5), std::string("weights.storage_range"));
    QCOMPARE(tensorCode({4}, {1}, 0, 5), std::string("weights.storage_range"));   // the pickle claims more than is there
    QCOMPARE(tensorCode({8}, {0}), std::string("weights.storage_range"));         // a small file does not expand
    QCOMPARE(tensorCode({1 << 30, 1 << 30, 1 << 30}, {0, 0, 0}), std::string("weights.bad_shape"));
    QCOMPARE(tensorCode({2, 2}, {INT64_MAX, INT64_MAX}), std::string("weights.storage_range"));
    QCOMPARE(tensorCode({4}, {INT64_MAX}), std::string("weights.bad_shape"));
    QCOMPARE(tensorCode({-1}, {1}), std::string("weights.pickle_invalid"));
    QCOMPARE(tensorCode({4}, {1, 1}), std::string("weights.pickle_invalid"));
    Pickle absent;
    absent.raw("}(").text("a").tensor("../0", 4, 0, {4}, {1}).raw("u.");
    QCOMPARE(pickleCode(absent), std::string("weights.storage_absent"));
  }

  void archives() {
    const std::string pickle = testing::plainPickle().bytes, storage(16, '\0');
    const auto with = [&](testing::ZipMember first) {
      return openCode(testing::zip({std::move(first), {"archive/data/0", storage}}));
    };
    QCOMPARE(with({"archive/data.pkl", pickle}), std::string("ok"));
    QCOMPARE(with({"archive/data.pkl", pickle, 8}), std::string("weights.zip_compressed"));
    QCOMPARE(with({"archive/data.pkl", pickle, 0, 1}), std::string("weights.zip_compressed"));
    QCOMPARE(with({"archive/data.pkl", pickle, 0, 0, "archive/evil.pkl"}), std::string("weights.zip_invalid"));
    QCOMPARE(with({"data.pkl", pickle}), std::string("weights.not_state_dict"));
    QCOMPARE(with({"a/b/data.pkl", pickle}), std::string("weights.not_state_dict"));
    QCOMPARE(with({"archive/data/0", storage}), std::string("weights.zip_invalid"));  // one name twice
    QCOMPARE(with({"archive/\n", ""}), std::string("weights.bad_name"));
    QCOMPARE(openCode(testing::zip({{"archive/data.pkl", pickle}, {"archive/data/0", storage}, {"archive/byteorder", "big"}})),
             std::string("weights.big_endian"));
    QCOMPARE(openCode("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"), std::string("file.lfs_pointer"));
    QCOMPARE(openCode(std::string("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j\xa8P\x19.", 15)), std::string("weights.torch_legacy"));
    QCOMPARE(openCode("7z\xbc\xaf\x27\x1c"), std::string("weights.zip_invalid"));
  }

  void everyCutAndEveryFlippedByteIsSurvived() {
    const std::string whole = torchArchive(testing::plainPickle().bytes);
    for (std::size_t size = 0; size < whole.size(); ++size) QVERIFY(openCode(whole.substr(0, size)) != "ok");
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (const int flip : {0x01, 0x80, 0xff}) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ flip);
        QVERIFY(!openCode(damaged).starts_with("no message"));
      }
  }

  void deepPicklesDoNotRecurse() {
    Pickle pickle;
    pickle.raw("]");
    for (int i = 0; i < 900'000; ++i) pickle.raw("\x85");
    pickle.raw(".");
    QCOMPARE(pickleCode(pickle), std::string("weights.not_state_dict"));
    Pickle many;
    many.raw(std::string(3'000'000, 'N'));
    QCOMPARE(pickleCode(many), std::string("weights.pickle_too_large"));
  }
};

QTEST_GUILESS_MAIN(TorchFileTest)
#include "torch_file_test.moc"
