// SPDX-License-Identifier: GPL-3.0-or-later
// The editing half of conversation.h: each edit finds the bytes of one value and replaces only those.
#include "core/data/conversation.h"

#include <algorithm>

namespace timbre::data {

using base::Error;
using base::Json;
using base::Result;

namespace {

Error notEditable() { return Error("data.not_editable"); }

/// JSON text of a value in the row's own style (spacing after ':' and ',', escapes).
std::string styledDump(const Json& value, const JsonStyle& style) {
  if (value.is_string()) return jsonString(value.get_ref<const std::string&>(), style);
  if (!value.is_structured()) return base::dumpJson(value);
  const bool object = value.is_object();
  std::string out = object ? "{" : "[";
  bool first = true;
  for (auto it = value.begin(); it != value.end(); ++it) {
    if (!first) out += style.spaced ? ", " : ",";
    first = false;
    if (object) out += jsonString(it.key(), style) + (style.spaced ? ": " : ":");
    out += styledDump(*it, style);
  }
  return out + (object ? "}" : "]");
}

bool sameKeys(const Json& a, const Json& b) {
  if (!a.is_object() || !b.is_object() || a.size() != b.size()) return false;
  for (auto left = a.begin(), right = b.begin(); left != a.end(); ++left, ++right)
    if (left.key() != right.key()) return false;
  return true;
}

/// Bytes for `now`, taking those of `before` (which stands at `span`) for every member that did not change.
std::string rewrite(std::string_view raw, Span span, const Json& before, const Json& now, const JsonStyle& style) {
  const std::string_view old = raw.substr(span.begin, span.end - span.begin);
  if (before == now) return std::string(old);
  if (!sameKeys(before, now)) return styledDump(now, style);
  const std::vector<Span> members = childSpans(old, {0, old.size()});
  if (members.size() != now.size()) return styledDump(now, style);
  std::string out;
  std::size_t at = 0, index = 0;
  for (auto left = before.begin(), right = now.begin(); left != before.end(); ++left, ++right, ++index) {
    out.append(old.substr(at, members[index].begin - at));
    const std::string_view kept = old.substr(members[index].begin, members[index].end - members[index].begin);
    out.append(*left == *right ? std::string(kept) : styledDump(*right, style));
    at = members[index].end;
  }
  return out.append(old.substr(at));
}

}  // namespace

Result<Conversation> Conversation::withText(const Path& messagePath, std::string_view text) const {
  Path contentPath = messagePath;
  contentPath.push_back(std::string_view("content"));
  const auto message = valueSpan(m_raw, messagePath);
  if (!message || m_raw[message->begin] != '{') return notEditable();
  const JsonStyle style = styleOf(m_raw);
  auto content = valueSpan(m_raw, contentPath);
  if (!content) {  // no content yet: a new last member
    const bool empty = childSpans(m_raw, *message).empty();
    const std::string member = std::string(empty ? "" : style.spaced ? ", " : ",") + (style.spaced ? "\"content\": " : "\"content\":") +
                               jsonString(text, style);
    return parse(replaceSpan(m_raw, {message->end - 1, message->end - 1}, member));
  }
  if (m_raw[content->begin] == '[') {  // a list of parts with exactly one text: only that text changes
    std::optional<Span> only;
    int texts = 0;
    for (const Span part : childSpans(m_raw, *content)) {
      const std::string_view bytes = std::string_view(m_raw).substr(part.begin, part.end - part.begin);
      const auto span = valueSpan(bytes, {std::string_view("text")});
      if (span && bytes[span->begin] == '"') only = Span{part.begin + span->begin, part.begin + span->end}, ++texts;
    }
    if (texts != 1) return notEditable();
    content = only;
  }
  if (m_raw[content->begin] == '"') {
    const auto before = base::parseJson(std::string_view(m_raw).substr(content->begin, content->end - content->begin));
    if (before.ok() && before->is_string() && before->get_ref<const std::string&>() == text) return *this;
  }
  return parse(replaceSpan(m_raw, *content, jsonString(text, style)));
}

Result<Conversation> Conversation::withMessageText(std::size_t index, std::string_view text) const {
  if (m_kind == RowKind::Preference) {
    const Json* list = messages();
    const std::size_t inputs = list ? list->size() : 0;
    if (index >= inputs) return withText({std::string_view(preferredKey(m_json)), index - inputs}, text);
  }
  Path path = messagesPath();
  path.push_back(index);
  return withText(path, text);
}

Result<Conversation> Conversation::withoutMessage(std::size_t index) const {
  const auto list = valueSpan(m_raw, messagesPath());
  if (!list) return notEditable();
  const std::vector<Span> items = childSpans(m_raw, *list);
  if (index >= items.size()) return notEditable();
  Span cut = items[index];
  if (index + 1 < items.size()) cut.end = items[index + 1].begin;
  else if (index > 0) cut.begin = items[index - 1].end;
  return parse(replaceSpan(m_raw, cut, ""));
}

Result<Conversation> Conversation::withInserted(std::size_t index, std::string_view role, std::string_view text) const {
  const auto list = valueSpan(m_raw, messagesPath());
  if (!list || m_raw[list->begin] != '[') return notEditable();
  const std::vector<Span> items = childSpans(m_raw, *list);
  const JsonStyle style = styleOf(m_raw);
  Json message = Json::object();
  message["role"] = std::string(role);
  message["content"] = std::string(text);
  const std::string bytes = styledDump(message, style);
  const std::string comma = style.spaced ? ", " : ",";
  if (items.empty()) return parse(replaceSpan(m_raw, *list, "[" + bytes + "]"));
  if (index < items.size()) return parse(replaceSpan(m_raw, {items[index].begin, items[index].begin}, bytes + comma));
  return parse(replaceSpan(m_raw, {items.back().end, items.back().end}, comma + bytes));
}

Result<Conversation> Conversation::withCell(Cell cell, std::string_view text) const {
  if (m_kind == RowKind::Text) {
    const auto span = valueSpan(m_raw, {std::string_view("text")});
    if (cell != Cell::Assistant || !span) return notEditable();
    if (base::stringOr(m_json, "text") == text) return *this;
    return parse(replaceSpan(m_raw, *span, jsonString(text, styleOf(m_raw))));
  }
  if (!messages()) return notEditable();
  const Projection now = projection();
  switch (cell) {
    case Cell::System:
      if (now.system < 0) return text.empty() ? Result<Conversation>(*this) : withInserted(0, "system", text);
      if (text.empty()) return withoutMessage(static_cast<std::size_t>(now.system));
      return withMessageText(static_cast<std::size_t>(now.system), text);
    case Cell::User:
      if (now.user >= 0) return withMessageText(static_cast<std::size_t>(now.user), text);
      if (text.empty()) return *this;
      return withInserted(now.assistant >= 0 ? static_cast<std::size_t>(now.assistant) : messages()->size(), "user", text);
    case Cell::Assistant:
      if (now.assistant >= 0) return withMessageText(static_cast<std::size_t>(now.assistant), text);
      if (m_kind == RowKind::Preference) return notEditable();
      if (text.empty()) return *this;
      return withInserted(messages()->size(), "assistant", text);
  }
  return notEditable();
}

Result<Conversation> Conversation::withMessages(const Json& list) const {
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), [](const Json& m) { return m.is_object(); }))
    return Error("data.not_messages");
  const JsonStyle style = styleOf(m_raw);
  const auto span = valueSpan(m_raw, messagesPath());
  if (!span || !messages()) {  // an object without a list gets one as its last member
    if (!m_json.is_object() || m_kind != RowKind::Conversation || m_json.contains("messages")) return notEditable();
    return parse(rawWithMember("messages", styledDump(list, style)));
  }
  const Json& before = *messages();
  if (before == list) return *this;
  const std::vector<Span> items = childSpans(m_raw, *span);
  std::vector<bool> used(items.size(), false);
  // A message equal to an old one takes its bytes wherever it stands now; the rest is compared in place.
  std::vector<std::string> parts(list.size());
  std::vector<bool> placed(list.size(), false);
  for (std::size_t i = 0, from = 0; i < list.size(); ++i) {
    for (std::size_t j = from; j < std::min(items.size(), from + 256); ++j) {
      if (used[j] || before[j] != list[i]) continue;
      parts[i] = m_raw.substr(items[j].begin, items[j].end - items[j].begin);
      used[j] = placed[i] = true;
      from = j == from ? j + 1 : from;
      break;
    }
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (placed[i]) continue;
    const bool inPlace = i < items.size() && !used[i];
    parts[i] = inPlace ? rewrite(m_raw, items[i], before[i], list[i], style) : styledDump(list[i], style);
  }
  // Separators between messages that keep their neighbours keep their bytes too.
  std::string bytes;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      const bool known = i < items.size();
      bytes += known ? m_raw.substr(items[i - 1].end, items[i].begin - items[i - 1].end) : style.spaced ? ", " : ",";
    }
    bytes += parts[i];
  }
  const Span inner = items.empty() ? Span{span->begin + 1, span->end - 1} : Span{items.front().begin, items.back().end};
  return parse(replaceSpan(m_raw, inner, bytes));
}

}  // namespace timbre::data
