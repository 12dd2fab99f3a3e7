// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_ops.h"

#include "core/text/jinja_methods.h"
#include "core/text/jinja_text.h"

#include <algorithm>
#include <cmath>

namespace timbre::text::jinja {

std::string_view typeName(const Value& value) {
  switch (value.tag()) {
    case Tag::Undefined: return "Undefined";
    case Tag::None: return "NoneType";
    case Tag::Bool: return "bool";
    case Tag::Int: return "int";
    case Tag::Float: return "float";
    case Tag::String: return "str";
    case Tag::Dict: return "dict";
    case Tag::Namespace: return "Namespace";
    case Tag::Macro: return "Macro";
    case Tag::Loop: return "LoopContext";
    case Tag::Function:
    case Tag::Method: return "method";
    case Tag::List: break;
  }
  switch (value.list().kind) {
    case ListKind::List: return "list";
    case ListKind::Tuple: return "tuple";
    case ListKind::View: return "dict_view";
    case ListKind::Generator: return "generator";
    case ListKind::Range: return "range";
  }
  return "list";
}

void useOfUndefined(const Value& value) {
  if (value.object()) failUndefined(static_cast<StringObj*>(value.object())->text);
  failUndefined("a value");
}

bool truth(const Value& value) {
  switch (value.tag()) {
    case Tag::Undefined:
    case Tag::None: return false;
    case Tag::Bool:
    case Tag::Int: return value.asInt() != 0;
    case Tag::Float: return value.asReal() != 0;
    case Tag::String: return !value.text().empty();
    case Tag::List: return value.list().kind == ListKind::Generator || !value.list().items.empty();
    case Tag::Dict: return !value.dict().entries.empty();
    default: return true;
  }
}

namespace {

/// -1, 0, 1, or 2 when a NaN is in it. A whole number against a fraction is exact: 2^53 + 1 is not 2^53 + 1.0.
int order(const Value& left, const Value& right) {
  if (left.isInteger() && right.isInteger()) return left.asInt() < right.asInt() ? -1 : left.asInt() > right.asInt();
  const long double a = left.isInteger() ? static_cast<long double>(left.asInt()) : left.asReal();
  const long double b = right.isInteger() ? static_cast<long double>(right.asInt()) : right.asReal();
  return a < b ? -1 : a > b ? 1 : a == b ? 0 : 2;
}

bool equalsAt(const Value& left, const Value& right, int depth) {
  if (left.isNumber() && right.isNumber()) return order(left, right) == 0;
  if (left.tag() != right.tag()) return false;
  if (left.isUndefined() || left.isNone()) return true;
  if (left.tag() == Tag::Function) return left.functionId() == right.functionId();
  if (left.object() == right.object()) return true;
  if (left.isString()) {
    if (left.text().size() != right.text().size()) return false;
    left.object()->heap->work(left.text().size());
    return left.text() == right.text();
  }
  if (!left.isList() && !left.isDict()) return false;
  if (depth > kValueDepth) failBudget("depth");
  left.object()->heap->step();
  if (left.isList()) {
    const ListObj &a = left.list(), &b = right.list();
    if (a.kind != b.kind || a.kind == ListKind::Generator || a.items.size() != b.items.size()) return false;
    for (std::size_t i = 0; i < a.items.size(); ++i)
      if (!equalsAt(a.items[i], b.items[i], depth + 1)) return false;
    return true;
  }
  const DictObj &a = left.dict(), &b = right.dict();
  if (a.entries.size() != b.entries.size()) return false;
  for (const auto& [key, value] : a.entries) {
    const Value* other = b.find(key);
    if (!other || !equalsAt(value, *other, depth + 1)) return false;
  }
  return true;
}

[[noreturn]] void unordered(const Value& left, const Value& right) {
  if (left.isUndefined()) useOfUndefined(left);
  if (right.isUndefined()) useOfUndefined(right);
  failType("'" + std::string(typeName(left)) + "' and '" + std::string(typeName(right)) + "' cannot be ordered");
}

bool lessAt(const Value& left, const Value& right, int depth) {
  if (left.isNumber() && right.isNumber()) return order(left, right) == -1;
  if (left.isString() && right.isString()) {
    left.object()->heap->work(std::min(left.text().size(), right.text().size()));
    return left.text() < right.text();  // UTF-8 sorts as code points do
  }
  if (!left.isList() || !right.isList()) unordered(left, right);
  const ListObj &a = left.list(), &b = right.list();
  if (a.kind != b.kind || (a.kind != ListKind::List && a.kind != ListKind::Tuple)) unordered(left, right);
  if (depth > kValueDepth) failBudget("depth");
  a.heap->step();
  for (std::size_t i = 0; i < a.items.size() && i < b.items.size(); ++i)
    if (!equalsAt(a.items[i], b.items[i], depth + 1)) return lessAt(a.items[i], b.items[i], depth + 1);
  return a.items.size() < b.items.size();
}

std::int64_t checkedPower(std::int64_t base, std::int64_t exponent) {
  std::int64_t result = 1;
  while (exponent > 0) {
    if ((exponent & 1) && __builtin_mul_overflow(result, base, &result)) failBudget("integer");
    exponent >>= 1;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) failBudget("integer");
  }
  return result;
}

Value integerArithmetic(ArithmeticOp op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  switch (op) {
    case ArithmeticOp::Add: if (__builtin_add_overflow(a, b, &out)) failBudget("integer"); break;
    case ArithmeticOp::Subtract: if (__builtin_sub_overflow(a, b, &out)) failBudget("integer"); break;
    case ArithmeticOp::Multiply: if (__builtin_mul_overflow(a, b, &out)) failBudget("integer"); break;
    case ArithmeticOp::Divide:
      if (b == 0) failType("division by zero");
      return Value::real(static_cast<double>(a) / static_cast<double>(b));
    case ArithmeticOp::FloorDivide:
    case ArithmeticOp::Modulo:
      if (b == 0) failType("division by zero");
      if (b == -1) {  // INT64_MIN / -1 is no int64
        if (op == ArithmeticOp::Modulo) return Value::integer(0);
        if (__builtin_sub_overflow(std::int64_t(0), a, &out)) failBudget("integer");
        break;
      }
      out = op == ArithmeticOp::Modulo ? a % b : a / b;
      if (a % b != 0 && (a % b < 0) != (b < 0)) out += op == ArithmeticOp::Modulo ? b : -1;
      break;
    case ArithmeticOp::Power:
      if (b < 0) {
        if (a == 0) failType("0 cannot be raised to a negative power");
        return Value::real(std::pow(static_cast<double>(a), static_cast<double>(b)));
      }
      out = a == 0 || a == 1 ? (b == 0 ? 1 : a) : a == -1 ? (b % 2 ? -1 : 1) : checkedPower(a, b);
      break;
  }
  return Value::integer(out);
}

Value realArithmetic(ArithmeticOp op, double a, double b) {
  switch (op) {
    case ArithmeticOp::Add: return Value::real(a + b);
    case ArithmeticOp::Subtract: return Value::real(a - b);
    case ArithmeticOp::Multiply: return Value::real(a * b);
    case ArithmeticOp::Power: return Value::real(std::pow(a, b));
    default: break;
  }
  if (b == 0) failType("division by zero");
  if (op == ArithmeticOp::Divide) return Value::real(a / b);
  double remainder = std::fmod(a, b);
  if (remainder != 0 && (remainder < 0) != (b < 0)) remainder += b;
  return Value::real(op == ArithmeticOp::Modulo ? remainder : std::floor((a - remainder) / b + 0.5));
}

Value repeat(Heap& heap, const Value& sequence, std::int64_t times) {
  const std::size_t count = times > 0 ? static_cast<std::size_t>(times) : 0;
  if (sequence.isString()) {
    TextBuilder out(heap);
    out.repeat(sequence.text(), count);
    return out.finish(sequence.str().markup);
  }
  const std::vector<Value>& items = sequence.list().items;
  if (!items.empty() && count > (SIZE_MAX >> 8) / items.size()) failBudget("memory");
  heap.room(items.size() * count * sizeof(Value));
  heap.step(items.size() * count / 8);
  std::vector<Value> out;
  out.reserve(items.size() * count);
  for (std::size_t i = 0; i < count; ++i) out.insert(out.end(), items.begin(), items.end());
  return heap.list(std::move(out), sequence.list().kind);
}

bool isPlainSequence(const Value& value) {
  return value.isList() && (value.list().kind == ListKind::List || value.list().kind == ListKind::Tuple);
}

Value addStrings(Heap& heap, const Value& left, const Value& right) {
  const bool markup = left.str().markup || right.str().markup;
  TextBuilder out(heap);
  for (const Value* side : {&left, &right}) {
    if (markup && !side->str().markup) out.add(escapeHtml(side->text()));
    else out.add(side->text());
  }
  return out.finish(markup);
}

}  // namespace

