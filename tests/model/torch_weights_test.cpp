// SPDX-License-Identifier: GPL-3.0-or-later
// A model whose weights are pytorch_model.bin is the model whose weights are model.safetensors, tensor for tensor.
#include "core/model/tensor_io.h"
#include "tests/model/model_fixture.h"
#include "tests/model/torch_archive.h"
#include "tests/support/test_support.h"

#include <cstring>

using namespace timbre;
namespace fs = std::filesystem;

namespace {

const base::Json kConfig = {{"architectures", {"LlamaForCausalLM"}}, {"hidden_size", 32},        {"intermediate_size", 40}, {"num_hidden_layers", 2},
                            {"num_attention_heads", 4},              {"num_key_value_heads", 2}, {"vocab_size", 48}};

std::unique_ptr<model::Decoder> smallDecoder() {
  auto decoder = model::Decoder::random(model::parseConfig(kConfig, "small").value(), 1);
  testing::fillByFormula(*decoder);
  return decoder;
}

/// Every matrix column by column, so that reading it needs its strides.
std::string archiveOf(const std::vector<std::pair<std::string, at::Tensor>>& tensors) {
  testing::Pickle pickle;
  pickle.raw("}(");
  std::vector<testing::ZipMember> members{{"model/data.pkl", ""}};
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor stored = (tensor.dim() == 2 ? tensor.t() : tensor).to(at::kFloat).contiguous();
    const std::string key = std::to_string(members.size() - 1);
    const std::vector<std::int64_t> shape(tensor.sizes().begin(), tensor.sizes().end());
    const std::vector<std::int64_t> strides = tensor.dim() == 2 ? std::vector<std::int64_t>{1, tensor.size(0)} : std::vector<std::int64_t>{1};
    pickle.text(name).tensor(key, stored.numel(), 0, shape, strides);
    members.push_back({"model/data/" + key, std::string(static_cast<const char*>(stored.data_ptr()), stored.nbytes())});
  }
  members[0].bytes = pickle.raw("u.").bytes;
  return testing::zip(members);
}

}  // namespace

class TorchWeightsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theSameModel() {
    testing::TempFolder folder;
    const auto decoder = smallDecoder();
    testing::writeFile(folder.path() / "config.json", base::dumpJson(kConfig));
    testing::writeFile(folder.path() / "pytorch_model.bin", archiveOf(decoder->parameters()));
    const auto loaded = model::Decoder::load(folder.path());
    TIMBRE_OK(loaded);
    QCOMPARE((*loaded)->hashWeights(), decoder->hashWeights());
  }

  void aTensorThatIsMissing() {
    testing::TempFolder folder;
    const auto decoder = smallDecoder();
    auto tensors = decoder->parameters();
    tensors.pop_back();
    testing::writeFile(folder.path() / "config.json", base::dumpJson(kConfig));
    testing::writeFile(folder.path() / "pytorch_model.bin", archiveOf(tensors));
    QCOMPARE(model::Decoder::load(folder.path()).error().code, std::string("weights.missing_tensor"));
  }
};

QTEST_GUILESS_MAIN(TorchWeightsTest)
#include "torch_weights_test.moc"
