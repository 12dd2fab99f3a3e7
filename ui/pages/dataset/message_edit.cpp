// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/message_edit.h"

#include "core/data/conversation.h"

namespace timbre::ui {

namespace {

/// Index of the only text part of a list of parts, or −1.
int onlyTextPart(const base::Json& parts) {
  int found = -1;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const base::Json* text = base::member(parts[i], "text");
    if (!text || !text->is_string()) continue;
    if (found >= 0) return -1;
    found = int(i);
  }
  return found;
}

}  // namespace

QString messageText(const base::Json& message) { return QString::fromStdString(data::readMessage(message).text); }
std::string messageRole(const base::Json& message) { return data::readMessage(message).role; }
bool messageTrained(const base::Json& message) { return data::readMessage(message).trained; }

bool messageEditable(const base::Json& message) {
  if (!message.is_object()) return false;
  const base::Json* content = base::member(message, "content");
  if (!content || content->is_null()) return base::member(message, "tool_calls") == nullptr && base::member(message, "function_call") == nullptr;
  return content->is_string() || (content->is_array() && onlyTextPart(*content) >= 0);
}

base::Json withText(base::Json message, const QString& text) {
  if (!messageEditable(message)) return message;
  base::Json& content = message["content"];
  if (content.is_array()) content[std::size_t(onlyTextPart(content))]["text"] = text.toStdString();
  else content = text.toStdString();
  return message;
}

base::Json withRole(base::Json message, const std::string& role) {
  if (message.is_object()) message["role"] = role;
  return message;
}

base::Json withTrained(base::Json message, bool trained) {
  if (!message.is_object()) return message;
  if (trained) message.erase("weight");
  else message["weight"] = 0;
  return message;
}

base::Json newMessage(const std::string& role, const QString& text) {
  base::Json message = base::Json::object();
  message["role"] = role;
  message["content"] = text.toStdString();
  return message;
}

}  // namespace timbre::ui
