// SPDX-License-Identifier: GPL-3.0-or-later
// What an iteration over a message reads and writes outside its own scope, noted while it runs.
#include "core/text/jinja_interpreter.h"
#include "core/text/jinja_ops.h"

#include <algorithm>

namespace timbre::text::jinja {

namespace {

/// Values that say all there is to say about them: nothing in them can change between two renderings.
bool isLasting(const Value& value) {
  switch (value.tag()) {
    case Tag::Undefined:
    case Tag::None:
    case Tag::Bool:
    case Tag::Int:
    case Tag::Float:
    case Tag::Function:
    case Tag::String:
      return true;
    case Tag::List:
      return value.list().given;
    case Tag::Dict:
      return value.dict().given;
    default:
      return false;
  }
}

/// `name.member` and nothing more.
const Postfix* onlyMember(const Expr& expr) {
  if (expr.kind != ExprKind::Postfix) return nullptr;
  const auto& postfix = static_cast<const PostfixExpr&>(expr);
  const bool fits = postfix.base->kind == ExprKind::Name && postfix.chain.size() == 1 &&
                    postfix.chain[0].kind == PostfixKind::Attribute;
  return fits ? &postfix.chain[0] : nullptr;
}

/// Running it changes nothing.
bool isPlain(const Expr& expr) {
  if (expr.kind == ExprKind::Constant || expr.kind == ExprKind::Name || onlyMember(expr)) return true;
  if (expr.kind != ExprKind::Arithmetic) return false;
  const auto& sum = static_cast<const ArithmeticExpr&>(expr);
  return isPlain(*sum.first) &&
         std::all_of(sum.rest.begin(), sum.rest.end(), [](const auto& each) { return isPlain(*each.second); });
}

NameId baseName(const Expr& expr) {
  return static_cast<const NameExpr&>(*static_cast<const PostfixExpr&>(expr).base).name;
}

}  // namespace

bool Interpreter::isInner(const ScopeObj* scope) const {
  return scope && (scope == m_recorder->scope || scope->serial > m_recorder->serial);
}

/// A macro does not see what stands around the loop: guards are looked up from there.
bool Interpreter::isTheLoops(NameId name, const Found& found) const {
  return find(name, m_recorder->scope->parent.get()).value == found.value;
}

void Interpreter::recordRead(NameId name, const Found& found, const Postfix* next) {
  Recorder& record = *m_recorder;
  if (isInner(found.scope)) {
    const bool loopItself = found.value->tag() == Tag::Loop && found.value->object() == record.loop;
    const bool positional = found.scope == record.scope && std::find(record.positional.begin(), record.positional.end(),
                                                                     name) != record.positional.end();
    if (positional || (loopItself && (!next || next->kind != PostfixKind::Attribute))) record.spoiled = true;
    return;
  }
  if (!isTheLoops(name, found)) {
    record.spoiled = true;
    return;
  }
  const Value& value = *found.value;
  Guard guard;
  guard.name = name;
  if (isLasting(value)) {
    guard.value = value;
    for (const Guard& each : record.iteration.guards)
      if (each.kind == GuardKind::Variable && each.name == name) return;
    record.iteration.guards.push_back(std::move(guard));
  } else if (value.tag() == Tag::Namespace && next && next->kind == PostfixKind::Attribute) {
    recordMember(name, *namespaceOf(&value), next->target);
  } else if (value.tag() == Tag::Macro && !static_cast<const MacroObj*>(value.object())->scope->parent) {
    guard.kind = GuardKind::Macro;
    guard.body = static_cast<const MacroObj*>(value.object())->body;
    record.iteration.guards.push_back(std::move(guard));
  } else if (!(value.isList() && value.list().kind == ListKind::List && next && next->kind == PostfixKind::Item &&
               next->item->kind != ExprKind::Slice)) {
    record.spoiled = true;  // else recordsElement() comes next
  }
}

/// Guards name a namespace as the iteration spells it, so one name must mean one object throughout.
void Interpreter::recordNamespace(NameId name, const NamespaceObj& object) {
  Recorder& record = *m_recorder;
  for (const auto& [known, spelled] : record.spelled)
    if ((known == &object) != (spelled == name)) record.spoiled = true;
  auto& names = record.iteration.namespaces;
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  names.push_back(name);
  record.spelled.emplace_back(&object, name);
}

void Interpreter::recordMember(NameId name, const NamespaceObj& object, NameId member) {
  Recorder& record = *m_recorder;
  recordNamespace(name, object);
  if (std::find(record.written.begin(), record.written.end(), std::pair(&object, member)) != record.written.end())
    return;
  const Value* value = object.members->find(m_program.names[member]);
  if (value && !isLasting(*value)) {
    record.spoiled = true;
    return;
  }
  Guard guard;
  guard.kind = GuardKind::Member;
  guard.name = name;
  guard.member = member;
  if (value) guard.value = *value;
  for (const Guard& each : record.iteration.guards)
    if (each.kind == GuardKind::Member && each.name == name && each.member == member) return;
  record.iteration.guards.push_back(std::move(guard));
}

bool Interpreter::recordsElement(NameId list, const Postfix& step, Value& value) {
  if (step.kind != PostfixKind::Item || step.item->kind == ExprKind::Slice || !value.isList() || value.list().given)
    return false;
  if (value.list().kind != ListKind::List || isInner(find(list, m_scope.get()).scope)) return false;
  const Value index = evaluate(*step.item);
  value = getItem(m_heap, value, index);
  if (index.tag() != Tag::Int || index.asInt() < 0 || !isMessage(value)) {
    m_recorder->spoiled = true;
    return true;
  }
  Guard guard;
  guard.kind = GuardKind::Element;
  guard.name = list;
  guard.position = index.asInt();
  guard.value = value;
  m_recorder->iteration.guards.push_back(std::move(guard));
  return true;
}

void Interpreter::recordLoop(const LoopObj& loop, std::string_view attribute, const Value& value) {
  Recorder& record = *m_recorder;
  if (&loop != record.loop || attribute == "depth" || attribute == "depth0") return;
  Guard guard;
  if (attribute == "index" || attribute == "index0" || attribute == "first") {
    guard.kind = GuardKind::Index;
    guard.position = static_cast<std::int64_t>(loop.index);
  } else if (attribute == "last") {
    guard.kind = GuardKind::Last;
    guard.outcome = value.asBool();
  } else if ((attribute == "previtem" || attribute == "nextitem") && isLasting(value)) {
    guard.kind = attribute == "previtem" ? GuardKind::Previous : GuardKind::Following;
    guard.value = value;
  } else {
    record.spoiled = true;
    return;
  }
  for (const Guard& each : record.iteration.guards)
    if (each.kind == guard.kind) return;
  record.iteration.guards.push_back(std::move(guard));
}

void Interpreter::recordWrite(NameId name, const NamespaceObj& object, NameId member, const Value& value) {
  Recorder& record = *m_recorder;
  const Found found = find(name, m_scope.get());
  if (isInner(found.scope)) return;
  if (!isTheLoops(name, found) || !isLasting(value) || value.tag() == Tag::Undefined) {
    record.spoiled = true;
    return;
  }
  recordNamespace(name, object);
  record.written.emplace_back(&object, member);
  record.iteration.writes.push_back({name, member, value});
}

std::optional<bool> Interpreter::recordComparison(const CompareExpr& expr) {
  if (expr.rest.size() != 1 || expr.rest[0].first == CompareOp::In || expr.rest[0].first == CompareOp::NotIn)
    return std::nullopt;
  const Expr& right = *expr.rest[0].second;
  const bool memberLeft = onlyMember(*expr.first) && namespaceOf(find(baseName(*expr.first), m_scope.get()).value);
  const Expr& side = memberLeft ? *expr.first : right;
  const Postfix* const step = onlyMember(side);
  if (!step || !isPlain(memberLeft ? right : *expr.first)) return std::nullopt;
  const Found found = find(baseName(side), m_scope.get());
  const NamespaceObj* const object = namespaceOf(found.value);
  if (!object || isInner(found.scope) || !isTheLoops(baseName(side), found)) return std::nullopt;
  const Value* const member = object->members->find(m_program.names[step->target]);
  if (!member || member->tag() != Tag::Int) return std::nullopt;
  const std::int64_t number = member->asInt();
  const Value other = evaluate(memberLeft ? right : *expr.first);
  if (other.tag() != Tag::Int) {
    m_recorder->spoiled = true;  // both sides have run already
    return compare(m_heap, expr.rest[0].first, memberLeft ? Value::integer(number) : other,
                   memberLeft ? other : Value::integer(number));
  }
  Guard guard;
  guard.kind = GuardKind::Compared;
  guard.op = expr.rest[0].first;
  guard.memberLeft = memberLeft;
  guard.name = baseName(side);
  guard.member = step->target;
  guard.position = other.asInt();
  guard.outcome = compares(guard.op, memberLeft ? number : other.asInt(), memberLeft ? other.asInt() : number);
  const bool outcome = guard.outcome;
  Recorder& record = *m_recorder;
  const std::size_t before = record.iteration.guards.size();
  recordMember(guard.name, *object, guard.member);
  // The name is noted; of the value only the outcome matters. A member that the iteration set itself needs no guard at
  // all.
  if (record.iteration.guards.size() > before) record.iteration.guards.back() = std::move(guard);
  return outcome;
}

/// Sums and differences of whole numbers, loop positions and lengths of lists: they cannot fail.
bool Interpreter::isPositional(const Expr& expr) const {
  if (expr.kind == ExprKind::Constant)
    return std::holds_alternative<std::int64_t>(m_program.constants[static_cast<const ConstantExpr&>(expr).index]);
  if (expr.kind == ExprKind::Arithmetic) {
    const auto& sum = static_cast<const ArithmeticExpr&>(expr);
    return isPositional(*sum.first) && std::all_of(sum.rest.begin(), sum.rest.end(), [this](const auto& each) {
             return (each.first == ArithmeticOp::Add || each.first == ArithmeticOp::Subtract) &&
                    isPositional(*each.second);
           });
  }
  if (expr.kind != ExprKind::Postfix) return false;
  const auto& postfix = static_cast<const PostfixExpr&>(expr);
  if (postfix.base->kind != ExprKind::Name || postfix.chain.size() != 1) return false;
  const Postfix& step = postfix.chain[0];
  const Found found = find(baseName(expr), m_scope.get());
  if (step.kind == PostfixKind::Attribute) {
    static constexpr std::string_view kNumbers[] = {"index", "index0", "revindex", "revindex0", "length"};
    return found.value->tag() == Tag::Loop && found.value->object() == m_recorder->loop &&
           std::find(std::begin(kNumbers), std::end(kNumbers), m_program.names[step.target]) != std::end(kNumbers);
  }
  const bool isLength = step.kind == PostfixKind::Filter && filterAt(step.target).name == "length";
  const bool bare = !step.arguments || (step.arguments->positional.empty() && step.arguments->named.empty() &&
                                        !step.arguments->morePositional && !step.arguments->moreNamed);
  if (!isLength || !bare || isInner(found.scope) || !found.value->isList() ||
      found.value->list().kind != ListKind::List)
    return false;
  Guard guard;
  guard.kind = GuardKind::AnyList;
  guard.name = baseName(expr);
  m_recorder->iteration.guards.push_back(std::move(guard));
  return true;
}

/// `{% set index = (messages|length - 1) - loop.index0 %}` at the top of an iteration is other in every cut, and mostly
/// nobody reads it: only who does spoils the record.
bool Interpreter::setsPosition(const SetStatement& set) {
  Recorder& record = *m_recorder;
  if (set.target.isMember || !set.target.parts.empty() || m_scope.get() != record.scope) return false;
  auto& names = record.positional;
  names.erase(std::remove(names.begin(), names.end(), set.target.name), names.end());
  if (set.value->kind != ExprKind::Arithmetic || !isPositional(*set.value)) return false;
  m_recorder = nullptr;
  const Value value = evaluate(*set.value);
  m_recorder = &record;
  define(set.target.name, value);
  names.push_back(set.target.name);
  return true;
}

}  // namespace timbre::text::jinja
