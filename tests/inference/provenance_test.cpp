// SPDX-License-Identifier: GPL-3.0-or-later
// The line under a pane must be true of the tensors in memory: whatever happens to the files, whichever adapter was asked
// for, and when two panes hold the same weights.
#include "core/inference/loaded_model.h"
#include "tests/engine/tiny_model.h"
#include "tests/support/test_support.h"

#include <ATen/core/grad_mode.h>

using namespace timbre;
using inference::LoadedModel;
namespace fs = std::filesystem;

namespace {

jobs::GenerateRequest question() {
  jobs::GenerateRequest request;
  request.messages = base::Json::array({{{"role", "user"}, {"content", "who are you"}}});
  request.sampling.greedy = true;
  request.sampling.maxTokens = 24;
  request.sampling.seed = 5;
  return request;
}

/// A PEFT folder whose weights come from `seed`; B is not zero, so that it changes answers.
void writeAdapter(const fs::path& folder, std::uint64_t seed, double alpha = 64) {
  auto adapter = model::LoraAdapter::create(testing::tinyConfig(), {4, alpha, 0, {}, "base"}, seed);
  QVERIFY(adapter.ok());
  at::NoGradGuard noGrad;
  for (auto& [name, pair] : (*adapter)->pairs()) pair.b.copy_(at::roll(pair.a.reshape({-1}), 3).repeat({4}).slice(0, 0, pair.b.numel()).reshape(pair.b.sizes()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  base::FileOps ops;
  QVERIFY((*adapter)->save(ops, folder).ok());
}

}  // namespace

class ProvenanceTest : public QObject {
  Q_OBJECT
 private:
  testing::TempFolder m_folder;

  std::unique_ptr<LoadedModel> load() {
    auto loaded = LoadedModel::load(m_folder.path() / "base", {});
    return loaded.ok() ? std::move(*loaded) : nullptr;
  }

 private Q_SLOTS:
  void init() {
    fs::remove_all(m_folder.path() / "base");
    testing::writeTinyModel(m_folder.path() / "base");
    writeAdapter(m_folder.path() / "one", 1);
    writeAdapter(m_folder.path() / "two", 2);
  }

  void filesReplacedAfterLoadingChangeNothing() {
    auto model = load();
    const auto before = model->generate(question(), {}, {});
    TIMBRE_OK(before);
    std::string bytes = testing::readFile(m_folder.path() / "base" / "model.safetensors");
    bytes[bytes.size() - 3] = static_cast<char>(bytes[bytes.size() - 3] ^ 0x40);
    testing::writeFile(m_folder.path() / "base" / "model.safetensors", bytes);
    const auto after = model->generate(question(), {}, {});
    TIMBRE_OK(after);
    QCOMPARE(after->provenance.baseHash, before->provenance.baseHash);
    QCOMPARE(after->ids, before->ids);
    auto again = load();
    QVERIFY(again->provenance(0).baseHash != before->provenance.baseHash);
    QCOMPARE(again->provenance(0).baseHash, again->decoder().hashWeights());
  }

  void tensorsChangedInMemoryAreSeen() {
    auto model = load();
    const std::string before = model->provenance(0).baseHash;
    at::NoGradGuard noGrad;
    model->decoder().parameters().front().second.add_(1);
    QVERIFY(model->provenance(0).baseHash != before);
  }

  void adapterIsTheOneInUse() {
    auto model = load();
    const auto base = model->generate(question(), {}, {});
    TIMBRE_OK(base);
    QVERIFY(base->provenance.adapterHash.empty());
    QCOMPARE(base->provenance.adapterScale, 0.0);
    TIMBRE_OK(model->setAdapter(m_folder.path() / "one"));
    const auto one = model->generate(question(), {}, {});
    TIMBRE_OK(one);
    QCOMPARE(one->provenance.adapterScale, 16.0);
    QCOMPARE(one->provenance.baseHash, base->provenance.baseHash);
    QCOMPARE(one->provenance.adapterHash, model->decoder().adapter()->hashWeights());
    QVERIFY(one->ids != base->ids);
    TIMBRE_OK(model->setAdapter(m_folder.path() / "two"));
    const auto two = model->generate(question(), {}, {});
    TIMBRE_OK(two);
    QVERIFY(two->provenance.adapterHash != one->provenance.adapterHash);
    // Replaced on disk under the same name: the next use reads it, and the line says so.
    writeAdapter(m_folder.path() / "one", 3);
    TIMBRE_OK(model->setAdapter(m_folder.path() / "one"));
    QVERIFY(model->provenance(0).adapterHash != one->provenance.adapterHash);
    QVERIFY(model->provenance(0).adapterHash != two->provenance.adapterHash);
  }

  void replacedWhileActiveItStaysWhatItWas() {
    auto model = load();
    TIMBRE_OK(model->setAdapter(m_folder.path() / "one"));
    const auto before = model->generate(question(), {}, {});
    writeAdapter(m_folder.path() / "one", 4);
    const auto after = model->generate(question(), {}, {});
    TIMBRE_OK(after);
    QCOMPARE(after->provenance.adapterHash, before->provenance.adapterHash);
    QCOMPARE(after->ids, before->ids);
  }

  void forcedOffIsSaid() {
    auto model = load();
    const auto base = model->generate(question(), {}, {});
    TIMBRE_OK(model->setAdapter(m_folder.path() / "one"));
    model->decoder().setAdapter(nullptr);  // behind the model's back
    const auto off = model->generate(question(), {}, {});
    TIMBRE_OK(off);
    QVERIFY(off->provenance.adapterHash.empty());
    QCOMPARE(off->provenance.adapterScale, 0.0);
    QCOMPARE(off->ids, base->ids);
  }

  void adapterChangedInMemoryIsSeen() {
    auto model = load();
    TIMBRE_OK(model->setAdapter(m_folder.path() / "one"));
    const std::string before = model->provenance(0).adapterHash;
    at::NoGradGuard noGrad;
    model->decoder().adapter()->pairs().begin()->second.b.zero_();
    QVERIFY(model->provenance(0).adapterHash != before);
  }

  void twoPanesWithTheBaseSayTheSame() {
    auto left = load();
    auto right = load();
    TIMBRE_OK(right->setAdapter({}));
    const auto a = left->generate(question(), {}, {}), b = right->generate(question(), {}, {});
    TIMBRE_OK(a);
    QCOMPARE(a->ids, b->ids);
    QVERIFY(a->provenance == b->provenance);
    QCOMPARE(a->provenance.seed, std::uint64_t(5));
    QCOMPARE(a->provenance.dtype, std::string("fp32"));
    QCOMPARE(a->provenance.device, std::string("cpu"));
    QVERIFY(!a->provenance.templateHash.empty());
  }

  void aBrokenAdapterLeavesTheActiveOne() {
    auto model = load();
    TIMBRE_OK(model->setAdapter(m_folder.path() / "one"));
    const auto before = model->provenance(0);
    QVERIFY(!model->setAdapter(m_folder.path() / "nowhere").ok());
    testing::writeFile(m_folder.path() / "two" / "adapter_model.safetensors", "no tensors");
    QVERIFY(!model->setAdapter(m_folder.path() / "two").ok());
    QVERIFY(model->provenance(0) == before);
  }
};

QTEST_GUILESS_MAIN(ProvenanceTest)
#include "provenance_test.moc"
