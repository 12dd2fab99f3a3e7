// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of a tiny model: the cache says what no cache says, every way to stop, streaming, and refusals.
#include "core/inference/generator.h"
#include "core/inference/loaded_model.h"
#include "core/inference/sampler.h"
#include "tests/engine/tiny_model.h"
#include "tests/support/test_support.h"

#include <ATen/core/grad_mode.h>

using namespace timbre;
using inference::GeneratorInput;
using inference::LoadedModel;

namespace {

/// Greedy ids without a cache: the whole sequence anew for every token.
std::vector<text::TokenId> slowGreedy(model::Decoder& decoder, std::vector<text::TokenId> ids, int count) {
  std::vector<text::TokenId> made;
  for (int i = 0; i < count; ++i) {
    const auto logits = inference::promptLogits(decoder, ids, false);
    if (!logits.ok()) return {};
    const at::Tensor row = logits->reshape({-1});
    const auto id = inference::argmax({row.data_ptr<float>(), static_cast<std::size_t>(row.numel())});
    made.push_back(id);
    ids.push_back(id);
  }
  return made;
}

base::Json user(const char* text) { return {{"role", "user"}, {"content", text}}; }

}  // namespace

class GeneratorTest : public QObject {
  Q_OBJECT
 private:
  testing::TempFolder m_folder;
  std::unique_ptr<LoadedModel> m_model;

  base::Result<jobs::GenerateDone> answer(GeneratorInput input, const jobs::PieceSink& sink = {}, const base::CancelToken& cancel = {}) {
    return inference::generate(m_model->decoder(), m_model->sharedTokenizer(), input, sink, cancel);
  }
  static GeneratorInput greedy(std::vector<text::TokenId> prompt, int tokens) {
    GeneratorInput input;
    input.prompt = std::move(prompt);
    input.sampling.greedy = true;
    input.sampling.maxTokens = tokens;
    return input;
  }

 private Q_SLOTS:
  void initTestCase() {
    testing::writeTinyModel(m_folder.path() / "base");
    auto loaded = LoadedModel::load(m_folder.path() / "base", {});
    TIMBRE_OK(loaded);
    m_model = std::move(*loaded);
  }

  void cachedEqualsUncached() {
    for (const std::vector<text::TokenId>& prompt : {std::vector<text::TokenId>{65}, {72, 105, 32, 33}, {257, 10, 10, 200, 3, 258, 1, 2}}) {
      const auto done = answer(greedy(prompt, 40));
      TIMBRE_OK(done);
      QCOMPARE(done->ids, slowGreedy(m_model->decoder(), prompt, 40));
      QCOMPARE(done->tokens, 40);
      QCOMPARE(done->stop, std::string("length"));
    }
  }

  void logitsOfOneByOneEqualThoseOfOnePass() {
    std::vector<text::TokenId> ids;
    for (int i = 0; i < 60; ++i) ids.push_back((i * 37 + 5) % 256);
    const auto whole = inference::promptLogits(m_model->decoder(), ids, true);
    TIMBRE_OK(whole);
    at::NoGradGuard noGrad;
    model::KvCache cache(m_model->decoder().config(), at::kFloat, at::kCPU);
    for (std::int64_t t = 0; t < 60; ++t) {
      model::ForwardInput input;
      input.ids = at::full({1, 1}, std::int64_t(ids[std::size_t(t)]), at::kLong);
      input.positions = at::full({1, 1}, t, at::kLong);
      input.cache = &cache;
      const at::Tensor row = m_model->decoder().logits(m_model->decoder().hidden(input)).reshape({-1});
      const double difference = (row - (*whole)[t]).abs().max().item<double>();
      QVERIFY2(difference < 2e-4, qPrintable(QString("position %1: %2").arg(t).arg(difference)));
    }
    const auto last = inference::promptLogits(m_model->decoder(), ids, false);
    TIMBRE_OK(last);
    QVERIFY(((*last)[0] - (*whole)[59]).abs().max().item<double>() < 1e-5);
  }

