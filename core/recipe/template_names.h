// SPDX-License-Identifier: GPL-3.0-or-later
// The values of the recipe key `chat_template` besides "auto": names of the built-in chat templates, with what they are called
// on screen. The one list; core/text/builtin_templates.* has a text for each, in this order. Names are written into recipes,
// so they are never changed or removed.
#pragma once

#include <array>
#include <string_view>

namespace timbre::recipe {

inline constexpr std::string_view kAutoTemplate = "auto";  ///< the model folder's own template

struct TemplateName {
  const char* name;
  const char* title;  ///< a proper name, the same in every language
};

inline constexpr std::size_t kFamilyTemplates = 13;  ///< the first ones are ours, the rest speaks like XTuner's prompt templates

inline constexpr std::array<TemplateName, 40> kTemplateNames = {{
    {"chatml", "ChatML"},
    {"llama2", "Llama 2"},
    {"llama3", "Llama 3"},
    {"internlm2", "InternLM2"},
    {"chatglm2", "ChatGLM2"},
    {"chatglm3", "ChatGLM3"},
    {"mistral", "Mistral 7B v0.1, v0.2"},
    {"mistral-v3", "Mistral 7B v0.3, Mixtral"},
    {"mistral-tekken", "Mistral Nemo"},
    {"gemma", "Gemma"},
    {"phi3", "Phi-3"},
    {"alpaca", "Alpaca"},
    {"plain", "User: … Assistant: …"},
    {"xtuner:default", "XTuner default"},
    {"xtuner:zephyr", "XTuner zephyr"},
    {"xtuner:internlm_chat", "XTuner internlm_chat"},
    {"xtuner:internlm2_chat", "XTuner internlm2_chat"},
    {"xtuner:moss_sft", "XTuner moss_sft"},
    {"xtuner:llama2_chat", "XTuner llama2_chat"},
    {"xtuner:code_llama_chat", "XTuner code_llama_chat"},
    {"xtuner:chatglm2", "XTuner chatglm2"},
    {"xtuner:chatglm3", "XTuner chatglm3"},
    {"xtuner:qwen_chat", "XTuner qwen_chat"},
    {"xtuner:baichuan_chat", "XTuner baichuan_chat"},
    {"xtuner:baichuan2_chat", "XTuner baichuan2_chat"},
    {"xtuner:wizardlm", "XTuner wizardlm"},
    {"xtuner:wizardcoder", "XTuner wizardcoder"},
    {"xtuner:vicuna", "XTuner vicuna"},
    {"xtuner:deepseek_coder", "XTuner deepseek_coder"},
    {"xtuner:deepseekcoder", "XTuner deepseekcoder"},
    {"xtuner:deepseek_moe", "XTuner deepseek_moe"},
    {"xtuner:deepseek_v2", "XTuner deepseek_v2"},
    {"xtuner:mistral", "XTuner mistral"},
    {"xtuner:mixtral", "XTuner mixtral"},
    {"xtuner:minicpm", "XTuner minicpm"},
    {"xtuner:minicpm3", "XTuner minicpm3"},
    {"xtuner:gemma", "XTuner gemma"},
    {"xtuner:cohere_chat", "XTuner cohere_chat"},
    {"xtuner:llama3_chat", "XTuner llama3_chat"},
    {"xtuner:phi3_chat", "XTuner phi3_chat"},
}};

}  // namespace timbre::recipe
