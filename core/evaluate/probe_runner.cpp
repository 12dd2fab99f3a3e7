// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/probe_runner.h"

namespace timbre::evaluate {

namespace {

base::Result<Answer> ask(inference::LoadedModel& model, const base::Json& messages, const ProbeSet& set, const base::CancelToken& cancel) {
  jobs::GenerateRequest request;
  request.messages = messages;
  request.sampling.greedy = true;
  request.sampling.maxTokens = set.maxNewTokens;
  TIMBRE_ASSIGN(auto done, model.generate(request, {}, cancel));
  if (done.stop == "cancelled") return base::Error("cancelled");
  return Answer{std::move(done.text), done.stop == "eos"};
}

base::Json userTurn(const std::string& text) { return {{"role", "user"}, {"content", text}}; }

}  // namespace

base::Result<Answers> askProbes(inference::LoadedModel& model, const ProbeSet& set, const RunnerOptions& options) {
  Answers answers;
  const auto wanted = [&](const std::string& lang, std::size_t index) {
    return (options.lang.empty() || lang == options.lang) && index % static_cast<std::size_t>(options.every) == 0;
  };
  const double total = double(set.probes.size() + set.chats.size());
  for (std::size_t i = 0; i < set.probes.size(); ++i) {
    const Probe& probe = set.probes[i];
    if (!wanted(probe.lang, i)) continue;
    if (options.progress) options.progress(double(i) / total);
    TIMBRE_ASSIGN(answers[probe.id], ask(model, base::Json::array({userTurn(probe.prompt)}), set, options.cancel));
  }
  for (std::size_t i = 0; i < set.chats.size(); ++i) {
    const ProbeChat& chat = set.chats[i];
    if (!wanted(chat.lang, i)) continue;
    if (options.progress) options.progress(double(set.probes.size() + i) / total);
    base::Json messages = base::Json::array();
    for (const Probe& turn : chat.turns) {
      messages.push_back(userTurn(turn.prompt));
      TIMBRE_ASSIGN(Answer answer, ask(model, messages, set, options.cancel));
      messages.push_back({{"role", "assistant"}, {"content", answer.text}});
      answers[turn.id] = std::move(answer);
    }
  }
  return answers;
}

}  // namespace timbre::evaluate
