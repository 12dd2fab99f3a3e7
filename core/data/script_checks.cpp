// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/script_checks.h"

#include "core/data/conversation.h"

#include <algorithm>

namespace timbre::data {

using base::Json;

namespace {

const Json* messageList(const Json& example) {
  const Json* list = base::member(example, "messages");
  return list && list->is_array() && !list->empty() ? list : nullptr;
}

bool hasRole(const Json& message, std::string_view role) {
  const Json* value = base::member(message, "role");
  return value && value->is_string() && value->get_ref<const std::string&>() == role;
}

bool anyRole(const Json& list, std::string_view role) {
  return std::any_of(list.begin(), list.end(), [&](const Json& message) { return hasRole(message, role); });
}

}  // namespace

std::int64_t FormatErrors::total() const {
  return dataType + missingMessagesList + messageMissingKey + messageUnrecognizedKey + unrecognizedRole + missingContent +
         exampleMissingAssistantMessage;
}

void countFormatErrors(const Json& example, FormatErrors& errors) {
  if (!example.is_object()) {
    ++errors.dataType;
    return;
  }
  const Json* list = messageList(example);
  if (!list) {
    ++errors.missingMessagesList;
    return;
  }
  for (const Json& message : *list) {
    const Json* role = base::member(message, "role");
    const Json* content = base::member(message, "content");
    if (!role || !content) ++errors.messageMissingKey;
    if (message.is_object())
      for (auto it = message.begin(); it != message.end(); ++it)
        if (it.key() != "role" && it.key() != "content" && it.key() != "name") {
          ++errors.messageUnrecognizedKey;
          break;
        }
    if (!hasRole(message, "system") && !hasRole(message, "user") && !hasRole(message, "assistant")) ++errors.unrecognizedRole;
    if (!content || !content->is_string() || content->get_ref<const std::string&>().empty()) ++errors.missingContent;
  }
  if (!anyRole(*list, "assistant")) ++errors.exampleMissingAssistantMessage;
}

ExampleNumbers exampleNumbers(const Json& example, const TokenCounter& counter) {
  ExampleNumbers out;
  const Json* list = messageList(example);
  const Json empty = Json::array();
  const Json& messages = list ? *list : empty;
  out.missingSystem = !anyRole(messages, "system");
  out.missingUser = !anyRole(messages, "user");
  out.messages = static_cast<std::int64_t>(messages.size());
  if (!counter) return out;
  out.tokens = 3;
  out.assistantTokens = 0;
  for (const Json& message : messages) {
    out.tokens += 3;
    if (!message.is_object()) continue;
    for (auto it = message.begin(); it != message.end(); ++it) {
      if (it->is_string()) out.tokens += counter(it->get_ref<const std::string&>());
      if (it.key() == "name") out.tokens += 1;
    }
    const Json* content = base::member(message, "content");
    if (hasRole(message, "assistant") && content && content->is_string())
      out.assistantTokens += counter(content->get_ref<const std::string&>());
  }
  return out;
}

std::int64_t hostedTokens(const Json& messages, const TokenCounter& counter) {
  std::int64_t tokens = 3;
  bool known = true;
  const auto add = [&](const std::string& text) {
    const std::int64_t count = counter(text);
    known = known && count >= 0;
    tokens += count;
  };
  for (const Json& message : messages) {
    tokens += 3;
    if (!message.is_object()) continue;
    for (auto it = message.begin(); it != message.end(); ++it) {
      if (it->is_string()) add(it->get_ref<const std::string&>());
      if (it.key() == "name") tokens += 1;
    }
    const Json* content = base::member(message, "content");
    const Message read = readMessage(message);
    if ((read.hasToolCalls || (content && !content->is_string())) && !read.text.empty()) add(read.text);
  }
  return known ? tokens : -1;
}

}  // namespace timbre::data
