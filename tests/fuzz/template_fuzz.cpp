// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a chat template, and after a NUL byte any JSON as its conversation: a Result, never a crash, within budget.
#include "core/base/json.h"
#include "core/text/chat_encoder.h"

#include <cstdint>
#include <cstdlib>

using namespace timbre;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = input.find('\0');
  const auto compiled = text::ChatTemplate::compile(std::string(input.substr(0, cut)));
  if (!compiled.ok()) return 0;
  static const base::Json conversation = *base::parseJson(
      R"({"messages": [{"role": "system", "content": " S "}, {"role": "user", "content": "héllo 你好"}, {"role": "assistant", "content": "A",
          "tool_calls": [{"function": {"name": "f", "arguments": {"x": [1, 2.5, null, true]}}}]}], "tools": [{"b": 1, "a": {}}], "n": 3})");
  base::Json context = conversation;
  if (cut != std::string_view::npos)
    if (auto given = base::parseJson(input.substr(cut + 1)); given.ok() && given->is_object()) context = std::move(given).value();
  const text::TemplateBudget budget{.steps = 20'000, .outputBytes = 1u << 20, .memoryBytes = 4u << 20, .depth = 64, .seconds = 0.5};
  const auto rendered = compiled->render(context, budget);
  if (rendered.ok()) {
    if (rendered->text.size() > budget.outputBytes) std::abort();
    for (const auto& span : rendered->generation)
      if (span.begin > span.end || span.end > rendered->text.size()) std::abort();
    if (const auto chat = text::renderChat(*compiled, context); chat.ok())
      for (const auto& span : chat->answers)
        if (span.begin > span.end || span.end > chat->text.size()) std::abort();
  }
  return 0;
}
