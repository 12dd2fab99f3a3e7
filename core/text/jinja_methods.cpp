// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_methods.h"

#include "core/text/jinja_ops.h"
#include "core/text/jinja_sequence.h"
#include "core/text/jinja_text.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace timbre::text::jinja {

namespace {

/// The optional set of characters of strip(): null for white space.
struct Characters {
  std::string_view set;
  bool given = false;
  const std::string_view* get() const { return given ? &set : nullptr; }
};
Characters charactersOf(const Bound& bound, std::size_t at) {
  Characters out;
  out.given = bound.has(at) && !bound[at].isNone();
  if (out.given) out.set = bound.text(at);
  return out;
}

Value stripped(Heap& heap, const Value& self, const Args& args, bool left, bool right) {
  const Bound bound("strip", args, {"chars"});
  const Characters set = charactersOf(bound, 0);
  if (set.set.size() > 1024) failUnsupported("strip() of more than a thousand kinds of characters");
  const std::string_view inner = strip(self.text(), set.get(), left, right);
  heap.walk((self.text().size() - inner.size()) * (set.set.size() + 1));
  return inner.size() == self.text().size() ? self : heap.string(std::string(inner), self.str().markup);
}
Value strStrip(Heap& heap, const Value& self, const Args& args) { return stripped(heap, self, args, true, true); }
Value strLStrip(Heap& heap, const Value& self, const Args& args) { return stripped(heap, self, args, true, false); }
Value strRStrip(Heap& heap, const Value& self, const Args& args) { return stripped(heap, self, args, false, true); }

Value split(Heap& heap, const Value& self, const Args& args, bool fromRight) {
  const Bound bound("split", args, {"sep", "maxsplit"});
  const Characters separator = charactersOf(bound, 0);
  if (separator.given && separator.set.empty()) failType("empty separator");
  return splitText(heap, self.str(), separator.get(), bound.integer(1, -1), fromRight);
}
Value strSplit(Heap& heap, const Value& self, const Args& args) { return split(heap, self, args, false); }
Value strRSplit(Heap& heap, const Value& self, const Args& args) { return split(heap, self, args, true); }

Value strSplitLines(Heap& heap, const Value& self, const Args& args) {
  const Bound bound("splitlines", args, {"keepends"});
  std::vector<Value> out;
  for (const std::string_view line : splitLines(heap, self.text(), bound.boolean(0, false))) out.push_back(heap.string(std::string(line), self.str().markup));
  return heap.list(std::move(out));
}

/// The part of the text that start and end (code points) leave, and where it begins in bytes.
std::string_view window(const StringObj& text, const Bound& bound, std::size_t& begin) {
  const auto length = static_cast<std::int64_t>(text.length());
  const auto at = [&](std::size_t i, std::int64_t fallback) {
    std::int64_t value = bound.has(i) && !bound[i].isNone() ? bound.integer(i, fallback) : fallback;
    if (value < 0) value += length;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(value, 0, length));
  };
  begin = pointOffset(text, at(1, 0));
  const std::size_t end = pointOffset(text, at(2, length));
  return end <= begin ? std::string_view() : std::string_view(text.text).substr(begin, end - begin);
}

Value affix(Heap& heap, const Value& self, const Args& args, bool atStart) {
  const Bound bound(atStart ? "startswith" : "endswith", args, {"prefix", "start", "end"});
  std::size_t begin = 0;
  const std::string_view text = window(self.str(), bound, begin);
  const auto matches = [&](const Value& part) {
    if (part.isUndefined()) useOfUndefined(part);
    if (!part.isString()) failType("startswith/endswith need a string or a tuple of strings");
    return atStart ? text.starts_with(part.text()) : text.ends_with(part.text());
  };
  const Value& wanted = bound.required(0);
  heap.step();
  if (!wanted.isList() || wanted.list().kind != ListKind::Tuple) return Value::boolean(matches(wanted));
  return Value::boolean(std::any_of(wanted.list().items.begin(), wanted.list().items.end(), matches));
}
Value strStartsWith(Heap& heap, const Value& self, const Args& args) { return affix(heap, self, args, true); }
Value strEndsWith(Heap& heap, const Value& self, const Args& args) { return affix(heap, self, args, false); }

