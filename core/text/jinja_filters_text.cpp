// SPDX-License-Identifier: GPL-3.0-or-later
// Filters that make text or numbers of one value.
#include "core/text/jinja_builtins.h"
#include "core/text/jinja_methods.h"
#include "core/text/jinja_ops.h"
#include "core/text/jinja_text.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace timbre::text::jinja {

namespace {

/// The input as text, charged for a copy that may grow `factor` times.
Value textOf(Heap& heap, const Value& input, std::size_t factor = 1) {
  Value text = toStringValue(heap, input);
  heap.room(text.text().size() * factor);
  if (factor > 1) heap.walk(text.text().size());
  else heap.work(text.text().size());
  return text;
}

Value filterAbs(Heap&, const Value& input, const Args& args) {
  Bound("abs", args, {});
  if (input.tag() == Tag::Float) return Value::real(std::fabs(input.asReal()));
  if (input.isUndefined()) useOfUndefined(input);
  if (!input.isInteger()) failType("abs of '" + std::string(typeName(input)) + "'");
  return input.asInt() < 0 ? negate(input) : Value::integer(input.asInt());
}

Value filterCapitalize(Heap& heap, const Value& input, const Args& args) {
  Bound("capitalize", args, {});
  const Value text = textOf(heap, input, 2);
  return heap.string(capitalize(text.text()), text.str().markup);
}

Value filterCenter(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("center", args, {"width"});
  const Value text = textOf(heap, input);
  const std::int64_t width = std::max<std::int64_t>(0, bound.integer(0, 80)), pad = width - static_cast<std::int64_t>(text.str().length());
  if (pad <= 0) return text;
  const std::int64_t left = pad / 2 + (pad & width & 1);  // as str.center rounds
  TextBuilder out(heap);
  out.repeat(" ", static_cast<std::size_t>(left));
  out.add(text.text());
  out.repeat(" ", static_cast<std::size_t>(pad - left));
  return out.finish(text.str().markup);
}

Value filterDefault(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("default", args, {"default_value", "boolean"});
  const bool replace = input.isUndefined() || (bound.boolean(1, false) && !truth(input));
  if (!replace) return input;
  return bound.has(0) ? bound[0] : heap.string({});
}

Value filterEscape(Heap& heap, const Value& input, const Args& args) {
  Bound("escape", args, {});
  if (input.isString() && input.str().markup) return input;
  return heap.string(escapeHtml(textOf(heap, input, 6).text()), true);
}

Value filterForceEscape(Heap& heap, const Value& input, const Args& args) {
  Bound("forceescape", args, {});
  return heap.string(escapeHtml(textOf(heap, input, 6).text()), true);
}

Value filterFloat(Heap&, const Value& input, const Args& args) {
  const Bound bound("float", args, {"default"});
  if (input.isUndefined()) useOfUndefined(input);
  if (input.isNumber()) return Value::real(input.asReal());
  if (input.isString()) {
    const std::string text(strip(input.text(), nullptr, true, true));
    double value = 0;
    const char* begin = text.data() + (text.starts_with("+") ? 1 : 0);
    const auto read = std::from_chars(begin, text.data() + text.size(), value);
    if (!text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size()) return Value::real(value);
  }
  return bound.has(0) ? bound[0] : Value::real(0.0);
}

Value filterFormat(Heap& heap, const Value& input, const Args& args) {
  if (!args.positional.empty() && !args.named.empty()) failType("format takes positional or named values, not both");
  const Value text = textOf(heap, input);
  if (args.named.empty()) return formatPercent(heap, text.str(), heap.list(args.positional, ListKind::Tuple));
  Ref<DictObj> values = heap.make<DictObj>();
  for (const auto& [name, value] : args.named) values->set(heap.string(std::string(name)), value);
  return formatPercent(heap, text.str(), Value(Tag::Dict, values.get()));
}

Value filterIndent(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("indent", args, {"width", "first", "blank"});
  const bool first = bound.boolean(1, false), blank = bound.boolean(2, false);
  if (input.isUndefined()) useOfUndefined(input);
  if (!input.isString()) failType("'" + std::string(typeName(input)) + "' has no lines to indent");
  const Value& whole = input;
  TextBuilder padding(heap);
  if (bound.has(0) && bound[0].isString()) padding.add(bound[0].text());
  else padding.repeat(" ", static_cast<std::size_t>(std::max<std::int64_t>(0, bound.integer(0, 4))));
  // As the filter does it: the text gets one more newline and is split into lines, which "\n" + padding joins.
  const std::string text = whole.str().text + "\n";
  TextBuilder out(heap);
  bool firstLine = true;
  for (const std::string_view line : splitLines(heap, text, false)) {
    if (!firstLine) out.add('\n');
    if (firstLine ? first : (blank || !line.empty())) out.add(padding.text());
    out.add(line);
    firstLine = false;
  }
  return out.finish(whole.str().markup);
}

Value filterInt(Heap&, const Value& input, const Args& args) {
  const Bound bound("int", args, {"default", "base"});
  const std::int64_t base = bound.integer(1, 10);
  if (input.isUndefined()) useOfUndefined(input);
  if (input.isInteger()) return Value::integer(input.asInt());
  const auto fallback = [&] { return bound.has(0) ? bound[0] : Value::integer(0); };
  double real = 0;
  if (input.tag() == Tag::Float) {
    real = input.asReal();
  } else if (input.isString()) {
    std::string text(strip(input.text(), nullptr, true, true));
    if (base < 2 || base > 36) failUnsupported("int() with base " + std::to_string(base));
    std::string digits = text.starts_with("+") ? text.substr(1) : text;
    if (base == 16 && (digits.starts_with("0x") || digits.starts_with("0X"))) digits = digits.substr(2);
    std::int64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, static_cast<int>(base));
    if (read.ec == std::errc::result_out_of_range) failBudget("integer");
    if (!digits.empty() && read.ec == std::errc() && read.ptr == digits.data() + digits.size()) return Value::integer(value);
    const auto asReal = std::from_chars(digits.data(), digits.data() + digits.size(), real);
    if (digits.empty() || asReal.ec != std::errc() || asReal.ptr != digits.data() + digits.size()) return fallback();
  } else {
    return fallback();
  }
  if (!std::isfinite(real)) return fallback();
  if (std::fabs(real) >= 9.2e18) failBudget("integer");
  return Value::integer(static_cast<std::int64_t>(real));
}

