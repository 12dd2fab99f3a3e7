// SPDX-License-Identifier: GPL-3.0-or-later
// Python's % operator on strings and str.format.
#include "core/text/jinja_methods.h"
#include "core/text/jinja_ops.h"
#include "core/text/jinja_text.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace timbre::text::jinja {

namespace {

struct Spec {
  std::string fill = " ";
  char align = 0;  // < > ^ =
  char sign = '-';
  bool alternate = false;
  char grouping = 0;
  std::int64_t width = 0;
  int precision = -1;
  char type = 0;
};

constexpr int kMaxPrecision = 400;

std::string realDigits(double value, char type, int precision) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return "inf";
  char buffer[kMaxPrecision + 400];
  const char lower = type >= 'A' && type <= 'Z' ? static_cast<char>(type + 32) : type;
  const auto format = lower == 'e' ? std::chars_format::scientific : lower == 'g' ? std::chars_format::general : std::chars_format::fixed;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, format, lower == 'g' && precision == 0 ? 1 : precision);
  if (end.ec != std::errc()) failUnsupported("a number format this long");
  std::string out(buffer, end.ptr);
  if (type >= 'A' && type <= 'Z')
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

std::string integerDigits(std::uint64_t value, char type) {
  char buffer[70];
  const int radix = type == 'x' || type == 'X' ? 16 : type == 'o' ? 8 : type == 'b' ? 2 : 10;
  std::string out(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, radix).ptr);
  if (type == 'X')
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

void group(std::string& digits, char with) {
  std::size_t end = digits.find_first_of(".e");
  if (end == std::string::npos) end = digits.size();
  for (std::size_t at = end; at > 3; at -= 3) digits.insert(at - 3, 1, with);
}

void pad(TextBuilder& out, const Spec& spec, std::string_view prefix, std::string_view body, char defaultAlign) {
  const auto length = static_cast<std::int64_t>(base::codePointCount(prefix) + base::codePointCount(body));
  const std::size_t missing = spec.width > length ? static_cast<std::size_t>(spec.width - length) : 0;
  const char align = spec.align ? spec.align : defaultAlign;
  if (align == '=') out.add(prefix);
  out.repeat(spec.fill, align == '<' ? 0 : align == '^' ? missing / 2 : missing);
  if (align != '=') out.add(prefix);
  out.add(body);
  out.repeat(spec.fill, align == '<' ? missing : align == '^' ? missing - missing / 2 : 0);
}

void formatNumber(TextBuilder& out, const Spec& spec, const Value& value) {
  char type = spec.type;
  std::string digits;
  bool negative = false;
  std::string prefix;
  const bool real = value.tag() == Tag::Float || (type && std::string_view("eEfFgG%").find(type) != std::string_view::npos);
  if (real) {
    double number = value.asReal();
    negative = std::signbit(number);
    number = std::fabs(number);
    if (type == '%') digits = realDigits(number * 100, 'f', spec.precision < 0 ? 6 : spec.precision) + "%";
    else if (!type && spec.precision < 0) digits = realText(number);
    else digits = realDigits(number, type ? type : 'g', spec.precision < 0 ? 6 : spec.precision);
  } else {
    if (spec.precision > 0 && type != 'd') failUnsupported("a precision for whole numbers");
    negative = value.asInt() < 0;
    const std::uint64_t magnitude = negative ? 0 - static_cast<std::uint64_t>(value.asInt()) : static_cast<std::uint64_t>(value.asInt());
    digits = integerDigits(magnitude, type);
    if (spec.precision > static_cast<int>(digits.size())) digits.insert(0, static_cast<std::size_t>(spec.precision) - digits.size(), '0');
    if (spec.alternate && (type == 'x' || type == 'X' || type == 'o' || type == 'b')) prefix = std::string("0") + type;
  }
  if (spec.grouping) group(digits, spec.grouping);
  prefix.insert(0, negative ? "-" : spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "");
  pad(out, spec, prefix, digits, '>');
}

void formatText(TextBuilder& out, const Spec& spec, std::string_view text) {
  if (spec.precision >= 0) {
    std::size_t end = 0;
    for (int i = 0; i < spec.precision && end < text.size(); ++i) end += base::decodeUtf8(text, end).length;
    text = text.substr(0, end);
  }
  pad(out, spec, {}, text, '<');
}

/// Digits at `at`; large ones are a budget matter, not an overflow.
std::int64_t readNumber(std::string_view text, std::size_t& at) {
  std::int64_t number = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    number = number * 10 + (text[at++] - '0');
    if (number > (std::int64_t(1) << 40)) failBudget("memory");
  }
  return number;
}

void checkPrecision(Spec& spec, std::int64_t precision) {
  if (precision > kMaxPrecision) failUnsupported("a precision above " + std::to_string(kMaxPrecision));
  spec.precision = static_cast<int>(precision);
}

