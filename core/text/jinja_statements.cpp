// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_interpreter.h"
#include "core/text/jinja_ops.h"
#include "core/text/jinja_text.h"

#include "core/base/utf8.h"

namespace timbre::text::jinja {

namespace {
/// Native frames of nested evaluation; a macro may recurse until this or TemplateBudget::depth stops it.
constexpr int kNesting = 900;
}  // namespace

Value fromJson(Heap& heap, const base::Json& json, int depth) {
  if (depth > kValueDepth) failBudget("depth");
  switch (json.type()) {
    case base::Json::value_t::null: return Value::none();
    case base::Json::value_t::boolean: return Value::boolean(json.get<bool>());
    case base::Json::value_t::number_integer: return Value::integer(json.get<std::int64_t>());
    case base::Json::value_t::number_unsigned: {
      const auto number = json.get<std::uint64_t>();
      if (number > static_cast<std::uint64_t>(INT64_MAX)) failBudget("integer");
      return Value::integer(static_cast<std::int64_t>(number));
    }
    case base::Json::value_t::number_float: return Value::real(json.get<double>());
    case base::Json::value_t::string: {
      const auto& text = json.get_ref<const std::string&>();
      return heap.string(base::isUtf8(text) ? text : base::sanitizeUtf8(text));
    }
    case base::Json::value_t::array: {
      std::vector<Value> items;
      items.reserve(json.size());
      for (const base::Json& item : json) items.push_back(fromJson(heap, item, depth + 1));
      const Value list = heap.list(std::move(items));
      list.list().given = true;
      return list;
    }
    case base::Json::value_t::object: {
      Ref<DictObj> dict = heap.make<DictObj>();
      dict->given = true;
      dict->entries.reserve(json.size());
      for (const auto& [key, value] : json.items()) dict->set(heap.string(base::sanitizeUtf8(key)), fromJson(heap, value, depth + 1));
      return Value(Tag::Dict, dict.get());
    }
    default: return Value::none();
  }
}

Interpreter::Interpreter(const CompiledTemplate& program, Heap& heap, const TemplateBudget& budget)
    : m_program(program), m_heap(heap), m_budget(budget), m_globals(program.names.size()), m_constants(program.constants.size()) {}

void Interpreter::bindContext(const base::Json& context) {
  const auto functions = globalFunctions();
  for (std::size_t i = 0; i < functions.size(); ++i)
    if (const auto it = m_program.nameIds.find(std::string(functions[i].name)); it != m_program.nameIds.end())
      m_globals[it->second] = Value::function(static_cast<int>(i));
  // Members that the template never names are not converted at all.
  for (std::size_t i = 0; i < m_program.names.size(); ++i)
    if (const base::Json* value = base::member(context, m_program.names[i])) m_globals[i] = fromJson(m_heap, *value);
}

void Interpreter::bind(std::string_view name, const Value& value) {
  if (const auto it = m_program.nameIds.find(std::string(name)); it != m_program.nameIds.end()) m_globals[it->second] = value;
}

Rendered Interpreter::run(std::string into) {
  m_written = 0;
  m_nesting = m_calls = m_captures = 0;
  m_marks.clear();
  m_recorder = nullptr;
  m_scope = m_heap.make<ScopeObj>();
  hide(m_program.hidden);
  Rendered out;
  out.text = std::move(into);
  out.text.clear();
  m_output = &out.text;
  execute(m_program.body);
  for (const Mark& mark : m_marks) {
    const bool inside = mark.begin <= out.text.size() && mark.length <= out.text.size() - mark.begin;
    if (!inside || (!mark.text.empty() && out.text.compare(mark.begin, mark.length, mark.text) != 0))
      failUnsupported("{% generation %} in a part of the template that is changed before it is printed");
    out.generation.push_back({mark.begin, mark.begin + mark.length});
  }
  return out;
}

void Interpreter::write(std::string_view text) {
  m_heap.work(text.size());
  if (text.size() > m_budget.outputBytes - m_written) failBudget("output");
  m_written += text.size();
  m_output->append(text);
}

Flow Interpreter::execute(const Block& block) {
  const DepthGuard guard(m_nesting, kNesting);
  for (const auto& each : block)
    if (const Flow flow = statement(*each); flow != Flow::Next) return flow;
  return Flow::Next;
}

Flow Interpreter::statement(const Statement& statement) {
  m_heap.step();
  m_line = statement.line;
  switch (statement.kind) {
    case StatementKind::Text: {
      const auto& text = static_cast<const TextStatement&>(statement);
      write(std::string_view(m_program.source).substr(text.begin, text.length));
      break;
    }
    case StatementKind::Print: {
      const Value value = evaluate(*static_cast<const PrintStatement&>(statement).value);
      if (value.isString()) write(value.text());
      else write(toText(m_heap, value));
      break;
    }
    case StatementKind::If: return ifStatement(static_cast<const IfStatement&>(statement));
    case StatementKind::For: forStatement(static_cast<const ForStatement&>(statement)); break;
    case StatementKind::Set: {
      const auto& set = static_cast<const SetStatement&>(statement);
      if (m_recorder && setsPosition(set)) break;
      assign(set.target, evaluate(*set.value));
      break;
    }
    case StatementKind::SetBlock: setBlock(static_cast<const SetBlockStatement&>(statement)); break;
    case StatementKind::Macro: {
      const MacroBody& body = static_cast<const MacroStatement&>(statement).macro;
      Ref<MacroObj> macro = m_heap.make<MacroObj>();
      macro->body = &body;
      macro->scope = m_scope;
      define(body.name, Value(Tag::Macro, macro.get()));
      break;
    }
    case StatementKind::Call: callStatement(static_cast<const CallStatement&>(statement)); break;
    case StatementKind::Filter: {
      const auto& filter = static_cast<const FilterStatement&>(statement);
      write(toText(m_heap, applyFilters(filter.filters, m_heap.string(captured(filter.body, filter.hidden)))));
      break;
    }
    case StatementKind::With: {
      const auto& with = static_cast<const WithStatement&>(statement);
      std::vector<Value> values;  // all are evaluated outside the new scope
      for (const auto& binding : with.bindings) values.push_back(evaluate(*binding.second));
      const Ref<ScopeObj> outer = m_scope;
      m_scope = newScope(outer);
      for (std::size_t i = 0; i < values.size(); ++i) assign(with.bindings[i].first, values[i]);
      hide(with.hidden);
      const Flow flow = execute(with.body);
      m_scope = outer;
      return flow;
    }
    case StatementKind::Generation: generation(static_cast<const GenerationStatement&>(statement)); break;
    case StatementKind::Break: return Flow::Break;
    case StatementKind::Continue: return Flow::Continue;
  }
  return Flow::Next;
}

Flow Interpreter::ifStatement(const IfStatement& statement) {
  for (const auto& [condition, body] : statement.branches)
    if (truth(evaluate(*condition))) return execute(body);
  return execute(statement.otherwise);
}

void Interpreter::forStatement(const ForStatement& statement) { loop(statement, evaluate(*statement.items), 0, false); }

std::vector<Value> Interpreter::filtered(const ForStatement& statement, std::vector<Value> items) {
  std::vector<Value> kept;
  const Ref<ScopeObj> outer = m_scope;
  for (Value& item : items) {
    m_scope = newScope(outer);
    assign(statement.target, item);
    if (truth(evaluate(*statement.condition))) kept.push_back(std::move(item));
  }
  m_scope = outer;
  return kept;
}

std::string Interpreter::loop(const ForStatement& statement, const Value& iterated, int depth, bool capture) {
  std::string text;
  std::string* const outerOutput = m_output;
  if (capture) {
    m_output = &text;
    ++m_captures;
  }
  const Ref<ScopeObj> outer = m_scope;
  std::vector<Value> items = iterate(m_heap, iterated);
  if (statement.condition) items = filtered(statement, std::move(items));
  Ref<LoopObj> info = m_heap.make<LoopObj>(items.capacity() * sizeof(Value));
  info->items = std::move(items);
  info->depth = depth;
  info->statement = statement.recursive ? &statement : nullptr;
  info->scope = outer;
  static constexpr std::string_view kLoop = "loop";
  const auto loopName = m_program.nameIds.find(std::string(kLoop));
  Ref<ScopeObj> scope;
  bool ended = false;  // an iteration came to its end; break and continue leave one before
  const bool replayable = m_replay && !m_recorder && !statement.recursive && !statement.target.isMember && statement.target.parts.empty();
  for (; info->index < info->items.size(); ++info->index) {
    m_heap.step();
    Flow flow = Flow::Next;
    if (replayable && replays(statement, *info, flow)) {
      if (flow == Flow::Break) break;
      ended = ended || flow == Flow::Next;
      continue;
    }
    // A macro may have kept the last iteration's scope; else it is used again.
    if (scope && scope->refs == 2) scope->variables.clear();
    else scope = newScope(outer);
    m_scope = scope;
    if (loopName != m_program.nameIds.end()) define(loopName->second, Value(Tag::Loop, info.get()));
    assign(statement.target, info->items[info->index]);
    hide(statement.hidden);
    flow = replayable ? iteration(statement, *info) : execute(statement.body);
    if (flow == Flow::Break) break;
    ended = ended || flow == Flow::Next;
  }
  m_scope = outer;
  if (!ended) {
    m_scope = newScope(outer);
    hide(statement.otherwiseHidden);
    execute(statement.otherwise);
    m_scope = outer;
  }
  if (capture) {
    m_output = outerOutput;
    --m_captures;
    m_written -= text.size();
  }
  return text;
}

Flow Interpreter::iteration(const ForStatement& statement, LoopObj& loop) {
  if (!m_replay->known(statement, loop.items[loop.index])) return execute(statement.body);
  Recorder record;
  record.loop = &loop;
  record.scope = m_scope.get();
  record.serial = m_scopes;
  record.iteration.message = loop.items[loop.index];
  const std::size_t begin = m_output->size();
  m_recorder = &record;  // run() forgets it when this throws
  record.iteration.flow = execute(statement.body);
  m_recorder = nullptr;
  const Flow flow = record.iteration.flow;
  if (record.spoiled) return flow;
  record.iteration.text = m_output->substr(begin);
  m_replay->keep(statement, std::move(record.iteration));
  return flow;
}

Ref<ScopeObj> Interpreter::newScope(const Ref<ScopeObj>& parent) {
  Ref<ScopeObj> scope = m_heap.make<ScopeObj>();
  scope->serial = ++m_scopes;
  scope->parent = parent;
  return scope;
}

void Interpreter::hide(const std::vector<NameId>& names) {
  for (const NameId name : names) define(name, m_heap.undefined(m_program.names[name]));
}

void Interpreter::define(NameId name, const Value& value) {
  for (auto& [known, old] : m_scope->variables)
    if (known == name) {
      old = value;
      return;
    }
  m_heap.resized(*m_scope, m_scope->charged + 32);
  m_scope->variables.emplace_back(name, value);
}

void Interpreter::assign(const Target& target, const Value& value) {
  if (!target.parts.empty()) {
    const std::vector<Value> items = iterate(m_heap, value);
    if (items.size() != target.parts.size())
      failType("cannot unpack " + std::to_string(items.size()) + " values into " + std::to_string(target.parts.size()));
    for (std::size_t i = 0; i < items.size(); ++i) assign(target.parts[i], items[i]);
    return;
  }
  if (!target.isMember) return define(target.name, value);
  const Value object = *find(target.name, m_scope.get()).value;
  if (object.tag() != Tag::Namespace) failType("cannot assign attribute on non-namespace object '" + m_program.names[target.name] + "'");
  checkNamespaceName(m_program.names[target.member]);
  if (m_recorder) recordWrite(target.name, *static_cast<NamespaceObj*>(object.object()), target.member, value);
  static_cast<NamespaceObj*>(object.object())->members->set(m_heap.string(m_program.names[target.member]), value);
}

std::string Interpreter::captured(const Block& block, const std::vector<NameId>& hidden) {
  std::string text;
  std::string* const outerOutput = m_output;
  const Ref<ScopeObj> outer = m_scope;
  m_output = &text;
  m_scope = newScope(outer);
  hide(hidden);
  ++m_captures;
  execute(block);
  --m_captures;
  m_scope = outer;
  m_output = outerOutput;
  m_written -= text.size();
  return text;
}

Value Interpreter::applyFilters(const std::vector<Postfix>& filters, Value value) {
  for (const Postfix& filter : filters) value = apply(filter, value);
  return value;
}

void Interpreter::setBlock(const SetBlockStatement& statement) {
  assign(statement.target, applyFilters(statement.filters, m_heap.string(captured(statement.body, statement.hidden))));
}

void Interpreter::callStatement(const CallStatement& statement) {
  const Value callee = evaluate(*statement.callee);
  Args args = arguments(statement.arguments.get());
  Ref<MacroObj> caller = m_heap.make<MacroObj>();
  caller->body = &statement.caller;
  caller->scope = m_scope;
  args.named.emplace_back("caller", Value(Tag::Macro, caller.get()));
  write(toText(m_heap, call(callee, args)));
}

void Interpreter::generation(const GenerationStatement& statement) {
  if (m_recorder) m_recorder->spoiled = true;  // marks are places in this very text
  const std::size_t begin = m_written;
  if (m_captures == 0) {
    const Ref<ScopeObj> outer = m_scope;
    m_scope = newScope(outer);
    hide(statement.hidden);
    execute(statement.body);
    m_scope = outer;
    m_marks.push_back({begin, {}, m_written - begin});
    return;
  }
  // Inside a macro or a set-block the text reaches the output later, perhaps changed: keep it to compare.
  std::string text = captured(statement.body, statement.hidden);
  write(text);
  m_heap.charge(text.size() + sizeof(Mark));
  const std::size_t length = text.size();
  m_marks.push_back({begin, std::move(text), length});
}

}  // namespace timbre::text::jinja