bool equals(const Value& left, const Value& right) { return equalsAt(left, right, 0); }
bool less(const Value& left, const Value& right) { return lessAt(left, right, 0); }

bool compare(Heap& heap, CompareOp op, const Value& left, const Value& right) {
  heap.step();
  switch (op) {
    case CompareOp::Equal: return equals(left, right);
    case CompareOp::NotEqual: return !equals(left, right);
    case CompareOp::In: return contains(heap, right, left);
    case CompareOp::NotIn: return !contains(heap, right, left);
    default: break;
  }
  if (left.isNumber() && right.isNumber() && order(left, right) == 2) return false;  // NaN
  switch (op) {
    case CompareOp::Less: return less(left, right);
    case CompareOp::Greater: return less(right, left);
    case CompareOp::LessEqual: return !less(right, left);
    default: return !less(left, right);
  }
}

bool contains(Heap& heap, const Value& container, const Value& item) {
  switch (container.tag()) {
    case Tag::Undefined: return false;
    case Tag::String:
      if (item.isUndefined()) useOfUndefined(item);
      if (!item.isString()) failType("'in <string>' requires a string, not " + std::string(typeName(item)));
      heap.work(container.text().size());
      return findText(container.text(), item.text()) != std::string_view::npos;
    case Tag::Dict: return container.dict().find(item) != nullptr;
    case Tag::List:
      for (const Value& candidate : container.list().kind == ListKind::Generator ? iterate(heap, container) : container.list().items) {
        heap.step();
        if (equals(candidate, item)) return true;
      }
      return false;
    default: failType("'" + std::string(typeName(container)) + "' is not iterable");
  }
}

