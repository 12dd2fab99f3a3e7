// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/figures_card.h"

#include <cstdio>

namespace timbre::evaluate {

using base::Json;

namespace {

struct Row {
  const char* key;
  const char* words;
};

constexpr Row kBaseRows[] = {{"facts_right", "facts right (entity and answer named, stopped by itself)"},
                             {"known_refused", "known facts refused"},
                             {"unknown_refused", "unknown things refused"},
                             {"sums_trained_right", "sums on trained pairs right"},
                             {"sums_heldout_right", "sums on held-out pairs right"},
                             {"chat4_turn1_right", "four-turn chats: first turn right"},
                             {"chat4_turn4_right", "four-turn chats: last turn right"},
                             {"chat4_all_right", "four-turn chats: all four turns right"},
                             {"stops", "ends with its stop token within 64 tokens"}};

constexpr Row kPersonaRows[] = {{"in_persona", "answers in persona"},
                                {"base_in_persona", "the base by the same detector"},
                                {"right", "facts right"},
                                {"right_kept_of_base", "of the base's own share kept"},
                                {"identity", "says who it is"},
                                {"unknown_refused", "unknown things refused"},
                                {"stops", "ends with its stop token"},
                                {"training_seconds", "training time on two cores, seconds"},
                                {"rows", "rows"}};

std::string cell(const Json* object, const char* key) {
  const Json* value = object ? base::member(*object, key) : nullptr;
  if (!value || !value->is_number()) return "–";
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value->get<double>());
  return text;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

/// "≥ 92 / 88", "≤ 5" or a dash.
std::string askedFor(const Json& goals, const char* key) {
  const Json* goal = base::member(goals, key);
  if (!goal) return "–";
  const auto value = [&](const char* name) {
    const Json* found = base::member(*goal, name);
    return found && found->is_number() ? number(found->get<double>()) : std::string();
  };
  if (const auto english = value("least_en"); !english.empty()) return "≥ " + english + " / " + value("least_zh");
  if (const auto least = value("least"); !least.empty()) return "≥ " + least;
  if (const auto most = value("most"); !most.empty()) return "≤ " + most;
  return "–";
}

/// A control (the same facts in plain style) and a run on twenty rows have columns of their own and goals of their own.
std::string personaAskedFor(const Json& goals, const std::string& key) {
  std::string text = askedFor(goals, key.c_str());
  if (key != "in_persona") return text;
  if (base::member(goals, "control_in_persona")) text += ", control " + askedFor(goals, "control_in_persona");
  if (base::member(goals, "in_persona_20_rows")) text += ", 20 rows " + askedFor(goals, "in_persona_20_rows");
  return text;
}

}  // namespace

std::string figuresBlock(const Json& figures, const Json& goals, const Json& personaGoals) {
  std::string block;
  if (const Json* base = base::member(figures, "base")) {
    block += "| the base model, shares in % | asked for | English | 中文 |\n| --- | --: | --: | --: |\n";
    for (const Row& row : kBaseRows)
      block += std::string("| ") + row.words + " | " + askedFor(goals, row.key) + " | " + cell(base::member(*base, "en"), row.key) + " | " + cell(base::member(*base, "zh"), row.key) + " |\n";
  }
  const Json* personas = base::member(figures, "personas");
  if (!personas || !personas->is_object() || personas->empty()) return block;
  block += "\n| personas, shares in % | asked for |";
  std::string line = "| --- | --: |";
  for (const auto& [name, unused] : personas->items()) {
    block += " " + name + " |";
    line += " --: |";
  }
  block += "\n" + line + "\n";
  for (const Row& row : kPersonaRows) {
    block += std::string("| ") + row.words + " | " + personaAskedFor(personaGoals, row.key) + " |";
    for (const auto& [name, value] : personas->items()) block += " " + cell(&value, row.key) + " |";
    block += "\n";
  }
  return block;
}

base::Result<std::string> replaceFigures(const std::string& card, const std::string& block, const std::string& path) {
  const auto begin = card.find("<!-- figures begin");
  const auto lineEnd = begin == std::string::npos ? begin : card.find('\n', begin);
  const auto end = lineEnd == std::string::npos ? lineEnd : card.find("<!-- figures end", lineEnd);
  if (end == std::string::npos) return base::Error("probes.no_markers", {}, path);
  return card.substr(0, lineEnd + 1) + block + card.substr(end);
}

}  // namespace timbre::evaluate
