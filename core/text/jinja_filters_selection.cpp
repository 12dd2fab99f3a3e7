// SPDX-License-Identifier: GPL-3.0-or-later
// map, select, reject, selectattr, rejectattr, groupby. Python makes them lazy; here they compute at once, and their result is
// still a generator: truthy, without length, walked once.
#include "core/text/jinja_builtins.h"
#include "core/text/jinja_ops.h"
#include "core/text/jinja_sequence.h"

#include <algorithm>

namespace timbre::text::jinja {

namespace {

Args rest(const Args& args, std::size_t from) {
  Args out;
  out.positional.assign(args.positional.begin() + static_cast<std::ptrdiff_t>(std::min(from, args.positional.size())), args.positional.end());
  out.named = args.named;
  return out;
}

std::string_view nameArgument(const Args& args, std::size_t at, std::string_view what) {
  if (!args.positional[at].isString()) failType(std::string(what) + " must be named by a string");
  return args.positional[at].text();
}

Value filterMap(Heap& heap, const Value& input, const Args& args) {
  std::vector<Value> items = truth(input) ? iterate(heap, input) : std::vector<Value>();
  if (args.positional.empty()) {
    const Bound bound("map", args, {"attribute", "default"});
    const Value& path = bound.required(0);
    for (Value& item : items) {
      heap.step();
      item = attributePath(heap, item, path);
      if (item.isUndefined() && bound.has(1)) item = bound[1];
    }
    return heap.list(std::move(items), ListKind::Generator);
  }
  const std::string_view name = nameArgument(args, 0, "map(): the filter");
  const auto filter = findFilter(name);
  if (!filter) failUnsupported("the filter '" + std::string(name) + "'");
  const Args others = rest(args, 1);
  for (Value& item : items) {
    heap.step();
    item = filterAt(*filter).apply(heap, item, others);
  }
  return heap.list(std::move(items), ListKind::Generator);
}

Value pick(Heap& heap, const Value& input, const Args& args, bool byAttribute, bool wanted) {
  if (!truth(input)) return heap.list({}, ListKind::Generator);
  std::size_t at = 0;
  Value path;
  if (byAttribute) {
    if (args.positional.empty()) failType("Missing parameter for attribute name");
    path = args.positional[at++];
  }
  std::optional<std::uint32_t> test;
  if (at < args.positional.size()) {
    const std::string_view name = nameArgument(args, at++, "the test");
    test = findTest(name);
    if (!test) failUnsupported("the test '" + std::string(name) + "'");
  }
  const Args others = rest(args, at);
  std::vector<Value> out;
  for (Value& item : iterate(heap, input)) {
    heap.step();
    const Value subject = byAttribute ? attributePath(heap, item, path) : item;
    if ((test ? tests()[*test].apply(heap, subject, others) : truth(subject)) == wanted) out.push_back(std::move(item));
  }
  return heap.list(std::move(out), ListKind::Generator);
}

Value filterSelect(Heap& heap, const Value& input, const Args& args) { return pick(heap, input, args, false, true); }
Value filterReject(Heap& heap, const Value& input, const Args& args) { return pick(heap, input, args, false, false); }
Value filterSelectAttr(Heap& heap, const Value& input, const Args& args) { return pick(heap, input, args, true, true); }
Value filterRejectAttr(Heap& heap, const Value& input, const Args& args) { return pick(heap, input, args, true, false); }

Value filterGroupBy(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("groupby", args, {"attribute", "default", "case_sensitive"});
  const Value& path = bound.required(0);
  const bool caseSensitive = bound.boolean(2, false);
  std::vector<std::pair<Value, Value>> keyed;
  for (Value& item : iterate(heap, input)) {
    heap.step();
    Value key = sortKey(heap, item, path, caseSensitive);
    if (key.isUndefined() && bound.has(1)) key = bound[1];
    keyed.emplace_back(std::move(key), std::move(item));
  }
  std::stable_sort(keyed.begin(), keyed.end(), [&heap](const auto& a, const auto& b) {
    heap.step();
    return less(a.first, b.first);
  });
  std::vector<Value> groups;
  for (std::size_t i = 0; i < keyed.size();) {
    std::vector<Value> members;
    const std::size_t first = i;
    for (; i < keyed.size() && equals(keyed[i].first, keyed[first].first); ++i) members.push_back(keyed[i].second);
    const Value shown = attributePath(heap, members.front(), path);  // the key as the first member spells it
    groups.push_back(heap.list({shown.isUndefined() ? keyed[first].first : shown, heap.list(std::move(members))}, ListKind::Tuple));
    groups.back().list().group = true;
  }
  return heap.list(std::move(groups));
}

constexpr FilterEntry kFilters[] = {
    {"map", filterMap},           {"select", filterSelect},         {"reject", filterReject},
    {"selectattr", filterSelectAttr}, {"rejectattr", filterRejectAttr}, {"groupby", filterGroupBy},
};

}  // namespace

std::span<const FilterEntry> selectionFilters() { return kFilters; }

}  // namespace timbre::text::jinja
