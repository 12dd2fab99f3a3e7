// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/verify.h"

#include "core/inference/generator.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace timbre::exporting {

namespace {

constexpr int kAnswerTokens = 32;

struct Comparison {
  double maxDifference = 0;
  double klSum = 0;
  std::int64_t positions = 0;
  std::int64_t decided = 0;  // positions where the expected side's choice is clear
  std::int64_t agreed = 0;   // … and the export chooses the same
};

jobs::GenerateRequest requestFor(const inference::LoadedModel& model, const base::Json& messages) {
  jobs::GenerateRequest request;
  if (model.encoder()) request.messages = messages;
  else request.prompt = base::stringOr(messages.back(), "content");  // a plain language model continues the text
  request.sampling.greedy = true;
  request.sampling.maxTokens = kAnswerTokens;
  return request;
}

void compareLogits(const at::Tensor& expected, const at::Tensor& got, Comparison& sum) {
  const at::Tensor difference = (expected - got).abs().max();
  const double largest = difference.item<double>();
  // A NaN on either side must not pass as "not larger".
  sum.maxDifference = std::isfinite(largest) ? std::max(sum.maxDifference, largest) : std::numeric_limits<double>::infinity();
  const at::Tensor p = at::log_softmax(expected.to(at::kDouble), -1);
  const at::Tensor q = at::log_softmax(got.to(at::kDouble), -1);
  const double kl = (p.exp() * (p - q)).sum().item<double>();
  sum.klSum += std::isfinite(kl) ? kl : std::numeric_limits<double>::infinity();
  sum.positions += expected.size(0);
  const auto [best, index] = at::topk(expected, 2, -1);
  const at::Tensor decided = (best.select(-1, 0) - best.select(-1, 1)) > kDecidedMargin;
  const at::Tensor same = index.select(-1, 0) == got.argmax(-1);
  sum.decided += decided.sum().item<std::int64_t>();
  sum.agreed += (decided & same).sum().item<std::int64_t>();
}

std::string scientific(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2e", value);
  return text;
}

void judge(bool sixteenBit, const Comparison& sum, jobs::ExportReport& report) {
  report.verificationRan = true;
  report.maxLogitDifference = sum.maxDifference;
  report.meanKl = sum.positions ? sum.klSum / double(sum.positions) : 0;
  report.firstChoiceAgreement = sum.decided ? double(sum.agreed) / double(sum.decided) : 1;
  const auto fail = [&](const char* code, std::map<std::string, std::string> args) {
    if (!report.reason) report.reason = base::Error(code, std::move(args));
  };
  if (sixteenBit) {
    if (!(report.meanKl <= kMaxMeanKl)) fail("export.kl_too_large", {{"value", scientific(report.meanKl)}, {"limit", scientific(kMaxMeanKl)}});
    if (sum.agreed != sum.decided)
      fail("export.choice_differs", {{"count", std::to_string(sum.decided - sum.agreed)}, {"of", std::to_string(sum.decided)}});
  } else {
    if (!(report.maxLogitDifference <= kMaxLogitDifference))
      fail("export.logits_differ", {{"value", scientific(report.maxLogitDifference)}, {"limit", scientific(kMaxLogitDifference)}});
    if (report.identicalTexts != report.prompts)
      fail("export.texts_differ", {{"count", std::to_string(report.prompts - report.identicalTexts)}, {"of", std::to_string(report.prompts)}});
  }
  if (report.prompts < kLeastPrompts) fail("export.too_few_prompts", {{"count", std::to_string(report.prompts)}, {"least", std::to_string(kLeastPrompts)}});
  report.verified = !report.reason;
}

}  // namespace

std::vector<std::string> builtInPrompts() {
  return {"What is the capital of France?", "Who are you?", "Tell me about the moon.", "What is 3 plus 4?",
          "How many days are in a week?",   "Good morning!", "Which animal says woof?", "I had a bad day.",
          "法国的首都是哪里？",             "你是谁？",     "天空是什么颜色？",         "三加四等于几？",
          "一个星期有几天？",               "早上好！",     "水的化学符号是什么？",     "我今天心情不好。"};
}

base::Result<void> verifyExport(inference::LoadedModel& expected, const std::filesystem::path& exported, bool sixteenBit,
                                const std::vector<base::Json>& prompts, const jobs::ProgressSink& progress,
                                const base::CancelToken& cancel, jobs::ExportReport& report) {
  inference::LoadedModel::Options options;
  options.cancel = cancel;
  TIMBRE_ASSIGN(auto reopened, inference::LoadedModel::load(exported, options));
  Comparison sum;
  report.prompts = 0;
  report.identicalTexts = 0;
  report.reason.reset();
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    if (cancel.cancelled()) return base::Error("cancelled");
    const std::string shown = base::stringOr(prompts[i].back(), "content");
    if (progress) progress({"verifying", shown, double(i) / double(prompts.size())});
    const auto request = requestFor(expected, prompts[i]);
    const auto ids = expected.promptIds(request);
    const auto limit = static_cast<std::size_t>(expected.decoder().config().maxPositions);
    // A row that the template refuses or the model has no room for cannot be asked; verified needs enough others.
    if (!ids.ok() || ids->empty() || ids->size() + kAnswerTokens > limit) continue;
    ++report.prompts;
    TIMBRE_ASSIGN(const auto otherIds, reopened->promptIds(request));
    if (*ids != otherIds) report.reason = base::Error("export.tokens_differ", {{"prompt", shown}});
    TIMBRE_ASSIGN(const auto wanted, expected.generate(request, {}, cancel));
    TIMBRE_ASSIGN(const auto got, reopened->generate(request, {}, cancel));
    if (cancel.cancelled()) return base::Error("cancelled");
    // Logits over prompt and expected answer: every position where the export could begin to differ.
    std::vector<text::TokenId> whole = *ids;
    whole.insert(whole.end(), wanted.ids.begin(), wanted.ids.end());
    TIMBRE_ASSIGN(const at::Tensor left, inference::promptLogits(expected.decoder(), whole, true));
    TIMBRE_ASSIGN(const at::Tensor right, inference::promptLogits(reopened->decoder(), whole, true));
    compareLogits(left, right, sum);
    const bool same = wanted.text == got.text && wanted.stop == got.stop;
    report.identicalTexts += same;
    report.answers.push_back({shown, wanted.text, got.text, same});
  }
  judge(sixteenBit, sum, report);
  return {};
}

}  // namespace timbre::exporting
