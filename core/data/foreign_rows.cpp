// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/foreign_rows.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace timbre::data {

using base::Json;

namespace {

const std::string* text(const Json& object, std::string_view key) {
  const Json* value = base::member(object, key);
  return value && value->is_string() ? value->get_ptr<const std::string*>() : nullptr;
}

Json say(std::string_view role, const std::string& content) {
  Json message = Json::object();
  message["role"] = std::string(role);
  message["content"] = content;
  return message;
}

std::string roleOf(std::string_view from) {
  if (from == "human" || from == "user") return "user";
  if (from == "gpt" || from == "assistant" || from == "chatgpt" || from == "bot" || from == "model") return "assistant";
  if (from == "system" || from == "tool") return std::string(from);
  if (from == "observation") return "tool";
  return {};
}

/// {"from", "value"}; tool calls need ids that ShareGPT does not have, so rows with them are left alone.
std::optional<Json> shareGptMessage(const Json& turn) {
  const std::string* from = text(turn, "from");
  const std::string* value = text(turn, "value");
  if (!from || !value) return std::nullopt;
  const std::string role = roleOf(*from);
  if (role.empty() || role == "tool") return std::nullopt;
  return say(role, *value);
}

std::optional<Json> shareGptMessages(const Json& list) {
  if (!list.is_array() || list.empty()) return std::nullopt;
  Json messages = Json::array();
  for (const Json& turn : list) {
    auto message = shareGptMessage(turn);
    if (!message) return std::nullopt;
    messages.push_back(std::move(*message));
  }
  return messages;
}

bool isMessage(const Json& value) { return text(value, "role") && base::member(value, "content"); }
bool isMessageList(const Json& list) { return list.is_array() && !list.empty() && std::all_of(list.begin(), list.end(), isMessage); }

/// [{"type": "text", "value": "…"}] → "…"; loss_weight → weight.
std::optional<Json> typedMessages(const Json& list) {
  if (!isMessageList(list)) return std::nullopt;
  Json messages = Json::array();
  for (const Json& message : list) {
    const Json& content = message.at("content");
    if (!content.is_array()) return std::nullopt;
    std::string joined;
    for (const Json& part : content) {
      const std::string* value = text(part, "value");
      if (base::stringOr(part, "type") != "text" || !value) return std::nullopt;
      joined += *value;
    }
    Json out = say(message.at("role").get<std::string>(), joined);
    if (base::stringOr(message, "role") == "assistant" && base::numberOr(message, "loss_weight", 1) == 0) out["weight"] = 0;
    messages.push_back(std::move(out));
  }
  return messages;
}

/// `start` first, then every member of `row` that is not one of `used`.
Conversation finish(Json start, const Json& row, std::initializer_list<std::string_view> used) {
  for (auto it = row.begin(); it != row.end(); ++it)
    if (std::find(used.begin(), used.end(), it.key()) == used.end() && !start.contains(it.key())) start[it.key()] = *it;
  return Conversation::fromJson(start);
}

Json withMessages(Json messages) {
  Json out = Json::object();
  out["messages"] = std::move(messages);
  return out;
}

Json preference(Json messages, Json chosen, Json rejected) {
  Json out = Json::object();
  out["input"] = withMessages(std::move(messages));
  out["preferred_output"] = Json::array({std::move(chosen)});
  out["non_preferred_output"] = Json::array({std::move(rejected)});
  return out;
}

std::optional<Conversation> alpaca(const Json& row) {
  const std::string* instruction = text(row, "instruction");
  const char* answerKey = text(row, "output") ? "output" : "response";
  const std::string* output = text(row, answerKey);
  if (!instruction || !output) return std::nullopt;
  Json messages = Json::array();
  if (const std::string* system = text(row, "system"); system && !system->empty()) messages.push_back(say("system", *system));
  if (const Json* history = base::member(row, "history"); history && history->is_array())
    for (const Json& turn : *history) {
      if (!turn.is_array() || turn.size() != 2 || !turn[0].is_string() || !turn[1].is_string()) return std::nullopt;
      messages.push_back(say("user", turn[0].get<std::string>()));
      messages.push_back(say("assistant", turn[1].get<std::string>()));
    }
  const std::string input = base::stringOr(row, "input");
  messages.push_back(say("user", input.empty() ? *instruction : *instruction + "\n" + input));
  messages.push_back(say("assistant", *output));
  // "text" is the same row rendered for another model.
  return finish(withMessages(std::move(messages)), row, {"instruction", "input", answerKey, "system", "history", "text"});
}

std::optional<Conversation> shareGpt(const Json& row) {
  const Json* turns = base::member(row, "conversations");
  auto messages = turns ? shareGptMessages(*turns) : std::nullopt;
  if (turns && !messages && isMessageList(*turns)) messages = *turns;
  if (!messages) return std::nullopt;
  if (const std::string* system = text(row, "system"); system && !system->empty()) messages->insert(messages->begin(), say("system", *system));
  const Json* chosen = base::member(row, "chosen");
  const Json* rejected = base::member(row, "rejected");
  if (chosen && rejected) {
    auto good = shareGptMessage(*chosen), bad = shareGptMessage(*rejected);
    if (!good || !bad) return std::nullopt;
    return finish(preference(std::move(*messages), std::move(*good), std::move(*bad)), row, {"conversations", "system", "chosen", "rejected"});
  }
  return finish(withMessages(std::move(*messages)), row, {"conversations", "system"});
}

/// Two complete conversations that differ in the last answer only.
std::optional<Conversation> chosenRejected(const Json& row) {
  for (const auto& [chosenKey, rejectedKey] : {std::pair("chosen", "rejected"), std::pair("chosen_messages", "rejected_messages")}) {
    const Json* chosen = base::member(row, chosenKey);
    const Json* rejected = base::member(row, rejectedKey);
    if (!chosen || !rejected || !isMessageList(*chosen) || !isMessageList(*rejected)) continue;
    Json good = typedMessages(*chosen).value_or(*chosen), bad = typedMessages(*rejected).value_or(*rejected);
    if (good.size() < 2 || good.size() != bad.size()) return std::nullopt;
    Json goodAnswer = good.back(), badAnswer = bad.back();
    good.erase(good.size() - 1);
    bad.erase(bad.size() - 1);
    if (good != bad) return std::nullopt;
    return finish(preference(std::move(good), std::move(goodAnswer), std::move(badAnswer)), row, {chosenKey, rejectedKey});
  }
  return std::nullopt;
}

std::optional<Conversation> promptCompletion(const Json& row) {
  const std::string* prompt = text(row, "prompt");
  const std::string* completion = text(row, "completion");
  if (!prompt || !completion) return std::nullopt;
  return finish(withMessages(Json::array({say("user", *prompt), say("assistant", *completion)})), row, {"prompt", "completion"});
}

std::optional<Conversation> typedParts(const Json& row) {
  const Json* list = base::member(row, "messages");
  auto messages = list ? typedMessages(*list) : std::nullopt;
  if (!messages) return std::nullopt;
  return finish(withMessages(std::move(*messages)), row, {"messages"});
}

}  // namespace

