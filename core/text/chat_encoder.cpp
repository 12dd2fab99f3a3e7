// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_encoder.h"

#include "core/base/file_ops.h"
#include "core/text/builtin_templates.h"
#include "core/text/chat_answers.h"
#include "core/text/jinja_text.h"

#include <algorithm>

namespace timbre::text {

namespace {

bool contains(const std::vector<TokenId>& ids, TokenId id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }

/// Which messages are trained; `all` trains everything but the answers listed here.
std::vector<std::size_t> wantedMessages(const base::Json& messages, TrainOn trainOn) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (!isAssistant(messages[i])) continue;
    if (isTrained(messages[i]) != (trainOn == TrainOn::All)) out.push_back(i);
  }
  if (trainOn != TrainOn::Last) return out;
  for (std::size_t i = messages.size(); i-- > 0;)
    if (isAssistant(messages[i])) return isTrained(messages[i]) ? std::vector<std::size_t>{i} : std::vector<std::size_t>();
  return {};
}

bool onlySpace(std::string_view text) { return jinja::spacePrefix(text) == text.size(); }

/// The token that ends a turn: a stop id; else, right after the answer, another special token.
class TokenStops {
 public:
  TokenStops(std::string_view text, const Encoding& tokens, const Tokenizer& tokenizer, const std::vector<TokenId>& stopIds)
      : m_text(text), m_tokens(tokens), m_tokenizer(tokenizer), m_stopIds(stopIds) {}

  std::optional<TurnEnd> operator()(std::size_t from, std::size_t limit, bool adjacent) const {
    std::optional<TurnEnd> special;
    const auto first = std::lower_bound(m_tokens.begin.begin(), m_tokens.begin.end(), from);
    for (auto i = static_cast<std::size_t>(first - m_tokens.begin.begin()); i < m_tokens.ids.size() && m_tokens.begin[i] < limit; ++i) {
      if (m_tokens.end[i] > limit || m_tokens.end[i] <= m_tokens.begin[i]) continue;
      const bool touches = onlySpace(m_text.substr(from, m_tokens.begin[i] - from));
      if (adjacent && !touches) break;
      if (contains(m_stopIds, m_tokens.ids[i])) return TurnEnd{m_tokens.end[i], true};
      // Beyond the proven end of a turn only a token without any gap can belong to it.
      const bool close = adjacent ? m_tokens.begin[i] == from : touches;
      if (close && !special && m_tokenizer.isSpecial(m_tokens.ids[i])) special = TurnEnd{m_tokens.end[i], false};
    }
    return special;
  }

 private:
  std::string_view m_text;
  const Encoding& m_tokens;
  const Tokenizer& m_tokenizer;
  const std::vector<TokenId>& m_stopIds;
};

/// Without a tokenizer: the end-of-text string, or one of the marks that chat templates end a turn with.
class TextStops {
 public:
  TextStops(std::string_view text, std::string eos) : m_text(text) {
    for (const char* mark : {"<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|return|>", "<|call|>", "<end_of_turn>", "<turn|>", "</s>", "<|endoftext|>", "<|END_OF_TURN_TOKEN|>", "<|end_of_text|>", "<｜end▁of▁sentence｜>"})
      m_marks.emplace_back(mark);
    if (!eos.empty()) m_marks.push_back(std::move(eos));
  }
  std::optional<TurnEnd> operator()(std::size_t from, std::size_t limit, bool adjacent) const {
    const std::string_view part = m_text.substr(from, limit - from);
    std::size_t best = std::string_view::npos, end = 0;
    for (const std::string& mark : m_marks)
      if (const std::size_t at = part.find(mark); at < best) {
        best = at;
        end = at + mark.size();
      }
    if (best == std::string_view::npos || (adjacent && !onlySpace(part.substr(0, best)))) return std::nullopt;
    return TurnEnd{from + end, true};
  }

 private:
  std::string_view m_text;
  std::vector<std::string> m_marks;
};

/// Everything outside `excluded` (in order).
std::vector<ByteSpan> complement(const std::vector<TrainedSpan>& excluded, std::size_t size) {
  std::vector<ByteSpan> out;
  std::size_t at = 0;
  for (const TrainedSpan& each : excluded) {
    if (each.span.begin > at) out.push_back({at, each.span.begin});
    at = std::max(at, each.span.end);
  }
  if (at < size) out.push_back({at, size});
  return out;
}

TokenRole roleOf(const std::string& role) {
  if (role == "assistant" || role == "model") return TokenRole::Answer;
  if (role == "system" || role == "developer") return TokenRole::System;
  if (role == "tool" || role == "function" || role == "ipython" || role == "observation") return TokenRole::Tool;
  return TokenRole::User;
}

