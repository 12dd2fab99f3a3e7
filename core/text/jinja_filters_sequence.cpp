// SPDX-License-Identifier: GPL-3.0-or-later
// Filters over lists and dictionaries, and the lookup of filters by name.
#include "core/text/jinja_builtins.h"
#include "core/text/jinja_ops.h"
#include "core/text/jinja_sequence.h"
#include "core/text/jinja_text.h"

#include <algorithm>

namespace timbre::text::jinja {

Value attributePath(Heap& heap, const Value& object, const Value& path) {
  if (!path.isString()) return getItem(heap, object, path);
  Value out = object;
  std::string_view rest = path.text();
  for (;;) {
    const std::size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    const bool number = !part.empty() && part.size() < 18 && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    out = getItem(heap, out, number ? Value::integer(std::stoll(std::string(part))) : heap.string(std::string(part)));
    if (dot == std::string_view::npos) return out;
    rest.remove_prefix(dot + 1);
  }
}

Value sortKey(Heap& heap, const Value& item, const Value& path, bool caseSensitive) {
  const Value key = path.isUndefined() || path.isNone() ? item : attributePath(heap, item, path);
  if (caseSensitive || !key.isString()) return key;
  return heap.string(toLower(key.text()));
}

namespace {

Value filterLength(Heap&, const Value& input, const Args& args) {
  Bound("length", args, {});
  return Value::integer(static_cast<std::int64_t>(lengthOf(input)));
}

Value filterFirst(Heap& heap, const Value& input, const Args& args) {
  Bound("first", args, {});
  if (input.isString() && !input.text().empty()) return getItem(heap, input, Value::integer(0));
  if (input.isList() && input.list().kind == ListKind::Generator) {
    ListObj& list = input.list();
    return list.taken < list.items.size() ? list.items[list.taken++] : heap.undefined("No first item, sequence was empty.");
  }
  const std::vector<Value> items = iterate(heap, input);
  return items.empty() ? heap.undefined("No first item, sequence was empty.") : items.front();
}

Value filterLast(Heap& heap, const Value& input, const Args& args) {
  Bound("last", args, {});
  if (input.isList() && input.list().kind == ListKind::Generator) failType("'generator' object is not reversible");
  if (input.isString() && !input.text().empty()) return getItem(heap, input, Value::integer(-1));
  const std::vector<Value> items = iterate(heap, input);
  return items.empty() ? heap.undefined("No last item, sequence was empty.") : items.back();
}

Value filterItems(Heap& heap, const Value& input, const Args& args) {
  Bound("items", args, {});
  if (input.isUndefined()) return heap.list({}, ListKind::Generator);
  if (!input.isDict()) {  // a generator: nothing fails before somebody walks it
    const Value pairs = heap.list({}, ListKind::Generator);
    pairs.list().failing = true;
    return pairs;
  }
  return dictPairs(heap, input.dict(), ListKind::Generator);
}

Value filterJoin(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("join", args, {"d", "attribute"});
  const std::string separator = bound.has(0) ? toText(heap, bound[0]) : std::string();
  TextBuilder out(heap);
  bool first = true;
  for (const Value& item : iterate(heap, input)) {
    heap.step();
    if (!first) out.add(separator);
    first = false;
    const Value value = bound.has(1) && !bound[1].isNone() ? attributePath(heap, item, bound[1]) : item;
    if (value.isString()) out.add(value.text());
    else out.add(toText(heap, value));
  }
  return out.finish();
}

Value filterList(Heap& heap, const Value& input, const Args& args) {
  Bound("list", args, {});
  return heap.list(iterate(heap, input));
}

Value filterReverse(Heap& heap, const Value& input, const Args& args) {
  Bound("reverse", args, {});
  if (input.isString()) return getSlice(heap, input, Value::none(), Value::none(), Value::integer(-1));
  if (!isIterable(input)) failType("argument must be iterable");
  std::vector<Value> items = iterate(heap, input);
  std::reverse(items.begin(), items.end());
  return heap.list(std::move(items), ListKind::Generator);
}

/// Stable; keys are made once. Ordering costs steps like any other work. `equalMay`: equal keys are not asked which is less, so that
/// those without an order may stand twice.
std::vector<Value> sorted(Heap& heap, std::vector<Value> items, const Value& path, bool caseSensitive, bool reverse, bool equalMay) {
  struct Keyed {
    std::vector<Value> keys;
    Value item;
  };
  std::vector<Value> paths;
  if (path.isString() && path.text().find(',') != std::string_view::npos) {
    std::string_view rest = path.text();
    for (std::size_t comma = 0; comma != std::string_view::npos;) {
      comma = rest.find(',');
      paths.push_back(heap.string(std::string(rest.substr(0, comma))));
      if (comma != std::string_view::npos) rest.remove_prefix(comma + 1);
    }
  } else {
    paths.push_back(path);
  }
  heap.room(items.size() * (sizeof(Keyed) + paths.size() * sizeof(Value)));
  std::vector<Keyed> keyed;
  keyed.reserve(items.size());
  for (Value& item : items) {
    heap.step();
    Keyed entry;
    for (const Value& each : paths) entry.keys.push_back(sortKey(heap, item, each, caseSensitive));
    entry.item = std::move(item);
    keyed.push_back(std::move(entry));
  }
  const auto before = [&heap, equalMay](const Keyed& a, const Keyed& b) {
    heap.step();
    for (std::size_t i = 0; i < a.keys.size(); ++i) {
      if (equalMay && equals(a.keys[i], b.keys[i])) continue;
      if (less(a.keys[i], b.keys[i])) return true;
      if (less(b.keys[i], a.keys[i])) return false;
    }
    return false;
  };
  if (reverse) std::stable_sort(keyed.begin(), keyed.end(), [&](const Keyed& a, const Keyed& b) { return before(b, a); });
  else std::stable_sort(keyed.begin(), keyed.end(), before);
  for (std::size_t i = 0; i < keyed.size(); ++i) items[i] = std::move(keyed[i].item);
  return items;
}

Value filterSort(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("sort", args, {"reverse", "case_sensitive", "attribute"});
  return heap.list(sorted(heap, iterate(heap, input), bound[2], bound.boolean(1, false), bound.boolean(0, false), true));
}

Value filterDictSort(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("dictsort", args, {"case_sensitive", "by", "reverse"});
  if (input.isUndefined()) useOfUndefined(input);
  if (!input.isDict()) failType("dictsort of '" + std::string(typeName(input)) + "'");
  const std::string_view by = bound.has(1) ? bound.text(1) : "key";
  if (by != "key" && by != "value") failType("You can only sort by either \"key\" or \"value\"");
  const Value pairs = dictPairs(heap, input.dict(), ListKind::List);
  return heap.list(sorted(heap, iterate(heap, pairs), Value::integer(by == "key" ? 0 : 1), bound.boolean(0, false), bound.boolean(2, false), false));
}

Value filterUnique(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("unique", args, {"case_sensitive", "attribute"});
  Ref<DictObj> seen = heap.make<DictObj>();
  std::vector<Value> out;
  for (Value& item : iterate(heap, input)) {
    heap.step();
    const Value key = sortKey(heap, item, bound[1], bound.boolean(0, false));
    if (seen->find(key)) continue;
    seen->set(key, Value::none());
    out.push_back(std::move(item));
  }
  return heap.list(std::move(out), ListKind::Generator);
}

Value extreme(Heap& heap, const Value& input, const Bound& bound, bool largest) {
  Value best, bestKey;
  bool any = false;
  for (const Value& item : iterate(heap, input)) {
    heap.step();
    const Value key = sortKey(heap, item, bound[1], bound.boolean(0, false));
    if (any && !(largest ? less(bestKey, key) : less(key, bestKey))) continue;
    best = item;
    bestKey = key;
    any = true;
  }
  return any ? best : heap.undefined("No aggregated item, sequence was empty.");
}

Value filterMax(Heap& heap, const Value& input, const Args& args) {
  return extreme(heap, input, Bound("max", args, {"case_sensitive", "attribute"}), true);
}
Value filterMin(Heap& heap, const Value& input, const Args& args) {
  return extreme(heap, input, Bound("min", args, {"case_sensitive", "attribute"}), false);
}

Value filterSum(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("sum", args, {"attribute", "start"});
  Value total = bound.has(1) ? bound[1] : Value::integer(0);
  if (total.isString()) failType("sum() can't sum strings");
  for (const Value& item : iterate(heap, input)) {
    const bool direct = !bound.has(0) || bound[0].isNone();
    total = arithmetic(heap, ArithmeticOp::Add, total, direct ? item : attributePath(heap, item, bound[0]));
  }
  return total;
}

Value filterBatch(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("batch", args, {"linecount", "fill_with"});
  bound.required(0);
  const std::int64_t size = bound.integer(0, 0);
  if (size < 1) failType("batch() needs a positive size");
  std::vector<Value> out, row;
  for (Value& item : iterate(heap, input)) {
    heap.step();
    if (static_cast<std::int64_t>(row.size()) == size) out.push_back(heap.list(std::exchange(row, {})));
    row.push_back(std::move(item));
  }
  if (!row.empty()) {
    if (bound.has(1) && !bound[1].isNone() && static_cast<std::int64_t>(row.size()) < size) {
      heap.room(static_cast<std::size_t>(std::min<std::int64_t>(size, INT64_MAX / 64)) * sizeof(Value));
      row.resize(static_cast<std::size_t>(size), bound[1]);
    }
    out.push_back(heap.list(std::move(row)));
  }
  return heap.list(std::move(out), ListKind::Generator);
}

Value filterSlice(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("slice", args, {"slices", "fill_with"});
  bound.required(0);
  const std::int64_t slices = bound.integer(0, 0);
  const std::vector<Value> items = iterate(heap, input);
  if (slices < 1) failType("slice() needs a positive number");
  heap.room(static_cast<std::size_t>(std::min<std::int64_t>(slices, INT64_MAX / 256)) * 100);
  const std::size_t count = static_cast<std::size_t>(slices), each = items.size() / count, more = items.size() % count;
  std::vector<Value> out;
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    heap.step();
    const std::size_t end = at + each + (i < more ? 1 : 0);
    std::vector<Value> part(items.begin() + static_cast<std::ptrdiff_t>(at), items.begin() + static_cast<std::ptrdiff_t>(end));
    if (bound.has(1) && !bound[1].isNone() && i >= more) part.push_back(bound[1]);
    out.push_back(heap.list(std::move(part)));
    at = end;
  }
  return heap.list(std::move(out), ListKind::Generator);
}

Value filterAttr(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("attr", args, {"name"});
  const std::string name = toText(heap, bound.required(0));
  if (input.isUndefined()) useOfUndefined(input);
  if (input.isDict()) {  // attributes only, never keys
    Ref<DictObj> empty = heap.make<DictObj>();
    return getAttribute(heap, Value(Tag::Dict, empty.get()), name);
  }
  return getAttribute(heap, input, name);
}

constexpr FilterEntry kFilters[] = {
    {"length", filterLength}, {"count", filterLength}, {"first", filterFirst},       {"last", filterLast},     {"items", filterItems},
    {"join", filterJoin},     {"list", filterList},    {"reverse", filterReverse},   {"sort", filterSort},     {"dictsort", filterDictSort},
    {"unique", filterUnique}, {"max", filterMax},      {"min", filterMin},           {"sum", filterSum},       {"batch", filterBatch},
    {"slice", filterSlice},   {"attr", filterAttr},
};

}  // namespace

Value dictPairs(Heap& heap, const DictObj& dict, ListKind kind) {
  std::vector<Value> pairs;
  heap.room(dict.entries.size() * (sizeof(ListObj) + 3 * sizeof(Value)));
  pairs.reserve(dict.entries.size());
  for (const auto& [key, value] : dict.entries) {
    heap.step();
    pairs.push_back(heap.list({key, value}, ListKind::Tuple));
  }
  return heap.list(std::move(pairs), kind);
}

std::span<const FilterEntry> sequenceFilters() { return kFilters; }

std::optional<std::uint32_t> findFilter(std::string_view name) {
  std::uint32_t index = 0;
  for (const auto table : {textFilters(), sequenceFilters(), selectionFilters()})
    for (const FilterEntry& entry : table) {
      if (entry.name == name) return index;
      ++index;
    }
  return std::nullopt;
}

const FilterEntry& filterAt(std::uint32_t index) {
  const auto first = textFilters(), second = sequenceFilters();
  if (index < first.size()) return first[index];
  index -= static_cast<std::uint32_t>(first.size());
  if (index < second.size()) return second[index];
  return selectionFilters()[index - second.size()];
}

}  // namespace timbre::text::jinja