std::int64_t search(Heap& heap, const Value& self, const Args& args, bool fromRight) {
  const Bound bound("find", args, {"sub", "start", "end"});
  std::size_t begin = 0;
  const std::string_view text = window(self.str(), bound, begin), wanted = bound.text(0);
  heap.work(text.size());
  const std::size_t at = fromRight ? findLastText(text, wanted) : findText(text, wanted);
  return at == std::string_view::npos ? -1 : static_cast<std::int64_t>(offsetToPoint(self.str(), begin + at));
}
Value strFind(Heap& heap, const Value& self, const Args& args) { return Value::integer(search(heap, self, args, false)); }
Value strRFind(Heap& heap, const Value& self, const Args& args) { return Value::integer(search(heap, self, args, true)); }
Value found(std::int64_t at) {
  if (at < 0) failType("substring not found");
  return Value::integer(at);
}
Value strIndex(Heap& heap, const Value& self, const Args& args) { return found(search(heap, self, args, false)); }
Value strRIndex(Heap& heap, const Value& self, const Args& args) { return found(search(heap, self, args, true)); }

Value strCount(Heap& heap, const Value& self, const Args& args) {
  const Bound bound("count", args, {"sub", "start", "end"});
  std::size_t begin = 0;
  std::string_view text = window(self.str(), bound, begin);
  const std::string_view wanted = bound.text(0);
  heap.work(text.size());
  if (wanted.empty()) return Value::integer(static_cast<std::int64_t>(base::codePointCount(text)) + 1);
  std::int64_t count = 0;
  for (std::size_t at = findText(text, wanted); at != std::string_view::npos; at = findText(text, wanted, at + wanted.size())) ++count;
  return Value::integer(count);
}

Value strReplace(Heap& heap, const Value& self, const Args& args) {
  const Bound bound("replace", args, {"old", "new", "count"});
  return replaceText(heap, self.str(), bound.text(0), bound.text(1), bound.integer(2, -1));
}

Value strJoin(Heap& heap, const Value& self, const Args& args) {
  const Bound bound("join", args, {"iterable"});
  TextBuilder out(heap);
  bool first = true;
  for (const Value& item : iterate(heap, bound.required(0))) {
    if (!item.isString()) failType("sequence item: expected str instance, " + std::string(typeName(item)) + " found");
    if (!first) out.add(self.text());
    out.add(item.text());
    first = false;
  }
  return out.finish(self.str().markup);
}

template <std::string (*Convert)(std::string_view)>
Value converted(Heap& heap, const Value& self, const Args& args) {
  Bound("the method", args, {});
  heap.room(self.text().size() * 2);
  heap.walk(self.text().size());
  return heap.string(Convert(self.text()), self.str().markup);
}
template <CharacterClass Class>
Value classified(Heap& heap, const Value& self, const Args& args) {
  Bound("the method", args, {});
  heap.walk(self.text().size());
  return Value::boolean(allOf(self.text(), Class));
}

Value justified(Heap& heap, const Value& self, const Args& args, int side) {
  const Bound bound("ljust", args, {"width", "fillchar"});
  bound.required(0);
  const std::string_view fill = bound.has(1) ? bound.text(1) : " ";
  if (base::codePointCount(fill) != 1) failType("the fill character must be exactly one character long");
  const std::int64_t width = std::max<std::int64_t>(0, bound.integer(0, 0)), pad = width - static_cast<std::int64_t>(self.str().length());
  if (pad <= 0) return self;
  const std::int64_t left = side < 0 ? 0 : side > 0 ? pad : pad / 2 + (pad & width & 1);
  TextBuilder out(heap);
  out.repeat(fill, static_cast<std::size_t>(left));
  out.add(self.text());
  out.repeat(fill, static_cast<std::size_t>(pad - left));
  return out.finish(self.str().markup);
}
Value strLJust(Heap& heap, const Value& self, const Args& args) { return justified(heap, self, args, -1); }
Value strRJust(Heap& heap, const Value& self, const Args& args) { return justified(heap, self, args, 1); }
Value strCenter(Heap& heap, const Value& self, const Args& args) { return justified(heap, self, args, 0); }

Value strZFill(Heap& heap, const Value& self, const Args& args) {
  const Bound bound("zfill", args, {"width"});
  bound.required(0);
  const std::int64_t pad = std::max<std::int64_t>(0, bound.integer(0, 0)) - static_cast<std::int64_t>(self.str().length());
  std::string_view text = self.text();
  TextBuilder out(heap);
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    out.add(text[0]);
    text.remove_prefix(1);
  }
  if (pad > 0) out.repeat("0", static_cast<std::size_t>(pad));
  out.add(text);
  return out.finish(self.str().markup);
}