struct RoleRange {
  ByteSpan span;
  TokenRole role;
};

/// For display only: each message's text looked for in order, between the answers whose places are proven.
std::vector<RoleRange> messageRanges(const base::Json& messages, std::string_view text, const std::vector<TrainedSpan>& answers) {
  std::vector<RoleRange> out;
  std::size_t cursor = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto own = std::find_if(answers.begin(), answers.end(), [i](const TrainedSpan& answer) { return answer.message == i; });
    if (own != answers.end()) {
      cursor = std::max(cursor, own->span.end);
      continue;
    }
    std::size_t limit = text.size();
    for (const TrainedSpan& answer : answers)
      if (answer.message != SIZE_MAX && answer.message > i) limit = std::min(limit, std::max(cursor, answer.span.begin));
    const auto place = [&](const base::Json& message) {
      for (const std::string& form : contentForms(message)) {
        const std::size_t at = jinja::findText(text.substr(cursor, limit - cursor), form);
        if (at == std::string_view::npos) continue;
        out.push_back({{cursor + at, cursor + at + form.size()}, roleOf(base::stringOr(messages[i], "role"))});
        cursor += at + form.size();
        return;
      }
    };
    const base::Json* content = base::member(messages[i], "content");
    if (content && content->is_array())
      for (const base::Json& part : *content) place(base::Json{{"content", base::stringOr(part, "text")}});
    else place(messages[i]);
  }
  return out;
}

base::Result<std::vector<ByteSpan>> plannedSpans(const ChatTemplate& chatTemplate, const base::Json& context, const Rendered& rendered,
                                                 const ChatEncodeOptions& options, const StopSearch& stop, std::vector<TrainedSpan>& answers) {
  const auto wanted = wantedMessages(context["messages"], options.trainOn);
  if (!wanted.empty()) {
    auto found = trainedSpans(chatTemplate, context, rendered, wanted, stop);
    if (found.ok()) answers = std::move(found).value();
    // A prompt that is only to be answered trains nothing, so nothing has to be proven.
    else if (!options.generationPrompt || found.error().code == "template.budget") return std::move(found).error();
  }
  if (options.trainOn == TrainOn::All) {
    auto spans = complement(answers, rendered.text.size());
    // Where the trained answers are is only shown, so it need not be provable.
    auto shown = trainedSpans(chatTemplate, context, rendered, wantedMessages(context["messages"], TrainOn::Assistant), stop);
    if (shown.ok()) answers.insert(answers.end(), shown->begin(), shown->end());
    std::sort(answers.begin(), answers.end(), [](const TrainedSpan& a, const TrainedSpan& b) { return a.span.begin < b.span.begin; });
    return spans;
  }
  std::vector<ByteSpan> spans;
  for (const TrainedSpan& answer : answers) spans.push_back(answer.span);
  return spans;
}

/// A token without bytes is inside only between tokens that are.
bool intersects(const ByteSpan& span, std::uint32_t begin, std::uint32_t end) { return begin < span.end && end > span.begin; }

void setRoles(EncodedChat& chat, const base::Json& messages, const std::vector<TrainedSpan>& answers, const std::vector<TokenId>& stopIds) {
  const std::vector<RoleRange> ranges = messageRanges(messages, chat.text, answers);
  std::size_t range = 0, answer = 0;
  for (std::size_t i = 0; i < chat.ids.size(); ++i) {
    while (range < ranges.size() && ranges[range].span.end <= chat.begin[i]) ++range;
    while (answer < answers.size() && answers[answer].span.end <= chat.begin[i]) ++answer;
    if (answer < answers.size() && intersects(answers[answer].span, chat.begin[i], chat.end[i])) {
      const std::string_view rest = std::string_view(chat.text).substr(chat.end[i], std::max<std::size_t>(answers[answer].span.end, chat.end[i]) - chat.end[i]);
      const bool last = onlySpace(rest);
      chat.roles[i] = last && contains(stopIds, chat.ids[i]) ? TokenRole::Stop : TokenRole::Answer;
    } else if (range < ranges.size() && intersects(ranges[range].span, chat.begin[i], chat.end[i])) {
      chat.roles[i] = ranges[range].role;
    }
  }
}

void cutTo(EncodedChat& chat, std::size_t maxTokens) {
  if (maxTokens == 0 || chat.ids.size() <= maxTokens) return;
  chat.cutTokens = chat.ids.size() - maxTokens;
  chat.ids.resize(maxTokens);
  chat.mask.resize(maxTokens);
  chat.roles.resize(maxTokens);
  chat.begin.resize(maxTokens);
  chat.end.resize(maxTokens);
}

