// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/xtuner_templates.h"

namespace timbre::text {

namespace {

constexpr PromptTemplate kForms[] = {
    {"default", "<|System|>:{system}\n", "<|User|>:{input}\n<|Bot|>:", "", false, "\n", ""},
    {"zephyr", "<|system|>\n{system}\n", "<|user|>\n{input}\n<|assistant|>\n", "", false, "\n", ""},
    {"internlm_chat", "<|System|>:{system}\n", "<|User|>:{input}<eoh>\n<|Bot|>:", "<eoa>", true, "\n", "<eoa>"},
    {"internlm2_chat", "<|im_start|>system\n{system}<|im_end|>\n",
     "<|im_start|>user\n{input}<|im_end|>\n<|im_start|>assistant\n", "<|im_end|>", true, "\n", "<|im_end|>"},
    {"moss_sft", "{system}\n", "<|Human|>: {input}<eoh>\n", "", false, "\n", "<eoc>\n<eom>"},
    {"llama2_chat",
     "[INST] <<SYS>>\n You are a helpful, respectful and honest assistant. Always answer as helpfully as "
     "possible, while being safe. Your answers should not include any harmful, unethical, racist, sexist, "
     "toxic, dangerous, or illegal content. Please ensure that your responses are socially unbiased and "
     "positive in nature.\n{system}\n<</SYS>>\n [/INST] ",
     "[INST] {input} [/INST]", "", false, "\n", ""},
    {"code_llama_chat", "{system}\n", "[INST] {input} [/INST]", "", false, "", ""},
    {"chatglm2", "{system}\n", "[Round {round}]\n\n问：{input}\n\n答：", "", false, "\n\n", ""},
    {"chatglm3", "<|system|>\n{system}", "<|user|>\n{input}<|assistant|>\n", "", false, "\n", ""},
    {"qwen_chat", "<|im_start|>system\n{system}<|im_end|>\n",
     "<|im_start|>user\n{input}<|im_end|>\n<|im_start|>assistant\n", "<|im_end|>", true, "\n",
     "<|im_end|>\n<|endoftext|>"},
    {"baichuan_chat", "{system}\n", "<reserved_102>{input}<reserved_103>", "", false, "\n", ""},
    {"baichuan2_chat", "{system}\n", "<reserved_106>{input}<reserved_107>", "", false, "\n", ""},
    {"wizardlm",
     "A chat between a curious user and an artificial intelligence assistant. The assistant gives "
     "helpful, detailed, and polite answers to the user's questions. {system}\n ",
     "USER: {input} ASSISTANT:", "", false, "\n", ""},
    {"wizardcoder",
     "Below is an instruction that describes a task. Write a response that appropriately completes the "
     "request.\n\n{system}\n ",
     "### Instruction:\n{input}\n\n### Response:", "", false, "\n\n", ""},
    {"vicuna",
     "A chat between a curious user and an artificial intelligence assistant. The assistant gives "
     "helpful, detailed, and polite answers to the user's questions. {system}\n ",
     "USER: {input} ASSISTANT:", "", false, "\n", ""},
    {"deepseek_coder",
     "You are an AI programming assistant, utilizing the DeepSeek Coder model, developed by "
     "DeepSeekCompany, and you only answer questions related to computer science. For politically "
     "sensitive questions, security and privacy issues, and other non-computer science questions, you "
     "will refuse to answer. {system}\n",
     "### Instruction:\n{input}\n### Response:\n", "", false, "\n", ""},
    {"deepseekcoder",
     "You are an AI programming assistant, utilizing the DeepSeek Coder model, developed by "
     "DeepSeekCompany, and you only answer questions related to computer science. For politically "
     "sensitive questions, security and privacy issues, and other non-computer science questions, you "
     "will refuse to answer. {system}\n",
     "### Instruction:\n{input}\n### Response:\n", "", false, "\n", ""},
    {"deepseek_moe", "[INST] {system} [/INST]\n", "[INST] {input} [/INST]", "", false, "\n", ""},
    {"deepseek_v2", "{system}\n\n", "User: {input}\n\nAssistant: ", "<｜end▁of▁sentence｜>", true, "",
     "<｜end▁of▁sentence｜>"},
    {"mistral", "[INST] {system} [/INST]\n", "[INST] {input} [/INST]", "", false, "\n", ""},
    {"mixtral", "[INST] {system} [/INST]\n", "[INST] {input} [/INST]", "", false, "\n", ""},
    {"minicpm", "", "<用户> {input} <AI>", "", false, "\n", ""},
    {"minicpm3", "<|im_start|>system\n{system}<|im_end|>\n",
     "<|im_start|>user\n{input}<|im_end|>\n<|im_start|>assistant\n", "<|im_end|>", true, "\n",
     "<|im_end|>\n<|endoftext|>"},
    {"gemma", "<start_of_turn>system\n{system}<end_of_turn>\n",
     "<start_of_turn>user\n{input}<end_of_turn>\n<start_of_turn>model\n", "<end_of_turn>", false, "\n",
     "<end_of_turn>"},
    {"cohere_chat", "<|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>{system}<|END_OF_TURN_TOKEN|>",
     ""
     "<|START_OF_TURN_TOKEN|><|USER_TOKEN|>{input}<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>",
     "<|END_OF_TURN_TOKEN|>", true, "", "<|END_OF_TURN_TOKEN|>"},
    {"llama3_chat", "<|start_header_id|>system<|end_header_id|>\n\n{system}<|eot_id|>",
     "<|start_header_id|>user<|end_header_id|>\n\n"
     "{input}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
     "<|eot_id|>", true, "", "<|eot_id|>"},
    {"phi3_chat", "<|system|>\n{system}<|end|>\n", "<|user|>\n{input}<|end|>\n<|assistant|>\n", "<|end|>", true, "\n",
     "<|end|>"},
};

/// A Jinja string literal.
std::string literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\'' || c == '\\')
      (out += '\\') += c;
    else
      out += c;
  }
  return out + "'";
}

