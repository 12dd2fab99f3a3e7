// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_template.h"

#include "core/base/hash.h"
#include "core/text/chat_template_program.h"
#include "core/text/jinja_parser.h"

#include <new>
#include <stdexcept>

namespace timbre::text {

namespace {
constexpr std::size_t kMaxSource = std::size_t(1) << 20;
}

base::Result<ChatTemplate> ChatTemplate::compile(std::string source) {
  if (source.size() > kMaxSource)
    return base::Error("template.too_large", {{"size", std::to_string(source.size())}, {"limit", std::to_string(kMaxSource)}});
  TIMBRE_ASSIGN(auto compiled, jinja::compileTemplate(source));
  auto program = std::make_shared<Program>();
  program->hash = base::sha256Hex(source);
  program->source = std::move(source);
  program->compiled = std::move(compiled);
  return ChatTemplate(std::move(program));
}

base::Result<Rendered> ChatTemplate::render(const base::Json& context, const TemplateBudget& budget) const {
  jinja::Heap heap({budget.steps, budget.memoryBytes, budget.seconds});
  jinja::Interpreter interpreter(*m_program->compiled, heap, budget);
  return guarded(interpreter, [&] {
    interpreter.bindContext(context);
    heap.forgiveLive();
    return interpreter.run();
  });
}

const std::string& ChatTemplate::source() const { return m_program->source; }
const std::string& ChatTemplate::hash() const { return m_program->hash; }
bool ChatTemplate::marksGeneration() const { return m_program->compiled->marksGeneration; }

}  // namespace timbre::text
