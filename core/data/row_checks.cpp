// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/row_checks.h"

#include "core/data/text_scan.h"

#include <algorithm>
#include <array>

namespace timbre::data {

using base::Json;

namespace {

constexpr std::size_t mostProblems = 50;
constexpr std::size_t detailBytes = 200;

/// Collects problems, one of a kind per message.
class Findings {
 public:
  void add(ProblemKind kind, std::optional<int> message = {}, std::string_view detail = {}) {
    if (m_problems.size() >= mostProblems) return;
    bool cut = false;
    m_problems.push_back({kind, message, cutText(detail, detailBytes, cut), 0});
  }
  std::vector<Problem> take() {
    std::stable_sort(m_problems.begin(), m_problems.end(), [](const Problem& a, const Problem& b) {
      if (severity(a.kind) != severity(b.kind)) return severity(a.kind) > severity(b.kind);
      return a.kind < b.kind;
    });
    return std::move(m_problems);
  }

 private:
  std::vector<Problem> m_problems;
};

bool knownRole(std::string_view role) {
  constexpr std::array<std::string_view, 6> roles{"system", "developer", "user", "assistant", "tool", "function"};
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool knownKey(std::string_view key) {
  constexpr std::array<std::string_view, 12> keys{"role",    "content",      "name",    "weight",           "tool_calls", "tool_call_id",
                                                  "function_call", "refusal", "audio", "reasoning_content", "thinking",   "annotations"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void checkToolCalls(const Json& message, int index, Findings& found) {
  const Json* calls = base::member(message, "tool_calls");
  if (!calls || calls->is_null()) return;
  if (!calls->is_array() || calls->empty()) return found.add(ProblemKind::BadToolCall, index, "tool_calls");
  for (const Json& call : *calls) {
    const Json* function = base::member(call, "function");
    const Json* arguments = function ? base::member(*function, "arguments") : nullptr;
    if (!function || base::stringOr(*function, "name").empty()) return found.add(ProblemKind::BadToolCall, index, "function.name");
    if (!arguments || !(arguments->is_string() || arguments->is_object()))
      return found.add(ProblemKind::BadToolCall, index, "function.arguments");
    // Chat templates of several families parse the string; a broken one would fail or be learned broken.
    if (arguments->is_string() && !base::parseJson(arguments->get_ref<const std::string&>()).ok())
      return found.add(ProblemKind::BadToolCall, index, "function.arguments");
  }
}

void checkTexts(const Message& message, int index, Findings& found) {
  if (std::string name = findPlaceholder(message.text); !name.empty()) found.add(ProblemKind::Placeholder, index, name);
  if (std::string mark = findInvisible(message.text); !mark.empty()) found.add(ProblemKind::InvisibleCharacters, index, mark);
  if (message.trained)
    if (std::string phrase = findRefusalPhrase(message.text); !phrase.empty()) found.add(ProblemKind::RefusalPhrase, index, phrase);
}

/// Parts of a content list that hold something else than text.
void checkParts(const Json* content, int index, Findings& found) {
  if (!content || !content->is_array()) return;
  for (const Json& part : *content) {
    const Json* text = base::member(part, "text");
    if (text && text->is_string()) continue;
    return found.add(ProblemKind::UnreadPart, index, base::stringOr(part, "type", "?"));
  }
}

/// Returns whether the message counts as an answer that is trained.
bool checkMessage(const Json& json, int index, Findings& found) {
  const Message message = readMessage(json);
  const Json* role = base::member(json, "role");
  const Json* content = base::member(json, "content");
  const bool absent = !content || content->is_null();
  if (!role || !role->is_string() || (absent && !message.hasToolCalls)) {
    found.add(ProblemKind::BadMessage, index);
    return message.trained && message.hasToolCalls;
  }
  if (!knownRole(message.role)) found.add(ProblemKind::UnknownRole, index, message.role);
  for (auto it = json.begin(); it != json.end(); ++it)
    if (!knownKey(it.key())) {
      found.add(ProblemKind::UnknownKey, index, it.key());
      break;
    }
  if (!absent && !message.contentIsText && !(content->is_array() && message.hasContent)) found.add(ProblemKind::BadContent, index);
  else checkParts(content, index, found);
  if (const Json* weight = base::member(json, "weight"))
    if (!weight->is_number() || (weight->get<double>() != 0 && weight->get<double>() != 1))
      found.add(ProblemKind::BadWeight, index, base::dumpJson(*weight));
  checkToolCalls(json, index, found);
  if (message.role == "tool" && base::stringOr(json, "tool_call_id").empty()) found.add(ProblemKind::BadToolCall, index, "tool_call_id");
  if (message.trained && !message.hasToolCalls && !absent && trimSpaces(message.text).empty() &&
      (message.contentIsText || message.hasContent))
    found.add(ProblemKind::EmptyAnswer, index);
  checkTexts(message, index, found);
  return message.trained;
}

void checkOrder(const std::vector<Message>& messages, Findings& found) {
  std::size_t i = 0;
  while (i < messages.size() && (messages[i].role == "system" || messages[i].role == "developer")) ++i;
  if (i > 1) return found.add(ProblemKind::RoleOrder, 1);
  std::string_view before = "assistant";
  bool called = false;
  for (; i < messages.size(); ++i) {
    const std::string_view role = messages[i].role;
    const bool fits = role == "user"        ? before == "assistant" && !called
                      : role == "assistant" ? before == "user" || before == "tool"
                      : role == "tool" || role == "function" ? called
                                                             : false;
    if (!fits) return found.add(ProblemKind::RoleOrder, static_cast<int>(i));
    if (role == "assistant") called = messages[i].hasToolCalls;
    if (role == "tool" || role == "function") before = "tool";
    else before = role;
    if (role == "user") called = false;
  }
  if (before != "assistant") found.add(ProblemKind::RoleOrder, static_cast<int>(messages.size()) - 1);
}

void checkPreference(const Json& row, Findings& found) {
  const Json* input = base::member(row, "input");
  const Json* list = input ? base::member(*input, "messages") : nullptr;
  if (!list || !list->is_array() || list->empty()) found.add(ProblemKind::BadPreference, {}, "input.messages");
  auto answer = [&](const char* key, const char* usual) {
    const Json* answers = *key ? base::member(row, key) : nullptr;
    const bool single = answers && answers->is_array() && answers->size() == 1 && readMessage((*answers)[0]).role == "assistant";
    if (!single) found.add(ProblemKind::BadPreference, {}, *key ? key : usual);
    else if (trimSpaces(readMessage((*answers)[0]).text).empty()) found.add(ProblemKind::EmptyAnswer);
  };
  answer(preferredKey(row), "preferred_output");
  answer(nonPreferredKey(row), "non_preferred_output");
}

void checkConversation(const Conversation& row, Findings& found) {
  const Json all = row.trainedMessages();
  if (row.kind() == RowKind::Preference) checkPreference(row.json(), found);
  else if (all.empty()) return found.add(ProblemKind::NoMessages);
  bool anyAnswer = false, anyTrained = false, anyUser = false;
  int index = 0;
  for (const Json& message : all) {
    anyTrained |= checkMessage(message, index++, found);
    anyAnswer |= base::stringOr(message, "role") == "assistant";
    anyUser |= base::stringOr(message, "role") == "user";
  }
  if (row.kind() == RowKind::Conversation && !anyAnswer) found.add(ProblemKind::NoAnswer);
  if (anyAnswer && !anyTrained) found.add(ProblemKind::NothingTrained);
  if (!anyUser) found.add(ProblemKind::NoUser);
  if (anyAnswer) checkOrder(row.readMessages(), found);
}

}  // namespace

std::vector<Problem> checkRow(const Conversation& row, const CheckOptions& options) {
  Findings found;
  if (!row.json().is_object()) {
    found.add(ProblemKind::NotAnObject);
  } else if (row.kind() == RowKind::Text) {
    Message message;
    message.text = base::stringOr(row.json(), "text");
    if (trimSpaces(message.text).empty()) found.add(ProblemKind::EmptyAnswer);
    checkTexts(message, 0, found);
  } else {
    checkConversation(row, found);
  }
  if (options.tokenLimit > 0 && options.tokens > options.tokenLimit) found.add(ProblemKind::TooLong, {}, std::to_string(options.tokens));
  return found.take();
}

ProblemSet problemSet(const std::vector<Problem>& problems) {
  ProblemSet set = 0;
  for (const Problem& problem : problems) set |= problemBit(problem.kind);
  return set;
}

RowKeys rowKeys(const Conversation& row) {
  RowKeys keys;
  if (row.kind() == RowKind::Text) {
    keys.prompt = keys.answer = textHash(normalised(base::stringOr(row.json(), "text")));
    return keys;
  }
  std::string prompt, answer;
  bool answered = false, asked = false;
  for (const Message& message : row.readMessages()) {
    if (message.role == "system" && keys.system == 0) keys.system = textHash(message.text);
    answered |= message.role == "assistant";
    const std::string words = normalised(message.text);
    asked |= message.role == "user" && !words.empty();
    (answered ? answer : prompt) += message.role + '\x1f' + words + '\x1e';
  }
  if (asked) keys.prompt = textHash(prompt);
  if (!answer.empty()) keys.answer = textHash(answer);
  return keys;
}

}  // namespace timbre::data
