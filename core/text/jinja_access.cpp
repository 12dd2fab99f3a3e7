// SPDX-License-Identifier: GPL-3.0-or-later
// Looking into values: length, iteration, x[i], x.name, x[a:b:c].
#include "core/text/jinja_methods.h"
#include "core/text/jinja_ops.h"
#include "core/text/jinja_text.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace timbre::text::jinja {

std::size_t lengthOf(const Value& value) {
  if (value.isUndefined()) return 0;
  if (value.isString()) return value.str().length();
  if (value.isDict()) return value.dict().entries.size();
  if (value.isList() && value.list().kind != ListKind::Generator) return value.list().items.size();
  failType("object of type '" + std::string(typeName(value)) + "' has no len()");
}

bool isIterable(const Value& value) {
  return value.isUndefined() || value.isString() || value.isDict() || value.isList() || value.tag() == Tag::Loop;
}

std::vector<Value> iterate(Heap& heap, const Value& value) {
  std::vector<Value> out;
  switch (value.tag()) {
    case Tag::Undefined: return out;
    case Tag::List: {
      ListObj& list = value.list();
      const std::size_t from = list.kind == ListKind::Generator ? list.taken : 0;
      if (list.failing) failType("Can only get item pairs from a mapping.");
      heap.room((list.items.size() - from) * sizeof(Value));
      heap.step((list.items.size() - from) / 8);
      out.assign(list.items.begin() + static_cast<std::ptrdiff_t>(from), list.items.end());
      if (list.kind == ListKind::Generator) list.taken = list.items.size();
      return out;
    }
    case Tag::Dict:
      heap.room(value.dict().entries.size() * sizeof(Value));
      heap.step(value.dict().entries.size() / 8);
      for (const auto& entry : value.dict().entries) out.push_back(entry.first);
      return out;
    case Tag::String: {
      const std::string_view text = value.text();
      heap.room(value.str().length() * (sizeof(Value) + sizeof(StringObj)));
      for (std::size_t i = 0; i < text.size();) {
        heap.step();
        const unsigned length = base::decodeUtf8(text, i).length;
        out.push_back(heap.string(std::string(text.substr(i, length))));  // a Markup gives plain letters
        i += length;
      }
      return out;
    }
    default: failType("'" + std::string(typeName(value)) + "' object is not iterable");
  }
}

namespace {

Value missing(Heap& heap, std::string_view name) { return heap.undefined(std::string(name.substr(0, 200))); }

/// The method of this name, as a value, when the type has one.
bool findAttribute(Heap& heap, const Value& object, std::string_view name, Value& out) {
  if (object.tag() == Tag::Namespace) {
    const Value* found = static_cast<NamespaceObj*>(object.object())->members->find(name);
    if (found) out = *found;
    return found != nullptr;
  }
  if (object.isList() && object.list().group && (name == "grouper" || name == "list")) {
    out = object.list().items[name == "list" ? 1 : 0];
    return true;
  }
  if (const auto method = findMethod(object, name)) {
    out = heap.method(object, *method);
    return true;
  }
  return false;
}

Value itemAt(Heap& heap, const Value& object, std::int64_t at) {
  const auto length = static_cast<std::int64_t>(lengthOf(object));
  if (at < 0) at += length;
  if (at < 0 || at >= length) return missing(heap, std::string(typeName(object)) + " element " + std::to_string(at));
  if (object.isList()) return object.list().items[static_cast<std::size_t>(at)];
  const StringObj& text = object.str();
  if (!text.ascii()) heap.walk(text.text.size());
  const std::size_t begin = pointOffset(text, static_cast<std::size_t>(at));
  return heap.string(text.text.substr(begin, base::decodeUtf8(text.text, begin).length), text.markup);
}

}  // namespace

Value getItem(Heap& heap, const Value& object, const Value& key) {
  if (object.isUndefined()) useOfUndefined(object);
  if (object.isDict()) {
    if (key.isDict() || (key.isList() && key.list().kind != ListKind::Tuple)) return missing(heap, "unhashable key");
    if (key.isUndefined()) return missing(heap, "undefined key");
    if (const Value* found = object.dict().find(key)) return *found;
  } else if (key.isInteger() && (object.isString() || (object.isList() && object.list().kind != ListKind::Generator && object.list().kind != ListKind::View))) {
    return itemAt(heap, object, key.asInt());
  }
  if (!key.isString()) return missing(heap, toText(heap, key));
  Value out;
  return findAttribute(heap, object, key.text(), out) ? out : missing(heap, key.text());
}