class PercentFormatter {
 public:
  PercentFormatter(Heap& heap, const StringObj& format, const Value& values) : m_heap(heap), m_text(format.text), m_values(values), m_out(heap) {
    m_tuple = values.isList() && values.list().kind == ListKind::Tuple;
  }
  Value run(bool markup) {
    while (m_at < m_text.size()) {
      const std::size_t percent = m_text.find('%', m_at);
      m_out.add(m_text.substr(m_at, percent - m_at));
      if (percent == std::string_view::npos) break;
      m_at = percent + 1;
      m_heap.step();
      conversion();
    }
    // What can be indexed counts as a mapping, of which nothing has to be used.
    const bool mapping = m_values.isDict() || m_values.isUndefined() || (m_values.isList() && !m_tuple);
    if (!mapping && (m_tuple ? m_next < m_values.list().items.size() : m_next == 0)) failType("not all arguments converted during string formatting");
    return m_out.finish(markup);
  }

 private:
  char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
  Value next() {
    if (m_tuple && m_next < m_values.list().items.size()) return m_values.list().items[m_next++];
    if (m_tuple || m_next > 0) failType("not enough arguments for format string");
    ++m_next;
    return m_values;
  }
  void conversion() {
    Spec spec;
    std::optional<Value> named;
    if (peek() == '(') {
      const std::size_t close = m_text.find(')', m_at);
      if (close == std::string_view::npos || !m_values.isDict()) failType("format requires a mapping");
      const Value* found = m_values.dict().find(m_text.substr(m_at + 1, close - m_at - 1));
      if (!found) failType("the mapping lacks a key of the format string");
      named = *found;
      m_at = close + 1;
    }
    bool zero = false;
    for (; std::string_view("-0+ #").find(peek()) != std::string_view::npos; ++m_at) {
      if (peek() == '-') spec.align = '<';
      else if (peek() == '0') zero = true;
      else if (peek() == '#') spec.alternate = true;
      else if (spec.sign != '+') spec.sign = peek();
    }
    if (peek() == '*') failUnsupported("'*' as a width in a format string");
    spec.width = readNumber(m_text, m_at);
    if (peek() == '.') {
      ++m_at;
      checkPrecision(spec, readNumber(m_text, m_at));
    }
    if (peek() == '\0') failType("incomplete format");
    const char kind = m_text[m_at++];
    if (kind == '%') return m_out.add('%');
    const Value value = named ? *named : next();
    if (!spec.align) spec.align = '>';
    if (kind == 's' || kind == 'r') return formatText(m_out, spec, kind == 's' ? toText(m_heap, value) : toRepr(m_heap, value));
    if (kind == 'c' && value.isString() && value.str().length() == 1) return formatText(m_out, spec, value.text());
    if (std::string_view("diuxXoeEfFgG").find(kind) == std::string_view::npos) failUnsupported(std::string("the conversion %") + kind);
    if (value.isUndefined()) useOfUndefined(value);
    if (!value.isNumber()) failType(std::string("%") + kind + " format: a number is required, not " + std::string(typeName(value)));
    spec.type = kind == 'i' || kind == 'u' ? 'd' : kind;
    if (zero && spec.align != '<') {
      spec.fill = "0";
      spec.align = '=';
    }
    const bool wholeWanted = std::string_view("dxXo").find(spec.type) != std::string_view::npos;
    if (wholeWanted && value.tag() == Tag::Float) {
      if (spec.type != 'd' || !std::isfinite(value.asReal()) || std::fabs(value.asReal()) > 9e18) failType("an integer is required");
      return formatNumber(m_out, spec, Value::integer(static_cast<std::int64_t>(value.asReal())));
    }
    formatNumber(m_out, spec, value);
  }

  Heap& m_heap;
  std::string_view m_text;
  const Value& m_values;
  TextBuilder m_out;
  bool m_tuple = false;
  std::size_t m_at = 0;
  std::size_t m_next = 0;
};

Spec parseSpec(std::string_view text) {
  Spec spec;
  std::size_t at = 0;
  const auto isAlign = [&](std::size_t i) { return i < text.size() && std::string_view("<>^=").find(text[i]) != std::string_view::npos; };
  const std::size_t first = text.empty() ? 0 : base::decodeUtf8(text, 0).length;
  if (first && isAlign(first)) {
    spec.fill = text.substr(0, first);
    spec.align = text[first];
    at = first + 1;
  } else if (isAlign(0)) {
    spec.align = text[0];
    at = 1;
  }
  const auto peek = [&] { return at < text.size() ? text[at] : '\0'; };
  if (peek() == '+' || peek() == '-' || peek() == ' ') spec.sign = text[at++];
  if (peek() == '#') spec.alternate = text[at++] == '#';
  if (peek() == '0' && !spec.align) {
    spec.fill = "0";
    spec.align = '=';
    ++at;
  }
  spec.width = readNumber(text, at);
  if (peek() == ',' || peek() == '_') spec.grouping = text[at++];
  if (peek() == '.') {
    ++at;
    checkPrecision(spec, readNumber(text, at));
  }
  if (at < text.size()) spec.type = text[at++];
  if (at < text.size()) failType("Invalid format specifier");
  return spec;
}