base::Result<ChatTemplate> compileFor(const std::filesystem::path& modelFolder, std::string source) {
  auto compiled = ChatTemplate::compile(std::move(source));
  if (compiled.ok()) return compiled;
  base::Error error = std::move(compiled).error();
  error.path = base::displayPath(modelFolder);
  return error;
}

/// nullptr: the folder's own.
base::Result<const BuiltinTemplate*> chosenTemplate(const std::filesystem::path& modelFolder, std::string_view choice,
                                                    const TemplateSource& source, const Tokenizer& tokenizer) {
  using Chosen = const BuiltinTemplate*;
  if (choice != recipe::kAutoTemplate) {
    if (const Chosen found = findBuiltinTemplate(choice)) return found;
    return base::Error("template.no_such", {{"name", std::string(choice)}});
  }
  if (!source.source.empty()) return Chosen(nullptr);
  if (tokenizer.tokenId("<|im_start|>") && tokenizer.tokenId("<|im_end|>")) return findBuiltinTemplate("chatml");
  return base::Error("template.missing", {{"suggestion", std::string(fittingTemplate(modelFolder, tokenizer))}},
                     base::displayPath(modelFolder));
}

/// A folder of a bare tokenizer file names no special tokens; a built-in template prints them all the same.
void addSpecials(const Tokenizer& tokenizer, std::map<std::string, std::string>& specials) {
  if (const auto bos = tokenizer.bosId()) specials.try_emplace("bos_token", tokenizer.tokenText(*bos));
  if (const auto eos = tokenizer.eosId()) specials.try_emplace("eos_token", tokenizer.tokenText(*eos));
}

/// Where the chosen form ends an answer, the runtime has to stop, whatever the folder says.
void addStops(const BuiltinTemplate& builtin, const Tokenizer& tokenizer, const std::map<std::string, std::string>& specials,
              std::vector<TokenId>& stopIds) {
  const auto add = [&](const std::string& mark) {
    if (const auto id = tokenizer.tokenId(mark); id && !contains(stopIds, *id)) stopIds.push_back(*id);
  };
  for (const std::string& stop : builtin.stops) add(stop);
  if (const auto eos = specials.find("eos_token"); builtin.endsWithEos && eos != specials.end()) add(eos->second);
}

void addIds(const base::Json& config, std::vector<TokenId>& out) {
  const base::Json* value = base::member(config, "eos_token_id");
  if (!value) return;
  const auto add = [&out](const base::Json& id) {
    if (!id.is_number_integer()) return;
    const auto number = id.get<std::int64_t>();
    if (number >= 0 && number <= INT32_MAX && !contains(out, static_cast<TokenId>(number))) out.push_back(static_cast<TokenId>(number));
  };
  if (value->is_array())
    for (const base::Json& id : *value) add(id);
  else add(*value);
}

}  // namespace

ChatEncoder::ChatEncoder(std::shared_ptr<const Tokenizer> tokenizer, ChatTemplate chatTemplate, std::map<std::string, std::string> specials,
                         std::vector<TokenId> stopIds)
    : m_tokenizer(std::move(tokenizer)), m_template(std::move(chatTemplate)), m_specials(std::move(specials)), m_stopIds(std::move(stopIds)) {}

base::Result<ChatEncoder> ChatEncoder::load(const std::filesystem::path& modelFolder, std::string_view choice,
                                            const std::filesystem::path& adapterFolder) {
  const bool adapted = !adapterFolder.empty();
  TIMBRE_ASSIGN(auto tokenizer, loadTokenizer(adapted ? adapterFolder : modelFolder));
  TIMBRE_ASSIGN(auto source, readTemplateSource(modelFolder));
  if (adapted) {
    TIMBRE_ASSIGN(TemplateSource own, readTemplateSource(adapterFolder));
    for (const auto& [name, token] : own.specials) source.specials[name] = token;
    if (!own.source.empty()) {
      own.specials = std::move(source.specials);
      source = std::move(own);
    }
  }
  std::vector<TokenId> stopIds = adapted ? readAdaptedStopIds(modelFolder, *tokenizer) : readStopIds(modelFolder, *tokenizer);
  TIMBRE_ASSIGN(const BuiltinTemplate* builtin, chosenTemplate(modelFolder, choice, source, *tokenizer));
  if (builtin) {
    addSpecials(*tokenizer, source.specials);
    if (auto fits = fitsVocabulary(*builtin, *tokenizer, source.specials); !fits.ok())
      return base::Error(fits.error().code, fits.error().args, base::displayPath(modelFolder));
    source.source = builtin->source;
    source.toolSource.clear();
    source.origin = "built-in " + std::string(builtin->name);
    addStops(*builtin, *tokenizer, source.specials, stopIds);
  }
  TIMBRE_ASSIGN(auto chatTemplate, compileFor(modelFolder, std::move(source.source)));
  ChatEncoder encoder(std::move(tokenizer), std::move(chatTemplate), std::move(source.specials), std::move(stopIds));
  if (!source.toolSource.empty()) {
    TIMBRE_ASSIGN(encoder.m_toolTemplate, compileFor(modelFolder, std::move(source.toolSource)));
  }
  encoder.m_origin = std::move(source.origin);
  if (builtin) encoder.m_builtin = builtin->name;
  return encoder;
}

