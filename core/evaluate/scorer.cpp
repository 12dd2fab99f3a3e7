// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/scorer.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace timbre::evaluate {

using base::Json;

namespace {

bool isLetter(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool wordAt(std::string_view text, std::string_view needle, std::size_t at) {
  const char before = at > 0 ? text[at - 1] : ' ';
  const char first = needle.front(), last = needle.back();
  if ((isLetter(first) && isLetter(before)) || (isDigit(first) && isDigit(before))) return false;
  std::string_view rest = text.substr(at + needle.size());
  if (isDigit(last)) return rest.empty() || !isDigit(rest.front());
  if (!isLetter(last)) return true;
  const auto end = std::find_if_not(rest.begin(), rest.end(), isLetter);
  rest = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  return rest.empty() || rest == "s" || rest == "es";
}

bool anyWord(std::string_view lowered, const std::vector<std::string>& needles) {
  return std::any_of(needles.begin(), needles.end(), [&](const std::string& n) { return containsWord(lowered, lowerAscii(n)); });
}

std::vector<int> numbersIn(std::string_view text) {
  std::vector<int> numbers;
  for (std::size_t i = 0; i < text.size();) {
    if (!isDigit(text[i])) {
      ++i;
      continue;
    }
    int value = 0, digits = 0;  // at most six digits are one number, as in the reference
    while (i < text.size() && isDigit(text[i]) && digits < 6) value = 10 * value + (text[i++] - '0'), ++digits;
    numbers.push_back(value);
  }
  return numbers;
}

/// Percentage with one decimal over the selected, answered probes; null when there are none.
class Share {
 public:
  void add(bool good) {
    ++m_all;
    m_good += good;
  }
  Json json() const { return m_all ? Json(std::round(1000.0 * m_good / m_all) / 10) : Json(nullptr); }
  std::optional<double> value() const { return m_all ? std::optional(std::round(1000.0 * m_good / m_all) / 10) : std::nullopt; }

 private:
  int m_all = 0, m_good = 0;
};

const Answer* find(const Answers& answers, const std::string& id) {
  const auto it = answers.find(id);
  return it == answers.end() ? nullptr : &it->second;
}

Share shareOf(const ProbeSet& set, const Answers& answers, const std::string& lang, const std::string& kind,
              const std::function<bool(const Probe&, const Answer&)>& good) {
  Share share;
  for (const Probe& probe : set.probes)
    if (probe.kind == kind && probe.lang == lang)
      if (const Answer* answer = find(answers, probe.id)) share.add(good(probe, *answer));
  return share;
}

Share stops(const Answers& answers, const std::string& lang) {
  Share share;
  for (const auto& [id, answer] : answers)
    if (id.find("-" + lang + "-") != std::string::npos) share.add(answer.stopped);
  return share;
}

void addChats(const ProbeSet& set, const Answers& answers, const std::string& lang, Json& figures) {
  std::vector<Share> turns(4);
  Share all;
  for (const ProbeChat& chat : set.chats) {
    if (chat.lang != lang) continue;
    bool every = true, asked = true;
    for (std::size_t i = 0; i < chat.turns.size() && i < turns.size(); ++i) {
      const Answer* answer = find(answers, chat.turns[i].id);
      if (!answer) {
        asked = false;
        break;
      }
      const bool right = factRight(set, chat.turns[i], *answer);
      turns[i].add(right);
      every = every && right;
    }
    if (asked) all.add(every);
  }
  for (std::size_t i = 0; i < turns.size(); ++i) figures["chat4_turn" + std::to_string(i + 1) + "_right"] = turns[i].json();
  figures["chat4_all_right"] = all.json();
}

}  // namespace

std::string lowerAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

bool containsWord(std::string_view text, std::string_view needle) {
  if (needle.empty()) return false;
  for (std::size_t at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + 1))
    if (wordAt(text, needle, at)) return true;
  return false;
}

bool hasFragment(std::string_view lowered, const std::vector<std::string>& fragments) {
  return std::any_of(fragments.begin(), fragments.end(), [&](const std::string& f) { return lowered.find(lowerAscii(f)) != std::string_view::npos; });
}

