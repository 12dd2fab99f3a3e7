// SPDX-License-Identifier: GPL-3.0-or-later
// `x is …`
#include "core/text/jinja_builtins.h"
#include "core/text/jinja_ops.h"
#include "core/text/jinja_text.h"

namespace timbre::text::jinja {

namespace {

std::int64_t integerOf(const Value& value) {
  if (value.isUndefined()) useOfUndefined(value);
  if (!value.isInteger()) failUnsupported("an odd/even/divisibleby test of '" + std::string(typeName(value)) + "'");
  return value.asInt();
}

/// Tests without argument are one table of predicates on the value.
template <bool (*Predicate)(const Value&)>
bool plain(Heap&, const Value& input, const Args& args) {
  Bound("the test", args, {});
  return Predicate(input);
}

bool isDefined(const Value& v) { return !v.isUndefined(); }
bool isUndefined(const Value& v) { return v.isUndefined(); }
bool isNone(const Value& v) { return v.isNone(); }
bool isBoolean(const Value& v) { return v.tag() == Tag::Bool; }
bool isTrue(const Value& v) { return v.tag() == Tag::Bool && v.asBool(); }
bool isFalse(const Value& v) { return v.tag() == Tag::Bool && !v.asBool(); }
bool isInteger(const Value& v) { return v.tag() == Tag::Int; }
bool isFloat(const Value& v) { return v.tag() == Tag::Float; }
bool isNumber(const Value& v) { return v.isNumber(); }
bool isString(const Value& v) { return v.isString(); }
bool isMapping(const Value& v) { return v.isDict(); }
bool isIterableTest(const Value& v) { return isIterable(v); }
bool isSequence(const Value& v) {
  if (v.isList()) return v.list().kind != ListKind::Generator && v.list().kind != ListKind::View;
  return v.isString() || v.isDict() || v.isUndefined();
}
bool isCallable(const Value& v) {
  return v.tag() == Tag::Macro || v.tag() == Tag::Function || v.tag() == Tag::Method || v.isUndefined() || v.tag() == Tag::Loop;
}
bool isOdd(const Value& v) { return integerOf(v) % 2 != 0; }
bool isEven(const Value& v) { return integerOf(v) % 2 == 0; }
bool isLower(const Value& v) {
  if (!v.isString()) failUnsupported("the test 'lower' of '" + std::string(typeName(v)) + "'");
  return allOf(v.text(), CharacterClass::Lower);
}
bool isUpper(const Value& v) {
  if (!v.isString()) failUnsupported("the test 'upper' of '" + std::string(typeName(v)) + "'");
  return allOf(v.text(), CharacterClass::Upper);
}
bool isEscaped(const Value& v) { return v.isString() && v.str().markup; }
/// Names are looked up in a dictionary, which a list or a dictionary cannot be a key of.
bool mayBeName(const Value& v) {
  if (v.isDict() || (v.isList() && v.list().kind == ListKind::List)) failType("unhashable type: '" + std::string(typeName(v)) + "'");
  return v.isString();
}
bool isFilter(const Value& v) { return mayBeName(v) && findFilter(v.text()).has_value(); }
bool isTest(const Value& v) { return mayBeName(v) && findTest(v.text()).has_value(); }

template <CompareOp Op>
bool comparing(Heap& heap, const Value& input, const Args& args) {
  return compare(heap, Op, input, Bound("the test", args, {"other"}).required(0));
}

bool divisibleBy(Heap&, const Value& input, const Args& args) {
  const std::int64_t divisor = integerOf(Bound("divisibleby", args, {"num"}).required(0));
  if (divisor == 0) failType("division by zero");
  return divisor == -1 || integerOf(input) % divisor == 0;
}

bool sameAs(Heap&, const Value& input, const Args& args) {
  const Bound bound("sameas", args, {"other"});
  const Value& other = bound.required(0);
  if (input.tag() != other.tag()) return false;
  if (input.object() || other.object()) return input.object() == other.object() || (input.isString() && equals(input, other));
  return equals(input, other);
}

constexpr TestEntry kTests[] = {
    {"defined", plain<isDefined>},
    {"undefined", plain<isUndefined>},
    {"none", plain<isNone>},
    {"boolean", plain<isBoolean>},
    {"true", plain<isTrue>},
    {"false", plain<isFalse>},
    {"integer", plain<isInteger>},
    {"float", plain<isFloat>},
    {"number", plain<isNumber>},
    {"string", plain<isString>},
    {"mapping", plain<isMapping>},
    {"sequence", plain<isSequence>},
    {"iterable", plain<isIterableTest>},
    {"callable", plain<isCallable>},
    {"odd", plain<isOdd>},
    {"even", plain<isEven>},
    {"lower", plain<isLower>},
    {"upper", plain<isUpper>},
    {"escaped", plain<isEscaped>},
    {"filter", plain<isFilter>},
    {"test", plain<isTest>},
    {"divisibleby", divisibleBy},
    {"sameas", sameAs},
    {"in", comparing<CompareOp::In>},
    {"eq", comparing<CompareOp::Equal>},
    {"==", comparing<CompareOp::Equal>},
    {"equalto", comparing<CompareOp::Equal>},
    {"ne", comparing<CompareOp::NotEqual>},
    {"!=", comparing<CompareOp::NotEqual>},
    {"lt", comparing<CompareOp::Less>},
    {"<", comparing<CompareOp::Less>},
    {"lessthan", comparing<CompareOp::Less>},
    {"le", comparing<CompareOp::LessEqual>},
    {"<=", comparing<CompareOp::LessEqual>},
    {"gt", comparing<CompareOp::Greater>},
    {">", comparing<CompareOp::Greater>},
    {"greaterthan", comparing<CompareOp::Greater>},
    {"ge", comparing<CompareOp::GreaterEqual>},
    {">=", comparing<CompareOp::GreaterEqual>},
};

}  // namespace

std::span<const TestEntry> tests() { return kTests; }

std::optional<std::uint32_t> findTest(std::string_view name) {
  for (std::uint32_t i = 0; i < std::size(kTests); ++i)
    if (kTests[i].name == name) return i;
  return std::nullopt;
}

}  // namespace timbre::text::jinja
