// SPDX-License-Identifier: GPL-3.0-or-later
// Python's operators on template values. What Python refuses with a TypeError is template.type here; whole numbers
// beyond 64 bits are template.budget("integer"). All results are charged to the heap.
#pragma once

#include "core/text/jinja_ast.h"
#include "core/text/jinja_value.h"

#include <string>
#include <string_view>
#include <vector>

namespace timbre::text::jinja {

/// "str", "list", "dict", "int" … for messages.
std::string_view typeName(const Value& value);
bool truth(const Value& value);
bool equals(const Value& left, const Value& right);
/// Throws template.type for kinds that Python does not order.
bool less(const Value& left, const Value& right);
/// Deep values cost steps by their size; `heap` pays.
bool compare(Heap& heap, CompareOp op, const Value& left, const Value& right);
bool contains(Heap& heap, const Value& container, const Value& item);
Value arithmetic(Heap& heap, ArithmeticOp op, const Value& left, const Value& right);
Value negate(const Value& value);

/// len(); undefined has length 0.
std::size_t lengthOf(const Value& value);
/// What a for loop walks: list items, dict keys, code points of a string. Undefined gives nothing; takes a generator's
/// rest.
std::vector<Value> iterate(Heap& heap, const Value& value);
bool isIterable(const Value& value);

/// x[key]: the value, or undefined; negative positions count from the end.
Value getItem(Heap& heap, const Value& object, const Value& key);
/// x.name: method, member or key.
Value getAttribute(Heap& heap, const Value& object, std::string_view name);
/// x[start:stop:step]; each may be undefined or none.
Value getSlice(Heap& heap, const Value& object, const Value& start, const Value& stop, const Value& step);

/// str(value) appended / as text.
std::string toText(Heap& heap, const Value& value);
/// `value` itself when it is a string, else str(value).
Value toStringValue(Heap& heap, const Value& value);
/// Python's repr, as lists print their items.
std::string toRepr(Heap& heap, const Value& value);
/// Raises UndefinedError's equivalent: template.undefined with the value's hint.
[[noreturn]] void useOfUndefined(const Value& value);

struct JsonStyle {
  bool asciiOnly = false;
  bool sortKeys = false;
  bool indented = false;
  std::string indent;
  std::string itemSeparator = ", ";
  std::string keySeparator = ": ";
};
/// json.dumps. Errors: template.type for values JSON has no form for.
Value toJson(Heap& heap, const Value& value, const JsonStyle& style);

}  // namespace timbre::text::jinja
