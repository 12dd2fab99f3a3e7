// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/cut_renderer.h"

#include "core/text/chat_template_program.h"

#include <new>
#include <stdexcept>

namespace timbre::text {

/// In this order: the heap goes last, everything else holds its values.
struct CutRenderer::Machine {
  std::shared_ptr<const ChatTemplate::Program> program;
  TemplateBudget budget;
  jinja::Heap heap;
  jinja::Replay replay;
  jinja::Interpreter interpreter;
  std::vector<jinja::Value> messages;
  std::vector<std::string> spare;
  bool bound = false;

  Machine(std::shared_ptr<const ChatTemplate::Program> compiled, const TemplateBudget& limits)
      : program(std::move(compiled)),
        budget(limits),
        heap({limits.steps, limits.memoryBytes, limits.seconds}),
        interpreter(*program->compiled, heap, budget) {
    interpreter.use(&replay);
  }

  /// Once; may throw.
  void bind(const base::Json& context) {
    if (bound) return;
    interpreter.bindContext(context);
    for (const base::Json& message : context["messages"]) {
      messages.push_back(jinja::fromJson(heap, message, 1));
      messages.back().dict().message = static_cast<std::uint32_t>(messages.size() - 1);
    }
    bound = true;
  }
};

CutRenderer::CutRenderer(const ChatTemplate& chatTemplate, const base::Json& context, const TemplateBudget& budget)
    : m_context(context), m_machine(std::make_unique<Machine>(chatTemplate.m_program, budget)) {}
CutRenderer::~CutRenderer() = default;

base::Result<std::string> CutRenderer::render(std::size_t count, bool generationPrompt) {
  Machine& machine = *m_machine;
  auto rendered = guarded(machine.interpreter, [&] {
    machine.bind(m_context);
    machine.heap.restart();
    std::vector<jinja::Value> kept(machine.messages.begin(),
                                   machine.messages.begin() + static_cast<std::ptrdiff_t>(count));
    machine.interpreter.bind("messages", machine.heap.list(std::move(kept)));
    machine.interpreter.bind("add_generation_prompt", jinja::Value::boolean(generationPrompt));
    std::string into;
    if (!machine.spare.empty()) {
      into = std::move(machine.spare.back());
      machine.spare.pop_back();
    }
    return machine.interpreter.run(std::move(into));
  });
  if (!rendered.ok()) return std::move(rendered).error();
  return std::move(rendered->text);
}

void CutRenderer::recycle(std::string text) { m_machine->spare.push_back(std::move(text)); }

base::Result<std::string> CutRenderer::cut(std::size_t count, bool generationPrompt) {
  return render(count, generationPrompt);
}

base::Result<std::string> CutRenderer::replaced(std::size_t message, const std::string& content) {
  Machine& machine = *m_machine;
  jinja::Value own;
  const auto exchanged = guarded(machine.interpreter, [&] {
    machine.bind(m_context);
    base::Json other = m_context["messages"][message];
    other["content"] = content;
    own = machine.messages[message];
    machine.messages[message] = jinja::fromJson(machine.heap, other, 1);
    machine.messages[message].dict().message = static_cast<std::uint32_t>(message);
    return Rendered();
  });
  if (!exchanged.ok()) return exchanged.error();
  const base::Json* prompt = base::member(m_context, "add_generation_prompt");
  auto out = render(machine.messages.size(), prompt && prompt->is_boolean() && prompt->get<bool>());
  machine.messages[message] = own;
  return out;
}

}  // namespace timbre::text
