// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/conversation.h"

#include <algorithm>
#include <array>

namespace timbre::data {

using base::Error;
using base::Json;
using base::Result;

namespace {

RowKind kindOf(const Json& json) {
  if (!json.is_object() || json.contains("messages")) return RowKind::Conversation;
  if (*preferredKey(json) || *nonPreferredKey(json)) return RowKind::Preference;
  const Json* text = base::member(json, "text");
  return text && text->is_string() ? RowKind::Text : RowKind::Conversation;
}

std::string toolCallText(const Json& calls) {
  std::string out;
  if (!calls.is_array()) return out;
  for (const Json& call : calls) {
    const Json* function = base::member(call, "function");
    if (!function) continue;
    if (!out.empty()) out += '\n';
    const Json* arguments = base::member(*function, "arguments");
    out += base::stringOr(*function, "name") + '(';
    if (arguments) out += arguments->is_string() ? arguments->get_ref<const std::string&>() : base::dumpJson(*arguments);
    out += ')';
  }
  return out;
}

}  // namespace

const char* preferredKey(const Json& row) {
  for (const char* key : {"preferred_output", "preferred_completion"})
    if (base::member(row, key)) return key;
  return "";
}

const char* nonPreferredKey(const Json& row) {
  for (const char* key : {"non_preferred_output", "non_preferred_completion"})
    if (base::member(row, key)) return key;
  return "";
}

Message readMessage(const Json& json) {
  Message message;
  message.role = base::stringOr(json, "role");
  const Json* content = base::member(json, "content");
  if (content && content->is_string()) {
    message.text = content->get_ref<const std::string&>();
    message.hasContent = message.contentIsText = true;
  } else if (content && content->is_array()) {
    for (const Json& part : *content) {
      const Json* text = base::member(part, "text");
      if (!text || !text->is_string()) continue;
      if (message.hasContent) message.text += '\n';
      message.text += text->get_ref<const std::string&>();
      message.hasContent = true;
    }
  }
  if (const Json* calls = base::member(json, "tool_calls"); calls && calls->is_array() && !calls->empty()) {
    message.hasToolCalls = true;
    if (message.text.empty()) message.text = toolCallText(*calls);
  } else if (const Json* call = base::member(json, "function_call"); call && call->is_object()) {
    message.hasToolCalls = true;
    if (message.text.empty()) message.text = toolCallText(Json::array({Json{{"function", *call}}}));
  }
  const Json* weight = base::member(json, "weight");
  message.trained = message.role == "assistant" && !(weight && weight->is_number() && weight->get<double>() == 0);
  return message;
}

Result<Conversation> Conversation::parse(std::string raw) {
  if (raw.size() > maxRowBytes)
    return Error("data.row_too_long", {{"size", std::to_string(raw.size())}, {"limit", std::to_string(maxRowBytes)}});
  base::JsonLimits limits;
  limits.depth = maxRowDepth;
  limits.values = 4'000'000;
  Conversation row;
  TIMBRE_ASSIGN(row.m_json, base::parseJson(raw, {}, limits));
  row.m_raw = raw.find('\n') == std::string::npos ? std::move(raw) : singleLine(raw);
  row.m_kind = kindOf(row.m_json);
  return row;
}

Conversation Conversation::fromJson(const Json& value) {
  Conversation row;
  row.m_json = value;
  row.m_raw = base::dumpJson(value);
  row.m_kind = kindOf(value);
  return row;
}

Conversation Conversation::make(const std::optional<std::string>& system, std::string_view user, std::string_view assistant) {
  Json messages = Json::array();
  if (system) messages.push_back({{"role", "system"}, {"content", *system}});
  messages.push_back({{"role", "user"}, {"content", std::string(user)}});
  messages.push_back({{"role", "assistant"}, {"content", std::string(assistant)}});
  Json row = Json::object();
  row["messages"] = std::move(messages);
  return fromJson(row);
}

Path Conversation::messagesPath() const {
  if (m_kind == RowKind::Preference) return {std::string_view("input"), std::string_view("messages")};
  return {std::string_view("messages")};
}

const Json* Conversation::messages() const {
  const Json* holder = m_kind == RowKind::Preference ? base::member(m_json, "input") : &m_json;
  const Json* list = holder ? base::member(*holder, "messages") : nullptr;
  return list && list->is_array() ? list : nullptr;
}

Json Conversation::trainedMessages() const {
  Json all = Json::array();
  if (const Json* list = messages()) all = *list;
  if (m_kind == RowKind::Preference)
    if (const Json* answer = base::member(m_json, preferredKey(m_json)); answer && answer->is_array())
      for (const Json& message : *answer) all.push_back(message);
  return all;
}

std::vector<Message> Conversation::readMessages() const {
  std::vector<Message> out;
  const Json all = trainedMessages();
  out.reserve(all.size());
  for (const Json& message : all) out.push_back(readMessage(message));
  return out;
}

Projection Conversation::projection() const {
  Projection out;
  if (m_kind == RowKind::Text) {
    out.assistantText = base::stringOr(m_json, "text");
    out.assistant = 0;
    return out;
  }
  std::vector<Message> all = readMessages();
  out.messages = static_cast<int>(all.size());
  int shown = 0;
  for (int i = 0; i < out.messages; ++i) {
    Message& message = all[static_cast<std::size_t>(i)];
    auto take = [&](int& index, std::string& text) {
      if (index >= 0) return;
      index = i;
      text = std::move(message.text);
      ++shown;
    };
    if (message.role == "system" || message.role == "developer") take(out.system, out.systemText);
    else if (message.role == "user") take(out.user, out.userText);
    else if (message.role == "assistant") take(out.assistant, out.assistantText);
  }
  out.extraTurns = out.messages - shown;
  return out;
}

std::vector<std::string> Conversation::texts() const {
  std::vector<std::string> out;
  if (m_kind == RowKind::Text) out.push_back(base::stringOr(m_json, "text"));
  for (Message& message : readMessages()) out.push_back(std::move(message.text));
  if (m_kind == RowKind::Preference)
    if (const Json* other = base::member(m_json, nonPreferredKey(m_json)); other && other->is_array())
      for (const Json& message : *other) out.push_back(readMessage(message).text);
  return out;
}

std::string Conversation::rawWithMember(std::string_view key, std::string_view jsonValue) const {
  const auto span = valueSpan(m_raw, {});
  if (!span || !m_json.is_object()) return m_raw;
  const JsonStyle style = styleOf(m_raw);
  std::string member = m_json.empty() ? "" : style.spaced ? ", " : ",";
  member += jsonString(key, style) + (style.spaced ? ": " : ":") + std::string(jsonValue);
  return replaceSpan(m_raw, {span->end - 1, span->end - 1}, member);
}

}  // namespace timbre::data