Value removed(Heap& heap, const Value& self, const Args& args, bool prefix) {
  const Bound bound("removeprefix", args, {"prefix"});
  const std::string_view part = bound.text(0);
  std::string_view text = self.text();
  if (part.empty() || !(prefix ? text.starts_with(part) : text.ends_with(part))) return self;
  if (prefix) text.remove_prefix(part.size());
  else text.remove_suffix(part.size());
  return heap.string(std::string(text), self.str().markup);
}
Value strRemovePrefix(Heap& heap, const Value& self, const Args& args) { return removed(heap, self, args, true); }
Value strRemoveSuffix(Heap& heap, const Value& self, const Args& args) { return removed(heap, self, args, false); }

Value partitioned(Heap& heap, const Value& self, const Args& args, bool fromRight) {
  const Bound bound("partition", args, {"sep"});
  const std::string_view separator = bound.text(0), text = self.text();
  if (separator.empty()) failType("empty separator");
  heap.work(text.size());
  const std::size_t at = fromRight ? findLastText(text, separator) : findText(text, separator);
  const auto part = [&](std::string_view piece) { return heap.string(std::string(piece), self.str().markup); };
  if (at == std::string_view::npos) {
    if (fromRight) return heap.list({part(""), part(""), self}, ListKind::Tuple);
    return heap.list({self, part(""), part("")}, ListKind::Tuple);
  }
  return heap.list({part(text.substr(0, at)), part(separator), part(text.substr(at + separator.size()))}, ListKind::Tuple);
}
Value strPartition(Heap& heap, const Value& self, const Args& args) { return partitioned(heap, self, args, false); }
Value strRPartition(Heap& heap, const Value& self, const Args& args) { return partitioned(heap, self, args, true); }

Value strFormat(Heap& heap, const Value& self, const Args& args) { return formatBraces(heap, self.str(), args); }

Value listIndex(Heap& heap, const Value& self, const Args& args) {
  const Value wanted = Bound("index", args, {"value"}).required(0);
  const std::vector<Value>& items = self.list().items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    heap.step();
    if (equals(items[i], wanted)) return Value::integer(static_cast<std::int64_t>(i));
  }
  failType("the value is not in the list");
}
Value listCount(Heap& heap, const Value& self, const Args& args) {
  const Value wanted = Bound("count", args, {"value"}).required(0);
  std::int64_t count = 0;
  for (const Value& item : self.list().items) {
    heap.step();
    if (equals(item, wanted)) ++count;
  }
  return Value::integer(count);
}
Value listCopy(Heap& heap, const Value& self, const Args& args) {
  Bound("copy", args, {});
  return heap.list(iterate(heap, self));
}

Value dictGet(Heap&, const Value& self, const Args& args) {
  const Bound bound("get", args, {"key", "default"});
  const Value& key = bound.required(0);
  const Value* value = key.isUndefined() ? nullptr : self.dict().find(key);
  if (value) return *value;
  return bound.has(1) ? bound[1] : Value::none();
}
Value dictItems(Heap& heap, const Value& self, const Args& args) {
  Bound("items", args, {});
  return dictPairs(heap, self.dict(), ListKind::View);
}
Value dictKeys(Heap& heap, const Value& self, const Args& args) {
  Bound("keys", args, {});
  return heap.list(iterate(heap, self), ListKind::View);
}
Value dictValues(Heap& heap, const Value& self, const Args& args) {
  Bound("values", args, {});
  std::vector<Value> out;
  heap.room(self.dict().entries.size() * sizeof(Value));
  for (const auto& entry : self.dict().entries) out.push_back(entry.second);
  return heap.list(std::move(out), ListKind::View);
}
Value dictCopy(Heap& heap, const Value& self, const Args& args) {
  Bound("copy", args, {});
  Ref<DictObj> out = heap.make<DictObj>();
  for (const auto& [key, value] : self.dict().entries) {
    heap.step();
    out->set(key, value);
  }
  return Value(Tag::Dict, out.get());
}

struct Method {
  Tag type;
  std::string_view name;
  Value (*call)(Heap& heap, const Value& self, const Args& args);
};