  void stopTokensEndTheAnswerAndAreNotInIt() {
    const auto free = answer(greedy({72, 105}, 20));
    TIMBRE_OK(free);
    // Stop at the first id that has not been said before it.
    std::size_t at = 5;
    while (at < 19 && std::find(free->ids.begin(), free->ids.begin() + static_cast<std::ptrdiff_t>(at), free->ids[at]) != free->ids.begin() + static_cast<std::ptrdiff_t>(at)) ++at;
    auto input = greedy({72, 105}, 20);
    input.stopIds = {250, free->ids[at]};
    const auto stopped = answer(input);
    TIMBRE_OK(stopped);
    const auto first = std::find_if(free->ids.begin(), free->ids.end(), [&](auto id) { return id == 250 || id == free->ids[at]; });
    QCOMPARE(stopped->stop, std::string("eos"));
    QCOMPARE(stopped->ids, std::vector<text::TokenId>(free->ids.begin(), first));
    QCOMPARE(stopped->tokens, static_cast<int>(stopped->ids.size()));
    input.stopIds = {free->ids[0]};
    const auto atOnce = answer(input);
    TIMBRE_OK(atOnce);
    QVERIFY(atOnce->ids.empty() && atOnce->text.empty());
    QCOMPARE(atOnce->stop, std::string("eos"));
  }

  void piecesMakeTheText() {
    std::string streamed;
    int pieces = 0;
    auto input = greedy({200, 33, 90}, 60);
    input.sampling.greedy = false;
    input.sampling.temperature = 2;
    input.sampling.topP = 1;
    input.sampling.seed = 8;
    const auto done = answer(input, [&](const std::string& piece) {
      QVERIFY(!piece.empty());
      streamed += piece;
      ++pieces;
    });
    TIMBRE_OK(done);
    QCOMPARE(streamed, done->text);
    QVERIFY(pieces > 5);
    QVERIFY(QString::fromUtf8(streamed.c_str()).toUtf8().toStdString() == streamed);
    QCOMPARE(answer(input)->ids, done->ids);  // the seed decides
    input.sampling.seed = 9;
    QVERIFY(answer(input)->ids != done->ids);
  }

  void contextEndsTheAnswer() {
    std::vector<text::TokenId> prompt(250, 65);
    const auto done = answer(greedy(prompt, 100));
    TIMBRE_OK(done);
    QCOMPARE(done->stop, std::string("length"));
    QVERIFY2(done->tokens >= 6 && done->tokens <= 7, qPrintable(QString::number(done->tokens)));
    QCOMPARE(done->promptTokens, 250);
  }

  void cancelIsHeardAfterOneToken() {
    base::CancelSource source;
    int pieces = 0;
    const auto done = answer(greedy({72, 105, 32}, 200), [&](const std::string&) { if (++pieces == 1) source.cancel(); }, source.token());
    TIMBRE_OK(done);
    QCOMPARE(done->stop, std::string("cancelled"));
    QVERIFY2(done->tokens < 60, qPrintable(QString::number(done->tokens)));
    base::CancelSource before;
    before.cancel();
    const auto none = answer(greedy({72}, 5), {}, before.token());
    TIMBRE_OK(none);
    QCOMPARE(none->stop, std::string("cancelled"));
    QVERIFY(none->ids.empty());
  }

  void refusals() {
    QCOMPARE(answer(greedy({}, 5)).error().code, std::string("prompt.empty"));
    QCOMPARE(answer(greedy(std::vector<text::TokenId>(257, 1), 5)).error().code, std::string("prompt.too_long"));
    QCOMPARE(answer(greedy({1, 259}, 5)).error().code, std::string("prompt.bad_id"));
    QCOMPARE(answer(greedy({-1}, 5)).error().code, std::string("prompt.bad_id"));
    LoadedModel::Options options;
    options.device = "teapot";
    QCOMPARE(LoadedModel::load(m_folder.path() / "base", options).error().code, std::string("device.unknown"));
    options.device = "cuda:77";
    QVERIFY(LoadedModel::load(m_folder.path() / "base", options).error().code.rfind("device.", 0) == 0);
    QVERIFY(!LoadedModel::load(m_folder.path() / "nowhere", {}).ok());
  }

  void manyTurnsSayWhatAFreshModelSays() {
    base::Json messages = base::Json::array();
    for (const char* question : {"hi", "what is two", "and three"}) {
      messages.push_back(user(question));
      jobs::GenerateRequest request;
      request.messages = messages;
      request.sampling.greedy = true;
      request.sampling.maxTokens = 12;
      const auto ids = m_model->promptIds(request);
      TIMBRE_OK(ids);
      const auto done = m_model->generate(request, {}, {});
      TIMBRE_OK(done);
      QCOMPARE(done->promptTokens, static_cast<int>(ids->size()));
      auto fresh = LoadedModel::load(m_folder.path() / "base", {});
      TIMBRE_OK(fresh);
      QCOMPARE((*fresh)->generate(request, {}, {})->ids, done->ids);
      messages.push_back({{"role", "assistant"}, {"content", done->text}});
    }
  }
};

QTEST_GUILESS_MAIN(GeneratorTest)
#include "generator_test.moc"