base::Result<EncodedChat> ChatEncoder::encode(const base::Json& conversation, const ChatEncodeOptions& options) const {
  TIMBRE_ASSIGN(const base::Json context, templateContext(conversation, m_specials, options.generationPrompt, options.messagesAsTheyStand));
  const ChatTemplate& chosen = m_toolTemplate && !context["tools"].is_null() ? *m_toolTemplate : m_template;
  TIMBRE_ASSIGN(Rendered rendered, chosen.render(context, budgetFor(context)));
  TIMBRE_ASSIGN(Encoding tokens, m_tokenizer->encode(rendered.text, {.addSpecial = false}));
  const TokenStops stops(rendered.text, tokens, *m_tokenizer, m_stopIds);
  std::vector<TrainedSpan> answers;
  TIMBRE_ASSIGN(auto spans, plannedSpans(chosen, context, rendered, options, stops, answers));
  EncodedChat chat;
  chat.text = std::move(rendered.text);
  chat.answers = std::move(spans);
  chat.ids = std::move(tokens.ids);
  chat.begin = std::move(tokens.begin);
  chat.end = std::move(tokens.end);
  chat.mask.assign(chat.ids.size(), 0);
  chat.roles.assign(chat.ids.size(), TokenRole::Template);
  std::size_t span = 0;
  for (std::size_t i = 0; i < chat.ids.size(); ++i) {
    while (span < chat.answers.size() && chat.answers[span].end <= chat.begin[i]) ++span;
    chat.mask[i] = span < chat.answers.size() && intersects(chat.answers[span], chat.begin[i], chat.end[i]);
  }
  if (options.trainOn != TrainOn::All)
    chat.inexact = static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(), [](const TrainedSpan& each) { return !each.exact; }));
  setRoles(chat, context["messages"], answers, m_stopIds);
  cutTo(chat, options.maxTokens);
  return chat;
}

base::Result<RenderedChat> renderChat(const ChatTemplate& chatTemplate, const base::Json& conversation, const ChatEncodeOptions& options,
                                      const std::map<std::string, std::string>& specials) {
  TIMBRE_ASSIGN(const base::Json context, templateContext(conversation, specials, options.generationPrompt, options.messagesAsTheyStand));
  TIMBRE_ASSIGN(Rendered rendered, chatTemplate.render(context, budgetFor(context)));
  const TextStops stops(rendered.text, base::stringOr(context, "eos_token"));
  std::vector<TrainedSpan> answers;
  TIMBRE_ASSIGN(auto spans, plannedSpans(chatTemplate, context, rendered, options, stops, answers));
  return RenderedChat{std::move(rendered.text), std::move(spans)};
}

std::vector<TokenId> readStopIds(const std::filesystem::path& modelFolder, const Tokenizer& tokenizer) {
  constexpr std::uint64_t kMaxConfig = std::uint64_t(16) << 20;
  std::vector<TokenId> out;
  for (const char* name : {"generation_config.json", "config.json"}) {
    if (!out.empty()) break;
    const auto bytes = base::readFile(modelFolder / name, kMaxConfig);
    if (!bytes.ok()) continue;
    if (const auto config = base::parseJson(*bytes, name); config.ok()) addIds(*config, out);
  }
  if (out.empty())
    if (const auto eos = tokenizer.eosId()) out.push_back(*eos);
  return out;
}

std::vector<TokenId> readAdaptedStopIds(const std::filesystem::path& modelFolder, const Tokenizer& adapters) {
  std::vector<TokenId> out = readStopIds(modelFolder, adapters);
  if (const auto eos = adapters.eosId(); eos && !contains(out, *eos)) out.push_back(*eos);
  return out;
}

}  // namespace timbre::text
