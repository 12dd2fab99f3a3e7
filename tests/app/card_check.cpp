// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/card_check.h"

#include "core/base/file_ops.h"
#include "core/evaluate/figures_card.h"

#include <sstream>

namespace timbre::testing {

namespace {

base::Result<evaluate::Answers> parseAnswers(const std::string& text, const std::string& path) {
  evaluate::Answers answers;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    TIMBRE_ASSIGN(const base::Json object, base::parseJson(line, path));
    answers[base::stringOr(object, "id")] = {base::stringOr(object, "answer"), base::boolOr(object, "stop", false)};
  }
  return answers;
}

std::vector<std::string> probeIds(const evaluate::ProbeSet& set) {
  std::vector<std::string> ids;
  for (const auto& probe : set.probes) ids.push_back(probe.id);
  for (const auto& chat : set.chats)
    for (const auto& turn : chat.turns) ids.push_back(turn.id);
  return ids;
}

}  // namespace

base::Result<CardEvidence> readEvidence(const std::filesystem::path& modelFolder) {
  CardEvidence evidence;
  TIMBRE_ASSIGN(evidence.card, base::readFile(modelFolder / "README.md", 4u << 20));
  TIMBRE_ASSIGN(const std::string figures, base::readFile(modelFolder / "figures.json", 4u << 20));
  TIMBRE_ASSIGN(evidence.figures, base::parseJson(figures, "figures.json"));
  TIMBRE_ASSIGN(const std::string answers, base::readFile(modelFolder / "answers.jsonl", 64u << 20));
  TIMBRE_ASSIGN(evidence.answers, parseAnswers(answers, "answers.jsonl"));
  return evidence;
}

std::vector<std::string> cardContradictions(const evaluate::ProbeSet& set, const CardEvidence& evidence) {
  std::vector<std::string> wrong;
  const auto card = evaluate::replaceFigures(evidence.card, evaluate::figuresBlock(evidence.figures, set.goals, set.personaGoals), "README.md");
  if (!card.ok()) wrong.push_back("the card has no place for figures");
  else if (*card != evidence.card) wrong.push_back("the card's table is not that of figures.json");
  for (const auto& id : probeIds(set))
    if (!evidence.answers.count(id)) wrong.push_back("no answer is recorded for " + id);
  const base::Json* base = base::member(evidence.figures, "base");
  const base::Json computed = evaluate::baseFigures(set, evidence.answers);
  if (!base || *base != computed) wrong.push_back("figures.json is not what the recorded answers give: " + computed.dump());
  return wrong;
}

Agreement compareAnswers(const evaluate::Answers& recorded, const evaluate::Answers& today) {
  Agreement agreement;
  for (const auto& [id, answer] : today) {
    const auto known = recorded.find(id);
    const bool same = known != recorded.end() && known->second.text == answer.text && known->second.stopped == answer.stopped;
    ++agreement.asked;
    agreement.same += same;
    if (!same && agreement.firstDifference.empty())
      agreement.firstDifference = id + ": \"" + answer.text + "\", recorded \"" + (known == recorded.end() ? "" : known->second.text) + "\"";
  }
  return agreement;
}

}  // namespace timbre::testing