/// "USER: {input} ASSISTANT:" → 'USER: ' ~ text(message) ~ ' ASSISTANT:'
std::string expression(std::string_view form) {
  constexpr std::pair<std::string_view, std::string_view> kPlaces[] = {
      {"{system}", "ns.system"}, {"{input}", "text(message)"}, {"{round}", "ns.round"}};
  std::string out;
  const auto append = [&out](std::string_view part) { (out += out.empty() ? "" : " ~ ") += part; };
  while (!form.empty()) {
    std::size_t at = form.size();
    const std::pair<std::string_view, std::string_view>* found = nullptr;
    for (const auto& place : kPlaces)
      if (const std::size_t here = form.find(place.first); here < at) {
        at = here;
        found = &place;
      }
    if (at > 0) append(literal(form.substr(0, at)));
    if (!found) break;
    append(found->second);
    form.remove_prefix(at + found->first.size());
  }
  return out;
}

}  // namespace

std::span<const PromptTemplate> promptTemplates() { return kForms; }

std::string promptTemplateJinja(const PromptTemplate& form) {
  std::string out =
      "{%- set ns = namespace(round=0, turn=0, system='', bos=true) -%}\n"
      "{%- for message in messages -%}\n"
      "{%- if message.role == 'system' -%}\n";
  out += form.system.empty() ? "{{- raise_exception('System role not supported') -}}\n"
                             : "{%- set ns.system = text(message) -%}\n";
  out +=
      "{%- else -%}\n"
      "{%- if message.role != ('user' if ns.turn % 2 == 0 else 'assistant') -%}"
      "{{- raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') -}}{%- endif -%}\n"
      "{%- set ns.turn = ns.turn + 1 -%}\n"
      "{%- if message.role == 'user' -%}\n"
      "{%- set ns.round = ns.round + 1 -%}\n"
      "{%- if ns.bos -%}{{- bos_token -}}{%- endif -%}\n";
  if (!form.system.empty()) out += "{%- if ns.system -%}{{- " + expression(form.system) + " -}}{%- endif -%}\n";
  out += "{{- " + expression(form.instruction) +
         " -}}\n"
         "{%- set ns.system = '' -%}\n"
         "{%- set ns.bos = false -%}\n"
         "{%- else -%}\n"
         "{{- text(message)";
  if (!form.suffix.empty()) out += " ~ " + literal(form.suffix);
  if (!form.suffixAsEos) out += " ~ eos_token";
  if (!form.separator.empty()) out += " ~ " + literal(form.separator);
  out += " -}}\n";
  if (!form.suffixAsEos) out += "{%- set ns.bos = true -%}\n";
  return out + "{%- endif -%}\n{%- endif -%}\n{%- endfor -%}\n";
}

}  // namespace timbre::text