constexpr Method kMethods[] = {
    {Tag::String, "strip", strStrip},
    {Tag::String, "lstrip", strLStrip},
    {Tag::String, "rstrip", strRStrip},
    {Tag::String, "split", strSplit},
    {Tag::String, "rsplit", strRSplit},
    {Tag::String, "splitlines", strSplitLines},
    {Tag::String, "startswith", strStartsWith},
    {Tag::String, "endswith", strEndsWith},
    {Tag::String, "find", strFind},
    {Tag::String, "rfind", strRFind},
    {Tag::String, "index", strIndex},
    {Tag::String, "rindex", strRIndex},
    {Tag::String, "count", strCount},
    {Tag::String, "replace", strReplace},
    {Tag::String, "join", strJoin},
    {Tag::String, "upper", converted<toUpper>},
    {Tag::String, "lower", converted<toLower>},
    {Tag::String, "capitalize", converted<capitalize>},
    {Tag::String, "title", converted<toTitle>},
    {Tag::String, "swapcase", converted<swapCase>},
    {Tag::String, "isalpha", classified<CharacterClass::Alpha>},
    {Tag::String, "isdigit", classified<CharacterClass::Digit>},
    {Tag::String, "isdecimal", classified<CharacterClass::Decimal>},
    {Tag::String, "isalnum", classified<CharacterClass::Alnum>},
    {Tag::String, "isspace", classified<CharacterClass::Space>},
    {Tag::String, "isupper", classified<CharacterClass::Upper>},
    {Tag::String, "islower", classified<CharacterClass::Lower>},
    {Tag::String, "ljust", strLJust},
    {Tag::String, "rjust", strRJust},
    {Tag::String, "center", strCenter},
    {Tag::String, "zfill", strZFill},
    {Tag::String, "removeprefix", strRemovePrefix},
    {Tag::String, "removesuffix", strRemoveSuffix},
    {Tag::String, "partition", strPartition},
    {Tag::String, "rpartition", strRPartition},
    {Tag::String, "format", strFormat},
    {Tag::List, "index", listIndex},
    {Tag::List, "count", listCount},
    {Tag::List, "copy", listCopy},
    {Tag::Dict, "get", dictGet},
    {Tag::Dict, "items", dictItems},
    {Tag::Dict, "keys", dictKeys},
    {Tag::Dict, "values", dictValues},
    {Tag::Dict, "copy", dictCopy},
};

/// Python has these and the sandbox refuses them, or they are not implemented: never read as undefined.
constexpr std::pair<Tag, std::string_view> kRefused[] = {
    {Tag::List, "append"}, {Tag::List, "extend"}, {Tag::List, "insert"}, {Tag::List, "remove"}, {Tag::List, "pop"}, {Tag::List, "clear"},
    {Tag::List, "sort"}, {Tag::List, "reverse"}, {Tag::Dict, "update"}, {Tag::Dict, "pop"}, {Tag::Dict, "popitem"}, {Tag::Dict, "clear"},
    {Tag::Dict, "setdefault"}, {Tag::Dict, "fromkeys"}, {Tag::String, "encode"}, {Tag::String, "casefold"}, {Tag::String, "expandtabs"},
    {Tag::String, "format_map"}, {Tag::String, "isidentifier"}, {Tag::String, "isnumeric"}, {Tag::String, "isprintable"},
    {Tag::String, "isascii"}, {Tag::String, "istitle"}, {Tag::String, "maketrans"}, {Tag::String, "translate"},
};

}  // namespace

std::optional<std::uint16_t> findMethod(const Value& self, std::string_view name) {
  if (!self.isString() && !self.isDict() && !self.isList()) return std::nullopt;
  const bool plainList = !self.isList() || self.list().kind == ListKind::List || self.list().kind == ListKind::Tuple;
  if (!plainList) return std::nullopt;
  for (std::size_t i = 0; i < std::size(kMethods); ++i)
    if (kMethods[i].type == self.tag() && kMethods[i].name == name) return static_cast<std::uint16_t>(i);
  const bool tuple = self.isList() && self.list().kind == ListKind::Tuple;
  for (const auto& [type, refused] : kRefused)
    if (type == self.tag() && refused == name && !tuple) failUnsupported("the method " + std::string(typeName(self)) + "." + std::string(name));
  return std::nullopt;
}

Value callMethod(Heap& heap, const MethodObj& method, const Args& args) { return kMethods[method.method].call(heap, method.self, args); }

}  // namespace timbre::text::jinja
