// SPDX-License-Identifier: GPL-3.0-or-later
// Values as text: Python's str and repr, and json.dumps.
#include "core/text/jinja_ops.h"
#include "core/text/jinja_text.h"

#include <algorithm>
#include <cmath>

namespace timbre::text::jinja {

namespace {

class Printer {
 public:
  explicit Printer(Heap& heap) : m_heap(heap), m_out(heap) {}
  TextBuilder& out() { return m_out; }

  void repr(const Value& value) {
    const DepthGuard guard(m_depth, kValueDepth);
    m_heap.step();
    switch (value.tag()) {
      case Tag::Undefined: return m_out.add("Undefined");
      case Tag::None: return m_out.add("None");
      case Tag::Bool: return m_out.add(value.asBool() ? "True" : "False");
      case Tag::Int: return m_out.add(std::to_string(value.asInt()));
      case Tag::Float: return m_out.add(realText(value.asReal()));
      case Tag::String: {
        m_heap.room(value.text().size() * 10);  // the longest escape
        std::string quoted;
        appendRepr(quoted, value.text());
        if (value.str().markup) quoted = "Markup(" + quoted + ")";
        return m_out.add(quoted);
      }
      case Tag::List: return list(value.list());
      case Tag::Dict: return dict(value.dict());
      default: failUnsupported("printing a " + std::string(typeName(value)));
    }
  }

 private:
  void list(const ListObj& list) {
    if (list.kind == ListKind::Generator || list.kind == ListKind::Range || list.kind == ListKind::View)
      failUnsupported("printing a generator, range or dictionary view (use |list)");
    m_out.add(list.kind == ListKind::Tuple ? '(' : '[');
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      if (i) m_out.add(", ");
      repr(list.items[i]);
    }
    if (list.kind == ListKind::Tuple) m_out.add(list.items.size() == 1 ? ",)" : ")");
    else m_out.add(']');
  }
  void dict(const DictObj& dict) {
    m_out.add('{');
    for (std::size_t i = 0; i < dict.entries.size(); ++i) {
      if (i) m_out.add(", ");
      repr(dict.entries[i].first);
      m_out.add(": ");
      repr(dict.entries[i].second);
    }
    m_out.add('}');
  }

  Heap& m_heap;
  TextBuilder m_out;
  int m_depth = 0;
};

class JsonPrinter {
 public:
  JsonPrinter(Heap& heap, const JsonStyle& style) : m_heap(heap), m_style(style), m_out(heap) {}
  TextBuilder& out() { return m_out; }

  void value(const Value& v) {
    const DepthGuard guard(m_depth, kValueDepth);
    m_heap.step();
    switch (v.tag()) {
      case Tag::None: return m_out.add("null");
      case Tag::Bool: return m_out.add(v.asBool() ? "true" : "false");
      case Tag::Int: return m_out.add(std::to_string(v.asInt()));
      case Tag::Float: return m_out.add(number(v.asReal()));
      case Tag::String: return string(v.text());
      case Tag::List: return list(v);
      case Tag::Dict: return dict(v.dict());
      default: failType("Object of type " + std::string(typeName(v)) + " is not JSON serializable");
    }
  }

 private:
  static std::string number(double v) {
    if (std::isnan(v)) return "NaN";
    if (std::isinf(v)) return v > 0 ? "Infinity" : "-Infinity";
    return realText(v);
  }
  void string(std::string_view text) {
    m_heap.room(text.size() * 6);
    std::string quoted;
    appendJsonString(quoted, text, m_style.asciiOnly);
    m_out.add(quoted);
  }
  void newline(int level) {
    if (!m_style.indented) return;
    m_out.add('\n');
    m_out.repeat(m_style.indent, static_cast<std::size_t>(level));
  }
  void list(const Value& v) {
    const ListObj& list = v.list();
    if (list.kind != ListKind::List && list.kind != ListKind::Tuple) failType("Object of type " + std::string(typeName(v)) + " is not JSON serializable");
    if (list.items.empty()) return m_out.add("[]");
    m_out.add('[');
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      if (i) m_out.add(m_style.itemSeparator);
      newline(m_depth);
      value(list.items[i]);
    }
    newline(m_depth - 1);
    m_out.add(']');
  }
  std::string keyText(const Value& key) const {
    switch (key.tag()) {
      case Tag::String: return std::string(key.text());
      case Tag::None: return "null";
      case Tag::Bool: return key.asBool() ? "true" : "false";
      case Tag::Int: return std::to_string(key.asInt());
      case Tag::Float: return number(key.asReal());
      default: failType("keys must be str, int, float, bool or None, not " + std::string(typeName(key)));
    }
  }
  void dict(const DictObj& dict) {
    if (dict.entries.empty()) return m_out.add("{}");
    std::vector<const std::pair<Value, Value>*> order;
    m_heap.room(dict.entries.size() * sizeof(void*));
    for (const auto& entry : dict.entries) order.push_back(&entry);
    if (m_style.sortKeys) std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return less(a->first, b->first); });
    m_out.add('{');
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i) m_out.add(m_style.itemSeparator);
      newline(m_depth);
      string(keyText(order[i]->first));
      m_out.add(m_style.keySeparator);
      value(order[i]->second);
    }
    newline(m_depth - 1);
    m_out.add('}');
  }

  Heap& m_heap;
  const JsonStyle& m_style;
  TextBuilder m_out;
  int m_depth = 0;
};

}  // namespace

std::string toText(Heap& heap, const Value& value) {
  if (value.isUndefined()) return {};
  if (value.isString()) {
    heap.room(value.text().size());
    heap.work(value.text().size());
    return std::string(value.text());
  }
  return toRepr(heap, value);
}

Value toStringValue(Heap& heap, const Value& value) { return value.isString() ? value : heap.string(toText(heap, value)); }

std::string toRepr(Heap& heap, const Value& value) {
  Printer printer(heap);
  printer.repr(value);
  return std::move(printer.out().text());
}

Value toJson(Heap& heap, const Value& value, const JsonStyle& style) {
  JsonPrinter printer(heap, style);
  printer.value(value);
  return printer.out().finish();
}

}  // namespace timbre::text::jinja