Value filterLower(Heap& heap, const Value& input, const Args& args) {
  Bound("lower", args, {});
  const Value text = textOf(heap, input, 2);
  return heap.string(toLower(text.text()), text.str().markup);
}

Value filterUpper(Heap& heap, const Value& input, const Args& args) {
  Bound("upper", args, {});
  const Value text = textOf(heap, input, 2);
  return heap.string(toUpper(text.text()), text.str().markup);
}

Value filterReplace(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("replace", args, {"old", "new", "count"});
  const Value text = textOf(heap, input), from = textOf(heap, bound.required(0)), to = textOf(heap, bound.required(1));
  const std::int64_t limit = bound.has(2) && !bound[2].isNone() ? bound.integer(2, -1) : -1;
  return replaceText(heap, text.str(), from.text(), to.text(), limit);
}

Value filterRound(Heap&, const Value& input, const Args& args) {
  const Bound bound("round", args, {"precision", "method"});
  if (input.isUndefined()) useOfUndefined(input);
  if (!input.isNumber()) failType("round of '" + std::string(typeName(input)) + "'");
  const std::int64_t precision = bound.integer(0, 0);
  const std::string_view method = bound.has(1) ? bound.text(1) : "common";
  if (precision < -300 || precision > 300) failUnsupported("round() to " + std::to_string(precision) + " places");
  const double scale = std::pow(10.0, static_cast<double>(precision));
  if (method == "ceil") return Value::real(std::ceil(input.asReal() * scale) / scale);
  if (method == "floor") return Value::real(std::floor(input.asReal() * scale) / scale);
  if (method != "common") failType("method must be common, ceil or floor");
  if (input.isInteger() && precision >= 0) return Value::integer(input.asInt());
  if (precision < 0) {
    const double rounded = std::nearbyint(input.asReal() * scale) / scale;
    if (input.isInteger() && std::fabs(rounded) >= 9.2e18) failBudget("integer");
    return input.isInteger() ? Value::integer(static_cast<std::int64_t>(rounded)) : Value::real(rounded);
  }
  // The decimal text rounds exactly, as Python does; a product with the scale would not.
  char buffer[700];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, input.asReal(), std::chars_format::fixed, static_cast<int>(precision));
  double rounded = input.asReal();
  if (end.ec == std::errc()) std::from_chars(buffer, end.ptr, rounded);
  return Value::real(rounded);
}

Value filterSafe(Heap& heap, const Value& input, const Args& args) {
  Bound("safe", args, {});
  if (input.isString() && input.str().markup) return input;
  return heap.string(toText(heap, input), true);
}

Value filterString(Heap& heap, const Value& input, const Args& args) {
  Bound("string", args, {});
  return toStringValue(heap, input);
}

