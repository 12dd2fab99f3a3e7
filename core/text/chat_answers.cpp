// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_answers.h"

#include "core/text/jinja_text.h"

#include <algorithm>
#include <cstring>

namespace timbre::text {

namespace {

/// Members that are null are left out; what a message calls its reasoning is there under the names that templates ask for.
base::Json asTemplatesReadIt(const base::Json& message) {
  const base::Json* reasoning = nullptr;
  for (const char* name : {"reasoning_content", "thinking", "reasoning"})
    if (const base::Json* value = base::member(message, name); value && !value->is_null()) {
      reasoning = value;
      break;
    }
  base::Json out = base::Json::object();
  if (reasoning) out["thinking"] = *reasoning;
  for (const auto& [name, value] : message.items())
    if (!value.is_null()) out[name] = value;
  if (reasoning) out["reasoning_content"] = *reasoning;
  return out;
}

}  // namespace

base::Result<base::Json> templateContext(const base::Json& conversation, const std::map<std::string, std::string>& specials,
                                         bool generationPrompt, bool messagesAsTheyStand) {
  if (!conversation.is_object()) return base::Error("template.messages", {{"reason", "it is not an object"}});
  const base::Json* messages = base::member(conversation, "messages");
  if (!messages || !messages->is_array()) return base::Error("template.messages", {{"reason", "it has no list of messages"}});
  for (const base::Json& message : *messages)
    if (!message.is_object()) return base::Error("template.messages", {{"reason", "a message is not an object"}});
  base::Json context = conversation;
  if (!messagesAsTheyStand)
    for (base::Json& message : context["messages"]) message = asTemplatesReadIt(message);
  for (const char* name : {"tools", "documents"})
    if (!context.contains(name)) context[name] = nullptr;
  for (const auto& [name, value] : specials)
    if (!context.contains(name)) context[name] = value;
  context["add_generation_prompt"] = generationPrompt;
  return context;
}

TemplateBudget budgetFor(const base::Json& context) {
  constexpr std::size_t kStepsAMessage = 500;
  TemplateBudget budget;
  budget.steps += kStepsAMessage * context["messages"].size();
  return budget;
}

bool isAssistant(const base::Json& message) { return base::stringOr(message, "role") == "assistant"; }

bool isTrained(const base::Json& message) {
  if (!isAssistant(message)) return false;
  const base::Json* weight = base::member(message, "weight");
  if (!weight) weight = base::member(message, "loss");  // XTuner's name for it
  if (!weight) return true;
  return weight->is_boolean() ? weight->get<bool>() : !weight->is_number() || weight->get<double>() != 0;
}

namespace {

std::string_view stripped(std::string_view text) { return jinja::strip(text, nullptr, true, true); }

std::size_t commonPrefix(std::string_view a, std::string_view b) {
  const std::size_t length = std::min(a.size(), b.size());
  constexpr std::size_t kBlock = 4096;  // memcmp is many times faster than looking at each byte
  std::size_t equal = 0;
  while (length - equal >= kBlock && std::memcmp(a.data() + equal, b.data() + equal, kBlock) == 0) equal += kBlock;
  std::size_t at = static_cast<std::size_t>(std::mismatch(a.begin() + static_cast<std::ptrdiff_t>(equal), a.begin() + static_cast<std::ptrdiff_t>(length), b.begin() + static_cast<std::ptrdiff_t>(equal)).first - a.begin());
  while (at > 0 && at < a.size() && (static_cast<unsigned char>(a[at]) & 0xC0) == 0x80) --at;  // whole characters
  return at;
}

/// Two renderings may part in the middle of a mark ("<think>", "</think>"): the beginning of the mark.
std::size_t beforeMark(std::string_view text, std::size_t at, std::size_t floor) {
  constexpr std::size_t kLongestMark = 40;
  for (std::size_t i = at; i > floor && at - i < kLongestMark; --i) {
    const char c = text[i - 1];
    if (c == '<' || c == '[') return i - 1;
    if (c == '>' || c == ']' || c == ' ' || c == '\n') break;
  }
  return at;
}

/// [begin, end) of the last occurrence of one of the content's forms.
std::optional<ByteSpan> lastOccurrence(std::string_view text, const base::Json& message) {
  for (const std::string& form : contentForms(message)) {
    const std::size_t at = jinja::findLastText(text, form);
    if (at != std::string_view::npos) return ByteSpan{at, at + form.size()};
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> contentForms(const base::Json& message) {
  std::string content = base::stringOr(message, "content");
  if (const base::Json* parts = base::member(message, "content"); parts && parts->is_array())
    for (const base::Json& part : *parts)
      if (std::string text = base::stringOr(part, "text"); !text.empty()) content = std::move(text);  // the last part ends the turn
  std::vector<std::string> forms;
  const auto add = [&forms](std::string_view form) {
    if (!form.empty() && std::find(forms.begin(), forms.end(), form) == forms.end()) forms.emplace_back(form);
  };
  add(content);
  add(stripped(content));
  if (const std::size_t think = content.rfind("</think>"); think != std::string::npos) add(stripped(std::string_view(content).substr(think + 8)));
  return forms;
}

AnswerFinder::AnswerFinder(const ChatTemplate& chatTemplate, const base::Json& context, const std::string& text)
    : m_context(context), m_text(text), m_renderer(chatTemplate, context, budgetFor(context)), m_start(std::chrono::steady_clock::now()) {}

base::Result<void> AnswerFinder::inTime() const {
  constexpr double kSeconds = 10;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - m_start;
  if (spent.count() > kSeconds) return base::Error("template.budget", {{"which", "time"}});
  return {};
}

base::Result<AnswerFinder::Text> AnswerFinder::accepted(base::Result<std::string> rendered) const {
  if (rendered.ok()) return Text(std::move(rendered).value());
  if (rendered.error().code == "template.budget") return std::move(rendered).error();
  return Text();
}

base::Result<AnswerFinder::Text> AnswerFinder::cut(std::size_t count, bool generationPrompt) {
  if (count == m_context["messages"].size() && generationPrompt == base::boolOr(m_context, "add_generation_prompt", false)) return Text(m_text);
  TIMBRE_TRY(inTime());
  return accepted(m_renderer.cut(count, generationPrompt));
}

base::Result<AnswerPlace> AnswerFinder::find(std::size_t index) {
  TIMBRE_ASSIGN(Text turn, cut(index + 1, false));
  TIMBRE_ASSIGN(Text prompt, cut(index, true));
  auto place = between(index, prompt, turn);
  for (Text* text : {&turn, &prompt})
    if (*text) m_renderer.recycle(std::move(**text));
  return place;
}

base::Result<AnswerPlace> AnswerFinder::between(std::size_t index, const Text& prompt, const Text& turn) {
  const base::Json& message = m_context["messages"][index];
  const std::string_view text = m_text;
  // A prompt that opens with more than the answer's turn does (a forced "<think>") still shares its beginning; that counts
  // only when the history before it is rendered alike.
  bool historyHolds = prompt && text.starts_with(*prompt);
  std::optional<std::size_t> begin;
  std::size_t searchFrom = historyHolds ? prompt->size() : 0;
  if (historyHolds) {
    begin = prompt->size();
  } else if (prompt) {
    TIMBRE_ASSIGN(const Text history, cut(index, false));
    historyHolds = history && text.starts_with(*history);
    if (historyHolds) {
      begin = beforeMark(text, std::max(commonPrefix(*prompt, text), history->size()), history->size());
      searchFrom = history->size();
    }
  }
  if (begin && turn) {
    const bool closed = text.starts_with(*turn);
    const std::size_t limit = closed ? turn->size() : commonPrefix(*turn, text);
    const std::size_t from = std::min(searchFrom, limit);
    const auto content = lastOccurrence(text.substr(from, limit - from), message);
    // The shared beginning may by chance reach into the answer ("<think>" and "<table>").
    if (content) begin = std::min(*begin, from + content->begin);
    if (limit >= *begin && (closed || content)) return AnswerPlace{index, *begin, content ? from + content->end : *begin, limit, closed, closed && historyHolds};
  }
  TIMBRE_ASSIGN(const auto place, bySubstitution(index, prompt, historyHolds));
  if (!place) return base::Error("template.unstable", {{"message", std::to_string(index + 1)}});
  return *place;
}

std::string AnswerFinder::sentinel() const {
  std::string word = "qzxanswerxzq";
  for (int i = 0; m_text.find(word) != std::string::npos; ++i) word = "qzxanswer" + std::to_string(i) + "xzq";
  return word;
}

base::Result<std::optional<AnswerPlace>> AnswerFinder::bySubstitution(std::size_t index, const Text& prompt, bool historyHolds) {
  using None = std::optional<AnswerPlace>;
  const std::string content = base::stringOr(m_context["messages"][index], "content");
  if (stripped(content).empty()) return None();
  const std::string word = sentinel();
  TIMBRE_TRY(inTime());
  TIMBRE_ASSIGN(const Text changed, accepted(m_renderer.replaced(index, word)));
  if (!changed) return None();
  const std::size_t at = changed->find(word);
  if (at == std::string::npos || changed->find(word, at + 1) != std::string::npos) return None();
  const std::string_view text = m_text, before = std::string_view(*changed).substr(0, at), after = std::string_view(*changed).substr(at + word.size());
  if (before.size() + after.size() > text.size() || !text.starts_with(before) || !text.ends_with(after)) return None();
  const std::size_t end = text.size() - after.size();
  const std::string_view printed = text.substr(before.size(), end - before.size());
  if (jinja::findText(content, printed) == std::string::npos) return None();
  AnswerPlace place{index, before.size(), end, end, false, false};
  if (prompt && historyHolds) place.begin = std::min(commonPrefix(*prompt, text), place.begin);
  return None(place);
}

namespace {

/// The marks of the template itself; whether they stand for exactly the assistant messages decides if one can be left out.
std::vector<TrainedSpan> markedSpans(const base::Json& messages, const Rendered& rendered, const std::vector<std::size_t>& wanted, bool& usable) {
  std::vector<std::size_t> assistants;
  for (std::size_t i = 0; i < messages.size(); ++i)
    if (isAssistant(messages[i])) assistants.push_back(i);
  const bool oneEach = assistants.size() == rendered.generation.size();
  usable = !rendered.generation.empty() && (oneEach || wanted.size() == assistants.size());
  std::vector<TrainedSpan> out;
  for (std::size_t i = 0; usable && i < rendered.generation.size(); ++i) {
    const std::size_t message = oneEach ? assistants[i] : SIZE_MAX;
    if (!oneEach || std::find(wanted.begin(), wanted.end(), message) != wanted.end()) out.push_back({rendered.generation[i], message});
  }
  return out;
}

/// A mark that leaves out the end of the turn would teach the model never to stop.
void includeStop(ByteSpan& span, std::string_view text, const StopSearch& stop) {
  constexpr std::size_t kTail = 64;
  std::size_t from = span.end - std::min(span.end - span.begin, kTail);
  for (auto found = stop(from, span.end, false); found && found->stops && found->end > from; found = stop(from, span.end, false)) {
    from = found->end;
    if (jinja::spacePrefix(text.substr(from, span.end - from)) == span.end - from) return;
  }
  if (const auto next = stop(span.end, text.size(), true); next && next->stops) span.end = next->end;
}

std::size_t turnEnd(const AnswerPlace& place, std::string_view text, const StopSearch& stop) {
  const auto inside = stop(place.contentEnd, place.limit, false);
  if (inside && (inside->stops || !place.closed)) return inside->end;
  // The runtime may stop at the mark that opens the next turn (GLM), or the answer's own rendering may end otherwise here.
  const auto next = stop(place.closed ? place.limit : place.contentEnd, text.size(), true);
  if (next && (next->stops || !place.closed)) return next->end;
  if (!place.closed) return place.contentEnd;
  return place.limit - jinja::spaceSuffix(text.substr(place.begin, place.limit - place.begin));
}

/// Marks inside marks, or beside each other, of one message become one.
void mergeOverlaps(std::vector<TrainedSpan>& spans) {
  std::sort(spans.begin(), spans.end(), [](const TrainedSpan& a, const TrainedSpan& b) { return a.span.begin < b.span.begin; });
  std::vector<TrainedSpan> out;
  for (const TrainedSpan& each : spans) {
    if (!out.empty() && each.span.begin < out.back().span.end) out.back().span.end = std::max(out.back().span.end, each.span.end);
    else out.push_back(each);
  }
  spans = std::move(out);
}

}  // namespace

base::Result<std::vector<TrainedSpan>> trainedSpans(const ChatTemplate& chatTemplate, const base::Json& context, const Rendered& rendered,
                                                    const std::vector<std::size_t>& messages, const StopSearch& stop) {
  bool usable = false;
  std::vector<TrainedSpan> out = markedSpans(context["messages"], rendered, messages, usable);
  if (usable) {
    for (TrainedSpan& marked : out) includeStop(marked.span, rendered.text, stop);
    mergeOverlaps(out);
    return out;
  }
  AnswerFinder finder(chatTemplate, context, rendered.text);
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    TIMBRE_ASSIGN(const AnswerPlace place, finder.find(*message));
    out.push_back({{place.begin, turnEnd(place, rendered.text, stop)}, *message, place.exact});
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace timbre::text
