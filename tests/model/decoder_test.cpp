// SPDX-License-Identifier: GPL-3.0-or-later
// The decoder by itself: packing, cache, training gradients, loading and its refusals.
#include "core/base/messages.h"
#include "core/model/rotary.h"
#include "core/model/tensor_io.h"
#include "core/model/weight_fit.h"
#include "kernels/cpu/loops.h"
#include "kernels/cross_entropy.h"
#include "tests/model/model_fixture.h"
#include "tests/support/test_support.h"

#include <torch/torch.h>

#include <set>

using namespace timbre;
using namespace timbre::testing;
namespace fs = std::filesystem;

namespace {

base::Json smallJson(bool tied) {
  base::Json json =
      base::parseJson(
          R"({"architectures":["LlamaForCausalLM"],"hidden_size":32,"intermediate_size":40,"num_hidden_layers":3,
    "num_attention_heads":4,"num_key_value_heads":2,"vocab_size":48,"attention_bias":true,"rms_norm_eps":1e-5})")
          .value();
  json["tie_word_embeddings"] = tied;
  return json;
}

std::unique_ptr<model::Decoder> smallDecoder(bool tied = false) {
  auto decoder = model::Decoder::random(model::parseConfig(smallJson(tied), "small").value(), 1);
  fillByFormula(*decoder);
  return decoder;
}

/// A folder with the decoder's weights; `change` may alter the tensors first.
void writeFolder(const fs::path& folder, const model::Decoder& decoder,
                 const std::function<void(std::vector<std::pair<std::string, at::Tensor>>&)>& change = {}) {
  base::FileOps ops;
  auto tensors = decoder.parameters();
  if (change) change(tensors);
  fs::create_directories(folder);
  writeFile(folder / "config.json", base::dumpJson(smallJson(decoder.config().tieEmbeddings)));
  QVERIFY(model::writeTensors(ops, folder / "model.safetensors", tensors).ok());
}

std::vector<std::int64_t> someIds(std::size_t n, int step) {
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < n; ++i)
    ids.push_back(static_cast<std::int64_t>((i * static_cast<std::size_t>(step) + 5) % 48));
  return ids;
}

}  // namespace

class DecoderTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void packedRowsEqualTheDocumentsAlone() {
    auto decoder = smallDecoder();
    const std::vector<std::vector<std::int64_t>> documents{someIds(11, 7), someIds(3, 11), someIds(20, 13)};
    // Row 0: documents 0 and 1, then padding; row 1: document 2 between paddings.
    const std::int64_t time = 24;
    model::ForwardInput input;
    input.ids = at::zeros({2, time}, at::TensorOptions(at::kLong));
    input.positions = at::zeros({2, time}, at::TensorOptions(at::kLong));
    input.documents = at::full({2, time}, -1, at::TensorOptions(at::kInt));
    const std::vector<std::pair<int, std::int64_t>> places{{0, 0}, {0, 11}, {1, 3}};
    for (std::size_t d = 0; d < documents.size(); ++d)
      for (std::size_t i = 0; i < documents[d].size(); ++i) {
        const auto [row, start] = places[d];
        const auto column = start + static_cast<std::int64_t>(i);
        input.ids[row][column] = documents[d][i];
        input.positions[row][column] = static_cast<std::int64_t>(i);
        input.documents[row][column] = static_cast<std::int32_t>(d);
      }
    at::NoGradGuard guard;
    const at::Tensor packed = decoder->logits(decoder->hidden(input));
    for (std::size_t d = 0; d < documents.size(); ++d) {
      const auto [row, start] = places[d];
      const auto part = packed[row].narrow(0, start, static_cast<std::int64_t>(documents[d].size()));
      QVERIFY(relativeError(part, logitsOf(*decoder, documents[d])) < 2e-6);
    }
  }

  void cacheGivesTheSameLogits() {
    auto decoder = smallDecoder(true);
    decoder->setAdapter(formulaAdapter(decoder->config(), 4, 8));
    const auto ids = someIds(300, 7);  // longer than one block of the cache
    const at::Tensor expected = logitsOf(*decoder, ids);
    at::NoGradGuard guard;
    model::KvCache cache(decoder->config(), at::kFloat, at::kCPU);
    std::vector<at::Tensor> pieces;
    std::size_t at = 0;
    for (const std::size_t count : {200ul, 7ul, 1ul, 1ul, 60ul, 31ul}) {
      const std::vector<std::int64_t> part(ids.begin() + static_cast<std::ptrdiff_t>(at),
                                           ids.begin() + static_cast<std::ptrdiff_t>(at + count));
      pieces.push_back(decoder->logits(decoder->hidden(inputOf(part, static_cast<std::int64_t>(at), &cache)))[0]);
      at += count;
    }
    QCOMPARE(cache.length(), std::int64_t(300));
    QVERIFY(relativeError(at::cat(pieces, 0), expected) < 4e-6);
    // Back to a shared prefix, on with other tokens.
    cache.truncate(150);
    auto other = std::vector<std::int64_t>(ids.begin(), ids.begin() + 150);
    const std::vector<std::int64_t> tail{9, 8, 7};
    const at::Tensor continued = decoder->logits(decoder->hidden(inputOf(tail, 150, &cache)))[0];
    other.insert(other.end(), tail.begin(), tail.end());
    QVERIFY(relativeError(continued, logitsOf(*decoder, other).narrow(0, 150, 3)) < 4e-6);
  }

  void randomDependsOnTheSeedAlone() {
    const auto config = model::parseConfig(smallJson(false), "small").value();
    const auto a = model::Decoder::random(config, 5), b = model::Decoder::random(config, 5),
               c = model::Decoder::random(config, 6);
    QCOMPARE(a->hashWeights(), b->hashWeights());
    QVERIFY(a->hashWeights() != c->hashWeights());
    for (const auto& [name, tensor] : a->parameters()) {
      if (name.ends_with("norm.weight"))
        QVERIFY(at::equal(tensor, at::ones_like(tensor)));
      else if (tensor.dim() == 2)
        QVERIFY(std::abs(tensor.std().item<double>() / config.initializerRange - 1) < 0.1);
    }
    std::uint64_t count = 0;
    for (const auto& [name, tensor] : a->parameters()) count += static_cast<std::uint64_t>(tensor.numel());
    QCOMPARE(count, a->parameterCount());
    QCOMPARE(a->memoryBytes(), 4 * count);
  }

  void everyParameterIsTrained() {
    // Directional finite differences of the loss for every tensor of the model, through all kernels at once.
    for (const bool tied : {false, true}) {
      auto decoder = smallDecoder(tied);
      const auto parameters = decoder->parameters();
      for (const auto& [name, tensor] : parameters) at::Tensor(tensor).requires_grad_();
      const auto ids = someIds(40, 7);
      const at::Tensor labels = at::tensor(someIds(40, 5));
      const auto loss = [&] {
        const at::Tensor hidden = decoder->hidden(inputOf(ids))[0];
        return kernels::linearCrossEntropy(hidden, decoder->headWeight(), labels).sum;
      };
      loss().backward();
      for (const auto& [name, tensor] : parameters) {
        QVERIFY2(tensor.grad().defined(), name.c_str());
        const at::Tensor grad = tensor.grad().to(at::kDouble), along = grad / grad.norm();
        at::NoGradGuard guard;
        const double step = 2e-3 * std::max(1.0, tensor.norm().item<double>());
        at::Tensor value = tensor.detach();
        const at::Tensor before = value.clone();
        value.add_(along.to(at::kFloat), step);
        const double above = loss().item<double>();
        value.copy_(before).sub_(along.to(at::kFloat), step);
        const double below = loss().item<double>();
        value.copy_(before);
        const double measured = (above - below) / (2 * step), claimed = grad.norm().item<double>();
        QVERIFY2(std::abs(measured - claimed) < 0.02 * claimed + 2e-2,
                 qPrintable(QString("%1: %2, measured %3").arg(name.c_str()).arg(claimed).arg(measured)));
      }
    }
  }

  void adapterTrainsAndBaseStays() {
    auto decoder = smallDecoder();
    const std::string before = decoder->hashWeights();
    model::LoraConfig lora;
    lora.rank = 4;
    lora.alpha = 8;
    auto adapter = model::LoraAdapter::create(decoder->config(), lora, 3).value();
    const auto ids = someIds(30, 7);
    const at::Tensor plain = logitsOf(*decoder, ids);
    decoder->setAdapter(adapter);
    QVERIFY(at::equal(logitsOf(*decoder, ids), plain));  // B is zero
    std::vector<at::Tensor> leaves;
    for (const auto& [name, tensor] : adapter->parameters()) leaves.push_back(at::Tensor(tensor).requires_grad_());
    torch::optim::AdamW optimizer(leaves, torch::optim::AdamWOptions(1e-2));
    const at::Tensor labels = at::tensor(someIds(30, 5));
    double first = 0, last = 0;
    for (int step = 0; step < 40; ++step) {
      optimizer.zero_grad();
      const auto loss =
          kernels::linearCrossEntropy(decoder->hidden(inputOf(ids))[0], decoder->headWeight(), labels).sum / 30;
      loss.backward();
      optimizer.step();
      (step == 0 ? first : last) = loss.item<double>();
    }
    QVERIFY2(last < 0.5 * first, qPrintable(QString("%1 -> %2").arg(first).arg(last)));
    QCOMPARE(decoder->hashWeights(), before);
    decoder->setAdapter(nullptr);
    QVERIFY(at::equal(logitsOf(*decoder, ids), plain));
  }

  void dropoutActsOnlyInTraining() {
    auto decoder = smallDecoder();
    model::LoraConfig lora;
    lora.rank = 4;
    lora.dropout = 0.5;
    auto adapter = model::LoraAdapter::create(decoder->config(), lora, 3).value();
    for (const auto& [name, tensor] : adapter->parameters()) fillByFormula(tensor, name, 0.25);
    decoder->setAdapter(adapter);
    const auto ids = someIds(30, 7);
    const at::Tensor calm = logitsOf(*decoder, ids);
    QVERIFY(at::equal(logitsOf(*decoder, ids), calm));
    decoder->setTraining(true);
    QVERIFY(!at::equal(logitsOf(*decoder, ids), calm));
    decoder->setTraining(false);
    QVERIFY(at::equal(logitsOf(*decoder, ids), calm));
  }

  void loadedEqualsWritten() {
    TempFolder folder;
    auto decoder = smallDecoder();
    writeFolder(folder.path() / "one", *decoder);
    double progress = 0;
    model::LoadOptions options;
    options.progress = [&](double fraction) { progress = fraction; };
    auto loaded = model::Decoder::load(folder.path() / "one", options);
    TIMBRE_OK(loaded);
    QCOMPARE((*loaded)->hashWeights(), decoder->hashWeights());
    QCOMPARE(progress, 1.0);
    // bfloat16 on disk, float in memory.
    writeFolder(folder.path() / "half", *decoder, [](auto& list) {
      for (auto& [name, tensor] : list) tensor = tensor.to(at::kBFloat16);
    });
    auto half = model::Decoder::load(folder.path() / "half");
    TIMBRE_OK(half);
    const auto ids = someIds(12, 7);
    const double error = relativeError(logitsOf(**half, ids), logitsOf(*decoder, ids));
    QVERIFY(error > 1e-6 && error < 3e-2);
    // Cancelled.
    base::CancelSource source;
    source.cancel();
    options.cancel = source.token();
    QCOMPARE(model::Decoder::load(folder.path() / "one", options).error().code, std::string("cancelled"));
  }

  /// The sum of such numbers is none, and yet each of them is one.
  void largeNumbersAreNumbers() {
    TempFolder folder;
    auto decoder = smallDecoder();
    writeFolder(folder.path(), *decoder, [](auto& list) {
      for (auto& [name, tensor] : list)
        if (name == "model.norm.weight") tensor = at::full({32}, 3e38);
    });
    TIMBRE_OK(model::Decoder::load(folder.path()));
  }

  /// Files of the model below the head have no prefix, and writers that drop shared tensors may keep the head's name.
  void namesThatWritersChoose() {
    for (const bool tied : {false, true}) {
      TempFolder folder;
      auto decoder = smallDecoder(tied);
      writeFolder(folder.path(), *decoder, [&](auto& list) {
        for (auto& [name, tensor] : list) {
          if (tied && name == "model.embed_tokens.weight")
            name = "lm_head.weight";
          else if (name.starts_with("model."))
            name = name.substr(6);
        }
      });
      auto loaded = model::Decoder::load(folder.path());
      TIMBRE_OK(loaded);
      QCOMPARE((*loaded)->hashWeights(), decoder->hashWeights());
    }
  }

  void theStoredHeadOfATiedModelIsTheEmbedding() {
    TempFolder folder;
    auto decoder = smallDecoder(true);
    const at::Tensor embedding = decoder->headWeight();
    writeFolder(folder.path() / "same", *decoder, [&](auto& list) {
      list.emplace_back("lm_head.weight", embedding.clone());
      list.emplace_back("model.layers.0.self_attn.rotary_emb.inv_freq", at::zeros({4}));
    });
    auto loaded = model::Decoder::load(folder.path() / "same");
    TIMBRE_OK(loaded);
    QCOMPARE((*loaded)->hashWeights(), decoder->hashWeights());
    // Which of two different ones is meant, nobody knows.
    writeFolder(folder.path() / "other", *decoder,
                [&](auto& list) { list.emplace_back("lm_head.weight", embedding + 1); });
    QCOMPARE(model::Decoder::load(folder.path() / "other").error().code, std::string("weights.other_head"));
    // A look at the folder tells already, unless the two differ in few places only.
    const auto look = [&](const char* name) {
      const auto files = model::WeightFiles::open(folder.path() / name);
      const auto fit = model::fitWeights(model::readConfig(folder.path() / name).value(), files.value(), "x");
      return fit.ok() ? std::string("ok") : fit.error().code;
    };
    QCOMPARE(look("same"), std::string("ok"));
    QCOMPARE(look("other"), std::string("weights.other_head"));
    at::Tensor almost = embedding.clone();
    almost.view({-1})[almost.numel() - 1] += 1;
    writeFolder(folder.path() / "almost", *decoder, [&](auto& list) { list.emplace_back("lm_head.weight", almost); });
    QCOMPARE(model::Decoder::load(folder.path() / "almost").error().code, std::string("weights.other_head"));
  }

  void foldersThatDoNotFitAreRefused_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("code");
    QTest::newRow("tensor missing") << 0 << "weights.missing_tensor";
    QTest::newRow("head missing, not tied") << 1 << "weights.missing_tensor";
    QTest::newRow("wrong shape") << 2 << "weights.wrong_shape";
    QTest::newRow("transposed") << 3 << "weights.wrong_shape";
    QTest::newRow("unknown tensor") << 4 << "weights.unexpected_tensor";
    QTest::newRow("whole numbers") << 5 << "weights.unsupported_dtype";
    QTest::newRow("not a number") << 6 << "weights.not_finite";
    QTest::newRow("infinite") << 7 << "weights.not_finite";
    QTest::newRow("a name with and without its prefix") << 8 << "weights.unexpected_tensor";
  }

  void foldersThatDoNotFitAreRefused() {
    QFETCH(int, kind);
    QFETCH(QString, code);
    TempFolder folder;
    auto decoder = smallDecoder();
    writeFolder(folder.path(), *decoder, [&](std::vector<std::pair<std::string, at::Tensor>>& list) {
      const auto drop = [&](const std::string& gone) {
        std::erase_if(list, [&](const auto& item) { return item.first == gone; });
      };
      const auto change = [&](const std::string& wanted, const auto& to) {
        for (auto& [name, tensor] : list)
          if (name == wanted) tensor = to(tensor);
      };
      if (kind == 0) drop("model.layers.2.mlp.up_proj.weight");
      if (kind == 1) drop("lm_head.weight");
      if (kind == 2) change("model.norm.weight", [](const at::Tensor&) { return at::ones({33}); });
      if (kind == 3)
        change("model.layers.0.mlp.down_proj.weight", [](const at::Tensor& t) { return t.t().contiguous(); });
      if (kind == 4) list.emplace_back("model.layers.0.self_attn.q_norm.weight", at::ones({8}));
      if (kind == 5)
        change("model.norm.weight", [](const at::Tensor&) { return at::ones({32}, at::TensorOptions(at::kLong)); });
      if (kind == 6 || kind == 7)
        change("model.layers.1.mlp.up_proj.weight", [&](const at::Tensor& t) {
          at::Tensor spoilt = t.clone();
          spoilt[3][5] = kind == 6 ? NAN : -INFINITY;
          return spoilt;
        });
      if (kind == 8) list.emplace_back("norm.weight", at::ones({32}));
    });
    const auto loaded = model::Decoder::load(folder.path());
    QVERIFY(!loaded.ok());
    QCOMPARE(QString::fromStdString(loaded.error().code), code);
    QVERIFY(base::errorSentence(loaded.error()).find('{') == std::string::npos);
  }

  void sizesNoMachineHasAreRefusedBeforeAllocation() {
    TempFolder folder;
    base::Json json = smallJson(false);
    for (const auto& [key, value] : {std::pair{"hidden_size", 131072},
                                     {"intermediate_size", 1048576},
                                     {"num_hidden_layers", 1000},
                                     {"num_attention_heads", 1024}})
      json[key] = value;
    writeFile(folder.path() / "config.json", base::dumpJson(json));
    base::FileOps ops;
    TIMBRE_OK(model::writeTensors(ops, folder.path() / "model.safetensors", {{"a", at::ones({1})}}));
    const auto loaded = model::Decoder::load(folder.path());
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().code, std::string("memory.insufficient"));
    QVERIFY(loaded.error().args.contains("needed"));
  }

  /// Tensors are looked through in slices: the last value counts, and so does a finite sum that runs over.
  void everyValueIsLookedAt() {
    for (const auto type : {at::kFloat, at::kBFloat16}) {
      at::Tensor large = at::zeros({3, (std::int64_t(1) << 20) + 5}, at::TensorOptions(type));
      QVERIFY(model::allFinite(large));
      QVERIFY(model::allFinite(large.t()));
      large[2][-1] = std::numeric_limits<float>::infinity();
      QVERIFY(!model::allFinite(large));
      QVERIFY(!model::allFinite(large.t()));
    }
    QVERIFY(model::allFinite(at::full({4}, 3e38f)));
    QVERIFY(model::allFinite(at::empty({0, 3})));
  }

  void rotaryFrequenciesFollowTheReference() {
    // Goldens of transformers' llama3 scaling: d 64, base 500000, factor 32, original 8192.
    model::RopeConfig rope;
    rope.kind = model::RopeKind::Llama3;
    rope.theta = 500000;
    rope.factor = 32;
    rope.original = 8192;
    const at::Tensor f = model::rotaryFrequencies(rope, 64);
    const auto close = [&](int i, double expected) { return std::abs(f[i].item<double>() / expected - 1) < 2e-6; };
    QVERIFY(close(15, 1.290547928e-03) && close(16, 4.295567966e-04) && close(17, 9.708287803e-05) &&
            close(31, 9.418306725e-08));
    QVERIFY(close(0, 1.0));
    // InternLM2's dynamic base (theta 1e6, factor 2, original 32768, d 128) and Qwen 1's (10000, original 8192).
    rope = {};
    rope.kind = model::RopeKind::Dynamic;
    rope.theta = 1e6;
    rope.factor = 2;
    rope.original = 32768;
    const auto base = [&](std::int64_t length) {
      const double one = model::rotaryFrequencies(rope, 128, model::rotaryKey(rope, length))[1].item<double>();
      return std::pow(1 / one, 64);
    };
    QVERIFY(std::abs(base(32768) / 1e6 - 1) < 1e-4);
    QVERIFY(std::abs(base(40000) / 1449795.74 - 1) < 1e-4);
    QVERIFY(std::abs(base(65536) / 3052773.67 - 1) < 1e-4);
    rope.kind = model::RopeKind::QwenNtk;
    rope.theta = 10000;
    rope.original = 8192;
    QVERIFY(std::abs(base(8192) / 10000 - 1) < 1e-4 && std::abs(base(8193) / 30527.7367 - 1) < 1e-4);
    QCOMPARE(model::rotaryKey(rope, 16384), std::int64_t(3));
    QCOMPARE(model::rotaryKey(rope, 16385), std::int64_t(7));
    QCOMPARE(model::rotaryKey(rope, 16385, true), std::int64_t(0));
  }
};

QTEST_GUILESS_MAIN(DecoderTest)
#include "decoder_test.moc"
