// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/sample_answers.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>

namespace timbre::engine {

base::Result<std::string> answerPrompt(model::Decoder& decoder, const text::ChatEncoder& encoder,
                                       const std::string& prompt, int maxTokens, const jobs::RunControl& control) {
  const at::NoGradGuard noGrad;
  const base::Json conversation = {{"messages", base::Json::array({{{"role", "user"}, {"content", prompt}}})}};
  TIMBRE_ASSIGN(const auto chat, encoder.encode(conversation, {text::TrainOn::Assistant, true, 0}));
  const at::Tensor any = decoder.parameters().front().second;
  model::KvCache cache(decoder.config(), any.scalar_type(), any.device());
  std::vector<std::int64_t> ids(chat.ids.begin(), chat.ids.end());
  std::vector<text::TokenId> answer;
  const std::int64_t limit = decoder.config().maxPositions > 0 ? decoder.config().maxPositions : (1 << 20);
  while (static_cast<int>(answer.size()) < maxTokens &&
         cache.length() + static_cast<std::int64_t>(ids.size()) <= limit &&
         control.command.load() == jobs::RunCommand::None) {
    const auto count = static_cast<std::int64_t>(ids.size());
    model::ForwardInput input;
    input.ids = at::from_blob(ids.data(), {1, count}, at::kLong).clone().to(any.device());
    input.positions = at::arange(cache.length(), cache.length() + count, at::kLong).unsqueeze(0).to(any.device());
    input.cache = &cache;
    const at::Tensor hidden = decoder.hidden(input);
    const auto next = decoder.logits(hidden.select(1, count - 1)).argmax(-1).item<std::int64_t>();
    const auto& stops = encoder.stopIds();
    if (std::find(stops.begin(), stops.end(), static_cast<text::TokenId>(next)) != stops.end()) break;
    answer.push_back(static_cast<text::TokenId>(next));
    ids = {next};
  }
  return encoder.tokenizer().decode(answer, true);
}

}  // namespace timbre::engine