const char* formatName(ForeignFormat format) {
  switch (format) {
    case ForeignFormat::Alpaca: return "Alpaca";
    case ForeignFormat::ShareGpt: return "ShareGPT";
    case ForeignFormat::MessageList: return "message lists";
    case ForeignFormat::PromptCompletion: return "prompt/completion";
    case ForeignFormat::TypedParts: return "LLaMA-Factory";
    case ForeignFormat::ChosenRejected: return "chosen/rejected";
  }
  return "";
}

std::optional<ConvertedRow> fromForeign(const Conversation& row) {
  const Json& json = row.json();
  if (isMessageList(json)) {  // the list keeps its bytes
    auto wrapped = Conversation::parse("{\"messages\": " + row.raw() + "}");
    return wrapped.ok() ? std::optional(ConvertedRow{std::move(wrapped).value(), ForeignFormat::MessageList}) : std::nullopt;
  }
  if (!json.is_object()) return std::nullopt;
  auto as = [](std::optional<Conversation> made, ForeignFormat format) {
    return made ? std::optional(ConvertedRow{std::move(*made), format}) : std::nullopt;
  };
  if (json.contains("messages")) return as(typedParts(json), ForeignFormat::TypedParts);
  if (row.kind() == RowKind::Preference) return std::nullopt;
  if (auto made = as(shareGpt(json), ForeignFormat::ShareGpt)) return made;
  if (auto made = as(chosenRejected(json), ForeignFormat::ChosenRejected)) return made;
  if (auto made = as(alpaca(json), ForeignFormat::Alpaca)) return made;
  return as(promptCompletion(json), ForeignFormat::PromptCompletion);
}

}  // namespace timbre::data
