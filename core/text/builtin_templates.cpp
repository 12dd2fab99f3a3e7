// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/builtin_templates.h"

#include "core/base/file_ops.h"
#include "core/base/json.h"
#include "core/text/chat_template.h"
#include "core/text/xtuner_templates.h"

#include <algorithm>

namespace timbre::text {

namespace {

/// text(message): the words of a message in either form; what there is no form for is raised, never left out.
constexpr std::string_view kText = R"({%- if tools -%}
{{- raise_exception('This chat template has no form for tools.') -}}
{%- endif -%}
{%- macro text(message) -%}
{%- if message.tool_calls -%}
{{- raise_exception('This chat template has no form for tool calls.') -}}
{%- elif message.content is string -%}
{{- message.content -}}
{%- else -%}
{%- for part in message.content or [] -%}
{%- if part.type != 'text' -%}
{{- raise_exception('This chat template takes text only.') -}}
{%- endif -%}
{{- part.text -}}
{%- endfor -%}
{%- endif -%}
{%- endmacro -%}
)";

/// turns: the messages after an optional first system message, whose text is ns.system (none without one).
constexpr std::string_view kTurns = R"({%- set ns = namespace(system=none) -%}
{%- set turns = messages -%}
{%- if messages and messages[0].role == 'system' -%}
{%- set ns.system = text(messages[0]) -%}
{%- set turns = messages[1:] -%}
{%- endif -%}
{%- for message in turns -%}
{%- if message.role != ('user' if loop.index0 % 2 == 0 else 'assistant') -%}
{{- raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') -}}
{%- endif -%}
{%- endfor -%}
)";

constexpr std::string_view kChatMl = R"({%- for message in messages -%}
{{- '<|im_start|>' ~ message.role ~ '\n' ~ text(message) ~ '<|im_end|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|im_start|>assistant\n' -}}
{%- endif -%}
)";

// The system text stands inside the first question, and each exchange is a text of its own with beginning and end.
constexpr std::string_view kLlama2 = R"({%- for message in turns -%}
{%- if message.role == 'user' -%}
{%- set opening = '<<SYS>>\n' ~ ns.system ~ '\n<</SYS>>\n\n' if loop.first and ns.system is not none else '' -%}
{{- bos_token ~ '[INST] ' ~ (opening ~ text(message)) | trim ~ ' [/INST]' -}}
{%- else -%}
{{- ' ' ~ text(message) | trim ~ ' ' ~ eos_token -}}
{%- endif -%}
{%- endfor -%}
)";

constexpr std::string_view kLlama3 = R"({{- bos_token -}}
{%- for message in messages -%}
{{- '<|start_header_id|>' ~ message.role ~ '<|end_header_id|>\n\n' ~ text(message) | trim ~ '<|eot_id|>' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|start_header_id|>assistant<|end_header_id|>\n\n' -}}
{%- endif -%}
)";

constexpr std::string_view kInternLm2 = R"({{- bos_token -}}
{%- for message in messages -%}
{{- '<|im_start|>' ~ message.role ~ '\n' ~ text(message) ~ '<|im_end|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|im_start|>assistant\n' -}}
{%- elif messages and messages[-1].role == 'assistant' -%}
{{- eos_token -}}
{%- endif -%}
)";

