// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_value.h"

#include "core/base/utf8.h"
#include "core/text/jinja_ops.h"

#include <functional>

namespace timbre::text::jinja {

void failType(std::string reason) { throw Failure{base::Error("template.type", {{"reason", std::move(reason)}})}; }
void failUndefined(std::string what) { throw Failure{base::Error("template.undefined", {{"what", std::move(what)}})}; }
void failBudget(std::string_view which) { throw Failure{base::Error("template.budget", {{"which", std::string(which)}})}; }
void failUnsupported(std::string what) { throw Failure{base::Error("template.unsupported", {{"what", std::move(what)}})}; }

std::size_t StringObj::length() const {
  if (points == SIZE_MAX) points = base::codePointCount(text);
  return points;
}

namespace {

constexpr std::size_t kLinear = 8;
constexpr std::uint32_t kEmpty = 0xFFFFFFFF;

/// Equal keys hash alike: 1, 1.0 and True are one key in Python.
std::size_t hashKey(const Value& key, int depth = 0) {
  switch (key.tag()) {
    case Tag::String: return std::hash<std::string_view>()(key.text());
    case Tag::Bool:
    case Tag::Int: return std::hash<double>()(static_cast<double>(key.asInt()));
    case Tag::Float: return std::hash<double>()(key.asReal());
    case Tag::None: return 0x9E3779B9u;
    case Tag::List: {
      if (key.list().kind != ListKind::Tuple || depth > 16) failType("unhashable type: 'list'");
      std::size_t hash = 7;
      for (const Value& item : key.list().items) hash = hash * 31 + hashKey(item, depth + 1);
      return hash;
    }
    case Tag::Dict: failType("unhashable type: 'dict'");
    default: failUnsupported("a dictionary key of this kind");
  }
}

}  // namespace

void DictObj::index(std::size_t entry) {
  const std::size_t mask = lookup.size() - 1;
  std::size_t slot = hashKey(entries[entry].first) & mask;
  while (lookup[slot] != kEmpty) slot = (slot + 1) & mask;
  lookup[slot] = static_cast<std::uint32_t>(entry);
}

void DictObj::rebuild() {
  std::size_t size = 32;
  while (size < entries.size() * 3) size *= 2;
  lookup.assign(size, kEmpty);
  for (std::size_t i = 0; i < entries.size(); ++i) index(i);
}

const Value* DictObj::find(std::string_view key) const {
  heap->work(key.size());
  if (lookup.empty()) {
    for (const auto& [name, value] : entries)
      if (name.isString() && name.text() == key) return &value;
    return nullptr;
  }
  const std::size_t mask = lookup.size() - 1;
  for (std::size_t slot = std::hash<std::string_view>()(key) & mask; lookup[slot] != kEmpty; slot = (slot + 1) & mask) {
    const auto& [name, value] = entries[lookup[slot]];
    if (name.isString() && name.text() == key) return &value;
  }
  return nullptr;
}

const Value* DictObj::find(const Value& key) const {
  if (key.isString()) return find(key.text());
  const std::size_t hash = hashKey(key);  // also refuses what cannot be a key
  if (lookup.empty()) {
    for (const auto& [name, value] : entries)
      if (equals(name, key)) return &value;
    return nullptr;
  }
  const std::size_t mask = lookup.size() - 1;
  for (std::size_t slot = hash & mask; lookup[slot] != kEmpty; slot = (slot + 1) & mask)
    if (equals(entries[lookup[slot]].first, key)) return &entries[lookup[slot]].second;
  return nullptr;
}

void DictObj::set(Value key, Value value) {
  if (const Value* old = find(key)) {
    *const_cast<Value*>(old) = std::move(value);
    return;
  }
  heap->resized(*this, charged + 64);
  entries.emplace_back(std::move(key), std::move(value));
  if (entries.size() <= kLinear) return;
  if (lookup.size() < entries.size() * 2) rebuild();
  else index(entries.size() - 1);
}

Heap::Heap(const Limits& limits) : m_limits(limits), m_limit(SIZE_MAX), m_start(std::chrono::steady_clock::now()) {
  m_nextCheck = std::min<std::size_t>(1024, limits.steps + 1);
}

void Heap::restart() {
  m_steps = 0;
  m_nextCheck = std::min<std::size_t>(1024, m_limits.steps + 1);
  m_start = std::chrono::steady_clock::now();
  forgiveLive();
}

Heap::~Heap() {
  // What is left holds itself in cycles. Pin everything, cut every link, then free: nothing is freed twice.
  for (Container* object = m_first; object; object = object->next) ++object->refs;
  for (Container* object = m_first; object; object = object->next) object->clear();
  while (m_first) {
    Container* object = m_first;
    m_first = object->next;
    delete object;
  }
}

void Heap::check() {
  if (m_steps > m_limits.steps) failBudget("steps");
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - m_start;
  if (spent.count() > m_limits.seconds) failBudget("time");
  m_nextCheck = std::min(m_steps + 1024, m_limits.steps + 1);
}

void Heap::forgiveLive() { m_limit = m_live + m_limits.memory; }

Value Heap::string(std::string text, bool markup) {
  work(text.size());
  const std::size_t bytes = text.size() > 15 ? text.capacity() : 0;
  Ref<StringObj> object = make<StringObj>(bytes);
  object->text = std::move(text);
  object->markup = markup;
  return Value(Tag::String, object.get());
}

Value Heap::list(std::vector<Value> items, ListKind kind) {
  Ref<ListObj> object = make<ListObj>(items.capacity() * sizeof(Value));
  step(items.size() / 8);
  object->items = std::move(items);
  object->kind = kind;
  return Value(Tag::List, object.get());
}

Value Heap::undefined(std::string hint) {
  const Value text = string(std::move(hint));
  return Value(Tag::Undefined, text.object());
}

Value Heap::method(const Value& self, std::uint16_t method) {
  Ref<MethodObj> object = make<MethodObj>();
  object->self = self;
  object->method = method;
  return Value(Tag::Method, object.get());
}

void Heap::resized(Object& object, std::size_t bytes) {
  if (bytes > object.charged) charge(bytes - object.charged);
  else m_live -= object.charged - bytes;
  object.charged = bytes;
}

void Heap::link(Container* object) {
  object->next = m_first;
  if (m_first) m_first->previous = object;
  m_first = object;
}

void Heap::unlink(Container* object) {
  (object->previous ? object->previous->next : m_first) = object->next;
  if (object->next) object->next->previous = object->previous;
}

void Heap::bury(Object* object) {
  // A list inside a list inside a list … is freed by this loop, not by nested destructors.
  m_dead.push_back(object);
  if (m_draining) return;
  m_draining = true;
  while (!m_dead.empty()) {
    Object* last = m_dead.back();
    m_dead.pop_back();
    m_live -= last->charged;
    if (auto* container = dynamic_cast<Container*>(last)) unlink(container);
    delete last;
  }
  m_draining = false;
}

}  // namespace timbre::text::jinja