void formatField(Heap& heap, TextBuilder& out, const Value& value, std::string_view specText) {
  if (specText.find('{') != std::string_view::npos) failUnsupported("a nested replacement field");
  const Spec spec = parseSpec(specText);
  if (value.isNumber() && !(value.tag() == Tag::Bool && specText.empty())) {
    if (spec.type && std::string_view("dbxXoeEfFgG%").find(spec.type) == std::string_view::npos) failType("Unknown format code");
    if (value.tag() == Tag::Float && spec.type && std::string_view("dbxXo").find(spec.type) != std::string_view::npos) failType("Unknown format code for float");
    return formatNumber(out, spec, value);
  }
  if (spec.type && spec.type != 's') failType("Unknown format code for " + std::string(typeName(value)));
  if (!value.isString() && !specText.empty() && value.tag() != Tag::Bool) failType("unsupported format string passed to " + std::string(typeName(value)));
  formatText(out, spec, toText(heap, value));
}

/// {name.member[key]}: the value that the field names.
Value fieldValue(Heap& heap, std::string_view field, const Args& args, std::size_t& automatic) {
  const std::size_t end = std::min(field.find_first_of(".["), field.size());
  const std::string_view first = field.substr(0, end);
  Value out;
  std::size_t at = 0;
  if (first.empty() || (first[0] >= '0' && first[0] <= '9')) {
    const std::size_t index = first.empty() ? automatic++ : static_cast<std::size_t>(readNumber(first, at));
    if (index >= args.positional.size()) failType("Replacement index out of range");
    out = args.positional[index];
  } else {
    const auto it = std::find_if(args.named.begin(), args.named.end(), [&](const auto& entry) { return entry.first == first; });
    if (it == args.named.end()) failType("the format string names an argument that is not given");
    out = it->second;
  }
  for (at = end; at < field.size();) {
    if (field[at] == '.') {
      const std::size_t stop = std::min(field.find_first_of(".[", at + 1), field.size());
      out = getAttribute(heap, out, field.substr(at + 1, stop - at - 1));
      at = stop;
    } else {
      const std::size_t close = field.find(']', at);
      if (close == std::string_view::npos) failType("Missing ']' in format string");
      const std::string_view key = field.substr(at + 1, close - at - 1);
      std::size_t digits = 0;
      const bool number = !key.empty() && key.find_first_not_of("0123456789") == std::string_view::npos;
      out = getItem(heap, out, number ? Value::integer(readNumber(key, digits)) : heap.string(std::string(key)));
      at = close + 1;
    }
  }
  return out;
}

}  // namespace

Value formatPercent(Heap& heap, const StringObj& format, const Value& values) { return PercentFormatter(heap, format, values).run(format.markup); }

Value formatBraces(Heap& heap, const StringObj& format, const Args& args) {
  TextBuilder out(heap);
  const std::string_view text = format.text;
  std::size_t automatic = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t brace = text.find_first_of("{}", at);
    out.add(text.substr(at, brace - at));
    if (brace == std::string_view::npos) break;
    heap.step();
    if (brace + 1 < text.size() && text[brace + 1] == text[brace]) {
      out.add(text[brace]);
      at = brace + 2;
      continue;
    }
    const std::size_t close = text.find('}', brace);
    if (text[brace] == '}' || close == std::string_view::npos) failType("Single '" + std::string(1, text[brace]) + "' encountered in format string");
    std::string_view field = text.substr(brace + 1, close - brace - 1);
    std::string_view spec;
    if (const std::size_t colon = field.find(':'); colon != std::string_view::npos) {
      spec = field.substr(colon + 1);
      field = field.substr(0, colon);
    }
    char conversion = 0;
    if (const std::size_t mark = field.find('!'); mark != std::string_view::npos) {
      conversion = mark + 1 < field.size() ? field[mark + 1] : '?';
      field = field.substr(0, mark);
    }
    Value value = fieldValue(heap, field, args, automatic);
    if (conversion == 'r') value = heap.string(toRepr(heap, value));
    else if (conversion == 's') value = toStringValue(heap, value);
    else if (conversion) failUnsupported(std::string("the conversion !") + conversion);
    formatField(heap, out, value, spec);
    at = close + 1;
  }
  return out.finish(format.markup);
}

}  // namespace timbre::text::jinja