constexpr std::string_view kChatGlm2 = R"({%- if ns.system is not none -%}
{{- raise_exception('System role not supported') -}}
{%- endif -%}
{{- '[gMASK]sop' -}}
{%- for message in turns -%}
{%- if message.role == 'user' -%}
{{- '[Round ' ~ (loop.index0 // 2 + 1) ~ ']\n\n问：' ~ text(message) ~ '\n\n答：' -}}
{%- else -%}
{{- text(message) -}}
{%- if not loop.last -%}
{{- '\n\n' -}}
{%- elif not add_generation_prompt -%}
{{- eos_token -}}
{%- endif -%}
{%- endif -%}
{%- endfor -%}
)";

constexpr std::string_view kChatGlm3 = R"({{- '[gMASK]sop' -}}
{%- for message in messages -%}
{%- if message.role not in ['system', 'user', 'assistant', 'observation'] -%}
{{- raise_exception('Only system, user, assistant and observation roles are supported!') -}}
{%- endif -%}
{{- '<|' ~ message.role ~ '|>\n ' ~ text(message) -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|assistant|>' -}}
{%- elif messages and messages[-1].role == 'assistant' -%}
{{- eos_token -}}
{%- endif -%}
)";

constexpr std::string_view kMistral = R"({{- bos_token -}}
{%- for message in turns -%}
{%- if message.role == 'user' -%}
{{- '[INST] ' ~ (ns.system ~ '\n\n' if loop.first and ns.system is not none else '') ~ text(message) ~ ' [/INST]' -}}
{%- else -%}
{{- ' ' ~ text(message) ~ eos_token -}}
{%- endif -%}
{%- endfor -%}
)";

// The system text moves on to the last question, as the family's tokenizer library places it. %1 is what the marks are
// set apart by, %2 the filter on an answer.
constexpr std::string_view kMistralControl = R"({{- bos_token -}}
{%- for message in turns -%}
{%- if message.role == 'user' -%}
{%- set last = loop.index + 2 > turns | length -%}
{{- '[INST]%1' ~ (ns.system ~ '\n\n' if last and ns.system is not none else '') ~ text(message) ~ '[/INST]' -}}
{%- else -%}
{{- '%1' ~ text(message)%2 ~ eos_token -}}
{%- endif -%}
{%- endfor -%}
)";

// As Gemma 3 has it: a system text opens the first question. Gemma 1 and 2 had no form for one; without it all are
// alike.
constexpr std::string_view kGemma = R"({{- bos_token -}}
{%- for message in turns -%}
{%- set opening = ns.system ~ '\n\n' if loop.first and ns.system is not none else '' -%}
{{- '<start_of_turn>' ~ ('user' if message.role == 'user' else 'model') ~ '\n' ~ opening ~ text(message) | trim ~ '<end_of_turn>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<start_of_turn>model\n' -}}
{%- endif -%}
)";

constexpr std::string_view kPhi3 = R"({%- for message in messages -%}
{%- if message.role not in ['system', 'user', 'assistant'] -%}
{{- raise_exception('Only system, user and assistant roles are supported!') -}}
{%- endif -%}
{%- set words = text(message) -%}
{%- if words or message.role != 'system' -%}
{{- '<|' ~ message.role ~ '|>\n' ~ words ~ '<|end|>\n' -}}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|assistant|>\n' -}}
{%- else -%}
{{- eos_token -}}
{%- endif -%}
)";

// For models that know no marks at all: %1 opens a question, %2 an answer, %3 parts that opening from the answer's
// words.
constexpr std::string_view kWords = R"({{- bos_token -}}
{%- if ns.system is not none -%}
{{- ns.system | trim ~ '\n\n' -}}
{%- endif -%}
{%- for message in turns -%}
{%- if message.role == 'user' -%}
{{- '%1' ~ text(message) | trim ~ '\n\n' -}}
{%- else -%}
{{- '%2%3' ~ text(message) | trim ~ eos_token ~ '\n\n' -}}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '%2' -}}
{%- endif -%}
)";

std::string filled(std::string_view pattern, std::initializer_list<std::string_view> values) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::size_t which =
        pattern[i] == '%' && i + 1 < pattern.size() ? static_cast<std::size_t>(pattern[i + 1] - '1') : 9;
    if (which < values.size()) {
      out += values.begin()[which];
      ++i;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

struct Family {
  std::string_view name;
  bool alternating;
  std::string source;
  std::vector<std::string> stops;
  bool endsWithEos;
};

std::vector<Family> families() {
  return {{"chatml", false, std::string(kChatMl), {"<|im_end|>"}, false},
          {"llama2", true, std::string(kLlama2), {}, true},
          {"llama3", false, std::string(kLlama3), {"<|eot_id|>"}, false},
          {"internlm2", false, std::string(kInternLm2), {"<|im_end|>"}, false},
          {"chatglm2", true, std::string(kChatGlm2), {}, true},
          {"chatglm3", false, std::string(kChatGlm3), {"<|user|>", "<|observation|>"}, true},
          {"mistral", true, std::string(kMistral), {}, true},
          {"mistral-v3", true, filled(kMistralControl, {" ", " | trim"}), {}, true},
          {"mistral-tekken", true, filled(kMistralControl, {"", ""}), {}, true},
          {"gemma", true, std::string(kGemma), {"<end_of_turn>"}, false},
          {"phi3", false, std::string(kPhi3), {"<|end|>"}, false},
          {"alpaca", true, filled(kWords, {R"(### Instruction:\n)", R"(### Response:\n)", ""}), {}, true},
          {"plain", true, filled(kWords, {"User: ", "Assistant:", " "}), {}, true}};
}

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::vector<BuiltinTemplate> buildAll() {
  std::vector<BuiltinTemplate> out;
  for (const recipe::TemplateName& each : recipe::kTemplateNames) out.push_back({each.name, each.title, {}, {}, false});
  const auto find = [&out](std::string_view name, std::string_view prefix) -> BuiltinTemplate* {
    for (BuiltinTemplate& each : out)
      if (each.name.starts_with(prefix) && each.name.substr(prefix.size()) == name) return &each;
    return nullptr;
  };
  for (Family& family : families())
    if (BuiltinTemplate* entry = find(family.name, "")) {
      entry->source = std::string(kText) + std::string(family.alternating ? kTurns : "") + family.source;
      entry->stops = std::move(family.stops);
      entry->endsWithEos = family.endsWithEos;
    }
  for (const PromptTemplate& form : promptTemplates())
    if (BuiltinTemplate* entry = find(form.name, "xtuner:")) {
      entry->source = std::string(kText) + promptTemplateJinja(form);
      entry->stops = lines(form.stops);
      entry->endsWithEos = !form.suffixAsEos;
    }
  return out;
}

}  // namespace