Value filterTitle(Heap& heap, const Value& input, const Args& args) {
  Bound("title", args, {});
  const Value whole = textOf(heap, input, 2);
  std::string_view text = whole.text();
  std::string out;
  const auto separates = [](char c) { return std::string_view("-({[<").find(c) != std::string_view::npos; };
  while (!text.empty()) {
    std::size_t end = 0;
    const auto space = [&](std::size_t at) { return spacePrefix(text.substr(at, 4)) > 0; };
    const bool gap = separates(text[0]) || space(0);
    while (end < text.size() && (separates(text[end]) || space(end)) == gap) end += std::max<std::size_t>(1, gap && space(end) && !separates(text[end]) ? std::min<std::size_t>(spacePrefix(text.substr(end, 4)), 3) : 1);
    end = std::min(end, text.size());
    const std::size_t head = base::decodeUtf8(text, 0).length;  // its capital, not its title case: ǆ becomes Ǆ
    out += gap ? std::string(text.substr(0, end)) : toUpper(text.substr(0, head)) + toLower(text.substr(head, end - head));
    text.remove_prefix(end);
  }
  return heap.string(std::move(out), whole.str().markup);
}

Value filterToJson(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("tojson", args, {"ensure_ascii", "indent", "separators", "sort_keys"});
  JsonStyle style;
  style.asciiOnly = bound.boolean(0, false);
  style.sortKeys = bound.boolean(3, false);
  if (bound.has(1) && !bound[1].isNone()) {
    style.indented = true;
    style.itemSeparator = ",";
    if (bound[1].isString()) {
      style.indent = bound[1].text();
    } else {
      const std::int64_t width = bound.integer(1, 0);
      heap.room(static_cast<std::size_t>(std::max<std::int64_t>(0, width)));
      style.indent.assign(static_cast<std::size_t>(std::max<std::int64_t>(0, width)), ' ');
    }
  }
  if (bound.has(2) && !bound[2].isNone()) {
    const std::vector<Value> pair = iterate(heap, bound[2]);
    if (pair.size() != 2 || !pair[0].isString() || !pair[1].isString()) failType("separators must be two strings");
    style.itemSeparator = pair[0].text();
    style.keySeparator = pair[1].text();
  }
  return toJson(heap, input, style);
}

Value filterTrim(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("trim", args, {"chars"});
  const Value text = textOf(heap, input);
  const std::string_view set = bound.has(0) && !bound[0].isNone() ? bound.text(0) : std::string_view();
  const bool custom = bound.has(0) && !bound[0].isNone();
  if (set.size() > 1024) failUnsupported("trim() of more than a thousand kinds of characters");
  const std::string_view inner = strip(text.text(), custom ? &set : nullptr, true, true);
  heap.walk((text.text().size() - inner.size()) * (set.size() + 1));
  return inner.size() == text.text().size() ? text : heap.string(std::string(inner), text.str().markup);
}

Value filterTruncate(Heap& heap, const Value& input, const Args& args) {
  const Bound bound("truncate", args, {"length", "killwords", "end", "leeway"});
  const Value dots = bound.has(2) ? textOf(heap, bound[2]) : heap.string("...");
  const std::int64_t length = bound.integer(0, 255), leeway = bound.integer(3, 5);
  const auto dotPoints = static_cast<std::int64_t>(dots.str().length());
  if (length < dotPoints || leeway < 0) failType("truncate() cannot make the text this short");
  if (static_cast<std::int64_t>(lengthOf(input)) - leeway <= length) return input;
  if (!input.isString()) failType("'" + std::string(typeName(input)) + "' cannot be cut at a word");
  const Value& whole = input;
  std::string_view cut = whole.text().substr(0, pointOffset(whole.str(), static_cast<std::size_t>(length - dotPoints)));
  if (!bound.boolean(1, false)) {
    const std::size_t space = cut.rfind(' ');
    if (space != std::string_view::npos) cut = cut.substr(0, space);
  }
  TextBuilder out(heap);
  out.add(cut);
  out.add(dots.text());
  return out.finish();
}

Value filterWordCount(Heap& heap, const Value& input, const Args& args) {
  Bound("wordcount", args, {});
  const Value text = textOf(heap, input);
  std::int64_t words = 0;
  bool inWord = false;
  for (const char c : text.text()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool part = byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_';
    if (part && !inWord) ++words;
    inWord = part;
  }
  return Value::integer(words);
}

constexpr FilterEntry kFilters[] = {
    {"abs", filterAbs},           {"capitalize", filterCapitalize}, {"center", filterCenter},
    {"default", filterDefault},   {"d", filterDefault},             {"escape", filterEscape},
    {"e", filterEscape},          {"forceescape", filterForceEscape}, {"float", filterFloat},
    {"format", filterFormat},     {"indent", filterIndent},         {"int", filterInt},
    {"lower", filterLower},       {"upper", filterUpper},           {"replace", filterReplace},
    {"round", filterRound},       {"safe", filterSafe},             {"string", filterString},
    {"title", filterTitle},       {"tojson", filterToJson},         {"trim", filterTrim},
    {"truncate", filterTruncate}, {"wordcount", filterWordCount},
};

}  // namespace

std::span<const FilterEntry> textFilters() { return kFilters; }

}  // namespace timbre::text::jinja