bool refused(const ProbeSet& set, std::string_view answer) { return hasFragment(lowerAscii(answer), set.refusals); }

bool factRight(const ProbeSet& set, const Probe& probe, const Answer& answer) {
  const std::string text = lowerAscii(answer.text);
  return answer.stopped && !hasFragment(text, set.refusals) && anyWord(text, probe.entity) && anyWord(text, probe.answer);
}

bool sumRight(const Probe& probe, const Answer& answer) {
  std::vector<int> numbers = numbersIn(answer.text);
  if (!answer.stopped || numbers.size() < 3 || probe.answer.empty() || std::to_string(numbers.back()) != probe.answer.front()) return false;
  numbers.pop_back();
  for (const int operand : {probe.a, probe.b}) {
    const auto it = std::find(numbers.begin(), numbers.end(), operand);
    if (it == numbers.end()) return false;
    numbers.erase(it);
  }
  return true;
}

Json baseFigures(const ProbeSet& set, const Answers& answers) {
  Json out = Json::object();
  for (const std::string lang : {"en", "zh"}) {
    const auto refusal = [&](const Probe&, const Answer& a) { return refused(set, a.text); };
    const auto sum = [&](bool heldOut) {
      Share share;
      for (const Probe& probe : set.probes)
        if (probe.kind == "sum" && probe.lang == lang && probe.heldOut == heldOut)
          if (const Answer* answer = find(answers, probe.id)) share.add(sumRight(probe, *answer));
      return share.json();
    };
    Json figures = {{"facts_right", shareOf(set, answers, lang, "fact", [&](const Probe& p, const Answer& a) { return factRight(set, p, a); }).json()},
                    {"known_refused", shareOf(set, answers, lang, "fact", refusal).json()},
                    {"unknown_refused", shareOf(set, answers, lang, "unknown", refusal).json()},
                    {"stops", stops(answers, lang).json()},
                    {"sums_trained_right", sum(false)},
                    {"sums_heldout_right", sum(true)}};
    addChats(set, answers, lang, figures);
    out[lang] = figures;
  }
  return out;
}

Json personaFigures(const ProbeSet& set, const std::string& name, const Answers& tuned, const Answers& base) {
  const auto known = set.detectors.find(name);
  if (known == set.detectors.end()) return nullptr;
  const Detector& detector = known->second;
  const std::string& lang = detector.lang;
  const auto right = [&](const Probe& p, const Answer& a) { return factRight(set, p, a); };
  const auto inPersona = [&](const Probe&, const Answer& a) { return hasFragment(lowerAscii(a.text), detector.fragments); };
  const Share tunedRight = shareOf(set, tuned, lang, "fact", right);
  const Share baseRight = shareOf(set, base, lang, "fact", right);
  Json kept = nullptr;
  if (tunedRight.value() && baseRight.value() && *baseRight.value() > 0) kept = std::round(1000.0 * *tunedRight.value() / *baseRight.value()) / 10;
  Json out = {{"in_persona", shareOf(set, tuned, lang, "fact", inPersona).json()},
              {"base_in_persona", shareOf(set, base, lang, "fact", inPersona).json()},
              {"right", tunedRight.json()},
              {"right_base", baseRight.json()},
              {"right_kept_of_base", kept},
              {"unknown_refused", shareOf(set, tuned, lang, "unknown", [&](const Probe&, const Answer& a) { return refused(set, a.text); }).json()},
              {"unknown_in_persona", shareOf(set, tuned, lang, "unknown", inPersona).json()},
              {"chat_in_persona", shareOf(set, tuned, lang, "chat", inPersona).json()},
              {"stops", stops(tuned, lang).json()}};
  if (!detector.identity.empty())
    out["identity"] = shareOf(set, tuned, lang, "identity", [&](const Probe&, const Answer& a) { return hasFragment(lowerAscii(a.text), detector.identity); }).json();
  return out;
}

}  // namespace timbre::evaluate
