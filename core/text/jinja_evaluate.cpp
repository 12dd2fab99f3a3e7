// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_interpreter.h"
#include "core/text/jinja_methods.h"
#include "core/text/jinja_ops.h"
#include "core/text/jinja_text.h"

#include <algorithm>

namespace timbre::text::jinja {

namespace {
constexpr int kNesting = 900;
}  // namespace

Value Interpreter::evaluate(const Expr& expr) {
  const DepthGuard guard(m_nesting, kNesting);
  m_heap.step();
  switch (expr.kind) {
    case ExprKind::Constant: return constant(static_cast<const ConstantExpr&>(expr).index);
    case ExprKind::Name: return lookup(static_cast<const NameExpr&>(expr).name);
    case ExprKind::Sequence: return sequence(static_cast<const SequenceExpr&>(expr));
    case ExprKind::Dict: return dict(static_cast<const DictExpr&>(expr));
    case ExprKind::Unary: {
      const auto& unary = static_cast<const UnaryExpr&>(expr);
      const Value value = evaluate(*unary.operand);
      if (unary.op == UnaryOp::Not) return Value::boolean(!truth(value));
      if (unary.op == UnaryOp::Negative) return negate(value);
      return negate(negate(value));
    }
    case ExprKind::Arithmetic: return arithmeticExpr(static_cast<const ArithmeticExpr&>(expr));
    case ExprKind::Concat: return concat(static_cast<const ConcatExpr&>(expr));
    case ExprKind::Compare: return comparison(static_cast<const CompareExpr&>(expr));
    case ExprKind::Logic: {
      const auto& logic = static_cast<const LogicExpr&>(expr);
      Value value;
      for (const ExprPtr& item : logic.items) {
        value = evaluate(*item);
        if (truth(value) != logic.isAnd) break;
      }
      return value;
    }
    case ExprKind::Conditional: return conditional(static_cast<const ConditionalExpr&>(expr));
    case ExprKind::Postfix: return postfix(static_cast<const PostfixExpr&>(expr));
    case ExprKind::Slice: failUnsupported("a slice outside [ ]");
  }
  return {};
}

Value Interpreter::constant(std::uint32_t index) {
  Value& cached = m_constants[index];
  if (cached.isUndefined()) {
    const Constant& source = m_program.constants[index];
    if (const auto* b = std::get_if<bool>(&source)) cached = Value::boolean(*b);
    else if (const auto* i = std::get_if<std::int64_t>(&source)) cached = Value::integer(*i);
    else if (const auto* d = std::get_if<double>(&source)) cached = Value::real(*d);
    else if (const auto* s = std::get_if<std::string>(&source)) cached = m_heap.string(*s);
    else cached = Value::none();
  }
  return cached;
}

Interpreter::Found Interpreter::find(NameId name, const ScopeObj* from) const {
  for (const ScopeObj* scope = from; scope; scope = scope->parent.get())
    for (const auto& [known, value] : scope->variables)
      if (known == name) return {&value, scope};
  return {&m_globals[name], nullptr};
}

Value Interpreter::lookup(NameId name, const Postfix* next) {
  const Found found = find(name, m_scope.get());
  if (m_recorder) recordRead(name, found, next);
  if (!found.scope && found.value->isUndefined() && !found.value->object()) return m_heap.undefined(m_program.names[name]);
  return *found.value;
}

Value Interpreter::sequence(const SequenceExpr& expr) {
  std::vector<Value> items;
  items.reserve(expr.items.size());
  for (const ExprPtr& item : expr.items) items.push_back(evaluate(*item));
  return m_heap.list(std::move(items), expr.tuple ? ListKind::Tuple : ListKind::List);
}

Value Interpreter::dict(const DictExpr& expr) {
  Ref<DictObj> out = m_heap.make<DictObj>();
  for (const auto& [key, value] : expr.entries) {
    Value name = evaluate(*key);
    if (name.isUndefined()) failUnsupported("an undefined dictionary key");
    out->set(std::move(name), evaluate(*value));
  }
  return Value(Tag::Dict, out.get());
}

Value Interpreter::arithmeticExpr(const ArithmeticExpr& expr) {
  Value left = evaluate(*expr.first);
  for (const auto& [op, operand] : expr.rest) {
    const Value right = evaluate(*operand);
    left = arithmetic(m_heap, op, left, right);
  }
  return left;
}

Value Interpreter::concat(const ConcatExpr& expr) {
  TextBuilder out(m_heap);
  for (const ExprPtr& item : expr.items) {
    const Value value = evaluate(*item);
    if (value.isString()) out.add(value.text());
    else out.add(toText(m_heap, value));
  }
  return out.finish();
}

Value Interpreter::comparison(const CompareExpr& expr) {
  if (m_recorder)
    if (const auto outcome = recordComparison(expr)) return Value::boolean(*outcome);
  Value left = evaluate(*expr.first);
  for (const auto& [op, operand] : expr.rest) {
    Value right = evaluate(*operand);
    if (!compare(m_heap, op, left, right)) return Value::boolean(false);
    left = std::move(right);
  }
  return Value::boolean(true);
}

Value Interpreter::conditional(const ConditionalExpr& expr) {
  for (const auto& [value, condition] : expr.branches)
    if (truth(evaluate(*condition))) return evaluate(*value);
  return expr.otherwise ? evaluate(*expr.otherwise) : Value();
}

Value Interpreter::postfix(const PostfixExpr& expr) {
  const bool named = expr.base->kind == ExprKind::Name;
  const NameId name = named ? static_cast<const NameExpr&>(*expr.base).name : 0;
  m_heap.step();
  Value value = named ? lookup(name, expr.chain.data()) : evaluate(*expr.base);
  for (const Postfix& step : expr.chain) {
    m_heap.step();
    if (m_recorder && named && &step == expr.chain.data() && recordsElement(name, step, value)) continue;
    value = apply(step, value);
  }
  return value;
}

Value Interpreter::apply(const Postfix& step, const Value& value) {
  switch (step.kind) {
    case PostfixKind::Attribute:
      if (value.tag() == Tag::Loop) return loopAttribute(*static_cast<LoopObj*>(value.object()), m_program.names[step.target]);
      return getAttribute(m_heap, value, m_program.names[step.target]);
    case PostfixKind::Item: return item(*step.item, value);
    case PostfixKind::Call: return call(value, arguments(step.arguments.get()));
    case PostfixKind::Filter: return filterAt(step.target).apply(m_heap, value, arguments(step.arguments.get()));
    case PostfixKind::Test: return Value::boolean(tests()[step.target].apply(m_heap, value, arguments(step.arguments.get())) != step.negated);
    case PostfixKind::Unknown: failUnsupported(m_program.names[step.target]);
  }
  return {};
}

Value Interpreter::item(const Expr& index, const Value& object) {
  if (index.kind != ExprKind::Slice) {
    const Value key = evaluate(index);
    if (object.tag() == Tag::Loop && key.isString()) return loopAttribute(*static_cast<LoopObj*>(object.object()), key.text());
    return getItem(m_heap, object, key);
  }
  const auto& slice = static_cast<const SliceExpr&>(index);
  const Value start = slice.start ? evaluate(*slice.start) : Value::none();
  const Value stop = slice.stop ? evaluate(*slice.stop) : Value::none();
  const Value step = slice.step ? evaluate(*slice.step) : Value::none();
  for (const Value* bound : {&start, &stop, &step})
    if (bound->isUndefined()) useOfUndefined(*bound);
  return getSlice(m_heap, object, start, stop, step);
}

Args Interpreter::arguments(const CallArguments* given) {
  Args out;
  if (!given) return out;
  out.positional.reserve(given->positional.size());
  for (const ExprPtr& argument : given->positional) out.positional.push_back(evaluate(*argument));
  for (const auto& [name, argument] : given->named) out.named.emplace_back(m_program.names[name], evaluate(*argument));
  if (given->morePositional)
    for (Value& item : iterate(m_heap, evaluate(*given->morePositional))) out.positional.push_back(std::move(item));
  if (!given->moreNamed) return out;
  out.moreNamed = evaluate(*given->moreNamed);
  if (!out.moreNamed.isDict()) failType("what follows ** is no dictionary");
  const std::size_t written = out.named.size();
  for (const auto& [name, value] : out.moreNamed.dict().entries) {
    m_heap.step(1 + written);
    if (!name.isString()) failType("a name that follows ** is no string");
    for (std::size_t i = 0; i < written; ++i)
      if (out.named[i].first == name.text()) failType("argument '" + std::string(name.text()) + "' is given twice");
    out.named.emplace_back(name.text(), value);
  }
  return out;
}

Value Interpreter::call(const Value& callee, const Args& args) {
  m_heap.step();
  switch (callee.tag()) {
    case Tag::Undefined: useOfUndefined(callee);
    case Tag::Function:
      if (m_recorder && globalFunctions()[static_cast<std::size_t>(callee.functionId())].name == "strftime_now") m_recorder->spoiled = true;
      return globalFunctions()[static_cast<std::size_t>(callee.functionId())].call(m_heap, args);
    case Tag::Macro: return callMacro(*static_cast<MacroObj*>(callee.object()), args);
    case Tag::Method: {
      const auto& method = *static_cast<MethodObj*>(callee.object());
      if (method.self.tag() != Tag::Loop) return callMethod(m_heap, method, args);
      return callLoopMethod(*static_cast<LoopObj*>(method.self.object()), method.method == 0 ? "cycle" : "changed", args);
    }
    case Tag::Loop: return callLoopMethod(*static_cast<LoopObj*>(callee.object()), "", args);
    default: failType("'" + std::string(typeName(callee)) + "' object is not callable");
  }
}

Value Interpreter::callMacro(const MacroObj& macro, const Args& args) {
  const DepthGuard guard(m_calls, m_budget.depth);
  const Ref<ScopeObj> outer = m_scope;
  const std::uint32_t line = m_line;
  std::string* const outerOutput = m_output;
  std::string text;
  m_scope = newScope(macro.scope);
  bindParameters(*macro.body, args);
  hide(macro.body->hidden);
  m_output = &text;
  ++m_captures;
  execute(macro.body->body);
  --m_captures;
  m_output = outerOutput;
  m_written -= text.size();
  m_scope = outer;
  m_line = line;
  return m_heap.string(std::move(text));
}

void Interpreter::bindParameters(const MacroBody& macro, const Args& args) {
  const std::string& spelled = m_program.names[macro.name];
  std::vector<std::pair<std::string_view, Value>> extra;
  Value caller;
  std::vector<const Value*> given(macro.parameters.size(), nullptr);
  for (std::size_t i = 0; i < args.positional.size() && i < given.size(); ++i) given[i] = &args.positional[i];
  if (args.positional.size() > given.size() && !macro.usesVarargs)
    failType("macro '" + spelled + "' takes not more than " + std::to_string(given.size()) + " arguments");
  for (const auto& [key, value] : args.named) {
    std::size_t at = 0;
    while (at < given.size() && m_program.names[macro.parameters[at]] != key) ++at;
    if (at < given.size()) {
      if (given[at]) failType("macro '" + spelled + "' got '" + std::string(key) + "' twice");
      given[at] = &value;
    } else if (key == "caller" && macro.usesCaller) {
      caller = value;
    } else if (macro.usesKwargs) {
      extra.emplace_back(key, value);
    } else {
      failType("macro '" + spelled + "' takes no argument '" + std::string(key) + "'");
    }
  }
  const std::size_t firstDefault = given.size() - macro.defaults.size();
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i]) define(macro.parameters[i], *given[i]);
    else if (i >= firstDefault) define(macro.parameters[i], evaluate(*macro.defaults[i - firstDefault]));
    else define(macro.parameters[i], m_heap.undefined(m_program.names[macro.parameters[i]]));
  }
  const auto special = [&](const char* name, const Value& value) { define(m_program.nameIds.at(name), value); };
  if (macro.usesCaller && std::none_of(macro.parameters.begin(), macro.parameters.end(), [&](NameId id) { return m_program.names[id] == "caller"; }))
    special("caller", caller.isUndefined() ? m_heap.undefined("caller") : caller);
  if (macro.usesVarargs) {
    std::vector<Value> rest;
    if (args.positional.size() > given.size()) rest.assign(args.positional.begin() + static_cast<std::ptrdiff_t>(given.size()), args.positional.end());
    special("varargs", m_heap.list(std::move(rest), ListKind::Tuple));
  }
  if (macro.usesKwargs) {
    Ref<DictObj> named = m_heap.make<DictObj>();
    for (const auto& [key, value] : extra) named->set(m_heap.string(std::string(key)), value);
    special("kwargs", Value(Tag::Dict, named.get()));
  }
}

