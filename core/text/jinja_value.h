// SPDX-License-Identifier: GPL-3.0-or-later
// The only values a chat template can reach: Python's None, bool, int, float, str, list, tuple, dict, and Jinja's
// undefined, namespace, macro, loop and bound method. Objects are counted by reference and belong to one Heap, the
// account of one render: it limits steps, bytes and time, frees deep values without recursion, and at its end frees
// cycles (a namespace may hold itself). A Heap and its values stay on one thread.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::text::jinja {

/// Thrown inside the engine only; ChatTemplate turns it into a Result.
struct Failure {
  base::Error error;
};
[[noreturn]] void failType(std::string reason);
[[noreturn]] void failUndefined(std::string what);
/// `which`: "steps", "time", "memory", "output", "depth", "range", "integer".
[[noreturn]] void failBudget(std::string_view which);
[[noreturn]] void failUnsupported(std::string what);

class Heap;

enum class Tag : std::uint8_t {
  Undefined,
  None,
  Bool,
  Int,
  Float,
  Function,
  String,
  List,
  Dict,
  Namespace,
  Macro,
  Loop,
  Method
};

struct Object {
  Heap* heap = nullptr;
  std::uint32_t refs = 0;
  std::size_t charged = 0;  ///< bytes on the heap's account
  virtual ~Object() = default;
};

/// Objects that can hold others are linked so that the heap can break cycles at its end.
struct Container : Object {
  Container* previous = nullptr;
  Container* next = nullptr;
  virtual void clear() = 0;
};

/// Counted pointer to an object of the heap.
template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : m_object(object) {
    if (m_object) ++m_object->refs;
  }
  Ref(const Ref& other) : Ref(other.m_object) {}
  Ref(Ref&& other) noexcept : m_object(std::exchange(other.m_object, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(m_object, other.m_object);
    return *this;
  }
  ~Ref();
  T* get() const { return m_object; }
  T* operator->() const { return m_object; }
  T& operator*() const { return *m_object; }
  explicit operator bool() const { return m_object != nullptr; }

 private:
  T* m_object = nullptr;
};

struct StringObj;
struct ListObj;
struct DictObj;

class Value {
 public:
  Value() = default;
  /// `object` may be null only for Undefined without a hint.
  Value(Tag tag, Object* object) : m_tag(tag), m_counted(object != nullptr) {
    m_object = object;
    if (m_counted) ++m_object->refs;
  }
  static Value none() { return Value(Tag::None); }
  static Value boolean(bool b) {
    Value v(Tag::Bool);
    v.m_int = b;
    return v;
  }
  static Value integer(std::int64_t i) {
    Value v(Tag::Int);
    v.m_int = i;
    return v;
  }
  static Value real(double d) {
    Value v(Tag::Float);
    v.m_real = d;
    return v;
  }
  static Value function(int id) {
    Value v(Tag::Function);
    v.m_int = id;
    return v;
  }

  Value(const Value& other) : m_tag(other.m_tag), m_counted(other.m_counted), m_int(other.m_int) {
    if (m_counted) ++m_object->refs;
  }
  Value(Value&& other) noexcept
      : m_tag(other.m_tag), m_counted(std::exchange(other.m_counted, false)), m_int(other.m_int) {
    other.m_tag = Tag::Undefined;
  }
  Value& operator=(Value other) noexcept {
    std::swap(m_tag, other.m_tag);
    std::swap(m_counted, other.m_counted);
    std::swap(m_int, other.m_int);
    return *this;
  }
  ~Value() {
    if (m_counted) release();
  }

  Tag tag() const { return m_tag; }
  bool isUndefined() const { return m_tag == Tag::Undefined; }
  bool isNone() const { return m_tag == Tag::None; }
  bool isString() const { return m_tag == Tag::String; }
  bool isList() const { return m_tag == Tag::List; }
  bool isDict() const { return m_tag == Tag::Dict; }
  /// Python: bool is an int.
  bool isInteger() const { return m_tag == Tag::Int || m_tag == Tag::Bool; }
  bool isNumber() const { return isInteger() || m_tag == Tag::Float; }
  bool asBool() const { return m_int != 0; }
  std::int64_t asInt() const { return m_int; }
  double asReal() const { return m_tag == Tag::Float ? m_real : static_cast<double>(m_int); }
  int functionId() const { return static_cast<int>(m_int); }
  Object* object() const { return m_counted ? m_object : nullptr; }
  const StringObj& str() const;
  std::string_view text() const;
  ListObj& list() const;
  DictObj& dict() const;

 private:
  explicit Value(Tag tag) : m_tag(tag) {}
  void release();

  Tag m_tag = Tag::Undefined;
  bool m_counted = false;  ///< m_object is set and counted
  union {
    std::int64_t m_int = 0;
    double m_real;
    Object* m_object;
  };
};
static_assert(sizeof(Value) == 16);

/// UTF-8 bytes that count and index by code point, as Python's str does.
struct StringObj : Object {
  std::string text;
  mutable std::size_t points = SIZE_MAX;  ///< code points, counted on first use
  bool markup = false;                    ///< made by |safe or |escape: `+` then escapes the other side
  std::size_t length() const;
  bool ascii() const { return length() == text.size(); }
};