Value arithmetic(Heap& heap, ArithmeticOp op, const Value& left, const Value& right) {
  heap.step();
  if (left.isInteger() && right.isInteger()) return integerArithmetic(op, left.asInt(), right.asInt());
  if (left.isNumber() && right.isNumber()) return realArithmetic(op, left.asReal(), right.asReal());
  if (left.isUndefined()) useOfUndefined(left);
  if (op == ArithmeticOp::Modulo && left.isString()) {
    return formatPercent(heap, left.str(), right);
  }
  if (right.isUndefined()) useOfUndefined(right);
  if (op == ArithmeticOp::Add) {
    if (left.isString() && right.isString()) return addStrings(heap, left, right);
    if (isPlainSequence(left) && isPlainSequence(right) && left.list().kind == right.list().kind) {
      heap.room((left.list().items.size() + right.list().items.size()) * sizeof(Value));
      std::vector<Value> out = left.list().items;
      out.insert(out.end(), right.list().items.begin(), right.list().items.end());
      return heap.list(std::move(out), left.list().kind);
    }
  }
  if (op == ArithmeticOp::Multiply) {
    if ((left.isString() || isPlainSequence(left)) && right.isInteger()) return repeat(heap, left, right.asInt());
    if ((right.isString() || isPlainSequence(right)) && left.isInteger()) return repeat(heap, right, left.asInt());
  }
  static constexpr std::string_view kSigns[] = {"+", "-", "*", "/", "//", "%", "**"};
  failType("unsupported operand types for " + std::string(kSigns[static_cast<int>(op)]) + ": '" + std::string(typeName(left)) + "' and '" + std::string(typeName(right)) + "'");
}

Value negate(const Value& value) {
  if (value.isUndefined()) useOfUndefined(value);
  if (value.tag() == Tag::Float) return Value::real(-value.asReal());
  if (!value.isInteger()) failType("bad operand type for unary -: '" + std::string(typeName(value)) + "'");
  return integerArithmetic(ArithmeticOp::Subtract, 0, value.asInt());
}

}  // namespace timbre::text::jinja