std::span<const BuiltinTemplate> builtinTemplates() {
  static const std::vector<BuiltinTemplate> all = buildAll();
  return all;
}

const BuiltinTemplate* findBuiltinTemplate(std::string_view name) {
  for (const BuiltinTemplate& each : builtinTemplates())
    if (each.name == name) return &each;
  return nullptr;
}

std::string_view chatMlTemplate() { return findBuiltinTemplate("chatml")->source; }

std::string previewText(const BuiltinTemplate& shown) {
  const auto compiled = ChatTemplate::compile(shown.source);
  if (!compiled.ok()) return {};
  base::Json messages = {{{"role", "system"}, {"content", "Be brief."}},
                         {{"role", "user"}, {"content", "Hello"}},
                         {{"role", "assistant"}, {"content", "Hi there"}}};
  base::Json context = {
      {"bos_token", "<s>"}, {"eos_token", "</s>"}, {"add_generation_prompt", false}, {"messages", messages}};
  auto rendered = compiled->render(context);
  if (!rendered.ok()) {  // a form without a place for a system text
    context["messages"].erase(0);
    rendered = compiled->render(context);
  }
  return rendered.ok() ? std::move(rendered)->text : std::string();
}

std::string_view fittingTemplate(const std::filesystem::path& modelFolder, const Tokenizer& tokenizer) {
  constexpr std::uint64_t kMaxConfig = std::uint64_t(16) << 20;
  std::string type;
  if (const auto bytes = base::readFile(modelFolder / "config.json", kMaxConfig); bytes.ok())
    if (const auto config = base::parseJson(*bytes); config.ok()) type = base::stringOr(*config, "model_type");
  const auto has = [&tokenizer](const char* mark) { return tokenizer.tokenId(mark).has_value(); };
  // GLM-4, whose form none of these is, spells its beginning in angle brackets.
  if (type == "chatglm") return has("<sop>") ? "plain" : has("<|user|>") ? "chatglm3" : "chatglm2";
  if (has("<|im_start|>") && has("<|im_end|>")) return type == "internlm2" ? "internlm2" : "chatml";
  if (has("<|start_header_id|>") && has("<|eot_id|>")) return "llama3";
  if (has("<start_of_turn>") && has("<end_of_turn>")) return "gemma";
  if (has("<|user|>") && has("<|assistant|>") && has("<|end|>")) return "phi3";
  if (has("[INST]") && has("[/INST]")) return has("▁the") ? "mistral-v3" : "mistral-tekken";
  if (type == "mistral" || type == "mixtral") return "mistral";
  if (type == "llama" && tokenizer.tokenId("<s>") && tokenizer.tokenId("</s>")) return "llama2";
  return "plain";
}

base::Result<void> fitsVocabulary(const BuiltinTemplate& chosen, const Tokenizer& tokenizer,
                                  const std::map<std::string, std::string>& specials) {
  const auto eos = specials.find("eos_token");
  const std::string mark = !chosen.endsWithEos     ? chosen.stops.front()
                           : eos == specials.end() ? "eos_token"
                                                   : eos->second;
  if (tokenizer.tokenId(mark)) return {};
  return base::Error("template.no_end", {{"name", std::string(chosen.name)}, {"mark", mark}});
}

}  // namespace timbre::text