Value getAttribute(Heap& heap, const Value& object, std::string_view name) {
  if (object.isUndefined()) useOfUndefined(object);
  Value out;
  if (findAttribute(heap, object, name, out)) return out;
  if (object.isDict())
    if (const Value* found = object.dict().find(name)) return *found;
  return missing(heap, name);
}

namespace {

std::int64_t boundOf(const Value& value, std::int64_t fallback) {
  if (value.isUndefined() || value.isNone()) return fallback;
  if (!value.isInteger()) failType("slice indices must be integers or None");
  return value.asInt();
}

std::int64_t clampIndex(std::int64_t at, std::int64_t length, std::int64_t low, std::int64_t high) {
  if (at < 0) at = at < -length ? low : at + length;
  return std::clamp(at, low, high);
}

Value sliceText(Heap& heap, const StringObj& text, const std::vector<std::int64_t>& picks, std::int64_t step) {
  TextBuilder out(heap);
  if (step == 1 && !picks.empty()) {
    const std::size_t begin = pointOffset(text, static_cast<std::size_t>(picks.front()));
    const std::size_t end = pointOffset(text, static_cast<std::size_t>(picks.front() + picks.back()));
    out.add(std::string_view(text.text).substr(begin, end - begin));
    return out.finish(text.markup);
  }
  std::vector<std::uint32_t> offsets;
  if (!text.ascii()) {
    heap.room(text.length() * sizeof(std::uint32_t));
    for (std::size_t i = 0; i < text.text.size(); i += base::decodeUtf8(text.text, i).length) offsets.push_back(static_cast<std::uint32_t>(i));
  }
  for (const std::int64_t pick : picks) {
    const std::size_t begin = offsets.empty() ? static_cast<std::size_t>(pick) : offsets[static_cast<std::size_t>(pick)];
    out.add(std::string_view(text.text).substr(begin, base::decodeUtf8(text.text, begin).length));
  }
  return out.finish(text.markup);
}

}  // namespace

Value getSlice(Heap& heap, const Value& object, const Value& start, const Value& stop, const Value& stepValue) {
  if (object.isUndefined()) useOfUndefined(object);
  const bool isList = object.isList() && object.list().kind != ListKind::Generator && object.list().kind != ListKind::View;
  if (!isList && !object.isString()) failType("'" + std::string(typeName(object)) + "' object cannot be sliced");
  const std::int64_t step = boundOf(stepValue, 1);
  if (step == 0) failType("slice step cannot be zero");
  const auto length = static_cast<std::int64_t>(lengthOf(object));
  const std::int64_t low = step > 0 ? 0 : -1;
  const std::int64_t high = step > 0 ? length : length - 1;
  const std::int64_t first = clampIndex(boundOf(start, step > 0 ? 0 : high), length, low, high);
  // An absent stop of a backward slice lies before the first element, which no index can name.
  const bool openStop = stop.isUndefined() || stop.isNone();
  const std::int64_t last = openStop ? (step > 0 ? length : -1) : clampIndex(boundOf(stop, 0), length, low, high);
  const std::int64_t distance = step > 0 ? last - first : first - last;
  const std::uint64_t stride = step > 0 ? static_cast<std::uint64_t>(step) : 0 - static_cast<std::uint64_t>(step);
  const std::uint64_t count = distance <= 0 ? 0 : (static_cast<std::uint64_t>(distance) - 1) / stride + 1;
  if (object.isString()) heap.walk(object.text().size());
  std::vector<std::int64_t> picks;
  if (object.isString() && step == 1) {
    if (count > 0) picks = {first, static_cast<std::int64_t>(count)};
    return sliceText(heap, object.str(), picks, 1);
  }
  heap.room(count * (sizeof(Value) + sizeof(std::int64_t)));
  heap.step(count / 8);
  picks.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i)
    picks.push_back(step > 0 ? first + static_cast<std::int64_t>(i * stride) : first - static_cast<std::int64_t>(i * stride));
  if (object.isString()) return sliceText(heap, object.str(), picks, step);
  std::vector<Value> out;
  out.reserve(count);
  for (const std::int64_t pick : picks) out.push_back(object.list().items[static_cast<std::size_t>(pick)]);
  return heap.list(std::move(out), object.list().kind);
}

}  // namespace timbre::text::jinja