Value Interpreter::loopAttribute(LoopObj& loop, std::string_view name) {
  const Value value = loopMember(loop, name);
  if (m_recorder) recordLoop(loop, name, value);
  return value;
}

Value Interpreter::loopMember(LoopObj& loop, std::string_view name) {
  const auto index = static_cast<std::int64_t>(loop.index);
  const auto length = static_cast<std::int64_t>(loop.items.size());
  if (name == "index") return Value::integer(index + 1);
  if (name == "index0") return Value::integer(index);
  if (name == "first") return Value::boolean(index == 0);
  if (name == "last") return Value::boolean(index + 1 == length);
  if (name == "length") return Value::integer(length);
  if (name == "revindex") return Value::integer(length - index);
  if (name == "revindex0") return Value::integer(length - index - 1);
  if (name == "depth") return Value::integer(loop.depth + 1);
  if (name == "depth0") return Value::integer(loop.depth);
  if (name == "previtem") return index > 0 ? loop.items[loop.index - 1] : m_heap.undefined("there is no previous item");
  if (name == "nextitem") return index + 1 < length ? loop.items[loop.index + 1] : m_heap.undefined("there is no next item");
  const Value self(Tag::Loop, &loop);
  if (name == "cycle") return m_heap.method(self, 0);
  if (name == "changed") return m_heap.method(self, 1);
  return m_heap.undefined(std::string(name));
}

Value Interpreter::callLoopMethod(LoopObj& loop, std::string_view name, const Args& args) {
  if (name == "cycle") {
    if (args.positional.empty()) failType("loop.cycle() needs values");
    return args.positional[loop.index % args.positional.size()];
  }
  if (name == "changed") {
    const bool same = loop.changed.size() == args.positional.size() && std::equal(loop.changed.begin(), loop.changed.end(), args.positional.begin(), equals) && !loop.changed.empty();
    if (!same) loop.changed = args.positional;
    return Value::boolean(!same);
  }
  if (!loop.statement) failType("the loop must be marked 'recursive' to be called");
  if (args.positional.size() != 1) failType("loop() takes one value");
  const DepthGuard guard(m_calls, m_budget.depth);
  const Ref<ScopeObj> outer = m_scope;
  m_scope = loop.scope;
  std::string text = this->loop(*loop.statement, args.positional[0], loop.depth + 1, true);
  m_scope = outer;
  return m_heap.string(std::move(text));
}

}  // namespace timbre::text::jinja