enum class ListKind : std::uint8_t { List, Tuple, View, Generator, Range };

/// A generator is truthy whatever it holds, has no length, and can be walked once.
struct ListObj : Container {
  std::vector<Value> items;
  ListKind kind = ListKind::List;
  std::size_t taken = 0;  ///< of a generator
  bool failing = false;   ///< a generator of pairs of what is no mapping
  bool group = false;     ///< a pair that groupby made: .grouper and .list
  bool given = false;     ///< part of the conversation, so nothing in it ever changes
  void clear() override { items.clear(); }
};

/// Insertion-ordered; `lookup` is a hash table over `entries` once there are more than a few.
struct DictObj : Container {
  static constexpr std::uint32_t kNoMessage = 0xFFFFFFFF;
  std::vector<std::pair<Value, Value>> entries;
  std::vector<std::uint32_t> lookup;
  bool given = false;                  ///< part of the conversation, so nothing in it ever changes
  std::uint32_t message = kNoMessage;  ///< its place in the list of messages
  void clear() override {
    entries.clear();
    lookup.clear();
  }
  const Value* find(std::string_view key) const;
  const Value* find(const Value& key) const;
  /// Adds or replaces.
  void set(Value key, Value value);

 private:
  void index(std::size_t entry);
  void rebuild();
};

struct NamespaceObj : Container {
  Ref<DictObj> members;
  void clear() override { members = {}; }
};

/// A method taken from a value but not called yet.
struct MethodObj : Container {
  Value self;
  std::uint16_t method = 0;
  void clear() override { self = {}; }
};

struct Limits {
  std::size_t steps = 0;
  std::size_t memory = 0;
  double seconds = 0;
};

class Heap {
 public:
  explicit Heap(const Limits& limits);
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  template <class T>
  Ref<T> make(std::size_t extraBytes = 0) {
    charge(sizeof(T) + 16 + extraBytes);
    T* object = new T;
    adopt(object, sizeof(T) + 16 + extraBytes);
    if constexpr (std::is_base_of_v<Container, T>) link(object);
    return Ref<T>(object);
  }
  Value string(std::string text, bool markup = false);
  Value list(std::vector<Value> items, ListKind kind = ListKind::List);
  Value undefined(std::string hint);
  Value method(const Value& self, std::uint16_t method);
  /// Adjusts the account of an object whose size changed.
  void resized(Object& object, std::size_t bytes);

  /// One step, or `amount` of them.
  void step(std::size_t amount = 1) {
    m_steps += amount;
    if (m_steps >= m_nextCheck) check();
  }
  /// Work on `bytes` of text: a step for each KiB.
  void work(std::size_t bytes) { step(bytes >> 10); }
  /// Work that looks at every character: a step for each 64 bytes.
  void walk(std::size_t bytes) { step(bytes >> 6); }
  /// Throws when `bytes` more would exceed the memory limit; call before building something large.
  void room(std::size_t bytes) const {
    if (bytes > m_limit - m_live) failBudget("memory");
  }
  void charge(std::size_t bytes) {
    room(bytes);
    m_live += bytes;
  }
  /// From now on memory is limited, and what lives now does not count: the conversation that was handed in.
  void forgiveLive();

  /// The account of another rendering begins; what lives now does not count for it.
  void restart();

  void bury(Object* object);  ///< the last reference is gone
  std::size_t steps() const { return m_steps; }

 private:
  void adopt(Object* object, std::size_t bytes) {
    object->heap = this;
    object->charged = bytes;
  }
  void link(Container* object);
  void unlink(Container* object);
  void check();

  Limits m_limits;
  std::size_t m_steps = 0;
  std::size_t m_nextCheck = 0;
  std::size_t m_live = 0;
  std::size_t m_limit = 0;
  std::chrono::steady_clock::time_point m_start;
  Container* m_first = nullptr;
  std::vector<Object*> m_dead;
  bool m_draining = false;
};

template <class T>
Ref<T>::~Ref() {
  if (m_object && --m_object->refs == 0) m_object->heap->bury(m_object);
}

inline void Value::release() {
  if (--m_object->refs == 0) m_object->heap->bury(m_object);
}
inline const StringObj& Value::str() const { return *static_cast<const StringObj*>(m_object); }
inline std::string_view Value::text() const { return str().text; }
inline ListObj& Value::list() const { return *static_cast<ListObj*>(m_object); }
inline DictObj& Value::dict() const { return *static_cast<DictObj*>(m_object); }

/// Stops runaway recursion over values (a namespace inside itself) and over the program.
class DepthGuard {
 public:
  DepthGuard(int& depth, int limit) : m_depth(depth) {
    if (++m_depth > limit) {
      --m_depth;
      failBudget("depth");
    }
  }
  ~DepthGuard() { --m_depth; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  int& m_depth;
};
inline constexpr int kValueDepth = 256;

}  // namespace timbre::text::jinja
