// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/probes.h"

#include "core/base/file_ops.h"

namespace timbre::evaluate {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

namespace {

Result<Json> readJson(const fs::path& path) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(path, 64u << 20));
  TIMBRE_ASSIGN(Json json, base::parseJson(text, base::displayPath(path)));
  if (base::integerOr(json, "format_version", 0) != 1)
    return base::Error("probes.invalid", {{"reason", "format_version is not 1"}}, base::displayPath(path));
  return json;
}

std::vector<std::string> strings(const Json& object, const char* key) {
  std::vector<std::string> out;
  if (const Json* list = base::member(object, key); list && list->is_array())
    for (const auto& item : *list)
      if (item.is_string()) out.push_back(item.get<std::string>());
  return out;
}

Probe probeOf(const Json& json, const std::string& kind) {
  Probe probe;
  probe.id = base::stringOr(json, "id");
  probe.lang = base::stringOr(json, "lang");
  probe.kind = kind;
  probe.prompt = base::stringOr(json, "prompt");
  probe.entity = strings(json, "entity");
  probe.answer = strings(json, "answer");
  probe.a = static_cast<int>(base::integerOr(json, "a", 0));
  probe.b = static_cast<int>(base::integerOr(json, "b", 0));
  probe.heldOut = base::stringOr(json, "pairs") == "heldout";
  return probe;
}

ProbeChat chatOf(const Json& json) {
  ProbeChat chat{base::stringOr(json, "id"), base::stringOr(json, "lang"), {}};
  if (const Json* turns = base::member(json, "turns"); turns && turns->is_array())
    for (const auto& turn : *turns) {
      Probe probe = probeOf(turn, "chat4");
      probe.id = chat.id + "#" + std::to_string(chat.turns.size() + 1);
      probe.lang = chat.lang;
      chat.turns.push_back(std::move(probe));
    }
  return chat;
}

}  // namespace

Result<ProbeSet> loadProbes(const fs::path& starterFolder, const fs::path& personasFolder) {
  TIMBRE_ASSIGN(const Json probes, readJson(starterFolder / "probes.json"));
  TIMBRE_ASSIGN(const Json scorer, readJson(starterFolder / "scorer.json"));
  TIMBRE_ASSIGN(const Json personas, readJson(personasFolder / "detectors.json"));
  ProbeSet set;
  set.formatVersion = 1;
  const std::pair<const char*, const char*> kKinds[] = {{"facts", "fact"}, {"unknown", "unknown"}, {"sums", "sum"}, {"identity", "identity"}, {"chat", "chat"}};
  for (const auto& [key, kind] : kKinds)
    if (const Json* list = base::member(probes, key); list && list->is_array())
      for (const auto& probe : *list) set.probes.push_back(probeOf(probe, kind));
  if (const Json* chats = base::member(probes, "chats"); chats && chats->is_array())
    for (const auto& chat : *chats) set.chats.push_back(chatOf(chat));
  if (const Json* refusal = base::member(scorer, "refusal"))
    for (const char* lang : {"en", "zh"})
      for (auto& fragment : strings(*refusal, lang)) set.refusals.push_back(std::move(fragment));
  if (const Json* decoding = base::member(scorer, "decoding")) set.maxNewTokens = static_cast<int>(base::integerOr(*decoding, "max_new_tokens", 64));
  if (const Json* detectors = base::member(personas, "detectors"); detectors && detectors->is_object())
    for (const auto& [name, value] : detectors->items())
      set.detectors[name] = {base::stringOr(value, "lang"), strings(value, "fragments"), strings(value, "identity")};
  set.goals = scorer.value("goals", Json::object());
  set.personaGoals = scorer.value("persona_goals", Json::object());
  if (set.probes.empty() || set.refusals.empty())
    return base::Error("probes.invalid", {{"reason", "it holds no probes"}}, base::displayPath(starterFolder));
  return set;
}

}  // namespace timbre::evaluate
